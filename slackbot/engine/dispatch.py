"""Enqueues runs in the database, for any process to take."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from dbos import DBOSClient, EnqueueOptions

from slackbot.clock import machine_now
from slackbot.domain.ask import Ask
from slackbot.domain.digests.digest import DigestRun
from slackbot.domain.usage.fetching.job import UsageRequest
from slackbot.engine import names
from slackbot.engine.backlog import bring_forward, read_backlog
from slackbot.engine.forgetting import runs_naming
from slackbot.engine.log_filter import DBOS_LOG, WARNING_FILTER
from slackbot.engine.serializer import JsonSerializer
from slackbot.telemetry import Backlog

ROUTINE = 1_000_000_000  # the priority of background work: it comes after all people's turns
LOOK_INTO_QUEUES = 0.2  # seconds between two polls of a queue
LOOK_INTO_DIGESTS = 0.5  # the same for digests
TAKEN = 24  # digests that one process takes in advance, so that it never idles
SPREAD = 5  # seconds of the window in which DBOS counts the digests that may begin
AT_A_TIME = 500  # runs deleted in one transaction


class Enqueuer:
    """Enqueues runs; it needs the engine's database, but no running engine."""

    def __init__(self, database: sa.Engine) -> None:
        DBOS_LOG.addFilter(WARNING_FILTER)  # adding it twice has no effect
        self._database = database
        self._client = DBOSClient(
            system_database_engine=database,
            serializer=JsonSerializer(),
            application_name=names.APPLICATION,
            lazy=True,
        )

    async def prepare(self) -> None:
        """Create the engine's tables if the database has none yet."""
        # Not DBOS.migrate: it makes connections of its own, without the settings of ours.
        system = self._client._sys_db  # noqa: SLF001 - MIT code without a public name; tests/engine hold it
        await asyncio.to_thread(system.run_migrations)

    async def open_queues(self, digests_per_minute: int) -> None:
        """Write this version's queues into the database, where the engines read them."""
        await self._client.register_queue_async(
            names.LANES, partition_concurrency=1, polling_interval_sec=LOOK_INTO_QUEUES
        )
        rate = digests_per_minute
        await self._client.register_queue_async(
            names.DIGESTS,
            worker_concurrency=TAKEN,
            limiter={"limit": max(1, rate * SPREAD // 60), "period": max(SPREAD, 60 / rate)},
            polling_interval_sec=LOOK_INTO_DIGESTS,
        )
        if self._database.dialect.name == "postgresql":  # where several processes take them
            await self._client.register_queue_async(
                names.QUESTIONS, polling_interval_sec=LOOK_INTO_QUEUES
            )

    async def question(self, ask: Ask) -> None:
        """Enqueue a question; on return it is durable. The same id a second time has no effect."""
        await self._client.enqueue_async(_options(names.HANDLE_ASK, names.QUESTIONS, ask.id), ask)

    async def fetch(self, run: str, request: UsageRequest, turn: int | None = None) -> None:
        """Enqueue the fetch of `request` in its scope's lane, behind those of the same turn.

        Without a turn it is background work, and comes last.
        """
        options = _options(names.FETCH_USAGE, names.LANES, run)
        options["queue_partition_key"] = request.job.lane
        options["priority"] = ROUTINE if turn is None else turn
        await self._client.enqueue_async(options, request)

    async def bring_forward(self, run: str, turn: int) -> None:
        """Give a run that is queued for a later turn this one."""
        await asyncio.to_thread(bring_forward, self._database, run, turn)

    async def digest(self, run: DigestRun, turn: int = 0) -> None:
        """Enqueue one try of a digest's run, behind those of the same turn and earlier ones. The
        same try a second time has no effect."""
        id_ = f"digest:{run.digest_id}:{run.key}:{run.attempts}"
        options = _options(names.SEND_DIGEST, names.DIGESTS, id_)
        if turn:
            options["priority"] = turn
        await self._client.enqueue_async(options, run)

    async def check(self, team: str, moment: datetime) -> None:
        """Enqueue a check of a workspace's alerts. The same moment a second time has no effect."""
        id_ = f"thresholds:{team}:{int(moment.timestamp())}"
        options = _options(names.CHECK_ALERTS, names.LANES, id_)
        # a lane of its own, so a workspace has one check at a time
        options["queue_partition_key"] = f"checks:{team}"
        await self._client.enqueue_async(options, team, moment.isoformat())

    async def executor_of(self, run: str) -> str | None:
        """Return the id of the process that owns the run now; None for an unknown run."""
        (status,) = await self._client.list_workflows_async(
            workflow_ids=[run], load_input=False, load_output=False
        )
        return status.executor_id

    async def owners(self, runs: Iterable[str]) -> dict[str, str | None]:
        """Return the owning process of each of `runs` that is running; others are left out."""
        found = await self._client.list_workflows_async(
            workflow_ids=list(runs), status="PENDING", load_input=False, load_output=False
        )
        return {status.workflow_id: status.executor_id for status in found}

    async def backlog(self) -> Backlog:
        """Return the unfinished work of all processes."""
        return await asyncio.to_thread(read_backlog, self._database, machine_now().timestamp())

    async def forget_naming(self, word: str) -> tuple[int, int]:
        """Delete the runs that are over and hold this word, such as a person's id.

        Returns how many were deleted, and how many that hold it are still under way.
        """
        over, under_way = await asyncio.to_thread(runs_naming, self._database, word)
        for first in range(0, len(over), AT_A_TIME):
            await self._client.delete_workflows_async(over[first : first + AT_A_TIME])
        return len(over), under_way

    async def close(self) -> None:
        """Release the client. No call may follow. The database stays open, since others use it."""
        await asyncio.to_thread(self.destroy)

    def destroy(self) -> None:
        """Do the same as `close`, but block; for callers in a thread of their own."""
        self._client.destroy()


def _options(name: str, queue: str, run: str) -> EnqueueOptions:
    return {
        "workflow_name": name,
        "queue_name": queue,
        "workflow_id": run,
        "app_version": names.VERSION,
    }
