insert into setting (organ, name, value) values (?1, ?2, ?3)
on conflict (organ, name) do update set value = excluded.value
