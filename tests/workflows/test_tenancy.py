"""What a workspace has set up is reached from no other one: each thing of it, by its id and by its
words, through each of Slack's entries and by assistants.
"""

import asyncio
import functools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import httpx
import pytest
from pydantic import SecretStr

from slackbot.assistants.endpoint import AssistantEndpoint
from slackbot.domain.access.assistant import AssistantToken, hash_of, written
from slackbot.slack.forms.modal import CALLBACK
from slackbot.slack.inbound.forms import SHORTCUT
from slackbot.slack.inbound.workspaces import is_installed
from slackbot.store.databases.database import Database
from slackbot.web.signature import Guard
from slackbot.workflows.assistants.desk import AssistantDesk
from tests.slack.inbound.entries import Json
from tests.web.site import headers_for
from tests.workflows.alerts.test_alerts import HOUR
from tests.workflows.house import (
    CHANGES,
    ENTRIES,
    HERE,
    MEANT_TO_FAIL,
    MEMBER,
    READS,
    SECRETS,
    SENDERS,
    URL,
    WORDLESS,
    House,
    Sender,
    cancelled,
    mentioned_in_its_thread,
    message_of,
    pressed,
    pressed_on_the_home_tab,
    typed,
)


@pytest.fixture
async def house(database: Database) -> House:
    house = House(database)
    await house.open()
    await house.settle()
    return house


async def test_no_word_through_any_entry_reaches_another_workspace(house: House) -> None:
    before, tried = await house.kept(), 0
    house.forget()
    for at, words in enumerate((*READS, *CHANGES)):
        for entry in ENTRIES.values():
            if at < len(SENDERS) or entry not in WORDLESS:
                tried += 1
                await entry(house, SENDERS[tried % len(SENDERS)], words.format(**house.ids))
    assert {each.team for each in house.asked[-tried:]} == {each.team for each in SENDERS}
    assert [secret for secret in SECRETS if secret in house.heard()] == []
    assert await house.kept() == before
    await its_own_people_reach(house)


async def its_own_people_reach(house: House) -> None:
    """Otherwise nothing would follow from what others did not reach."""
    house.forget()
    lacking = []
    for words in (*READS, *CHANGES):
        await typed(house, Sender("T1"), words.format(**house.ids))
        if house.office.said.failed:
            lacking.append(words)
            house.office.said.failed.clear()
    assert [secret for secret in SECRETS if secret not in house.heard()] == []
    assert lacking == [*MEANT_TO_FAIL]


async def test_who_is_of_another_organisation_reaches_nothing_of_a_shared_channel(
    house: House,
) -> None:
    stranger, before = Sender("T1", MEMBER, of="T9"), await house.kept()
    house.forget()
    for words in (*READS, *CHANGES):
        for entry in (mentioned_in_its_thread, pressed, pressed_on_the_home_tab):
            await entry(house, stranger, words.format(**house.ids))
    await cancelled(house, stranger, "")
    assert house.asked[-1].user_team == "T9"
    assert [secret for secret in SECRETS if secret in house.heard()] == []
    assert await house.kept() == before


async def test_a_workspace_is_of_an_organisation_if_slack_says_so(house: House) -> None:
    """Not where the person is, who presses a button in a channel that two organisations share."""
    stranger = Sender("T9", organisation="E1")
    await house.send("interactive", stranger.interactive())
    assert house.asked[-1].team == "T1"
    assert await house.store.find("T9") is None
    await typed(house, Sender("T3", organisation="E1"), "help")
    assert await house.store.find("T3")
    assert await house.admission.admit({"team_id": "T9", "enterprise_id": "E9"}) is None


HOST: Final = "billing.example.com"
SIGNING: Final = SecretStr("signing-secret")


@pytest.fixture
async def assistants(house: House) -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """What an assistant is told that asks for alerts."""
    ports, clock = house.office.ports, house.office.clock
    tokens = ports.assistants.tokens
    works_for = functools.partial(is_installed, house.admission)
    endpoint = AssistantEndpoint(
        AssistantDesk(ports, clock), tokens, Guard(SIGNING, clock), clock,
        f"https://{HOST}/mcp", works_for,
    )  # fmt: skip
    serving = asyncio.create_task(endpoint.serve())
    await endpoint.serving.wait()
    accepts = {"accept": "application/json, text/event-stream", "content-type": "application/json"}

    async def told(token: str = "", **slack: str) -> str:
        call = {"name": "alerts", "arguments": {}, "_meta": {"slack": slack}}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        body = json.dumps(message).encode()
        known = {"authorization": f"Bearer {token}"} if token else signed(body)
        transport = httpx.ASGITransport(app=endpoint)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as http:
            return (await http.post("/mcp", content=body, headers=accepts | known)).text

    def signed(body: bytes) -> dict[str, str]:
        at = str(int(clock.now().timestamp()))
        return headers_for(body, at, SIGNING.get_secret_value())

    yield told
    serving.cancel()


