select id, kind, name, size, digest from file where organ = ?1 and matter = ?2 order by id
