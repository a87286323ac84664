"""Our workflows on DBOS: started durably, checkpointed step by step, resumed after a crash."""

import asyncio
import contextlib
import contextvars
import logging
import math
import secrets
import threading
import time
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
from slackbot.domain.usage.fetching.job import UsageRequest
from slackbot.engine import names
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.hazards import HazardWatch
from slackbot.engine.heartbeat import Heartbeat
from slackbot.engine.job_queue import SERIALIZER, Lanes
from slackbot.engine.log_filter import DBOS_LOG
from slackbot.engine.priority import BackgroundLanes, InteractiveRequests
from slackbot.engine.progress import Progress, RunLog
from slackbot.engine.run import DurableRun, as_slackbot_errors
from slackbot.engine.scheduler import Scheduler
from slackbot.ports import Clock, Flights, Hazards, Open, OpenQuestion, OpenTrial, Ports
from slackbot.workflows.alerts.try_out import try_alert
from slackbot.workflows.handle_ask import handle_ask
from slackbot.workflows.questions.deliver import BUSY, Outcome, deliver_answer
from slackbot.workflows.questions.fetch import fetch_usage

log = structlog.get_logger()

BATCH = 500  # runs that one transaction deletes
THREADS = 16  # DBOS's default is a thread for each database call under way
GRACE = 3.0  # seconds that running work has to finish when the process stops
LET_GO_WITHIN = 10.0  # seconds
QUEUE_THREADS = "queue-worker-"  # how DBOS names the threads that take runs, one for each queue
# Seconds between DBOS's polls for messages to runs. We send none, but a stop waits until the poll
# has ended.
LOOK_FOR_MESSAGES = 0.1
LOOK_FOR_DUE = 5.0  # seconds between two searches for questions whose time is over
MOST_DUE = 200  # questions that one search answers


