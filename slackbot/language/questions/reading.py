"""Reads a question into a `UsageQuery`: every word is accounted for, or the text is refused.

`/billing sessions last week by day for SupportBot` is a row of clauses in any order: `sentence`
cuts it, the clauses are read by their own modules, and here they become instants.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slackbot.domain.calendar.arithmetic import WallClock
from slackbot.domain.calendar.weekdays import name_days
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.domain.query import Fact, Grouping, Reading, UsageQuery
from slackbot.language.context import ReadingContext
from slackbot.language.core.partial import Partial
from slackbot.language.core.pasted import even
from slackbot.language.core.readers import Node, Phrase
from slackbot.language.core.tokens import Text, read_tokens, tokens_of
from slackbot.language.locales.translation import (
    in_english,
    is_foreign,
    is_of_language,
    other_languages,
)
from slackbot.language.names.holidays import names_in
from slackbot.language.names.zones import known_zone
from slackbot.language.periods.from_now import OWN_TERM, own_term, units_from_now
from slackbot.language.periods.numeric import day_order
from slackbot.language.periods.times_of_day.instants import is_running, runs_until, to_period
from slackbot.language.questions.comparison import Comparison, compared
from slackbot.language.questions.refusal import refusal
from slackbot.language.questions.sentence import Attempt, Sentence, cut_text, sorted_out
from slackbot.language.slips.offers import COMMAND, with_offers
from slackbot.language.slips.typos import corrected


def read_query(
    text: str, context: ReadingContext, *, beside: UsageQuery | None = None
) -> UsageQuery:
    """Return what `text` asks for in `context`. Raises only UnreadableError.

    Where `text` only says what to compare with, it is compared with the period of `beside`, if
    there is one.
    """
    try:
        try:
            return try_query(text, context, beside=beside)
        except _UnreadError as error:
            if found := _in_another_language(error.t, context, beside):
                return found
            raise _reason(error, even(text), context) from None
    except UnreadableError as error:
        reads = partial(try_query, context=context, beside=beside)
        raise with_offers(error, even(text), reads) from error.__cause__


def _reason(error: "_UnreadError", source: str, context: ReadingContext) -> UnreadableError:
    """Return why the text is refused, which may have been put into English."""
    refused = refusal(error.t, context.names, error.attempt)
    if error.t.source != source:
        return _offered_in_english(refused, error.t.source, context)
    return refused


def try_query(
    text: str, context: ReadingContext, *, beside: UsageQuery | None = None
) -> UsageQuery:
    """Return what `read_query` does; where it refuses, the error may lack the reason, which takes
    longer to find than to read the text."""
    t = read_tokens(text)
    try:
        return _read(t, context, beside)
    except (OverflowError, ValueError):
        raise UnreadableError(
            f'"{t.source}" goes beyond the calendar. Try "last 30 days".', t.source
        ) from None


def _read(t: Text, context: ReadingContext, beside: UsageQuery | None) -> UsageQuery:
    """Read English first, then the language of the locale, then English with its slips mended."""
    if not is_foreign(context.locale):
        return _Question.cut(t, context).query(beside)
    try:
        return _Question.cut(t, context, mends=False).query(beside)
    except UnreadableError:
        found, refused = _read_foreign(t, context, beside)
    if found:
        return found
    is_theirs = is_of_language(t, context)  # then it is no slip of English
    if refused and is_theirs:
        raise refused
    return _Question.cut(t, context, mends=not is_theirs).query(beside)


def _read_foreign(
    t: Text, context: ReadingContext, beside: UsageQuery | None
) -> tuple[UsageQuery | None, UnreadableError | None]:
    """Return the question in the language of the locale, or the reason for refusing it where every
    word is known."""
    found: UsageQuery | None = None
    refused: UnreadableError | None = None
    for english in in_english(t, context):
        try:
            query = _Question.cut(tokens_of(english), context, mends=False).query(beside)
        except _UnreadError as error:
            refused = refused or error
            continue
        except UnreadableError as error:
            refused = refused or _offered_in_english(error, english, context)
            continue
        if query.stated:
            return query, None
        found = found or query
    return found, refused


def _offered_in_english(
    error: UnreadableError, english: str, context: ReadingContext
) -> UnreadableError:
    """Return the error of a question that was put into English, whose offers are whole texts:
    the words that it blames are not in the text as typed."""
    found = with_offers(error, english, lambda each: try_query(each, context))
    return UnreadableError(
        error.message, error.words, [f"{COMMAND}{each}" for each in found.suggestions]
    )


def _in_another_language(
    t: Text, context: ReadingContext, beside: UsageQuery | None
) -> UsageQuery | None:
    """Return the question in a language that is not the asker's own, where it names a period."""
    for code in other_languages(t):
        for english in in_english(t, replace(context, locale=code)):
            try:
                query = _Question.cut(tokens_of(english), context, mends=False).query(beside)
            except UnreadableError:
                continue
            if query.stated:
                return query.model_copy(update={"corrections": (f"read {t.source} as {english}",)})
    return None


