insert into schema_migration (number, name, digest) values (?1, ?2, ?3)
