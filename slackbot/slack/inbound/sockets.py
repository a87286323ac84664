"""Keeps two connections of Socket Mode open at all times and replaces each one that ends."""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import uniform

import aiohttp
import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.domain.errors import SlackbotError, SlackRefusedError, SlackUnavailableError
from slackbot.network import proxy_for
from slackbot.ports import Clock
from slackbot.slack.inbound.app import START_PATIENCE, check_app_token
from slackbot.slack.inbound.connection import CLOSE_SECONDS, Connection
from slackbot.slack.outbound.calls import patiently

log = structlog.get_logger()

FAILED = "socket mode connection failed"
RECOVERED = "socket mode connections up again"
ENDED = "socket mode connection ended"
KEEPER_ENDED = "socket mode keeper ended, another starts"

OPEN_SECONDS = 10.0  # from the request for a ticket to Slack's `hello`
ONCE = timedelta(microseconds=1)  # allows no second attempt, as the keeper does the waiting


@dataclass(frozen=True)
class Intervals:
    """The timing. A silent connection is noticed within five times `ping_seconds`."""

    ping_seconds: float = 5.0
    # A connection that ends earlier counts as failed, even if Slack ended it: otherwise an app
    # whose connections Slack always ends (`link_disabled`) would reconnect without a pause.
    lasting_seconds: float = 10.0
    # Slack still uses a connection for some ten seconds after its warning.
    leaving_seconds: float = 15.0
    retry_seconds: float = 0.5  # each failure in a row doubles it
    longest_retry_seconds: float = 30.0

    def pause(self, failures: int) -> float:
        """Return the seconds to wait after so many failures in a row, with jitter."""
        doubled: float = self.retry_seconds * 2.0 ** min(failures - 1, 10)
        return min(self.longest_retry_seconds, doubled) * uniform(0.5, 1)  # noqa: S311 - spreads retries, guards no secret


@dataclass(eq=False)
class Seat:
    """One of the two places: its connection, and its failures in a row."""

    connection: Connection | None = None
    failures: int = 0
    keeper: asyncio.Task[None] | None = None


class SocketPair:
    """Keeps two connections of Socket Mode, whose envelopes `app` handles.

    A connection that Slack warns is replaced before it closes; a broken or silent one is replaced
    within 30 seconds. Slack allows ten for an app; four are open while both are replaced.
    """

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        web_client: AsyncWebClient,
        clock: Clock,
        intervals: Intervals | None = None,
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._client = web_client
        self._clock = clock
        self._intervals = intervals or Intervals()
        self._places = (Seat(), Seat())
        self._connections: list[Connection] = []
        self._closing = False
        self._open = contextlib.AsyncExitStack()

    @property
    def live(self) -> int:
        """The number of connections that receive; more than two during a replacement."""
        return sum(connection.live for connection in self._connections)

    async def open(self) -> None:
        """Return when the first connection is up; the second follows.

        Raises SlackRefusedError, with the remedy, if Slack refuses the app token.
        """
        await check_app_token(self._client, self._app_token, START_PATIENCE)
        self._session = await self._open.enter_async_context(aiohttp.ClientSession())
        try:
            self._places[0].connection = await patiently(self._connect, START_PATIENCE)
        except BaseException:
            await self.close()
            raise
        for place in self._places:
            self._start_keeper(place)

    async def close(self) -> None:
        """Acknowledge received envelopes, then end all connections."""
        self._closing = True
        keepers = [place.keeper for place in self._places if place.keeper]
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        await asyncio.gather(*(connection.close() for connection in self._connections))
        await self._open.aclose()

    def _start_keeper(self, place: Seat) -> None:
        place.keeper = asyncio.create_task(self._keep(place))
        place.keeper.add_done_callback(partial(self._restart_keeper, place))

    def _restart_keeper(self, place: Seat, _keeper: asyncio.Task[None]) -> None:
        """Start the keeper of a place again if anything but `close` has ended it."""
        if not self._closing:
            log.error(KEEPER_ENDED)
            self._start_keeper(place)

    async def _keep(self, place: Seat) -> None:
        while True:
            try:
                connection = place.connection
                if connection is None or connection.worn.is_set():
                    connection = await self._replace(place)
                await self._watch(place, connection)
            except Exception as error:  # noqa: BLE001 - it is logged, and nothing may end this
                self._log_failure(error)
                place.failures += 1
                await self._clock.sleep(self._pause(place, error))

    async def _replace(self, place: Seat) -> Connection:
        fresh: Connection = await patiently(self._connect, ONCE)
        if place.connection:
            place.connection.leave(self._intervals.leaving_seconds)
        place.connection = fresh
        return fresh

    async def _watch(self, place: Seat, connection: Connection) -> None:
        """Wait until the connection has to be replaced.

        Raises SlackUnavailableError if that is too soon.
        """
        try:
            async with asyncio.timeout(self._intervals.lasting_seconds):
                await connection.worn.wait()
        except TimeoutError:
            self._recover(place)
            await connection.worn.wait()
            log.info(ENDED, reason=connection.reason)
        else:
            raise SlackUnavailableError(f"The connection did not last ({connection.reason}).")

    async def _connect(self) -> Connection:
        """Open a connection and wait for its `hello`."""
        async with asyncio.timeout(OPEN_SECONDS):
            opened = await self._client.apps_connections_open(app_token=self._app_token)
            websocket = await self._session.ws_connect(
                opened["url"],
                autoping=False,  # the connection judges itself by pongs
                autoclose=False,  # so that acknowledgements go first
                timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
                proxy=proxy_for(opened["url"]),
                ssl=True if self._client.ssl is None else self._client.ssl,
            )
            connection = Connection(websocket, self._app, self._clock, self._intervals.ping_seconds)
            try:
                await connection.wait_for_hello()
            except BaseException:
                await connection.close()
                raise
        self._connections = [known for known in self._connections if not known.gone]
        self._connections.append(connection)
        return connection

    def _pause(self, place: Seat, error: Exception) -> float:
        asked = error.retry_after if isinstance(error, SlackUnavailableError) else None
        return max(asked or 0.0, self._intervals.pause(place.failures))

    def _log_failure(self, error: Exception) -> None:
        """Log the first failure only, without its cause, which may hold a ticket."""
        if any(place.failures for place in self._places):
            return
        if isinstance(error, SlackRefusedError):
            log.error(FAILED, why=error.reason)
        elif isinstance(error, SlackbotError):
            log.warning(FAILED, why=error.message)
        else:
            log.error(FAILED, exc_info=error)

    def _recover(self, place: Seat) -> None:
        before, place.failures = place.failures, 0
        if before and not any(place.failures for place in self._places):
            log.info(RECOVERED)
