insert into head (organ, seq, hash) values (?1, ?2, ?3)
on conflict (organ) do update set seq = excluded.seq, hash = excluded.hash
