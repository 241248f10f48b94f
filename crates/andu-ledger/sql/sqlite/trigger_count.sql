select count(*) from sqlite_schema where type = 'trigger' and name in ('event_no_update', 'event_no_delete')
