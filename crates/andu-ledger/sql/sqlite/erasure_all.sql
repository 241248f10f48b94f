select id, seq from erasure where organ = ?1
