"""Slack's endpoint on a real socket: what Slack has signed gets through, and nothing else does."""

import contextlib
import itertools
import random
from collections.abc import AsyncIterator, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Route
from structlog.testing import capture_logs

from slackbot import telemetry
from slackbot.web.app import SlackEndpoint
from slackbot.web.server import WebServer
from slackbot.web.signature import LARGEST_BODY, Guard
from tests.fakes import NOW, FakeClock
from tests.web.site import COMMAND, SECRET, NotingBolt, Site, headers_for, served

EVENTS = "/slack/events"
MOMENT = str(int(NOW.timestamp()))
SIGNATURE = headers_for(COMMAND, MOMENT)["X-Slack-Signature"]
HEAD = b"POST /slack/events HTTP/1.1\r\nHost: slackbot\r\n"


def refused(reason: str) -> float:
    value = telemetry.REGISTRY.get_sample_value("slackbot_http_refused_total", {"reason": reason})
    assert value is not None
    return value


async def test_a_signed_command_reaches_bolt(site: Site, http: httpx.AsyncClient) -> None:
    answer = await http.post(EVENTS, content=COMMAND, headers=site.signed(COMMAND))
    assert (answer.status_code, answer.text) == (200, "Taken.")
    assert [command["text"] for command in site.bolt.asked] == ["last week"]


async def test_the_signature_is_the_one_of_slacks_documentation(
    site: Site, http: httpx.AsyncClient
) -> None:
    """docs.slack.dev/authentication/verifying-requests-from-slack, with its secret and moment."""
    site.clock.time = datetime.fromtimestamp(1531420618, UTC)
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    headers = {"X-Slack-Request-Timestamp": "1531420618", "X-Slack-Signature": signature}
    answer = await http.post(EVENTS, content=body, headers=headers)
    assert answer.status_code == 404  # Bolt's: nobody listens for that command


@pytest.mark.parametrize(
    ("body", "kind", "answered"),
    [
        (b"ssl_check=1&token=x", "application/x-www-form-urlencoded", ""),
        (b'{"type": "url_verification", "challenge": "abc"}', "application/json", "abc"),
    ],
)
async def test_slacks_own_checks_are_answered(
    site: Site, http: httpx.AsyncClient, body: bytes, kind: str, answered: str
) -> None:
    headers = site.signed(body) | {"Content-Type": kind}
    answer = await http.post(EVENTS, content=body, headers=headers)
    assert answer.status_code == 200
    assert answered in answer.text
    unsigned = await http.post(EVENTS, content=body, headers={"Content-Type": kind})
    assert unsigned.status_code == 400


@pytest.mark.parametrize("age", [-300, 0, 300])
async def test_five_minutes_are_young_enough(
    site: Site, http: httpx.AsyncClient, age: float
) -> None:
    answer = await http.post(EVENTS, content=COMMAND, headers=site.signed(COMMAND, age=age))
    assert answer.status_code == 200


Headers = list[tuple[bytes, bytes]]
TIMESTAMP, SIGNED = b"X-Slack-Request-Timestamp", b"X-Slack-Signature"


def stamped(moment: str | bytes, signature: str | bytes = SIGNATURE) -> Headers:
    return [(TIMESTAMP, _bytes(moment)), (SIGNED, _bytes(signature))]


def sent(seconds_ago: int = 0, body: bytes = COMMAND, secret: str = SECRET) -> Headers:
    headers = headers_for(body, str(int(NOW.timestamp()) - seconds_ago), secret)
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


REFUSALS: list[tuple[str, Headers, int, str]] = [
    ("nothing of Slack's", [], 400, "malformed"),
    ("no timestamp", stamped(MOMENT)[1:], 400, "malformed"),
    ("an empty timestamp", stamped(""), 400, "malformed"),
    ("a timestamp in words", stamped("now"), 400, "malformed"),
    ("a negative timestamp", stamped(f"-{MOMENT}"), 400, "malformed"),
    ("a fraction", stamped(f"{MOMENT}.0"), 400, "malformed"),
    ("digits with underscores", stamped("1_795_512_600"), 400, "malformed"),
    ("digits that are none in ASCII", stamped("1795512²00".encode("latin-1")), 400, "malformed"),
    ("other digits, in UTF-8", stamped("１７９５".encode()), 400, "malformed"),
    ("more digits than int() takes", stamped("9" * 5000), 400, "malformed"),
    ("a time far away", stamped("9" * 12), 401, "stale"),
    ("five minutes and a second ago", sent(301), 401, "stale"),
    ("five minutes and a second ahead", sent(-301), 401, "stale"),
    ("two timestamps", [*stamped(MOMENT), (TIMESTAMP, b"1")], 400, "malformed"),
    ("two signatures", stamped(MOMENT) + stamped(MOMENT)[1:], 400, "malformed"),
    ("no signature", stamped(MOMENT)[:1], 401, "signature"),
    ("an empty signature", stamped(MOMENT, ""), 401, "signature"),
    ("a signature of odd bytes", stamped(MOMENT, b"v0=\xff\xfe\x80"), 401, "signature"),
    ("a signature in capitals", stamped(MOMENT, SIGNATURE.upper()), 401, "signature"),
    ("a part of the signature", stamped(MOMENT, SIGNATURE[:-1]), 401, "signature"),
    ("another version", stamped(MOMENT, "v1" + SIGNATURE[2:]), 401, "signature"),
    ("another's secret", sent(secret="guess"), 401, "signature"),
    ("another body's", sent(body=COMMAND + b"&x=1"), 401, "signature"),
]


