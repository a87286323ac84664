"""Says what a form would do: when a digest comes, and how often an alert would have fired."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slackbot.domain.alerts.checks.plan import hours_of, refuse_large_rule
from slackbot.domain.alerts.checks.proposal import Proposal, quieter
from slackbot.domain.alerts.checks.replay import Replay, replay, replay_needs
from slackbot.domain.alerts.checks.tariff import Tariff
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.channel import Bot
from slackbot.domain.digests.plan import format_slot
from slackbot.domain.digests.schedule import upcoming
from slackbot.domain.errors import UserError
from slackbot.domain.money.price import PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.fetching.job import SummaryJob, Usage
from slackbot.language.alerts.set_up import bot_ids_of
from slackbot.language.digests.reading import DigestSentence
from slackbot.language.understanding import Meaning
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.context import CommandContext

NEXT: Final = 3  # digests
MOST_BOTS: Final = 10  # whose figures are looked up
A_PIECE: Final = timedelta(days=7)  # of what the cache is asked for where it has not all
SLOW: Final = "*Try it* says how often this would have alerted in the last 90 days."
NOTHING_KNOWN: Final = "I have no figures of the last 90 days yet. *Try it* fetches them."


async def preview(meaning: Meaning | None, context: CommandContext, within: float) -> list[str]:
    """Return lines on what that would do, as far as it is known without a fetch, and can be found
    `within` so many seconds."""
    match meaning:
        case DigestSentence():
            slots = upcoming(meaning.schedule, context.now, NEXT)
            dates = (format_slot(slot, meaning.schedule.zone) for slot in slots)
            return ["Next:", *(f"• {each}" for each in dates)]
        case UsageQuery():
            return [f"Covers {_to_the_minute(meaning.period).describe()}"]
        case AlertRule():
            return await _tried(meaning, context, within)
    return []


def _to_the_minute(period: Period) -> Period:
    end = period.end.replace(second=0, microsecond=0)
    return period.model_copy(update={"end": max(end, period.start)})


async def _tried(rule: AlertRule, context: CommandContext, within: float) -> list[str]:
    """Say how often the rule would have fired, by the figures that are cached."""
    try:
        async with asyncio.timeout(within):
            trial = await _trial(rule, context)
            if trial is None:
                return [NOTHING_KNOWN]
            found = await run_in_thread(trial.run, rule)
            if found.inconclusive == found.checks:
                return [NOTHING_KNOWN]
            less = await run_in_thread(trial.quieter, rule)
    except TimeoutError:
        return [SLOW]
    except UserError as error:
        return [error.message]
    return [_times(found), *([_proposed(less, rule)] if less else [])]


def _times(found: Replay) -> str:
    count = len(found.fired)
    times = {0: "not have alerted", 1: "have alerted once"}.get(
        count, f"have alerted {count:,} times"
    )
    known = 100 * (found.checks - found.inconclusive) // found.checks
    part = "" if known == 100 else f" I know {known}% of its figures; *Try it* fetches the rest."
    return f"This would {times} in the last 90 days.{part}"


def _proposed(less: Proposal, rule: AlertRule) -> str:
    times = "once" if less.times == 1 else f"{less.times} times"
    return f"Over {rule.level(less.level)}, it would have alerted {times}."


@dataclass(frozen=True)
class _Trial:
    """The bots of a rule, and their figures that are cached."""

    bots: tuple[Bot, ...]
    usages: tuple[Usage, ...]
    tariff: Tariff
    now: datetime
    settling: timedelta

    def run(self, rule: AlertRule) -> Replay:
        """Replay the rule over the past 90 days."""
        return replay(
            rule, self.bots, self.usages, now=self.now, settling=self.settling, tariff=self.tariff
        )

    def quieter(self, rule: AlertRule) -> Proposal | None:
        """Return a level that is reached less often, if its own is reached too often."""
        return quieter(
            rule, self.bots, self.usages, now=self.now, settling=self.settling, tariff=self.tariff
        )


async def _trial(rule: AlertRule, context: CommandContext) -> _Trial | None:
    """Return what is needed to replay the rule; None where nothing is cached, or it is too much.
    Raises UserError for a rule that cannot be tried."""
    ports, now, settling = context.ports, context.now, context.ports.usage.settling
    allowances = await ports.allowances.of(context.ask.team, context.home)
    tariff = Tariff(PriceList(allowances.prices, context.bots.group_ids), context.bots.bots)
    if refusal := tariff.refusal(rule):
        raise UserError(f"{refusal}.")
    ids = bot_ids_of(rule, context.bots)
    bots = context.bots.of_ids(ids) if ids else context.bots.bots
    needed = replay_needs(rule, now=now, settling=settling, tariff=tariff)
    priced = tariff.bots_for(rule, bots)
    refuse_large_rule(len(priced), needed)
    units = tariff.units(rule)
    wanted = [hours_of(bot.id, needed.start, now, settling, units) for bot in priced[:MOST_BOTS]]
    jobs = [hours.past for hours in wanted if hours.past]
    usages = [usage for job in jobs for usage in await _known(job, context)]
    if not usages or len(priced) > MOST_BOTS:
        return None
    return _Trial(bots, tuple(usages), tariff, now.replace(second=0, microsecond=0), settling)


async def _known(job: SummaryJob, context: CommandContext) -> list[Usage]:
    """Return the cached figures of the job, or else of those of its weeks that are cached."""
    ledger, team = context.ports.usage.ledger, context.ask.team
    if whole := await ledger.find(team, job):
        return [whole]
    found = [await ledger.find(team, piece) for piece in _pieces(job)]
    return [usage for usage in found if usage]


def _pieces(job: SummaryJob) -> Iterator[SummaryJob]:
    start = job.start
    while start < job.end:
        end = min(start + A_PIECE, job.end)
        yield job.model_copy(update={"start": start, "end": end})
        start = end
