"""Reads parts of a longer unit: `first week of March`, `last 5 days of Q3`, `third tuesday of
May`."""

from dataclasses import replace
from datetime import date, timedelta

from slackbot.domain.calendar.arithmetic import MONTHS_IN, Moment, Span, WallClock, shift
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import DAY
from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import (
    ORDINAL_BEGINS,
    SUFFIXES,
    FoundNode,
    Node,
    Phrase,
    digits,
    read_number,
    read_ordinal,
    read_year,
    word,
)
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import LAST, THIS, UNITS, WEEKDAYS
from slackbot.language.periods.absolute import read_month
from slackbot.language.periods.relative import read_relative
from slackbot.language.periods.units import read_unit_date

SIZES = {"day": 1, "week": 2, "weekend": 2, "month": 3, "quarter": 4, "half": 5, "year": 6}
RELATIVE = THIS | LAST
ENDS = frozenset(("last", "final"))
BEGINS = ENDS | ORDINAL_BEGINS | {"week"}


def read_ordinal_phrase(t: Text, i: int) -> FoundNode:
    """Read `<nth> [count] <unit or weekday> of <longer unit>`; the unit alone is one of the running
    year."""
    i += word(t, i) == "the"
    if word(t, i) not in BEGINS and word(t, i + 1) not in SUFFIXES:
        return None
    if numbered := _numbered_week(t, i):
        return numbered
    place = _place(t, i)
    if place is None:
        return None
    nth, j = place
    counted = read_number(t, j) if nth in {1, -1} else None
    count, j = counted or (1, j)
    name = word(t, j)
    unit = "weekday" if name in WEEKDAYS else UNITS.get(name, "")
    if unit not in SIZES and unit != "weekday":
        return None
    needs_of = unit not in {"week", "weekday"}
    # "3rd month last year" needs no "of"; "last month last year" would have two meanings
    container = _container(t, j + 1, needs_of=needs_of, ordinal=nth > 0 and counted is None)
    if container is None or (nth == -1 and counted is None and _is_part_of(container[0], unit)):
        return None  # "last year in October", "last quarter in September"
    weekday = WEEKDAYS.get(name, 5)
    return Part(nth, count, unit, weekday, container[0], t.phrase(i, container[1])), container[1]


def _is_part_of(node: Node, unit: str) -> bool:
    """Tell whether a calendar unit is shorter than `unit`, and so cannot hold one."""
    return isinstance(node, Partial) and SIZES.get(node.unit, 9) < SIZES.get(unit, 0)


def _numbered_week(t: Text, i: int) -> FoundNode:
    """Read `week 2 of March`: the second; before a year it would be an ISO week."""
    number = digits(t, i + 1, 1, 1) if word(t, i) == "week" else ""
    month = read_month(t, i + 3) if number and word(t, i + 2) in {"of", "in"} else None
    if month is None or month[0].unit != "month":
        return None
    return Part(int(number), 1, "week", 0, month[0], t.phrase(i, month[1])), month[1]


def _place(t: Text, i: int) -> tuple[int, int] | None:
    """Read which one, from the front (1, 2 …) or from the back (-1, -2 …), and the position
    after."""
    if word(t, i) in ENDS:
        return -1, i + 1
    found = read_ordinal(t, i)
    if found and word(t, found[1]) in ENDS:
        return -found[0], found[1] + 1
    return found if found and found[0] > 0 else None


def _is_relative(t: Text, i: int) -> bool:
    return word(t, i) in RELATIVE and word(t, i + 1) in {"week", "month", "quarter", "year"}


def _container(t: Text, i: int, *, needs_of: bool, ordinal: bool) -> FoundNode:
    if i >= len(t.words):
        return None
    j = i
    if word(t, j) in {"of", "in", "from"}:
        j += 1
    elif needs_of and not (ordinal and _is_relative(t, j)):
        return None
    the = word(t, j) == "the"
    if the and UNITS.get(word(t, j + 1)) in MONTHS_IN and word(t, j + 2) not in {"of", "to", "-"}:
        return read_relative(_this(t, j), j)
    named = read_month(t, j) or read_unit_date(t, j)
    return named if named or j == i else _relative(t, j) or _year(t, j)


