delete from link where organ = ?1 and from_matter = ?2 and kind = ?3 and to_matter = ?4
