"""Each row of each table of phrases reads its own example as what stands beside it."""

from collections.abc import Callable
from contextlib import nullcontext
from operator import itemgetter
from typing import Any

import pytest

from slackbot.domain.calendar.arithmetic import FiscalYear, WallClock
from slackbot.domain.errors import UnreadableError
from slackbot.language import channel_settings, chat, history, paraphrases, verbs
from slackbot.language import groups as group_commands
from slackbot.language.alerts.clauses import bases, bots, counts, often, watched, windows
from slackbot.language.alerts.clauses import changes as alert_changes
from slackbot.language.core import named_day, term_start
from slackbot.language.core import rows as asked_rows
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import Node
from slackbot.language.core.tokens import read_tokens
from slackbot.language.digests import refusal as digest_refusal
from slackbot.language.digests import words as digest_words
from slackbot.language.money import allowances, prices, terms
from slackbot.language.periods import anchored, changes, fiscal, holidays, relative
from slackbot.language.periods.times_of_day import day_parts
from slackbot.language.periods.times_of_day.hours import ClockHour
from slackbot.language.periods.times_of_day.instants import to_period
from slackbot.language.questions import comparison, days, facts
from slackbot.language.questions.comparison import Comparison
from slackbot.language.questions.documented_forms import NOW, ZONE
from slackbot.language.schedules import cadence, times
from slackbot.language.schedules import days as schedule_days

CLOCK = WallClock.at(
    NOW, ZONE, 0, month_first=False, fiscal_year=FiscalYear(month=4), holidays="US"
)


def window(node: Node) -> str:
    """The period of a phrase, without its zone."""
    return to_period(node.resolve(CLOCK), CLOCK, "").describe().removesuffix(f" ({ZONE})")


def compared(comparison: Comparison) -> str:
    """`shift year`, `7 day before`."""
    if comparison.kind == "count":
        return f"{comparison.times} {comparison.unit} before"
    return f"{comparison.kind} {comparison.unit}"


def rows_of(clause: tuple[str, object]) -> str:
    """`day`, `bot`, `bot, day`, `group`."""
    kind, value = clause
    bot = next((each for each in ("bot", "group") if kind.startswith(f"by_{each}")), "")
    return ", ".join(filter(None, (bot, "" if value is True else str(value))))


def asked(clause: facts.FactClause) -> str:
    """`busiest day of session`, and the period where it has one."""
    per = f"per {clause.asked.unit}" if clause.asked.unit else clause.asked.per
    by_cost = "by cost" if clause.asked.by_cost else ""
    fact = " ".join(filter(None, (clause.asked.fact, per, by_cost)))
    of = f" of {clause.unit}" if clause.unit else ""
    return f"{fact}{of}, {window(clause.period)}" if clause.period else f"{fact}{of}"


def based(against: bases.Against) -> str:
    """`week 4`, `24 h 1`, `same day 1`."""
    window, hours, base = against
    same = "same " if base.same_weekday else ""
    return f"{same}{window or f'{hours} h'} {base.count}"


def recurs(said: cadence.Cadence) -> str:
    """`every Friday, 2 weeks`: the recurrence, and its weeks where they count from a day."""
    every = said.recurrence.describe()
    return f"{every}, {said.weeks} weeks" if said.weeks > 1 else every


def clock(hour: ClockHour) -> str:
    """`9:30`, `8:00 pm`."""
    return f"{hour.hour}:{hour.minute:02} {hour.half}".strip()


def meant(meaning: counts.Meaning) -> str:
    """`above`, `at least`."""
    side, inclusive = meaning
    return {"above": "at least", "below": "at most"}[side] if inclusive else str(side)


def name(change: Callable[..., object]) -> str:
    return change.__name__


def worded(meant: chat.Wording) -> str:
    """The talk, the term, or the words of the command."""
    match meant:
        case chat.Chat(talk=said) | chat.Explain(term=said):
            return said
    return str(meant)


def asked_who(command: history.WhoSet | history.Undo) -> str:
    """`undo`, or of which thing the changes are wanted."""
    if isinstance(command, history.Undo):
        return "undo"
    named = command.thing if command.what in {"alert", "digest"} else ""
    said = named or " ".join(filter(None, (command.what, command.thing, command.bot)))
    return said or "last change"


def kind_and_value(clause: tuple[str, object]) -> str:
    """`every month`, `unit conversation`."""
    return f"{clause[0]} {clause[1]}".strip()