class _UnreadError(UnreadableError):
    """Says that no row of clauses fits the text, and how far the attempt to read it went."""

    def __init__(self, t: Text, attempt: Attempt | None = None) -> None:
        super().__init__(f'I couldn\'t read "{t.source}".', t.source)
        self.t = t
        self.attempt = attempt


def refuse_days(query: UsageQuery, phrase: str) -> None:
    """Refuse a question about only some weekdays where its period lacks them, or it needs all days.

    `phrase` are the words for these days, if the text has them.
    """
    days = name_days(query.period.weekdays)
    found = (WHOLE.get(Fact.COST if each.by_cost else each.fact) for each in query.facts)
    if asked := next(filter(None, found), ""):
        raise UnreadableError(
            f'I can\'t tell the {asked} of {days} alone. Leave "{phrase or days}" out, or say '
            '"all days"',
            phrase,
        )
    for period in filter(None, (query.period, query.comparison)):
        if not period.days:
            whole = period.of_weekdays(()).describe()
            raise UnreadableError(f"There are no {days} in {whole}", phrase)


# What is found from whole terms, or from the days before.
WHOLE = {
    Fact.FORECAST: "forecast", Fact.UNUSUAL: "unusual days", Fact.ALLOWANCE: "allowance",
    Fact.COST: "cost",
}  # fmt: skip
# The rows of a chart or a table, by the length of its period.
DRAWN = (
    (timedelta(days=2), Grouping.HOUR),
    (timedelta(days=62), Grouping.DAY),
    (timedelta(days=366), Grouping.WEEK),
    (timedelta.max, Grouping.MONTH),
)
OF_ALL = frozenset((Fact.ALLOWANCE, Fact.COST))  # of the channel, unless bots are named
LENGTHS = {
    Grouping.HOUR: timedelta(hours=1),
    Grouping.DAY: timedelta(hours=25),
    Grouping.WEEK: timedelta(days=7, hours=1),
    Grouping.MONTH: timedelta(days=31, hours=1),
}
SHIFTED = frozenset(("over", "last"))
# What `QoQ` and `vs last week` are about where no period is named.
OVER = frozenset(("day", "week", "quarter"))
RANKS = frozenset((Fact.TOP_BOT, Fact.LAST_BOT))
BY_BOT = frozenset(("by_bot", "by_bot_and", "versus_bot"))
BY_GROUP = frozenset(("by_group", "by_group_and", "top_groups"))
FLAGS = frozenset(("csv", "excel", "focus", "private", "fresh"))  # clauses that are fields, too
_DEFAULT = units_from_now("month", 0)  # the running month up to now


def _lacks_year(node: Node) -> bool:
    """Tell whether `node` could have a year and names none."""
    return bool(getattr(node, "lacks_year", False))


