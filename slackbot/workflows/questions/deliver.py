"""The second half of a question: its figures are there, or its time is over."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from slackbot.domain.errors import JobError, KoreRefusedError, SlackbotError
from slackbot.domain.usage.export import csv_of, file_name
from slackbot.domain.usage.job import Usage, UsageRequest, finest
from slackbot.domain.usage.notes import notes_of
from slackbot.domain.usage.report import Gap, UsageReport, holds, speaking, within
from slackbot.ports import Csv, Opened, OpenQuestion, Ports
from slackbot.workflows.questions.fetch import known_usage

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


async def deliver_answer(
    question: OpenQuestion, ports: Ports, known: Sequence[Usage] | None = None
) -> None:
    """Answer in the thread, or say there why there is no answer.

    `known`: all its figures, in the order of its jobs, where they have just been found.
    Safe to do again after a crash: what was posted is not posted again.
    """
    ask, opened = question.ask, question.opened
    try:
        outcomes: Sequence[Outcome] = known or await _outcomes(question, ports)
        report = report_of(opened, outcomes, ports.usage.settling)
        report = report.model_copy(update={"notes": await _notes(question, report, ports)})
        csv = figures_of(opened, outcomes) if opened.query.csv else None
        await ports.notifier.deliver(ask, opened, report, csv)
    except SlackbotError as error:
        await ports.notifier.fail(ask, opened, error)


def requests_of(question: OpenQuestion) -> list[UsageRequest]:
    """What has to be known to answer it."""
    fresh = question.opened.query.fresh
    return [
        UsageRequest(team=question.ask.team, job=job, fresh=fresh) for job in question.opened.jobs
    ]


def report_of(opened: Opened, outcomes: Sequence[Outcome], settling: timedelta) -> UsageReport:
    """The report from the outcomes of the jobs. A bot without any figure is named.

    Raises the first failure where there is no figure of the period at all.
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
    """Why there are no figures of some bots, those included that were refused among others."""
    for outcome in outcomes:
        if isinstance(outcome, Usage):
            yield from map(KoreRefusedError, outcome.refused.values())
        elif outcome is not None:
            yield outcome


async def _notes(question: OpenQuestion, report: UsageReport, ports: Ports) -> tuple[str, ...]:
    """What the channel's allowances and prices say of it."""
    ask = question.ask
    allowances = await ports.allowances.of(ask.team, ask.channel)
    linked = await ports.channels.bots(ask.team, ask.channel)
    whole = {bot.id for bot in linked.bots} <= {bot.id for bot in report.bots}
    return notes_of(report, allowances, ask.received_at, whole=whole)


def figures_of(opened: Opened, outcomes: Sequence[Outcome]) -> Csv:
    """All buckets of the period, all units, all bots, as a CSV file."""
    usages = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    period = opened.query.period
    grain = finest(usage.job.grain for usage in speaking(period, usages))
    text = csv_of(within(period, usages), opened.bots, period.zone, grain)
    return Csv(name=file_name(opened.query, opened.bots), text=text)


async def _outcomes(question: OpenQuestion, ports: Ports) -> list[Outcome]:
    """What was fetched for it, or was known when it was asked."""
    requests, at = requests_of(question), question.ask.received_at
    fetched = await ports.lanes.outcomes(question, requests)
    return [
        outcome or await known_usage(request, ports.usage, at) or JobError(BUSY)
        for request, outcome in zip(requests, fetched, strict=True)
    ]


def _gaps(opened: Opened, outcomes: Sequence[Outcome]) -> Iterator[Gap]:
    """The bots of the jobs that failed, or that were refused, but for those of the period before
    alone."""
    names = {bot.id: bot.name for bot in opened.bots}
    for job, outcome in zip(opened.jobs, outcomes, strict=True):
        if not holds(job, opened.query.period):
            continue
        if isinstance(outcome, Usage):
            yield from (Gap(bot=names[id_], reason=why) for id_, why in outcome.refused.items())
        else:
            yield from (Gap(bot=names[id_], reason=outcome.message) for id_ in job.bot_ids)
