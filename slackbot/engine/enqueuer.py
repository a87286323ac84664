"""Hands runs to whichever process takes them, through the database, and reads how they ended."""

import asyncio
import time
from collections.abc import Collection

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, EnqueueOptions

from slackbot.domain.ask import Ask
from slackbot.domain.errors import JobError, SlackbotError
from slackbot.domain.job import Usage, UsageRequest
from slackbot.engine import names
from slackbot.engine.load import read_load
from slackbot.engine.serializer import JsonSerializer
from slackbot.telemetry import Load

ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
LOST = "This job was stopped before it had an answer. Please ask again."
ROUTINE = 10  # the priority of what nobody waits for; a person's question has none, which is first

Outcome = Usage | SlackbotError


class Enqueuer:
    """Needs no running engine, only its database."""

    def __init__(self, database: sa.Engine) -> None:
        self._database = database
        self._client = DBOSClient(
            system_database_engine=database,
            serializer=JsonSerializer(),
            application_name=names.APPLICATION,
            lazy=True,
        )

    async def prepare(self) -> None:
        """Create the engine's tables where no engine has been yet."""
        url = self._database.url.render_as_string(hide_password=False)
        await asyncio.to_thread(DBOS.migrate, url)

    async def question(self, ask: Ask) -> None:
        """On return the question is durable. The same id a second time does nothing."""
        options = _options(names.HANDLE_ASK, names.QUESTIONS, ask.id)
        await self._client.enqueue_async(options, ask)

    async def fetch(self, run: str, request: UsageRequest, *, routine: bool = False) -> None:
        """Put `request` into the lane of its scope, behind what came before it."""
        options = _options(names.FETCH_USAGE, names.LANES, run)
        options["queue_partition_key"] = request.job.lane
        if routine:
            options["priority"] = ROUTINE
        await self._client.enqueue_async(options, request)

    async def outcomes(self, runs: Collection[str]) -> dict[str, Outcome]:
        """How those of `runs` ended that have."""
        ended = await self._client.list_workflows_async(
            workflow_ids=list(runs), status=ENDED, load_input=False
        )
        return {run.workflow_id: _outcome(run.output) for run in ended}

    async def load(self) -> Load:
        """What is still to do, in any process."""
        return await asyncio.to_thread(read_load, self._database, time.time())

    async def close(self) -> None:
        """No call may follow. The database stays open: it is not ours."""
        await asyncio.to_thread(self._client.destroy)


def _outcome(output: object) -> Outcome:
    return output if isinstance(output, Usage | SlackbotError) else JobError(LOST)


def _options(name: str, queue: str, run: str) -> EnqueueOptions:
    return {
        "workflow_name": name,
        "queue_name": queue,
        "workflow_id": run,
        "app_version": names.VERSION,
    }
