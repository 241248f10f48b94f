insert into matter (organ, matter, procedure) values (?1, ?2, ?3)
