"""With the account's credentials a link waits until somebody who may has approved it."""

from datetime import timedelta

import pytest

from slackbot.domain.access.permission import PersonKind
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.channel import LinkedBot, LinkRequest
from slackbot.domain.errors import KoreRefusedError, NotAllowedError, SlackbotError, UserError
from slackbot.store.databases.database import Database
from slackbot.workflows.channels.approvals import lapse_links
from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import FakeDirectory, FakeRun, ask
from tests.workflows.alerts.test_alerts import Office

BOT = "st-12345678-1a2b-5c3d-8e4f-123456789012"
LINK = f"link {BOT} as SupportBot"


@pytest.fixture
async def office(database: Database) -> Office:
    office = Office(database)
    policy = WorkspaceSettings(bots="approved", approvers=("U3",))
    await office.ports.workspaces.save_settings("T1", policy)
    return office


async def linked(office: Office, channel: str = "C1") -> tuple[str, ...]:
    return (await office.ports.channels.bots("T1", channel)).names


def failed(office: Office) -> SlackbotError:
    return office.said.failed[-1][1]


def directory_of(office: Office) -> FakeDirectory:
    directory = office.ports.directory
    assert isinstance(directory, FakeDirectory)
    return directory


async def test_a_link_by_nobody_in_particular_waits(office: Office) -> None:
    await office.type(LINK)
    assert office.said.asked_approval == [(BOT, ("U3",))]
    assert await linked(office) == ()
    await office.type("bots")
    assert office.said.waiting == [["SupportBot"]]
    await office.type("last week for SupportBot")
    assert "has no bot yet" in failed(office).message
    assert not office.source.fetched


@pytest.mark.parametrize("user", ["U3", "U9"])
async def test_those_who_may_approve_need_no_approval(office: Office, user: str) -> None:
    await office.type(LINK, user=user)
    assert await linked(office) == ("SupportBot",)
    assert not office.said.asked_approval


@pytest.mark.parametrize("user", ["U3", "U9"])
@pytest.mark.parametrize(
    "text", ["approve SupportBot", f"approve {BOT} in C1", "approve supportbot in #finance"]
)
async def test_an_approval_is_for_that_bot_in_that_channel(
    office: Office, user: str, text: str
) -> None:
    await office.type(LINK)
    await office.type(text, user=user, channel="C2")
    assert await linked(office) == ("SupportBot",)
    assert office.said.announced == [f"approved the link of SupportBot ({BOT})."]
    (bot,) = (await office.ports.channels.bots("T1", "C1")).bots
    assert (bot.linked_by, bot.is_default) == ("U1", True)
    await office.type(LINK, channel="C2")  # another channel is another question
    assert await linked(office, "C2") == ()
    await office.type("link " + BOT + " as Support")  # another name is none
    assert await linked(office) == ("Support",)


async def test_a_refused_link_is_gone(office: Office) -> None:
    await office.type(LINK)
    await office.type("refuse SupportBot", user="U3")
    await office.type("approve SupportBot", user="U3")
    assert await linked(office) == ()
    assert "Nothing waits" in failed(office).message


@pytest.mark.parametrize("text", ["approve SupportBot", "refuse SupportBot"])
async def test_nobody_else_decides(office: Office, text: str) -> None:
    await office.type(LINK)
    await office.type(text)
    assert isinstance(failed(office), NotAllowedError)
    assert len(await office.ports.channels.requests("T1")) == 1


async def test_who_asked_withdraws_a_link_and_nobody_else_does(office: Office) -> None:
    await office.type(LINK)
    await office.type("unlink supportbot", user="U2")
    assert isinstance(failed(office), NotAllowedError)
    await office.type(f"unlink {BOT}", channel="C2")
    assert "has no bot yet" in failed(office).message
    assert len(await office.ports.channels.requests("T1")) == 1
    await office.type("unlink supportbot")
    assert "does not wait any more" in office.said.told[-1]
    assert await office.ports.channels.requests("T1") == []
    await office.type("approve SupportBot", user="U3")
    assert "Nothing waits" in failed(office).message
    await office.type("audit of links", user="U9")
    assert [each.did for each in office.said.changes[0][0]] == ["withdrew", "requested"]


@pytest.mark.parametrize("text", ["approve SupportBot", "refuse SupportBot", "unlink SupportBot"])
async def test_who_is_not_told_because_of_a_crash_is_told_the_same_later(
    office: Office, text: str
) -> None:
    await office.type(LINK)
    decides = ask(text, user="U9")
    await handle_ask(decides, office.ports, FakeRun())
    (told,) = office.said.told
    assert not office.said.failed
    # It is as after a crash just before the request was ended.
    bot = LinkedBot(id=BOT, name="SupportBot", linked_by="U1", is_default=True)
    await office.ports.channels.request(
        "T1", LinkRequest(channel="C1", bot=bot), decides.received_at
    )
    if not text.startswith("approve"):
        assert await linked(office) == ()
    await handle_ask(decides, office.ports, FakeRun())
    assert office.said.told == [told, told]
    assert not office.said.failed
    assert await office.ports.channels.requests("T1") == []


async def test_a_link_that_an_admin_makes_waits_no_more(office: Office) -> None:
    """Else a later approval would give the admin's link to who asked first."""
    await office.type(LINK)
    await office.type(f"link {BOT} as Support", user="U9")
    assert await office.ports.channels.requests("T1") == []
    await office.type("approve SupportBot", user="U3")
    assert "Nothing waits" in failed(office).message
    assert (await office.ports.channels.bots("T1", "C1")).bots[0].linked_by == "U9"


