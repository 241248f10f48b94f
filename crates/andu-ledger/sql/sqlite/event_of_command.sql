select seq from event where organ = ?1 and command = ?2 limit 1
