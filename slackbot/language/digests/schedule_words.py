"""Cuts the words of a digest's schedule out of its sentence, wherever they are."""

from collections.abc import Callable, Iterator
from datetime import date, time
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

from slackbot.domain.calendar.weekdays import EVERY_DAY, WEEKDAY_NAMES, WORKDAYS
from slackbot.domain.digests.recurrence import (
    Monthly,
    Quarterly,
    Recurrence,
    Weekly,
)
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.courtesy import behind_to_me
from slackbot.language.core.patterns import Table
from slackbot.language.core.readers import glued, tried, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.weekdays import EVERY, read_weekdays
from slackbot.language.core.words import (
    ADVERBS,
    ARTICLES,
    BILLING_WORDS,
    FILLERS,
    NEXT,
    TOPICS,
    WEEKDAYS,
)
from slackbot.language.digests.second_day import refuse_second_day
from slackbot.language.digests.words import (
    CLOSES,
    HOLIDAYS,
    behind_chatter,
    behind_grouping,
    behind_settled,
    read_first_day,
)
from slackbot.language.names.zones import read_zone
from slackbot.language.questions.facts import COSTS
from slackbot.language.schedules.cadence import SERVED, Cadence, not_served, read_cadence, too_often
from slackbot.language.schedules.days import UNIT_END, read_month_day
from slackbot.language.schedules.times import AT, no_offset, read_time

TWICE_MONTHLY: Final = "on the 1st and 15th of each month"
# What no digest is, and what comes near it.
INSTEAD: Final = {
    "twice a week": "every Monday and Thursday", "twice a month": TWICE_MONTHLY,
    "twice a day": "every day", "twice": "every Monday and Thursday",
    "yearly": "quarterly", "annually": "quarterly", "semimonthly": TWICE_MONTHLY,
    "bimonthly": "monthly",
    "every night": "every day at 22:00", "every evening": "every day at 18:00",
}  # fmt: skip
EACH_DAY: Final = Weekly(weekdays=EVERY_DAY)
WORKING_WEEK: Final = Weekly(weekdays=WORKDAYS)
EXAMPLE: Final = "Try `/billing digest every Monday at 9 sessions by day`"
ONCE: Final = frozenset("tomorrow tonight today".split())
EDGES: Final = frozenset(", ; : . - + & | ( ) and".split())
# "only me" is no chatter: it asks for what a digest cannot be.
NOTHING: Final = (FILLERS | ARTICLES | EDGES | {"to", "with"}) - {"only", "just"} - COSTS


class TokenRange(NamedTuple):
    """Words that were read as one thing: the tokens `[first, last)`."""

    first: int
    last: int


