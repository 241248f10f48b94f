select number, name, digest from schema_migration order by number
