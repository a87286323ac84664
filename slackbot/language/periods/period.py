"""Reads whole periods: `1-15 March`, `from Sep 1 to Sep 7`, `since Monday`, `yesterday 9am to
5pm`."""

from dataclasses import replace
from typing import Final, cast

from slackbot.domain.calendar.arithmetic import Span, WallClock
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.lists import JOINERS, behind_joiner
from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import (
    FoundNode,
    FoundPartial,
    Node,
    Others,
    Phrase,
    digits,
    glued,
    read_day_number,
    read_year,
    read_year_after,
    word,
)
from slackbot.language.core.tokens import Text
from slackbot.language.core.weekdays import read_weekdays
from slackbot.language.core.words import LAST, MONTHS, TO, WEEKDAYS, WHOLE
from slackbot.language.periods.absolute import read_relative_month
from slackbot.language.periods.anchored import lasting
from slackbot.language.periods.changes import CHANGES
from slackbot.language.periods.fiscal import read_fiscal_year
from slackbot.language.periods.listed import listed, read_days
from slackbot.language.periods.ordinal import Part
from slackbot.language.periods.point import is_now, read_point
from slackbot.language.periods.ranges import End, Range, filled
from slackbot.language.periods.relative import ISO_LENGTHS, SHORT, WEEKS, read_relative
from slackbot.language.periods.times_of_day.day_parts import (
    BEFORE,
    BEHIND,
    HOUR_UNITS,
    OF_NOW,
    PARTS,
)
from slackbot.language.periods.times_of_day.hours import (
    NAMED,
    ClockHour,
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

SINCE = frozenset("since starting beginning".split())


ONWARDS = frozenset("onward onwards on".split())
STARTED = frozenset("start started began beginning".split())  # `since the year started`
STARTING = frozenset("year fy quarter month week".split())
ENTIRE = WHOLE - {"calendar"}
# What no word of a text can be is not looked for in it.
JOINING: Final = TO | frozenset(("-", "~", ".", "/", ":", "up", "and", "&"))  # two ends of a range
GOING_ON: Final = JOINING | ONWARDS | {"so"}
OF_HOURS: Final = NAMED.keys() | PARTS.keys() | HOUR_UNITS | {"tonight"}


def behind_whole(t: Text, i: int) -> int:
    """Return the position after `the whole of`, `the entire`, `all of`: units are meant whole."""
    if word(t, i) == "all" and word(t, i + 1) == "of":
        return i + 2
    j = i + (word(t, i) == "the")
    if word(t, j) in ENTIRE:
        return j + 1 + (word(t, j + 1) == "of")
    return i


HOURS = {
    **dict.fromkeys(("from", "since", "after", "starting"), from_hour),
    **dict.fromkeys(("until", "till", "before"), until_hour),
}


NUMBERED: Final = {
    **dict.fromkeys(("weeks", "week", "wks", "wk"), "week"),
    **dict.fromkeys(("quarters", "quarter"), "quarter"),
}
YEARS: Final = frozenset(map(str, range(23, 31)))  # of which there can be figures, in two digits


class PeriodReader:
    """Reads the periods of one text. It remembers what it has read at each place."""

    def __init__(self, t: Text) -> None:
        self.t = t
        self.points: dict[int, FoundNode] = {}
        self.periods: dict[int, FoundNode] = {}
        self.ends: dict[int, End | None] = {}

    def read(self, i: int) -> FoundNode:
        """Return the longest period that can be read at `i`."""
        if i not in self.periods:
            self.periods[i] = self._read(i)
        return self.periods[i]

    def _read(self, i: int) -> FoundNode:
        t = self.t
        found = self.longest(behind_whole(t, i))
        if found is None:
            return None
        if word(t, i) in LAST and _is_to_date(t, found[1] - 2):
            return None  # "last year to date": two years, or last year's to this day?
        if found[1] >= len(t.words):
            return found
        if word(t, found[1]) in JOINERS and (listed := self.listed(i)):
            return listed
        return self.changed(i, found) or found

    def changed(self, i: int, found: tuple[Node, int]) -> FoundNode:
        """Read `last 12 months excluding this month`, `last 7 days plus today`."""
        t = self.t
        how = CHANGES.read(t, found[1])
        other = self.longest(behind_whole(t, how[1])) if how else None
        if how is None or other is None:
            return None
        phrase = t.phrase(i, other[1])
        return Phrase(lambda clock: how[0](found[0], other[0], clock, phrase)), other[1]

    def longest(self, i: int) -> FoundNode:
        """Return the longest of a range, an open range, hours and a point."""
        best = self.weeks(i) or self.point(i)
        if best and best[1] >= len(self.t.words):
            return best  # nothing is longer, and most texts end so
        best = None
        for read in (
            self.days, self.hours, self.range, self.open, self.weeks, self.point, self.within,
            self.short,
        ):  # fmt: skip
            found = read(i)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
                if best[1] >= len(self.t.words):
                    break  # nothing is longer
        return best

    def short(self, i: int) -> FoundNode:
        """Read `7d`."""
        return SHORT.read(self.t, i)

    def days(self, i: int) -> FoundNode:
        """Read `1, 2 and 3 November`."""
        return read_days(self.t, i)

    def listed(self, i: int) -> FoundNode:
        """Read `March and April`, `Q1, Q2 and Q3`: neighbours, in this order."""
        sides, j, joined = list[End](), i, False
        while (side := self.end(j)) and not side.hour:
            sides.append(side)
            joined = word(self.t, j - 1) in JOINERS - {","}
            j = behind_joiner(self.t, side.place, JOINERS)
            date = word(self.t, j - 1) == "/" and not word(self.t, j).isalpha()  # `1/7/'26`
            if j == side.place or date:
                break
        if len(sides) < 2 or not (joined or len(sides) > 2):
            return None  # `last week, this week` may be two questions
        end = sides[-1].place
        return listed(sides, self.t.phrase(i, end)), end

    def within(self, i: int) -> FoundNode:
        """Read a period that names the longer unit first: `2025 from February to December`, `2025
        in March`, `last month on the 5th`."""
        t = self.t
        outer = self.container(i)
        if outer is None:
            return None
        j = outer[1] + (word(t, outer[1]) == ",")
        of_year = outer[0].year is not None and outer[0].month is None
        found = self.range(j) or self.point(
            j + (word(t, j) == "on" or (of_year and word(t, j) == "in"))
        )
        inner = filled(found[0], outer[0]) if found else None
        return (inner, found[1]) if found and inner else None

    def container(self, i: int) -> FoundPartial:
        """Read `2025`, `FY26`, `last week`, `March`, `last month`."""
        if fiscal := read_fiscal_year(self.t, i):
            return fiscal
        if year := read_year(self.t, i):
            return Partial(year=year[0]), year[1]
        if week := WEEKS.read(self.t, i):
            return Partial(week_from_now=week[0]), week[1]
        if month := read_relative_month(self.t, i):
            return Partial(month=month[0]), month[1]
        point = self.point(i)
        month_named = point and isinstance(point[0], Partial) and point[0].unit == "month"
        return cast("FoundPartial", point) if month_named else None

    def weeks(self, i: int) -> FoundNode:
        """Read `weeks 10 to 12 of 2026`, `quarters 1-2`, `week 10-12`; but `week 10-26` is in
        2026."""
        t = self.t
        name = NUMBERED.get(word(t, i))
        number = digits(t, i + 1, 1, 2) if name else ""
        if not number or not name:
            return None
        j = read_to(t, i + 2) or (i + 3 if word(t, i + 2) in {"and", "&"} else 0)
        second = digits(t, j, 1, 2) if j else ""
        may_be_year = second in YEARS and word(t, i + 2) == "-" and word(t, i) == name
        if not second or may_be_year:
            return None
        year = read_year_after(t, j + 1)
        end, in_year = (year[1], year[0]) if year else (j + 1, None)
        first, last = (
            Partial(in_year, week=int(each))
            if name == "week"
            else Partial(in_year, quarter=int(each))
            for each in (number, second)
        )
        phrase = t.phrase(i, end)
        return Range(End(first, None, i, i), End(last, None, end, j), phrase), end

    def point(self, i: int) -> FoundNode:
        """Read a single point; it is remembered, since several rules begin with one."""
        if i not in self.points:
            self.points[i] = read_point(self.t, i)
        return self.points[i]

    def end(self, i: int) -> End | None:
        """Read a side of a range: `3 March`, `Monday 9am`, `9am on Monday`, `9am`."""
        if i not in self.ends:
            self.ends[i] = self._end(i)
        return self.ends[i]

    def _end(self, i: int) -> End | None:
        t = self.t
        i += word(t, i) == "the" and word(t, i + 1) not in MONTHS
        if word(t, i) == "this" and (part := PARTS.get(word(t, i + 1))):
            return End(None, ClockHour(part.first, clear=True), i + 2, i)
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
        """Read `A to B`, `between A and B`, `1-15 March`, `March 1-15`, `1 March to now`."""
        t = self.t
        if JOINING.isdisjoint(t.words):
            return None
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
        if (iso := ISO_LENGTHS.read(t, j)) and first.node and not first.hour:
            lasts = lasting(iso[0], first.node)  # `2026-11-01/P7D`
            return (lasts, iso[1]) if lasts else None
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
        month = read_relative_month(t, first.first)  # `last month until the 15th`: of that month
        if month and month[1] == first.place and _is_bare_day(last.node):
            first = first._replace(node=Partial(month=month[0]))
        return Range(first, last, t.phrase(first.first, last.place)), last.place

    def _short_first(self, i: int, between: bool) -> FoundNode:
        """Read `1-15 March`, `1st to 3rd of last month`: the first side is only a number."""
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
        if last and isinstance(last.node, Part) and last.node.unit == "day":
            day = End(last.node.day(number[0]), None, number[1], i)  # "first to last day of March"
            return Range(day, last, t.phrase(i, last.place)), last.place
        if last is None or not isinstance(last.node, Partial) or last.hour:
            return None
        if last.node.day is None or (last.node.month is None and not _is_ordinal(t, i)):
            return None
        first = End(Partial(day=number[0], weekday=weekday), None, number[1], i)
        return Range(first, last, t.phrase(i, last.place)), last.place

    def open(self, i: int) -> FoundNode:
        """Read `since X`, `from X (onwards)`, `X onwards`, `X to date`, `after X`."""
        t = self.t
        since = word(t, i) in SINCE or word(t, i) in {"from", "after", "ever"}
        if not since and GOING_ON.isdisjoint(t.words):
            return None
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
        j += since and word(t, j) in STARTED and word(t, j - 1) in STARTING
        onwards = _onwards(t, j) and (word(t, j) != "on" or word(t, j - 1) != "on")
        j += word(t, j) == "and" and _onwards(t, j + 1)
        j += _onwards(t, j)
        if (to := read_to(t, j)) and (end := is_now(t, to)):
            return _since(t, first, end, after=after)
        so_far = word(t, j) == "so" and word(t, j + 1) == "far"
        if not (since or onwards or so_far or j > first.place):
            return None
        if after and word(t, k).isdigit() and first.hour and first.node and not so_far:
            phrase = t.phrase(
                k, j
            )  # `after 6pm yesterday`: the evening of that day, or all since then
            day = t.phrase(first.first, first.place)
            since_then = on_day(first.node, since_hour(first.hour), day)
            others = ((f"since {phrase}", since_then),)
            return on_day(first.node, from_hour(first.hour), day, others), j
        return _since(t, first, j + 2 * so_far, after=after)

    def hours(self, i: int) -> FoundNode:
        """Read `yesterday 9am to 5pm`, `9am to 5pm yesterday`, `today from 14:00`, `Monday at
        3pm`."""
        t = self.t
        if OF_HOURS.isdisjoint(t.words) and not any(map(str.isdigit, t.words)):
            return None
        if part := OF_NOW.read(t, i):
            return part
        if (before := BEFORE.read(t, i)) and (of := self.point(before[1])):
            return before[0].of(of[0], t.phrase(before[1], of[1])), of[1]
        if hours := read_hours(t, i):
            j = hours[2]
            day = self.point(j + (word(t, j) in {"on", ",", "of"}))
            make = between_hours(hours[0], hours[1])
            end = day[1] if day else j
            return on_day(day[0] if day else None, make, t.phrase(j, end)), end
        day = self.point(i)
        if day is None:
            return self._at_hour(i)
        if behind := BEHIND.read(t, day[1]):
            return behind[0].of(day[0], t.phrase(i, day[1])), behind[1]
        j = day[1] + (word(t, day[1]) in {",", "at", "@"} or _is_iso_time(t, day[1]))
        phrase = t.phrase(i, day[1])
        # after "March 3" bare numbers could be more days; after "yesterday" only hours
        bare = not isinstance(day[0], Partial) or day[0].day is None
        introduced = word(t, j) in {"from", "between"}
        if hours := read_hours(t, j, on_a_day=bare or introduced):
            return on_day(day[0], between_hours(hours[0], hours[1]), phrase), hours[2]
        return _one_hour(t, day[0], phrase, j)

    def _at_hour(self, i: int) -> FoundNode:
        """Read `3pm yesterday`, `at 3pm on Monday`, `before 8am yesterday`."""
        t = self.t
        until = HOURS.get(word(t, i)) is until_hour
        i += until or word(t, i) == "at"
        hour = read_hour(t, i)
        day = self.point(hour[1] + (word(t, hour[1]) in {"on", ","})) if hour else None
        if not (hour and hour[0].clear and day):
            return None
        make = until_hour(hour[0]) if until else one_hour(hour[0], t.phrase(i, hour[1]))
        return on_day(day[0], make, t.phrase(hour[1], day[1])), day[1]


def _one_hour(t: Text, day: Node, phrase: str, i: int) -> FoundNode:
    """Read `at 3pm`, `from 14:00`, `until noon` after a day."""
    how = HOURS.get(word(t, i))
    hour = read_hour(t, i + 1 if how else i)
    if hour is None or not (hour[0].clear or _is_iso_time(t, i - 1)):
        return None
    if how is None:
        return on_day(day, one_hour(hour[0], t.phrase(i, hour[1])), phrase), hour[1]
    others: Others = ()
    if how is from_hour:
        since = on_day(day, since_hour(hour[0]), phrase)
        others = ((f"since {phrase} {t.phrase(i + 1, hour[1])}", since),)
    return on_day(day, how(hour[0]), phrase, others), hour[1] + _onwards(t, hour[1])


def _is_bare_day(node: Node | None) -> bool:
    return isinstance(node, Partial) and node == Partial(day=node.day)


def _is_month_day(node: Node | None) -> bool:
    return isinstance(node, Partial) and node.day is not None and node.month is not None


def _is_ordinal(t: Text, i: int) -> bool:
    return not digits(t, i, 1, 2) or (
        glued(t, i + 1) and word(t, i + 1) in {"st", "nd", "rd", "th"}
    )


def _is_iso_time(t: Text, i: int) -> bool:
    """Read `T14:00` after a date."""
    return word(t, i) == "t" and glued(t, i) and glued(t, i + 1)


def _slash(t: Text, first: End) -> int:
    """Read the slash of ISO 8601 intervals: `2026-03-01/2026-03-15`, `2026-03/2026-04`."""
    node, sign = first.node, word(t, first.place)
    if not (isinstance(node, Partial) and node.year and sign in {"/", ":"}):
        return 0
    return first.place + 1 if node.day or (node.month and glued(t, first.place)) else 0


def _onwards(t: Text, i: int) -> bool:
    """Tell whether `onwards` is at `i`; the `on` of `on weekdays` says on which days."""
    days = i + 1 + (word(t, i + 1) == "the")
    return word(t, i) in ONWARDS and (word(t, i) != "on" or read_weekdays(t, days) is None)


def _the_start_of(t: Text, i: int) -> int:
    """Return the position after `the start of`, which says nothing where a range begins."""
    j = i + (word(t, i) == "the")
    if word(t, j) in {"start", "beginning", "begin"} and word(t, j + 1) == "of":
        return j + 2
    return i


def _the_end_of(t: Text, i: int) -> int:
    """Return the position after `the end of`, which says nothing where a range ends."""
    j = i + (word(t, i) == "the")
    return j + 2 if word(t, j) == "end" and word(t, j + 1) == "of" else i


def _this_unit(t: Text, i: int) -> FoundNode:
    """Read `the year` where a range begins: this one."""
    i -= word(t, i) != "the" and word(t, i - 1) == "of"  # "since start of year"
    if word(t, i) not in {"the", "of"} or word(t, i + 1) not in {
        "week",
        "month",
        "quarter",
        "year",
    }:
        return None
    return read_relative(replace(t, words=(*t.words[:i], "this", *t.words[i + 1 :])), i)


def _since(t: Text, first: End, end: int, *, after: bool = False) -> FoundNode:
    if first.hour is not None:
        return on_day(first.node, since_hour(first.hour), t.phrase(first.first, first.place)), end
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
