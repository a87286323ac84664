"""Freezes the figures of a month once they are there."""

from slackbot.domain.closes.pack import obstacles, pack_of
from slackbot.domain.errors import UserError
from slackbot.domain.spelling import listed
from slackbot.ports import OpenQuestion, Ports
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.audit import record
from slackbot.workflows.closes.files import files_of_close
from slackbot.workflows.context import CommandContext
from slackbot.workflows.questions.files import Sources

MOST_NAMED = 3
GAPS = (
    "I can't close {month}: {gaps}. Ask for it once more in some hours, or close it without: "
    "`/billing close {month} with gaps`"
)
MOVING = "I can't close {month} yet: Kore.ai may still change its last figures. Ask again later."
CLOSED = "{month} is closed already. To close it anew, first type `/billing reopen {month}`"


async def close_month(question: OpenQuestion, sources: Sources, ports: Ports) -> None:
    """Keep the month's pack, and post it with its files. Raises UserError if that can't be done.

    It can be repeated after a crash: the pack of the first try is found, and posted.
    """
    ask, opened, report = question.ask, question.opened, sources.report
    month = f"{report.query.period.local_start:%B %Y}"
    gaps = obstacles(report)
    if gaps and not (opened.task and opened.task.gaps):
        raise UserError(GAPS.format(month=month, gaps=listed(gaps[:MOST_NAMED])))
    if report.is_provisional:
        raise UserError(MOVING.format(month=month))
    channel = await CommandContext.of(ask, ports)
    pack = await run_in_thread(
        pack_of,
        report,
        [*sources.usages, *sources.before],
        sources.allowances,
        team=ask.team,
        channel=ask.home,
        closed_at=ask.received_at,
        replaces=await _replaced(question, ports),
        groups=channel.bots.groups,
    )
    close = await ports.closes.keep(ask, pack)
    if close is None:
        raise UserError(CLOSED.format(month=month))
    await record(channel, "close", "closed", pack.month, after={"number": close.number})
    if opened.thread:
        await ports.closes.place(ask.team, close, opened.thread)
        files = await run_in_thread(files_of_close, close)
        await ports.notifier.deliver_close(ask, opened.thread, close, files)


async def _replaced(question: OpenQuestion, ports: Ports) -> str:
    """Return the number of the month's last close that was reopened."""
    ask, first = question.ask, question.opened.query.period.local_start.date()
    known = await ports.closes.of(ask.team, ask.home)
    earlier = [each for each in known if each.pack.first == first and each.reopened_at]
    return max(earlier, key=lambda each: each.pack.closed_at).number if earlier else ""
