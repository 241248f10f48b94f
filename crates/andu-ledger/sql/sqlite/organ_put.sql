insert into organ (organ, name, division, demonstration, opened_at) values (?1, ?2, ?3, ?4, ?5)
on conflict (organ) do update set name = excluded.name, division = excluded.division,
  demonstration = coalesce(organ.demonstration, excluded.demonstration)
