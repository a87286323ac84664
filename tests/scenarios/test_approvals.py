"""Whose bot it is, from the command to the audit, as Slack shows it."""

from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.slack.manifest import EVENTS
from tests.clock import seconds
from tests.scenarios.conftest import PATIENCE, OpenOffice

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
ADMIN = {"user": "admin"}


async def test_a_link_waits_is_approved_and_is_in_the_audit(open_office: OpenOffice) -> None:
    async with (
        open_office(kore_scope="account", slackbot_approvers="") as office,
        office.app(),
    ):
        told = await office.told(LINK)
        assert "is waiting for approval by any workspace admin" in told
        (asked,) = office.slack.messages("support-bots")
        assert f"approve {SUPPORT_BOT.id} in C" in asked.text
        assert "SupportBot" in await office.told("bots")
        assert "Only a workspace admin" in await office.told("approve SupportBot")
        assert "Approved" in await office.told("approve SupportBot in #support-bots", **ADMIN)
        assert "approved the link" in office.slack.messages("support-bots")[-1].text
        assert "is linked" in await office.told(LINK.replace("as SupportBot", "as Support"))
        listed = await office.told("audit of Support in #support-bots", **ADMIN)
        assert [words in listed for words in ("changed the link", "approved", "requested")] == (
            [True] * 3
        )
        assert "Only a workspace admin" in await office.told("audit")


async def test_a_mention_names_people_and_the_channel_hears_of_a_price(
    open_office: OpenOffice,
) -> None:
    async with open_office() as office, office.app():
        await office.told(LINK)
        await office.told("price 0.20 USD per session")
        said = office.slack.messages("support-bots")[-1].text
        assert said == "<@U0ANNA> added the price of sessions: 0.20 USD per session."
        listed = await office.told("audit by @anna today of prices in #support-bots", **ADMIN)
        assert "added the price of sessions: 0.20 USD per session (in <#C0SUPPORT>)" in listed
        assert "set by <@U0ANNA> on" in await office.told("price")
        for text in ("settings approvers <@U0ANNA>", "audit by <@U0ANNA> today"):
            before = len(office.slack.ephemerals("admin", "support-bots"))
            await office.slack.mention(text, user="admin", channel="support-bots")
            told = await office.slack.wait_for(
                lambda before=before: office.slack.ephemerals("admin", "support-bots")[before:],  # type: ignore[misc]
                PATIENCE,
            )
            assert "approvers: admins, @anna" in told[0].text or "added the price" in told[0].text


async def test_an_admin_decides_on_the_home_tab(open_office: OpenOffice) -> None:
    slack = SlackSandbox(Workspace(seconds), rate=None, events=set(EVENTS))
    async with (
        open_office(slack=slack, kore_scope="account", slackbot_approvers="U0BEN") as office,
        office.app(),
    ):
        await office.told(LINK)
        await slack.open_home("admin")
        view = await slack.wait_for(lambda: slack.workspace.views.home("U0ADMIN"), PATIENCE)
        await slack.click(view, "ask:home-approve-0", user="admin")
        told = await slack.wait_for(lambda: slack.messages("D0ADMIN"), PATIENCE)
        assert "Approved: SupportBot" in told[0].text
        assert SUPPORT_BOT.id in await office.told("bots")
        # What one does elsewhere meanwhile is seen there, too.
        before = await slack.wait_for(lambda: slack.workspace.views.home("U0ADMIN"), PATIENCE)
        await office.told("allowance 60000 sessions per month", **ADMIN)
        await slack.wait_for(
            lambda: slack.workspace.views.home("U0ADMIN") != before or None, PATIENCE
        )


async def test_one_decides_in_a_direct_message_and_says_why(open_office: OpenOffice) -> None:
    async with (
        open_office(kore_scope="account", slackbot_approvers="U0BEN,U0ADMIN") as office,
        office.app(),
    ):
        slack = office.slack
        slack.workspace.direct("U0ANNA")
        await office.told(LINK)
        asked = {name: slack.messages(f"D0{name}")[0] for name in ("BEN", "ADMIN")}
        assert "asks to link" in asked["BEN"].text
        await slack.fill(asked["BEN"], "reason", "reason", "it is <HR's> bot", user="ben")
        for user, action in (("ben", "ask:deny"), ("admin", "ask:approve")):
            await slack.click(asked[user.upper()], action, user=user)
        (told,) = await slack.wait_for(lambda: slack.messages("D0ANNA"), PATIENCE)
        decided = "approved" if "approved" in told.text else "denied"
        if decided == "denied":
            assert "<@U0BEN> denied the link" in told.text
            assert "Reason: it is &lt;HR's&gt; bot." in told.text
        # Both approvers read the one decision, and have no buttons any more.
        for name in asked:
            now = await slack.wait_for(
                lambda name=name: [  # type: ignore[misc]
                    each for each in slack.messages(f"D0{name}") if decided in each.text
                ],
                PATIENCE,
            )
            assert "actions" not in {block["type"] for block in now[0].blocks}
        assert (SUPPORT_BOT.id in await office.told("bots")) == (decided == "approved")
        # A click by somebody who may not decide.
        await office.told(f"link {SUPPORT_BOT.id} as SupportBot", channel="finance")
        request = slack.messages("D0BEN")[-1]
        payload = slack.action(request, "ask:approve", user="ben")
        forged = {**payload, "user": {**payload["user"], "id": "U0GUEST"}, "trigger_id": "forged"}
        before = len(slack.ephemerals("ben", "D0BEN"))
        assert (await slack.redeliver(forged)).ok
        refused = await slack.wait_for(lambda: slack.ephemerals("ben", "D0BEN")[before:], PATIENCE)
        assert "Only full members" in refused[0].text
