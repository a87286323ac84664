"""Carries out the commands for month closes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from slackbot.domain.access.permission import Action, Thing
from slackbot.domain.ask import Ask
from slackbot.domain.channel import LINK_FIRST
from slackbot.domain.closes.pack import Close, month_query
from slackbot.domain.closes.reconcile import span_of
from slackbot.domain.errors import SlackRefusedError, UnknownBotError, UserError
from slackbot.domain.money.price import PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, UsageQuery
from slackbot.domain.usage.fetching.plan import plan_priced
from slackbot.domain.usage.fetching.split import plan_jobs
from slackbot.language.closes import (
    CloseCommand,
    CloseMonth,
    Reconcile,
    ReopenMonth,
    ShowCloses,
    read_month,
)
from slackbot.ports import Opened, Ports, Run, Signed, Task
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.audit import announce, record
from slackbot.workflows.closes.files import files_of_close
from slackbot.workflows.closes.freeze import CLOSED
from slackbot.workflows.context import CLOSED as CLOSED_TO_US
from slackbot.workflows.context import TOO_MANY, CommandContext
from slackbot.workflows.questions.answer import fetch_for
from slackbot.workflows.questions.fetch import routes_of

MOST_LISTED = 36
UNSETTLED = (
    "{month} isn't settled yet: Kore.ai may still change {days} until {until} ({zone}). Try again "
    "after that."
)
NONE = "No month is closed here yet. Close one with `/billing close last month`"
NOT_CLOSED = "{month} isn't closed here. `/billing closes` lists what is."


async def manage_closes(ask: Ask, command: CloseCommand, ports: Ports, run: Run) -> None:
    """Close a month, reopen or reconcile one, or list them. Raises UserError."""
    match command:
        case CloseMonth():
            await fetch_for(ask, open_close, command, ports, run)
        case Reconcile():
            await fetch_for(ask, open_reconcile, command, ports, run)
        case ReopenMonth():
            await run.step("reopen_month", reopen_month, ask, command, ports)
        case ShowCloses():
            await run.step("show_closes", show_closes, ask, command, ports)


async def open_close(ask: Ask, command: CloseMonth, ports: Ports) -> Opened:
    """Check that the asker may close the month and that it is over; post the parent message.

    Raises UserError before anything is posted.
    """
    channel, month = await _of_month(ask, command.text, Action.SET_MONEY, ports)
    if await _current(month, channel):
        raise UserError(CLOSED.format(month=_name(month)))
    allowances = await ports.allowances.of(ask.team, ask.home)
    bots, days = channel.bots.bots, month.days
    query = month_query(days[0], days[-1], month.zone)
    plan = plan_priced(
        query,
        bots,
        ask.received_at,
        PriceList(allowances.prices, channel.bots.group_ids),
        bots,
        routes=await routes_of(bots, bots, ask.team, ports),
        batch=ports.usage.batch,
    )
    task = Task(kind="close", gaps=command.gaps)
    opened = Opened(query=query, bots=bots, thread=None, task=task, **plan._asdict())
    return await _in_thread(opened, query, channel)


async def open_reconcile(ask: Ask, command: Reconcile, ports: Ports) -> Opened:
    """Check that the month is over; post the parent message.

    Raises UserError before anything is posted.
    """
    channel, month = await _of_month(ask, command.text, Action.ASK, ports)
    bots, days, units = channel.bots.bots, month.days, (command.unit,)
    query = UsageQuery(period=month, all_bots=True, units=units)
    hours = query.model_copy(
        update={"period": span_of(days[0], days[-1], month.zone), "grouping": Grouping.HOUR}
    )
    jobs = plan_jobs(
        hours,
        bots,
        routes=await routes_of(bots, bots, ask.team, ports),
        asked_at=ask.received_at,
        batch=ports.usage.batch,
    )
    task = Task(kind="reconcile", month=month, quantity=command.quantity, unit=command.unit)
    opened = Opened(query=hours, bots=bots, jobs=jobs, thread=None, task=task)
    return await _in_thread(opened, query, channel)


async def _of_month(
    ask: Ask, words: str, action: Action, ports: Ports
) -> tuple[CommandContext, Period]:
    """Return the context, and the month, whose figures are settled.

    Raises UserError where it is none, and where the asker may not do that here for all to see.
    """
    if not await ports.lanes.admit(ask):
        raise UserError(TOO_MANY)
    channel = await CommandContext.of(ask, ports)
    decision = await channel.permit(action)
    if decision.privately:
        raise UserError(decision.reason)
    month = read_month(words, channel.reading)
    if not channel.bots.bots:
        raise UnknownBotError(LINK_FIRST)
    _refuse_unsettled(month, channel)
    return channel, month


async def _in_thread(opened: Opened, query: UsageQuery, channel: CommandContext) -> Opened:
    """Open the thread for all to see; `query` is what people can go on asking there."""
    ask, ports = channel.ask, channel.ports
    try:
        thread = ask.thread or await ports.notifier.open_thread(ask, query, opened.bots)
    except SlackRefusedError as error:
        raise UserError(CLOSED_TO_US.get(error.reason, error.message)) from error
    await ports.threads.remember(ask.team, thread, query)
    return opened.model_copy(update={"thread": thread, "stated": bool(ask.thread)})


async def reopen_month(ask: Ask, command: ReopenMonth, ports: Ports) -> None:
    """Let the month be closed anew; its pack stays. Raises UserError if it is not closed."""
    channel = await CommandContext.of(ask, ports)
    await channel.permit(Action.SET_MONEY)
    month = read_month(command.text, channel.reading)
    close = await _current(month, channel)
    if close is None:
        raise UserError(NOT_CLOSED.format(month=_name(month)))
    thing = Thing(channel=channel.home, owner=close.by)
    await channel.permit(Action.SET_MONEY, thing)
    name = close.pack.month
    number = {"number": close.number}
    change = await record(channel, "close", "reopened", name, number, number)
    await ports.closes.reopen(ask.team, close, ask.user, ask.received_at)
    untold = await announce(channel, change)
    await ports.notifier.tell(
        ask,
        f"{name} is open again. Pack {close.short} stays in `/billing closes`; close the month "
        f"anew with `/billing close {name}`.{untold}",
    )


async def show_closes(ask: Ask, command: ShowCloses, ports: Ports) -> None:
    """List the closes, latest first; of one month, post its files in its thread again."""
    channel = await CommandContext.of(ask, ports)
    await channel.permit(Action.SEE)
    if command.text:
        return await _post_again(read_month(command.text, channel.reading), channel)
    closes = await ports.closes.of(ask.team, ask.home)
    if not closes:
        raise UserError(NONE)
    shown = [
        Signed(text=_line(each), by=each.by, did="closed", at=each.pack.closed_at)
        for each in closes
    ]
    return await ports.notifier.tell_lines(ask, shown[:MOST_LISTED], channel.zone)


async def _post_again(month: Period, channel: CommandContext) -> None:
    ask, ports = channel.ask, channel.ports
    close = await _current(month, channel)
    if close is None or close.thread is None:
        raise UserError(NOT_CLOSED.format(month=_name(month)))
    files, thread = await run_in_thread(files_of_close, close), close.thread
    await channel.announced(lambda there: ports.notifier.attach(there, thread, files))
    await ports.notifier.tell(ask, f"I've posted the files of {close.pack.month} in its thread.")


def _refuse_unsettled(month: Period, channel: CommandContext) -> None:
    settled = month.counted.end + channel.ports.usage.settling
    if settled <= channel.now:
        return
    unsettled = [
        day
        for day in month.days
        if Period.of_days(day, day, month.zone).counted.end + channel.ports.usage.settling
        > channel.now
    ]
    first, last = unsettled[0], unsettled[-1]
    days = f"{first.day} {first:%b}" if first == last else f"{first.day}–{last.day} {last:%b}"
    until = settled.astimezone(ZoneInfo(month.zone))
    settled_at = f"{until.day} {until:%b %Y, %H:%M}"
    raise UserError(
        UNSETTLED.format(month=_name(month), days=days, until=settled_at, zone=month.zone)
    )


async def _current(month: Period, channel: CommandContext) -> Close | None:
    """Return the close of the month that was not reopened."""
    found = await channel.ports.closes.current(
        channel.ask.team, channel.home, month.local_start, month.local_end
    )
    same = (each for each in found if each.pack.first == month.local_start.date())
    return next(same, None)


def _name(month: Period) -> str:
    return f"{month.local_start:%B %Y}"


def _line(close: Close) -> str:
    costs = " · ".join(cost.describe() for cost in close.pack.total.costs)
    reopened = f", reopened {_day(close.reopened_at)}" if close.reopened_at else ""
    replaces = f", replaces {close.pack.replaces[:12]}" if close.pack.replaces else ""
    figures = f": {costs}" if costs else ""
    return f"• {close.pack.month}, pack {close.short}{figures}{replaces}{reopened}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"