class DigestWords:
    """Takes words out of a text, until only the question is left."""

    def __init__(self, t: Text, kept: set[int]) -> None:
        self.t = t
        self.kept = kept
        self.used: set[int] = set()
        self.cut = TokenRange(0, 0)  # the tokens of the cadence, and of what belongs to it

    def cadence(self) -> Cadence:
        """Take how often the digest comes. A word that may also say how a question is grouped is
        left to the question where another word says how often: `every Monday daily figures`."""
        found = list(self._cadences())
        if not found:
            raise _no_schedule(self.t)
        every_day = [each for each in found if each[0].recurrence == EACH_DAY]
        if (
            len(found) == 2
            and every_day
            and any(each.recurrence == WORKING_WEEK for each, _ in found)
        ):
            self._take(*every_day[0][1])  # `every day … on weekdays`
            found.remove(every_day[0])
        strong = [each for each in found if each[0].strong]
        best = strong or [each for each in found if not self._is_rows(*each)] or found
        side_by_side = any(
            a[1].last == b[1].first and not self._is_rows(*b) for a, b in pairwise(found)
        )
        if len(best) > 1 or side_by_side:
            raise _one_schedule(" … ".join(self.t.phrase(*place) for _, place in found))
        cadence, place = best[0]
        before = word(self.t, place.first - 1) in ARTICLES and self._free(place.first - 1)
        self.cut = self._take(place.first - before, place.last)
        return self._on_first_word(cadence)

    def _on_first_word(self, cadence: Cadence) -> Cadence:
        """Return a weekly cadence with the day that the text begins with: `Friday 5pm weekly`.
        Refuse `Friday daily`."""
        day = WEEKDAYS.get(word(self.t, 0))
        weekly = isinstance(cadence.recurrence, Weekly) and not cadence.named
        if day is None or not weekly or not self._free(0):
            self._refuse_weekday(cadence)
            return cadence
        self._take(0, 1)
        return cadence._replace(recurrence=Weekly(weekdays=(day,)), named=True)

    def _refuse_weekday(self, cadence: Cadence) -> None:
        """Refuse a weekday beside a cadence that has all of them, or none: `daily Friday`."""
        first, last = self.cut
        all_or_none = cadence.recurrence == EACH_DAY or not isinstance(cadence.recurrence, Weekly)
        for place in ({first - 1} & {0}) | {last}:
            day = word(self.t, place)
            if all_or_none and day in WEEKDAYS and self._free(place):
                often = self.t.phrase(first, last)
                both = self.t.phrase(min(first, place), max(last, place + 1))
                raise UnreadableError(
                    f'"{both}" could be on each {WEEKDAY_NAMES[WEEKDAYS[day]]}, or "{often}".',
                    both,
                    (f"every {day}", often),
                )

    def new_cadence(self, old: Recurrence) -> Cadence:
        """Take how often the digest comes from now on: also `Tuesday` and `the 15th`, which change
        the day of the old one; return the old one where the words do not name it."""
        if any(self._cadences()):
            return self.cadence()
        i = int(word(self.t, 0) == "on")
        days, day = read_weekdays(self.t, i), read_month_day(self.t, i)
        if days and self._free(i, days[1]):
            weeks = old.weeks if isinstance(old, Weekly) else 1
            self.cut = self._take(0, days[1])
            return Cadence(Weekly(weekdays=days[0]), weeks)
        if day and self._free(i, day[1]) and not isinstance(old, Weekly):
            self.cut = self._take(0, day[1])
            if isinstance(old, Quarterly) and isinstance(day[0], Monthly):
                return Cadence(Quarterly(day=day[0].day))
            return Cadence(day[0])
        return Cadence(old)

    def _is_rows(self, cadence: Cadence, place: TokenRange) -> bool:
        """Tell whether these are the rows of a question: `daily figures`, `weekly sessions`."""
        return not cadence.strong and word(self.t, place.last) in TOPICS | BILLING_WORDS

    def _cadences(self) -> Iterator[tuple[Cadence, TokenRange]]:
        i = 0
        while i < len(self.t.words):
            found = None
            if behind := behind_grouping(self.t, i):
                i = behind
            elif self._free(i) and (found := read_cadence(self.t, i)):
                cadence, end = found
                timed = not cadence.strong and read_time(self.t, end)
                if self._free(i, end) and word(self.t, end) != "bot":
                    yield (cadence._replace(strong=True) if timed else cadence), TokenRange(i, end)
                i = end
            else:
                i += 1

    def to_me(self) -> bool:
        """Take `to me`, where the digest is for the asker alone."""
        found = [(i, end) for i in self._places() if (end := behind_to_me(self.t, i))]
        for place in found:
            self._take(*place)
        return bool(found)

    def zone(self) -> str | None:
        """Take the zone, which the text may name twice if it is the same."""
        zones: dict[str, str] = {}
        for i in self._places():
            if word(self.t, i - 1) in {"for", "/"} or not (found := read_zone(self.t, i)):
                continue
            name, end = found
            if word(self.t, end) in {"+", "-"} and glued(self.t, end):
                raise no_offset(self.t.phrase(i, end + 2))
            if self._free(i, end) and word(self.t, end) != "bot":
                zones[name] = self.t.phrase(i, end)
                self._take(i, end)
        if len(zones) > 1:
            zone_phrase = " … ".join(zones.values())
            raise UnreadableError(
                f'"{zone_phrase}" is more than one time zone. Try `at 9 in Berlin`', zone_phrase
            )
        return next(iter(zones), None)

    def at(self) -> time | None:
        """Take the time of day: after `at` anywhere, or beside the cadence."""
        introduced = [
            (found[0], TokenRange(i, found[1]))
            for i in self._places()
            if word(self.t, i) in AT and (found := read_time(self.t, i))
        ]
        if len(introduced) > 1:
            raise _one_time(" … ".join(self.t.phrase(*place) for _, place in introduced))
        timed = introduced[0] if introduced else self._bare_time()
        if timed is None:
            return None
        at, place = timed
        self._refuse_second(place)
        self._take(*place)
        return at

    def _bare_time(self) -> tuple[time, TokenRange] | None:
        """Read `every Monday 9:00`, `9am every Monday`, `every Monday, Europe/Berlin, 9:00`."""
        i = self.cut.last
        while i in self.used or (word(self.t, i) == "," and i < len(self.t.words)):
            i += 1
        lone = not self._free(i + 1)  # "every Monday 9"
        if self._free(i) and (found := read_time(self.t, i, lone=lone)):
            return found[0], TokenRange(i, found[1])
        for i in range(max(0, self.cut.first - 6), self.cut.first):
            found = read_time(self.t, i) if self._free(i) else None
            if found and found[1] == self.cut.first - (word(self.t, found[1]) == ","):
                return found[0], TokenRange(i, found[1])
        return None

    def _refuse_second(self, place: TokenRange) -> None:
        """Refuse `at 9 and 17`, `at 9, 13 and 17`."""
        places = [place]
        while (joiner := word(self.t, places[-1].last)) in {"and", "&", "or", ","}:
            behind = places[-1].last + 1
            lone = joiner != ","
            other = read_time(self.t, behind, lone=lone) if self._free(behind) else None
            if other is None:
                break
            places.append(TokenRange(behind, other[1]))
        if len(places) > 1:
            phrases = [self.t.phrase(*each) for each in places]
            instead = (each if each.split()[0] in AT else f"at {each}" for each in phrases)
            raise _one_time(self.t.phrase(place.first, places[-1].last), tuple(instead))

    def first_day(self, today: date, *, counts: bool) -> tuple[date, str] | None:
        """Take the day from which it counts, and its words: `from Fri 4 Dec 2026`; the question's
        if none counts."""
        for i in self._places():
            if word(self.t, i) == "from" and not counts:
                continue
            found = read_first_day(self.t, i, today)
            if found and self._free(i, found[1]):
                self._take(i, found[1])
                return found[0], self.t.phrase(i, found[1])
        return None

    def except_holidays(self) -> bool:
        """Take the words that leave out public holidays, and tell whether there were any."""
        return self._drop(partial(_behind, HOLIDAYS))

    def closes(self) -> bool:
        """Take the words that close the month, and tell whether there were any."""
        return self._drop(partial(_behind, CLOSES))

    def settled(self) -> bool:
        """Take the words that wait for settled figures, and tell whether there were any."""
        found = self._drop(behind_settled)
        if "settled" in (word(self.t, i) for i in self._places()):
            raise UnreadableError(
                "To wait until Kore.ai's figures are settled, say `when settled`", "settled"
            )
        return found

    def refuse_second_day(self) -> None:
        """Refuse `on the 1st and 15th of each month`, of which only one is cut out."""
        refuse_second_day(self.t, self._free)

    def question(self) -> str:
        """Return the words that are left, without those that every digest has in common."""
        self._drop(behind_chatter)
        pieces = [self._piece(place) for place in self._runs()]
        left = [word(self.t, i) for i in range(len(self.t.words)) if i not in self.used]
        return "" if NOTHING.issuperset(left) else " ".join(filter(None, pieces))

    def _runs(self) -> Iterator[TokenRange]:
        """Return the stretches that nothing has taken."""
        first = 0
        for i in [*sorted(self.used), len(self.t.words)]:
            if i > first:
                yield TokenRange(first, i)
            first = i + 1

    def _piece(self, place: TokenRange) -> str:
        first, last = place
        first += word(self.t, first) == "with" and word(self.t, first + 1) not in COSTS
        while first < last and word(self.t, first) in EDGES:
            first += 1
        first += word(self.t, first) in ARTICLES and word(self.t, first + 1) in ADVERBS
        while first < last and word(self.t, last - 1) in EDGES:
            last -= 1
        return self.t.phrase(first, last)

    def _drop(self, behind: Callable[[Text, int], int]) -> bool:
        """Take the words that `behind` finds, and tell whether there were any."""
        before = len(self.used)
        for i in self._places():
            end = behind(self.t, i)
            if end and word(self.t, i - 1) != "for" and self._free(i, end):
                self._take(i, end)
        return len(self.used) > before

    def _places(self) -> Iterator[int]:
        return (i for i in range(len(self.t.words)) if self._free(i))

    def _free(self, first: int, last: int | None = None) -> bool:
        """Tell whether no other clause and no name has the tokens `[first, last)`."""
        tokens = range(first, first + 1 if last is None else last)
        return 0 <= first < len(self.t.words) and not any(
            i in self.used or i in self.kept for i in tokens
        )

    def _take(self, first: int, last: int) -> TokenRange:
        self.used |= set(range(first, last))
        return TokenRange(first, last)


