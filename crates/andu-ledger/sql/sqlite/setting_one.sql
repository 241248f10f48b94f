select value from setting where organ = ?1 and name = ?2
