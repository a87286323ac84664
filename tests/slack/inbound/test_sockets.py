"""Two connections to the sandbox's Slack on a real socket, and what befalls them."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from structlog.testing import capture_logs
from structlog.typing import EventDict
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_websockets

from slackbot.domain.errors import SlackRefusedError
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.delivery.socket import Ack
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.slack.inbound.connection import MOST_UNANSWERED, NO_MESSAGE, UNACKNOWLEDGED
from slackbot.slack.inbound.sockets import ENDED, FAILED, RECOVERED, Intervals, SocketPair
from tests.clock import CLOCK, seconds

Logs = list[EventDict]

PATIENCE = 30.0  # only what hangs takes so long
QUICK = Intervals(
    ping_seconds=0.02,
    lasting_seconds=0.0,
    leaving_seconds=0.05,
    retry_seconds=0.01,
    longest_retry_seconds=0.04,
)


class RealClock:
    """The tests' clock, and what was slept."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> datetime:
        return CLOCK.now()

    def monotonic(self) -> float:
        return CLOCK.monotonic()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(seconds)


class BuggyClient(AsyncWebClient):
    """A client with a bug that shows `bugs` times; `url` is where it connects instead."""

    bugs = 0
    url = ""

    async def apps_connections_open(self, *, app_token: str, **kwargs: Any) -> AsyncSlackResponse:
        if self.bugs:
            self.bugs -= 1
            raise LookupError("a bug")
        response = await super().apps_connections_open(app_token=app_token, **kwargs)
        if self.url:
            response.data = {"ok": True, "url": self.url}
        return response


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-sandbox")


