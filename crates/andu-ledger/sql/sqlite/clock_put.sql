insert into clock (
  organ, matter, clock, procedure, start, state, due, stopped, kept, consumed, provisional, calendar, unit, handler
) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
on conflict (organ, matter, clock) do update set
  procedure = excluded.procedure, start = excluded.start, state = excluded.state, due = excluded.due,
  stopped = excluded.stopped, kept = excluded.kept, consumed = excluded.consumed,
  provisional = excluded.provisional, calendar = excluded.calendar, unit = excluded.unit, handler = excluded.handler
-- A clock that stands as it stood costs no page.
where clock.state is not excluded.state or clock.due is not excluded.due or clock.start is not excluded.start
  or clock.stopped is not excluded.stopped or clock.kept is not excluded.kept or clock.consumed is not excluded.consumed
  or clock.provisional is not excluded.provisional or clock.calendar is not excluded.calendar
  or clock.unit is not excluded.unit or clock.handler is not excluded.handler
