"""Proxies mean the same for Slack and for Kore.ai, and what stands in the way is told apart: with
real sockets, a real TLS server and a real proxy."""

import asyncio
import contextlib
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from slackbot.bootstrap_usage import UsageSide
from slackbot.domain.errors import ConfigurationError, KoreRefusedError, SlackbotError
from slackbot.kore.failures import failure_of
from slackbot.network import fault_of, proxy_for, skew_of
from slackbot.settings import Settings
from slackbot.slack.outbound.calls import patiently
from slackbot.slack.outbound.clients import slack_client
from slackbot.store.databases.sqlite import SqliteDatabase
from tests.fakes import NOW, FakeClock

PATIENCE = timedelta(microseconds=1)
VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
TLS_HANDSHAKE = b"\x16"  # with which TLS begins: a server that speaks none answers it at once
LEADING = "http://user:hunter2@proxy.test:3128"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "https://slack.com/api/", None),
        ({"HTTPS_PROXY": LEADING}, "https://slack.com/api/", LEADING),
        ({"https_proxy": LEADING}, "https://slack.com/api/", LEADING),
        ({"HTTPS_PROXY": LEADING}, "wss://wss-primary.slack.com/link", LEADING),
        ({"HTTPS_PROXY": LEADING}, "http://kore.test", None),
        ({"ALL_PROXY": LEADING}, "https://platform.kore.ai", LEADING),
        ({"HTTPS_PROXY": "proxy.test:3128"}, "https://slack.com", "http://proxy.test:3128"),
        ({"HTTPS_PROXY": LEADING, "NO_PROXY": "slack.com"}, "https://slack.com/api/", None),
        ({"HTTPS_PROXY": LEADING, "NO_PROXY": "slack.com"}, "https://wss.slack.com/", None),
        ({"HTTPS_PROXY": LEADING, "NO_PROXY": "slack.com"}, "https://notslack.com/", LEADING),
        ({"HTTPS_PROXY": LEADING, "NO_PROXY": "a.test, *"}, "https://slack.com/api/", None),
        ({"HTTPS_PROXY": LEADING, "NO_PROXY": "*"}, "https://slack.com/api/", None),
    ],
)
def test_which_proxy_leads_there(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], url: str, proxy: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if "a.test, *" in variables.values():
        proxy = LEADING  # `*` counts alone, as for curl
    assert proxy_for(url) == proxy


def test_a_proxy_that_is_not_http_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://user:hunter2@proxy.test:1080")
    with pytest.raises(ConfigurationError, match="no HTTP proxy") as raised:
        proxy_for("https://slack.com")
    assert "hunter2" not in str(raised.value)


async def by_slack(url: str) -> SlackbotError:
    client = slack_client("xoxb-1", f"{url}/api/")
    with pytest.raises(SlackbotError) as raised:
        await patiently(client.auth_test, PATIENCE)
    return raised.value


async def by_kore(url: str) -> SlackbotError:
    settings = Settings(
        _env_file=None,
        kore_host=url,
        kore_client_id="cs-1234",
        kore_client_secret=SecretStr("s" * 32),
    )
    own, database = settings.environment, SqliteDatabase(Path("unread.db"))  # never opened
    assert own
    async with contextlib.aclosing(UsageSide(settings, database, FakeClock())) as side:
        with pytest.raises(SlackbotError) as raised:
            await (await side.client_of("T1", own)).knows("st-1")
    return raised.value


HALVES = pytest.mark.parametrize("half", [by_slack, by_kore])


@contextlib.asynccontextmanager
async def listening(
    answer: bytes | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that notes the head of each request, gives `answer`, and hangs up."""
    heads: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            begin = await reader.readexactly(1)
            if begin != TLS_HANDSHAKE:
                heads.append(begin + await reader.readuntil(b"\r\n\r\n"))
            writer.write(answer or b"")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1], heads


@HALVES
async def test_a_name_that_is_not_known(half) -> None:  # type: ignore[no-untyped-def] # one of two
    url = "https://no-such-host.invalid"
    said = fault_of(await half(url), url)
    assert said
    assert "no-such-host.invalid:443 cannot be found (DNS)" in said


@HALVES
async def test_a_refused_connection(half) -> None:  # type: ignore[no-untyped-def] # as above
    async with listening() as (port, _):
        pass
    url = f"https://127.0.0.1:{port}"
    said = fault_of(await half(url), url)
    assert said == (
        f"The connection to 127.0.0.1:{port} was refused: nothing listens there. Check the address."
    )


@HALVES
async def test_a_host_without_tls(half) -> None:  # type: ignore[no-untyped-def] # as above
    async with listening(b"HTTP/1.1 400 Bad Request\r\n\r\n") as (port, _):
        url = f"https://127.0.0.1:{port}"
        error = await half(url)
    said = fault_of(error, url)
    assert said
    assert "does not speak TLS" in said


def certificate(folder: Path, *words: str) -> ssl.SSLContext:
    """The context of a server with a certificate of its own making."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run([*command, *names, *words], check=True, capture_output=True)  # noqa: S603 - our own words
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


@pytest.fixture
def private_ca(tmp_path: Path) -> ssl.SSLContext:
    return certificate(tmp_path)


@HALVES
async def test_a_certificate_that_is_not_trusted(half, private_ca: ssl.SSLContext) -> None:  # type: ignore[no-untyped-def] # as above
    async with listening(tls=private_ca) as (port, heads):
        url = f"https://127.0.0.1:{port}"
        said = fault_of(await half(url), url)
    assert said
    assert f"certificate of 127.0.0.1:{port} is not trusted" in said
    assert "SSL_CERT_FILE" in said
    assert heads == []


@HALVES
async def test_a_proxy_is_asked_by_both_and_its_refusal_named(half, monkeypatch) -> None:  # type: ignore[no-untyped-def] # as above
    async with listening(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n") as (port, heads):
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:hunter2@127.0.0.1:{port}")
        url = "https://slack.test"
        said = fault_of(await half(url), url)
        assert said == (
            f"There is no way through the proxy 127.0.0.1:{port}. Check HTTPS_PROXY and NO_PROXY."
        )
        assert heads[0].startswith(b"CONNECT slack.test:443")
        assert b"proxy-authorization: basic" in heads[0].lower()
        monkeypatch.setenv("NO_PROXY", "slack.test")
        assert "slack.test:443 cannot be found" in (fault_of(await half(url), url) or "")
        assert len(heads) == 1


def test_how_far_clocks_are_apart() -> None:
    then = datetime(2026, 11, 29, 12, tzinfo=UTC)
    headers = {"Date": "Sun, 29 Nov 2026 12:00:00 GMT"}
    assert skew_of(headers, then - timedelta(minutes=20)) == timedelta(minutes=-20)
    assert skew_of({}, then) is None
    assert skew_of({"date": "soon"}, then) is None


@pytest.mark.parametrize("said", ["jwt expired", "JWT not active", "iat is in the future"])
def test_a_401_about_the_time_names_the_clock(said: str) -> None:
    date = {"date": f"{NOW:%a, %d %b %Y %H:%M:%S} GMT"}
    body = {"errors": [{"msg": said, "code": 4002}]}
    error = failure_of(httpx.Response(401, json=body, headers=date), NOW + timedelta(seconds=-1200))
    assert isinstance(error, KoreRefusedError)
    assert said in error.message
    assert "clock" in error.message
    assert "1200 s behind Kore.ai's" in error.message
    assert "clock" not in (failure_of(httpx.Response(401), NOW) or KoreRefusedError("")).message
