"""The words behind `/billing audit`."""

from datetime import UTC, datetime
from typing import Any

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.language.audit import ShowAudit, read_audit
from slackbot.language.commands import read_command
from slackbot.language.context import ReadingContext

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
CONTEXT = ReadingContext(now=NOW)
NAMES = ("SupportBot", "Support Bot 2", "Sales")

SAID: dict[str, dict[str, Any]] = {
    "": {},
    "in <#C0FIN|finance>": {"channel": "C0FIN"},
    "in C0FIN": {"channel": "C0FIN"},
    "in #finance": {"channel": "#finance"},
    "in here": {"channel": "here"},
    "in this channel": {"channel": "here"},
    "by <@U0ANNA|anna>": {"by": "U0ANNA"},
    "by <@U0ANNA>": {"by": "U0ANNA"},
    "by @anna": {"by": "@anna"},
    "by me": {"by": "me"},
    "of digest 1": {"what": "digest", "thing": "digest 1"},
    "of alert #12": {"what": "alert", "thing": "alert 12"},
    "of alerts": {"what": "alert"},
    "of prices in #finance": {"what": "price", "channel": "#finance"},
    "of workspace settings": {"what": "workspace settings"},
    "of SupportBot": {"bot": "SupportBot"},
    "of support bot 2": {"bot": "Support Bot 2"},
    'of "Old Bot" by @anna': {"bot": "Old Bot", "by": "@anna"},
    "of st-12345678-1a2b": {"bot": "st-12345678-1a2b"},
    "of Unheard": {"bot": "Unheard"},
    "page 3": {"page": 3},
    "page 0": {"page": 1},
}


@pytest.mark.parametrize("text", SAID)
def test_what_is_said_and_nothing_else(text: str) -> None:
    nothing = {"channel": "", "by": "", "what": None, "thing": "", "bot": "", "page": 1}
    said = read_audit(text, CONTEXT, NAMES).model_dump(exclude={"text", "period"})
    assert said == nothing | SAID[text]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("last week", 16, 22),
        ("of digest 1 last week", 16, 22),
        ("last week of SupportBot by @anna in #finance page 2", 16, 22),
        ("in November", 1, 30),
        ("in NOV", 1, 30),
        ("first week of November", 1, 7),
    ],
)
def test_a_period_is_any_that_a_question_may_have(text: str, first: int, last: int) -> None:
    period = read_audit(text, CONTEXT, NAMES).period
    assert period
    assert (period.start.day, period.start.month) == (first, 11)
    assert (period.local_end.date() - period.local_start.date()).days <= last - first + 1
    assert period.end.month in (11, 12)


def test_the_words_are_kept_for_the_next_page() -> None:
    assert read_audit("of alert 2 last week page 4", CONTEXT).text == "of alert 2 last week"


@pytest.mark.parametrize("text", ["nonsense", "last week by day", "of digest 1 nonsense"])
def test_every_word_is_accounted_for(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_audit(text, CONTEXT, NAMES)


def test_it_is_a_command_of_its_own() -> None:
    assert read_command("audit of digest 1") == ShowAudit(text="of digest 1")
    assert read_command("Audit") == ShowAudit()
