"""Who may do what, through the entries that people have: commands, mentions, buttons."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from slackbot.sandbox.kore.bots import HR_BOT, SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Channel, User, Workspace
from tests.clock import seconds
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice
from tests.scenarios.weeks import WEEK

BOARD = Channel("G0BOARD", "board", frozenset({"U0ANNA", APP_USER}), is_private=True)
NOBODY = "0123456789ab"  # nothing has this id
LINK = f"link {SUPPORT_BOT.id} as SupportBot"
RULE = "sessions > 900000 per week in UTC"


@pytest.fixture
async def office(open_office: OpenOffice) -> AsyncIterator[Office]:
    """An office at work, with a private channel of Anna's."""
    slack = SlackSandbox(Workspace(seconds), rate=None)
    slack.workspace.channels[BOARD.id] = BOARD
    async with open_office(slack=slack) as office, office.app():
        yield office


async def announced(office: Office, text: str, user: str, channel: str, there: str) -> Message:
    """What the channel `there` reads after a command."""
    before = len(office.slack.messages(there))
    assert (await office.slack.slash("/billing", text, user=user, channel=channel)).ok
    said = await office.slack.wait_for(lambda: office.slack.messages(there)[before:], PATIENCE)
    return said[0]


def rows(office: Office, sql: str) -> list[tuple[Any, ...]]:
    """What the database holds."""
    path = office.settings.database_url.get_secret_value().removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


async def stored(office: Office, sql: str, part: str = "") -> str:
    """The one value with that part in it, once it is there: a thing is saved after it was told."""
    async with asyncio.timeout(PATIENCE):
        while not (found := [value for (value,) in rows(office, sql) if part in value]):
            await office.told("bots", user="anna", channel="board")
    return str(found[0])


async def on_board(office: Office) -> tuple[str, str]:
    """The ids of an alert and of a digest that Anna has set up in the private channel."""
    await office.told(LINK, channel="board")
    await announced(office, f"alerts save {RULE}", "anna", "board", "board")
    await announced(office, "digest every Monday at 9", "anna", "board", "board")
    alert = await stored(office, "SELECT rule_id FROM thresholds")
    digest = await stored(office, "SELECT digest_id FROM digests")
    return alert, digest


VERBS = [
    "alerts history {alert}",
    "alerts test {alert}",
    "alerts snooze 1d {alert}",
    "alerts ack {alert}",
    "alerts ack {alert}:*:2026-11-23:week",
    "alerts mute {alert}",
    "alerts unmute {alert}",
    "alerts pause {alert}",
    "alerts resume {alert}",
    "alerts remove {alert}",
    "alerts edit {alert} sessions > 5 per day",
    "alerts save #{alert} sessions > 5 per day",
    "digests history {digest}",
    "digests send {digest}",
    "digests pause {digest}",
    "digests resume {digest}",
    "digests remove {digest}",
    "digests edit {digest} every Friday at 10",
]


async def test_an_id_of_another_channel_is_as_unknown_as_any(office: Office) -> None:
    """By command, by mention and by a forged button, for a member who is not there, and for the
    owner elsewhere."""
    alert, digest = await on_board(office)
    await office.told(f"link {SALES_BOT.id} as SalesBot", user="ben", channel="finance")
    # A check may come meanwhile, which changes the rest of its memory.
    state = "SELECT body, state, json_extract(memory, '$.muted') FROM thresholds"
    plans = "SELECT body, state FROM digests"
    stored, seen = (rows(office, state), rows(office, plans)), office.slack.messages("board")

    async def by_mention(words: str) -> str:
        before = len(office.slack.ephemerals("ben", "finance"))
        await office.slack.mention(words, user="ben", channel="finance")
        told = await office.slack.wait_for(
            lambda: office.slack.ephemerals("ben", "finance")[before:], PATIENCE
        )
        return told[0].text

    office.user, office.channel = "ben", "finance"
    _, reply = await office.asked(str(WEEK))

    async def by_button(words: str) -> str:
        before = len(office.slack.ephemerals("ben", "finance"))
        await office.slack.click(reply, "ask:refresh", user="ben", value=words)
        told = await office.slack.wait_for(
            lambda: office.slack.ephemerals("ben", "finance")[before:], PATIENCE
        )
        return told[0].text

    entries = (office.told, by_mention, by_button)
    for number, verb in enumerate(VERBS):
        entry = entries[number % len(entries)]
        said = await entry(verb.format(alert=alert, digest=digest))
        unknown = await entry(verb.format(alert=NOBODY, digest=NOBODY))
        assert said.replace(alert, NOBODY).replace(digest, NOBODY) == unknown, verb
        assert "This channel has no" in said
    office.user = "anna"
    assert "This channel has no alert" in await office.told(f"alerts history {alert}")
    assert (rows(office, state), rows(office, plans)) == stored
    assert office.slack.messages("board") == seen
    assert rows(office, "SELECT * FROM digest_runs") == []


