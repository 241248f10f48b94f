insert into series (organ, series, last) values (?1, ?2, ?3)
on conflict (organ, series) do update set last = excluded.last
