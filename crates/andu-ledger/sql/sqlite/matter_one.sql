select procedure, rule_digest, version, last_seq from matter where organ = ?1 and matter = ?2
