"""Whole periods: `1-15 March`, `from Sep 1 to Sep 7`, `since Monday`, `yesterday 9am to 5pm`."""

from slackbot.domain.calendar import Span, WallClock
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import (
    Node,
    Phrase,
    digits,
    glued,
    read_day_number,
    read_year_after,
    word,
)
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import LAST, MONTHS, WEEKDAYS, WHOLE
from slackbot.language.periods.hours import (
    between_hours,
    from_hour,
    on_day,
    one_hour,
    read_hour,
    read_hours,
    read_to,
    since_hour,
    until_hour,
)
from slackbot.language.periods.point import FoundNode, is_now, read_point
from slackbot.language.periods.ranges import End, Range
from slackbot.language.periods.relative import read_relative

SINCE = frozenset("since starting beginning".split())


ONWARDS = frozenset("onward onwards on".split())


def read_period(t: Text, i: int, *, month_first: bool) -> FoundNode:
    """The longest period that can be read at `i`."""
    reader = _Reader(t, month_first)
    found = reader.longest(behind_whole(t, i))
    if found and word(t, i) in LAST and _is_to_date(t, found[1] - 2):
        return None  # "last year to date": two years, or last year's to this day?
    if found and word(t, found[1]) in {"and", "&"}:
        return reader.both(i) or found
    return found


def behind_whole(t: Text, i: int) -> int:
    """The place behind `the whole of`, `the entire`, `all of`: units are meant whole."""
    if word(t, i) == "all" and word(t, i + 1) == "of":
        return i + 2
    j = i + (word(t, i) == "the")
    if word(t, j) in WHOLE - {"calendar"}:
        return j + 1 + (word(t, j + 1) == "of")
    return i


HOURS = {
    **dict.fromkeys(("from", "since", "after", "starting"), from_hour),
    **dict.fromkeys(("until", "till", "before"), until_hour),
}


