"""Starts work at its time, digests and checks; people's questions go first."""

import asyncio
import contextlib
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from dbos import error as dbos_error
from sqlalchemy.exc import SQLAlchemyError

from slackbot import telemetry
from slackbot.domain.ask import Ask
from slackbot.domain.digests.digest import DigestRun
from slackbot.domain.errors import SlackbotError
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.priority import InteractiveRequests, YieldingLedger
from slackbot.engine.run import as_slackbot_errors
from slackbot.ports import Clock, OpenCheck, OpenDigest, Ports
from slackbot.workflows.alerts.check import begin_checks, check_alerts
from slackbot.workflows.alerts.evaluate import evaluate_alerts
from slackbot.workflows.channels.approvals import lapse_links
from slackbot.workflows.digests.closing import closing_of
from slackbot.workflows.digests.deliver import deliver_digest
from slackbot.workflows.digests.failed import failed_run
from slackbot.workflows.digests.run_due import realign, run_due
from slackbot.workflows.digests.send import send_digest
from slackbot.workflows.ended_terms import tell_ended_terms
from slackbot.workflows.reconnect import reconnect

log = structlog.get_logger()

LOOK_AT_CLOCK = 2.0  # seconds between two searches for digests that are due
LOOK_AT_WORKSPACES = 60.0  # seconds between two tests whether a workspace is back
LOOK_AT_TERMS = 3600.0  # seconds between two searches for terms and waits that have ended
AT_ONCE = 4  # digests drawn at a time in one process; more of them delay people's questions


class Scheduler:
    """Runs in every process; work that two of them begin is still begun once."""

    def __init__(
        self,
        ports: Ports,
        enqueuer: Enqueuer,
        clock: Clock,
        interactive: InteractiveRequests,
        ask: Callable[[Ask], Coroutine[Any, Any, None]],
    ) -> None:
        ledger = YieldingLedger(ports.usage.ledger, interactive)
        self._ports = replace(ports, usage=replace(ports.usage, ledger=ledger))
        self._enqueuer = enqueuer
        self._clock = clock
        self._interactive = interactive
        self._ask = ask
        self._at_once = asyncio.Semaphore(AT_ONCE)

    def start(self) -> tuple[asyncio.Task[None], ...]:
        """Start the tasks that watch the clock; they go on until they are cancelled."""
        return (
            asyncio.create_task(self._keep_looking_at_clock()),
            asyncio.create_task(self._keep_looking_at_workspaces()),
            asyncio.create_task(self._keep_looking_at_terms()),
        )

    async def begin(self, run: DigestRun) -> None:
        """Begin a try of a digest's run; a failure is stored with the run."""
        async with self._turn():
            await self._told(run, send_digest(run, self._ports))

    async def deliver(self, open_: OpenDigest | OpenCheck) -> None:
        """Continue a digest or a check whose figures are there, or whose time is over."""
        async with self._turn():
            if isinstance(open_, OpenDigest):
                await self._told(open_.run, deliver_digest(open_, self._ports))
            else:
                await _attempt(evaluate_alerts(open_, self._ports))

    async def check(self, team: str, moment: datetime) -> None:
        """Check a workspace's alerts. A failure is logged, and the next check tries again."""

        async def evaluate(open_: OpenCheck) -> None:
            await evaluate_alerts(open_, self._ports)

        await _attempt(check_alerts(team, moment, self._ports, evaluate))

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait for one of the few places, and until no person waits for this process."""
        async with self._at_once:
            await self._interactive.wait_until_idle()
            yield

    async def _told(self, run: DigestRun, work: Awaitable[None]) -> None:
        try:
            await as_slackbot_errors(work)
        except SlackbotError as error:
            await as_slackbot_errors(failed_run(run, error, self._ports))
        await _attempt(self._close(run))

    async def _close(self, run: DigestRun) -> None:
        """Begin to close the month that the digest has told, if it closes months."""
        if closing := await closing_of(run, self._ports):
            # In a context of its own, so that it is no child of the digest's run.
            await asyncio.create_task(self._ask(closing), context=contextvars.Context())

    async def _keep_looking_at_clock(self) -> None:
        """Begin due work for ever. At its start, realign slots with the current rules of time
        zones.
        """
        await _attempt(realign(self._ports))
        while True:
            await _attempt(run_due(self._ports, self._enqueuer.digest))
            await _attempt(begin_checks(self._ports, self._enqueuer.check))
            await self._clock.sleep(LOOK_AT_CLOCK)

    async def _keep_looking_at_workspaces(self) -> None:
        while True:
            await _attempt(reconnect(self._ports))
            await self._clock.sleep(LOOK_AT_WORKSPACES)

    async def _keep_looking_at_terms(self) -> None:
        while True:
            async with self._turn():
                await _attempt(tell_ended_terms(self._ports, self._clock.now()))
                await _attempt(lapse_links(self._ports, self._clock.now()))
            await self._clock.sleep(LOOK_AT_TERMS)


async def _attempt(work: Awaitable[None]) -> None:
    """Do `work`; log a failure, since the next round tries again."""
    try:
        await work
    except (SlackbotError, SQLAlchemyError, dbos_error.DBOSException) as error:
        log.warning(telemetry.DATABASE, error=type(error).__name__, why=telemetry.cause_of(error))
    except Exception:
        log.exception(telemetry.BUG, task="clock")
