"""Rules and commands as people say them, each with what it is read as or refused with."""

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.thresholds import read_threshold
from slackbot.domain.threshold_words import describe

FLOORED = "sessions up at least 30 % on the week before from Monday, and by at least 200"

RULES: dict[str, str] = {
    # a count behind a percentage is no percentage
    "sessions up 30 % and 200 on last week": FLOORED,
    "sessions up 30 % & 200 sessions on last week": FLOORED,
    # what leads to a rule, and what comes behind it
    "for SupportBot when sessions > 500 per day": "sessions over 500 per day, for SupportBot",
    "@here when sessions > 500 per day": "sessions over 500 per day, notify <!here>",
    "ping <@U1> when at 80 % and at 100 % of 9 sessions per day": (
        "at 80 and 100 % of 9 sessions per day, notify <@U1>"
    ),
    "sessions > 500 per day, please let us know": "sessions over 500 per day",
    "sessions > 500 per day then alert me": "sessions over 500 per day",
    "once a day if sessions > 500 per week": (
        "sessions over 500 per week from Monday, at most once per 24 h"
    ),
    "set up an alert on sessions > 500 per day": "sessions over 500 per day",
    "sessions at 50% 75 and 90% of 400 per day": "at 50, 75 and 90 % of 400 sessions per day",
}


@pytest.mark.parametrize(("words", "rule"), RULES.items())
def test_what_people_say_is_read(words: str, rule: str) -> None:
    said = describe(read_threshold(words)).removesuffix(" (UTC)")
    assert said.replace(", for all bots together", "") == rule


REFUSED: dict[str, str] = {
    "sessions up 30 % or 200 on last week": 'could not read "or"',
    "sessions up 30 %, 200 on last week": 'could not read "200"',
    "sessions > 500 per day when requests > 500 per day": 'could not read "when"',
    "at 80 % and 100 of 40000 sessions per month": '"100" is one too many',
}


@pytest.mark.parametrize(("words", "reason"), REFUSED.items())
def test_what_cannot_be_meant_says_what_could(words: str, reason: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_threshold(words)
    assert reason in refused.value.message
