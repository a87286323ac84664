"""Reads hours of a day: `9am to 5pm`, `14:00-16:30`, `9-11am`, `noon`, `3pm`."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from slackbot.domain.calendar.arithmetic import Moment, Span, WallClock, days
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import DAY
from slackbot.language.core.readers import Node, Others, Phrase, digits, glued, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import TO


class ClockHour(NamedTuple):
    """A time of day as written. `half` is am or pm; `clear` where it cannot be another number."""

    hour: int
    minute: int = 0
    second: int = 0
    half: str = ""
    clear: bool = False
    offset: timedelta | None = None

    def on(self, day: date) -> Moment:
        """Return the moment on `day`; 24:00 is the next midnight."""
        hour = self.hour
        if self.half:
            hour = hour % 12 + (12 if self.half == "pm" else 0)
        if hour == 24 and not (self.minute or self.second):
            return Moment(day + DAY)
        return Moment(day, time(hour, self.minute, self.second), self.offset)


FoundHour = tuple[ClockHour, int] | None
FoundHours = tuple[ClockHour, ClockHour, int] | None
NAMED = {
    "noon": ClockHour(12, clear=True),
    "midday": ClockHour(12, clear=True),
    "midnight": ClockHour(0, clear=True),
}


def read_hour(t: Text, i: int) -> FoundHour:
    """Read a time of day, also a bare number, which is `clear` only beside a clear one."""
    if word(t, i) in NAMED:
        return NAMED[word(t, i)], i + 1
    number = digits(t, i, 1, 2)
    if not number or int(number) > 24:
        return None
    hour, j = ClockHour(int(number)), i + 1
    if word(t, j) == "h" and glued(t, j):
        return _with_h(t, hour, j + 1)
    hour, j = _with_minutes(t, hour, j)
    if hour.hour == NAMED["noon"].hour and not hour.minute and word(t, j) in {"noon", "midday"}:
        return NAMED["noon"], j + 1
    half, j = _half(t, j)
    if half:
        good = 1 <= hour.hour <= 12
        return _valid(hour._replace(half=half, clear=True), j) if good else None
    return _with_offset(t, hour, j) if hour.clear else _valid(hour, j)


def _with_h(t: Text, hour: ClockHour, i: int) -> FoundHour:
    """Read `14h`, `14h30`."""
    two = digits(t, i, 2, 2) if glued(t, i) else ""
    return _valid(hour._replace(minute=int(two or 0), clear=True), i + bool(two))


def _with_minutes(t: Text, hour: ClockHour, i: int) -> tuple[ClockHour, int]:
    """Read `:30`, `:30:15`, `.30` before am or pm, `o'clock`."""
    two = digits(t, i + 1, 2, 2) if glued(t, i) else ""
    if two and (word(t, i) == ":" or (word(t, i) == "." and word(t, i + 2) in {"am", "pm"})):
        hour, i = hour._replace(minute=int(two), clear=True), i + 2
        if word(t, i) == ":" and glued(t, i) and (two := digits(t, i + 1, 2, 2)):
            hour, i = hour._replace(second=int(two)), i + 2
    elif t.words[i : i + 3] == ("o", "'", "clock"):
        hour, i = hour._replace(clear=hour.hour > 12), i + 3
    return hour, i


def _half(t: Text, i: int) -> tuple[str, int]:
    if word(t, i) in {"am", "pm"}:
        return word(t, i), i + 1
    if word(t, i) in {"a", "p"} and glued(t, i) and word(t, i + 1) != ".":
        return word(t, i) + "m", i + 1
    if word(t, i) in {"a", "p"} and word(t, i + 1) == "." and word(t, i + 2) == "m":
        return word(t, i) + "m", i + 3 + (word(t, i + 3) == "." and glued(t, i + 3))
    return "", i


def _valid(hour: ClockHour, end: int) -> FoundHour:
    late = hour.hour == 24 and (hour.minute or hour.second)
    return (hour, end) if hour.minute < 60 and hour.second < 60 and not late else None


def _with_offset(t: Text, hour: ClockHour, i: int) -> FoundHour:
    """Read `01:30 UTC-05:00`, which tells apart two times that the clocks show twice; `07:00Z`,
    `09:00+02:00`."""
    if word(t, i) == "z" and glued(t, i):
        return _valid(hour._replace(offset=timedelta()), i + 1)
    if word(t, i) == "+" and glued(t, i):
        i -= 1
    elif word(t, i) != "utc":
        return _valid(hour, i)
    if word(t, i + 1) in {"+", "-"} and glued(t, i + 1):
        hours, minutes = digits(t, i + 2, 2, 2), digits(t, i + 4, 2, 2)
        if hours and minutes and word(t, i + 3) == ":":
            offset = timedelta(hours=int(hours), minutes=int(minutes))
            sign = 1 if word(t, i + 1) == "+" else -1
            return _valid(hour._replace(offset=sign * offset), i + 5)
    return _valid(hour, i) if word(t, i) == "utc" else None


def read_hours(t: Text, i: int, *, on_a_day: bool = False) -> FoundHours:
    """Read `[from|between] 9am to 5pm`; one of the two must be clear, and lends its am or pm.

    After a day two bare numbers will do where they have one reading: `9 to 17`, `9 to 5`.
    """
    between = word(t, i) == "between"
    i += word(t, i) in {"from", "between"}
    first = read_hour(t, i)
    if first is None:
        return None
    j = read_to(t, first[1], between=between)
    last = read_hour(t, j) if j else None
    if last is None:
        return None
    if not (first[0].clear or last[0].clear):
        return _bare(first[0], last[0], last[1]) if on_a_day else None
    return _shared(first[0], last[0], last[1], on_a_day=on_a_day)


def read_to(t: Text, i: int, *, between: bool = False) -> int:
    """Return the position after the word or sign that joins two ends, or 0."""
    if between and word(t, i) in {"and", "&"}:
        return i + 1
    if word(t, i) in TO or word(t, i) == "~":
        return i + 1
    if word(t, i) == "up" and word(t, i + 1) == "to":
        return i + 2
    if word(t, i) == "-":
        j = i + 1 + (word(t, i + 1) in {"-", ">"})
        return j + (word(t, j) == ">")
    if word(t, i) == "." and word(t, i + 1) == ".":
        return i + 2 + (word(t, i + 2) == ".")
    return 0


def _bare(first: ClockHour, last: ClockHour, end: int) -> FoundHours:
    """Read `9 to 17` by the 24-hour clock, `9 to 12` to noon, `9 to 5` over it; `8 to 10` may be
    morning or evening."""
    if first.hour < last.hour and (last.hour > 12 or (last.hour == 12 and first.hour >= 6)):
        return first, last, end
    if 6 <= first.hour <= 11 and 1 <= last.hour <= 6 and last.hour < first.hour:
        return first._replace(half="am"), last._replace(half="pm"), end
    return None


def _around_noon(first: ClockHour, last: ClockHour) -> tuple[ClockHour, ClockHour] | None:
    """Read `noon to 6`, `midnight to 6`, `9 to noon`, in which a bare number has one reading."""
    noon = NAMED["noon"]
    if last == noon and first == ClockHour(first.hour) and 1 <= first.hour < noon.hour:
        return first, last
    if first == noon and last == ClockHour(last.hour) and 1 <= last.hour < noon.hour:
        return first, last._replace(half="pm")
    return (first, last) if first == NAMED["midnight"] and last == ClockHour(last.hour) else None


def _shared(first: ClockHour, last: ClockHour, end: int, *, on_a_day: bool) -> FoundHours:
    if around := _around_noon(first, last):
        return *around, end
    if last.half and not first.half and first.hour <= 12 and not first.clear:
        same = first._replace(half=last.half, clear=True)
        if _minutes(same) >= _minutes(last):
            same = same._replace(half="am" if last.half == "pm" else "pm")
        return same, last, end
    if first.half and not last.half and not last.clear:
        # "9am to 5" can only be the afternoon; "9am to 11" could be the evening
        good = first.half == "am" and 1 <= last.hour < first.hour < 12
        return (first, last._replace(half="pm"), end) if good else None
    if not on_a_day and ((not first.clear and first.hour < 10) or not last.clear):
        return None
    return first, last, end


def _minutes(hour: ClockHour) -> int:
    moment = hour.on(date(2000, 1, 1))
    return (moment.day.day - 1) * 1440 + moment.at.hour * 60 + moment.at.minute


Make = Callable[[date], Span]


def on_day(node: Node | None, make: Make, phrase: str, others: Others = ()) -> Phrase:
    """Return the hours that `make` takes out of the one day that `node` names; None is today."""

    def resolve(clock: WallClock) -> Span:
        span = node.resolve(clock) if node else days(clock.today, clock.today, "day")
        if span.unit != "day":
            raise UnreadableError(
                f'Hours need one day, and "{phrase}" is more. '
                'Try "yesterday 9am to 5pm" or "Monday 9:00 to Tuesday 17:00".',
                phrase,
            )
        return make(span.first)

    return Phrase(resolve, others)


def between_hours(first: ClockHour, last: ClockHour) -> Make:
    """Return the hours from the one to the other; a midnight at the end is the end of the day."""

    def make(day: date) -> Span:
        start, end = first.on(day), last.on(day)
        at_midnight = end.at == time() and end.day == day and last.offset is None
        if at_midnight or _over_night(start, end):
            end = Moment(day + DAY, end.at, end.offset)
        return Span(start, end, "hours")

    return make


def _over_night(start: Moment, end: Moment) -> bool:
    """Tell whether `10pm to 2am` runs from an evening into the next morning; `5pm to 9am` is
    likelier a slip."""
    late = start.at.hour >= 12 > end.at.hour and start.day == end.day
    return late and start.at.hour - end.at.hour >= 12


def one_hour(hour: ClockHour, phrase: str) -> Make:
    """Return the hour that begins at `hour`, which `phrase` are the words for. Usage is counted by
    the hour: half past has none."""

    def make(day: date) -> Span:
        start = hour.on(day)
        after = datetime.combine(start.day, start.at) + timedelta(hours=1)
        if start.at.minute or start.at.second:
            later = f"{hour.hour % 12 + 1}:{hour.minute:02}" if hour.half else f"{after:%H:%M}"
            half = f"{after:%p}".lower() if hour.half else ""
            instead = f"{phrase} to {later}{half}"
            raise UnreadableError(f'From when to when? Try "{instead}".', phrase, (instead,))
        return Span(start, Moment(after.date(), after.time(), start.offset), "hour")

    return make


def from_hour(hour: ClockHour) -> Make:
    """Return the time from `hour` to the end of that day."""
    return lambda day: Span(hour.on(day), Moment(day + DAY), "hours")


def until_hour(hour: ClockHour) -> Make:
    """Return the time from the beginning of that day to `hour`."""
    return lambda day: Span(Moment(day), hour.on(day), "hours")


def since_hour(hour: ClockHour) -> Make:
    """Return the time from `hour` of that day to now."""
    return lambda day: Span(hour.on(day), None, "hours")
