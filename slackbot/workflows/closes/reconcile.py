"""Sets an invoice against the figures of a month once they are there."""

from slackbot.domain.ask import Ask
from slackbot.domain.closes.pack import obstacles
from slackbot.domain.closes.reconcile import count_in, counts_of, reconciled
from slackbot.domain.errors import UserError
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.domain.spelling import listed
from slackbot.ports import OpenQuestion, Ports
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.questions.files import Sources

GAPS = "I can't reconcile {month}: {gaps}. Ask again in some hours."


async def reconcile_month(question: OpenQuestion, sources: Sources, ports: Ports) -> None:
    """Post how the figures differ from the invoice, and why. Raises UserError where figures are
    missing."""
    ask, opened = question.ask, question.opened
    task, thread = opened.task, opened.thread
    if task is None or task.month is None or thread is None:
        return
    month, unit = task.month, task.unit
    if gaps := obstacles(sources.report):
        name = f"{month.local_start:%B %Y}"
        raise UserError(GAPS.format(month=name, gaps=listed(gaps[:3])))
    counts = await run_in_thread(counts_of, month, unit, sources.usages, sources.settling)
    restated = await _restated(ask, month, unit, sources, ports)
    found = reconciled(task.quantity, counts, restated)
    await ports.notifier.deliver_reconciled(ask, thread, found, month, unit)


async def _restated(ask: Ask, month: Period, unit: Unit, sources: Sources, ports: Ports) -> int:
    """Return how much more a close of the month has frozen than is known today of its bots."""
    closes = await ports.closes.current(ask.team, ask.home, month.local_start, month.local_end)
    for pack in (close.pack for close in closes):
        ids = {bot.id for bot in pack.bots}
        frozen = pack.total.counts.get(unit)
        if pack.period != month or frozen is None or pack.total.missing.get(unit):
            continue
        usages = [usage.of_bots(ids) for usage in sources.usages]
        if ids <= {id_ for usage in usages for id_ in usage.job.bot_ids}:
            return frozen - await run_in_thread(count_in, month.counted, unit, usages)
    return 0
