create table schema_migration (
  number integer primary key,
  name text not null,
  digest text not null
) strict
