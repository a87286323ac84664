"""The second half of a question: answers when its figures are there, or its time is over."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from slackbot.domain.ask import Ask
from slackbot.domain.errors import JobError, KoreRefusedError, SlackbotError
from slackbot.domain.usage.fetching.growth import usual_growth
from slackbot.domain.usage.fetching.job import Usage, UsageRequest
from slackbot.domain.usage.fetching.receipt import Receipt, receipt_lines
from slackbot.domain.usage.findings.explained import explained
from slackbot.domain.usage.groups import grouped
from slackbot.domain.usage.report import Gap, UsageReport, holds
from slackbot.domain.usage.table import is_long
from slackbot.ports import Opened, OpenQuestion, Ports
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.closes.drift import drift_notes
from slackbot.workflows.closes.freeze import close_month
from slackbot.workflows.closes.reconcile import reconcile_month
from slackbot.workflows.holidays import ready
from slackbot.workflows.limits import KnownUsage, LimitSource, describe_within_terms
from slackbot.workflows.permit import permit_answer
from slackbot.workflows.questions.fetch import known_usage
from slackbot.workflows.questions.files import Sources, files_of, sources_of

Outcome = Usage | SlackbotError
BUSY = "Kore.ai is busy with earlier questions. Please ask again later."
NOTHING_SENT = (
    "Kore.ai sent no figures for this just now. Ask again in a few minutes: I'll fetch it again. "
    "If it stays empty, the bot had no usage then, or these credentials can't see it: "
    "`/billing bots` lists the IDs."
)
NOTHING_CACHED = (
    "No figures for this: Kore.ai sent none the last time I fetched it, {at} UTC, and for days "
    "before. Add `fresh` to fetch it now."
)


LEARNED = timedelta(days=28)  # that say what is usual
MOST_LEARNED = 20  # bots that are looked at
USUALLY = "A day usually still grows by {share:.1%} in the hours after its end"
TASKS = {"close": close_month, "reconcile": reconcile_month}


async def deliver_answer(
    question: OpenQuestion, ports: Ports, known: Sequence[Usage] | None = None
) -> None:
    """Answer in the thread, or say there why there is no answer.

    `known` has all its figures, in the order of its jobs, if the caller has them. It can be
    repeated after a crash: nothing is posted twice.
    """
    ask, opened = question.ask, question.opened
    try:
        if (await ports.threads.edition(ask)).outdated:  # edited before it could be cancelled
            return None
        if known is None:
            await permit_answer(ask, opened.bots, ports)
        found: Sequence[Outcome] = known or await _outcomes(question, ports)
        sources = await sources_for(question, found, ports)
        if opened.task:
            return await TASKS[opened.task.kind](question, sources, ports)
        shown = await run_in_thread(grouped, sources.report, sources.linked)
        with_files = opened.query.wants_files or is_long(shown)
        files = await run_in_thread(files_of, sources, shown) if with_files else ()
        alone = "" if opened.thread and not ask.about else ask.user
        await keep_receipt(ask, sources.report, alone, ports)
        await ports.notifier.deliver(ask, opened, shown, files)
    except SlackbotError as error:
        await ports.notifier.fail(ask, opened, error)


async def sources_for(question: OpenQuestion, found: Sequence[Outcome], ports: Ports) -> Sources:
    """Return the report that explains itself, and all that it was made of, from the outcomes of the
    question's jobs, in their order.

    Raises the first failure if there is no figure at all.
    """
    ask, opened = question.ask, question.opened
    outcomes, also = found[: len(opened.jobs)], found[len(opened.jobs) :]
    # In threads: both may take a second for a year of hours.
    await ready(opened.query.holidays, ask.received_at.year)
    report = await run_in_thread(report_of, opened, outcomes, ports.usage.settling)
    sources = await sources_of(ask, opened, report, (_usages(outcomes), _usages(also)), ports)
    return await _explained(question, sources, ports)


async def keep_receipt(ask: Ask, report: UsageReport, only_for: str, ports: Ports) -> Receipt:
    """Keep where the figures came from, under the question's id; `only_for` is as in Receipt."""
    receipt = Receipt(channel=ask.home, only_for=only_for, lines=receipt_lines(report))
    await ports.receipts.keep(ask.team, ask.id, receipt)
    return receipt


