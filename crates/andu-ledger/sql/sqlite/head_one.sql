select seq, hash from head where organ = ?1
