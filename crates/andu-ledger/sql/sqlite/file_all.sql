select id, matter, kind, size, salt, digest from file where organ = ?1
