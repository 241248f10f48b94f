insert into matter (organ, matter, procedure, rule_digest, version, last_seq) values (?1, ?2, ?3, ?4, ?5, ?6)
