update matter set version = ?4, rule_digest = ?3, last_seq = ?5
where organ = ?1 and matter = ?2 and version = ?4 - 1 and procedure = ?6
