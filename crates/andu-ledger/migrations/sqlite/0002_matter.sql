-- How a matter stands is told by its last event, which the index over matter and version finds: its row is written once and for all.
alter table matter drop column rule_digest;
alter table matter drop column version;
alter table matter drop column last_seq;
