"""The row of clauses: cuts a text so that every word belongs to one clause, or refuses it."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from slackbot.domain.query import Unit
from slackbot.language.core.bots import (
    known_names,
    read_camel,
    read_id,
    read_quoted,
    unknown_names,
    unquoted,
)
from slackbot.language.core.clauses import read_clause, read_versus
from slackbot.language.core.readers import Node, glued, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import ARTICLES, FILLERS, TOPICS
from slackbot.language.core.zones import read_zone
from slackbot.language.periods.fallback import read_single_date
from slackbot.language.periods.period import read_period
from slackbot.language.questions.comparison import Comparison, read_comparison, read_over

PREPOSITIONS = frozenset("for in on during over within of at across throughout".split())
NAMING = frozenset("for of bot bots from".split())
JOINERS = frozenset((",", "and", "&", "+"))
ONCE = frozenset("period zone grouping comparison top".split())
CHATTER = (FILLERS - TOPICS) | ARTICLES | JOINERS
MOST_BOTS = 10


class Item(NamedTuple):
    """A clause that has been read, and the tokens `[first, last)` that it used."""

    kind: str
    value: Any
    first: int
    last: int


Cut = tuple[Text, list[Item]]


class Attempt:
    """One attempt at cutting a text. `far` is the first token that nothing could use."""

    def __init__(
        self, t: Text, names: Collection[str], *, month_first: bool, plain_names: bool = True
    ) -> None:
        self.t, self.names, self.month_first = t, names, month_first
        self.known = known_names(t, names) if names else {}
        self.plain_names = plain_names
        self.far = 0
        self.failed: set[tuple[int, bool, str]] = set()

    def read(self, *, has_period: bool | None = None) -> list[Item] | None:
        """The clauses of the text, or None. A text that names a period is tried as such first."""
        tries = (True, False) if has_period is None else (has_period,)
        if self._says_nothing():
            tries = tries[:1]
        for will_have_period in tries:
            self.will_have_period = will_have_period
            self.failed.clear()
            if (found := self._from(0, frozenset())) is not None:
                return found
        return None

    def _says_nothing(self) -> bool:
        """Whether there are only polite words, of which no question can be made."""
        words = self.t.words
        return bool(words) and all(each in CHATTER for each in words)

    def _from(self, i: int, done: frozenset[str]) -> list[Item] | None:
        """The clauses from `i` on, those in `done` being taken."""
        if i >= len(self.t.words):
            return [] if ("period" in done) == self.will_have_period else None
        key = (i, "period" in done, ",".join(sorted(done)))
        if key in self.failed:
            return None
        self.far = max(self.far, i)
        for item in self._options(i, done):
            if item.kind in done:
                continue
            after = done | {item.kind} if item.kind in ONCE else done
            rest = self._from(item.last, after)
            if rest is not None and not _dangles(item, rest):
                return [item, *rest]
        self.failed.add(key)
        return None

    def _options(self, i: int, done: frozenset[str]) -> Iterator[Item]:
        yield from self._certain_names(i)
        if self.known and self._is_certain(i):
            return
        if comparison := self._comparison(i):
            yield comparison
        if clause := self._before_period(i):
            yield clause
        if self.will_have_period and "period" not in done:
            yield from self._period(i)
        if zone := read_zone(self.t, i):
            yield Item("zone", zone[0], i, zone[1])
        if found := read_clause(self.t, i):
            yield Item(found[0][0], found[0][1], i, found[1])
        yield from self._loose_names(i)

    def _comparison(self, i: int) -> Item | None:
        versus = read_versus(self.t, i)
        found = (
            read_comparison(self.t, versus, month_first=self.month_first)
            if versus
            else read_over(self.t, i)
        )
        return Item("comparison", found[0], i, found[1]) if found else None

    def _before_period(self, i: int) -> Item | None:
        """`by month` and `by week` come before periods such as `month to date`."""
        if word(self.t, i) in {"by", "per"} and (found := read_clause(self.t, i)):
            return Item(found[0][0], found[0][1], i, found[1])
        return None

    def _period(self, i: int) -> Iterator[Item]:
        j = i + (word(self.t, i) in PREPOSITIONS)
        j += 2 * (word(self.t, j) == "all" and word(self.t, j + 1) == "of")
        for start in dict.fromkeys((i, j)):
            if found := read_period(self.t, start, month_first=self.month_first):
                yield Item("period", found[0], i, found[1])

    def _certain_names(self, i: int) -> Iterator[Item]:
        """Quoted names, ids and names that the channel knows, with or without `for`."""
        for start in self._starts(i):
            if exact := self._exact(start, introduced=start > i):
                yield Item("bot", (exact[0],), i, exact[1])

    def _starts(self, i: int) -> range:
        """Where a name may begin whose clause begins at `i`: behind `for`, `the`, `bot` …"""
        j = i
        while word(self.t, j) in NAMING | {"the", "and", ","} and j - i < 3:
            j += 1
        return range(i, j + 1)

    def _is_certain(self, i: int) -> bool:
        """Whether a known name stands here whose words cannot be meant otherwise."""
        return any(
            not known.plain for start in self._starts(i) for known in self.known.get(start, ())
        )

    def _exact(self, i: int, *, introduced: bool) -> tuple[str, int] | None:
        if quoted := read_quoted(self.t, i, self.names):
            return quoted[0], self._behind_bot(quoted[1])
        for known in self.known.get(i, ()):
            if not known.plain or (introduced and self.plain_names):
                return known.name, self._behind_bot(known.end)
            if self.plain_names and word(self.t, known.end) == "bot":
                return known.name, known.end + 1
        return read_id(self.t, i) or read_camel(self.t, i)

    def _behind_bot(self, i: int) -> int:
        return i + (word(self.t, i) == "bot")

    def _loose_names(self, i: int) -> Iterator[Item]:
        """Names that nobody knows, as typed behind `for`."""
        if word(self.t, i) not in {"for", "of", "bot"}:
            return
        j = i + 1
        if word(self.t, j) in {"bot", "bots"} and word(self.t, i) != "bot":
            j += not glued(self.t, j + 1)
        for names, end in self._name_lists(j, 0):
            yield Item("bot", names, i, end)

    def _name_lists(self, i: int, before: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """`A`, `A and B`, `A, B and C`: the longer lists first."""
        if before >= MOST_BOTS:
            return
        exact = self._exact(i, introduced=True)
        names = [exact] if exact else unknown_names(
            self.t, i, period_elsewhere=self.will_have_period)  # fmt: skip
        for name, end in names:
            j = end
            while word(self.t, j) in JOINERS and j - end < 2:
                j += 1
            if j > end:
                for more, last in self._name_lists(j + (word(self.t, j) == "for"), before + 1):
                    yield (name, *more), last
            yield (name,), end


def _dangles(item: Item, rest: list[Item]) -> bool:
    """Whether an `and` joins nothing: it may not stand at an end or before a period."""
    return item.kind == "and" and (not rest or rest[0].kind in {"period", "and"})


class Sentence(NamedTuple):
    """The clauses, sorted by kind."""

    period: Node | None
    comparison: Comparison | None
    zone: str | None
    bots: tuple[str, ...]
    units: tuple[Unit, ...]
    values: dict[str, Any]
    items: list[Item]


def sorted_out(items: list[Item]) -> Sentence:
    """The sentence that these items make."""
    values: dict[str, Any] = {item.kind: item.value for item in items}
    return Sentence(
        period=values.get("period"),
        comparison=values.get("comparison"),
        zone=values.get("zone"),
        bots=tuple(
            dict.fromkeys(name for item in items if item.kind == "bot" for name in item.value)
        ),
        units=tuple(dict.fromkeys(item.value for item in items if item.kind == "unit")),
        values=values,
        items=items,
    )


def read_compare(t: Text, names: Collection[str], *, month_first: bool) -> Cut | None:
    """`compare March with April`, `difference between March and April`: the word between the two
    says what is compared to what."""
    first = _behind_compare(t)
    for joiner in ("with", "against", "vs", "versus", "to", "and"):
        for place in range(first + 1, len(t.words) - 1):
            if t.words[place] != joiner:
                continue
            words = (*t.words[first:place], "vs", *t.words[place + 1 :])
            row = Attempt(Text(t.source, t.tokens[first:], words), names, month_first=month_first)
            items = row.read(has_period=True)
            if items and any(item.kind == "comparison" for item in items):
                return row.t, items
    return None


def _behind_compare(t: Text) -> int:
    """The place behind `compare`, `the difference between`; or 0."""
    i = int(word(t, 0) == "the")
    if word(t, i) in {"difference", "diff", "comparison"} and word(t, i + 1) in {"between", "of"}:
        return i + 2
    return int(word(t, 0) == "compare")


def cut_text(t: Text, names: Collection[str], *, month_first: bool) -> Cut | None:
    """The clauses of `t` and the text that they point into, or None where a word is left over."""
    if _behind_compare(t):
        return read_compare(t, names, month_first=month_first)
    if len(t.tokens) == 1 and (inside := unquoted(t, names)):
        found = Attempt(inside, names, month_first=month_first).read(has_period=True)
        if found is not None:
            return inside, found
    items = Attempt(t, names, month_first=month_first).read()
    if items is None and (date := read_single_date(t)):
        items = [Item("period", date, 0, len(t.words))]
    return None if items is None else (t, items)
