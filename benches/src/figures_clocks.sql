-- Each request has the clock of its kind; a dispatched one those of dispatching and calling back too.
insert into clock (organ, matter, clock, procedure, start, state, due, stopped, kept, consumed, provisional, calendar, unit, handler)
select r.organ, r.matter, of.clock, 'hotline-request', r.did_accept, 'stopped', '2025-12-31T23:59:59', r.closed_at,
  iif(of.clock = r.kind, substr(r.matter, -1) <> '7', 1), 3, 0,
  'd8330c74297e27f52ee3b20be9c73be0cbe16e7e14e81a34b44168bdddecd43c', r.lead_unit, r.handler
from register_hotline_request r
join (select 'consult' as clock union all select 'help' union all select 'complaint' union all select 'dispatch' union all select 'callback') of
  on of.clock = r.kind or (of.clock in ('dispatch', 'callback') and r.did_dispatch is not null)
where r.did_close is not null;
