"""Commands by Socket Mode and answers to their `response_url`, with a real Bolt app at the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import httpx
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.sandbox.slack.conftest import Clock

Connect = Callable[[], Awaitable[aiohttp.ClientWebSocketResponse]]

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*12,345* sessions"}}


@pytest.fixture
def sandbox(clock: Clock) -> SlackSandbox:
    return SlackSandbox(Workspace(clock))


@pytest.fixture
async def bolt(url: str, sandbox: SlackSandbox) -> AsyncIterator[AsyncApp]:
    app = AsyncApp(client=AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/"))
    opener = AsyncWebClient("xapp-sandbox", base_url=f"{url}/api/")
    handler = AsyncSocketModeHandler(app, "xapp-sandbox", web_client=opener)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await sandbox.wait_for_connection()
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
async def http(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url) as http:
        yield http


async def connection(http: httpx.AsyncClient) -> str:
    """The address of a new connection, as the app asks for it."""
    headers = {"Authorization": "Bearer xapp-sandbox"}
    opened = (await http.post("/api/apps.connections.open", headers=headers)).json()
    address: str = opened["url"]
    return address


async def test_a_command_is_acknowledged_and_answered(
    bolt: AsyncApp, sandbox: SlackSandbox
) -> None:
    @bolt.command("/billing")
    async def billing(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
        await ack("One moment …")
        await respond(f"{command['user_name']} asked {command['text']!r}", blocks=[SECTION])

    ack = await sandbox.slash("/billing", "last week", user="anna", channel="lounge")
    await sandbox.wait_for(lambda: sandbox.ephemerals("anna", "lounge")[1:])

    assert ack.ok
    assert ack.payload == {"text": "One moment …"}
    assert ack.seconds > 0
    # In either order: Bolt sends the acknowledgement some ms after `await ack()` has returned.
    texts = {message.text for message in sandbox.ephemerals("anna", "lounge")}
    assert texts == {"One moment …", "anna asked 'last week'"}
    assert not sandbox.messages("lounge")


async def test_a_command_delivered_again_is_the_same_command(
    bolt: AsyncApp, sandbox: SlackSandbox
) -> None:
    triggers: list[str] = []

    @bolt.command("/billing")
    async def billing(ack: AsyncAck, command: dict[str, Any]) -> None:
        triggers.append(command["trigger_id"])
        await ack()

    first = await sandbox.slash("/billing", user="anna", channel="finance")
    again = await sandbox.redeliver(dict(first.request))
    other = await sandbox.slash("/billing", user="anna", channel="finance")

    assert first.ok
    assert again.ok
    assert other.ok
    assert triggers[0] == triggers[1] != triggers[2]


async def test_a_late_acknowledgement_is_a_timeout_that_the_user_sees(
    bolt: AsyncApp, sandbox: SlackSandbox
) -> None:
    sandbox.socket.ack_seconds = 0.05

    @bolt.command("/billing")
    async def billing(ack: AsyncAck) -> None:
        await sandbox.wait_for(lambda: sandbox.ephemerals("anna", "finance"))
        await ack("too late")

    ack = await sandbox.slash("/billing", user="anna", channel="finance")

    assert (ack.ok, ack.error) == (False, "operation_timeout")
    (told,) = sandbox.ephemerals("anna", "finance")
    assert told.text == '/billing failed with the error "operation_timeout"'


async def test_a_command_without_a_connected_app_fails_at_once(sandbox: SlackSandbox) -> None:
    ack = await sandbox.slash("/billing", user="anna", channel="finance")

    assert (ack.ok, ack.error) == (False, "dispatch_failed")
    assert "dispatch_failed" in sandbox.ephemerals("anna", "finance")[0].text


async def test_bad_blocks_in_an_acknowledgement_are_a_failure_that_the_user_sees(
    bolt: AsyncApp, sandbox: SlackSandbox
) -> None:
    @bolt.command("/billing")
    async def billing(ack: AsyncAck) -> None:
        await ack(blocks=[{"type": "nonsense"}])

    await sandbox.slash("/billing", user="anna", channel="finance")

    (told,) = sandbox.ephemerals("anna", "finance")
    assert told.text == '/billing failed with the error "invalid_blocks"'


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled", "warning"])
async def test_the_app_comes_back_when_it_is_told_to_reconnect(
    bolt: AsyncApp, sandbox: SlackSandbox, reason: str
) -> None:
    @bolt.command("/billing")
    async def billing(ack: AsyncAck) -> None:
        await ack()

    await sandbox.socket.disconnect(reason)
    await sandbox.wait_for(lambda: sandbox.socket.opened == 2)

    assert sandbox.socket.connections == 1
    assert (await sandbox.slash("/billing", user="anna", channel="finance")).ok


async def test_envelopes_go_to_the_connections_in_turn(
    http: httpx.AsyncClient, sandbox: SlackSandbox
) -> None:
    sandbox.socket.ack_seconds = 0.05
    async with aiohttp.ClientSession() as session:
        both = [await session.ws_connect(await connection(http)) for _ in range(2)]
        hellos = [await socket.receive_json() for socket in both]
        await sandbox.wait_for(lambda: sandbox.socket.opened == 2)
        for _ in range(2):
            await sandbox.slash("/billing", user="anna", channel="finance")
        envelopes = [await socket.receive_json() for socket in both]

    assert [hello["num_connections"] for hello in hellos] == [1, 2]
    assert [envelope["type"] for envelope in envelopes] == ["slash_commands"] * 2
    assert envelopes[0]["accepts_response_payload"] is True
    assert envelopes[0]["envelope_id"] != envelopes[1]["envelope_id"]


async def test_a_lost_connection_gets_no_envelopes(
    http: httpx.AsyncClient, sandbox: SlackSandbox
) -> None:
    async with aiohttp.ClientSession() as session:
        await session.ws_connect(await connection(http))
        await sandbox.wait_for_connection()
    await sandbox.wait_for(lambda: sandbox.socket.connections == 0)

    ack = await sandbox.slash("/billing", user="anna", channel="finance")
    assert ack.error == "dispatch_failed"


async def test_a_ticket_opens_one_connection(http: httpx.AsyncClient) -> None:
    address = await connection(http)
    async with aiohttp.ClientSession() as session:
        await session.ws_connect(address)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(address)


async def test_an_eleventh_connection_is_sent_away(http: httpx.AsyncClient) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await connection(http)) for _ in range(11)]
        greetings = [await socket.receive_json() for socket in sockets]

    assert [greeting["type"] for greeting in greetings] == ["hello"] * 10 + ["disconnect"]
    assert greetings[10]["reason"] == "too_many_websockets"


# ---- misbehaviour


@pytest.fixture
async def connect(http: httpx.AsyncClient, sandbox: SlackSandbox) -> AsyncIterator[Connect]:
    """Opens a connection and reads its `hello`."""
    async with aiohttp.ClientSession() as session:

        async def connect() -> aiohttp.ClientWebSocketResponse:
            before = sandbox.socket.opened
            socket = await session.ws_connect(await connection(http), autoping=False)
            assert (await socket.receive_json())["type"] == "hello"
            await sandbox.wait_for(lambda: sandbox.socket.opened > before)
            return socket

        yield connect


async def test_a_silent_connection_answers_no_ping_and_loses_what_it_is_handed(
    connect: Connect, sandbox: SlackSandbox
) -> None:
    sandbox.socket.ack_seconds = 0.05
    socket = await connect()
    await socket.ping()
    assert (await socket.receive()).type is aiohttp.WSMsgType.PONG

    sandbox.socket.fall_silent()
    await socket.ping()
    ack = await sandbox.slash("/billing", user="anna", channel="finance")

    assert ack.error == "operation_timeout"
    assert sandbox.socket.lost == [ack.request]
    assert sandbox.socket.connections == 0
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.05)


async def test_a_silent_connection_is_handed_envelopes_until_the_app_ends_it(
    connect: Connect, sandbox: SlackSandbox
) -> None:
    sandbox.socket.ack_seconds = 0.02
    silent, _other = await connect(), await connect()
    sandbox.socket.fall_silent()

    first = [await sandbox.slash("/billing", user="anna", channel="finance") for _ in range(2)]
    assert sandbox.socket.lost == [first[0].request]
    with pytest.raises(TimeoutError):
        await silent.receive(timeout=0.01)  # after which aiohttp closes without waiting
    await silent.close()
    await sandbox.wait_for(lambda: sandbox.socket.silent == 0)

    await sandbox.slash("/billing", user="anna", channel="finance")
    assert sandbox.socket.lost == [first[0].request]


async def test_what_a_silent_connection_was_about_to_acknowledge_is_lost_too(
    connect: Connect, sandbox: SlackSandbox
) -> None:
    sandbox.socket.ack_seconds = 0.05
    socket = await connect()
    command = asyncio.create_task(sandbox.slash("/billing", user="anna", channel="finance"))
    envelope = await socket.receive_json()

    sandbox.socket.fall_silent()
    await socket.send_json({"envelope_id": envelope["envelope_id"]})

    assert (await command).error == "operation_timeout"
    assert sandbox.socket.lost == [(await command).request]


async def test_a_connection_may_break_and_another_one_gets_its_envelope(
    connect: Connect, sandbox: SlackSandbox
) -> None:
    first, second = await connect(), await connect()
    commands = [
        asyncio.create_task(sandbox.slash("/billing", user="anna", channel="finance"))
        for _ in range(2)
    ]
    envelopes = [await first.receive_json(), await second.receive_json()]

    sandbox.socket.break_off()
    assert sandbox.socket.connections == 1
    assert (await first.receive()).type is aiohttp.WSMsgType.CLOSED

    assert await second.receive_json() == envelopes[0]
    for envelope in envelopes:
        await second.send_json({"envelope_id": envelope["envelope_id"]})
    assert all(ack.ok for ack in await asyncio.gather(*commands))


async def test_new_connections_may_be_refused(connect: Connect, sandbox: SlackSandbox) -> None:
    sandbox.socket.refusing = True
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await connect()

    sandbox.socket.refusing = False
    await connect()
    assert sandbox.socket.connections == 1


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_some_connections_may_be_told_to_go(
    connect: Connect, sandbox: SlackSandbox, reason: str
) -> None:
    told, spared = await connect(), await connect()

    await sandbox.socket.disconnect(reason, count=1)

    assert (await told.receive_json())["reason"] == reason
    assert sandbox.socket.connections == (2 if reason == "warning" else 1)
    with pytest.raises(TimeoutError):
        await spared.receive(timeout=0.01)


async def test_words_of_nobody_reach_a_connection(connect: Connect, sandbox: SlackSandbox) -> None:
    socket = await connect()

    await sandbox.socket.babble("{")

    assert await socket.receive_str() == "{"


# ---- response_url


@pytest.fixture
def response_url(url: str, sandbox: SlackSandbox) -> str:
    return sandbox.command("/billing", user="anna", channel="lounge")["response_url"]


async def test_an_answer_is_seen_by_the_asker_only(
    http: httpx.AsyncClient, sandbox: SlackSandbox, response_url: str
) -> None:
    answer = await http.post(response_url, json={"text": "a"})

    assert (answer.status_code, answer.text) == (200, "ok")
    assert [m.text for m in sandbox.ephemerals("anna", "lounge")] == ["a"]
    assert not sandbox.messages("lounge")


async def test_an_answer_may_be_for_all_even_where_the_app_is_no_member(
    http: httpx.AsyncClient, sandbox: SlackSandbox, response_url: str
) -> None:
    await http.post(response_url, json={"text": "a", "response_type": "in_channel"})

    (message,) = sandbox.messages("lounge")
    await http.post(
        response_url,
        json={"text": "b", "response_type": "in_channel", "thread_ts": message.ts},
    )
    assert [m.text for m in sandbox.replies("lounge", message.ts)] == ["b"]


async def test_an_answer_may_be_replaced_and_deleted(
    http: httpx.AsyncClient, sandbox: SlackSandbox, response_url: str
) -> None:
    await http.post(response_url, json={"text": "working …"})
    await http.post(response_url, json={"text": "done", "replace_original": True})
    assert [m.text for m in sandbox.ephemerals("anna", "lounge")] == ["done"]

    await http.post(response_url, json={"delete_original": True})
    assert not sandbox.ephemerals("anna", "lounge")


async def test_an_address_takes_five_answers(
    http: httpx.AsyncClient, sandbox: SlackSandbox, response_url: str
) -> None:
    answers = [await http.post(response_url, json={"text": "a"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[5].json() == {"ok": False, "error": "used_url"}
    assert len(sandbox.ephemerals("anna", "lounge")) == 5


@pytest.mark.parametrize(("seconds", "status"), [(1799, 200), (1800, 404)])
async def test_an_address_lives_half_an_hour(
    http: httpx.AsyncClient, clock: Clock, response_url: str, seconds: int, status: int
) -> None:
    clock.time += seconds

    answer = await http.post(response_url, json={"text": "a"})

    assert answer.status_code == status
    assert status == 200 or answer.json()["error"] == "expired_url"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ('{"blocks": [{"type": "nonsense"}]}', "invalid_blocks"),
        ("{}", "no_text"),
        ("[]", "invalid_payload"),
        ("{", "invalid_payload"),
    ],
)
async def test_a_bad_answer_is_refused(
    http: httpx.AsyncClient, sandbox: SlackSandbox, response_url: str, body: str, error: str
) -> None:
    answer = await http.post(response_url, content=body)

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert not sandbox.ephemerals("anna", "lounge")


async def test_an_answer_may_fail_by_order(
    http: httpx.AsyncClient, sandbox: SlackSandbox, response_url: str
) -> None:
    sandbox.faults.add("response_url", http_status=500)
    sandbox.faults.add("response_url", http_status=500, after_effect=True)

    assert (await http.post(response_url, json={"text": "lost"})).status_code == 500
    assert (await http.post(response_url, json={"text": "kept"})).status_code == 500
    assert [m.text for m in sandbox.ephemerals("anna", "lounge")] == ["kept"]


async def test_nobody_guesses_an_address(http: httpx.AsyncClient) -> None:
    assert (await http.post("/response/guessed", json={"text": "a"})).status_code == 404


# ---- for a person who looks


async def test_a_person_gives_a_command_and_looks_at_what_came(
    http: httpx.AsyncClient, bolt: AsyncApp, sandbox: SlackSandbox
) -> None:
    @bolt.command("/billing")
    async def billing(ack: AsyncAck, client: AsyncWebClient, command: dict[str, Any]) -> None:
        await ack("Here:")
        asked = {"channel": command["channel_id"]}
        parent = await client.chat_postMessage(**asked, text="parent")
        await client.chat_postMessage(**asked, text="reply", thread_ts=parent["ts"])

    asked = {"command": "/billing", "text": "today", "user": "anna", "channel": "finance"}
    ack = (await http.post("/sandbox/slash", json=asked)).json()
    await sandbox.wait_for(
        lambda: (
            sandbox.messages("finance")
            and sandbox.replies("finance", sandbox.messages("finance")[0].ts)
        )
    )
    channels = (await http.get("/sandbox/channels")).json()["channels"]
    seen = (await http.get("/sandbox/channels/C0FINANCE/messages")).json()

    assert (ack["ok"], ack["payload"]) == (True, {"text": "Here:"})
    assert {c["name"]: c["messages"] for c in channels}["finance"] == 1
    assert [m["text"] for m in seen["messages"]] == ["parent"]
    assert [m["text"] for m in seen["messages"][0]["replies"]] == ["reply"]
    assert [m["text"] for m in seen["ephemerals"]["U0ANNA"]] == ["Here:"]


async def test_a_person_is_told_of_a_wrong_name(http: httpx.AsyncClient) -> None:
    asked = {"command": "/billing", "user": "nobody", "channel": "finance"}
    answer = await http.post("/sandbox/slash", json=asked)

    assert answer.status_code == 400
    assert answer.json()["error"] == "The sandbox has no user nobody."
    assert (await http.get("/sandbox/channels/nowhere/messages")).status_code == 404
