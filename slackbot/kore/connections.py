"""Fetches through the connections of each workspace, and finds out which of them covers a bot."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import NamedTuple

from pydantic import SecretStr

from slackbot.domain.connections.connection import Connection, Coverage, gone, not_covered
from slackbot.domain.errors import KoreRefusedError, KoreUnavailableError, SlackbotError
from slackbot.domain.usage.fetching.job import SummaryJob, Usage
from slackbot.domain.usage.fetching.routes import ENVIRONMENT, Routes
from slackbot.kore.client import KoreClient
from slackbot.ports import Clock, Credentials, FlightLog, Upkeep

FRESH = 5.0  # seconds for which a workspace's connections are cached; others may change them
CLIENTS_KEPT = 1000

MakeClient = Callable[[Connection, SecretStr], KoreClient]


class _Cached(NamedTuple):
    coverage: Coverage
    until: float  # of the monotonic clock


class _Answer(NamedTuple):
    """The connection that knows a bot, or the one that could not be asked, and why."""

    known_by: Connection | None = None
    failed: Connection | None = None
    failure: SlackbotError | None = None


class CoverageReader:
    """Reads the connections of workspaces, and caches them for some seconds.

    The `environment`'s credential is one more connection of each workspace, the last. A row with
    the same credential stands for it: so both have the same lane.
    """

    def __init__(
        self, credentials: Credentials, clock: Clock, environment: Connection | None = None
    ) -> None:
        self._credentials = credentials
        self._clock = clock
        self._environment = environment
        self._cached: dict[str, _Cached] = {}

    async def of(self, team: str, *, fresh: bool = False) -> Coverage:
        """Return the connections of the workspace, and the bots that were found through them; if
        `fresh`, as they are at this moment."""
        cached = self._cached.get(team)
        if cached and not fresh and self._clock.monotonic() < cached.until:
            return cached.coverage
        rows = [self._as_one(row) for row in await self._credentials.of(team)]
        if self._environment and all(row.id != ENVIRONMENT for row in rows):
            rows.append(self._environment)
        coverage = Coverage(tuple(rows), await self._credentials.found(team))
        self._cached[team] = _Cached(coverage, self._clock.monotonic() + FRESH)
        return coverage

    async def keep_found(self, team: str, coverage: Coverage, found: dict[str, str]) -> Coverage:
        """Store through which connections Kore.ai knows these bots; return the new coverage."""
        await self._credentials.keep_found(team, found)
        coverage = coverage.with_found(found)
        self._cached[team] = _Cached(coverage, self._clock.monotonic() + FRESH)
        return coverage

    def _as_one(self, row: Connection) -> Connection:
        """Return the row, with the environment's id if its credential is the environment's."""
        if self._environment and row.credential == self._environment.credential:
            return row.model_copy(update={"id": ENVIRONMENT})
        return row


class KoreConnections:
    """Implements UsageSource and KoreConnections (see ports), with a client for each connection."""

    def __init__(
        self,
        reader: CoverageReader,
        secret_of: Callable[[str, Connection], Awaitable[SecretStr]],
        make: MakeClient,
    ) -> None:
        self._reader = reader
        self._secret_of = secret_of
        self._make = make
        self._clients: dict[tuple[str, Connection], KoreClient] = {}

    async def fetch(self, team: str, job: SummaryJob, upkeep: Upkeep, flight: FlightLog) -> Usage:
        connection = (await self._reader.of(team)).connection(job.connection)
        if connection is None:
            raise gone(job.bot_ids, job.connection)
        client = await self._client(team, connection)
        return await client.fetch(job, upkeep, flight)

    async def routes(self, team: str, bot_ids: Collection[str]) -> Routes:
        coverage = await self._reader.of(team)
        unsure = coverage.unsure(bot_ids)
        if not unsure:
            return coverage.routes(bot_ids)
        asked = await asyncio.gather(*(self._ask(team, coverage, bot_id) for bot_id in unsure))
        answers = dict(zip(unsure, asked, strict=True))
        known = {bot_id: each.known_by.id for bot_id, each in answers.items() if each.known_by}
        if known:
            coverage = await self._reader.keep_found(team, coverage, known)
        routes = coverage.routes(bot_ids)
        # A bot that none knows has no route. Where one that may know it did not answer, its job
        # goes there, and meets the same fault or an answer.
        by_bot = {id_: route for id_, route in routes.by_bot.items() if id_ not in answers}
        for bot_id, each in answers.items():
            if connection := each.known_by or each.failed:
                by_bot[bot_id] = connection.route
        return Routes(by_bot)

    async def knows(self, team: str, bot_id: str) -> bool | None:
        coverage = await self._reader.of(team)
        candidates = coverage.candidates(bot_id)
        if not candidates:
            raise not_covered([bot_id])
        if len(candidates) == 1:
            client = await self._client(team, candidates[0])
            return await client.knows(bot_id)
        answer = await self._ask(team, coverage, bot_id)
        if answer.failure and answer.known_by is None:
            raise answer.failure
        if answer.known_by:
            await self._reader.keep_found(team, coverage, {bot_id: answer.known_by.id})
        return answer.known_by is not None

    async def accounts(self, team: str) -> dict[str, KoreClient]:
        """Return the clients of the workspace's accounts, by the ids of their connections."""
        coverage = await self._reader.of(team)
        accounts = (each for each in coverage.connections if each.scope == "account")
        return {each.id: await self._client(team, each) for each in accounts}

    async def has_account(self, team: str) -> bool:
        coverage = await self._reader.of(team)
        return any(each.scope == "account" for each in coverage.connections)

    async def _ask(self, team: str, coverage: Coverage, bot_id: str) -> _Answer:
        """Ask each connection that may cover the bot whether it knows it, until one does."""
        answer = _Answer()
        for each in coverage.candidates(bot_id):
            try:
                client = await self._client(team, each)
                if await client.knows(bot_id):
                    return _Answer(known_by=each)
            except (KoreUnavailableError, KoreRefusedError) as error:
                answer = _Answer(failed=each, failure=error)
        return answer

    async def _client(self, team: str, connection: Connection) -> KoreClient:
        """Return the client of the connection as it is now: a change makes it another key."""
        key = (team, connection)
        if key not in self._clients:
            secret = await self._secret_of(team, connection)
            while len(self._clients) >= CLIENTS_KEPT:
                del self._clients[next(iter(self._clients))]
            self._clients.setdefault(key, self._make(connection, secret))
        return self._clients[key]
