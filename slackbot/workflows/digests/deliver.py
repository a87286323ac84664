"""The second half of a digest's run: its figures are there, or the time for them is over."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from slackbot import telemetry
from slackbot.domain.digests.allowance import allowance_lines
from slackbot.domain.digests.content import DigestContent, restatements, totals_in, totals_of
from slackbot.domain.digests.digest import DigestRun, RunState
from slackbot.domain.errors import JobError, SlackbotError
from slackbot.domain.usage.job import Usage, UsageRequest, plan_jobs
from slackbot.domain.usage.notes import notes_of
from slackbot.domain.usage.report import Restatement
from slackbot.domain.usage.year_before import year_before
from slackbot.ports import OpenDigest, Ports
from slackbot.workflows.digests.failed import digest_failed
from slackbot.workflows.questions.deliver import BUSY, Outcome, figures_of, report_of
from slackbot.workflows.questions.fetch import known_usage

log = structlog.get_logger()

LATE = timedelta(minutes=5)
MOST_LOOKED_AT = 20  # runs before this one that may have been missed


async def deliver_digest(
    open_: OpenDigest, ports: Ports, known: Sequence[Usage] | None = None
) -> None:
    """Post the digest, and write down what it told; or what became of it instead.

    `known`: its figures, in the order of its jobs, where they have just been found. Safe to do
    again after a crash: what was posted is not posted again.
    """
    digest, run, store = open_.digest, open_.run, ports.digests.store
    before = await store.run(run.team, run.digest_id, run.key)
    if before and before.state is RunState.SENT:
        return None
    try:
        outcomes = known or await _outcomes(open_, ports)
        earlier = await store.sent_before(run)
        restated = _restated(open_, outcomes, earlier)
        content = await _content(open_, outcomes, restated, ports)
        csv = figures_of(open_.opened, outcomes) if open_.opened.query.csv else None
        thread = await ports.digests.notifier.deliver(open_, content, csv)
        await ports.threads.remember(run.team, thread, open_.opened.query)
        if earlier and earlier.thread and restated:
            await ports.digests.notifier.restate(open_, earlier, restated)
    except SlackbotError as error:
        return await digest_failed(digest, run, error, ports)
    now = ports.digests.clock.now()
    told = {
        "thread": thread,
        "period": open_.opened.query.period,
        "totals": totals_of(content.report),
    }
    await store.record(run.over(RunState.SENT, now).model_copy(update=told))
    telemetry.DIGESTS.labels("sent").inc()
    telemetry.DIGEST_LATE_SECONDS.observe((now - run.due_at).total_seconds())
    log.info(telemetry.DIGEST_SENT, digest=digest.id, channel=digest.channel)
    return None


def own_requests(open_: OpenDigest) -> list[UsageRequest]:
    """What it needs for its own bots alone, as the ledger may know it."""
    return [
        request.model_copy(update={"job": job})
        for request, job in zip(open_.requests, open_.opened.jobs, strict=True)
    ]


async def _outcomes(open_: OpenDigest, ports: Ports) -> list[Outcome]:
    """What was fetched, cut to its own bots; or was known when the run began."""
    fetched = await ports.lanes.outcomes(open_, open_.requests)
    ids = {bot.id for bot in open_.opened.bots}
    return [
        outcome.of_bots(ids)
        if isinstance(outcome, Usage)
        else outcome or await known_usage(request, ports.usage, open_.run.due_at) or JobError(BUSY)
        for request, outcome in zip(own_requests(open_), fetched, strict=True)
    ]


async def _content(
    open_: OpenDigest,
    outcomes: Sequence[Outcome],
    restated: tuple[Restatement, ...],
    ports: Ports,
) -> DigestContent:
    digest, opened, settling = open_.digest, open_.opened, ports.usage.settling
    report = report_of(opened, outcomes, settling)
    allowances = await ports.allowances.of(digest.team, digest.channel)
    linked = await ports.channels.bots(digest.team, digest.channel)
    whole = {bot.id for bot in linked.bots} <= {bot.id for bot in opened.bots}
    notes = notes_of(report, allowances, report.query.period.end, whole=whole)
    report = report.model_copy(update={"notes": notes})
    usages = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    late = max(ports.digests.clock.now() - open_.run.due_at, timedelta())
    return DigestContent.of(
        report,
        [*usages, *await _year_ago(open_, ports)],
        settling,
        allowances=allowance_lines(report, allowances, usages, settling, whole=whole),
        restated=restated,
        late=late if late > LATE else timedelta(),
        late_because=open_.run.said,
        skipped=await _skipped(open_.run, ports),
    )


async def _year_ago(open_: OpenDigest, ports: Ports) -> list[Usage]:
    """The same period a year before, as far as it is known: nobody is asked for it."""
    opened = open_.opened
    period = year_before(opened.query.period)
    query = opened.query.model_copy(update={"period": period, "running": False})
    jobs = plan_jobs(query, opened.bots, account=False, asked_at=open_.run.due_at)
    found = [await ports.usage.ledger.find(open_.run.team, job) for job in jobs]
    return [usage for usage in found if usage]


async def _skipped(run: DigestRun, ports: Ports) -> int:
    """How many slots right before this one were missed."""
    runs = await ports.digests.store.runs(run.team, run.digest_id, MOST_LOOKED_AT)
    count = 0
    for earlier in (each for each in runs if each.due_at < run.due_at and each.day):
        if earlier.state is not RunState.SKIPPED:
            break
        count += 1
    return count if run.day else 0


def _restated(
    open_: OpenDigest, outcomes: Sequence[Outcome], earlier: DigestRun | None
) -> tuple[Restatement, ...]:
    """What the digest before told otherwise than Kore.ai does by now."""
    if earlier is None or earlier.period is None:
        return ()
    usages = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    return restatements(earlier.totals, totals_in(earlier.period, open_.opened.bots, usages))
