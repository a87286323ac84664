"""Small talk gets a short word back, and none where people thank each other in a thread."""

from typing import get_args

import pytest

from slackbot.domain.ask import Mention, Thread
from slackbot.language.glossary import MEANINGS, Term
from slackbot.store.databases.database import Database
from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import FakeRun, ask
from tests.workflows.alerts.test_alerts import Office


@pytest.fixture
async def office(database: Database) -> Office:
    return Office(database)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("hi", "Hi! Ask me what"),
        ("Thank you!", "You're welcome."),
        ("ping", "pong"),
        ("🤖", "Hi! Ask me what"),
        ("what is a session?", "31 minutes are 3 sessions"),
        ("--version", "slackbot "),
        ("config", "Settings of this channel"),
        ("what's our allowance", "no allowance yet"),
    ],
)
async def test_a_short_word_comes_back(office: Office, text: str, reply: str) -> None:
    await office.type(text)
    (said,) = office.said.told
    assert reply in said


async def mentioned(office: Office, text: str, ts: str, thread: str) -> list[str]:
    """What the sender of a message in that thread is told."""
    before = len(office.said.told)
    update = {"mention": Mention(ts=ts), "thread": Thread(channel="C1", ts=thread)}
    asked = ask(text).model_copy(update=update)
    await handle_ask(asked, office.ports, FakeRun())
    return office.said.told[before:]


async def test_thanks_in_a_thread_get_no_reply(office: Office) -> None:
    assert await mentioned(office, "thanks", ts="2.0", thread="1.0") == []
    assert await mentioned(office, "thanks", ts="2.0", thread="2.0") == ["You're welcome."]
    assert len(await mentioned(office, "what is a session", ts="3.0", thread="1.0")) == 1


def test_each_term_is_explained() -> None:
    assert set(get_args(Term)) == MEANINGS.keys()
