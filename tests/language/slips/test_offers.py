"""What a refusal offers is a whole text that can be read."""

import pytest

from slackbot.domain.channel import ChannelBots, LinkedBot
from slackbot.domain.errors import UnknownBotError, UnreadableError, UserError
from slackbot.language.context import ReadingContext
from slackbot.language.questions.asked import read_question, read_question_of
from slackbot.language.slips.offers import MOST, offering, readable
from slackbot.language.understanding import stores
from tests.language.questions.asking import NOW

BOTS = ChannelBots(
    bots=(
        LinkedBot(id="st-1", name="SupportBot", linked_by="U1", is_default=True),
        LinkedBot(id="st-2", name="March Madness", linked_by="U1"),
    )
)
HERE = ReadingContext(now=NOW, bots=BOTS.bots)


def reads(text: str) -> None:
    if "bad" in text:
        raise UserError("bad")


def offers(error: UserError, text: str) -> tuple[str, ...]:
    with pytest.raises(UserError) as caught, offering(text, reads):
        raise error
    assert caught.value.message == error.message
    return caught.value.suggestions


def test_what_would_do_is_put_in_the_place_of_the_words() -> None:
    error = UnreadableError("No.", "Lst", ("last", "bad", "", "last", "this"))
    assert offers(error, "sessions lst week") == ("sessions last week", "sessions week",
                                                  "sessions this week")  # fmt: skip


def test_words_that_are_not_there_offer_nothing() -> None:
    assert offers(UnreadableError("No.", "other", ("last",)), "lst week") == ()
    assert offers(UnreadableError("No.", "lst"), "lst week") == ()


def test_a_command_is_whole_by_itself() -> None:
    assert offers(UnreadableError("No.", "config", ("/settings",)), "my config") == ("settings",)


def test_there_are_as_many_as_people_read() -> None:
    texts = [f"last {n} days" for n in range(2, 9)]
    assert readable([*texts, texts[0]], reads) == tuple(texts[:MOST])
    assert readable(["x" * 151, ""], reads) == ()


def test_the_bot_that_may_be_meant_is_offered() -> None:
    with pytest.raises(UnknownBotError) as caught:
        read_question_of("last week by day for SuportBot", HERE, BOTS)
    assert caught.value.suggestions == ("last week by day for SupportBot",)
    with pytest.raises(UnknownBotError) as caught:
        read_question_of("last week for Zebra", HERE, BOTS)
    assert caught.value.suggestions == (
        "last week for SupportBot",
        'last week for "March Madness"',
    )


def test_in_a_thread_what_is_offered_needs_no_thread() -> None:
    earlier = read_question("yesterday by hour for SupportBot", HERE)
    with pytest.raises(UnknownBotError) as caught:
        read_question_of("for Zebra", HERE, BOTS, earlier)
    for text in caught.value.suggestions:
        query, _ = read_question_of(text, HERE, BOTS)
        assert (query.period, query.grouping) == (earlier.period, earlier.grouping)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("last week", False),
        ("alerts", False),
        ("settings", False),
        ("alert when sessions > 5 per day", False),
        ("digest every Monday at 9", True),
        ("settings week sunday", True),
        ("price 1 USD per session", True),
        ("alert remove 2", True),
        ("unlink SupportBot", True),
    ],
)
def test_what_changes_something_is_asked_first(text: str, changes: bool) -> None:
    assert stores(text) is changes
