select salt, digest from file where id = ?1 limit 1
