insert into file (organ, matter, id, kind, name, size, salt, digest) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
on conflict (organ, matter, id) do update set kind = excluded.kind, name = excluded.name
