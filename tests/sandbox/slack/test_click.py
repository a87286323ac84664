"""Clicks in messages, by Socket Mode and by signed HTTP, with a real Bolt app at the end."""

import json
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Draft, Message

Json = dict[str, Any]
FINANCE = "C0FINANCE"


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": words(value.title()), "value": value}


REFRESH: Json = {
    "type": "button",
    "text": words("Refresh"),
    "action_id": "refresh",
    "value": "last week fresh",
}
SIZES: Json = {
    "type": "static_select",
    "action_id": "size",
    "option_groups": [
        {"label": words("Fine"), "options": [option("hour")]},
        {"label": words("Coarse"), "options": [option("day"), option("week")]},
    ],
}
MORE: Json = {"type": "overflow", "action_id": "more", "options": [option("csv"), option("hide")]}
UNITS: Json = {"type": "users_select", "action_id": "who"}
BLOCKS: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*12,345*"}, "accessory": MORE},
    {"type": "actions", "block_id": "row", "elements": [REFRESH, SIZES, UNITS]},
]


@pytest.fixture
def message(live: SlackSandbox) -> Message:
    return live.workspace.post(FINANCE, Draft("12,345", BLOCKS))


async def test_a_button_is_clicked_and_the_app_answers_in_the_thread(
    bolt: AsyncApp, live: SlackSandbox, message: Message
) -> None:
    @bolt.action("refresh")
    async def refresh(ack: AsyncAck, body: Json, action: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postMessage(
            channel=body["channel"]["id"],
            thread_ts=body["container"]["message_ts"],
            text=f"{body['user']['name']}: {action['value']}",
        )

    ack = await live.click(message, "refresh", user="ben")
    replies = await live.wait_for(lambda: live.replies("finance", message.ts))

    assert ack.ok
    assert [reply.text for reply in replies] == ["ben: last week fresh"]


async def test_a_click_delivered_again_is_the_same_click(
    bolt: AsyncApp, live: SlackSandbox, message: Message
) -> None:
    triggers: list[str] = []

    @bolt.action("refresh")
    async def refresh(ack: AsyncAck, body: Json) -> None:
        triggers.append(body["trigger_id"])
        await ack()

    first = await live.click(message, "refresh", user="ben")
    await live.redeliver(first.request)
    await live.click(message, "refresh", user="ben")

    assert triggers[0] == triggers[1] != triggers[2]


async def test_an_answer_replaces_the_message_with_the_button_or_stands_beside_it(
    bolt: AsyncApp, live: SlackSandbox, message: Message
) -> None:
    @bolt.action("refresh")
    async def refresh(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("for ben alone")
        await respond("done", replace_original=True)

    await live.click(message, "refresh", user="ben")
    (edited,) = await live.wait_for(lambda: live.workspace.edited)

    assert (edited.ts, edited.text, edited.blocks) == (message.ts, "done", ())
    assert [m.text for m in live.ephemerals("ben", "finance")] == ["for ben alone"]


async def test_an_ephemeral_message_is_clicked_replaced_and_deleted_by_who_sees_it(
    bolt: AsyncApp, live: SlackSandbox
) -> None:
    bodies: list[Json] = []

    @bolt.action("refresh")
    async def refresh(ack: AsyncAck, respond: AsyncRespond, body: Json) -> None:
        bodies.append(body)
        await ack()
        if len(bodies) == 1:
            await respond("again?", blocks=BLOCKS, replace_original=True)
        else:
            await respond(delete_original=True)

    told = live.workspace.post(FINANCE, Draft("12,345", BLOCKS), to="U0ANNA")
    with pytest.raises(LookupError, match="ben does not see"):
        await live.click(told, "refresh", user="ben")
    await live.click(told, "refresh", user="anna")
    await live.wait_for(lambda: live.workspace.edited)
    assert [m.text for m in live.ephemerals("anna", "finance")] == ["again?"]

    await live.click(told, "refresh", user="anna")
    await live.wait_for(lambda: not live.ephemerals("anna", "finance"))

    assert bodies[0]["container"]["is_ephemeral"]
    assert "message" not in bodies[0]


async def test_a_click_that_nobody_takes_is_a_failure_and_says_nothing_in_the_channel(
    bolt: AsyncApp, live: SlackSandbox, message: Message
) -> None:
    live.socket.ack_seconds = 0.05
    ack = await live.click(message, "refresh", user="anna")  # Bolt answers only what it knows

    assert not ack.ok
    assert not live.ephemerals("anna", "finance")


# ---- what a click says


def test_a_click_says_who_where_and_on_what(live: SlackSandbox, message: Message) -> None:
    click = live.action(message, "refresh", user="anna")

    assert click["user"]["id"] == "U0ANNA"
    assert click["team"]["id"] == live.workspace.team_id
    assert click["channel"] == {"id": FINANCE, "name": "finance"}
    assert click["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": FINANCE,
        "is_ephemeral": False,
    }
    assert click["message"]["blocks"][1]["elements"][0] == REFRESH
    (action,) = click["actions"]
    assert action.pop("action_ts") > message.ts
    assert action == {**REFRESH, "block_id": "row"}


def test_a_click_in_a_thread_names_its_parent(live: SlackSandbox, message: Message) -> None:
    reply = live.workspace.post(FINANCE, Draft("", BLOCKS), thread_ts=message.ts)

    click = live.action(reply, "refresh", user="anna")

    assert click["container"]["message_ts"] == reply.ts
    assert click["container"]["thread_ts"] == click["message"]["thread_ts"] == message.ts


def test_a_value_may_be_forged(live: SlackSandbox, message: Message) -> None:
    (action,) = live.action(message, "refresh", user="anna", value="all bots")["actions"]

    assert (action["value"], action["text"]) == ("all bots", REFRESH["text"])


@pytest.mark.parametrize(("menu", "value"), [("size", "week"), ("more", "csv")])
def test_an_option_is_chosen(live: SlackSandbox, message: Message, menu: str, value: str) -> None:
    click = live.action(message, menu, user="anna", value=value)

    assert click["actions"][0]["selected_option"] == option(value)


def test_a_choice_stays_for_who_chose_and_a_menu_that_only_opens_keeps_none(
    live: SlackSandbox, message: Message
) -> None:
    live.action(message, "size", user="anna", value="day")
    hers = live.action(message, "more", user="anna", value="csv")["state"]["values"]
    his = live.action(message, "who", user="ben", value="U0ANNA")["state"]["values"]

    size, who = "static_select", "users_select"
    assert hers == {
        "row": {
            "size": {"type": size, "selected_option": option("day")},
            "who": {"type": who, "selected_user": None},
        }
    }
    assert his == {
        "row": {
            "size": {"type": size, "selected_option": None},
            "who": {"type": who, "selected_user": "U0ANNA"},
        }
    }


@pytest.mark.parametrize(
    ("action_id", "value", "told"),
    [
        ("cancel", None, "no cancel, only"),
        ("size", "month", "no option 'month', only"),
        ("more", None, "no option None"),
        ("who", "U0NOBODY", "no option 'U0NOBODY', only"),
    ],
)
def test_one_cannot_click_what_is_not_there(
    live: SlackSandbox, message: Message, action_id: str, value: str | None, told: str
) -> None:
    with pytest.raises(LookupError, match=told):
        live.action(message, action_id, user="anna", value=value)


def test_a_button_is_looked_for_in_the_message_as_it_stands(
    live: SlackSandbox, message: Message
) -> None:
    cancel = {**REFRESH, "action_id": "cancel"}
    live.workspace.edit(message, Draft("", [{"type": "actions", "elements": [cancel]}]))

    assert live.action(message, "cancel", user="anna")["message"]["edited"]
    with pytest.raises(LookupError):
        live.action(message, "refresh", user="anna")

    live.workspace.delete(message)
    with pytest.raises(LookupError, match="does not see"):
        live.action(message, "cancel", user="anna")


def test_buttons_of_a_coloured_attachment_are_found(live: SlackSandbox) -> None:
    bar = {"color": "#c0392b", "blocks": [BLOCKS[1]]}
    notice = live.workspace.post(FINANCE, Draft("", attachments=[bar]))

    assert live.action(notice, "refresh", user="anna")["actions"][0]["block_id"] == "row"


def test_the_request_is_a_form_of_one_field(live: SlackSandbox, message: Message) -> None:
    click = live.action(message, "refresh", user="anna")

    request = live.http.signed("interactive", click)

    assert request.content_type == "application/x-www-form-urlencoded"
    assert json.loads(parse_qs(request.body.decode())["payload"][0]) == click


# ---- the answers to a click


@pytest.mark.parametrize("yes", [True, "true"])
async def test_an_original_that_is_gone_is_not_replaced(
    live: SlackSandbox, message: Message, yes: bool | str
) -> None:
    address = live.action(message, "refresh", user="anna")["response_url"]
    async with httpx.AsyncClient() as http:
        await http.post(address, json={"delete_original": yes})
        assert not live.messages("finance")
        await http.post(address, json={"text": "late", "replace_original": yes})

    assert not live.messages("finance")
    assert [m.text for m in live.ephemerals("anna", "finance")] == ["late"]


async def test_a_workspace_refuses_blocks_in_answers_too(
    live: SlackSandbox, message: Message
) -> None:
    live.workspace.refused_blocks = frozenset({"section"})
    address = live.action(message, "refresh", user="anna")["response_url"]

    async with httpx.AsyncClient() as http:
        answer = await http.post(address, json={"blocks": BLOCKS})

    assert answer.json()["error"] == "invalid_blocks"
