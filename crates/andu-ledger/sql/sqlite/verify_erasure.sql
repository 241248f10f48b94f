select count(*) from event where organ = ?1 and seq = ?2 and instr(body, ?3) > 0
