select m.matter from matter m
left join event e on e.organ = m.organ and e.matter = m.matter and e.matter_version = 1
where m.organ = ?1 and e.procedure is not m.procedure
order by m.matter limit 20
