"""Direct messages: commands about a channel, words without a command, a digest for one person."""

from collections.abc import AsyncIterator

import pytest

from slackbot.sandbox.kore.bots import HR_BOT, SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Channel, Workspace
from slackbot.slack.manifest import DIRECT_EVENT, DIRECT_SCOPES, EVENTS, SCOPES
from tests.clock import seconds
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice

BOARD = Channel("G0BOARD", "board", frozenset({"U0ANNA", APP_USER}), is_private=True)
MINE = {"channel": "D0ANNA"}


@pytest.fixture
async def office(open_office: OpenOffice) -> AsyncIterator[Office]:
    slack = SlackSandbox(
        Workspace(seconds),
        rate=None,
        events={*EVENTS, DIRECT_EVENT},
        scopes={*SCOPES, *DIRECT_SCOPES},
    )
    slack.workspace.channels[BOARD.id] = BOARD
    for user in ("U0ANNA", "U0BEN"):
        slack.workspace.direct(user)
    async with open_office(slack=slack) as office, office.app():
        await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
        yield office


async def said_in(office: Office, channel: str, before: int) -> Message:
    found = await office.slack.wait_for(lambda: office.slack.messages(channel)[before:], PATIENCE)
    return found[0]


async def test_a_command_there_is_about_a_channel_of_the_person(office: Office) -> None:
    slack = office.slack
    # With one channel it is that one; its answer stays there.
    assert "SupportBot" in await office.told("bots", **MINE)
    loud = len(slack.messages("support-bots"))
    await slack.slash("/billing", "last week", user="anna", channel="D0ANNA")
    parent = await said_in(office, "D0ANNA", 0)
    assert parent.text.startswith("In <#C0SUPPORT>: <@U0ANNA> asked “last week”: SupportBot")
    # Words without a command, where the workspace wants that; nobody mentions the app there.
    await slack.write("this month", user="anna", channel="D0ANNA")
    written = slack.messages("D0ANNA")[-1]
    answer = await slack.wait_for(lambda: slack.replies("D0ANNA", written.ts), PATIENCE)
    assert "SupportBot" in answer[0].text
    assert len(slack.messages("support-bots")) == loud
    # With several, the words name it.
    await office.told(f"link {HR_BOT.id} as HRBot", channel="board")
    which = await office.told("bots", **MINE)
    assert "Which channel" in which
    assert "HRBot" in await office.told("bots in #board", **MINE)
    assert "SupportBot" in await office.told("bots in <#C0SUPPORT|support-bots>", **MINE)
    # Not one of another person's; and it is not told whether there is one.
    ben = {"user": "ben", "channel": "D0BEN"}
    for text in ("bots in #board", "bots in G0BOARD", "last week in #nowhere", "digests in #board"):
        assert "I can't see you in that channel" in await office.told(text, **ben)
    await office.told(f"link {SALES_BOT.id} as SalesBot", channel="D0BEN", user="ben")
    assert "SalesBot" in await office.told("bots", **ben), "its own bots go first"


async def test_a_digest_for_one_person_is_nobody_elses(office: Office) -> None:
    slack = office.slack
    loud = len(slack.messages("support-bots"))
    assert "Digest 1 is for you alone" in await office.told("digest to me every Monday at 9")
    confirmed = await said_in(office, "D0ANNA", 0)
    assert confirmed.text.startswith("In <#C0SUPPORT>: <@U0ANNA> set up digest 1")
    assert "for you alone" in confirmed.text
    assert len(slack.messages("support-bots")) == loud
    assert "for you alone" in await office.told("digests")
    for text in ("digests", "digest 1", "digests history 1", "digests send 1", "pause", "undo"):
        assert "Europe/Berlin" not in await office.told(text, user="ben")
    await office.told("alerts save sessions > 1 per day to me")
    alert = await said_in(office, "D0ANNA", 1)
    assert alert.text.startswith("In <#C0SUPPORT>: <@U0ANNA> set up alert 1")
    assert "alert 1" not in await office.told("alerts", user="ben")
    await office.told("digests send 1")
    sent = await said_in(office, "D0ANNA", 2)
    assert "<#C0SUPPORT>" in sent.text
    assert len(slack.messages("support-bots")) == loud
