"""Which bots an account has: ids and names are kept, and nothing of the secrets beside them."""

import traceback
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from slackbot.domain.errors import KoreRefusedError, KoreUnavailableError, SlackbotError
from slackbot.kore.client import KoreClient
from slackbot.kore.listed_bots import FRESH, ListedBots
from slackbot.sandbox.kore.auth import BILLING_SCOPE, ROLES_SCOPE, Client, ClientKind
from slackbot.sandbox.kore.bot_list import page
from slackbot.sandbox.kore.bots import Bot
from slackbot.sandbox.kore.manners import Reply
from slackbot.sandbox.kore.server import KoreSandbox
from tests.fakes import FakeClock
from tests.kore.answers import SECRET, client_of

BOTS = [Bot(f"st-{number:04}-ab", f"Bot {number}") for number in range(130)]
MADE_UP = "sandbox-secret-of-an-app"
BOTH = frozenset({BILLING_SCOPE, ROLES_SCOPE})


def client_at(sandbox: KoreSandbox, clock: FakeClock, **options: Any) -> KoreClient:
    transport = httpx.ASGITransport(app=sandbox.app)
    http = httpx.AsyncClient(transport=transport, base_url="https://kore.example")
    return client_of(lambda _: httpx.Response(500), clock, http=http, **options)


def sandbox_of(clock: FakeClock, scopes: frozenset[str] = BOTH, **options: Any) -> KoreSandbox:
    clients = [Client("cs-1", SECRET, ClientKind.ACCOUNT, scopes=scopes)]
    return KoreSandbox(options.get("bots", BOTS), clients=clients, now=clock.now)


def listed_of(clock: FakeClock, **clients: KoreClient) -> ListedBots:
    async def accounts(_: str) -> Mapping[str, KoreClient]:
        return clients

    return ListedBots(accounts, clock)


async def test_all_pages_are_listed_and_no_secret_is_kept_or_logged() -> None:
    clock, counted = FakeClock(), list[tuple[str, str]]()
    sandbox = sandbox_of(clock)
    client = client_at(sandbox, clock, count=lambda *each: counted.append(each))
    listed = listed_of(clock, one=client)
    with capture_logs() as logs:
        assert listed.of("T1") == ()  # it does not wait
        await listed.settle()
    known = listed.of("T1")
    assert {bot.id: bot.name for bot in known} == {bot.id: bot.name for bot in BOTS}
    assert counted == [("list", "ok")] * 3
    assert MADE_UP in repr(page(BOTS, 0, 1))
    kept = repr((logs, known, vars(listed), vars(client), vars(client._calls)))
    assert MADE_UP not in kept
    assert listed.of("T1") == known
    assert len(sandbox.calls) == 3  # nothing was asked again so soon


async def test_names_are_fetched_anew_and_stay_while_kore_ai_is_away() -> None:
    clock = FakeClock()
    sandbox, other = sandbox_of(clock, bots=BOTS[:2]), sandbox_of(clock, bots=BOTS[1:3])
    listed = listed_of(clock, a=client_at(sandbox, clock), b=client_at(other, clock))
    listed.of("T1")
    await listed.settle()
    assert len(listed.of("T1")) == 3
    del other.bots[BOTS[2].id]
    sandbox.manners.next_replies.append(Reply(503))
    await clock.sleep(FRESH)
    listed.of("T1")
    await listed.settle()
    assert len(listed.of("T1")) == 2


LISTS = page(BOTS, 0, 50)
WRONG: dict[str, tuple[Callable[[], httpx.Response], type[SlackbotError], str]] = {
    "no list": (lambda: httpx.Response(200, json=LISTS["bots"]), KoreUnavailableError, "garbled"),
    "cut off": (
        lambda: httpx.Response(200, text=str(LISTS).replace("'", '"')[:-9]),
        KoreUnavailableError,
        "garbled",
    ),
    "echoed": (
        lambda: httpx.Response(400, json={"errors": [{"msg": MADE_UP}], **LISTS}),
        KoreRefusedError,
        "refused",
    ),
    "unauthorized": (
        lambda: httpx.Response(401, json={"errors": [{"msg": MADE_UP}]}),
        KoreRefusedError,
        "refused",
    ),
}


@pytest.mark.parametrize("case", WRONG)
async def test_no_failure_says_a_secret(case: str) -> None:
    reply, kind, outcome = WRONG[case]
    counted: list[tuple[str, str]] = []
    client = client_of(lambda _: reply(), FakeClock(), count=lambda *each: counted.append(each))
    with capture_logs() as logs, pytest.raises(kind) as raised:
        await client.bots()
    said = "".join(traceback.format_exception(raised.value))
    chain: BaseException | None = raised.value
    while chain:
        said += repr((chain, vars(chain)))
        chain = chain.__context__
    assert MADE_UP not in said + repr(logs)
    assert counted == [("list", outcome)]


async def test_without_the_scope_there_are_no_names_and_it_is_said_in_the_log() -> None:
    clock = FakeClock()
    sandbox = sandbox_of(clock, frozenset({BILLING_SCOPE}))
    listed = listed_of(clock, one=client_at(sandbox, clock))
    with capture_logs() as logs:
        listed.of("T1")
        await listed.settle()
    assert listed.of("T1") == ()
    (line,) = logs
    assert "Role Management" in line["said"]
