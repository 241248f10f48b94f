select from_matter, kind, to_matter from link where organ = ?1 and from_matter = ?2
union
select from_matter, kind, to_matter from link where organ = ?1 and to_matter = ?2
order by 1, 2, 3
