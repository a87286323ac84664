"""The server: what it binds, and how it ends."""

import asyncio
import signal
import socket

import httpx
import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from uvicorn.server import ServerState

from slackbot.domain.errors import ConfigurationError
from slackbot.web.server import HttpProtocol, WebServer
from tests.fakes import FakeClock
from tests.web.site import COMMAND, NotingBolt, Site, served

APP = PlainTextResponse("here")
PATIENCE = 30.0  # only what hangs takes so long


async def test_any_free_port_on_every_address(site: Site) -> None:
    assert site.server.port > 0
    hosts = ["127.0.0.1", "[::1]"] if socket.has_dualstack_ipv6() else ["127.0.0.1"]
    async with httpx.AsyncClient() as http:
        for host in hosts:
            assert (await http.get(f"http://{host}:{site.server.port}/healthz")).text == "ok"


async def test_answers_on_a_kept_connection_are_not_held_back(site: Site) -> None:
    """Nagle's algorithm is off: it would add 40 ms to each answer but the first."""
    async with httpx.AsyncClient(base_url=site.address) as http:
        await http.get("/healthz")
        (connection,) = site.server._server.server_state.connections
        at_once = connection.transport.get_extra_info("socket")
        assert at_once.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])  # noqa: S104 - as another program might
async def test_a_port_in_use(host: str) -> None:
    with socket.create_server((host, 0)) as other:
        port = other.getsockname()[1]
        server = WebServer(APP, port)
        with pytest.raises(ConfigurationError, match=f"PORT {port} cannot be used"):
            await server.start()
        await server.stop()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
async def test_one_address_alone(host: str) -> None:
    if host == "::1" and not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    server = WebServer(APP, 0, host=host)
    await server.start()
    (listener,) = server._server.servers[0].sockets
    assert listener.getsockname()[0] == ("::1" if host == "::1" else "127.0.0.1")
    await server.stop()


async def test_an_address_that_is_not_ours_is_named() -> None:
    server = WebServer(APP, 0, host="192.0.2.1")
    with pytest.raises(ConfigurationError, match=r"PORT 0 on 192\.0\.2\.1"):
        await server.start()
    await server.stop()


async def test_a_port_is_free_again_after_a_stop() -> None:
    first = WebServer(APP, 0)
    await first.start()
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"http://127.0.0.1:{first.port}/")).text == "here"
    await first.stop()
    await first.stop()
    second = WebServer(APP, first.port)
    await second.start()
    await second.stop()


async def test_signals_stay_with_the_program() -> None:
    names = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(name) for name in names]
    server = WebServer(APP, 0)
    await server.start()
    assert [signal.getsignal(name) for name in names] == before
    await server.stop()
    assert [signal.getsignal(name) for name in names] == before


async def test_what_is_being_answered_is_answered_at_a_stop() -> None:
    async with served() as site, httpx.AsyncClient(base_url=site.address) as http:
        site.bolt.go_on.clear()
        headers = site.signed(COMMAND)
        asking = asyncio.create_task(http.post("/slack/events", content=COMMAND, headers=headers))
        await site.bolt.reached.wait()
        stopping = asyncio.create_task(site.server.stop())
        await _refuses_connections(site.server.port)
        site.bolt.go_on.set()
        assert (await asking).text == "Taken."
        await stopping


async def _refuses_connections(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                return
            writer.close()
            await writer.wait_closed()


async def test_who_does_not_come_to_an_end_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    """A silent connection, and a request whose body does not end: neither holds up a stop."""
    tasks = asyncio.all_tasks()
    async with (
        served(grace_seconds=0.1) as site,
        site.line() as (silent, _),
        site.line() as (reader, writer),
    ):
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
        async with httpx.AsyncClient(base_url=site.address) as http:
            await http.get("/healthz")  # somebody who came later: the server has the others
        async with asyncio.timeout(PATIENCE):
            await site.server.stop()
        assert await silent.read() == await reader.read() == b""
    assert asyncio.all_tasks() == tasks
    assert caplog.records == []


async def test_a_connection_without_a_request_is_closed() -> None:
    class Impatient(HttpProtocol):
        head_seconds = 0.05

    config = uvicorn.Config(APP, ws="none", lifespan="off", log_config=None)
    config.load()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: Impatient(config=config, server_state=ServerState(), app_state={}), "127.0.0.1", 0
    )
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        server = WebServer(APP, port)
        async with Site(server, NotingBolt(), FakeClock()).line() as (reader, writer):
            writer.write(b"GET / HT")
            assert await reader.read() == b""
