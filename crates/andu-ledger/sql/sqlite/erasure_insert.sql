insert into erasure (organ, id, seq) values (?1, ?2, ?3) on conflict (organ, id) do nothing
