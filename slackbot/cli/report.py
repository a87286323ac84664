"""`slackbot report`: an answer in the terminal, without Slack.

Where the app runs, it is asked through its database, so that its jobs and ours do not disturb each
other at Kore.ai; where none does, the file's lock is taken and Kore.ai is asked from here.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from slackbot.bootstrap import engine_database, kore_http, usage_ports
from slackbot.domain.ask import first_id
from slackbot.domain.channel import LinkedBot, read_bot_id
from slackbot.domain.errors import (
    AlreadyRunningError,
    ConfigurationError,
    JobError,
    SlackbotError,
)
from slackbot.domain.usage.job import UsageRequest, plan_jobs
from slackbot.domain.usage.report import UsageReport
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.heartbeat import anybody_alive
from slackbot.engine.job_queue import Lanes
from slackbot.kore.client import Unlogged
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query
from slackbot.ports import Clock, Csv, Opened, UsagePorts
from slackbot.settings import Settings
from slackbot.store.channels import ChannelStore
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.flights import FlightStore
from slackbot.workflows.questions.answer import to_compare_with
from slackbot.workflows.questions.deliver import BUSY, Outcome, figures_of, report_of
from slackbot.workflows.questions.fetch import fetch_usage, known_usage

NOBODY = "-"  # in the place of a workspace or a person, where there is none
NOBODY_WORKS = (
    "No slackbot works on this database just now. Start `slackbot run` or `slackbot worker` first."
)
LOOK = 0.25  # seconds between two looks for an outcome


async def report(
    settings: Settings, clock: Clock, text: str, bot_ids: Sequence[str], zone: str
) -> tuple[UsageReport, Csv]:
    """The answer to `text` for the bots of these ids, and all its figures.

    Raises SlackbotError where there is none.
    """
    now = clock.now()
    query = read_query(text, ReadingContext(now=now, zone=zone))
    async with _database(settings) as (database, is_ours), kore_http(settings) as http:
        channels = ChannelStore(database)
        bots = tuple([await _bot(read_bot_id(id_), channels) for id_ in bot_ids])
        before = to_compare_with(query)
        usage = usage_ports(settings, database, http, clock)
        jobs = plan_jobs(
            query, bots, account=usage.account, asked_at=now, batch=usage.batch, before=before
        )
        team = await channels.some_team() or NOBODY
        requests = [UsageRequest(team=team, job=job, fresh=query.fresh) for job in jobs]
        if is_ours:  # no lane is in use
            outcomes = [await _fetched(request, usage) for request in requests]
        else:
            outcomes = await _asked(settings, database, requests, usage, now)
        opened = Opened(query=query, bots=bots, jobs=jobs, thread=None, before=before)
        return report_of(opened, outcomes, usage.settling), figures_of(opened, outcomes)


@contextlib.asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[tuple[Database, bool]]:
    """The database, and whether it is ours alone: on PostgreSQL it never is."""
    url = settings.database_url.get_secret_value()
    database, is_ours = database_for(url), settings.sqlite_path is not None
    try:
        await database.open(alone=True)
    except AlreadyRunningError:
        database, is_ours = database_for(url), False
        await database.open()
    try:
        yield database, is_ours
    finally:
        await database.close()


async def _bot(id_: str, channels: ChannelStore) -> LinkedBot:
    name = await channels.name_anywhere(id_) or id_
    return LinkedBot(id=id_, name=name, linked_by=NOBODY)


async def _fetched(request: UsageRequest, usage: UsagePorts) -> Outcome:
    try:
        return await fetch_usage(request, usage, Unlogged())
    except SlackbotError as error:
        return error


async def _asked(
    settings: Settings,
    database: Database,
    requests: Sequence[UsageRequest],
    usage: UsagePorts,
    now: datetime,
) -> list[Outcome]:
    """The outcomes from the ledger, and what is missing there from whoever works."""
    known = [await known_usage(request, usage, now) for request in requests]
    missing = [r for r, found in zip(requests, known, strict=True) if found is None]
    fetched = await _by_others(settings, database, missing, now) if missing else {}
    return [
        found or fetched.get(request) or JobError(BUSY)
        for request, found in zip(requests, known, strict=True)
    ]


async def _by_others(
    settings: Settings, database: Database, requests: Sequence[UsageRequest], now: datetime
) -> dict[UsageRequest, Outcome]:
    engine = engine_database(database)
    if settings.sqlite_path is None and not anybody_alive(engine):
        raise ConfigurationError(NOBODY_WORKS)
    enqueuer = Enqueuer(engine)
    lanes = Lanes(FlightStore(database, settings.connection), enqueuer)
    question = f"{first_id(now)}-report-{secrets.token_hex(4)}"
    until = now + settings.question_deadline
    try:
        async with asyncio.timeout(settings.question_deadline.total_seconds()):
            return await lanes.wait(requests[0].team, question, requests, until, LOOK)
    except TimeoutError:
        return {}
    finally:
        await enqueuer.close()
        engine.dispose()
