update matter set rule_digest = ?3, version = ?4, last_seq = ?5 where organ = ?1 and matter = ?2
