"""`close October`: a month and nothing else."""

from datetime import UTC, date, datetime

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import Unit
from slackbot.language.closes import CloseMonth, Reconcile, ReopenMonth, ShowCloses, read_month
from slackbot.language.commands import Command, Question, read_command
from slackbot.language.context import ReadingContext

CONTEXT = ReadingContext(now=datetime(2026, 11, 24, 12, tzinfo=UTC), zone="Asia/Kolkata")
RECONCILE = Reconcile(text="October", quantity=41_230, unit=Unit.SESSION)
COMMANDS: list[tuple[str, Command]] = [
    ("close October", CloseMonth(text="October")),
    ("close october 2025 with gaps", CloseMonth(text="october 2025", gaps=True)),
    ("close the books for October", CloseMonth(text="October")),
    ("close out October", CloseMonth(text="October")),
    ("reopen last month", ReopenMonth(text="last month")),
    ("closes", ShowCloses()),
    ("reconcile October 41,230 sessions", RECONCILE),
    ("reconcile 41230 sessions for October", RECONCILE),
    ("reconcile October invoice: 41230 billing sessions", RECONCILE),
    ("closes October", ShowCloses(text="October")),
    ("close bot last week", Question(text="close bot last week")),
]


@pytest.mark.parametrize(("text", "command"), COMMANDS)
def test_commands(text: str, command: Command) -> None:
    assert read_command(text) == command


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("October", date(2026, 10, 1), date(2026, 10, 31)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("this month", date(2026, 11, 1), date(2026, 11, 30)),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("1 Oct to 31 Oct 2025", date(2025, 10, 1), date(2025, 10, 31)),
    ],
)
def test_a_month(text: str, first: date, last: date) -> None:
    month = read_month(text, CONTEXT)
    assert (month.days[0], month.days[-1], month.zone) == (first, last, "Asia/Kolkata")


@pytest.mark.parametrize(
    "text", ["last week", "Q3", "October for SalesBot", "October by day", "1-30 October", "blah"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_month(text, CONTEXT)


@pytest.mark.parametrize("text", ["close", "reopen", "reconcile 5 sessions"])
def test_a_month_is_asked_for(text: str) -> None:
    with pytest.raises(UnreadableError, match="Which month"):
        read_command(text)