async def test_a_channel_that_is_shared_by_now_does_not_hear_of_a_link(office: Office) -> None:
    await office.type(LINK)
    directory_of(office).shared_channels["C1"] = True
    await office.type("approve SupportBot", user="U3", channel="C2")
    assert office.said.announced == []
    assert "I couldn't tell its channel: This channel is shared" in office.said.told[-1]


async def test_approvers_who_are_no_full_members_are_told_nothing(office: Office) -> None:
    await office.type("settings approvers U2 U4 U5 U6", user="U9")
    directory_of(office).kinds |= {
        "U2": PersonKind.OUTSIDER, "U4": PersonKind.DEACTIVATED, "U5": PersonKind.GUEST,
    }  # fmt: skip
    await office.type(LINK)
    assert office.said.asked_approval == [(BOT, ("U6",))]


async def test_two_bots_of_one_name_are_told_apart_by_their_ids(office: Office) -> None:
    other = BOT.replace("1234", "4321")
    await office.type(LINK)
    await office.type(f"link {other} as SupportBot", user="U2")
    await office.type("approve SupportBot", user="U3")
    assert f"by its id: {BOT} or {other}" in failed(office).message
    await office.type(f"approve {other}", user="U3")
    assert [bot.id for bot in (await office.ports.channels.bots("T1", "C1")).bots] == [other]


async def test_two_channels_that_wait_have_to_be_told_apart(office: Office) -> None:
    for channel in ("C2", "C3"):
        await office.type(LINK, channel=channel)
    await office.type("approve SupportBot", user="U3", channel="C4")
    assert "several channels" in failed(office).message
    await office.type("approve SupportBot", user="U3", channel="C3")
    assert await linked(office, "C3") == ("SupportBot",)
    assert await linked(office, "C2") == ()


async def test_admins_decide_the_rule_and_who_approves(office: Office) -> None:
    await office.type("settings approvers U2 U4", user="U9")
    await office.type(LINK, user="U3")
    assert office.said.asked_approval == [(BOT, ("U2", "U4"))]
    await office.type("settings bots open", user="U3")
    assert isinstance(failed(office), NotAllowedError)
    await office.type("settings bots open", user="U9")
    await office.type(LINK)
    assert await linked(office) == ("SupportBot",)
    await office.type("settings bots approved", user="U9")
    assert f"Links that exist stay:\n• SupportBot ({BOT}) in finance" in office.said.told[-1]


async def test_each_step_is_in_the_audit(office: Office) -> None:
    await office.type(LINK)
    await office.type("approve SupportBot", user="U3")
    await office.type("audit of links", user="U9")
    ((changes, _),) = office.said.changes
    assert {(each.did, each.by, each.channel) for each in changes} == {
        ("requested", "U1", "C1"),
        ("approved", "U3", "C1"),
    }


async def test_an_id_that_kore_does_not_know_is_not_linked(office: Office) -> None:
    office.source.known = False
    await office.type(LINK, user="U9")
    assert isinstance(failed(office), UserError)
    assert "does not know this id, so I did not link it" in failed(office).message
    assert await linked(office) == ()


async def test_refused_credentials_refuse_no_link_and_are_quoted(office: Office) -> None:
    office.source.known = KoreRefusedError("Kore.ai refused the credentials (iat).")
    await office.type(LINK, user="U9")
    assert await linked(office) == ("SupportBot",)
    assert "Kore.ai refused the credentials (iat)." in office.said.told[-1]


async def test_money_may_be_for_admins(office: Office) -> None:
    await office.type(LINK, user="U9")
    await office.type("settings money admins", user="U9")
    await office.type("price 1 USD per session")
    assert "settings money members" in failed(office).message
    await office.type("price 1 USD per session", user="U9")
    assert "1 USD per session" in office.said.told[-1]


async def test_a_refusal_says_why_and_only_one_decides(office: Office) -> None:
    await office.type(LINK)
    await office.type(f"refuse {BOT} in C1 because it is HR's", user="U3", channel="D3")
    ((bot, decision),) = office.said.settled
    assert (bot, decision.did, decision.by, decision.reason) == (
        BOT, "refused", "U3", "it is HR's",
    )  # fmt: skip
    await office.type(f"approve {BOT} in C1", user="U9", channel="D9")
    assert "has already refused it" in failed(office).message
    assert len(office.said.settled) == 1
    # Two at the same moment: the second finds that it is decided.
    await office.type(LINK)
    place = ("T1", "C1", BOT)
    assert await office.ports.channels.decide_request(*place, "q-first")
    assert await office.ports.channels.decide_request(*place, "q-first")
    assert not await office.ports.channels.decide_request(*place, "q-second")
    await office.type(f"approve {BOT} in C1", user="U9")
    assert "Somebody else has just decided" in failed(office).message
    assert await linked(office) == ()


async def test_a_link_lapses_after_a_week_and_its_asker_is_told(office: Office) -> None:
    await office.type(LINK)
    asked = office.clock.now()
    await lapse_links(office.ports, asked + timedelta(days=7))
    assert len(await office.ports.channels.requests("T1")) == 1
    for _ in range(2):
        await lapse_links(office.ports, asked + timedelta(days=7, seconds=1))
    assert [(bot, each.did) for bot, each in office.said.settled] == [(BOT, "lapsed")]
    assert await office.ports.channels.requests("T1") == []
