select value from personal where organ = ?1 and id = ?2
