select digest from projection where name = ?1