def grouped(command: group_commands.GroupCommand) -> str:
    """`SetGroup Retail: SalesBot`: the command, and its words."""
    words = [str(value) for value in command.model_dump().values()]
    name, more = "".join(words[:1]), " ".join(words[1:])
    named = f" {name}" if name else ""
    return f"{type(command).__name__}{named}{f': {more}' if more else ''}"


TABLES: tuple[tuple[Table[Any], Callable[[Any], str]], ...] = (
    (channel_settings.MONTH_NAMED, FiscalYear.describe),
    (term_start.STARTS, str),
    (asked_rows.ROWS, rows_of),
    (asked_rows.OUTPUT, itemgetter(0)),
    (relative.SO_FAR, str),
    (relative.LENGTHS, str),
    (relative.WEEKS, str),
    (relative.PHRASES, window),
    (relative.SHORT, window),
    (fiscal.FISCAL_YEARS, window),
    (fiscal.SHORT, window),
    (holidays.PHRASES, window),
    (anchored.PHRASES, window),
    (day_parts.BEFORE, lambda part: f"{part.first} to {part.last}"),
    (day_parts.BEHIND, lambda part: f"{part.first} to {part.last}"),
    (day_parts.OF_NOW, window),
    (facts.FACTS, asked),
    (days.COUNTED_DAYS, str),
    (days.WORKING_DAYS, window),
    (changes.CHANGES, name),
    (windows.RUNNING, " ".join),
    (counts.COMPARISONS, meant),
    (counts.OR_MORE, meant),
    (alert_changes.WAYS, str),
    (alert_changes.FACTORS, lambda factor: f"{factor[0]} {factor[1]}"),
    (alert_changes.PARTS, str),
    (alert_changes.BEYOND, lambda beyond: f"{beyond[0]} {based(beyond[1])}"),
    (alert_changes.FLOORS, lambda figure: str(figure.amount)),
    (bots.MANY, itemgetter(0)),
    (windows.WEEKDAYS_ONLY, str),
    (bases.AT, based),
    (often.CHECKS, str),
    (often.COOLDOWN, str),
    (bases.AGAINST_WHAT, based),
    (digest_words.HOLIDAYS, str),
    (digest_words.SOON, lambda day: str(day(NOW.date()))),
    (digest_refusal.UNTIL, str),
    (digest_refusal.EXCEPT, str),
    (schedule_days.MONTH_DAYS, lambda day: day.describe()),
    (schedule_days.OF_EACH, str),
    (schedule_days.UNIT_END, str),
    (times.CLOCKS, clock),
    (times.HOURS, clock),
    (cadence.SPACINGS, lambda spacing: f"{spacing.count} {spacing.unit}"),
    (cadence.CADENCES, recurs),
    (cadence.DATES, recurs),
    (comparison.OVER, compared),
    (comparison.PHRASES, compared),
    (verbs.MANAGED, str),
    (named_day.NAMED_DAYS, lambda day: " ".join(map(str, day))),
    (watched.WATCHED, kind_and_value),
    (terms.TERM, kind_and_value),
    (allowances.AMOUNTS, kind_and_value),
    (allowances.REMOVED, kind_and_value),
    (prices.INCLUDES, kind_and_value),
    (prices.PLACES, kind_and_value),
    (prices.PARTS, kind_and_value),
    (group_commands.COMMANDS, grouped),
    (chat.WORDINGS, worded),
    (paraphrases.PARAPHRASES, str),
    (history.HISTORY, asked_who),
)


def rows() -> list[Any]:
    return [
        pytest.param(table, row, shown, id=f"{row.pattern}: {row.example}")
        for table, shown in TABLES
        for row in table.rows
    ]


@pytest.mark.parametrize(("table", "row", "shown"), rows())
def test_a_row_reads_its_example(table: Table[Any], row: Row, shown: Callable[[Any], str]) -> None:
    t = read_tokens(row.example)
    start = relative.behind_the(t, 0) if table is relative.PHRASES else 0
    with nullcontext() if row.value else pytest.raises(UnreadableError):
        found = table.read_row(t, start)
        assert found is not None
        assert found[0] == row, "another row reads it"
        assert found[2] == len(t.words)
        assert shown(found[1]) == row.value


@pytest.mark.parametrize(
    ("table", "words"),
    [(anchored.PHRASES, anchored.ANCHORS), (fiscal.FISCAL_YEARS, fiscal.NAMING)],
)
def test_a_table_is_read_wherever_one_of_its_phrases_may_be(
    table: Table[Any], words: frozenset[str]
) -> None:
    """Texts without any of the words are not tried, so each phrase needs one."""
    assert [row for row in table.rows if words.isdisjoint(read_tokens(row.example).words)] == []