class _Reader:
    """The rules, with the text and the locale at hand."""

    def __init__(self, t: Text, month_first: bool) -> None:
        self.t = t
        self.month_first = month_first
        self.points: dict[int, FoundNode] = {}

    def longest(self, i: int) -> FoundNode:
        """The longest of a range, an open range, hours and a point."""
        best: FoundNode = None
        for found in (
            self.range(i),
            self.open(i),
            self.hours(i),
            self.weeks(i),
            self.point(i),
        ):
            if found is not None and (best is None or found[1] > best[1]):
                best = found
        return best

    def both(self, i: int) -> FoundNode:
        """`March and April`: two neighbours, in this order."""
        first = self.end(i)
        if first is None or word(self.t, first.place) not in {"and", "&"}:
            return None
        last = self.end(first.place + 1)
        if last is None or first.hour or last.hour:
            return None
        said = self.t.said(i, last.place)
        return Range(first, last, said, neighbours=True), last.place

    def weeks(self, i: int) -> FoundNode:
        """`weeks 10 to 12 of 2026`, `quarters 1-2`."""
        t = self.t
        name = {"weeks": "week", "wks": "week", "quarters": "quarter"}.get(word(t, i))
        number = digits(t, i + 1, 1, 2) if name else ""
        if not number or not name:
            return None
        j = read_to(t, i + 2) or (i + 3 if word(t, i + 2) in {"and", "&"} else 0)
        second = digits(t, j, 1, 2) if j else ""
        if not second:
            return None
        year = read_year_after(t, j + 1)
        end, in_year = (year[1], year[0]) if year else (j + 1, None)
        first = Partial(in_year, **{name: int(number)})
        last = Partial(in_year, **{name: int(second)})
        said = t.said(i, end)
        return Range(End(first, None, i, i), End(last, None, end, j), said), end

    def point(self, i: int) -> FoundNode:
        """A single point; remembered, since several rules begin with one."""
        if i not in self.points:
            self.points[i] = read_point(self.t, i, month_first=self.month_first)
        return self.points[i]

    def end(self, i: int) -> End | None:
        """A side of a range: `3 March`, `Monday 9am`, `9am on Monday`, `9am`."""
        t = self.t
        i += word(t, i) == "the" and word(t, i + 1) not in MONTHS
        if (hour := read_hour(t, i)) and hour[0].clear:
            j = hour[1]
            j += word(t, j) in {"on", ","}
            if day := self.point(j):
                return End(day[0], hour[0], day[1], i)
            return End(None, hour[0], hour[1], i)
        day = self.point(i)
        if day is None:
            return None
        j = day[1]
        j += word(t, j) in {",", "at", "@", "t"}
        if (hour := read_hour(t, j)) and hour[0].clear:
            return End(day[0], hour[0], hour[1], i)
        return End(day[0], None, day[1], i)

    def range(self, i: int) -> FoundNode:
        """`A to B`, `between A and B`, `1-15 March`, `March 1-15`, `1 March to now`."""
        t = self.t
        between = word(t, i) == "between"
        i += word(t, i) in {"from", "between"}
        i = _the_start_of(t, i)
        first = self.end(i)
        if first is None and (unit := _this_unit(t, i)):
            first = End(unit[0], None, unit[1], i)
        if short := self._short_first(i, between):
            return short
        if first is None:
            return None
        j = read_to(t, first.place, between=between) or _slash(t, first)
        if not j:
            return None
        if end := is_now(t, j):
            return _since(t, first, end)
        return self._last(first, j)

    def _last(self, first: End, j: int) -> FoundNode:
        t = self.t
        j = _the_end_of(t, j)
        last = self.end(j)
        if last is None and (unit := _this_unit(t, j)):
            last = End(unit[0], None, unit[1], j)
        j += last is None and word(t, j) == "the"
        short = read_day_number(t, j)
        if short and (last is None or last.place <= short[1]) and _is_month_day(first.node):
            year = read_year_after(t, short[1])
            end = year[1] if year else short[1]
            last = End(Partial(year[0] if year else None, day=short[0]), None, end, j)
        if last is None:
            return None
        return Range(first, last, t.said(first.first, last.place)), last.place

    def _short_first(self, i: int, between: bool) -> FoundNode:
        """`1-15 March`, `1st to 3rd of last month`: the first side is only a number."""
        t = self.t
        i += word(t, i) == "the"
        weekday = WEEKDAYS.get(word(t, i))
        i += weekday is not None
        number = read_day_number(t, i)
        if number is None or word(t, number[1]) == "of":
            return None
        k = number[1] + (word(t, number[1]) == "." and word(t, number[1] + 1) == "-")
        j = read_to(t, k, between=between)
        if not j:
            return None
        last = self.end(j)
        if last is None or not isinstance(last.node, Partial) or last.hour:
            return None
        if last.node.day is None or (last.node.month is None and not _is_ordinal(t, i)):
            return None
        first = End(Partial(day=number[0], weekday=weekday), None, number[1], i)
        return Range(first, last, t.said(i, last.place)), last.place

    def open(self, i: int) -> FoundNode:
        """`since X`, `from X (onwards)`, `X onwards`, `X to date`, `after X`."""
        t = self.t
        since = word(t, i) in SINCE or word(t, i) in {"from", "after", "ever"}
        after = word(t, i) == "after"
        k = i + since
        k += word(t, i) == "ever" and word(t, k) == "since"
        k += word(t, k) in {"from", "on", "at"} and since
        k = _the_start_of(t, k)
        first = self.end(k)
        if first is None and (unit := _this_unit(t, k)):
            first = End(unit[0], None, unit[1], k)
        if first is None or (word(t, i) == "ever" and k == i + 1):
            return None
        if first.node is None and word(t, first.place - 1) == "h":
            return None  # "since 2h": for two hours, or since two o'clock?
        j = first.place
        onwards = word(t, j) in ONWARDS and (word(t, j) != "on" or word(t, j - 1) != "on")
        j += word(t, j) == "and" and word(t, j + 1) in ONWARDS
        j += word(t, j) in ONWARDS
        if (to := read_to(t, j)) and (end := is_now(t, to)):
            return _since(t, first, end, after=after)
        so_far = word(t, j) == "so" and word(t, j + 1) == "far"
        if not (since or onwards or so_far or j > first.place):
            return None
        return _since(t, first, j + 2 * so_far, after=after)

    def hours(self, i: int) -> FoundNode:
        """`yesterday 9am to 5pm`, `9am to 5pm yesterday`, `today from 14:00`, `Monday at 3pm`."""
        t = self.t
        if hours := read_hours(t, i):
            j = hours[2]
            day = self.point(j + (word(t, j) in {"on", ",", "of"}))
            make = between_hours(hours[0], hours[1])
            end = day[1] if day else j
            return on_day(day[0] if day else None, make, t.said(j, end)), end
        day = self.point(i)
        if day is None:
            return self._at_hour(i)
        j = day[1] + (word(t, day[1]) in {",", "at", "@"})
        said = t.said(i, day[1])
        # behind "March 3" bare numbers could be more days; behind "yesterday" only hours
        bare = not isinstance(day[0], Partial) or day[0].day is None
        introduced = word(t, j) in {"from", "between"}
        if hours := read_hours(t, j, on_a_day=bare or introduced):
            return on_day(day[0], between_hours(hours[0], hours[1]), said), hours[2]
        how = HOURS.get(word(t, j))
        hour = read_hour(t, j + 1 if how else j)
        if hour is None or not hour[0].clear:
            return None
        end = hour[1] + (bool(how) and word(t, hour[1]) in ONWARDS)
        others = (f"since {said} {t.said(j + 1, hour[1])}",) if how is from_hour else ()
        return on_day(day[0], (how or one_hour)(hour[0]), said, others), end

    def _at_hour(self, i: int) -> FoundNode:
        t = self.t
        hour = read_hour(t, i + (word(t, i) == "at"))
        if hour is None or not hour[0].clear:
            return None
        day = self.point(hour[1] + (word(t, hour[1]) in {"on", ","}))
        if day is None:
            return None
        return on_day(day[0], one_hour(hour[0]), t.said(hour[1], day[1])), day[1]


