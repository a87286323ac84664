"""Finds what has changed of closed months since."""

from functools import partial

from slackbot.domain.ask import ASSISTANT, Ask
from slackbot.domain.closes.drift import drift_of
from slackbot.domain.errors import ConfigurationError
from slackbot.domain.usage.pricing import priced
from slackbot.ports import Ports
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.questions.files import Sources


async def drift_notes(ask: Ask, sources: Sources, ports: Ports) -> list[str]:
    """Write for each closed month in the answer what was frozen and what it is now, if these
    differ.

    The thread of the close is told, too, once for each difference of the whole month, unless an
    assistant asks.
    """
    query = sources.report.query
    period = query.period
    try:
        closes = await ports.closes.current(
            ask.team, ask.home, period.local_start, period.local_end
        )
    except ConfigurationError as error:  # the figures of today are right all the same
        return [error.message]
    every = [*sources.usages, *sources.before]
    bot_ids = {bot.id for bot in sources.report.bots}
    notes = []
    for close in closes:
        ids = {bot.id for bot in close.pack.bots}
        live = partial(priced, prices=sources.prices, usages=every, channel=ids)
        drift = await run_in_thread(drift_of, close, query, bot_ids, every, live)
        if drift and (note := drift.describe()):
            notes.append(note)
            if drift.is_whole and ask.command != ASSISTANT:
                await ports.notifier.mark_close(ask, close, note)
    return notes