async def test_an_owner_reaches_their_own_from_their_direct_messages(office: Office) -> None:
    alert, digest = await on_board(office)
    for user in ("U0ANNA", "U0BEN"):
        office.slack.workspace.direct(user)
    office.user, office.channel = "anna", "D0ANNA"
    assert "is paused" in await office.told(f"alerts pause {alert}")
    assert "is back on" in await office.told(f"alerts resume {alert}")
    edit = f"digests edit {digest} every Friday at 10 for SupportBot"
    said = await announced(office, edit, "anna", "D0ANNA", "board")
    assert "changed digest 1" in said.text
    assert "SupportBot" in said.text
    assert "no digest" in await office.told(f"digests pause {digest}", user="ben", channel="D0BEN")


async def test_an_admin_changes_a_thing_with_what_its_own_channel_knows(office: Office) -> None:
    alert, digest = await on_board(office)
    await office.told("settings zone Asia/Tokyo", channel="board")
    await office.told(f"link {SALES_BOT.id} as FinBot", channel="finance")
    await office.told("settings zone Europe/Berlin", channel="finance")
    before = office.slack.messages("finance")
    edit = f"digests edit {digest} every Friday at 10 for SupportBot"
    said = await announced(office, edit, "admin", "finance", "board")
    assert "Asia/Tokyo" in said.text
    body = await stored(office, "SELECT body FROM digests", "Asia/Tokyo")
    assert json.loads(body)["bot_ids"] == [SUPPORT_BOT.id]
    other = f"digests edit {digest} every Friday at 10 for FinBot"
    assert "FinBot" in await office.told(other, user="admin", channel="finance")
    save = f"alerts save #{alert} sessions > 5000 per day"
    assert "changed alert 1" in (await announced(office, save, "admin", "finance", "board")).text
    body = await stored(office, "SELECT body FROM thresholds", "5000")
    assert json.loads(body)["threshold"]["zone"] == "Asia/Tokyo"
    assert office.slack.messages("finance") == before


REFUSED_OUTSIDE = [
    "unlink zzz",
    "allowance 5 sessions per month for zzz",
    "price 0.20 USD per session for zzz",
    "bots",
    "alerts",
    "digests",
    "allowance",
    f"link {HR_BOT.id} as HR2",
    f"alerts save {RULE} notify @channel",
    "digest every Monday at 9",
    "settings zone Asia/Tokyo",
    "settings",
]


async def told_outside(office: Office, words: str, user: str = "olga") -> str:
    """What somebody reads alone after a mention in the shared channel."""
    before = len(office.slack.ephemerals(user, "partner"))
    await office.slack.mention(words, user=user, channel="partner")
    told = await office.slack.wait_for(
        lambda: office.slack.ephemerals(user, "partner")[before:], PATIENCE
    )
    return told[0].text


async def test_an_admin_of_another_organisation_is_an_outsider(office: Office) -> None:
    users = office.slack.workspace.users
    users["U0OUTSIDER"] = replace(users["U0OUTSIDER"], is_admin=True, is_owner=True)
    admin = {"user": "admin", "channel": "partner"}
    assert "sharing: allow" in await office.told("settings sharing allow", **admin)
    await office.told(f"link {SUPPORT_BOT.id} as AcquisitionTarget", **admin)
    assert "sharing: refuse" in await office.told("settings sharing refuse", **admin)
    # Refused: nothing at all, and no name.
    for words in [*REFUSED_OUTSIDE, "last week", "settings sharing allow", "help"]:
        assert "AcquisitionTarget" not in await told_outside(office, words), words
    assert "AcquisitionTarget" not in await told_outside(office, "unlink zzz", "anna")
    # Allowed: outsiders may ask, and no more.
    assert "sharing: allow" in await office.told("settings sharing allow", **admin)
    for words in [*REFUSED_OUTSIDE, "settings sharing refuse", "settings calling members"]:
        said = await told_outside(office, words)
        assert "AcquisitionTarget" not in said, words
        assert "another organisation" in said, words
    await office.slack.mention(str(WEEK), user="olga", channel="partner")
    answered = await office.slack.wait_for(
        lambda: [m for m in office.slack.workspace.posted if WEEK.sessions() in m.text], PATIENCE
    )
    assert "<@U0OUTSIDER>" in answered[0].text
    assert [name for (name,) in rows(office, "SELECT name FROM bots")] == ["AcquisitionTarget"]
    assert rows(office, "SELECT * FROM thresholds") == []


async def test_a_guest_asks_and_sees_and_sets_nothing_up(office: Office) -> None:
    await office.told(LINK)
    await announced(office, f"alerts save {RULE}", "anna", "support-bots", "support-bots")
    office.user = "guest"
    assert "SupportBot" in await office.told("bots")
    assert "Alerts in this channel" in await office.told("alerts")
    for words in (
        f"link {HR_BOT.id} as HR",
        "unlink SupportBot",
        f"alerts save {RULE} notify @channel",
        "alerts mute 1",
        "alerts remove 1",
        "digest every Monday at 9",
        "allowance 5 sessions per month",
        "price 0.20 USD per session",
        "settings week sunday",
        "settings sharing allow",
        "settings calling members",
    ):
        assert "Only full members" in await office.told(words), words
    parent, _ = await office.asked(str(WEEK))
    assert "<@U0GUEST>" in parent.text


