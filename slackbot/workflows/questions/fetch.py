"""Gets figures from the ledger if they are settled and known, else from Kore.ai."""

from collections.abc import Iterable
from datetime import datetime

import structlog

from slackbot import telemetry
from slackbot.domain.channel import Bot
from slackbot.domain.connections.connection import not_covered
from slackbot.domain.usage.fetching.job import Usage, UsageRequest
from slackbot.domain.usage.fetching.ledger import restated
from slackbot.domain.usage.fetching.routes import Routes
from slackbot.ports import FlightLog, Ports, UsagePorts
from slackbot.worker_threads import run_in_thread

log = structlog.get_logger()


async def known_usage(request: UsageRequest, ports: UsagePorts, now: datetime) -> Usage | None:
    """Return the ledger's figures if they are complete and fresh enough for the request; else None.

    They also count as complete if Kore.ai left some out for so long that it is not asked again at
    `now`.
    """
    if request.fresh:
        return None
    usage = await ports.ledger.find(request.team, request.job)
    known = usage if usage and request.is_met_by(usage, now) else None
    telemetry.LEDGER_LOOKUPS.labels("hit" if known else "miss").inc()
    return known


async def routes_of(bots: Iterable[Bot], wanted: Iterable[Bot], team: str, ports: Ports) -> Routes:
    """Return the routes of the bots, of which the `wanted` ones are asked for.

    Raises ConfigurationError if no connection covers any of those. If one covers some of them, the
    answer names the others.
    """
    ids = [bot.id for bot in wanted]
    routes = await ports.usage.connections.routes(team, {*ids, *(bot.id for bot in bots)})
    if routes.covers_none(ids):
        raise not_covered(ids)
    return routes


async def fetch_usage(request: UsageRequest, ports: UsagePorts, flight: FlightLog) -> Usage:
    """Fetch from Kore.ai, and store what is settled. The engine runs one of these at a time in a
    lane.

    If another question has brought the figures meanwhile, Kore.ai is not asked. Figures that are
    only believed to be ours are not stored. Known counts fill what Kore.ai leaves out.
    """
    before = await ports.ledger.find(request.team, request.job)
    if before and request.is_met_by(before):
        return before
    job = request.job
    upkeep = await ports.budgets.load(request.team, job.lane, job.connection)
    try:
        usage = await ports.source.fetch(request.team, job, upkeep, flight)
    finally:
        await upkeep.save()
    if usage.certain:
        await ports.ledger.keep(request.team, usage)
        await ports.ledger.watch(request.team, usage)
    usage = await _with_known(request, usage, ports)
    changed = await run_in_thread(restated, before, usage) if before else ()
    if changed:
        log.info(telemetry.RESTATED, lane=request.job.lane, buckets=len(changed))
    return usage.model_copy(update={"restated": changed})


async def _with_known(request: UsageRequest, usage: Usage, ports: UsagePorts) -> Usage:
    """Return the usage with known counts in place of those that Kore.ai left out, which are
    logged.
    """
    if usage.is_whole:
        return usage
    filled = await ports.ledger.fill(request.team, usage)
    if known := filled.figures - usage.figures:
        report = ", ".join(usage.report_ids)
        log.warning(telemetry.KNOWN_BEFORE, lane=request.job.lane, report=report, figures=known)
    return filled