async def test_an_assistant_reaches_the_workspace_of_its_person(
    house: House, assistants: Callable[..., Awaitable[str]]
) -> None:
    """By a token, or by Slack, which signs whom its own assistant asks for, in each workspace that
    has installed the app."""
    kept, now = house.office.ports.assistants.tokens, house.office.clock.now()
    made = AssistantToken(team="", id="a", user=MEMBER, made_at=now, expires_at=now + HOUR)
    tokens = {team: written(team, f"{team}-secret" * 5) for team in ("T1", "T2")}
    for team, token in tokens.items():
        await kept.save(made.model_copy(update={"team": team}), hash_of(token))
    assert "912" in await assistants(tokens["T1"])
    assert "912" in await assistants(user_id=MEMBER, team_id="T1")
    before = await house.kept()
    foreign = [
        await assistants(tokens["T2"]),
        await assistants(tokens["T1"].replace("T1", "T2", 1)),
        await assistants(tokens["T2"].replace("T2", "T1", 1)),
        await assistants(user_id=MEMBER, team_id="T2"),
        await assistants(user_id=MEMBER, team_id="T3", enterprise_id="E1"),
        await assistants(user_id=MEMBER, team_id="T9", enterprise_id="E9"),
        await assistants(user_id="U0NOBODY", team_id="T1"),
    ]
    assert not [said for said in foreign if "912" in said or "Tangerine" in said]
    assert '"isError":false' in foreign[3].replace(" ", "")
    assert '"isError":false' in foreign[4].replace(" ", "")
    assert await house.kept() == before


OF_FORMS: Final = {
    "digest": "1", "alert": "1", "snooze": "1", "allowance": "sessions", "price": "sessions",
    "group": "{group}", "link": "st-tangerine", "settings": "week", "question": "",
}  # fmt: skip

NO_VERSION: Final = ["alert", "question"]


async def test_no_form_reaches_another_workspace(house: House) -> None:
    """Opened by a button, a shortcut or a bare command; drawn anew and submitted with a forged
    reference, and with the version that the thing has."""
    own = Sender("T1")
    (group,) = await house.office.ports.groups.of("T1")
    things = {form: which.format(group=group.id) for form, which in OF_FORMS.items()}
    # That of an alert is drawn a second time, when it is known what it would have done.
    versions = {
        form: "" if form == "alert" else await opened(house, own, form, which)
        for form, which in things.items()
    }
    assert [form for form, version in versions.items() if not version] == NO_VERSION
    before = await house.kept()
    house.forget()
    stranger = Sender("T1", MEMBER, of="T9")
    for at, (form, which) in enumerate(things.items()):
        for sender in (SENDERS[at % len(SENDERS)], stranger):
            found = await opened(house, sender, form, which)
            assert not found or found != versions[form], form
            view = forged(sender, form, which, versions[form])
            action = {"type": "static_select", "action_id": "field:x", "block_id": "b"}
            more = {"view": view, "container": {"type": "view"}, "channel": None}
            await house.send("interactive", sender.interactive(actions=[action], **more))
            assert (await house.windows.next())[0] == sender.team
            submitted = sender.interactive(type="view_submission", **more)
            said = str(await house.send("interactive", submitted))
            assert not [secret for secret in SECRETS if secret in said]
    for sender in (*SENDERS, stranger):
        shortcut = {"type": "shortcut", "callback_id": SHORTCUT, "channel": None, "container": None}
        await house.send("interactive", sender.interactive(**shortcut))
        assert (await house.windows.next())[0] == sender.team
    assert [secret for secret in SECRETS if secret in house.heard()] == []
    assert not [each for each in house.asked if each.response_url == URL and each.team != "T1"]
    assert await house.kept() == before


async def opened(house: House, by: Sender, form: str, which: str) -> str:
    """The version of the thing in the form that a button opens; empty without a form."""
    value = f"{HERE} {which}".strip()
    await house.send("interactive", by.interactive(f"form:{form}", value, **message_of(by)))
    team, view = await house.windows.next()
    assert team == by.team
    ref = json.loads(view.get("private_metadata") or "{}")
    return str(ref.get("version") or "")


def forged(by: Sender, form: str, which: str, version: str) -> Json:
    """A form of T1 as somebody elsewhere would send it."""
    ref = {"form": form, "channel": HERE, "which": which, "version": version}
    said = {"type": "static_select", "selected_option": {"value": "monday"}}
    return {
        "id": "V0", "type": "modal", "callback_id": CALLBACK, "hash": "1",
        "app_installed_team_id": by.team, "private_metadata": json.dumps(ref),
        "blocks": [], "state": {"values": {"b": {"field:x": said}}},
    }  # fmt: skip