async def test_only_admins_call_a_channel_until_they_allow_it(office: Office) -> None:
    await office.told(LINK)
    words = "alerts save sessions > 900000 per day in UTC notify "
    for calls in ("@channel", "@here", "<!channel>", "<!subteam^S0OPS>", "<@U0BEN> and @here"):
        assert "admin" in await office.told(words + calls), calls
    assert rows(office, "SELECT * FROM thresholds") == []
    assert "admin" in await office.told("settings calling members")
    await announced(office, f"{words}@channel", "admin", "support-bots", "support-bots")
    # Any member stops it, and only its owner or an admin removes it.
    assert "is muted" in await office.told("alerts mute 1", user="ben")
    assert "Only the person who set up alert 1" in await office.told("alerts remove 1", user="ben")
    assert "calling: members" in await office.told("settings calling members", user="admin")
    assert "calling: members" in await office.told("settings", channel="finance")
    said = await announced(office, f"{words}@here", "anna", "support-bots", "support-bots")
    assert "set up alert 2" in said.text
    await office.told("settings calling admins", user="admin")
    # What calls already goes on calling, and may be changed in all else.
    edit = "alerts save #2 sessions > 800000 per day in UTC notify @here"
    assert (
        "changed alert 2"
        in (await announced(office, edit, "anna", "support-bots", "support-bots")).text
    )
    assert "admin" in await office.told(edit.replace("@here", "@channel"))


def marked_up(part: Any) -> Iterator[str]:
    """All texts in which Slack finds mentions: in plain ones it looks for none."""
    if isinstance(part, list):
        for each in part:
            yield from marked_up(each)
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        yield from marked_up(list(part.values()))


@pytest.mark.parametrize("name", ["<!channel> <@U0BEN> *b*", "<!subteam^S0OPS|@ops>", "@here"])
async def test_a_mention_in_a_bots_name_calls_nobody(office: Office, name: str) -> None:
    await office.told(f"link {SUPPORT_BOT.id} as {name}")
    save = f'alerts save sessions > 900000 per day for "{name}" in UTC notify <@U0BEN>'
    await announced(office, save, "anna", "support-bots", "support-bots")
    await office.told("alerts")
    await office.told("bots")
    await office.told("help")
    await office.asked(f"{WEEK} by day as csv")
    posted = [message for message in office.slack.workspace.posted if message.bot_id]
    ours = [text for m in posted for text in (m.text, *marked_up(list(m.blocks)))]
    assert any("&lt;" in text for text in ours) or name == "@here"
    for text in ours:
        assert "<!" not in text
        calls = text.count("<@U0BEN>")
        assert calls <= text.count("notify <@U0BEN>"), text


async def test_a_bot_asks_as_a_guest_does_and_is_not_addressed(office: Office) -> None:
    await office.told(LINK)
    await office.slack.mention(str(WEEK), user="robot", channel="support-bots")
    (answered,) = await office.slack.wait_for(
        lambda: [m for m in office.slack.workspace.posted if WEEK.sessions() in m.text], PATIENCE
    )
    before = len(office.slack.workspace.posted)
    await office.slack.mention(f"link {HR_BOT.id} as HR", user="robot", channel="support-bots")
    refused = await office.slack.wait_for(
        lambda: [m for m in office.slack.workspace.posted[before:] if m.bot_id], PATIENCE
    )
    assert "Only full members" in refused[0].text
    assert "U0ROBOT" not in answered.text + refused[0].text


async def test_whom_slack_does_not_show_is_nobody_special(office: Office) -> None:
    office.slack.workspace.users["U0GONE"] = User(
        "U0GONE", "gone", "Gone", is_admin=True, is_deleted=True
    )
    office.slack.faults.add("users.info", error="user_not_visible", times=1)
    assert "I know you as somebody of another organisation" in await office.told(
        "settings sharing allow", user="admin"
    )
    assert "deactivated" in await office.told("help", user="gone")


async def test_an_edit_from_elsewhere_is_saved_in_its_own_place(office: Office) -> None:
    """The button below a trial names the alert, whose number means another one elsewhere."""
    alert, _ = await on_board(office)
    await office.told(f"link {SALES_BOT.id} as FinBot", channel="finance")
    await announced(office, f"alerts save {RULE}", "admin", "finance", "finance")
    office.user, office.channel = "admin", "finance"
    edit = f"alerts edit {alert} sessions > 700000 per week in UTC"
    ack = await office.slack.slash("/billing", edit, user="admin", channel="finance")
    assert ack.ok
    tried = await office.slack.wait_for(
        lambda: [
            told
            for told in office.slack.ephemerals("admin", "finance")
            if "ask:alert-save" in json.dumps(told.blocks)
        ],
        PATIENCE,
    )
    before = len(office.slack.messages("board"))
    await office.slack.click(tried[0], "ask:alert-save", user="admin")
    said = await office.slack.wait_for(lambda: office.slack.messages("board")[before:], PATIENCE)
    assert "changed alert 1 of this channel" in said[0].text
    assert len(office.slack.messages("finance")) == 1
