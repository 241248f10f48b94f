delete from clock where organ = ?1 and matter = ?2 and clock = ?3
