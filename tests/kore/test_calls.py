"""What is counted of each call, and which answers are too much to read."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import httpx
import pytest

from slackbot.domain.errors import KoreRefusedError, KoreUnavailableError, SlackbotError
from slackbot.kore.calls import LARGEST_ANSWER, PIECE
from slackbot.kore.client import Unlogged
from tests.fakes import FakeClock, Unkept
from tests.kore.answers import BOT, Kore, client_of, data, error_reply, job, success

OUTCOMES = {
    "ok": success(data(3, 4)),
    "rate_limited": httpx.Response(429, headers={"retry-after": "1"}),
    "refused": error_reply(401, "Invalid SDK credentials", 4002),
    "unavailable": httpx.Response(503),
    "garbled": httpx.Response(200, text="<html>"),
}


@pytest.mark.parametrize(("outcome", "reply"), OUTCOMES.items(), ids=OUTCOMES.keys())
async def test_each_call_is_counted_by_how_it_went(outcome: str, reply: httpx.Response) -> None:
    counted: list[tuple[str, str]] = []
    kore = Kore([reply], [reply])
    client = kore.client(count=lambda call, outcome: counted.append((call, outcome)))
    for ask in (client.greet(), client.knows(BOT), client.fetch(job(), Unkept(), Unlogged())):
        with suppress(SlackbotError):
            await ask
    assert counted[:3] == [("status", outcome), ("status", outcome), ("submit", outcome)]
    assert len(counted) == len(kore.requests)


async def test_no_answer_is_counted_as_unavailable() -> None:
    counted: list[tuple[str, str]] = []
    kore = Kore([], [httpx.ReadTimeout("slow")])
    client = kore.client(count=lambda call, outcome: counted.append((call, outcome)))
    with pytest.raises(KoreUnavailableError, match="took too long"):
        await client.greet()
    assert counted == [("status", "unavailable")]


async def test_an_answer_without_end_is_not_read_into_memory() -> None:
    sent = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1024 * 1024
            yield b" " * (1024 * 1024)

    client = client_of(lambda _: httpx.Response(200, content=flood()), FakeClock())
    with pytest.raises(KoreUnavailableError, match="too large"):
        await client.greet()
    assert LARGEST_ANSWER < sent < LARGEST_ANSWER + 2 * 1024 * 1024


def packed(content: bytes) -> Callable[[httpx.Request], httpx.Response]:
    headers = {"content-encoding": "gzip"}
    return lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(content))


async def test_packed_answers_are_unpacked_and_bombs_and_broken_ones_refused() -> None:
    await client_of(packed(gzip.compress(b'{"status":"x"}')), FakeClock()).greet()
    bomb = gzip.compress(bytes(LARGEST_ANSWER + 1))
    with pytest.raises(KoreUnavailableError, match="too large"):
        await client_of(packed(bomb), FakeClock()).greet()
    with pytest.raises(KoreUnavailableError, match="could not be read"):
        await client_of(packed(b"no gzip"), FakeClock()).greet()


async def test_an_answer_packed_more_than_once_or_otherwise_is_not_unpacked() -> None:
    twice = gzip.compress(gzip.compress(bytes(LARGEST_ANSWER + 1)))
    for encoding in ("gzip, gzip", "deflate", "br"):
        headers = {"content-encoding": encoding}
        reply = httpx.Response(200, headers=headers, stream=httpx.ByteStream(twice))
        with pytest.raises(KoreUnavailableError, match="not asked for"):
            await client_of(lambda _, reply=reply: reply, FakeClock()).greet()  # type: ignore[misc]


async def test_a_bomb_is_unpacked_in_small_pieces_and_the_loop_goes_on() -> None:
    turns, running = 0, True

    async def count_turns() -> None:
        nonlocal turns
        while running:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count_turns())
    with pytest.raises(KoreUnavailableError, match="too large"):
        await client_of(packed(gzip.compress(bytes(10 * LARGEST_ANSWER))), FakeClock()).greet()
    running = False
    await counting
    assert turns >= LARGEST_ANSWER // PIECE


async def test_a_host_with_a_path_of_its_own() -> None:
    kore = Kore([], [httpx.Response(200, json={})])
    http = httpx.AsyncClient(
        transport=httpx.MockTransport(kore), base_url="https://proxy.example/kore/"
    )
    client = kore.client(http=http)
    await client.knows(BOT)
    assert str(kore.requests[0].url) == (
        f"https://proxy.example/kore/api/public/bot/{BOT}/billingsessionsummary/status?type=summary"
    )


async def test_a_page_that_is_not_found_is_no_word_about_a_bot() -> None:
    with pytest.raises(KoreRefusedError, match="KORE_HOST"):
        await Kore([], [httpx.Response(404, text="<html>")]).client().knows(BOT)


async def test_calls_beside_the_lane_are_few_and_refused_rather_than_waited_for() -> None:
    kore = Kore([], [httpx.Response(200, json={})])
    client = kore.client()
    for _ in range(5):
        await client.knows(BOT)
    with pytest.raises(KoreUnavailableError, match="Try again in a minute") as caught:
        await client.knows(BOT)
    assert len(kore.requests) == 5
    assert await client.knows("st-another")
    await kore.clock.sleep(caught.value.retry_after or 0)
    assert await client.knows(BOT)
