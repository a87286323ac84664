"""`slackbot report`: an answer in the terminal, without Slack.

If the app runs, it is asked through its database, because its jobs and ours would disturb each
other at Kore.ai. If it does not run, we lock the database file and ask Kore.ai ourselves.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from slackbot.bootstrap import engine_database, kore_http, usage_ports
from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.ask import first_id
from slackbot.domain.channel import LinkedBot, no_such_bot, read_bot_id
from slackbot.domain.errors import (
    AlreadyRunningError,
    ConfigurationError,
    JobError,
    SlackbotError,
    UnreadableError,
)
from slackbot.domain.money.price import PriceList
from slackbot.domain.usage.costs import priced
from slackbot.domain.usage.findings.facts import Known, facts_of
from slackbot.domain.usage.job import Usage, UsageRequest
from slackbot.domain.usage.notes import notes_of
from slackbot.domain.usage.plan import plan_priced
from slackbot.domain.usage.report import UsageReport
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.heartbeat import anybody_alive
from slackbot.engine.job_queue import Lanes
from slackbot.kore.client import Unlogged
from slackbot.language.allowances import read_allowance_command
from slackbot.language.context import ReadingContext
from slackbot.language.prices import SetPrice
from slackbot.language.questions.reading import read_query
from slackbot.ports import Clock, Csv, Opened, UsagePorts
from slackbot.settings import Settings
from slackbot.store.channels import ChannelStore
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.flights import FlightStore
from slackbot.workflows.questions.deliver import BUSY, Outcome, figures_of, report_of
from slackbot.workflows.questions.fetch import fetch_usage, known_usage

NOBODY = "-"  # stands for the workspace or the person, since there is none
NOBODY_WORKS = (
    "No slackbot works on this database just now. Start `slackbot run` or `slackbot worker` first."
)
LOOK = 0.25  # seconds between two polls for an outcome


async def report(
    settings: Settings,
    clock: Clock,
    text: str,
    bot_ids: Sequence[str],
    zone: str,
    prices: Sequence[str] = (),
) -> tuple[UsageReport, Csv]:
    """Return the answer to `text` for the bots with these ids, and all its figures as CSV.

    `prices` are in the words of `/billing price`. Raises SlackbotError if there is no answer.
    """
    now = clock.now()
    query = read_query(text, ReadingContext(now=now, zone=zone))
    priced_by = read_prices(prices, bot_ids, now.astimezone(ZoneInfo(zone)).date())
    async with _database(settings) as (database, is_ours), kore_http(settings) as http:
        channels = ChannelStore(database)
        bots = tuple([await _bot(read_bot_id(id_), channels) for id_ in bot_ids])
        usage = usage_ports(settings, database, http, clock)
        price_list = PriceList(priced_by.prices)
        plan = plan_priced(
            query, bots, now, price_list, bots, account=usage.account, batch=usage.batch
        )
        opened = Opened(query=query, bots=bots, thread=None, **plan._asdict())
        team = await channels.some_team() or NOBODY
        requests = [
            UsageRequest(team=team, job=job, fresh=query.fresh)
            for job in (*opened.jobs, *opened.also)
        ]
        if is_ours:  # so no lane is in use
            outcomes = [await _fetched(request, usage) for request in requests]
        else:
            outcomes = await _asked(settings, database, requests, usage, now)
        own = outcomes[: len(opened.jobs)]
        found = report_of(opened, own, usage.settling)
        every, usages = (
            [outcome for outcome in some if isinstance(outcome, Usage)] for some in (outcomes, own)
        )
        found = priced(found, price_list, every, [bot.id for bot in bots])
        known = Known(found, usages, priced_by, now, usage.settling, whole=True)
        notes = notes_of(found, priced_by, now, whole=True)
        found = found.model_copy(update={"facts": facts_of(known), "notes": notes})
        return found, figures_of(opened, own)


def read_prices(prices: Sequence[str], bot_ids: Sequence[str], today: date) -> ChannelAllowances:
    """Read prices, each after those before it. Raises UserError for words that set none."""
    known = ChannelAllowances()
    for words in prices:
        command = read_allowance_command("price", words)
        if not isinstance(command, SetPrice):
            raise UnreadableError(f'"{words}" is no price. Try `--price "0.20 USD per session"`')
        if command.bot and command.bot not in bot_ids:
            raise no_such_bot(command.bot, bot_ids)
        price = command.complete(command.bot, known, today)
        known = ChannelAllowances.of([], [*known.prices, price])
    return known


@contextlib.asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[tuple[Database, bool]]:
    """Open the database; tell whether it is ours alone, which it never is on PostgreSQL."""
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
    """Return an outcome for each request: from the ledger, else from the running app."""
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