@dataclass(slots=True)  # not frozen: one is made for each text, and that would take thrice as long
class _Question:
    """A text that has been cut into clauses, with the clock that resolves its periods."""

    t: Text
    sentence: Sentence
    clock: WallClock
    names: tuple[str, ...]
    groups: frozenset[str]  # those of the names that are groups'
    order_open: bool  # a date such as 3/4 could be read both ways
    corrections: tuple[str, ...]

    @classmethod
    def cut(cls, t: Text, context: ReadingContext, *, mends: bool = True) -> "_Question":
        """Return the question in `t`. Mends its slips only where it cannot be read as it is."""
        clock, names = context.clock(), context.names
        if context.holidays:
            t = replace(t, holidays=names_in(context.holidays, clock.today.year))
        order_open, proven = day_order(t)
        if proven is not None:
            clock, order_open = clock._replace(month_first=proven), False
        corrections: tuple[str, ...] = ()
        attempt = tried = cut_text(t, names, month_first=clock.month_first)
        if attempt.items is None and mends and (mended := corrected(t)):
            attempt = cut_text(mended[0], names, month_first=clock.month_first)
            corrections = mended[1]
        if attempt.items is None:
            raise _UnreadError(replace(t, month_first=clock.month_first), tried)
        sentence = sorted_out(attempt.items)
        clock = clock.moved(known_zone(sentence.zone)) if sentence.zone else clock
        groups = frozenset(context.group_names)
        return cls(attempt.t, sentence, clock, names, groups, order_open, corrections)

    def query(self, beside: UsageQuery | None) -> UsageQuery:
        """Return the filter model."""
        values, facts = self.sentence.values, {asked.fact for asked in self.sentence.facts}
        window = self._with_days(self._beside(beside) or self._window())
        bots = self._bots(beside)
        by_group = self._is_by_group(bots)
        query = UsageQuery(**window | {
            "bots": bots,
            "all_bots": "all_bots" in values or bool(OF_ALL & facts and not self._named()),
            "excluded": self.sentence.excluded,
            "by_bot": by_group
            or not values.keys().isdisjoint(BY_BOT)
            or not RANKS.isdisjoint(facts),
            "by_group": by_group,
            "facts": self.sentence.facts,
            "units": self.sentence.units,
            "grouping": self._grouping(window["period"]),
            "week_start": "sunday" if self.clock.week_start else "monday",
            "holidays": self.clock.holidays,
            "top": values.get("top") or values.get("top_groups"),
            "corrections": self.corrections,
            **dict.fromkeys(FLAGS.intersection(values), True),
        })  # fmt: skip
        if comparison := self.sentence.comparison:
            other = self._comparison(comparison, query)  # to the thread's period, if none is stated
            stated = self._node() is not None
            query = query.model_copy(update={"comparison": other, "stated": stated})
        if query.period.of_some_days:
            refuse_days(query, self._phrase_of("weekdays"))
        if Fact.FORECAST in facts and self._is_of_a_year_before(query.period):
            phrase = self._phrase_of("period")
            raise UnreadableError(
                f'I forecast what is running, and "{phrase}" hasn\'t begun.',
                phrase,
                ("this month",),
            )
        return query

    def _is_of_a_year_before(self, period: Period) -> bool:
        """Tell whether the month or quarter is that of another year for lack of one: in November
        `December` is over."""
        node = self._node()
        return (
            node is not None
            and _lacks_year(node)
            and period.local_start.year < self.clock.today.year
        )

    def _is_by_group(self, bots: tuple[str, ...]) -> bool:
        """Tell whether the rows are groups: as written, or as several names are beside each
        other."""
        asked, items = self.sentence.values.keys(), self.sentence.items
        ranked = "fact" in asked and any(
            item.kind == "fact" and item.value.by_group for item in items
        )
        if ranked or not asked.isdisjoint(BY_GROUP):
            return True
        if self.groups.isdisjoint(bots) or "by_bot" in asked or "by_bot_and" in asked:
            return False
        return "versus_bot" in asked or (len(bots) > 1 and self._rows() is None)

    def _rows(self) -> Grouping | None:
        """Return the size of the rows by time that the words ask for."""
        values = self.sentence.values
        return (
            values.get("grouping") or values.get("by_bot_and") or values.get("by_group_and") or None
        )

    def _with_days(self, window: dict[str, Any]) -> dict[str, Any]:
        """Return the window with the weekdays that the question counts."""
        asked = self.sentence.values.get("weekdays")
        period = self.sentence.period
        own = period.weekdays if isinstance(period, Phrase) else ()
        if asked and own and asked != own:
            raise _UnreadError(self.t)  # `last 5 business days on weekends`
        days = asked or own
        if not days:
            return window
        others = (
            other.model_copy(update={"period": other.period.of_weekdays(days)})
            for other in window["other_readings"]
        )
        period = window["period"].of_weekdays(days)
        return window | {"period": period, "other_readings": tuple(others)}

    def _grouping(self, period: Period) -> Grouping | None:
        """Return the size of the rows; a chart or a table has some where none are asked for."""
        values = self.sentence.values
        asked = self._rows()
        if each := values.get("rows_of_each"):
            if period.end - period.start <= LENGTHS[each]:
                raise _UnreadError(self.t)  # `every day yesterday`: a digest is wished
            return each  # type: ignore[no-any-return]
        if asked or "drawn" not in values or not values.keys().isdisjoint(BY_BOT | BY_GROUP):
            return asked
        return next(size for longest, size in DRAWN if period.end - period.start <= longest)

    def _named(self) -> bool:
        return bool(self.sentence.bots or self.sentence.excluded)

    def _bots(self, beside: UsageQuery | None) -> tuple[str, ...]:
        """Return the bots by name; `vs SalesBot` adds one to those of the thread."""
        bots = self.sentence.bots
        if "versus_bot" not in self.sentence.values or len(bots) > 1:
            return bots
        if beside and beside.bots and beside.bots != bots:
            return tuple(dict.fromkeys((*beside.bots, *bots)))
        other = next((name for name in self.names if name not in bots), "SupportBot")
        raise UnreadableError(
            f'Compare {bots[0]} with which bot? Try "{other} vs {bots[0]} last week".', bots[0]
        )

    def _beside(self, beside: UsageQuery | None) -> dict[str, Any] | None:
        """Return the fields of the question whose period is compared, where this one only names the
        other period; its form and privacy are its own."""
        if beside is None or self.sentence.period or not self.sentence.comparison:
            return None
        if self.sentence.zone and self.clock.zone != beside.period.zone:
            raise UnreadableError(
                f"This thread counts days in {beside.period.zone}. Give the period as well, such "
                f'as "this month in {self.clock.zone} vs last month".',
                self._phrase_of("zone"),
            )
        return {name: value for name, value in beside if name not in FLAGS}

    def _window(self) -> dict[str, Any]:
        """Return the fields of the question's period, and of what belongs to it."""
        node, clock = self._node(), self.clock
        phrase = self._phrase_of("period")
        try:
            span = (node or self._default()).resolve(clock)
            period = to_period(span, clock, phrase or "this month")
        except UnreadableError as error:
            if error.words.lower() in self.t.source.lower():
                raise
            raise UnreadableError(error.message, phrase, error.instead, error.suggestions) from None
        running = is_running(span, period, clock)
        return {
            "period": period,
            "stated": node is not None,
            "running": running,
            "until": runs_until(span, clock) if running else None,
            "term": clock.term if span.unit == OWN_TERM else None,
            "elapsed": isinstance(span.start, datetime),
            "other_readings": tuple(self._other_readings(period)) if node else (),
        }

    def _default(self) -> Node:
        """Return the running unit that a comparison without a period is of: `vs last week`."""
        over = self.sentence.comparison
        unit = over.unit if over and over.kind in SHIFTED else ""
        if over and over.node and not unit:
            unit = over.node.resolve(self.clock).unit
        return units_from_now(unit, 0) if unit in OVER else _DEFAULT

    def _node(self) -> Node | None:
        """Return the period as written; a question about an allowance covers its term, where the
        channel has one."""
        if self.sentence.period or not self.clock.term:
            return self.sentence.period
        of_term = any(asked.fact is Fact.ALLOWANCE for asked in self.sentence.facts)
        return own_term("", 0, "this billing period") if of_term else None

    def _phrase_of(self, kind: str) -> str:
        for item in self.sentence.items:
            if item.kind == kind:
                return self.t.phrase(item.first, item.last)
        return ""

    def _comparison(self, comparison: Comparison, query: UsageQuery) -> Period:
        phrase = self._phrase_of("comparison")
        clock = self.clock.moved(query.period.zone)
        other = compared(comparison, query, clock, phrase, self.sentence.period)
        self._check_years(query.period, other, phrase)
        other = other.of_weekdays(query.period.weekdays)
        if other == query.period:
            raise UnreadableError(
                f'"{phrase}" is the very period that you asked for. Try "vs the one before".',
                phrase,
            )
        return other

    def _check_years(self, period: Period, other: Period, phrase: str) -> None:
        """Refuse `October 2025 vs September`: that year's September, or this year's?"""
        asked = self.sentence.period
        against = self.sentence.comparison.node if self.sentence.comparison else None
        year = ("last", "year")  # "last year" means the same part of it, for any period
        if self.sentence.comparison and self.sentence.comparison[:2] == year:
            return
        if asked is None or against is None or _lacks_year(asked) == _lacks_year(against):
            return
        if (
            isinstance(asked, Partial)
            and isinstance(against, Partial)
            and asked._replace(year=None) == against._replace(year=None)
        ):
            return
        if period.local_start.year != other.local_start.year:
            raise UnreadableError(
                f'Of which years? Please give the year of both, in "{phrase}", too.', phrase
            )

    def _other_readings(self, period: Period) -> list[Reading]:
        """Return the other meanings that the words may have, each under words that have only that
        one."""
        found: dict[Period, str] = {}
        suffix = f" ({self.clock.zone})" if self.sentence.zone else ""
        for words, node in getattr(self.sentence.period, "others", ()):
            if other := self._resolved(node):
                found.setdefault(other, words + suffix)
        alternatives = (
            [Attempt(self.t, self.names, month_first=not self.clock.month_first)]
            if self.order_open
            else []
        )
        if self.sentence.bots and self.names:
            alternatives.append(
                Attempt(self.t, self.names, month_first=self.clock.month_first, plain_names=False)
            )
        if self.names and not self.sentence.bots and (bots := self._bots_instead()):
            words = "for " + " and ".join(f'"{bot}"' for bot in bots) + suffix
            if default := self._resolved(_DEFAULT):
                found.setdefault(default, words)
        for row in alternatives:
            items = row.read()
            if items and (other := self._resolved(sorted_out(items).period)):
                found.setdefault(other, other.describe())
        return [
            Reading(words=words, period=other) for other, words in found.items() if other != period
        ]

    def _bots_instead(self) -> tuple[str, ...]:
        """Return the bots of the channel that the words of the period may mean: `for March`."""
        row = Attempt(self.t, self.names, month_first=self.clock.month_first)
        items = row.read(has_period=False)
        return sorted_out(items).bots if items else ()

    def _resolved(self, node: Node | None) -> Period | None:
        if node is None:
            return None
        try:
            return to_period(node.resolve(self.clock), self.clock, "")
        except (UnreadableError, OverflowError, ValueError):
            return None
