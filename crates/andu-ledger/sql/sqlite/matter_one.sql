select procedure, rule_digest, matter_version, seq from event
where organ = ?1 and matter = ?2 order by matter_version desc limit 1