class Gate:
    """A Bolt app that says each command's text back while it is open; `taken` counts commands."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.taken = asyncio.Semaphore(0)
        self.app = AsyncApp(authorize=authorize, request_verification_enabled=False)
        self.app.command("/billing")(self._billing)

    async def _billing(self, ack: AsyncAck, command: dict[str, Any]) -> None:
        self.taken.release()
        await self.open.wait()
        await ack(command["text"])


@pytest.fixture
async def gate() -> Gate:
    return Gate()


@pytest.fixture
def clock() -> RealClock:
    return RealClock()


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    slack = SlackSandbox(Workspace(seconds), rate=None, ack_seconds=1.0)
    async with serve(slack.app) as url:
        slack.url = url
        yield slack


@pytest.fixture
def client(slack: SlackSandbox) -> BuggyClient:
    return BuggyClient(slack.app_token, base_url=f"{slack.url}/api/", retry_handlers=[])


@pytest.fixture
def logs(slack: SlackSandbox) -> Iterator[Logs]:
    """What was logged; whoever waits for Slack is woken by it too."""

    def wake(_logger: Any, _method: str, entry: EventDict) -> EventDict:
        slack.workspace.notify()
        return entry

    with capture_logs(processors=[wake]) as logs:
        yield logs


def events(logs: Logs) -> list[str]:
    """What was logged, but for ends in good order."""
    return [entry["event"] for entry in logs if entry["event"] != ENDED]


OpenPair = Callable[..., AbstractAsyncContextManager[SocketPair]]


@pytest.fixture
def open_pair(slack: SlackSandbox, gate: Gate, clock: RealClock, client: BuggyClient) -> OpenPair:
    """A pair, both connections at work, for as long as a block of code runs."""

    @contextlib.asynccontextmanager
    async def open_pair(intervals: Intervals = QUICK) -> AsyncIterator[SocketPair]:
        pair = SocketPair(gate.app, slack.app_token, client, clock, intervals)
        await pair.open()
        try:
            await slack.wait_for(lambda: slack.socket.connections == 2)
            for _ in range(2):  # by now both are up on our side too
                assert (await command(slack)).ok
                await gate.taken.acquire()
            yield pair
        finally:
            await pair.close()

    return open_pair


@pytest.fixture
async def pair(open_pair: OpenPair) -> AsyncIterator[SocketPair]:
    async with open_pair() as pair:
        yield pair


async def command(slack: SlackSandbox, text: str = "today") -> Ack:
    return await slack.slash("/billing", text, user="anna", channel="finance")


async def pending(slack: SlackSandbox, gate: Gate, count: int = 1) -> list[asyncio.Task[Ack]]:
    """Commands that the app has taken and not acknowledged; the gate is closed."""
    gate.open.clear()
    commands = [asyncio.create_task(command(slack, str(number))) for number in range(count)]
    async with asyncio.timeout(PATIENCE):
        for _ in commands:
            await gate.taken.acquire()
    return commands


async def both_up(slack: SlackSandbox, opened: int) -> None:
    """Wait until so many connections have been opened and two of them, good ones, are left."""
    socket = slack.socket
    await slack.wait_for(lambda: socket.opened >= opened)
    await slack.wait_for(lambda: socket.connections == 2 and not socket.silent)


def qualified_name(task: asyncio.Task[Any]) -> str:
    """Of the coroutine that the task runs."""
    return getattr(task.get_coro(), "__qualname__", "")


# ---- from start to end


async def test_one_connection_is_enough_to_begin_and_another_follows(
    slack: SlackSandbox, gate: Gate, clock: RealClock, client: BuggyClient
) -> None:
    pair = SocketPair(gate.app, slack.app_token, client, clock, QUICK)
    assert pair.live == 0

    await pair.open()
    assert pair.live == 1
    await slack.wait_for(lambda: slack.socket.connections == 2)
    answers = [await command(slack, text) for text in "ab"]
    assert [answer.payload for answer in answers] == [{"text": "a"}, {"text": "b"}]
    assert pair.live == 2

    await pair.close()
    assert pair.live == 0
    await slack.wait_for(lambda: slack.socket.connections == 0)


async def test_a_refused_token_is_an_error_at_once(
    slack: SlackSandbox, gate: Gate, clock: RealClock, client: BuggyClient
) -> None:
    pair = SocketPair(gate.app, "xapp-wrong", client, clock, QUICK)
    with pytest.raises(SlackRefusedError, match="SLACK_APP_TOKEN") as refused:
        await pair.open()

    assert refused.value.reason == "invalid_auth"
    assert slack.socket.opened == 0
    await pair.close()


async def test_what_was_received_is_acknowledged_before_the_end(
    pair: SocketPair, slack: SlackSandbox, gate: Gate
) -> None:
    commands = await pending(slack, gate, 4)
    closing = asyncio.create_task(pair.close())
    await asyncio.wait({closing}, timeout=0.05)
    assert not closing.done()
    assert pair.live == 0

    gate.open.set()
    acks = await asyncio.gather(*commands)
    await closing

    assert [ack.payload for ack in acks] == [{"text": str(number)} for number in range(4)]
    names = [qualified_name(task) for task in asyncio.all_tasks()]
    assert not [name for name in names if name.startswith(("Connection.", "SocketPair."))]


async def test_silent_connections_do_not_hold_up_the_end(
    open_pair: OpenPair, slack: SlackSandbox
) -> None:
    async with asyncio.timeout(PATIENCE), open_pair(Intervals(ping_seconds=PATIENCE)):
        slack.socket.fall_silent(2)


# ---- Slack tells them to go


async def test_both_are_replaced_before_they_go(
    pair: SocketPair, slack: SlackSandbox, gate: Gate
) -> None:
    least = 2

    def four_then_two() -> bool:
        nonlocal least
        least = min(least, slack.socket.connections)
        return slack.socket.opened == 4 and slack.socket.connections == 2

    commands = await pending(slack, gate, 2)
    await slack.socket.disconnect("warning")
    await slack.wait_for(lambda: slack.socket.connections == 4)  # the old ones are used still
    gate.open.set()
    acks = await asyncio.gather(*commands, *(command(slack) for _ in range(4)))
    assert all(ack.ok for ack in acks)

    await slack.wait_for(four_then_two)
    assert least == 2
    assert pair.live == 2


async def test_those_that_are_told_to_go_are_used_until_slack_ends_them(
    open_pair: OpenPair, slack: SlackSandbox
) -> None:
    async with open_pair(Intervals()) as pair:
        await slack.socket.disconnect("warning")
        await slack.wait_for(lambda: slack.socket.connections == 4)
        assert all([(await command(slack)).ok for _ in range(8)])
        assert (slack.socket.connections, pair.live) == (4, 4)


class CloseFirst:
    """A Slack that sends its close frame before it reads the acknowledgement."""

    def __init__(self) -> None:
        self.acknowledged: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def connect(self, websocket: ServerConnection) -> None:
        await websocket.send('{"type": "hello"}')
        payload = {"command": "/billing", "text": "late", "team_id": "T1"}
        envelope = {"envelope_id": "1", "type": "slash_commands", "payload": payload}
        await websocket.send(json.dumps(envelope))
        closing = asyncio.create_task(websocket.close())
        message = await websocket.recv()
        if not self.acknowledged.done():
            self.acknowledged.set_result(str(message))
        await closing


async def test_an_acknowledgement_is_sent_even_after_the_close_frame_of_slack(
    gate: Gate, clock: RealClock, client: BuggyClient
) -> None:
    slack = CloseFirst()
    async with serve_websockets(slack.connect, "127.0.0.1", 0) as server:
        (listener,) = server.sockets
        client.url = f"ws://127.0.0.1:{listener.getsockname()[1]}"
        pair = SocketPair(gate.app, "xapp-sandbox", client, clock, Intervals())
        await pair.open()
        async with asyncio.timeout(PATIENCE):
            message = json.loads(await slack.acknowledged)
        await pair.close()

    assert message == {"envelope_id": "1", "payload": {"text": "late"}}


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled", "too_many_websockets"])
async def test_what_slack_ends_at_once_is_replaced(
    pair: SocketPair, slack: SlackSandbox, reason: str
) -> None:
    await slack.socket.disconnect(reason)
    await both_up(slack, 4)

    assert (await command(slack)).ok
    assert pair.live == 2


async def test_what_slack_ends_again_and_again_is_opened_ever_more_slowly(
    open_pair: OpenPair, slack: SlackSandbox, clock: RealClock, logs: Logs
) -> None:
    # Each connection ends at once, and none lasts so long before that on any machine.
    slowly = Intervals(lasting_seconds=2.0, retry_seconds=0.005, longest_retry_seconds=0.04)
    async with open_pair(slowly):
        for _ in range(12):
            await slack.wait_for(lambda: slack.socket.connections)
            await slack.socket.disconnect("link_disabled")
        assert events(logs) == [FAILED]
        await slack.wait_for(lambda: RECOVERED in events(logs))

    assert events(logs) == [FAILED, RECOVERED]
    (failed,) = (entry for entry in logs if entry["event"] == FAILED)
    assert "link_disabled" in failed["why"]
    assert max(clock.slept) <= 0.04
    assert min(clock.slept[-2:]) >= 0.02


@pytest.mark.parametrize(
    ("failures", "least", "most"),
    [(1, 0.25, 0.5), (2, 0.5, 1), (5, 4, 8), (7, 15, 30), (8, 15, 30), (100_000, 15, 30)],
)
def test_pauses_grow_up_to_half_a_minute(failures: int, least: float, most: float) -> None:
    pauses = {Intervals().pause(failures) for _ in range(20)}

    assert least <= min(pauses) < max(pauses) <= most


# ---- they fail


async def test_a_silent_connection_is_noticed_and_replaced(
    open_pair: OpenPair, slack: SlackSandbox
) -> None:
    async with open_pair(replace(QUICK, ping_seconds=0.04)) as pair:
        await asyncio.sleep(0.3)
        assert slack.socket.opened == 2  # answered pings keep them

        slack.socket.fall_silent(2)
        start = time.perf_counter()
        await slack.wait_for(lambda: slack.socket.silent == 0)
        assert time.perf_counter() - start > 3 * 0.04
        await both_up(slack, 4)
        assert all([(await command(slack)).ok for _ in range(2)])
        assert pair.live == 2


def test_a_silent_connection_is_noticed_within_half_a_minute() -> None:
    assert (MOST_UNANSWERED + 1) * Intervals().ping_seconds < 30


async def test_a_connection_that_breaks_is_replaced(pair: SocketPair, slack: SlackSandbox) -> None:
    slack.socket.break_off(2)
    await both_up(slack, 4)

    assert (await command(slack)).ok
    assert pair.live == 2


async def test_an_acknowledgement_that_comes_too_late_for_its_connection_is_no_error(
    pair: SocketPair, slack: SlackSandbox, gate: Gate, logs: Logs
) -> None:
    commands = await pending(slack, gate, 2)
    slack.socket.break_off()
    await gate.taken.acquire()  # handed over once more, on the other connection
    gate.open.set()

    assert [ack.ok for ack in await asyncio.gather(*commands)] == [True, True]
    await slack.wait_for(lambda: UNACKNOWLEDGED in events(logs))
    await both_up(slack, 3)


async def test_words_that_are_no_message_are_passed_over(
    pair: SocketPair, slack: SlackSandbox, logs: Logs
) -> None:
    no_messages = ("", "hello", "{", "[]", '{"a":' * 100_000)
    for words in (*no_messages, '{"type": "unheard_of"}', '{"type": "slash_commands"}'):
        await slack.socket.babble(words)

    assert all([(await command(slack)).ok for _ in range(2)])
    assert (slack.socket.opened, pair.live) == (2, 2)
    assert events(logs) == [NO_MESSAGE] * len(no_messages)


async def test_a_bug_is_logged_and_ends_nothing(
    pair: SocketPair, slack: SlackSandbox, client: BuggyClient, logs: Logs
) -> None:
    client.bugs = 3
    slack.socket.break_off()
    await both_up(slack, 3)
    await slack.wait_for(lambda: RECOVERED in events(logs))

    assert events(logs) == [FAILED, RECOVERED]
    assert isinstance(next(log for log in logs if log["event"] == FAILED)["exc_info"], LookupError)
    assert client.bugs == 0
    assert pair.live == 2


@pytest.mark.parametrize("name", ["Connection._receive", "Connection._run", "SocketPair._keep"])
async def test_a_task_that_somebody_ends_is_missed(
    pair: SocketPair, slack: SlackSandbox, name: str
) -> None:
    ended = [task for task in asyncio.all_tasks() if qualified_name(task) == name]
    assert len(ended) == 2
    for task in ended:
        task.cancel()
    await asyncio.wait(ended)

    slack.socket.break_off(2)
    await both_up(slack, 4)
    assert all([(await command(slack)).ok for _ in range(2)])
    assert pair.live == 2


async def test_an_outage_is_logged_at_its_start_and_at_its_end_without_a_secret(
    pair: SocketPair,
    slack: SlackSandbox,
    clock: RealClock,
    logs: Logs,
    caplog: pytest.LogCaptureFixture,
) -> None:
    slack.socket.refusing = True
    slack.socket.break_off(2)
    await slack.wait_for(lambda: FAILED in events(logs))
    slack.faults.add("apps.connections.open", drop=True, times=4)
    slack.faults.add("apps.connections.open", http_status=503, times=2)
    slack.faults.add("apps.connections.open", error="invalid_auth", times=2)
    await slack.wait_for(lambda: not slack.faults.left("apps.connections.open"))
    assert pair.live == 0

    slack.socket.refusing = False
    await both_up(slack, 4)
    await slack.wait_for(lambda: RECOVERED in events(logs))

    assert events(logs) == [FAILED, RECOVERED]
    assert max(clock.slept) <= QUICK.longest_retry_seconds
    assert "ticket" not in caplog.text + repr(logs)
    assert slack.app_token not in caplog.text + repr(logs)


async def test_a_token_that_is_refused_later_is_tried_again_and_named_in_the_log(
    pair: SocketPair, slack: SlackSandbox, logs: Logs
) -> None:
    slack.faults.add("apps.connections.open", error="invalid_auth", times=3)
    slack.socket.break_off()
    await both_up(slack, 3)
    await slack.wait_for(lambda: RECOVERED in events(logs))

    assert events(logs) == [FAILED, RECOVERED]
    assert next(log for log in logs if log["event"] == FAILED)["why"] == "invalid_auth"


async def test_slack_says_how_long_to_wait(
    pair: SocketPair, slack: SlackSandbox, clock: RealClock, logs: Logs
) -> None:
    slack.faults.add("apps.connections.open", retry_after=1)
    slack.socket.break_off()
    await both_up(slack, 3)

    assert max(clock.slept) == 1


# ---- all at once


TROUBLES = ("warning", "refresh_requested", "break", "silence")


async def trouble(slack: SlackSandbox, kind: str) -> None:
    """Make it, and wait until the connections that it costs have been replaced."""
    opened = slack.socket.opened
    if kind == "break":
        slack.socket.break_off()
    elif kind == "silence":
        slack.socket.fall_silent()
    else:
        await slack.socket.disconnect(kind, count=2 if kind == "warning" else 1)
    await both_up(slack, opened + (2 if kind == "warning" else 1))


async def test_no_command_is_lost_but_to_silence(pair: SocketPair, slack: SlackSandbox) -> None:
    slack.socket.ack_seconds = 2.0
    commands: dict[str, asyncio.Task[Ack]] = {}
    for number in range(20):
        kind = TROUBLES[number % 4]
        texts = [f"{kind} {number} {text}" for text in range(10)]
        commands |= {text: asyncio.create_task(command(slack, text)) for text in texts}
        await asyncio.sleep(0)  # they are on their way
        await trouble(slack, kind)
        if kind != "silence":  # what that takes would be waited for in vain
            await asyncio.gather(*(commands[text] for text in texts))
    acks = {text: await task for text, task in commands.items()}

    assert len(acks) == 200
    lost = {request["text"] for request in slack.socket.lost}
    assert {text: ack.error for text, ack in acks.items() if not ack.ok} == dict.fromkeys(
        lost, "operation_timeout"
    )
    assert {text.split()[0] for text in lost} == {"silence"}
    assert all(ack.payload == {"text": text} for text, ack in acks.items() if ack.ok)
    assert pair.live == 2
