select command from event where organ = ?1 order by command desc limit 1
