select
  seq, organ, matter, procedure, matter_version, recorded_at, happened_at, actor, recorder, channel, command,
  ordinal, rule_digest, body, format, prev, hash
from event where organ = ?1 and matter = ?2 and matter_version >= ?3 order by matter_version
