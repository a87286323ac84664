"""Days called unusual, with public holidays taken for weekdays and with holidays known.

    python -m benchmarks.usual [CSV]

CSV is `data/realKnownCause/nyc_taxi.csv` of numenta/NAB: taxi passengers in New York by half-hour,
with five known events. Its licence does not allow to keep it here. Without it, three years of daily
use are simulated in the same country, with an event every fifty days or so.

The holidays are those of the country, and those of the state too, which adds Election Day: two days
after the marathon, whose weekend then has the wider range of days near a holiday.

Each day is compared with the eight weeks before it. An event counts as found where a day of it is
called unusual, or is named as a public holiday; a false day is called unusual outside of all
events. Prints all, and ends with 1 if knowing the country's holidays leaves a false day, or misses
one of NAB's events.
"""

import csv
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from slackbot.domain.calendar.holidays import HOLIDAY, kind_of
from slackbot.domain.usage.findings.forecast import WEEKS, band_on, usual_bands

DAY: Final = timedelta(days=1)
COUNTRY, STATE = "US", "US-NY"
FIRST, YEARS, SEED = date(2024, 1, 1), 3, 1
WEEK: Final = (5000, 5200, 5300, 5200, 4800, 2000, 1500)  # a usual one
NOISE, CLOSED = 0.1, 0.4  # the part by which days differ, and what a holiday keeps
APART: Final = 50  # days between two simulated events
# The windows of NAB's labels, whole days: the marathon, Thanksgiving, Christmas, the new year and
# the snow storm.
EVENTS: Final = (
    (date(2014, 10, 30), date(2014, 11, 3)), (date(2014, 11, 25), date(2014, 11, 29)),
    (date(2014, 12, 23), date(2014, 12, 27)), (date(2014, 12, 29), date(2015, 1, 3)),
    (date(2015, 1, 24), date(2015, 1, 29)),
)  # fmt: skip

Event = tuple[date, date]  # its first and its last day


class Found(NamedTuple):
    """What was found in a series."""

    events: int
    false: tuple[date, ...]


def judged(days: Mapping[date, int], events: Sequence[Event], place: str) -> Found:
    """Compare each day with the weeks before it, in a place with public holidays or in none."""
    told, named = set(), set()
    for day, count in days.items():
        past = (day - n * DAY for n in range(1, 7 * WEEKS + 1))
        bands = usual_bands({each: days[each] for each in past if each in days}, place)
        band = band_on(day, bands, place)
        if band and not band.low <= count <= band.high:
            told.add(day)
        if kind_of(day, place) == HOLIDAY:
            named.add(day)
    inside = {first + n * DAY for first, last in events for n in range((last - first).days + 1)}
    found = sum(any(first <= day <= last for day in told | named) for first, last in events)
    return Found(found, tuple(sorted(told - inside)))


def read_days(path: Path) -> dict[date, int]:
    """The sums of whole days in a file of `timestamp,value` by half-hour."""
    sums, known = Counter[date](), Counter[date]()
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            day = datetime.fromisoformat(row["timestamp"]).date()
            sums[day] += round(float(row["value"]))
            known[day] += 1
    return {day: count for day, count in sums.items() if known[day] == 48}


def simulated() -> tuple[dict[date, int], list[Event]]:
    """Daily use of an office that is closed on holidays, and the days on which it was unusual."""
    chance, days, events = random.Random(SEED), dict[date, int](), list[Event]()  # noqa: S311 - no secret
    next_event = FIRST + 90 * DAY
    for day in (FIRST + n * DAY for n in range(365 * YEARS)):
        closed = kind_of(day, STATE) == HOLIDAY
        level = WEEK[day.weekday()] * (CLOSED if closed else 1) * chance.gauss(1, NOISE)
        if day >= next_event and not closed:
            level *= chance.choice((0.2, 2.5))
            events.append((day, day))
            next_event = day + chance.randint(APART // 2, APART * 3 // 2) * DAY
        days[day] = round(level)
    return days, events


def main(path: Path | None) -> bool:
    """Print what each finds; whether known holidays leave no false day, and NAB's events."""
    days, events = (read_days(path), list(EVENTS)) if path else simulated()
    what = path.name if path else f"{len(days)} simulated days"
    print(f"{what}, {len(events)} events\n")
    print("| public holidays | events found | false days | which |\n| --- | --- | --- | --- |")
    found = {place: judged(days, events, place) for place in ("", COUNTRY, STATE)}
    for place, each in found.items():
        which = ", ".join(map(str, each.false)) or "none"
        name = f"of {place}" if place else "are weekdays"
        print(f"| {name} | {each.events} of {len(events)} | {len(each.false)} | {which} |")
    known = found[COUNTRY] if path else found[STATE]  # the simulated office keeps the state's
    return not known.false and (path is None or known.events == len(events))


if __name__ == "__main__":
    sys.exit(0 if main(Path(sys.argv[1]) if len(sys.argv) > 1 else None) else 1)
