"""Our workflows on DBOS: started durably, checkpointed step by step, resumed after a crash."""

import asyncio
import contextlib
import contextvars
import logging
import math
import secrets
from collections.abc import Awaitable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from dbos import DBOS, DBOSConfig, SetWorkflowID
from dbos import error as dbos_error
from sqlalchemy.exc import SQLAlchemyError

from slackbot import telemetry
from slackbot.clock import machine_now
from slackbot.domain.ask import Ask
from slackbot.domain.digests.digest import DigestRun
from slackbot.domain.errors import BugError, JobError, SlackbotError
from slackbot.domain.usage.job import UsageRequest
from slackbot.engine import names
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.heartbeat import Heartbeat
from slackbot.engine.job_queue import SERIALIZER, Lanes, Outcome
from slackbot.engine.log_filter import DBOS_LOG
from slackbot.engine.priority import InteractiveRequests
from slackbot.engine.progress import Progress, RunLog
from slackbot.engine.run import DurableRun, as_slackbot_errors
from slackbot.engine.scheduler import Scheduler
from slackbot.ports import Clock, Flights, Open, OpenQuestion, OpenTrial, Ports
from slackbot.workflows.alerts.try_out import try_alert
from slackbot.workflows.handle_ask import handle_ask
from slackbot.workflows.questions.deliver import BUSY, deliver_answer
from slackbot.workflows.questions.fetch import fetch_usage

log = structlog.get_logger()

BATCH = 500  # runs deleted in one transaction
ALONE = "local"  # one process per SQLite file: at its start it finds its own work under this name
THREADS = 16  # DBOS's default is one for each database call under way
GRACE = 3.0  # seconds that running work has to finish when the process is stopped
LET_GO_WITHIN = 10.0  # seconds
# DBOS sleeps so long between two looks for messages to runs, of which we send none, and a stop
# waits for it to wake up.
LOOK_FOR_MESSAGES = 0.1
LOOK_FOR_DUE = 5.0  # seconds between two looks for questions whose time is over
MOST_DUE = 200  # answered at once


