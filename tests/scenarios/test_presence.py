"""The app comes into a channel and leaves it; Slack may say so twice."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Workspace
from slackbot.slack.manifest import EVENTS
from tests.clock import seconds
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice


@pytest.fixture
async def office(open_office: OpenOffice) -> AsyncIterator[Office]:
    slack = SlackSandbox(Workspace(seconds), rate=None, events=set(EVENTS))
    slack.workspace.direct("U0ANNA")
    async with open_office(slack=slack) as office, office.app():
        yield office


async def greeted(office: Office, user: str, before: int) -> Any:
    told = await office.slack.wait_for(
        lambda: office.slack.ephemerals(user, "lounge")[before:], PATIENCE
    )
    return told[0]


async def twice(office: Office, request: Mapping[str, Any]) -> None:
    """Slack delivers the same event again; then something else is answered."""
    assert (await office.slack.redeliver(request)).ok
    await office.told("bots")


async def test_it_greets_stops_and_resumes(office: Office) -> None:
    slack = office.slack
    joined = await slack.join(APP_USER, "lounge", inviter="anna")
    said = await greeted(office, "anna", 0)
    assert "/billing link" in said.text
    assert [e["text"]["text"] for e in said.blocks[1]["elements"]] == ["Link a bot", "Ask"]
    await twice(office, joined.request)
    await slack.join("ben", "lounge", inviter="anna")  # somebody else
    await office.told("bots")
    assert len(slack.ephemerals("anna", "lounge")) == 1

    office.channel = "lounge"
    await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
    before = len(slack.messages("lounge"))
    for text in ("digest every Monday at 9", "alerts save sessions > 900000 per week in UTC"):
        await slack.slash("/billing", text, user="anna", channel="lounge")
    await slack.wait_for(lambda: len(slack.messages("lounge")) > before + 1, PATIENCE)
    await office.told("alerts")

    gone = await slack.leave(APP_USER, "lounge", by="ben")
    told = await slack.wait_for(
        lambda: slack.messages("D0ANNA") if len(slack.messages("D0ANNA")) > 1 else None, PATIENCE
    )
    assert sorted(each.text.split(" in <#C0LOUNGE>")[0] for each in told) == sorted(
        ["Your digest 1", "Your alert 1"]
    ), [each.text for each in told]
    await twice(office, gone.request)
    assert len(slack.messages("D0ANNA")) == 2

    await slack.join(APP_USER, "lounge", inviter="ben")
    back = await greeted(office, "ben", 0)
    assert "Linked here: SupportBot" in back.text
    assert "Stopped while I was away: digest 1, alert 1" in back.text
    seen = len(slack.ephemerals("anna", "lounge"))
    await slack.join(APP_USER, "lounge", inviter="anna")
    back = await greeted(office, "anna", seen)
    await slack.click(back, "ask:greeting-resume-0", user="anna")
    again = await slack.wait_for(lambda: slack.ephemerals("anna", "lounge")[seen + 1 :], PATIENCE)
    assert "Digest 1 is back on" in again[0].text
