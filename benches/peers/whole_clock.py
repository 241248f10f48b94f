"""A legal period with one pause and one extension, counted day by day with `chinesecalendar`.

The start day is not counted, nor are days after the pause began up to and including its last day; the extension begins on the day after the
period would have ended.
"""
import datetime
import json
import sys
import time
from importlib.metadata import version

import chinese_calendar

ONE = datetime.timedelta(days=1)
print(json.dumps({"peer": "chinesecalendar " + version("chinesecalendar")}), flush=True)


def due(start, length, pause_from, pause_to, extension):
    day = start
    for left in (length, extension):
        while left > 0:
            day += ONE
            if pause_from < day <= pause_to:
                continue
            if chinese_calendar.is_workday(day):
                left -= 1
    return day


for line in sys.stdin:
    request = json.loads(line)
    read = datetime.date.fromisoformat
    clocks = [
        (read(start), length, read(pause_from), read(pause_to), extension)
        for start, length, pause_from, pause_to, extension in request["clocks"]
    ]
    begin = time.perf_counter()
    found = [due(*clock) for clock in clocks]
    seconds = time.perf_counter() - begin
    print(json.dumps({"seconds": seconds, "found": [day.isoformat() for day in found]}), flush=True)