def requests_of(question: OpenQuestion) -> list[UsageRequest]:
    """Return the requests whose figures the answer needs."""
    opened, team = question.opened, question.ask.team
    return [
        UsageRequest(team=team, job=job, fresh=opened.query.fresh)
        for job in (*opened.jobs, *opened.also)
    ]


def report_of(opened: Opened, outcomes: Sequence[Outcome], settling: timedelta) -> UsageReport:
    """Make the report from the outcomes of the jobs. It names the bots that have no figures.

    Raises the first failure if the period has no figure at all.
    """
    usages = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    failures = [*failures_of(outcomes)]
    if not usages:
        raise failures[0]
    gaps = tuple(_gaps(opened, outcomes))
    report = UsageReport.of(
        opened.query, opened.bots, usages, gaps, before=opened.before, settling=settling
    )
    if report.is_empty:
        raise next(iter(failures), JobError(_nothing_in(report)))
    return report


def _nothing_in(report: UsageReport) -> str:
    if report.from_ledger and report.fetched_at:
        return NOTHING_CACHED.format(at=f"{report.fetched_at:%Y-%m-%d %H:%M}")
    return NOTHING_SENT


def failures_of(outcomes: Sequence[Outcome | None]) -> Iterator[SlackbotError]:
    """Return why bots have no figures, also those that were refused within a batch."""
    for outcome in outcomes:
        if isinstance(outcome, Usage):
            yield from map(KoreRefusedError, outcome.refused.values())
        elif outcome is not None:
            yield outcome


def _usages(outcomes: Sequence[Outcome]) -> list[Usage]:
    return [outcome for outcome in outcomes if isinstance(outcome, Usage)]


async def _explained(question: OpenQuestion, sources: Sources, ports: Ports) -> Sources:
    """Add the costs, the facts asked for, and the notes of the channel's allowances and prices."""
    report = await run_in_thread(
        explained,
        sources.report,
        sources.usages,
        sources.allowances,
        question.ask.received_at,
        ports.usage.settling,
        sources.linked,
        sources.before,
    )
    limits = await _limits(question, sources.with_report(report), ports)
    moved = await drift_notes(question.ask, sources, ports)
    growth = await growth_notes(report, question.ask, ports)
    notes = (*moved, *limits, *report.notes, *growth)
    return sources.with_report(report.model_copy(update={"notes": notes}))


async def _limits(question: OpenQuestion, sources: Sources, ports: Ports) -> tuple[str, ...]:
    """Return how much of the channel's allowances and budgets is used, as far as the cache knows
    it and the report does not say it itself."""
    if not sources.allowances.allowances:
        return ()
    ask, query = question.ask, sources.report.query
    place = (sources.linked, sources.allowances, query.period.zone, query.holidays)
    source = LimitSource(ask.team, *place)
    return await describe_within_terms(
        source, sources.report, ask.received_at, KnownUsage.of(ports)
    )


async def growth_notes(report: UsageReport, ask: Ask, ports: Ports) -> list[str]:
    """Write by how much provisional figures usually still grow, if that is known."""
    if not report.is_provisional:
        return []
    since = (ask.received_at - LEARNED).date()
    ids = [bot.id for bot in report.bots[:MOST_LEARNED]]
    growth = usual_growth(await ports.usage.ledger.seen(ask.team, ids, since))
    return [] if growth is None else [USUALLY.format(share=growth)]


async def _outcomes(question: OpenQuestion, ports: Ports) -> list[Outcome]:
    """Return the outcomes for the question: fetched, or known when it was asked."""
    requests, at = requests_of(question), question.ask.received_at
    fetched = await ports.lanes.outcomes(question, requests)
    return [
        outcome or await known_usage(request, ports.usage, at) or JobError(BUSY)
        for request, outcome in zip(requests, fetched, strict=True)
    ]


def _gaps(opened: Opened, outcomes: Sequence[Outcome]) -> Iterator[Gap]:
    """Return the bots whose jobs failed or that were refused, except in the compared period
    alone.
    """
    names = {bot.id: bot.name for bot in opened.bots}
    for job, outcome in zip(opened.jobs, outcomes, strict=True):
        if not holds(job, opened.query.period):
            continue
        if isinstance(outcome, Usage):
            yield from (Gap(bot=names[id_], reason=why) for id_, why in outcome.refused.items())
        else:
            yield from (Gap(bot=names[id_], reason=outcome.message) for id_ in job.bot_ids)
