"""Whose bot it is, from the command to the audit, as Slack shows it."""

from slackbot.sandbox.kore.bots import SUPPORT_BOT
from tests.scenarios.conftest import PATIENCE, OpenOffice

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
ADMIN = {"user": "admin"}


async def test_a_link_waits_is_approved_and_is_in_the_audit(open_office: OpenOffice) -> None:
    async with (
        open_office(kore_scope="account", slackbot_approvers="") as office,
        office.app(),
    ):
        told = await office.told(LINK)
        assert "waits for approval by any workspace admin" in told
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
            assert "approvers: @anna" in told[0].text or "added the price" in told[0].text
