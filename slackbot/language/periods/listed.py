"""Reads lists of periods that follow each other: `Q1, Q2 and Q3`, `1, 2 and 3 November`."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from slackbot.domain.calendar.arithmetic import Moment, Span, WallClock
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.lists import JOINERS, behind_joiner
from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import (
    FoundNode,
    Node,
    Phrase,
    read_day_number,
    read_year_after,
    word,
)
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import MONTHS
from slackbot.language.periods.absolute import read_day
from slackbot.language.periods.ranges import End, Range, one_at_a_time


def listed(sides: Sequence[End], phrase: str) -> Node:
    """Return the time from the first side to the last, each of which follows the one before."""
    if len(sides) == 2:
        return Range(sides[0], sides[1], phrase, neighbours=True)
    dated = [_of_year(side, sides[-1].node) for side in sides]
    pairs = [Range(one, two, phrase, neighbours=True) for one, two in pairwise(dated)]

    def resolve(clock: WallClock) -> Span:
        spans = [pair.resolve(clock) for pair in pairs]
        if not all(_overlap(one, two, clock) for one, two in pairwise(spans)):
            raise one_at_a_time(phrase)
        return Span(spans[0].start, spans[-1].end, "days")

    return Phrase(resolve)


def _of_year(side: End, last: Node | None) -> End:
    """Return `Q1` of `Q1, Q2 and Q3 2025` with the year."""
    node = side.node
    if not (isinstance(node, Partial) and isinstance(last, Partial) and node.lacks_year):
        return side
    return side._replace(node=node._replace(year=last.year, fiscal=last.fiscal))


def _overlap(one: Span, two: Span, clock: WallClock) -> bool:
    """Tell whether the second pair begins within the first, with what both have."""
    start, second, end = (
        each.instant(clock.zone) if isinstance(each, Moment) else each or clock.now
        for each in (one.start, two.start, one.end)
    )
    return start < second < end


class _Days(NamedTuple):
    """Numbers of days, the first and the last of them with the month, and what was typed for
    both."""

    numbers: list[int]
    first: Partial
    last: Partial
    ends: str
    end: int


def read_days(t: Text, i: int) -> FoundNode:
    """Read `1, 2 and 3 November`, `Nov 3 and 4`: days of one month, each after the other."""
    if JOINERS.isdisjoint(t.words):
        return None
    found = _after_month(t, i) if word(t, i) in MONTHS else _before_month(t, i)
    if found is None:
        return None
    phrase = t.phrase(i, found.end)
    if any(two != one + 1 for one, two in pairwise(found.numbers)):
        return Phrase(lambda _: _refuse(phrase, found.ends)), found.end
    first, last = End(found.first, None, i, i), End(found.last, None, found.end, i)
    return Range(first, last, phrase), found.end


def _before_month(t: Text, i: int) -> _Days | None:
    start = i + (word(t, i) == "the")
    numbers, j = list[int](), start
    while (number := read_day_number(t, j)) and word(t, number[1]) in JOINERS:
        numbers.append(number[0])
        j = behind_joiner(t, number[1], JOINERS)
    last = read_day(t, j) if numbers else None
    if last is None or last[0].day is None or last[0].month is None:
        return None
    ends = f"{t.phrase(start, start + 1)} to {t.phrase(j, last[1])}"
    numbers.append(last[0].day)
    return _Days(numbers, Partial(day=numbers[0]), last[0], ends, last[1])


def _after_month(t: Text, i: int) -> _Days | None:
    first = read_day(t, i)
    if first is None or first[0].day is None or word(t, first[1]) not in JOINERS:
        return None
    numbers, j, end = [first[0].day], first[1], first[1]
    while j < (k := behind_joiner(t, j, JOINERS)) and (number := read_day_number(t, k)):
        if word(t, number[1]) in MONTHS:
            return None
        numbers.append(number[0])
        end, j = k, number[1]
    if len(numbers) < 2:
        return None
    year = read_year_after(t, j)
    j = year[1] if year else j
    last = Partial(year=year[0] if year else None, month=first[0].month, day=numbers[-1])
    return _Days(numbers, first[0], last, f"{t.phrase(i, first[1])} to {t.phrase(end, j)}", j)


def _refuse(phrase: str, ends: str) -> Span:
    raise UnreadableError(
        f'"{phrase}" don\'t follow each other. Rows can show each day.', phrase, (f"{ends} by day",)
    )
