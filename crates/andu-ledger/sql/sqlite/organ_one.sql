select organ, name, division, demonstration, opened_at from organ where organ = ?1
