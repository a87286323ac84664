"""Our workflows on DBOS: started durably, checkpointed step by step, resumed after a crash."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import structlog
from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from dbos import error as dbos_error

from slackbot import telemetry
from slackbot.domain.ask import Ask
from slackbot.domain.errors import JobError, SlackbotError, bug
from slackbot.domain.job import SummaryJob, Usage
from slackbot.engine.database import sqlite_engine
from slackbot.engine.serializer import JsonSerializer
from slackbot.ports import Clock, Ports
from slackbot.workflows.fetch_usage import fetch_usage
from slackbot.workflows.handle_ask import handle_ask

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger()

LANES = "lanes"
BATCH = 500  # runs deleted in one transaction
# Pinned: DBOS's default is a hash of the code, and work of another version is never resumed.
APPLICATION_VERSION = "1"
EXECUTOR = "local"  # one process per SQLite file, so its own work is what it finds at start
THREADS = 16  # DBOS's default is one for each database call under way
GRACE = 3.0  # seconds that running work has to finish when the process is stopped
LOOK_INTO_LANES = 0.2  # seconds between two looks for a job that may start
LOOK_FOR_OUTCOME = 0.2  # seconds between two looks for a finished job


class DurableEngine:
    """Starts and runs the workflows. DBOS is one per process, and so is this."""

    def __init__(
        self, path: Path, ports: Ports, clock: Clock, question_deadline: timedelta
    ) -> None:
        self._path = path
        self._ports = ports
        self._clock = clock
        self._question_deadline = question_deadline
        self._running: set[asyncio.Task[Any]] = set()
        self._stopping = False

    async def start(self) -> None:
        """Launch in the running loop, and go on with whatever a stopped process left behind."""
        self._database = sqlite_engine(self._path)
        config: DBOSConfig = {
            "name": "slackbot",
            "system_database_engine": self._database,
            "application_version": APPLICATION_VERSION,
            "executor_id": EXECUTOR,
            "max_executor_threads": THREADS,
            "serializer": JsonSerializer(),
            "log_level": "WARNING",
        }
        DBOS(config=config)
        self._register()
        DBOS.launch()
        await DBOS.register_queue_async(
            LANES, partition_concurrency=1, polling_interval_sec=LOOK_INTO_LANES
        )

    async def stop(self) -> None:
        """Let what runs finish for some seconds; the rest is resumed at the next start."""
        if self._running:
            await asyncio.wait(self._running, timeout=GRACE)
        self._stopping = True
        # A workflow that is cancelled here stays PENDING in the database, which is meant: DBOS
        # would warn of each.
        logging.getLogger("dbos").setLevel(logging.ERROR)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        self._database.dispose()

    async def ask(self, ask: Ask) -> None:
        """Start answering; on return it is durable. The same id a second time does nothing."""
        with SetWorkflowID(ask.id):
            await DBOS.start_workflow_async(self._handle_ask, ask)

    async def forget(self, before: datetime) -> None:
        """Delete the runs that ended before that moment; DBOS itself keeps them for ever."""
        while ended := await DBOS.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=BATCH,
            load_input=False,
            load_output=False,
        ):
            await DBOS.delete_workflows_async([run.workflow_id for run in ended])

    def _register(self) -> None:
        """Names are written into the database with each run: they never change."""

        @DBOS.workflow(name="handle_ask")
        async def run_handle_ask(ask: Ask) -> None:
            run = _Run(self._fetch_usage, ask.received_at + self._question_deadline, self._clock)
            with self._tracked(question=DBOS.workflow_id):
                await self._to_its_end(ask, run)

        @DBOS.workflow(name="fetch_usage")
        async def run_fetch_usage(job: SummaryJob) -> Usage | SlackbotError:
            with self._tracked(job=DBOS.workflow_id, lane=job.lane):
                try:
                    return await _step("fetch_usage", fetch_usage, job, self._ports)
                except SlackbotError as error:
                    return error  # an outcome like another: DBOS would log a traceback of it

        self._handle_ask = run_handle_ask
        self._fetch_usage = run_fetch_usage

    async def _to_its_end(self, ask: Ask, run: "_Run") -> None:
        """Whatever happens, the asker is told; if Slack does not even take that, the log is."""
        try:
            try:
                await handle_ask(ask, self._ports, run)
            except (SlackbotError, dbos_error.DBOSException):
                raise
            except Exception:
                id_ = secrets.token_hex(4)
                log.exception(telemetry.BUG, id=id_)
                await run.step("tell_bug", self._ports.notifier.fail, ask, None, bug(id_))
        except SlackbotError as error:
            log.warning(telemetry.FAILED, error=type(error).__name__, said=error.message)

    @contextlib.contextmanager
    def _tracked(self, **fields: Any) -> Iterator[None]:
        """Count the running workflow, and put `fields` into each line that it logs."""
        task = asyncio.current_task()
        if self._stopping or task is None:
            raise asyncio.CancelledError
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        with structlog.contextvars.bound_contextvars(**fields):
            yield


class _Run:
    """Run (see ports) of the workflow that is running now."""

    def __init__(self, fetch: Callable[[SummaryJob], Any], until: datetime, clock: Clock) -> None:
        self._fetch = fetch
        self._until = until
        self._clock = clock

    async def step(
        self, name: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await _step(name, function, *args, **kwargs)

    async def enqueue(self, jobs: Sequence[SummaryJob]) -> tuple[str, ...]:
        handles = [
            await self._enqueue(f"{DBOS.workflow_id}-{n}", job) for n, job in enumerate(jobs)
        ]
        return tuple(handle.workflow_id for handle in handles)

    async def _enqueue(self, id_: str, job: SummaryJob) -> Any:
        with SetWorkflowID(id_), SetEnqueueOptions(queue_partition_key=job.lane):
            return await DBOS.enqueue_workflow_async(LANES, self._fetch, job)

    async def outcomes(self, tickets: Sequence[str]) -> tuple[Usage | SlackbotError, ...]:
        """A job that has not come to its turn by the question's deadline is given up."""
        return tuple([await self._outcome(ticket) for ticket in tickets])

    async def _outcome(self, ticket: str) -> Usage | SlackbotError:
        left = (self._until - self._clock.now()).total_seconds()
        try:
            handle: Any = await DBOS.retrieve_workflow_async(ticket)
            async with asyncio.timeout(max(left, 1.0)):
                outcome: Usage | SlackbotError = await handle.get_result(
                    polling_interval_sec=LOOK_FOR_OUTCOME
                )
        except TimeoutError:
            await DBOS.cancel_workflow_async(ticket)
            return JobError("Kore.ai is busy with earlier questions. Please ask again later.")
        return outcome


async def _step(
    name: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run `function` as a durable step. Errors that are not ours become one with an id."""

    async def guarded() -> T:
        try:
            return await function(*args, **kwargs)
        except SlackbotError:
            raise
        except Exception as error:
            id_ = secrets.token_hex(4)
            log.exception(telemetry.BUG, id=id_, step=name)
            raise bug(id_) from error

    return await DBOS.run_step_async({"name": name, "preemptible": True}, guarded)
