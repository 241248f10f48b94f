select seq, hash, recorded_at from event where organ = ?1 order by seq desc limit 1
