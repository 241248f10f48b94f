insert into series (organ, series, last) values (?1, ?2, 1)
on conflict (organ, series) do update set last = last + 1 returning last