def _is_month_day(node: Node | None) -> bool:
    return isinstance(node, Partial) and node.day is not None and node.month is not None


def _is_ordinal(t: Text, i: int) -> bool:
    return not digits(t, i, 1, 2) or (
        glued(t, i + 1) and word(t, i + 1) in {"st", "nd", "rd", "th"}
    )


def _slash(t: Text, first: End) -> int:
    """ISO 8601 intervals: `2026-03-01/2026-03-15`."""
    whole = isinstance(first.node, Partial) and first.node.day and first.node.year
    return first.place + 1 if whole and word(t, first.place) in {"/", ":"} else 0


def _the_start_of(t: Text, i: int) -> int:
    """The place behind `the start of`, which says nothing where a range begins."""
    j = i + (word(t, i) == "the")
    if word(t, j) in {"start", "beginning", "begin"} and word(t, j + 1) == "of":
        return j + 2
    return i


def _the_end_of(t: Text, i: int) -> int:
    """The place behind `the end of`, which says nothing where a range ends."""
    j = i + (word(t, i) == "the")
    return j + 2 if word(t, j) == "end" and word(t, j + 1) == "of" else i


def _this_unit(t: Text, i: int) -> FoundNode:
    """`the year` where a range begins: this one."""
    i -= word(t, i) != "the" and word(t, i - 1) == "of"  # "since start of year"
    if word(t, i) not in {"the", "of"} or word(t, i + 1) not in {
        "week",
        "month",
        "quarter",
        "year",
    }:
        return None
    return read_relative(t._replace(words=(*t.words[:i], "this", *t.words[i + 1 :])), i)


def _since(t: Text, first: End, end: int, *, after: bool = False) -> FoundNode:
    if first.hour is not None:
        return on_day(first.node, since_hour(first.hour), t.said(first.first, first.place)), end
    assert first.node is not None  # noqa: S101 - a side without hour has a point
    node = first.node

    def resolve(clock: WallClock) -> Span:
        span = node.resolve(clock)
        if after:
            if span.end is None:
                raise UnreadableError("Nothing comes after now.", "after")
            return Span(span.end, None, "days")
        return Span(span.start, None, "days")

    return Phrase(resolve), end


def _is_to_date(t: Text, i: int) -> bool:
    return (word(t, i), word(t, i + 1)) in {("so", "far"), ("to", "date")}
