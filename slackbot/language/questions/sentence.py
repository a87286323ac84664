"""Cuts a text into clauses so that every word belongs to one of them, or refuses it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from slackbot.domain.query import AskedFact, Unit
from slackbot.domain.spelling import squeezed
from slackbot.language.core.courtesy import behind_please
from slackbot.language.core.lists import JOINERS, behind_joiner
from slackbot.language.core.patterns import Table
from slackbot.language.core.question_clauses import FoundClause, read_clause, read_versus
from slackbot.language.core.readers import Node, glued, read_unit, word
from slackbot.language.core.rows import OPENERS
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.weekdays import BEGINS as WEEKDAYS_BEGIN
from slackbot.language.core.weekdays import is_plural, read_weekdays
from slackbot.language.core.words import ARTICLES, BILLING_WORDS, FILLERS, TOPICS, WEEKDAYS
from slackbot.language.names.bots import (
    known_names,
    read_camel,
    read_id,
    read_quoted,
    unknown_names,
    unquoted,
)
from slackbot.language.names.zones import read_zone
from slackbot.language.periods.fallback import read_single_date
from slackbot.language.periods.period import PeriodReader
from slackbot.language.questions.comparison import OVER, Comparison, read_comparison
from slackbot.language.questions.days import COUNTED_DAYS, WORKING_DAYS, read_within
from slackbot.language.questions.facts import FACTS, FactClause

PREPOSITIONS = frozenset("for in on during over within of at across throughout".split())
INTRODUCING = PREPOSITIONS - {"at", "of"}  # before a period, which never begins with them
DURING = frozenset("in of during".split())
NAMING = frozenset("for of bot bots group groups from the and , @".split())
LOOSELY = frozenset("by on with or & (".split())  # before a name that can mean nothing else
EXCEPT = frozenset("except excluding without minus but not besides".split())
EXCLUDED = frozenset("excluded omitted excepted".split())
THAN = {"other": "than", "apart": "from", "aside": "from"}
NAME_BEGINS = EXCEPT | EXCLUDED | THAN.keys() | {"st"}  # also of names that are left out
EVERY = frozenset("all every everything".split())
COMPARING = frozenset(("compare", "difference", "diff", "comparison"))
QUOTES = frozenset("\"'`")
COUNTED = WEEKDAYS.keys() | WEEKDAYS_BEGIN
# Kinds of clauses of which a question has one, and what it says.
ONCE = {kind: kind for kind in ("period", "zone", "grouping", "comparison", "top", "weekdays")} | {
    "by_bot_and": "grouping",
    "by_group_and": "grouping",
    "top_groups": "top",
    "rows_of_each": "grouping",
}
TABLES: dict[str, Table[Any]] = {"weekdays": COUNTED_DAYS, "fact": FACTS, "comparison": OVER}
TABLED = frozenset[str]().union(*(table.led().words for table in TABLES.values()))
CHATTER = (FILLERS - TOPICS) | ARTICLES | JOINERS | OPENERS
MOST_BOTS = 10


class Item(NamedTuple):
    """A clause that has been read, and the tokens `[first, last)` that it used."""

    kind: str
    value: Any
    first: int
    last: int


class Attempt:
    """One attempt at cutting a text. `items` are its clauses, or None where a word is left over;
    `far` is the first token that nothing could use."""

    def __init__(
        self, t: Text, names: Collection[str], *, month_first: bool, plain_names: bool = True
    ) -> None:
        self.t = t if t.month_first is month_first else replace(t, month_first=month_first)
        self.names = names
        self.periods = PeriodReader(self.t)
        self.known = known_names(t, names) if names else {}
        self.plain_names = plain_names
        words = self.t.words
        # What no word of the text can be is not looked for at each of its places.
        self.may_count_days = not COUNTED.isdisjoint(words)
        self.is_ranked = "top" in words
        source = self.t.source
        self.may_name = (
            bool(self.known)
            or "Bot" in source
            or not NAME_BEGINS.isdisjoint(words)
            or not QUOTES.isdisjoint(source)
        )
        self.items: list[Item] | None = None
        self.far = 0
        self.clauses: dict[int, FoundClause] = {}
        self.tabled: dict[int, list[Item]] = {}
        self.failed: set[tuple[int, frozenset[str]]] = set()

    def read(self, *, has_period: bool | None = None) -> list[Item] | None:
        """Return the clauses of the text, or None. A text that names a period is tried as such
        first."""
        tries = (True, False) if has_period is None else (has_period,)
        if self._says_nothing():
            tries = tries[:1]
        for will_have_period in tries:
            self.will_have_period = will_have_period
            self.failed.clear()
            self.items = self._from(0, frozenset())
            if self.items is not None:
                break
        return self.items

    def _says_nothing(self) -> bool:
        """Tell whether the text has only polite words, of which no question can be made."""
        words = self.t.words
        return bool(words) and CHATTER.issuperset(words)

    def _from(self, i: int, done: frozenset[str]) -> list[Item] | None:
        """Return the clauses from `i` on, those in `done` being taken."""
        if i >= len(self.t.words):
            return [] if ("period" in done) == self.will_have_period else None
        if (i, done) in self.failed:
            return None
        self.far = max(self.far, i)
        for item in self._options(i, done):
            once = ONCE.get(item.kind, "")
            if once in done:
                continue
            after = done | {once} if once else done
            rest = self._from(item.last, after)
            if rest is not None and not _dangles(item, rest):
                return [item, *rest]
        self.failed.add((i, done))
        return None

    def _options(self, i: int, done: frozenset[str]) -> Iterator[Item]:
        versus = read_versus(self.t, i)
        if self.may_name:
            yield from self._excluded(i)
            yield from self._certain_names(i)
            if self.known and self._is_certain(i):
                return
            yield from self._versus_names(i, versus)
        if versus or self.is_ranked:
            yield from self._units_beside(i, versus)
        yield from self._tabled(i)
        if self.may_count_days:
            yield from self._plurals(i)
        if versus:
            yield from self._comparison(i, versus)
        if word(self.t, i) in {"by", "per"}:
            yield from self._before_period(i)
        if self.will_have_period and "period" not in done:
            yield from self._period(i)
        yield from self._beside(i)

    def _beside(self, i: int) -> Iterator[Item]:
        """Read what may be beside a period, and names that nobody knows."""
        if zone := read_zone(self.t, i):
            yield Item("zone", zone[0], i, zone[1])
        if (found := self._clause(i)) and self._may_be(found[0][0]):
            yield Item(found[0][0], found[0][1], i, found[1])
        yield from self._loose_names(i)

    def _units_beside(self, i: int, versus: int) -> Iterator[Item]:
        """Read `sessions vs requests`, beside each other, and `by sessions` of `top 3 bots`."""
        j = versus if word(self.t, i - 1) in BILLING_WORDS else 0
        if self.is_ranked and word(self.t, i) == "by":
            j = i + 1
        if j and (unit := read_unit(self.t, j)):
            yield Item("unit", unit[0], i, unit[1])

    def _tabled(self, i: int) -> list[Item]:
        """Read weekdays, facts and `year over year`. Both tries with and without a period need
        them."""
        if word(self.t, i) not in TABLED:
            return []
        if i not in self.tabled:
            self.tabled[i] = [
                Item(kind, found[0], i, found[1])
                for kind, table in TABLES.items()
                if (found := table.read(self.t, i))
            ]
        return self.tabled[i]

    def _plurals(self, i: int) -> Iterator[Item]:
        """Read `Mondays`, `every Friday in` beside a period; alone they are those of a digest."""
        day = WEEKDAYS.get(word(self.t, i + 1)) if word(self.t, i) in {"every", "each"} else None
        if self.will_have_period and day is not None and word(self.t, i + 2) in DURING:
            yield Item("weekdays", (day,), i, i + 2)
        if self.will_have_period and (within := read_within(self.t, i)):
            yield Item("weekdays", within[0], i, within[1])
        j = i + (word(self.t, i) == "all")
        if self.will_have_period and is_plural(self.t, j) and (days := read_weekdays(self.t, j)):
            yield Item("weekdays", days[0], i, days[1])

    def _clause(self, i: int) -> FoundClause:
        if i not in self.clauses:
            self.clauses[i] = read_clause(self.t, i)
        return self.clauses[i]

    def _comparison(self, i: int, versus: int) -> Iterator[Item]:
        if word(self.t, versus - 1) == "than":
            versus += word(self.t, versus) == "in"  # `more in October than in September`
        if found := read_comparison(self.periods, versus):
            yield Item("comparison", found[0], i, found[1])

    def _before_period(self, i: int) -> Iterator[Item]:
        """Read `by month` and `by week`, which come before periods such as `month to date`."""
        if found := self._clause(i):
            yield Item(found[0][0], found[0][1], i, found[1])

    def _may_be(self, kind: str) -> bool:
        """Tell whether a clause may be here; without a period, `every day` is a digest."""
        return kind != "rows_of_each" or self.will_have_period

    def _period(self, i: int) -> Iterator[Item]:
        first = word(self.t, i)
        if first not in INTRODUCING and (found := self.periods.read(i)):
            yield Item("period", found[0], i, found[1])
        j = i + (first in PREPOSITIONS)
        if working := WORKING_DAYS.read(self.t, j):
            yield Item("period", working[0], i, working[1])
        j += 2 * (word(self.t, j) == "all" and word(self.t, j + 1) == "of")
        if j > i and (found := self.periods.read(j)):
            yield Item("period", found[0], i, found[1])

    def _certain_names(self, i: int) -> Iterator[Item]:
        """Read quoted names, ids and names that the channel knows, with or without `for`."""
        for start in self._starts(i):
            if exact := self._exact(start, introduced=start > i):
                yield Item("bot", (exact[0],), i, exact[1])
        if word(self.t, i) in LOOSELY and (exact := self._exact(i + 1, introduced=False)):
            yield Item("bot", (exact[0],), i, exact[1])

    def _versus_names(self, i: int, versus: int) -> Iterator[Item]:
        """Read the names in `vs SalesBot`: the answer shows the bots beside each other."""
        for name in self._certain_names(versus) if versus else ():
            yield name._replace(kind="versus_bot", first=i)

    def _excluded(self, i: int) -> Iterator[Item]:
        """Read `all bots except SalesBot`, `without HR Bot and SalesBot`, `but not SalesBot`."""
        if not EXCLUDED.isdisjoint(self.t.words):  # `SalesBot excluded`
            for names, end in self._name_lists(behind_joiner(self.t, i), 0, known=True):
                if word(self.t, end) in EXCLUDED:
                    yield Item("excluded", names, i, end + 1)
        j = i + (word(self.t, i) in {"for", "of"})
        whole = word(self.t, j) in EVERY
        j += whole
        j += whole and word(self.t, j) in {"bot", "bots"}
        than = THAN.get(word(self.t, j), "") == (word(self.t, j + 1) or None)
        if word(self.t, j) not in EXCEPT and not than:
            return
        j += 1 + than
        j += word(self.t, j - 1) in {"but", "except"} and word(self.t, j) in {"not", "for"}
        if not whole and (clause := self._clause(j)) and clause[0][0] == "unit":
            yield Item("excluded_unit", clause[0][1], i, clause[1])
        j += word(self.t, j) in {"the", "bot", "bots"} and not glued(self.t, j + 1)
        for names, end in self._name_lists(j, 0, known=not whole):
            yield Item("excluded", names, i, end)

    def _starts(self, i: int) -> range:
        """Return the places where a name may begin whose clause begins at `i`: after `for`, `the`,
        `bot` …"""
        j = i
        while word(self.t, j) in NAMING and j - i < 3:
            j += 1
        return range(i, j + 1)

    def _is_certain(self, i: int) -> bool:
        """Tell whether a known name is here whose words cannot mean anything else."""
        return any(
            not known.plain for start in self._starts(i) for known in self.known.get(start, ())
        )

    def _exact(self, i: int, *, introduced: bool) -> tuple[str, int] | None:
        if quoted := read_quoted(self.t, i, self.names):
            return quoted[0], self._after_bot(quoted[1])
        for known in self.known.get(i, ()):
            if not known.plain or (introduced and self.plain_names):
                return known.name, self._after_bot(known.end)
            if self.plain_names and word(self.t, known.end) == "bot":
                return known.name, known.end + 1
        return read_id(self.t, i) or read_camel(self.t, i)

    def _after_bot(self, i: int) -> int:
        return i + (word(self.t, i) in {"bot", "group"})

    def _loose_names(self, i: int) -> Iterator[Item]:
        """Read names that nobody knows, as typed after `for`."""
        if word(self.t, i) not in {"for", "of", "bot"}:
            return
        if word(self.t, i) == "bot" and word(self.t, i - 1) in {"which", "what"}:
            return
        j = i + 1
        if word(self.t, j) in {"bot", "bots"} and word(self.t, i) != "bot":
            j += not glued(self.t, j + 1)
        for names, end in self._name_lists(j, 0):
            yield Item("bot", names, i, end)

    def _name_lists(
        self, i: int, before: int, *, known: bool = False
    ) -> Iterator[tuple[tuple[str, ...], int]]:
        """Read `A`, `A and B`, `A, B and C`: the longer lists first; `known` takes only known
        names."""
        if before >= MOST_BOTS:
            return
        exact = self._exact(i, introduced=True)
        names = [exact] if exact else [] if known else unknown_names(
            self.t, i, period_elsewhere=self.will_have_period)  # fmt: skip
        for name, end in names:
            j = behind_joiner(self.t, end)
            if j > end:
                after = j + (word(self.t, j) == "for")
                for more, last in self._name_lists(after, before + 1, known=known):
                    yield (name, *more), last
            yield (name,), end


def _dangles(item: Item, rest: list[Item]) -> bool:
    """Tell whether an `and` joins nothing: it may not be at an end or before a period."""
    return item.kind == "and" and (not rest or rest[0].kind in {"period", "and"})


@dataclass(slots=True)
class Sentence:
    """The clauses, sorted by kind."""

    period: Node | None
    comparison: Comparison | None
    zone: str | None
    bots: tuple[str, ...]
    excluded: tuple[str, ...]
    units: tuple[Unit, ...]
    facts: tuple[AskedFact, ...]
    values: dict[str, Any]
    items: list[Item]


def _named(items: list[Item], *kinds: str) -> tuple[str, ...]:
    """Return the names in items of these kinds, each once."""
    return tuple(dict.fromkeys([n for each in items if each.kind in kinds for n in each.value]))


def _units(items: list[Item]) -> tuple[Unit, ...]:
    """Return the units asked for, or all but those that are excluded; () for all of them."""
    named = [each.value for each in items if each.kind == "unit"]
    of_facts = [each.value.unit for each in items if each.kind == "fact" and each.value.unit]
    asked = tuple(dict.fromkeys((*named, *of_facts)))
    excluded = {each.value for each in items if each.kind == "excluded_unit"}
    return tuple(unit for unit in asked or Unit if unit not in excluded) if excluded else asked


def sorted_out(items: list[Item]) -> Sentence:
    """Sort these items into a sentence."""
    values: dict[str, Any] = {item.kind: item.value for item in items}
    facts: list[FactClause] = [item.value for item in items if item.kind == "fact"]
    named = "bot" in values or "versus_bot" in values
    counted = facts or "unit" in values or "excluded_unit" in values
    return Sentence(
        period=values.get("period") or next((fact.period for fact in facts if fact.period), None),
        comparison=values.get("comparison"),
        zone=values.get("zone"),
        bots=_named(items, "bot", "versus_bot") if named else (),
        excluded=_named(items, "excluded") if "excluded" in values else (),
        units=_units(items) if counted else (),
        facts=tuple(dict.fromkeys([fact.asked for fact in facts])),
        values=values,
        items=items,
    )


def read_compare(t: Text, names: Collection[str], *, month_first: bool) -> Attempt | None:
    """Read `compare March with April`, `difference between March and April`: the word between the
    two says what is compared to what."""
    first = _after_compare(t)
    for joiner in ("with", "against", "vs", "versus", "to", "and"):
        for place in range(first + 1, len(t.words) - 1):
            if t.words[place] != joiner:
                continue
            words = (*t.words[first:place], "vs", *t.words[place + 1 :])
            row = Attempt(
                replace(t, tokens=t.tokens[first:], words=words), names, month_first=month_first
            )
            items = row.read()
            if items and any(item.kind in {"comparison", "versus_bot"} for item in items):
                return row
    return None


def _after_compare(t: Text) -> int:
    """Return the position after `compare`, `the difference between`; or 0."""
    if COMPARING.isdisjoint(t.words):
        return 0
    start = behind_please(t)
    while word(t, start) in CHATTER:
        start += 1
    i = start + (word(t, start) == "the")
    if word(t, i) in COMPARING - {"compare"} and word(t, i + 1) in {"between", "of"}:
        return i + 2
    return start + 1 if word(t, start) == "compare" else 0


def _bared(t: Text, names: Collection[str], month_first: bool) -> Text:
    """Return the text without quotes around clauses that name no bot: `"last week" by day`."""
    if QUOTES.isdisjoint(t.source):
        return t
    known = {squeezed(name) for name in names}
    source = t.source
    for i in reversed(range(len(t.tokens))):
        token = t.tokens[i]
        inside = t.phrase(i, i + 1)[1:-1]
        if token.kind != "quoted" or token.text[0] == "<" or squeezed(inside) in known:
            continue
        if word(t, i - 1) in NAMING | EXCEPT | {"and", "&", ",", "vs", "versus", "against"}:
            continue
        items = Attempt(tokens_of(inside), (), month_first=month_first).read(has_period=True)
        if items and not any(item.kind in {"bot", "excluded", "versus_bot"} for item in items):
            source = f"{source[: token.start]}{inside}{source[token.end :]}"
    if source == t.source:
        return t
    return replace(tokens_of(source), holidays=t.holidays, month_first=t.month_first)


def cut_text(t: Text, names: Collection[str], *, month_first: bool) -> Attempt:
    """Return the attempt that cuts `t`, or the text in its quotes, into clauses; or the one that
    went farthest."""
    if _after_compare(t) and (compared := read_compare(t, names, month_first=month_first)):
        return compared
    if len(t.tokens) == 1 and (inside := unquoted(t, names)):
        found = Attempt(inside, names, month_first=month_first)
        if found.read(has_period=True) is not None:
            return found
    t = _bared(t, names, month_first)
    attempt = Attempt(t, names, month_first=month_first)
    if attempt.read() is None and (date := read_single_date(t)):
        attempt.items = [Item("period", date, 0, len(t.words))]
    return attempt
