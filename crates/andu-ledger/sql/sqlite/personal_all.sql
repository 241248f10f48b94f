select id, matter, field, salt, value, commitment from personal where organ = ?1
