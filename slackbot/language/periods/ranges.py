"""Resolves a range: `1-15 March`, `Dec 28 to Jan 5`; each side lends what the other lacks."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from slackbot.domain.calendar.arithmetic import Moment, Span, WallClock, days, shift
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import DAY
from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import Node, Others, Phrase, swapped
from slackbot.language.periods.times_of_day.hours import ClockHour

_AND = re.compile(r"\s*(?:,|\band\b|[&+/])\s*", re.IGNORECASE)
HALF_A_YEAR = timedelta(days=183)  # a range over New Year begins at most this far ahead


class End(NamedTuple):
    """One side of a range: a point, a time of day, or both. `now` has neither."""

    node: Node | None
    hour: ClockHour | None
    place: int
    first: int


@dataclass(frozen=True, slots=True)
class Range:
    """The time from one side to the other, both included; each lends the other what it lacks."""

    first: End
    last: End
    phrase: str
    neighbours: bool = False

    @property
    def lacks_year(self) -> bool:
        """Tell whether neither side has a year, and one of them needs it."""
        ends = (self.first.node, self.last.node)
        partials = [each for each in ends if isinstance(each, Partial)]
        return all(each.year is None for each in partials) and any(
            each.lacks_year for each in partials
        )

    @property
    def others(self) -> Others:
        """Return other meanings: `Monday to Friday` may be those of last week."""
        last_week = None if self.first.hour else filled(self, Partial(week_from_now=-1))
        return ((f"{self.phrase} last week", last_week),) if last_week else ()

    def resolve(self, clock: WallClock) -> Span:
        """Return the span, or UnreadableError where it runs backwards."""
        first, last = _filled(self.first.node, self.last.node, clock, self.phrase)
        start = _edge(first, self.first.hour, clock)
        end = _edge(last, self.last.hour, clock)
        one_day = self.last.node is None or self.first.node is None
        if one_day and self.last.hour and end.start == Moment(start.first):
            end = Span(Moment(start.first + DAY), None, "hour")  # "18:00 to midnight"
        if self.first.hour is None and start.first > end.first:
            if not self.neighbours:
                raise backwards(self.phrase)
            start, end = end, start  # `this week and last week`
        if self.neighbours and start.end != end.start:
            raise one_at_a_time(self.phrase)
        return Span(start.start, end.end if self.last.hour is None else end.start, "days")


def one_at_a_time(phrase: str) -> UnreadableError:
    """Return the refusal of `January and March`, which do not follow each other."""
    parts = tuple(filter(None, _AND.split(phrase)))
    number = "two" if len(parts) == 2 else "several"
    return UnreadableError(
        f'"{phrase}" are {number} periods; please ask for one at a time.', phrase, parts
    )


def backwards(phrase: str) -> UnreadableError:
    """Return the refusal of a range whose end comes first; it is never swapped."""
    return UnreadableError(f'"{phrase}" ends before it begins.', phrase, swapped(phrase))


def _edge(node: Node | None, hour: ClockHour | None, clock: WallClock) -> Span:
    span = node.resolve(clock) if node else days(clock.today, clock.today, "day")
    if hour is None:
        return span
    if span.unit != "day":
        raise UnreadableError('Hours need a day, as in "Monday 9:00 to Tuesday 17:00".', "hours")
    return Span(hour.on(span.first), None, "hour")


def _filled(
    first: Node | None, last: Node | None, clock: WallClock, phrase: str
) -> tuple[Node | None, Node | None]:
    """Return both sides; each takes from the other what it lacks."""
    if first is None or last is None:
        return first or last, last or first
    if not (isinstance(first, Partial) and isinstance(last, Partial)):
        return first, last
    first, last = first.fixed(clock), last.fixed(clock)
    first, last = _with_fiscal(first, last), _with_fiscal(last, first)
    if first.weekday is not None and last.weekday is not None and first.day is last.day is None:
        return _weekdays(first, last, clock)
    if first.day is not None and first.month is None:
        if last.day is not None and last.month is None:
            return _days_of_month(first, last, clock)
        first = first._replace(month=last.month, year=last.year)
        return _years(first, last, clock, phrase, crosses=False)
    crosses = not (first.month == last.month or last.month is None) or first.month is None
    if last.day is not None and last.month is None:
        last = last._replace(month=first.month, year=last.year or first.year)
    return _years(first, last, clock, phrase, crosses=crosses)


def _with_fiscal(side: Partial, other: Partial) -> Partial:
    """Return `Q1` of `Q1 to Q2 FY26` with the fiscal year; ISO weeks are those of calendar
    years."""
    lent = other.fiscal and side.year is None and side.lacks_year and side.week is None
    return side._replace(fiscal=other.fiscal) if lent else side


def _weekdays(first: Partial, last: Partial, clock: WallClock) -> tuple[Node, Node]:
    week = last.week_from_now if first.week_from_now is None else first.week_from_now
    if week is not None:
        last_week = week if last.week_from_now is None else last.week_from_now
        return first._replace(week_from_now=week), last._replace(week_from_now=last_week)
    start = first.resolve(clock).first
    assert first.weekday is not None  # noqa: S101 - the caller has looked
    assert last.weekday is not None  # noqa: S101 - the caller has looked
    end = shift(start, "day", (last.weekday - first.weekday) % 7)
    return first, Phrase(lambda _: days(end, end, "day"))


def _days_of_month(first: Partial, last: Partial, clock: WallClock) -> tuple[Node, Node]:
    start = first.resolve(clock).first
    month = start.replace(day=1)
    if (last.day or 0) < start.day:
        month = shift(month, "month", 1)
    last = last._replace(year=month.year, month=month.month)
    return first._replace(year=start.year, month=start.month), last


def _years(
    first: Partial, last: Partial, clock: WallClock, phrase: str, *, crosses: bool
) -> tuple[Node, Node]:
    if first.year is None and last.year is None:
        start = first.resolve(clock).first
        first = first._replace(year=first.number_of_year(start, clock))
        after = _after(first, last._replace(year=first.year), clock, phrase, crosses, 1)
        if first.year == after.year or after.resolve(clock).first - clock.today < HALF_A_YEAR:
            return first, after
        year = first.number_of_year(start, clock)
        return first._replace(year=year - 1), after._replace(year=year)
    if last.year is None:
        return first, _after(first, last._replace(year=first.year), clock, phrase, crosses, 1)
    if first.year is None:
        return _after(first._replace(year=last.year), last, clock, phrase, crosses, -1), last
    return first, last


def _after(
    first: Partial, last: Partial, clock: WallClock, phrase: str, crosses: bool, step: int
) -> Partial:
    """Return the side whose year was missing, moved over a new year where the range crosses one."""
    moved = last if step > 0 else first
    if first.resolve(clock).first <= last.resolve(clock).first:
        return moved
    if not crosses or moved.year is None:
        raise backwards(phrase)
    return moved._replace(year=moved.year + step)


def filled(node: Node | None, outer: Partial) -> Node | None:
    """Return a point or a range with what it lacks from the longer unit that was named before
    it."""
    if isinstance(node, Range):
        first = filled(node.first.node, outer)
        last = first and filled(node.last.node, outer)
        if first is None or last is None:
            return None
        ends = node.first._replace(node=first), node.last._replace(node=last)
        return replace(node, first=ends[0], last=ends[1])
    if not isinstance(node, Partial):
        return None
    if outer.week_from_now is not None:
        alone = node == Partial(weekday=node.weekday) and node.weekday is not None
        return node._replace(week_from_now=outer.week_from_now) if alone else None
    if outer.month is not None:
        alone = node.day is not None and node.month is None
        return node._replace(year=outer.year, month=outer.month) if alone else None
    if not node.lacks_year or (outer.fiscal and node.week is not None):
        return None
    return node._replace(year=outer.year, fiscal=outer.fiscal)