@pytest.mark.parametrize(
    ("headers", "status", "reason"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
async def test_refusals(
    site: Site, http: httpx.AsyncClient, headers: Headers, status: int, reason: str
) -> None:
    before = refused(reason)

    answer = await http.post(EVENTS, content=COMMAND, headers=headers)
    assert answer.status_code == status
    assert len(answer.text.splitlines()) == 1
    assert refused(reason) == before + 1
    assert site.bolt.asked == []


async def test_a_signed_body_that_is_no_text(site: Site, http: httpx.AsyncClient) -> None:
    body = b"text=\xff\xfe\x00"
    answer = await http.post(EVENTS, content=body, headers=site.signed(body))
    assert answer.status_code == 400


async def test_only_posts_are_taken(site: Site, http: httpx.AsyncClient) -> None:
    assert (await http.get(EVENTS, headers=site.signed(b""))).status_code == 405


async def test_the_largest_body(site: Site, http: httpx.AsyncClient) -> None:
    body = COMMAND + b"&x=" + b"y" * (LARGEST_BODY - len(COMMAND) - 3)
    answer = await http.post(EVENTS, content=body, headers=site.signed(body))
    assert answer.status_code == 200
    body += b"y"
    answer = await http.post(EVENTS, content=body, headers=site.signed(body))
    assert answer.status_code == 413
    assert len(site.bolt.asked) == 1


async def test_a_body_that_does_not_say_how_long_it_is(site: Site, http: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    answer = await http.post(EVENTS, content=pieces(), headers=site.signed(b""))
    assert answer.status_code == 413


async def test_too_large_is_said_before_the_body_has_ended(site: Site) -> None:
    """Whoever sends without end has the answer at once, and the line is closed soon after."""
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    async with site.line() as (reader, writer):
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 5)
        assert (await reader.readline()).startswith(b"HTTP/1.1 413 ")
        assert b"connection: close" in await reader.read()


@pytest.mark.parametrize(
    "framing",
    [b"Content-Length: 1000\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"],
)
async def test_a_body_that_never_ends(framing: bytes) -> None:
    bolt, clock = NotingBolt(), FakeClock()
    guard = Guard(SecretStr(SECRET), clock, body_seconds=0.05)
    endpoint = SlackEndpoint(bolt.app, guard).answer
    server = WebServer(Starlette(routes=[Route(EVENTS, endpoint, methods=["POST"])]), 0)
    await server.start()
    before = refused("too_slow")
    async with Site(server, bolt, clock).line() as (reader, writer):
        writer.write(HEAD + framing)
        assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
    await server.stop()
    assert refused("too_slow") == before + 1
    assert bolt.asked == []


async def test_a_body_that_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    before = refused("cut_off")
    async with served() as site:
        await site.raw(HEAD + b"Content-Length: 1000\r\n\r\nabc", then_close=True)
        await site.raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n")
    assert refused("cut_off") == before + 2
    assert caplog.records == []


async def test_a_reason_is_logged_once_a_minute() -> None:
    forged = headers_for(COMMAND, MOMENT, "guess")

    async with served() as site, httpx.AsyncClient(base_url=site.address) as http:

        async def logged(headers: dict[str, str]) -> list[MutableMapping[str, Any]]:
            with capture_logs() as lines:
                answer = await http.post(EVENTS, content=COMMAND, headers=headers)
            assert answer.status_code in (400, 401)
            return lines

        line = {"event": "request refused", "log_level": "warning"}
        assert await logged(forged) == [line | {"reason": "signature", "times": 1}]
        assert await logged(forged) == []
        assert await logged({}) == [line | {"reason": "malformed", "times": 1}]
        site.clock.time += timedelta(minutes=1)
        assert await logged(forged) == [line | {"reason": "signature", "times": 2}]


def hostile() -> list[bytes]:
    """Bytes that have broken servers, alone and after the head of a request."""
    garbage = [
        b"\r\n" * 3,
        b"\x00\xff\xfe\r\n\r\n",
        bytes.fromhex("1603010200010001fc0303") + b"\x00" * 50,  # somebody tries TLS
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 20_000,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]
    bodies = [
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n",
    ]
    heads = [
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\n",
        b"POST /nowhere HTTP/1.1\r\nHost: x\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n",
    ]
    return garbage + [head + body for head, body in itertools.product(heads, bodies)]


async def test_whatever_bytes_arrive(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """No traceback, neither in an answer nor in the log, and the next request is served."""
    dice = random.Random(4)  # noqa: S311 - no secret
    mutants = [_mutated(dice, dice.choice(hostile())) for _ in range(150)]
    for sent in hostile() + mutants:
        answer = await site.raw(sent, then_close=True)
        assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 200 "))
        assert b"Traceback" not in answer
    assert caplog.records == []
    async with httpx.AsyncClient(base_url=site.address) as http:
        answered = await http.post(EVENTS, content=COMMAND, headers=site.signed(COMMAND))
    assert answered.status_code == 200


def _mutated(dice: random.Random, sent: bytes) -> bytes:
    changed = bytearray(sent[:2000])
    for _ in range(dice.randrange(1, 6)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


@pytest.mark.parametrize("path", [b"/nowhere", b"/slack/events"])
async def test_nonsense_after_the_answer(
    site: Site, caplog: pytest.LogCaptureFixture, path: bytes
) -> None:
    head = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with site.line() as (reader, writer):
        writer.write(head + b"50000\r\n" + b"x" * 0x50000 + b"\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 4")
        writer.write(b"nonsense\r\n")
        with contextlib.suppress(ConnectionResetError):
            await reader.read()
    assert caplog.records == []
