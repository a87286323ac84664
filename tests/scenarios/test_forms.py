"""Forms in Slack: opened, filled in and submitted; each says what people could type."""

from dataclasses import replace
from typing import Any

import pytest

from slackbot.sandbox.kore.bot_list import secret_of
from slackbot.sandbox.kore.bots import BOTS, SUPPORT_BOT, Bot
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.slack.delivery.view import view_submission
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Workspace
from slackbot.slack.manifest import EVENTS
from tests.clock import CLOCK, seconds
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice


class Window:
    """A person's modal: its fields by their keys."""

    def __init__(self, office: Office, user: str = "anna") -> None:
        self.office = office
        self.user = user

    @property
    def view(self) -> View:
        """The modal as it stands."""
        found = self.office.slack.modal(self.user)
        assert found
        return found

    @property
    def text(self) -> str:
        """All its words that are no inputs."""
        said = [block.get("text", {}).get("text", "") for block in self.view.blocks]
        for block in self.view.blocks:
            said += [each["text"] for each in block.get("elements", ()) if "text" in each]
        return "\n".join(said)

    async def opened(self) -> "Window":
        """Wait until a modal is there."""
        await self.office.slack.wait_for(lambda: self.office.slack.modal(self.user), PATIENCE)
        return self

    async def fill(self, key: str, said: Any, *, again: bool = True) -> None:
        """Fill in a field, and wait until the form is drawn anew."""
        slack, action = self.office.slack, f"field:{key}"
        before = self.view.hash
        (block,) = (
            block["block_id"]
            for block in self.view.blocks
            if block.get("element", {}).get("action_id") == action
        )
        ack = await slack.fill(self.view, block, action, said, user=self.user, by_enter=True)
        assert ack
        assert ack.ok
        if again:
            await slack.wait_for(lambda: self.view.hash != before, PATIENCE)

    async def submit(self) -> Any:
        """Submit it, and return what Slack was told."""
        ack = await self.office.slack.submit(self.view)
        assert ack.ok, ack
        return ack.payload


def submission(office: Office, view: View) -> dict[str, Any]:
    """What Slack sends when Anna submits the view."""
    workspace = office.slack.workspace
    return view_submission(workspace, view, workspace.users["U0ANNA"], [])


async def test_an_empty_command_opens_the_form_that_fits(office: Office) -> None:
    slack = office.slack
    await slack.slash("/billing", "", user="anna", channel=office.channel)
    window = await Window(office).opened()
    assert window.view.content["title"]["text"] == "Link a bot"  # as the channel has none
    await window.fill("id", SUPPORT_BOT.id)
    await window.fill("name", "SupportBot")
    assert f'`/billing link {SUPPORT_BOT.id} as "SupportBot"`' in window.text
    assert await window.submit() is None
    told = await slack.wait_for(lambda: slack.ephemerals("anna", office.channel), PATIENCE)
    assert "is linked to this channel" in told[0].text
    for rows in ("by day", "by hour"):
        await slack.slash("/billing", "", user="anna", channel=office.channel)
        window = await Window(office).opened()
        if rows == "by day":
            await window.fill("period", "last week")
        else:  # what was submitted last is filled in
            assert "`/billing last week by day`" in window.text
        await window.fill("rows", rows)
        assert f"`/billing last week {rows}`" in window.text
        assert await window.submit() is None
        assert slack.modal("anna") is None
    parents = await slack.wait_for(lambda: slack.messages(office.channel)[1:], PATIENCE)
    assert len(parents) == 1


