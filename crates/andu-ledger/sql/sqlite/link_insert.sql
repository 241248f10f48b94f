insert into link (organ, from_matter, kind, to_matter) values (?1, ?2, ?3, ?4)
on conflict (organ, from_matter, kind, to_matter) do nothing
