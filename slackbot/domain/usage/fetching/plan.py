"""Plans a question: the jobs that fetch its figures, and the period that it is compared with."""

from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import NamedTuple

from slackbot.domain.channel import Bot
from slackbot.domain.money.price import PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import AskedFact, Fact, Grouping, UsageQuery
from slackbot.domain.usage.comparison import previous_period
from slackbot.domain.usage.fetching.job import SummaryJob
from slackbot.domain.usage.fetching.routes import ACCOUNT, Routes
from slackbot.domain.usage.fetching.split import (
    LARGEST_BATCH,
    MOST_BUCKETS,
    buckets_in,
    plan_jobs,
    refuse_too_many,
)
from slackbot.domain.usage.findings.usual import weeks_before
from slackbot.domain.usage.pricing import lead_of

LONGEST_COMPARED = timedelta(days=366)


class QuestionPlan(NamedTuple):
    """`jobs` fetch the period and `before`, the period to compare with, if there is one.

    `also` fetch what was used of included amounts before, and by other bots.
    """

    jobs: tuple[SummaryJob, ...]
    before: Period | None
    also: tuple[SummaryJob, ...] = ()


def plan_question(
    query: UsageQuery,
    bots: tuple[Bot, ...],
    asked_at: datetime,
    *,
    routes: Routes = ACCOUNT,
    batch: int = LARGEST_BATCH,
) -> QuestionPlan:
    """Plan the question for `bots`; see `plan_jobs` for the rest.

    A period before that nobody asked for is left out where it would be too much. Raises
    UnreadableError where the question itself is.
    """
    own = partial(plan_jobs, bots=bots, routes=routes, asked_at=asked_at, batch=batch)

    def plan(query: UsageQuery, before: Period | None = None) -> tuple[SummaryJob, ...]:
        jobs = own(query, before=before)
        if all(asked.fact is not Fact.UNUSUAL for asked in query.facts):
            return jobs
        weeks = {"period": weeks_before(query.period), "running": False}
        return (*jobs, *own(query.model_copy(update=weeks)))

    before = to_compare_with(query)
    if before and not query.comparison and buckets_in(plan(query, before=before)) > MOST_BUCKETS:
        before = None
    refuse_too_many(query, partial(plan, before=before))
    return QuestionPlan(plan(query, before=before), before)


def plan_priced(
    query: UsageQuery,
    bots: tuple[Bot, ...],
    asked_at: datetime,
    prices: PriceList,
    channel: tuple[Bot, ...],
    *,
    routes: Routes = ACCOUNT,
    batch: int = LARGEST_BATCH,
) -> QuestionPlan:
    """Plan the question, with what its costs depend on if its answer has costs.

    That is what all bots of the channel used of included amounts before. Where that would be too
    much, it is left out, and the cost is a lower bound.
    """
    if not query.wants_cost:
        return plan_question(query, bots, asked_at, routes=routes, batch=batch)
    months = groupby(query.period.days, key=lambda day: day.replace(day=1))
    spans = [tuple(days) for _, days in months]
    if any(prices.turns(days[0], days[-1]) for days in spans):  # no figure may be of a month
        by_day = AskedFact(fact=Fact.COST, per=Grouping.DAY)
        query = query.model_copy(update={"facts": (*query.facts, by_day)})
    plan = plan_question(query, bots, asked_at, routes=routes, batch=batch)
    others = tuple(bot for bot in channel if bot.id not in {own.id for own in bots})
    also: dict[SummaryJob, None] = {}
    for period in filter(None, (query.period, plan.before)):
        lead = lead_of(prices, period)
        parts = [(lead, channel, False)] if lead else []
        if others and any(price.included for price in prices.prices):
            parts.append((period, others, query.running and period == query.period))
        for part, whose, running in parts:
            asked = query.model_copy(update={"period": part, "running": running})
            jobs = plan_jobs(asked, whose, routes=routes, asked_at=asked_at, batch=batch)
            also |= dict.fromkeys(jobs)
    fits = buckets_in((*plan.jobs, *also)) <= MOST_BUCKETS
    return plan._replace(also=tuple(also) if fits else ())


def to_compare_with(query: UsageQuery) -> Period | None:
    """Return the period to compare with: the named one, else the one before; None if it is very
    long.
    """
    if query.comparison:
        return query.comparison
    period = query.period
    return previous_period(query) if period.end - period.start <= LONGEST_COMPARED else None
