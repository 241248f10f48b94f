select m.matter, m.last_seq from matter m
left join event e on e.organ = m.organ and e.seq = m.last_seq
where m.organ = ?1 and (e.seq is null or e.matter is not m.matter or e.matter_version is not m.version
  or e.procedure is not m.procedure or e.rule_digest is not m.rule_digest)
order by m.matter limit 20
