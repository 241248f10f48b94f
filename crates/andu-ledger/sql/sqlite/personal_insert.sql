insert into personal (organ, id, matter, field, salt, value, commitment) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
