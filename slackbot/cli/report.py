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

from slackbot.bootstrap import engine_database
from slackbot.bootstrap_usage import UsageSide
from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.ask import Ask, first_id
from slackbot.domain.channel import (
    ChannelBots,
    LinkedBot,
    no_such_bot,
    read_bot_id,
    read_bot_name,
)
from slackbot.domain.connections.connection import not_covered
from slackbot.domain.errors import (
    AlreadyRunningError,
    JobError,
    UnreadableError,
)
from slackbot.domain.grid import csv_of_grid
from slackbot.domain.money.price import PriceList
from slackbot.domain.spelling import listed
from slackbot.domain.usage.fetching.job import Usage, UsageRequest
from slackbot.domain.usage.fetching.plan import plan_priced
from slackbot.domain.usage.findings.explained import explained
from slackbot.domain.usage.groups import grouped
from slackbot.domain.usage.table import grid_of
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.machine import MachineLanes, fetched
from slackbot.kore.client import Unlogged
from slackbot.language.context import ReadingContext
from slackbot.language.money.allowances import read_allowance_command
from slackbot.language.money.prices import SetPrice
from slackbot.language.questions.asked import read_question_of
from slackbot.ports import Clock, Flights, Opened
from slackbot.settings import Settings
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.setup.channels import ChannelStore
from slackbot.workflows.questions.deliver import BUSY, Outcome, report_of
from slackbot.workflows.questions.fetch import known_usage
from slackbot.workflows.questions.files import (
    Sources,
    fetched_csv,
    focus_csv,
    refuse_without_prices,
    workbook_of,
)

NOBODY = "-"  # stands for the workspace or the person, since there is none
OTHER_BOT = "{id} is linked as {names}, not as {name}. Leave the name out, or use that one."
TERMINAL = ""  # whoever asks there, in the place of a person


async def report(
    settings: Settings,
    clock: Clock,
    text: str,
    given: Sequence[str],
    zone: str,
    prices: Sequence[str] = (),
) -> Sources:
    """Return the answer to `text` for the bots that are given, and all that its files hold.

    A bot is given by its id, or as `NAME=ID`. `text` may name some of them; else it is about all.

    `prices` are in the words of `/billing price`. Raises SlackbotError if there is no answer.
    """
    now = clock.now()
    named = dict(map(read_bot, given))
    async with (
        _database(settings) as (database, is_ours),
        contextlib.aclosing(UsageSide(settings, database, clock)) as side,
    ):
        channels = ChannelStore(database)
        linked = ChannelBots(bots=tuple([await _bot(*each, channels) for each in named.items()]))
        reading = ReadingContext(now=now, zone=zone, bots=linked.bots)
        query, chosen = read_question_of(text, reading, linked)
        bots = chosen if query.bots or query.excluded else linked.bots
        today = now.astimezone(ZoneInfo(zone)).date()
        priced_by = read_prices(prices, linked, today)
        usage, team = side.ports, await channels.some_team() or NOBODY
        ids = [bot.id for bot in bots]
        routes = await usage.connections.routes(team, ids)
        if routes.covers_none(ids):
            raise not_covered(ids)
        price_list = PriceList(priced_by.prices)
        refuse_without_prices(query, price_list)
        plan = plan_priced(query, bots, now, price_list, bots, routes=routes, batch=usage.batch)
        opened = Opened(query=query, bots=bots, thread=None, **plan._asdict())
        requests = [
            UsageRequest(team=team, job=job, fresh=query.fresh)
            for job in (*opened.jobs, *opened.also)
        ]
        if is_ours:  # so no lane is in use
            outcomes = [await fetched(request, usage, Unlogged()) for request in requests]
        else:
            outcomes = await _asked(settings, database, requests, side, now)
        own, also = outcomes[: len(opened.jobs)], outcomes[len(opened.jobs) :]
        found = report_of(opened, own, usage.settling)
        usages, before = (
            [outcome for outcome in some if isinstance(outcome, Usage)] for some in (own, also)
        )
        own_bots = ChannelBots(bots=bots)
        found = explained(found, usages, priced_by, now, usage.settling, own_bots, before)
        return Sources(
            opened,
            found,
            usages,
            before,
            priced_by,
            price_list,
            own_bots,
            team,
            usage.settling,
        )


def read_bot(given: str) -> tuple[str, str]:
    """Read `SupportBot=st-…` or `st-…` into the id and the name, which may be empty."""
    name, equals, id_ = given.rpartition("=")
    return read_bot_id(id_), read_bot_name(name) if equals else ""


def read_prices(prices: Sequence[str], bots: ChannelBots, today: date) -> ChannelAllowances:
    """Read prices, each after those before it. Raises UserError for words that set none."""
    known = ChannelAllowances()
    for words in prices:
        command = read_allowance_command("price", words)
        if not isinstance(command, SetPrice):
            raise UnreadableError(f'"{words}" is no price. Try `--price "0.20 USD per session"`')
        bot = bots.find(command.bot) if command.bot else None
        if command.bot and bot is None:
            raise no_such_bot(command.bot, bots.names)
        price = command.complete({"bot_id": bot.id if bot else ""}, known, today)
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


async def _bot(id_: str, name: str, channels: ChannelStore) -> LinkedBot:
    """Return the bot under the given name, or else as a channel calls it.

    Raises UnreadableError for a name by which no channel that has linked the bot knows it.
    """
    names = await channels.names_anywhere(id_)
    if name and names and name.casefold() not in map(str.casefold, names):
        raise UnreadableError(OTHER_BOT.format(id=id_, names=listed(names, "and"), name=name))
    return LinkedBot(id=id_, name=name or next(iter(names), id_), linked_by=NOBODY)


def written(found: Sources, kind: str) -> bytes:
    """Write the report as `csv` (every bucket), `table`, `focus` or `excel`."""
    match kind:
        case "csv":
            return fetched_csv(found.opened, found.usages)
        case "table":
            return csv_of_grid(grid_of(found.report))
        case "focus":
            return focus_csv(found)
        case _:
            return workbook_of(found, grouped(found.report, found.linked))


async def _asked(
    settings: Settings,
    database: Database,
    requests: Sequence[UsageRequest],
    side: UsageSide,
    now: datetime,
) -> list[Outcome]:
    """Return an outcome for each request: from the ledger, else from the running app."""
    known = [await known_usage(request, side.ports, now) for request in requests]
    missing = [r for r, found in zip(requests, known, strict=True) if found is None]
    others = await _by_others(settings, database, missing, side.flights, now) if missing else {}
    return [
        found or others.get(request) or JobError(BUSY)
        for request, found in zip(requests, known, strict=True)
    ]


async def _by_others(
    settings: Settings,
    database: Database,
    requests: Sequence[UsageRequest],
    flights: Flights,
    now: datetime,
) -> dict[UsageRequest, Outcome]:
    engine = engine_database(database)
    enqueuer = Enqueuer(engine)
    lanes = MachineLanes(flights, enqueuer, engine)
    ask = Ask(
        id=f"{first_id(now)}-report-{secrets.token_hex(4)}",
        team=requests[0].team,
        channel=NOBODY,
        user=TERMINAL,
        text="",
        received_at=now,
    )
    until = now + settings.question_deadline
    try:
        async with asyncio.timeout(settings.question_deadline.total_seconds()):
            return await lanes.wait(ask, requests, until)
    except TimeoutError:
        return {}
    finally:
        await enqueuer.close()
        engine.dispose()
