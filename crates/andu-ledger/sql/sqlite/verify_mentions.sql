select seq from event where organ = ?1 and matter = ?2 and instr(body, ?3) > 0 order by seq limit 1