class DurableEngine:
    """Runs the workflows. DBOS is one per process, and so is this.

    On PostgreSQL any number of processes share the work; on SQLite this one has it all.
    """

    def __init__(
        self, database: sa.Engine, flights: Flights, clock: Clock, digests_per_minute: int
    ) -> None:
        self._database = database
        self._digests_per_minute = digests_per_minute
        self._flights = flights
        self._clock = clock
        self._shared = database.dialect.name == "postgresql"
        self._executor = secrets.token_hex(8) if self._shared else ALONE
        self._enqueuer = Enqueuer(database)
        self.lanes = Lanes(flights, self._enqueuer)
        self._running: dict[asyncio.Task[Any], str] = {}  # with the run's id
        self._interactive = InteractiveRequests()
        self._stopping = False

    async def start(self, ports: Ports) -> None:
        """Launch in the running loop, and go on with whatever a stopped process left behind."""
        self._ports = ports
        self._loop = asyncio.get_running_loop()
        config: DBOSConfig = {
            "name": names.APPLICATION,
            "system_database_engine": self._database,
            "application_version": names.VERSION,
            "executor_id": self._executor,
            "max_executor_threads": THREADS,
            "serializer": SERIALIZER,
            "notification_listener_polling_interval_sec": LOOK_FOR_MESSAGES,
            "log_level": "WARNING",
        }
        if not DBOS_LOG.handlers:  # else DBOS writes to stderr itself, in a form of its own
            DBOS_LOG.addHandler(logging.NullHandler())
        DBOS(config=config)
        self._register()
        # First the queues: DBOS begins with those that it finds, and looks for others only a second
        # later.
        await self._enqueuer.prepare()
        await self._enqueuer.open_queues(self._digests_per_minute)
        if self._shared:
            self._heartbeat = Heartbeat(
                self._database, self._executor, recover=_recover, let_go=self._let_go
            )
            self._heartbeat.start()  # blocks for a moment, as launch() does
        DBOS.launch()
        self._progress = Progress(self.lanes, ports.notifier, self._clock)
        self._scheduler = Scheduler(ports, self._enqueuer, self._clock, self._interactive)
        self._background = (
            asyncio.create_task(self._keep_answering()),
            asyncio.create_task(self._progress.keep_telling()),
            *self._scheduler.start(),
        )

    async def stop(self) -> None:
        """Take nothing more, and let what runs finish for some seconds, answers that come of it
        included; the rest is resumed by another process or at the next start."""
        self._stopping = True
        for task in self._background:
            task.cancel()
        # A workflow that is cancelled here stays PENDING in the database, which is meant: DBOS
        # would warn of each.
        DBOS_LOG.setLevel(logging.ERROR)
        # All in one thread: DBOS takes the loop's own threads along at its end.
        leaving = asyncio.ensure_future(asyncio.to_thread(self._leave, bool(self._running)))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                while self._running:
                    await asyncio.wait(self._running)
        await _cancel([*self._running])
        await leaving
        self._loop.set_default_executor(ThreadPoolExecutor())  # in the place of theirs, which ended

    async def ask(self, ask: Ask) -> None:
        """Start answering; on return it is durable. The same id a second time does nothing."""
        if self._shared:
            return await self._enqueuer.question(ask)
        with SetWorkflowID(ask.id):  # no other process could take it: no need to wait for a queue
            await DBOS.start_workflow_async(self._handle_ask, ask)
        return None

    async def check(self) -> None:
        """See Fence."""
        if self._shared and (run := DBOS.workflow_id):
            owner = await self._enqueuer.executor_of(run)
            if owner != self._executor:
                log.warning(telemetry.SUPERSEDED, by=owner)
                raise asyncio.CancelledError

    async def backlog(self) -> telemetry.Backlog:
        """What is still to do, in any process."""
        return await self._enqueuer.backlog()

    async def forget(self, before: datetime) -> None:
        """Delete the runs that ended before that moment; DBOS itself keeps them for ever."""
        before -= self._clock.now() - machine_now()  # DBOS writes down the machine's time
        while ended := await DBOS.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=BATCH,
            load_input=False,
            load_output=False,
        ):
            await DBOS.delete_workflows_async([run.workflow_id for run in ended])

    def _register(self) -> None:
        """What follows the steps, if there are any, is safe to do again."""

        @DBOS.workflow(name=names.HANDLE_ASK)
        async def run_handle_ask(ask: Ask) -> None:
            self._refuse_when_stopping()
            with self._tracked(question=ask.id), self._interactive.track():
                await self._run_for_asker(ask, handle_ask(ask, self._ports, DurableRun()))

        @DBOS.workflow(name=names.FETCH_USAGE)
        async def run_fetch_usage(request: UsageRequest) -> None:
            self._refuse_when_stopping()
            run = DBOS.workflow_id or ""
            with self._tracked(job=run, lane=request.job.lane):
                outcome = await self._fetch(request, run)
                ready = await self.lanes.land(request.team, run, outcome)
                said = outcome.message if isinstance(outcome, SlackbotError) else None
                log.info(telemetry.LANDED, outcome=type(outcome).__name__, said=said)
                for question in ready:
                    await self._answer(request.team, question)

        @DBOS.workflow(name=names.DELIVER_ANSWER)
        async def run_deliver_answer(team: str, question: str) -> None:
            # Without it: cancelled; or answered, and that was not written down before a crash.
            if (waiting := await self.lanes.find(team, question)) is None:
                return
            with self._tracked(question=question):
                await self._deliver(waiting)
                await self._flights.answered(team, question)

        @DBOS.workflow(name=names.SEND_DIGEST)
        async def run_send_digest(run: DigestRun) -> None:
            self._refuse_when_stopping()
            with self._tracked(digest=run.digest_id, run=run.key):
                await self._scheduler.begin(run)

        @DBOS.workflow(name=names.CHECK_ALERTS)
        async def run_check_alerts(team: str, moment: str) -> None:
            self._refuse_when_stopping()
            with self._tracked(check=moment):
                await self._scheduler.check(team, datetime.fromisoformat(moment))

        self._handle_ask, self._deliver_answer = run_handle_ask, run_deliver_answer

    async def _deliver(self, waiting: Open) -> None:
        """What it waited for is there, or its time is over."""
        match waiting:
            case OpenQuestion():
                with self._interactive.track():
                    await self._run_for_asker(waiting.ask, deliver_answer(waiting, self._ports))
            case OpenTrial():
                with self._interactive.track():
                    await self._run_for_asker(waiting.ask, try_alert(waiting, self._ports))
            case _:
                await self._scheduler.deliver(waiting)

    async def _fetch(self, request: UsageRequest, run: str) -> Outcome:
        """The outcome that was written down before a crash, or that of fetching now."""
        try:
            if known := await self.lanes.outcome(request.team, run):
                return known
            until = await self._flights.wanted_until(request.team, run)
            if until and until < self._clock.now():
                return JobError(BUSY)  # whoever asked has been told so: Kore.ai is spared
            flight = RunLog(request.team, run, self._flights, self._progress)
            with telemetry.UPSTREAM_JOB_SECONDS.time():
                return await as_slackbot_errors(fetch_usage(request, self._ports.usage, flight))
        except SlackbotError as error:
            return error

    async def _answer(self, team: str, question: str) -> None:
        """Start the answer here; on return it is durable. A second time it does nothing."""

        async def start() -> None:
            with SetWorkflowID(_answer_of(question)):
                await DBOS.start_workflow_async(self._deliver_answer, team, question)

        # On its own, not as a child of the run that we may be in: DBOS would number it among that
        # run's children, and after a crash they may be others.
        await asyncio.create_task(start(), context=contextvars.Context())

    async def _keep_answering(self) -> None:
        """Answer what has waited long enough, or was ready when its process died."""
        while True:
            try:
                due = await self._flights.due(self._clock.now(), MOST_DUE)
                begun = set(self._running.values())  # digests wait for their turn
                for team, question in due:
                    if _answer_of(question) not in begun:
                        await self._answer(team, question)
            except (SlackbotError, SQLAlchemyError, dbos_error.DBOSException) as error:
                log.warning(telemetry.DATABASE, error=type(error).__name__)  # looked at again below
            await self._clock.sleep(LOOK_FOR_DUE)

    async def _run_for_asker(self, ask: Ask, work: Awaitable[None]) -> None:
        """Whatever happens, the asker is told; if Slack does not even take that, the log is."""
        try:
            try:
                await as_slackbot_errors(work)
            except BugError as error:
                await self._ports.notifier.fail(ask, None, error)
        except SlackbotError as error:
            log.warning(telemetry.FAILED, error=type(error).__name__, said=error.message)

    def _refuse_when_stopping(self) -> None:
        """What is taken while we leave stays as it is, for others or the next start."""
        if self._stopping:
            raise asyncio.CancelledError

    @contextlib.contextmanager
    def _tracked(self, **fields: Any) -> Iterator[None]:
        """Count the running workflow, and put `fields` into each line that it logs.

        A run that was taken away from here may come back: then its older task is over.
        """
        run = DBOS.workflow_id or ""
        for older in [task for task, its in self._running.items() if its == run]:
            older.cancel()
        if task := asyncio.current_task():
            self._running[task] = run
            task.add_done_callback(self._running.pop)
        with structlog.contextvars.bound_contextvars(**fields):
            yield

    def _leave(self, is_working: bool) -> None:
        """Take nothing more, wait for what runs, and then let others take over what is left here:
        whoever took something after that would be forgotten with it."""
        if self._shared:
            self._heartbeat.stop()
        # It takes nothing more from its first moment on, but looks only once a second who runs.
        patience = math.ceil(GRACE) + 1 if is_working or self._shared else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience)
        self._enqueuer.destroy()
        if self._shared:
            self._heartbeat.leave()

    def _let_go(self) -> None:
        """Stop what runs here and belongs to another process, or to nobody. From another thread."""
        asyncio.run_coroutine_threadsafe(self._cancel_lost(), self._loop).result(LET_GO_WITHIN)

    async def _cancel_lost(self) -> None:
        running = dict(self._running)
        if not running:
            return
        owners = await self._enqueuer.owners(running.values())
        await _cancel([t for t, run in running.items() if owners.get(run) != self._executor])


def _answer_of(question: str) -> str:
    """The run that answers it."""
    return f"{question}-answer"


async def _cancel(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _recover(executor: str) -> int:
    """Re-enqueue what that process was running. Of the same run twice only one has effect."""
    return len(DBOS._recover_pending_workflows([executor]))  # noqa: SLF001 - MIT code without a public name; tests/engine hold it
