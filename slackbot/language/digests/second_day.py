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
LEADS: Final = ARTICLE | EVERY | {"on"}

Free = Callable[[int], bool]


def refuse_second_day(t: Text, free: Free) -> None:
    """Raise UnreadableError where a day of the month or week is joined to the words that were cut
    out, or follows `on` without a month. `free` tells whether a token belongs to nothing yet."""
    for i in range(len(t.words)):
        end = _day(t, i) if free(i) and word(t, i) not in LEADS else 0
        if not end or not free(end - 1):
            continue
        first, on = i, i
        while first and free(first - 1) and word(t, first - 1) in LEADS | JOINERS:
            first -= 1
            on = first if word(t, first) == "on" else on
        last = behind_joiner(t, end, JOINERS)
        before = set(t.words[first:i]) & JOINERS if first and not free(first - 1) else set[str]()
        after = set(t.words[end:last]) if last > end and _is_cut(t, last, free) else set[str]()
        numbered = bool(digits(t, i, 1, 2))  # which no question has alone
        if (before | after) - (set() if numbered else {","}) or (numbered and on < i):
            lost = (first, end) if before else (on, last if after else end)
            phrase = t.phrase(i if before | after else on, end)
            raise UnreadableError(
                f'A digest comes on weekdays or on days of the month; "{phrase}" is one more. Name '
                "its days at once, as in `every Monday and Thursday` or `on the 1st and 15th of "
                "each month`, or make two digests",
                t.phrase(*lost),
                ("on the" if after and on < i and not before else "",) if before | after else (),
            )


def _is_cut(t: Text, i: int, free: Free) -> bool:
    """Tell whether words that were cut out follow `on the`, `every`."""
    while word(t, i) in LEADS and i < len(t.words):
        i += 1
    return i < len(t.words) and not free(i)


def _day(t: Text, i: int) -> int:
    """Return the position after a day that has no month of its own, or 0."""
    found = read_month_day(t, i) or read_ordinal(t, i) or read_weekdays(t, i)
    end = found[1] if found else 0
    goes_on = word(t, end) in MONTHS.keys() | {"of"} or read_to(t, end)
    return 0 if goes_on or word(t, i - 1) in MONTHS else end
