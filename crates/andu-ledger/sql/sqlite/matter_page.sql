select matter, procedure, rule_digest, version, last_seq from matter
where organ = ?1 and matter > ?2 and (?3 is null or procedure = ?3) order by matter limit ?4
