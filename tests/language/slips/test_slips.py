"""A slip is mended, and shown; an ordinary word is never changed."""

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.language.context import ReadingContext
from slackbot.language.digests.reading import read_digest
from slackbot.language.slips.ordinary import ORDINARY
from slackbot.language.slips.vocabulary import near
from tests.language.questions.asking import NOW, ask

HERE = ReadingContext(now=NOW)


def test_an_ordinary_word_is_no_slip() -> None:
    changed = {word: near(word, least=3) for word in ORDINARY}
    assert {word: into for word, into in changed.items() if into} == {}


@pytest.mark.parametrize(
    "text",
    [
        "right last month",
        "weight last month",
        "sundry last week",
        "frida last week",
        "talk last week",
        "massages last week",
        "users last week",
        "last mouth",
        "last moth",
        "training last month",
        "killing last month",
    ],
)
def test_a_text_with_an_ordinary_word_is_not_changed(text: str) -> None:
    with pytest.raises(UnreadableError):
        ask(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sesions last week", "read sesions as sessions"),
        ("last wekend", "read wekend as weekend"),
        ("lastweek", "read lastweek as last week"),
        ("lst week", "read lst as last"),
        ("last wek", "read wek as week"),
        ("forcast", "read forcast as forecast"),
        ("yesteday", "read yesteday as yesterday"),
        ("alst friday", "read alst as last"),
    ],
)
def test_what_was_mended_is_shown(text: str, shown: str) -> None:
    assert ask(text).corrections == (shown,)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("every Monday at 9 sesions", "digest every Monday at 9 sessions"),
        ("every Mondy at 9", "digest every Monday at 9"),
        ("every Wensday at 9", "digest every Wednesday at 9"),
    ],
)
def test_what_is_kept_is_asked_about_first(text: str, meant: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_digest(text, HERE)
    assert refused.value.suggestions == (meant,)
