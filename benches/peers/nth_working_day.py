"""The n-th working day after a date, as the Python package `holidays` gives it.

Reads requests as JSON lines: {"starts": [...], "counts": [...]}. Answers each with the seconds spent counting and the days found.
"""
import datetime
import json
import sys
import time
from importlib.metadata import version

import holidays

# All years are made before the clock starts, as a long-running program would have them.
china = holidays.China(years=range(2014, 2027))
print(json.dumps({"peer": "holidays " + version("holidays")}), flush=True)

for line in sys.stdin:
    request = json.loads(line)
    starts = [datetime.date.fromisoformat(day) for day in request["starts"]]
    pairs = list(zip(starts, request["counts"]))
    find = china.get_nth_working_day
    begin = time.perf_counter()
    found = [find(day, count) for day, count in pairs]
    seconds = time.perf_counter() - begin
    print(json.dumps({"seconds": seconds, "found": [day.isoformat() for day in found]}), flush=True)
