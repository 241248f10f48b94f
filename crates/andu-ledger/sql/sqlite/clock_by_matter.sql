select matter, clock, procedure, start, state, due, stopped, kept, consumed, provisional, calendar, unit, handler
from clock where organ = ?1 and matter = ?2 order by clock
