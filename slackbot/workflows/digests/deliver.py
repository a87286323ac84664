"""The second half of a digest's run: posts it when its figures are there, or their time is over."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from slackbot import telemetry
from slackbot.domain.digests.allowance import allowance_lines
from slackbot.domain.digests.content import DigestContent, restatements, totals_in, totals_of
from slackbot.domain.digests.digest import DigestRun, RunState
from slackbot.domain.errors import JobError, SlackbotError
from slackbot.domain.usage.fetching.job import Usage, UsageRequest
from slackbot.domain.usage.fetching.receipt import Receipt, receipt_lines
from slackbot.domain.usage.fetching.routes import EACH_BOT
from slackbot.domain.usage.fetching.split import plan_jobs
from slackbot.domain.usage.findings.explained import explained
from slackbot.domain.usage.findings.facts import total_costs
from slackbot.domain.usage.findings.year_before import year_before
from slackbot.domain.usage.groups import grouped
from slackbot.domain.usage.report import Restatement, UsageReport
from slackbot.domain.usage.table import is_long
from slackbot.ports import File, OpenDigest, Ports
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.digests.failed import digest_failed
from slackbot.workflows.holidays import ready
from slackbot.workflows.permit import permit_post
from slackbot.workflows.questions.deliver import BUSY, Outcome, growth_notes, report_of
from slackbot.workflows.questions.fetch import known_usage
from slackbot.workflows.questions.files import files_of, sources_of

log = structlog.get_logger()

LATE = timedelta(minutes=5)
MOST_LOOKED_AT = 20  # earlier runs that are searched for missed ones


async def deliver_digest(
    open_: OpenDigest, ports: Ports, known: Sequence[Usage] | None = None
) -> None:
    """Post the digest, and store what it told, or else what became of the run.

    `known` has its figures, in the order of its jobs, if the caller has them. It can be repeated
    after a crash: nothing is posted twice.
    """
    digest, run, store = open_.digest, open_.run, ports.digests.store
    before = await store.run(run.team, run.digest_id, run.key)
    if before and before.state is RunState.SENT:
        return None
    try:
        if known is None:  # it has waited for figures
            await permit_post(open_.ask, ports)
        outcomes = known or await _outcomes(open_, ports)
        earlier = await store.sent_before(run)
        restated = _restated(open_, outcomes, earlier)
        content = await _content(open_, outcomes, restated, ports)
        linked = await ports.channels.bots(digest.team, digest.channel)
        report = await run_in_thread(grouped, content.report, linked)
        shown = content.model_copy(update={"report": report})
        files = await _files(open_, content, report, outcomes, ports)
        receipt = Receipt(
            channel=digest.channel, only_for=digest.to, lines=receipt_lines(content.report)
        )
        await ports.receipts.keep(run.team, open_.ask.id, receipt)
        thread = await ports.digests.notifier.deliver(open_, shown, files)
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
    """Return the requests for its own bots alone, since the ledger may know these."""
    return [
        request.model_copy(update={"job": job})
        for request, job in zip(open_.requests, open_.opened.jobs, strict=True)
    ]


async def _outcomes(open_: OpenDigest, ports: Ports) -> list[Outcome]:
    """Return the outcomes for its own bots: fetched, or known when the run began."""
    fetched = await ports.lanes.outcomes(open_, open_.requests)
    ids = {bot.id for bot in open_.opened.bots}
    return [
        outcome.of_bots(ids)
        if isinstance(outcome, Usage)
        else outcome or await known_usage(request, ports.usage, open_.run.due_at) or JobError(BUSY)
        for request, outcome in zip(own_requests(open_), fetched, strict=True)
    ]


async def _files(
    open_: OpenDigest,
    content: DigestContent,
    shown: UsageReport,
    outcomes: Sequence[Outcome],
    ports: Ports,
) -> tuple[File, ...]:
    if not (open_.opened.query.wants_files or is_long(shown)):
        return ()
    usages = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    there = open_.ask.moved_to(open_.digest.channel)
    sources = await sources_of(there, open_.opened, content.report, (usages, ()), ports)
    return await run_in_thread(files_of, sources, shown)


async def _content(
    open_: OpenDigest,
    outcomes: Sequence[Outcome],
    restated: tuple[Restatement, ...],
    ports: Ports,
) -> DigestContent:
    digest, opened, settling = open_.digest, open_.opened, ports.usage.settling
    await ready(opened.query.holidays, open_.run.due_at.year)
    report = await run_in_thread(report_of, opened, outcomes, settling)
    allowances = await ports.allowances.of(digest.team, digest.channel)
    linked = await ports.channels.bots(digest.team, digest.channel)
    channel = {bot.id for bot in linked.bots}
    whole = channel <= {bot.id for bot in opened.bots}
    usages = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    end = report.query.period.end
    report = await run_in_thread(explained, report, usages, allowances, end, settling, linked)
    total = total_costs(report) if report.leads_with_cost else []  # the figures begin with it
    notes = dict.fromkeys(each for each in (*report.facts, *report.notes) if each not in total)
    growth = await growth_notes(report, open_.ask, ports)
    report = report.model_copy(update={"facts": (), "notes": (*notes, *growth)})
    late = max(ports.digests.clock.now() - open_.run.due_at, timedelta())
    return DigestContent.of(
        report,
        [*usages, *await _year_ago(open_, ports)],
        settling,
        allowances=allowance_lines(
            report, allowances, usages, settling, whole=whole, groups=linked.bots_by_group
        ),
        restated=restated,
        late=late if late > LATE else timedelta(),
        late_because=open_.run.said,
        skipped=await _skipped(open_.run, ports),
    )


async def _year_ago(open_: OpenDigest, ports: Ports) -> list[Usage]:
    """Return the known figures of the same period a year before; nothing is fetched."""
    opened = open_.opened
    period = year_before(opened.query.period)
    query = opened.query.model_copy(update={"period": period, "running": False})
    jobs = plan_jobs(query, opened.bots, routes=EACH_BOT, asked_at=open_.run.due_at)
    found = [await ports.usage.ledger.find(open_.run.team, job) for job in jobs]
    return [usage for usage in found if usage]


async def _skipped(run: DigestRun, ports: Ports) -> int:
    """Return how many slots right before this one were missed."""
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
    """Return the figures of the digest before that Kore.ai states otherwise now."""
    if earlier is None or earlier.period is None:
        return ()
    usages = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    return restatements(earlier.totals, totals_in(earlier.period, open_.opened.bots, usages))