def _behind(table: Table[bool], t: Text, i: int) -> int:
    """Return the position after a phrase of the table; or 0."""
    found = table.read(t, i)
    return found[1] if found else 0


def _one_schedule(phrase: str) -> UnreadableError:
    return UnreadableError(
        f'"{phrase}" is more than one schedule. Say `every` for it and `by` for the rows, such as '
        "`every Monday at 9 by day`, or make two digests",
        phrase,
    )


def _one_time(phrase: str, instead: tuple[str, ...] = ()) -> UnreadableError:
    return UnreadableError(
        f'"{phrase}" is more than one time of day. Try `every weekday at 9`, or make two digests',
        phrase,
        instead,
    )


def _no_schedule(t: Text) -> UnreadableError:
    """Return the refusal of a text without a schedule."""
    words = t.words
    if "hourly" in words:
        return too_often("hourly")
    phrase = next((phrase for phrase in INSTEAD if f" {phrase} " in f" {' '.join(words)} "), "")
    if phrase:
        return not_served(phrase, INSTEAD[phrase])
    place = next((k for k, each in enumerate(words) if each in EVERY), None)
    if place is not None:
        phrase = t.phrase(place, place + 3)
        ask = f"Every what? {EXAMPLE}" if place + 1 == len(words) else f"Try {SERVED}"
        return UnreadableError(f'I couldn\'t read "{phrase}". {ask}', phrase)
    if dated := _on_date(t):
        return dated
    if day := next((each for each in words if each in WEEKDAYS), ""):
        name, k = WEEKDAY_NAMES[WEEKDAYS[day]], words.index(day)
        phrase = t.phrase(k - (word(t, k - 1) in NEXT | {"on"}), k + 1)
        return UnreadableError(
            f'For a digest on each {name} say "every {name}"', phrase, (f"every {day}",)
        )
    if once := next((each for each in words if each in ONCE), ""):
        return UnreadableError(
            f'A digest comes again and again, not only "{once}". How often should I send it?',
            once,
            ("every day", "every Monday"),
        )
    timed = any(tried(read_time, t, k) for k in range(len(words)))
    at = "" if timed or AT & set(words) else " at 9"
    often = tuple(f"{each}{at} {t.source}" for each in ("every Monday", "every day"))
    return UnreadableError(f"How often should I send it? {EXAMPLE}", t.source, often)


def _on_date(t: Text) -> UnreadableError | None:
    """Return the refusal of `on the 15th`, which may be the question's, and of `1st and 15th`."""
    for k, each in enumerate(t.words):
        if end := UNIT_END.read(t, k):
            phrase = t.phrase(k, end[1])
            return UnreadableError(f'Shall it come at "{phrase}"?', phrase, (f"at {phrase}",))
        on = each == "on"
        if (found := read_month_day(t, k + on)) and (on or found[0].also):
            phrase = t.phrase(k, found[1])
            message = f'Shall it come "{phrase}" of each month?'
            return UnreadableError(message, phrase, (f"{phrase} of each month",))
    return None
