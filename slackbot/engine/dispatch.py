"""Hands runs to whichever process takes them, through the database."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from dbos import DBOSClient, EnqueueOptions

from slackbot.clock import machine_now
from slackbot.domain.ask import Ask
from slackbot.domain.digests.digest import DigestRun
from slackbot.domain.usage.job import UsageRequest
from slackbot.engine import names
from slackbot.engine.backlog import read_backlog
from slackbot.engine.log_filter import DBOS_LOG, WARNING_FILTER
from slackbot.engine.serializer import JsonSerializer
from slackbot.telemetry import Backlog

ROUTINE = 10  # the priority of what nobody waits for; a person's question has none, which is first
LOOK_INTO_QUEUES = 0.2  # seconds between two looks for a run that may start
LOOK_INTO_DIGESTS = 0.5  # the same for digests
TAKEN = 24  # digests that one process has taken and begins in their turn, so that it never idles
SPREAD = 5  # seconds within which those that may begin are counted


class Enqueuer:
    """Needs no running engine, only its database."""

    def __init__(self, database: sa.Engine) -> None:
        DBOS_LOG.addFilter(WARNING_FILTER)  # the same one again does nothing
        self._database = database
        self._client = DBOSClient(
            system_database_engine=database,
            serializer=JsonSerializer(),
            application_name=names.APPLICATION,
            lazy=True,
        )

    async def prepare(self) -> None:
        """Create the engine's tables where no engine has been yet."""
        # Not DBOS.migrate: that makes connections of its own, which lack what ours are given.
        system = self._client._sys_db  # noqa: SLF001 - MIT code without a public name; tests/engine hold it
        await asyncio.to_thread(system.run_migrations)

    async def open_queues(self, digests_per_minute: int) -> None:
        """Write down the queues as this version has them, for the engines to look into."""
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
        """On return the question is durable. The same id a second time does nothing."""
        await self._client.enqueue_async(_options(names.HANDLE_ASK, names.QUESTIONS, ask.id), ask)

    async def fetch(self, run: str, request: UsageRequest, *, routine: bool = False) -> None:
        """Put `request` into the lane of its scope, behind what came before it."""
        options = _options(names.FETCH_USAGE, names.LANES, run)
        options["queue_partition_key"] = request.job.lane
        if routine:
            options["priority"] = ROUTINE
        await self._client.enqueue_async(options, request)

    async def digest(self, run: DigestRun) -> None:
        """Have one try of a digest's run begun, in its turn; a second time this does nothing."""
        id_ = f"digest:{run.digest_id}:{run.key}:{run.attempts}"
        await self._client.enqueue_async(_options(names.SEND_DIGEST, names.DIGESTS, id_), run)

    async def check(self, team: str, moment: datetime) -> None:
        """Have a workspace's alerts checked; the same moment a second time does nothing."""
        id_ = f"thresholds:{team}:{int(moment.timestamp())}"
        options = _options(names.CHECK_ALERTS, names.LANES, id_)
        options["queue_partition_key"] = f"checks:{team}"  # a lane of its own, one after another
        await self._client.enqueue_async(options, team, moment.isoformat())

    async def executor_of(self, run: str) -> str | None:
        """The process that the run belongs to by now."""
        (status,) = await self._client.list_workflows_async(
            workflow_ids=[run], load_input=False, load_output=False
        )
        return status.executor_id

    async def owners(self, runs: Iterable[str]) -> dict[str, str | None]:
        """The process that each of `runs` is running in; not those that wait or are over."""
        found = await self._client.list_workflows_async(
            workflow_ids=list(runs), status="PENDING", load_input=False, load_output=False
        )
        return {status.workflow_id: status.executor_id for status in found}

    async def backlog(self) -> Backlog:
        """What is still to do, in any process."""
        return await asyncio.to_thread(read_backlog, self._database, machine_now().timestamp())

    async def close(self) -> None:
        """No call may follow. The database stays open: it is not ours."""
        await asyncio.to_thread(self.destroy)

    def destroy(self) -> None:
        """The same, for who has a thread of its own."""
        self._client.destroy()


def _options(name: str, queue: str, run: str) -> EnqueueOptions:
    return {
        "workflow_name": name,
        "queue_name": queue,
        "workflow_id": run,
        "app_version": names.VERSION,
    }