async def test_a_bot_of_the_account_is_found_by_its_name(
    open_office: OpenOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    bots = (*BOTS, *(Bot(f"st-{n:04}-ab", f"Bot {n}") for n in range(110)))
    kore = KoreSandbox(bots, now=CLOCK.now, job_seconds=0.0)
    changes = {"kore_scope": "account", "slackbot_kore_list_bots": True}
    async with open_office(kore=kore, **changes) as office, office.app() as app:
        assert app._usage.listed
        await app._usage.listed.settle()
        slack = office.slack
        await slack.slash("/billing", "", user="anna", channel=office.channel)
        window = await Window(office).opened()
        found = await slack.search(window.view, "field:bot", "support", user="anna")
        assert [(each.value, each.label) for each in found] == [(SUPPORT_BOT.id, "SupportBot")]
        await window.fill("bot", SUPPORT_BOT.id)
        assert f'`/billing link {SUPPORT_BOT.id} as "SupportBot"`' in window.text
        view = repr(window.view.content)
        assert await window.submit() is None
        told = await slack.wait_for(lambda: slack.ephemerals("anna", office.channel), PATIENCE)
        assert "is linked to this channel" in told[0].text
    said = view + repr(told) + "".join(capsys.readouterr())
    assert not any(secret_of(bot) in said for bot in bots)


async def test_what_goes_wrong_with_a_form_is_harmless_and_said(office: Office) -> None:
    slack, channel = office.slack, office.channel
    await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
    await slack.slash("/billing", "", user="anna", channel=channel)
    window = await Window(office).opened()
    stale = window.view
    forged = {**stale.content, "private_metadata": '{"form":"question","channel":"G0SECRET"}'}
    for content in (
        forged,
        {**forged, "private_metadata": '{"form":"close","channel":"C0SUPPORT"}'},
        {**forged, "private_metadata": "nothing of ours"},
    ):
        ack = await slack.redeliver(submission(office, replace(stale, content=content)))
        shown = ack.payload or {}
        assert shown["response_action"] == "update"
        assert not any(block["type"] == "input" for block in shown["view"]["blocks"])
    await slack.slash("/billing", "", user="anna", channel=channel)
    window = await Window(office).opened()
    request = submission(office, window.view)
    for _ in range(2):  # sent twice, it is one question
        ack = await slack.redeliver(request)
        assert not ack.payload
    await slack.wait_for(lambda: slack.messages(channel), PATIENCE)
    await office.told("bots")
    assert len(slack.messages(channel)) == 1
    slack.faults.add("views.open", error="expired_trigger_id")
    assert "/billing last week by day" in await office.told("")  # words in place of the form


async def test_a_shortcut_asks_for_the_channel(office: Office) -> None:
    slack = office.slack
    await slack.shortcut("form:question", user="anna")
    window = await Window(office).opened()
    await window.fill("channel", "C0FINANCE", again=False)
    assert (await window.submit())["response_action"] == "update"
    assert window.view.content["title"]["text"] == "Link a bot"
    assert '"channel":"C0FINANCE"' in window.view.content["private_metadata"]


async def test_a_button_of_a_list_opens_the_form_of_what_is_there(office: Office) -> None:
    slack, channel = office.slack, office.channel
    await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
    await office.told("allowance 40000 sessions per year from 1 April")
    await office.told("allowance")
    listed = slack.ephemerals("anna", channel)[-1]
    edit = "form:allowance sessions per year"
    await slack.click(listed, "ask:line-menu:0", user="anna", value=edit)
    window = await Window(office).opened()
    assert "`/billing allowance 40000 sessions per year starting 1 April`" in window.text
    await window.fill("amount", "50,000")
    assert await window.submit() is None
    told = await slack.wait_for(
        lambda: [m for m in slack.ephemerals("anna", channel) if "50,000" in m.text], PATIENCE
    )
    assert "Until now: 40,000 sessions each year" in told[0].text


async def test_a_setting_has_its_form(office: Office) -> None:
    slack, channel = office.slack, office.channel
    await office.told("settings")
    (listed,) = slack.ephemerals("anna", channel)
    await slack.click(listed, "form:settings:fiscal year", user="anna")
    window = await Window(office).opened()
    await window.fill("fiscal year", "April")
    assert "`/billing settings fiscal year April`" in window.text
    assert await window.submit() is None
    told = await slack.wait_for(lambda: slack.ephemerals("anna", channel)[1:], PATIENCE)
    assert "fiscal year: starts in April" in told[0].text


async def test_from_the_invitation_to_a_bot_a_digest_and_an_alert_in_twelve_clicks(
    open_office: OpenOffice,
) -> None:
    """Each menu is two clicks: it is opened, and an option is chosen."""
    slack = SlackSandbox(Workspace(seconds), rate=None, events=set(EVENTS))
    slack.workspace.direct("U0ANNA")
    clicks = 0
    async with open_office(slack=slack) as office, office.app():
        await slack.join(APP_USER, "lounge", inviter="anna")
        (hello,) = await slack.wait_for(lambda: slack.ephemerals("anna", "lounge"), PATIENCE)
        await slack.click(hello, "form:link", user="anna")
        window = await Window(office).opened()
        await window.fill("id", SUPPORT_BOT.id)
        await window.fill("name", "SupportBot")
        assert await window.submit() is None
        clicks += 2
        await slack.wait_for(lambda: slack.ephemerals("anna", "lounge")[1:], PATIENCE)

        await slack.open_home("anna")
        clicks += 1
        for form in ("digest", "alert"):
            home = await slack.wait_for(lambda: slack.workspace.views.home("U0ANNA"), PATIENCE)
            await slack.click(home, "ask:home-channel@C0LOUNGE", user="anna", value=f"form:{form} ")
            window = await Window(office).opened()
            assert await window.submit() is None
            clicks += 3
        tried = await slack.wait_for(
            lambda: [
                each
                for each in slack.ephemerals("anna", "lounge")
                if "ask:alert-save" in str(each.blocks)
            ],
            PATIENCE,
        )
        await slack.click(tried[0], "ask:alert-save", user="anna")
        clicks += 1
        await slack.wait_for(  # the trial is gone once it is saved
            lambda: "alert-save" not in str(slack.ephemerals("anna", "lounge")), PATIENCE
        )
        office.channel = "lounge"
        assert "every Monday at 09:00" in await office.told("digests")
        assert "sessions over 10,000 per day" in await office.told("alerts")
    assert clicks <= 12
