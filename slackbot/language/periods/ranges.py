"""From one side to the other: `1-15 March`, `Dec 28 to Jan 5`; each lends what the other lacks."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from slackbot.domain.calendar import DAY, Moment, Span, WallClock, days, shift
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import Node, Phrase
from slackbot.language.periods.hours import Hour

HALF_A_YEAR = timedelta(days=183)  # is most to come of a range over New Year; else it is the last


class End(NamedTuple):
    """One side of a range: a point, a time of day, or both. `now` has neither."""

    node: Node | None
    hour: Hour | None
    place: int
    first: int


@dataclass(frozen=True, slots=True)
class Range:
    """From one side to the other, both included; each lends the other what it lacks."""

    first: End
    last: End
    said: str
    neighbours: bool = False

    @property
    def lacks_year(self) -> bool:
        """Whether neither side has a year, and one of them needs it."""
        ends = (self.first.node, self.last.node)
        partials = [each for each in ends if isinstance(each, Partial)]
        return all(each.year is None for each in partials) and any(
            each.lacks_year for each in partials
        )

    @property
    def others(self) -> tuple[str, ...]:
        """`Monday to Friday` may be those of last week."""
        ends = (self.first.node, self.last.node)
        if (
            not self.first.hour
            and all(
                isinstance(each, Partial) and each == Partial(weekday=each.weekday) for each in ends
            )
            and ends[0] != Partial()
        ):
            return (f"{self.said} last week",)
        return ()

    def resolve(self, clock: WallClock) -> Span:
        """The span, or UnreadableError where it runs backwards."""
        first, last = _filled(self.first.node, self.last.node, clock, self.said)
        start = _edge(first, self.first.hour, clock)
        end = _edge(last, self.last.hour, clock)
        one_day = self.last.node is None or self.first.node is None
        if one_day and self.last.hour and end.start == Moment(start.first):
            end = Span(Moment(start.first + DAY), None, "hour")  # "18:00 to midnight"
        if self.first.hour is None and start.first > end.first:
            raise backwards(self.said)
        if self.neighbours and start.end != end.start:
            raise UnreadableError(
                f'"{self.said}" are two periods; please ask for one at a time.', self.said
            )
        return Span(start.start, end.end if self.last.hour is None else end.start, "days")


def backwards(said: str) -> UnreadableError:
    """The refusal of a range whose end comes first; it is never swapped."""
    return UnreadableError(
        f'"{said}" ends before it begins. Please put the earlier one first.', said
    )


def _edge(node: Node | None, hour: Hour | None, clock: WallClock) -> Span:
    span = node.resolve(clock) if node else days(clock.today, clock.today, "day")
    if hour is None:
        return span
    if span.unit != "day":
        raise UnreadableError('Hours need a day, as in "Monday 9:00 to Tuesday 17:00".', "hours")
    return Span(hour.on(span.first), None, "hour")


def _filled(
    first: Node | None, last: Node | None, clock: WallClock, said: str
) -> tuple[Node | None, Node | None]:
    """Both sides with what one lacked and the other said."""
    if first is None or last is None:
        return first or last, last or first
    if not (isinstance(first, Partial) and isinstance(last, Partial)):
        return first, last
    first, last = first.fixed(clock), last.fixed(clock)
    if first.weekday is not None and last.weekday is not None and first.day is last.day is None:
        return _weekdays(first, last, clock)
    if first.day is not None and first.month is None:
        if last.day is not None and last.month is None:
            return _days_of_month(first, last, clock)
        first = replace(first, month=last.month, year=last.year)
        return _years(first, last, clock, said, crosses=False)
    crosses = not (first.month == last.month or last.month is None) or first.month is None
    if last.day is not None and last.month is None:
        last = replace(last, month=first.month, year=last.year or first.year)
    return _years(first, last, clock, said, crosses=crosses)


def _weekdays(first: Partial, last: Partial, clock: WallClock) -> tuple[Node, Node]:
    week = last.week_from_now if first.week_from_now is None else first.week_from_now
    if week is not None:
        last_week = week if last.week_from_now is None else last.week_from_now
        return replace(first, week_from_now=week), replace(last, week_from_now=last_week)
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
    last = replace(last, year=month.year, month=month.month)
    return replace(first, year=start.year, month=start.month), last


def _years(
    first: Partial, last: Partial, clock: WallClock, said: str, *, crosses: bool
) -> tuple[Node, Node]:
    if first.year is None and last.year is None:
        start = first.resolve(clock).first
        first = replace(first, year=_year_of(first, start))
        after = _after(first, replace(last, year=first.year), clock, said, crosses, 1)
        if first.year == after.year or after.resolve(clock).first - clock.today < HALF_A_YEAR:
            return first, after
        return replace(first, year=_year_of(first, start) - 1), replace(after, year=first.year)
    if last.year is None:
        return first, _after(first, replace(last, year=first.year), clock, said, crosses, 1)
    if first.year is None:
        return _after(replace(first, year=last.year), last, clock, said, crosses, -1), last
    return first, last


def _year_of(partial: Partial, start: date) -> int:
    return start.isocalendar().year if partial.week is not None else start.year


def _after(
    first: Partial, last: Partial, clock: WallClock, said: str, crosses: bool, step: int
) -> Partial:
    """The side whose year was missing, moved over a new year where the range crosses one."""
    moved = last if step > 0 else first
    if first.resolve(clock).first <= last.resolve(clock).first:
        return moved
    if not crosses or moved.year is None:
        raise backwards(said)
    return replace(moved, year=moved.year + step)
