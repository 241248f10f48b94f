insert into clock (
  organ, matter, clock, procedure, start, state, due, stopped, kept, consumed, provisional, calendar, unit, handler
) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
on conflict (organ, matter, clock) do update set
  procedure = excluded.procedure, start = excluded.start, state = excluded.state, due = excluded.due,
  stopped = excluded.stopped, kept = excluded.kept, consumed = excluded.consumed,
  provisional = excluded.provisional, calendar = excluded.calendar, unit = excluded.unit, handler = excluded.handler
