-- The chain. `body` is the exact text that was hashed; personal values are not in it.
create table event (
  seq integer not null,
  organ text not null,
  matter text not null,
  procedure text not null,
  matter_version integer not null,
  recorded_at integer not null,
  happened_at text not null,
  actor text not null,
  recorder text not null,
  channel text not null,
  command text not null,
  ordinal integer not null,
  rule_digest text not null,
  body text not null,
  format integer not null,
  prev text not null,
  hash text not null,
  primary key (organ, seq)
) strict, without rowid;
create unique index event_matter on event (organ, matter, matter_version);
create unique index event_command on event (organ, command, ordinal);

-- The end of each chain, to notice a tail that was cut.
create table head (
  organ text primary key,
  seq integer not null,
  hash text not null
) strict, without rowid;

create table organ (
  organ text primary key,
  name text not null,
  division text not null,
  demonstration text,
  opened_at integer not null
) strict, without rowid;

create table matter (
  organ text not null,
  matter text not null,
  procedure text not null,
  rule_digest text not null,
  version integer not null,
  last_seq integer not null,
  primary key (organ, matter)
) strict, without rowid;

create table matter_key (
  organ text not null,
  procedure text not null,
  value text not null,
  matter text not null,
  primary key (organ, procedure, value)
) strict, without rowid;
create index matter_key_matter on matter_key (organ, matter);

create table series (
  organ text not null,
  series text not null,
  last integer not null,
  primary key (organ, series)
) strict, without rowid;

create table clock (
  organ text not null,
  matter text not null,
  clock text not null,
  procedure text not null,
  start text not null,
  state text not null,
  due text,
  stopped text,
  kept integer,
  consumed integer,
  provisional integer not null,
  calendar text not null,
  unit text,
  handler text,
  primary key (organ, matter, clock)
) strict, without rowid;
create index clock_open on clock (organ, due) where stopped is null;

create table link (
  organ text not null,
  from_matter text not null,
  kind text not null,
  to_matter text not null,
  primary key (organ, from_matter, kind, to_matter)
) strict, without rowid;
create index link_to on link (organ, to_matter);

-- Values about persons, beside the chain: the event holds SM3(salt, value).
create table personal (
  organ text not null,
  id text not null,
  matter text not null,
  field text not null,
  salt blob not null,
  value text not null,
  commitment text not null,
  primary key (organ, id)
) strict, without rowid;

create table file (
  organ text not null,
  matter text not null,
  id text not null,
  kind text not null,
  name text not null,
  size integer not null,
  salt blob not null,
  digest text not null,
  primary key (organ, matter, id)
) strict, without rowid;
create index file_id on file (id);

-- What was erased, and the event that ordered it.
create table erasure (
  organ text not null,
  id text not null,
  seq integer not null,
  primary key (organ, id)
) strict, without rowid;

create table rule_file (
  digest text primary key,
  path text not null,
  layer text not null,
  bytes blob not null
) strict;

create table setting (
  organ text not null,
  name text not null,
  value text not null,
  primary key (organ, name)
) strict, without rowid;

-- The generated tables and the digest of the specification that each was made from.
create table projection (
  name text primary key,
  digest text not null
) strict, without rowid;
