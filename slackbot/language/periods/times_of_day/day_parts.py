"""Reads parts of a day: `yesterday evening`, `this morning`, `the first hour of Monday`.

Nobody agrees on their hours, so the answer says which were taken and offers others.
"""

from typing import Final, NamedTuple

from slackbot.domain.calendar.arithmetic import Span, WallClock, days
from slackbot.domain.period import DAY
from slackbot.language.core.patterns import COUNTS, Led, Row, Table, as_read
from slackbot.language.core.readers import Node, Others, Phrase, read_number
from slackbot.language.core.words import UNITS
from slackbot.language.periods.times_of_day.hours import ClockHour, between_hours, on_day


class DayPart(NamedTuple):
    """The hours that are taken, and those that are offered, if there are any."""

    first: int
    last: int
    other: tuple[int, int] | None = None

    def of(self, day: Node | None, phrase: str) -> Phrase:
        """Return that part of the one day that `day` names in the words `phrase`; of today, where
        it is None."""
        others: Others = ()
        if self.other:
            first, last = self.other
            words = f"{phrase} {first}:00 to {last}:00"
            others = ((words, DayPart(first, last).of(day, phrase)),)
        make = between_hours(ClockHour(self.first, clear=True), ClockHour(self.last, clear=True))
        return on_day(day, make, phrase, others)


HOUR_UNITS: Final = frozenset(name for name, unit in UNITS.items() if unit == "hour")
PARTS: Final = {
    "morning": DayPart(6, 12, (0, 12)),
    "afternoon": DayPart(12, 18, (13, 17)),
    "evening": DayPart(18, 24, (17, 22)),
    "night": DayPart(18, 6, (22, 6)),
}


def _yesterday(clock: WallClock) -> Span:
    return days(clock.today - DAY, clock.today - DAY, "day")


def today(part: DayPart) -> Phrase:
    return part.of(None, "today")


def last_night() -> Phrase:
    return PARTS["night"].of(Phrase(_yesterday), "yesterday")


def first_hours(count: int = 1) -> DayPart | None:
    return DayPart(0, count) if 0 < count < 24 else None


def last_hours(count: int = 1) -> DayPart | None:
    return DayPart(24 - count, 24) if 0 < count < 24 else None


# Parts that follow a day.
BEHIND: Final = Table[DayPart](
    (Row("[in the|at] <part:part>", as_read, "in the evening", "18 to 24"),), part=PARTS
)
# Parts that a day follows.
BEFORE: Final = Table[DayPart](
    (
        Row("[the] <part:part> of|on", as_read, "the evening of", "18 to 24"),
        Row("[the] first [<count:count>] <hour> [of|on]", first_hours, "the first 3 hours of",
            "0 to 3"),
        Row("[the] last|final [<count:count>] <hour> of|on", last_hours, "the last hour of",
            "23 to 24"),
    ),
    part=PARTS, count=Led(read_number, COUNTS),
    hour=HOUR_UNITS,
)  # fmt: skip
# Parts without a day.
OF_NOW: Final = Table[Phrase](
    (
        Row("this <part:part>", today, "this morning", "Wed 18 Nov 2026, 06:00 – 12:00"),
        Row("tonight", lambda: today(PARTS["night"]), "tonight"),
        Row("last night", last_night, "last night",
            "Tue 17 Nov 2026, 18:00 – Wed 18 Nov 2026, 06:00"),
    ),
    part=PARTS,
)  # fmt: skip
