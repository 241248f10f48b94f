select organ, name, division, demonstration, opened_at from organ order by organ
