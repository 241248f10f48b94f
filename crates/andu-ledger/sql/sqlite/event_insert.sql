insert into event (
  seq, organ, matter, procedure, matter_version, recorded_at, happened_at, actor, recorder, channel, command,
  ordinal, rule_digest, body, format, prev, hash
) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
