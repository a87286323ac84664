"""Refuses a second day beside a schedule: `every Monday and the 15th`.

Left to the question, it would be read as a period: as the 15th, where it is when it comes.
"""

from collections.abc import Callable
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.language.core.lists import OR, behind_joiner
from slackbot.language.core.readers import digits, read_ordinal, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.weekdays import EVERY, read_weekdays
from slackbot.language.core.words import MONTHS
from slackbot.language.periods.times_of_day.hours import read_to
from slackbot.language.schedules.days import ARTICLE, read_month_day

JOINERS: Final = OR | {"plus"}
AND: Final = JOINERS - {","}
LEADS: Final = ARTICLE | EVERY | {"on"}
LONGEST_DAY: Final = 6  # tokens: `the twenty - first Monday`

Free = Callable[[int], bool]


def refuse_second_day(t: Text, free: Free) -> None:
    """Raise UnreadableError where a day of the month or week is joined to the words that were cut
    out, or follows `on` without a month. `free` tells whether a token belongs to nothing yet."""
    for i in range(len(t.words)):
        if not free(i):
            continue
        if found := _after(t, i, free) or _before(t, i, free) or _dated(t, i, free):
            said, error = t.said(*found), second_day(t.said(*found))
            lost, instead = _lost(t, *found)
            raise UnreadableError(error.message, lost or said, (instead,) if lost else ())


def _lost(t: Text, first: int, last: int) -> tuple[str, str]:
    """Return the words without which only one day is left, and what takes their place."""
    if (behind := behind_joiner(t, last, JOINERS)) > last:
        return t.said(first, behind), "on the" if word(t, first) == "on" else ""
    before = first
    while word(t, before - 1) in LEADS | JOINERS and before > 0:
        before -= 1
    return (t.said(before, last), "") if before < first else ("", "")


def second_day(said: str) -> UnreadableError:
    """Return the refusal of days that no one schedule has."""
    return UnreadableError(
        f'A digest comes on weekdays or on days of the month; "{said}" is one more. Name its days '
        "at once, as in `every Monday and Thursday` or `on the 1st and 15th of each month`, or "
        "make two digests",
        said,
    )


def _after(t: Text, i: int, free: Free) -> tuple[int, int] | None:
    """Read `every Monday [and the 1st]`, `quarterly on the 1st[, 15th]`."""
    if word(t, i) not in JOINERS or i == 0 or free(i - 1):
        return None
    j = behind_joiner(t, i, JOINERS)
    sure = any(each in AND for each in t.words[i:j])
    end = _day(t, _led(t, j), sure=sure)
    return (_led(t, j), end) if end and free(end - 1) else None


def _before(t: Text, i: int, free: Free) -> tuple[int, int] | None:
    """Read `[the 1st and] first Monday of each month`."""
    last = behind_joiner(t, i, JOINERS)
    after = _led(t, last)
    if last == i or not free(last - 1) or after >= len(t.words) or free(after):
        return None
    sure = any(each in AND for each in t.words[i:last])
    for first in range(max(0, i - LONGEST_DAY), i):
        if free(first) and _day(t, first, sure=sure) == i:
            return first, i
    return None


def _dated(t: Text, i: int, free: Free) -> tuple[int, int] | None:
    """Read `[on the 15th]` with no month after it."""
    end = _day(t, _led(t, i), sure=False) if word(t, i) == "on" else 0
    return (i, end) if end and free(end - 1) else None


def _led(t: Text, i: int) -> int:
    """Return the position after `on the`, `every`."""
    while word(t, i) in LEADS and i < len(t.words):
        i += 1
    return i


def _day(t: Text, i: int, *, sure: bool) -> int:
    """Return the position after a day that has no month of its own, or 0; if not `sure`, only after
    a day by its number, which no question has alone."""
    ordinal = read_ordinal(t, i)
    numbered = ordinal is not None and bool(digits(t, i, 1, 2))
    if not (sure or numbered):
        return 0
    if found := read_month_day(t, i):
        end = found[1]
    elif sure and (ordinal or (days := read_weekdays(t, i))):
        end = ordinal[1] if ordinal else days[1] if days else 0
    else:
        return 0
    goes_on = word(t, end) in MONTHS.keys() | {"of"} or read_to(t, end)
    return 0 if goes_on or word(t, i - 1) in MONTHS else end
