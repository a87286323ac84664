"""A change of one part of an alert: what is not named stays."""

from datetime import UTC, datetime

import pytest

from slackbot.domain.alerts.describe import describe
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.change import read_change
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ReadingContext, named

HERE = ReadingContext(
    now=datetime(2026, 11, 24, 9, tzinfo=UTC), zone="UTC", bots=named(("SupportBot", "SalesBot"))
)
AMOUNT = "sessions over 10000 per day for SupportBot notify @here"
SHARE = "at 80 and 100% of 40000 sessions per month from the 15th"
REST = ", for SupportBot, notify <!here>"
CHANGE = "sessions up 30% on last week and at least 200"

CHANGED = [
    (AMOUNT, "20000", "sessions over 20,000 per day, for SupportBot, notify <!here>"),
    (AMOUNT, "20k", "sessions over 20,000 per day, for SupportBot, notify <!here>"),
    (AMOUNT, "at least 20000", "sessions at least 20,000 per day, for SupportBot, notify <!here>"),
    (AMOUNT, "under 5", "sessions under 5 per day, for SupportBot, notify <!here>"),
    (
        AMOUNT,
        "per week",
        "sessions over 10,000 per week from Monday, for SupportBot, notify <!here>",
    ),
    (AMOUNT, "in any 24 h", "sessions over 10,000 in any 24 h, for SupportBot, notify <!here>"),
    (AMOUNT, "requests", "requests over 10,000 per day, for SupportBot, notify <!here>"),
    (AMOUNT, "for SalesBot", "sessions over 10,000 per day, for SalesBot, notify <!here>"),
    (AMOUNT, "for each bot", "sessions over 10,000 per day, for each bot, notify <!here>"),
    (AMOUNT, "notify @channel", "sessions over 10,000 per day, for SupportBot, notify <!channel>"),
    (
        AMOUNT,
        "20000 per week",
        "sessions over 20,000 per week from Monday, for SupportBot, notify <!here>",
    ),
    (AMOUNT, "requests over 5 per week", "requests over 5 per week from Monday"),
    (SHARE, "90 %", "at 90% of 40,000 sessions per month from the 15th"),
    (SHARE, "50000", "at 80 and 100% of 50,000 sessions per month from the 15th"),
    (SHARE, "90 % of 50000", "at 90% of 50,000 sessions per month from the 15th"),
    (SHARE, "from the 1st", "at 80 and 100% of 40,000 sessions per month from the 1st"),
    (
        CHANGE,
        "40%",
        "sessions up at least 40% on the week before from Monday, and by at least 200",
    ),
    (
        CHANGE,
        "at least 300",
        "sessions up at least 30% on the week before from Monday, and by at least 300",
    ),
    ("no requests for 24 h on weekdays", "48 h", "no requests for 48 h on weekdays"),
]


@pytest.mark.parametrize(("old", "words", "new"), CHANGED)
def test_what_is_named_changes_and_the_rest_stays(old: str, words: str, new: str) -> None:
    said = describe(read_change(words, read_alert(old, HERE), HERE)).removesuffix(" (UTC)")
    assert said.replace(", for all bots together", "") == new


@pytest.mark.parametrize("words", ["blah", "20000 blah", "for", "tomorrow"])
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(UnreadableError):
        read_change(words, read_alert(AMOUNT, HERE), HERE)
