select matter, clock, procedure, start, state, due, stopped, kept, consumed, provisional, calendar, unit, handler
from clock where organ = ?1 and stopped is null and (?2 is null or due <= ?2) order by due, matter, clock
