select m.matter, e.procedure, e.rule_digest, e.matter_version, e.seq from matter m
join event e on e.organ = m.organ and e.matter = m.matter and e.matter_version =
  (select max(x.matter_version) from event x where x.organ = m.organ and x.matter = m.matter)
where m.organ = ?1 and m.matter > ?2 and (?3 is null or m.procedure = ?3) order by m.matter limit ?4