def _this(t: Text, i: int) -> Text:
    """Read `the month` as this month, where a container is meant."""
    return replace(t, words=(*t.words[:i], "this", *t.words[i + 1 :]))


def _relative(t: Text, i: int) -> FoundNode:
    j = i + (word(t, i) == "the")
    if word(t, j) in THIS or word(t, j) in {"last", "previous", "past"}:
        return read_relative(t, j)
    return None


def _year(t: Text, i: int) -> FoundNode:
    year = read_year(t, i)
    if year is None:
        return None
    return Phrase(lambda clock: _years(clock, year[0])), year[1]


def _years(clock: WallClock, year: int) -> Span:
    first = date(year if year > 0 else clock.today.year + year, 1, 1)
    return Span(Moment(first), Moment(shift(first, "year", 1)), "year")


class Part:
    """Resolves a part inside its container, or says why it cannot."""

    def __init__(
        self, nth: int, count: int, unit: str, weekday: int, container: Node, phrase: str
    ) -> None:
        self.nth, self.count, self.unit, self.weekday = nth, count, unit, weekday
        self.container, self.phrase = container, phrase

    def resolve(self, clock: WallClock) -> Span:
        """Return the part, wholly inside its container."""
        outer = self.container.resolve(clock)
        if not isinstance(outer.start, Moment) or not isinstance(outer.end, Moment):
            raise self._refusal()
        first, end = outer.start.day, outer.end.day
        found = self._find(first, end, outer.unit)
        if found is None or not (first <= found[0] < found[1] <= end) or self.count < 1:
            raise self._refusal()
        return Span(Moment(found[0]), Moment(found[1]), self.unit)

    def day(self, nth: int) -> "Part":
        """Return another day of the same unit."""
        return Part(nth, 1, "day", self.weekday, self.container, self.phrase)

    def _refusal(self) -> UnreadableError:
        return UnreadableError(
            f'There is no "{self.phrase}".',
            self.phrase,
            (f"last {self.phrase.split(maxsplit=1)[-1]}",),
        )

    def _find(self, first: date, end: date, outer: str) -> tuple[date, date] | None:
        if self.unit in {"weekday", "weekend"}:
            return self._weekday(first, end)
        if self.unit == "half" and outer == "month":
            middle = first.replace(day=16)
            return {1: (first, middle), 2: (middle, end), -1: (middle, end)}.get(self.nth)
        if SIZES.get(outer, 9) <= SIZES[self.unit]:
            return None
        if self.unit == "day":
            return self._slice(first, end, "day", self.count)
        if self.unit == "week":
            return self._week(first, end, outer)
        if self.unit == "half" and outer != "year":
            return None
        return self._slice(first, end, self.unit, self.count)

    def _slice(self, first: date, end: date, unit: str, count: int) -> tuple[date, date]:
        if self.nth > 0:
            start = shift(first, unit, self.nth - 1)
            return start, shift(start, unit, count)
        last = shift(end, unit, self.nth + 1)
        return shift(last, unit, -count), last

    def _week(self, first: date, end: date, outer: str) -> tuple[date, date] | None:
        """Return a week of a month or longer, counted in sevens from its first or its last day."""
        if outer != "month" and (self.nth not in {1, -1}):
            return None  # the tenth week of a year has two meanings; W10 has one
        found = self._slice(first, end, "week", self.count)
        if self.nth == 5 and found[0] < end:
            return found[0], end
        return found

    def _weekday(self, first: date, end: date) -> tuple[date, date] | None:
        if self.count != 1:
            return None
        long = 2 if self.unit == "weekend" else 1
        if self.nth > 0:
            ahead = (self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1)
            start = first + ahead * DAY
        else:
            last = end - long * DAY
            start = last - timedelta(days=(last.weekday() - self.weekday) % 7 + 7 * (-self.nth - 1))
        return start, start + long * DAY
