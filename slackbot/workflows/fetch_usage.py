"""Figures: from the ledger where they are settled and known, else from Kore.ai."""

from collections.abc import Iterator, Sequence

import structlog

from slackbot import telemetry
from slackbot.domain.channel import Bot
from slackbot.domain.errors import JobError, SlackbotError
from slackbot.domain.job import SummaryJob, Usage, UsageRequest
from slackbot.domain.ledger import restatements
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage import Gap, UsageReport
from slackbot.ports import Fetcher, UsagePorts

log = structlog.get_logger()

Outcome = Usage | SlackbotError
NOTHING_SENT = (
    "Kore.ai sent no figures for this. The bot may have had no usage then, or these credentials "
    "may not show it. `/billing bots` lists the ids."
)


async def report_usage(
    team: str,
    query: UsageQuery,
    bots: tuple[Bot, ...],
    jobs: Sequence[SummaryJob],
    ports: UsagePorts,
    run: Fetcher,
) -> UsageReport:
    """The report on `query` from the outcomes of its `jobs`. A bot without any figure is named.

    Raises the first failure where there is no figure at all.
    """
    requests = [UsageRequest(team=team, job=job, fresh=query.fresh) for job in jobs]
    outcomes = await obtain_usage(requests, ports, run)
    usages = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    if not usages:
        raise next(outcome for outcome in outcomes if isinstance(outcome, SlackbotError))
    report = UsageReport.of(query, bots, usages, tuple(_gaps(bots, jobs, outcomes)))
    if report.is_empty:
        raise JobError(NOTHING_SENT)
    return report


async def obtain_usage(
    requests: Sequence[UsageRequest], ports: UsagePorts, run: Fetcher
) -> tuple[Outcome, ...]:
    """The outcome of each request, in their order. What the ledger knows waits in no lane."""
    known = [await _known(request, ports) for request in requests]
    missing = [r for r, usage in zip(requests, known, strict=True) if usage is None]
    fetched = iter(await run.fetch(missing) if missing else ())
    return tuple(usage or next(fetched) for usage in known)


async def fetch_usage(request: UsageRequest, ports: UsagePorts) -> Usage:
    """Ask Kore.ai, and keep what is settled. The engine runs one of these at a time in a lane.

    Another question may have brought the figures meanwhile: then Kore.ai is not asked again.
    """
    before = await ports.ledger.find(request.team, request.job)
    if before and not request.fresh:
        return before
    budget = await ports.budgets.load(request.team, request.job.lane)
    try:
        usage = await ports.source.fetch(request.job, budget)
    finally:
        await ports.budgets.save(request.team, request.job.lane, budget)
    await ports.ledger.keep(request.team, usage)
    restated = restatements(before, usage)
    if restated:
        log.info(telemetry.RESTATED, lane=request.job.lane)
    return usage.model_copy(update={"restated": restated})


async def _known(request: UsageRequest, ports: UsagePorts) -> Usage | None:
    if request.fresh:
        return None
    usage = await ports.ledger.find(request.team, request.job)
    telemetry.LEDGER_LOOKUPS.labels("hit" if usage else "miss").inc()
    return usage


def _gaps(
    bots: Sequence[Bot], jobs: Sequence[SummaryJob], outcomes: Sequence[Outcome]
) -> Iterator[Gap]:
    """The bots of the jobs that failed."""
    names = {bot.id: bot.name for bot in bots}
    for job, outcome in zip(jobs, outcomes, strict=True):
        if isinstance(outcome, SlackbotError):
            yield from (Gap(bot=names[id_], reason=outcome.message) for id_ in job.bot_ids)
