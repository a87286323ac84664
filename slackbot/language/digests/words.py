"""Reads words of a digest beside its schedule and its question: `when settled`, `from Fri 4 Dec
2026`, `send me a digest of`, `to this channel`."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Final

from slackbot.domain.calendar.arithmetic import floor, shift
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.named_day import NAMED_DAYS, NamedDay
from slackbot.language.core.patterns import Row, Table, always
from slackbot.language.core.question_clauses import read_clause
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.weekdays import EVERY
from slackbot.language.core.words import ARTICLES, WEEKDAY_PLURALS, WEEKDAYS
from slackbot.language.names.bots import known_names
from slackbot.language.periods.times_of_day.hours import read_to
from slackbot.language.questions.sentence import CHATTER
from slackbot.language.schedules.cadence import RECURRING
from slackbot.language.slips.vocabulary import KNOWN, Vocabulary

WORDS: Final = (
    RECURRING.keys() | EVERY | WEEKDAYS.keys() | WEEKDAY_PLURALS.keys()
    | set("other alternate weekday weekdays workday workdays weekend weekends morning settled "
          "month quarter week hourly".split())
)  # fmt: skip
SCHEDULE: Final = Vocabulary(KNOWN | WORDS, tuple(sorted(WORDS)))
DIGEST: Final = frozenset(("digest", "digests"))
VERBS: Final = frozenset(
    "send give show get post share deliver schedule create add set up new please".split()
)
WHEN: Final = frozenset("when once after if until".split())
FIGURES: Final = frozenset("figures figure numbers data results values counts".split())
BETWEEN: Final = FIGURES | frozenset("the they it all are is have has been kore".split())
BY: Final = frozenset("by per grouped split broken bucketed aggregated".split())
FROM: Final = frozenset("from starting beginning commencing starts".split())
SHORTEST_SLIP: Final = 4  # letters
MONDAY: Final = 0
HALF_YEAR: Final = 183  # days: a date farther off needs its year


def protected(t: Text, names: Collection[str]) -> set[int]:
    """Return the positions of bots' names: in quotes, or known to the channel.

    A bot whose name is nothing but words of ours is one after `for` and before `bot` only.
    """
    found = {k for k, token in enumerate(t.tokens) if token.kind == "quoted"}
    for place, knowns in sorted(known_names(t, names).items()):
        for known in knowns:
            words = t.words[place : known.end]
            plain = "bot" not in words and all(SCHEDULE.is_known(each) for each in words)
            named = place - 1 not in found and _is_naming(t, place - 1)
            listed = word(t, place - 1) == "and" and place - 2 in found
            if named or listed or word(t, known.end) == "bot" or not plain:
                found |= set(range(place, known.end))
    return found


def _is_naming(t: Text, i: int) -> bool:
    """Tell whether a name may follow: after `for`, `for bots`; but not after `all bots`."""
    if word(t, i) in {"bot", "bots"}:
        return word(t, i - 1) in {"for", "of", "the"}
    return word(t, i) in {"for", "of"}


def behind_grouping(t: Text, i: int) -> int:
    """Return the position after `by day`, `grouped weekly`, `day by day`; or 0."""
    if word(t, i) not in BY and word(t, i + 1) not in {"by", "-"}:
        return 0
    found = read_clause(t, i)
    return found[1] if found and found[0][0] == "grouping" and found[1] > i + 1 else 0


HOLIDAYS: Final = Table[bool](
    (
        Row("[,] [but] <except> [on] <holidays>", always(True), "except public holidays", "True"),
        Row("[,] [but] not on|at <holidays>", always(True), "but not on holidays", "True"),
        Row("[,] [and] skip|skips|skipping [on] [the] <holidays>", always(True),
            "skip holidays", "True"),
        Row("[,] unless [it|that] [is] [a] <holidays>", always(True),
            "unless it is a bank holiday", "True"),
    ),
    **{"except": frozenset("except excluding excl without minus".split())},
    holidays=lambda t, i: _holidays(t, i),
)  # fmt: skip


def _holidays(t: Text, i: int) -> tuple[None, int] | None:
    """Read `holidays`, `public holidays`."""
    i += word(t, i) in {"public", "bank", "national"}
    return (None, i + 1) if word(t, i) in {"holiday", "holidays"} else None


CLOSES: Final = Table[bool](
    (
        Row("that|which closes|close [the|last|each|every] [month]", always(True), "that closes",
            "True"),
        Row("[,] and|then|also close|closes [the|last|each|every] month", always(True),
            "and close the month", "True"),
        Row("[,] and then close|closes [the|last|each|every] month", always(True),
            "and then close the month", "True"),
        Row("[,] closing [the|last|each|every] month", always(True), "closing the month", "True"),
    ),
)  # fmt: skip


def behind_settled(t: Text, i: int) -> int:
    """Return the position after `when settled`, `once the figures are settled`, `settled only`; or
    0."""
    only = word(t, i) == "only"
    j = i + only
    if word(t, j) in WHEN:
        j += 1
        while word(t, j) in BETWEEN:
            j += 1
        return j + 1 if word(t, j) == "settled" else 0
    j += only and word(t, j) == "the"
    if word(t, j) != "settled":
        return 0
    j += 1 + (word(t, j + 1) in FIGURES)
    if only:
        return j
    return j + 1 if word(t, j) == "only" else 0


def behind_chatter(t: Text, i: int) -> int:
    """Return the position after words that every digest has in common: `a digest of`, `here`; or
    0."""
    j = i + (word(t, i) in ARTICLES)
    if word(t, j) in DIGEST and word(t, j + 1) not in {"bot", "bots"}:
        more = word(t, j + 1) in {"of", "with", "about"} and j + 2 < len(t.words)
        return j + 1 + more
    if word(t, i) == "here":
        return i + 1
    into = word(t, i) in {"to", "in", "into"} and word(t, i + 1) in {"this", "the", "our"}
    if into and word(t, i + 2) == "channel":
        return i + 3
    if word(t, i) in VERBS and all(each in CHATTER | VERBS for each in t.words[:i]):
        return i + 1 + (word(t, i + 1) in {"me", "us"})
    return i + 1 if word(t, i) in {"please", "pls", "thanks"} else 0


Day = Callable[[date], date]


def _next(unit: str) -> Day:
    return lambda today: shift(floor(today, unit, MONDAY), unit, 1)


# Each makes the first day out of today.
SOON: Final = Table[Day](
    (
        Row("today|now", always(lambda today: today), "today", "2026-11-18"),
        Row("tomorrow", always(_next("day")), "tomorrow", "2026-11-19"),
        Row("[the] next week", always(_next("week")), "next week", "2026-11-23"),
        Row("[the] next month", always(_next("month")), "next month", "2026-12-01"),
    )
)


def read_first_day(t: Text, i: int, today: date) -> tuple[date, int] | None:
    """Read `from Fri 4 Dec 2026`, `starting on December 4`, `from 2026-12-04`; without a year the
    next such day. Return None where it begins a period, as in `from 1 Dec to 5 Dec`."""
    if word(t, i) not in FROM:
        return None
    j = i + 1 + (word(t, i + 1) in {"on", "from"})
    if soon := SOON.read(t, j):
        return soon[0](today), soon[1]
    j += word(t, j) in ARTICLES
    weekday = WEEKDAYS.get(word(t, j))
    j += weekday is not None
    j += weekday is not None and word(t, j) == ","
    found = NAMED_DAYS.read(t, j)
    if found is None or read_to(t, found[1]):
        return None
    named, end = found
    day = _date(named, today, t.phrase(i, end))
    if weekday is not None and day.weekday() != weekday:
        phrase = t.phrase(i + 1, end)
        raise UnreadableError(f'"{phrase}" is a {day:%A}. Which day is meant?', phrase)
    return day, end


def _date(named: NamedDay, today: date, phrase: str) -> date:
    number, month, year = named
    try:
        if year:
            return date(year, month, number)
        day = date(today.year, month, number)
        day = day if day >= today else day.replace(year=today.year + 1)
    except ValueError:
        raise UnreadableError(
            f'There is no such day: "{phrase}". Try `from 4 Dec {today.year}`', phrase
        ) from None
    if (day - today).days > HALF_YEAR:
        raise UnreadableError(f'Of which year? Try "{phrase} {today.year}"', phrase)
    return day


def mended(t: Text, kept: set[int]) -> Text | None:
    """Return the text with slips in the words of a schedule mended, or None where there are
    none."""
    source = t.source
    for place in reversed(range(len(t.tokens))):
        token = t.tokens[place]
        if place in kept or token.kind != "word" or len(token.text) < SHORTEST_SLIP:
            continue
        if meant := SCHEDULE.meant_by(token.text, 5, far=True, ordinary=True):
            phrase = meant.capitalize() if meant in WEEKDAYS else meant
            source = source[: token.start] + phrase + source[token.end :]
    return tokens_of(source) if source != t.source else None
