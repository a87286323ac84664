"""A person's words into a `UsageQuery`: every word is accounted for, or the text is refused.

`/billing sessions last week by day for SupportBot` is a row of clauses in any order: `sentence`
cuts it, the clauses are read by their own modules, and here they become instants.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from slackbot.domain.calendar import WallClock
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.domain.query import Reading, UsageQuery
from slackbot.language.context import ReadingContext
from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import Node
from slackbot.language.core.tokens import Text, read_tokens
from slackbot.language.core.typos import corrected
from slackbot.language.core.zones import known_zone
from slackbot.language.periods.from_now import units_from_now
from slackbot.language.periods.instants import is_running, runs_until, to_period
from slackbot.language.periods.numeric import day_order
from slackbot.language.questions.comparison import compared
from slackbot.language.questions.refusal import refusal
from slackbot.language.questions.sentence import Attempt, Cut, Sentence, cut_text, sorted_out


def read_query(
    text: str, context: ReadingContext, *, beside: UsageQuery | None = None
) -> UsageQuery:
    """Returns what `text` asks for in `context`. Raises only UnreadableError.

    Where `text` only says what to compare with, it is compared with the period of `beside`, if
    there is one.
    """
    t = read_tokens(text)
    try:
        return _Question.cut(t, context).query(beside)
    except (OverflowError, ValueError):
        raise UnreadableError(
            f'"{t.source}" goes beyond the calendar. Try "last 30 days".', t.source
        ) from None


_DEFAULT = units_from_now("month", 0)  # the running month, of which there is what it has so far


def _lacks_year(node: Node) -> bool:
    """Whether the year of `node` was left open, among those that have one."""
    return bool(getattr(node, "lacks_year", False))


@dataclass(frozen=True, slots=True)
class _Question:
    """A text that has been cut into clauses, with the clock that resolves its periods."""

    t: Text
    sentence: Sentence
    clock: WallClock
    names: tuple[str, ...]
    order_open: bool  # a date such as 3/4 could be read both ways
    corrections: tuple[str, ...]

    @classmethod
    def cut(cls, t: Text, context: ReadingContext) -> "_Question":
        """Returns the question in `t`. Mends its slips only where it cannot be read as it is."""
        clock, names = context.clock(), context.names
        order_open, proven = day_order(t)
        if proven is not None:
            clock, order_open = replace(clock, month_first=proven), False
        corrections: tuple[str, ...] = ()
        cut: Cut | None = cut_text(t, names, month_first=clock.month_first)
        if cut is None and (mended := corrected(t)):
            cut = cut_text(mended[0], names, month_first=clock.month_first)
            corrections = mended[1]
        if cut is None:
            raise refusal(t, names, clock.month_first)
        sentence = sorted_out(cut[1])
        clock = clock.moved(known_zone(sentence.zone)) if sentence.zone else clock
        return cls(cut[0], sentence, clock, names, order_open, corrections)

    def query(self, beside: UsageQuery | None) -> UsageQuery:
        """The filter model."""
        values = self.sentence.values
        window = self._beside(beside) or self._window()
        query = window.model_copy(update={
            "bots": self.sentence.bots,
            "all_bots": "all_bots" in values,
            "units": self.sentence.units,
            "grouping": values.get("grouping"),
            "week_start": "sunday" if self.clock.week_start else "monday",
            "top": values.get("top"),
            "csv": "csv" in values,
            "private": "private" in values,
            "fresh": "fresh" in values,
            "corrections": self.corrections,
        })  # fmt: skip
        stated = self.sentence.period is not None
        return query.model_copy(update={"comparison": self._comparison(query), "stated": stated})

    def _beside(self, beside: UsageQuery | None) -> UsageQuery | None:
        """The question whose period is compared, where this one only says with what."""
        if beside is None or self.sentence.period or not self.sentence.comparison:
            return None
        if self.sentence.zone and self.clock.zone != beside.period.zone:
            raise UnreadableError(
                f"This thread counts days in {beside.period.zone}. Give the period as well, such "
                f'as "this month in {self.clock.zone} vs last month".',
                self._said("zone"),
            )
        return beside

    def _window(self) -> UsageQuery:
        """Of which time it is, and nothing else."""
        node, clock = self.sentence.period, self.clock
        span = (node or _DEFAULT).resolve(clock)
        period = to_period(span, clock, self._said("period") or "this month")
        running = is_running(span, period, clock)
        return UsageQuery(
            period=period,
            stated=node is not None,
            running=running,
            until=runs_until(span, clock) if running else None,
            elapsed=isinstance(span.start, datetime),
            other_readings=tuple(self._other_readings(period)) if node else (),
        )

    def _said(self, kind: str) -> str:
        item = next((each for each in self.sentence.items if each.kind == kind), None)
        return self.t.said(item.first, item.last) if item else ""

    def _comparison(self, query: UsageQuery) -> Period | None:
        if self.sentence.comparison is None:
            return None
        said = self._said("comparison")
        other = compared(self.sentence.comparison, query, self.clock.moved(query.period.zone), said)
        self._check_years(query.period, other, said)
        if other == query.period:
            raise UnreadableError(
                f'"{said}" is the very period that you asked for. Try "vs previous period".', said
            )
        return other

    def _check_years(self, period: Period, other: Period, said: str) -> None:
        """Refuses `October 2025 vs September`: that year's September, or this year's?"""
        asked = self.sentence.period
        against = self.sentence.comparison.node if self.sentence.comparison else None
        if asked is None or against is None or _lacks_year(asked) == _lacks_year(against):
            return
        kept = isinstance(asked, Partial) and isinstance(against, Partial)
        if kept and replace(asked, year=None) == replace(against, year=None):  # type: ignore[type-var]
            return
        if period.local_start.year != other.local_start.year:
            raise UnreadableError(
                f'Of which years? Please give the year of both, in "{said}", too.', said
            )

    def _other_readings(self, period: Period) -> list[Reading]:
        """What else a person may have meant, each under words that say just that."""
        found: dict[Period, str] = {}
        suffix = f" ({self.clock.zone})" if self.sentence.zone else ""
        for words in getattr(self.sentence.period, "others", ()):
            if other := self._alone(words):
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
        """The bots of the channel that the words of the period may mean: `for March`."""
        row = Attempt(self.t, self.names, month_first=self.clock.month_first)
        items = row.read(has_period=False)
        return sorted_out(items).bots if items else ()

    def _alone(self, words: str) -> Period | None:
        items = Attempt(read_tokens(words), (), month_first=self.clock.month_first).read()
        return self._resolved(sorted_out(items).period) if items else None

    def _resolved(self, node: Node | None) -> Period | None:
        if node is None:
            return None
        try:
            return to_period(node.resolve(self.clock), self.clock, "")
        except (UnreadableError, OverflowError, ValueError):
            return None