class DurableEngine:
    """Runs the workflows. A process has one DBOS, and so one engine.

    On PostgreSQL any number of processes share the work; on SQLite this process does all of it.
    """

    def __init__(
        self,
        database: sa.Engine,
        flights: Flights,
        hazards: Hazards,
        clock: Clock,
        digests_per_minute: int,
    ) -> None:
        self._database = database
        self._digests_per_minute = digests_per_minute
        self._flights = flights
        self._clock = clock
        self._shared = database.dialect.name == "postgresql"
        self._executor = secrets.token_hex(8) if self._shared else names.ALONE
        self._hazards = HazardWatch(hazards, clock, self._executor)
        self._enqueuer = Enqueuer(database)
        self.lanes = Lanes(flights, self._enqueuer)
        self._running: dict[asyncio.Task[Any], str] = {}  # values are the runs' ids
        self._interactive = InteractiveRequests()
        self._background_lanes = BackgroundLanes(flights, self._interactive)
        self._stopping = False

    async def start(self, ports: Ports) -> None:
        """Launch in the running loop, and resume the work that a stopped process left behind."""
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
        self._dbos = DBOS(config=config)
        self._register()
        # The queues come first: DBOS polls at once those that exist at launch, and searches for new
        # ones only a second later.
        await self._enqueuer.prepare()
        await self._enqueuer.open_queues(self._digests_per_minute)
        if self._shared:
            self._heartbeat = Heartbeat(
                self._database, self._executor, recover=self._take_over, let_go=self._let_go
            )
            self._heartbeat.start()  # blocks briefly, as launch() does
        else:
            await self._hazards.count(self._executor)  # it died, unless it was stopped
        DBOS.launch()
        _keep_to(self._loop, self._dbos)
        self._progress = Progress(self.lanes, ports.notifier, self._clock)
        self._scheduler = Scheduler(ports, self._enqueuer, self._clock, self._interactive, self.ask)
        self._background = (
            asyncio.create_task(self._keep_answering()),
            asyncio.create_task(self._hazards.keep_resting()),
            asyncio.create_task(self._progress.keep_telling()),
            *self._scheduler.start(),
        )

    async def stop(self) -> None:
        """Take no more work, and give running work and its answers some seconds to finish.

        Another process, or the next start, resumes the rest.
        """
        self._stopping = True
        with contextlib.suppress(TimeoutError):  # the database is away
            async with asyncio.timeout(GRACE):
                await self._hazards.leave()
        for task in self._background:
            task.cancel()
        # DBOS warns of each workflow that is cancelled. Here that is meant: it stays PENDING in the
        # database, to be resumed.
        DBOS_LOG.setLevel(logging.ERROR)
        # One thread does all of it, because DBOS ends the loop's own threads when it is destroyed.
        leaving = asyncio.ensure_future(asyncio.to_thread(self._leave))
        await asyncio.wait([leaving], timeout=GRACE)  # until no run is in progress
        await _cancel([*self._running])
        await leaving
        self._loop.set_default_executor(ThreadPoolExecutor())  # DBOS ended the one before

    async def ask(self, ask: Ask) -> None:
        """Start to answer; on return the question is durable. The same id a second time has no
        effect.
        """
        if self._shared:
            return await self._enqueuer.question(ask)
        with SetWorkflowID(ask.id):  # no other process could take it, so it needs no queue
            await DBOS.start_workflow_async(self._handle_ask, ask)
        return None

    async def check(self) -> None:
        """Raise CancelledError if another process has taken the current run over (see Fence)."""
        if self._shared and (run := DBOS.workflow_id):
            owner = await self._enqueuer.executor_of(run)
            if owner != self._executor:
                log.warning(telemetry.SUPERSEDED, by=owner)
                raise asyncio.CancelledError

    async def backlog(self) -> telemetry.Backlog:
        """Return the unfinished work of all processes."""
        return await self._enqueuer.backlog()

    async def forget(self, before: datetime) -> None:
        """Delete the runs that ended before that moment; DBOS itself never deletes any."""
        before -= self._clock.now() - machine_now()  # DBOS stores the machine's time
        while ended := await DBOS.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=BATCH,
            load_input=False,
            load_output=False,
        ):
            await DBOS.delete_workflows_async([run.workflow_id for run in ended])

    def _register(self) -> None:
        """Register the workflows. Code after a workflow's last step can be repeated safely."""

        @DBOS.workflow(name=names.HANDLE_ASK)
        async def run_handle_ask(ask: Ask) -> None:
            self._refuse_when_stopping()
            with self._tracked(ask.team, question=ask.id), self._interactive.track():
                await self._run_for_asker(ask, handle_ask(ask, self._ports, DurableRun()))

        @DBOS.workflow(name=names.FETCH_USAGE)
        async def run_fetch_usage(request: UsageRequest) -> None:
            self._refuse_when_stopping()
            run = DBOS.workflow_id or ""
            with self._tracked(request.team, job=run, lane=request.job.lane):
                async with self._background_lanes.turn(request.team, request.job.lane):
                    outcome = await self._fetch(request, run)
                    ready = await self.lanes.land(request.team, run, outcome)
                message = outcome.message if isinstance(outcome, SlackbotError) else None
                log.info(telemetry.LANDED, outcome=type(outcome).__name__, said=message)
                for question in ready:
                    await self._answer(request.team, question)

        @DBOS.workflow(name=names.DELIVER_ANSWER)
        async def run_deliver_answer(team: str, question: str) -> None:
            # None if the question was cancelled, or answered just before a crash.
            if (waiting := await self.lanes.find(team, question)) is None:
                return
            with self._tracked(team, question=question):
                await self._deliver(waiting)
                await self._flights.answered(team, question)

        @DBOS.workflow(name=names.SEND_DIGEST)
        async def run_send_digest(run: DigestRun) -> None:
            self._refuse_when_stopping()
            with self._tracked(run.team, digest=run.digest_id, run=run.key):
                await self._scheduler.begin(run)

        @DBOS.workflow(name=names.CHECK_ALERTS)
        async def run_check_alerts(team: str, moment: str) -> None:
            self._refuse_when_stopping()
            with self._tracked(team, check=moment):
                await self._scheduler.check(team, datetime.fromisoformat(moment))

        self._handle_ask, self._deliver_answer = run_handle_ask, run_deliver_answer

    async def _deliver(self, waiting: Open) -> None:
        """Answer a question whose figures are there, or whose time is over."""
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
        """Return the outcome that was stored before a crash; else fetch now."""
        try:
            if known := await self.lanes.outcome(request.team, run):
                return known
            until = await self._flights.wanted_until(request.team, run)
            if until and until < self._clock.now():
                return JobError(BUSY)  # the askers were told already, so Kore.ai is not asked
            flight = RunLog(request.team, run, self._flights, self._progress)
            with telemetry.UPSTREAM_JOB_SECONDS.time():
                return await as_slackbot_errors(fetch_usage(request, self._ports.usage, flight))
        except SlackbotError as error:
            return error
        finally:
            self._progress.ended(run)

    async def _answer(self, team: str, question: str) -> None:
        """Start to answer in this process; on return it is durable. A second call has no effect."""

        async def start() -> None:
            with SetWorkflowID(_answer_of(question)):
                await DBOS.start_workflow_async(self._deliver_answer, team, question)

        # In a task of its own, so that it is no child of the current run: DBOS numbers a run's
        # children, and after a crash this run may start others.
        await asyncio.create_task(start(), context=contextvars.Context())

    async def _keep_answering(self) -> None:
        """Answer questions whose time is over, or whose process died before it could answer."""
        while True:
            try:
                due = await self._flights.due(self._clock.now(), MOST_DUE)
                begun = set(self._running.values())  # digests here may wait for their turn
                for team, question in due:
                    if _answer_of(question) not in begun:
                        await self._answer(team, question)
            except (SlackbotError, SQLAlchemyError, dbos_error.DBOSException) as error:
                log.warning(  # tried again
                    telemetry.DATABASE, error=type(error).__name__, why=telemetry.cause_of(error)
                )
            await self._clock.sleep(LOOK_FOR_DUE)

    async def _run_for_asker(self, ask: Ask, work: Awaitable[None]) -> None:
        """Do `work` and tell the asker of any failure; log it if Slack does not take even that."""
        try:
            try:
                await as_slackbot_errors(work)
            except BugError as error:
                await self._ports.notifier.fail(ask, None, error)
        except SlackbotError as error:
            log.warning(telemetry.FAILED, error=type(error).__name__, said=error.message)

    def _refuse_when_stopping(self) -> None:
        """Cancel a run that was taken during the stop; others or the next start resume it."""
        if self._stopping:
            raise asyncio.CancelledError

    @contextlib.contextmanager
    def _tracked(self, team: str, **fields: Any) -> Iterator[None]:
        """Count and watch the running workflow, and add `fields` to each line that it logs.

        A run that was taken over may come back to this process; then its older task is cancelled.
        """
        run = DBOS.workflow_id or ""
        for older in [task for task, its in self._running.items() if its == run]:
            older.cancel()
        if task := asyncio.current_task():
            self._running[task] = run
            task.add_done_callback(self._running.pop)
        with structlog.contextvars.bound_contextvars(**fields), self._hazards.watch(team, run):
            yield

    def _leave(self) -> None:
        """Take no more work, wait for running work, and then leave the rest to other processes.

        The heartbeat ends last: runs taken after it would belong to a forgotten process.
        """
        if self._shared:
            self._heartbeat.stop()
        is_working = _stop_taking(self._dbos, self._loop)
        patience = math.ceil(GRACE) + 1 if is_working else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience)
        self._enqueuer.destroy()
        if self._shared:
            self._heartbeat.leave()

    def _take_over(self, executor: str) -> int:
        """Take the work of a dead process over. Called from another thread."""
        counted = self._hazards.count(executor)
        asyncio.run_coroutine_threadsafe(counted, self._loop).result(LET_GO_WITHIN)
        return _recover(executor)

    def _let_go(self) -> None:
        """Cancel tasks whose runs this process no longer owns. Called from another thread."""
        asyncio.run_coroutine_threadsafe(self._cancel_lost(), self._loop).result(LET_GO_WITHIN)

    async def _cancel_lost(self) -> None:
        running = dict(self._running)
        if not running:
            return
        owners = await self._enqueuer.owners(running.values())
        await _cancel([t for t, run in running.items() if owners.get(run) != self._executor])


