"""Figures: from the ledger where they are settled and known, else from Kore.ai."""

import structlog

from slackbot import telemetry
from slackbot.domain.job import Usage, UsageRequest
from slackbot.domain.ledger import restated
from slackbot.ports import FlightLog, UsagePorts

log = structlog.get_logger()


async def known_usage(request: UsageRequest, ports: UsagePorts) -> Usage | None:
    """What the ledger knows of it, if that is all of it and nobody wants it fresher."""
    if request.fresh:
        return None
    usage = await ports.ledger.find(request.team, request.job)
    known = usage if usage and request.is_met_by(usage) else None
    telemetry.LEDGER_LOOKUPS.labels("hit" if known else "miss").inc()
    return known


async def fetch_usage(request: UsageRequest, ports: UsagePorts, flight: FlightLog) -> Usage:
    """Ask Kore.ai, and keep what is settled. The engine runs one of these at a time in a lane.

    Another question may have brought the figures meanwhile: then Kore.ai is not asked again.
    Figures that are only believed to be ours are not kept.
    """
    before = await ports.ledger.find(request.team, request.job)
    if before and request.is_met_by(before):
        return before
    upkeep = await ports.budgets.load(request.team, request.job.lane)
    try:
        usage = await ports.source.fetch(request.job, upkeep, flight)
    finally:
        await upkeep.save()
    if usage.certain:
        await ports.ledger.keep(request.team, usage)
    changed = restated(before, usage)
    if changed:
        log.info(telemetry.RESTATED, lane=request.job.lane, buckets=len(changed))
    return usage.model_copy(update={"restated": changed})
