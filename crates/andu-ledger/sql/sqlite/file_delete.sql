delete from file where organ = ?1 and id = ?2
