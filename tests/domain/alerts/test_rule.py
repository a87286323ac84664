"""What a rule is: which figures reach a level, and which rules make no sense."""

from typing import Any

import pytest
from pydantic import ValidationError

from slackbot.domain.alerts.rule import AlertRule, Base, Kind, Level, Side
from slackbot.domain.query import Unit
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE

# Who says what: the words, and whether 499, 500 and 501 are reached.
EQUALITY = [
    ("> 500", (False, False, True)),
    ("over 500", (False, False, True)),
    ("above 500", (False, False, True)),
    ("more than 500", (False, False, True)),
    ("exceed 500", (False, False, True)),
    (">= 500", (False, True, True)),
    ("at least 500", (False, True, True)),
    ("at 500", (False, True, True)),
    ("reach 500", (False, True, True)),
    ("500 or more", (False, True, True)),
    ("< 500", (True, False, False)),
    ("under 500", (True, False, False)),
    ("below 500", (True, False, False)),
    ("less than 500", (True, False, False)),
    ("<= 500", (True, True, False)),
    ("at most 500", (True, True, False)),
    ("no more than 500", (True, True, False)),
    ("500 or fewer", (True, True, False)),
]


@pytest.mark.parametrize(("words", "reached"), EQUALITY)
def test_which_words_include_the_level_itself(words: str, reached: tuple[bool, bool, bool]) -> None:
    rule = read_alert(f"sessions {words} per day", ANYWHERE)
    [level] = rule.levels
    assert tuple(rule.is_reached(score, level) for score in (499, 500, 501)) == reached


# What a kind is like: falls, bound to a window, recovers, waits for settled figures.
NATURES: dict[str, tuple[bool, bool, bool, bool]] = {
    "sessions over 500 per day": (False, True, False, False),
    "sessions under 500 per day": (True, True, False, True),
    "sessions over 500 in any 24 h": (False, False, True, False),
    "sessions under 500 in any 24 h": (True, False, True, True),
    "at 80 % of 40000 sessions per month": (False, True, False, False),
    "sessions forecast over 500 per month": (False, True, True, False),
    "sessions forecast under 500 per month": (True, True, True, False),
    "sessions unusually low": (False, True, False, False),
    "sessions up 30 % on last week": (False, False, True, True),
    "sessions down 30 % on last week": (False, False, True, True),
    "no sessions for 24 h": (False, False, True, True),
}


@pytest.mark.parametrize(("words", "nature"), NATURES.items())
def test_natures(words: str, nature: tuple[bool, bool, bool, bool]) -> None:
    rule = read_alert(words, ANYWHERE)
    assert (rule.falls, rule.is_bound, rule.recovers, rule.waits) == nature


NONSENSE: dict[str, dict[str, Any]] = {
    "no window": {"every": None},
    "two windows": {"hours": 24},
    "no level": {"levels": ()},
    "a level twice": {"levels": (Level(at=5), Level(at=5))},
    "levels in another order": {"levels": (Level(at=5), Level(at=3))},
    "levels below in another order": {
        "levels": (Level(at=3), Level(at=5)), "side": Side.BELOW},
    "an allowance of no share": {"allowance": 5},
    "a share of nothing": {"kind": Kind.SHARE},
    "a base of no change": {"base": Base()},
    "a change from nothing": {"kind": Kind.CHANGE},
    "more checks than there are": {"needed": 3, "of": 2},
}  # fmt: skip


@pytest.mark.parametrize("fields", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_no_rule(fields: dict[str, Any]) -> None:
    whole = {
        "kind": Kind.AMOUNT,
        "unit": Unit.SESSION,
        "levels": (Level(at=5),),
        "every": "day",
    }
    AlertRule.model_validate(whole)
    with pytest.raises(ValidationError):
        AlertRule.model_validate(whole | fields)
