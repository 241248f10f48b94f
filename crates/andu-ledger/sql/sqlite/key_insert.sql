insert into matter_key (organ, procedure, value, matter) values (?1, ?2, ?3, ?4)