def _answer_of(question: str) -> str:
    """Return the id of the run that answers the question."""
    return f"{question}-answer"


async def _cancel(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _keep_to(loop: asyncio.AbstractEventLoop, dbos: DBOS) -> None:
    """Let every run begin in `loop`.

    While that loop is blocked, DBOS would begin runs in a second loop of its own, where our locks
    and connections are not. A test's loop stands still between its set-up, the test and its end.
    """
    its = dbos._background_event_loop  # noqa: SLF001 - MIT code without a public name; tests/engine hold it
    its.target_loop = lambda: loop  # type: ignore[method-assign] # the one place that chooses


def _stop_taking(dbos: DBOS, loop: asyncio.AbstractEventLoop) -> bool:
    """Stop the threads that take runs from queues. Return whether a run is in progress then.

    DBOS.destroy stops them as well, but with patience it looks only after a second whether a run is
    in progress, and without patience it ends its own threads under the run that was taken last,
    which then fails with a traceback.
    """
    for event in dbos.background_thread_stop_events:
        event.set()
    deadline = time.monotonic() + GRACE
    for thread in threading.enumerate():
        if thread.name.startswith(QUEUE_THREADS):
            thread.join(max(0.0, deadline - time.monotonic()))
    # Such a thread ends once its last run is a task of the loop, which has its first turn before
    # this one.
    asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()
    return bool(dbos._active_workflows_set.activeList())  # noqa: SLF001 - MIT code without a public name; tests/engine hold it


def _recover(executor: str) -> int:
    """Enqueue again what that process was running; return how many. A second call adds nothing."""
    return len(DBOS._recover_pending_workflows([executor]))  # noqa: SLF001 - MIT code without a public name; tests/engine hold it
