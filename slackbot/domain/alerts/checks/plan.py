"""Plans the checks of alerts: their times, and the figures fetched for all alerts together."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pydantic import AwareDatetime

from slackbot.domain.alerts.alert import Alert, Watched
from slackbot.domain.alerts.checks.measure import needs
from slackbot.domain.alerts.checks.tariff import NO_TARIFF, Tariff
from slackbot.domain.alerts.firing import GIVE_UP
from slackbot.domain.channel import Bot, ChannelBots
from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import HOUR, Period
from slackbot.domain.query import Unit
from slackbot.domain.usage.fetching.job import Grain, SummaryJob
from slackbot.domain.usage.fetching.routes import Route, Routes
from slackbot.domain.usage.fetching.split import MOST_BUCKETS, TOO_MANY, batches

MOST_CALLS = 1_800  # calls an hour in a lane: see `call_budget`
CALLS = 10  # calls of one job: its submit and its polls
ONE_BOT = "Name one bot in the rule, as in `… of SalesBot`, or link its bots to several channels."
SHARE = 2  # checks may use one second in so many: people need the rest of a lane
UNFINISHED = timedelta(minutes=30)  # a check that takes longer is taken as dead


class Check(FrozenModel):
    """One check of all alerts of a workspace.

    `seconds` is its duration once it is over; `jobs` is the largest number of jobs in one lane.
    """

    moment: AwareDatetime
    seconds: float | None = None
    jobs: int = 0


class Pace(NamedTuple):
    """The time between two checks, and the reason why it is longer than wanted."""

    every: timedelta
    why: str = ""


def pace(wanted: timedelta, checks: Iterable[Check]) -> Pace:
    """Return the time between two checks: the `wanted` one, or a multiple of it.

    The multiple leaves people half of Kore.ai's rate limit; it follows from the duration and the
    jobs of the last `checks`. A check longer than `UNFINISHED` is ignored: the machine slept.
    """
    known = [check for check in checks if check.seconds is not None]
    took = [check.seconds or 0.0 for check in known]
    longest = max((s for s in took if s <= UNFINISHED.total_seconds()), default=0.0)
    jobs = max((check.jobs for check in known), default=0)
    reasons = {
        timedelta(seconds=SHARE * longest): f"a check has taken {longest:.0f} s at Kore.ai",
        SHARE * jobs * CALLS / MOST_CALLS * HOUR: f"a check takes {jobs} jobs in one lane, and "
        f"Kore.ai allows {MOST_CALLS:,} calls an hour",
    }
    needed = max(reasons)
    times = -(-needed // wanted)
    return Pace(wanted) if times <= 1 else Pace(times * wanted, reasons[needed])


def due_moment(now: datetime, wanted: timedelta, checks: Iterable[Check]) -> datetime | None:
    """Return the moment of the check that is due at `now`; None while none is due.

    None is due while the last check runs or is not long enough ago. Every process gets the same
    moment, as it is a multiple of `wanted` since 1970.
    """
    latest = sorted(checks, key=lambda check: check.moment)
    moment = (
        datetime.fromtimestamp(0, UTC) + (now - datetime.fromtimestamp(0, UTC)) // wanted * wanted
    )
    if not latest:
        return moment
    last = latest[-1]
    if last.seconds is None and now < last.moment + UNFINISHED:
        return None
    return moment if moment >= last.moment + pace(wanted, latest).every else None


def bots_of(alert: Alert, linked: ChannelBots) -> tuple[Bot, ...]:
    """Return the linked bots that the alert is about, by their names in the channel."""
    return linked.of_ids(alert.bot_ids) if alert.bot_ids else linked.bots


def settled_day(now: datetime, settling: timedelta) -> datetime:
    """Return the UTC midnight before which all figures are settled.

    Later hours are fetched at every check, because a window waits `GIVE_UP` for late figures.
    """
    return Grain.DAY.floor(now - settling - GIVE_UP)


class Wanted(NamedTuple):
    """The hours of one bot: `past` is settled and perhaps in the ledger, `live` is always fetched.

    `units` are the units that the alerts need.
    """

    past: SummaryJob | None
    live: SummaryJob
    units: frozenset[Unit]


def wanted_hours(
    watched: Iterable[Watched],
    linked: Mapping[str, ChannelBots],
    now: datetime,
    settling: timedelta,
    tariffs: Mapping[str, Tariff],
) -> dict[str, Wanted]:
    """Return the hours of each bot that a check of all these alerts at `now` needs.

    `tariffs` are those of the channels that have rules about costs.
    """
    starts: dict[str, datetime] = {}
    units: dict[str, frozenset[Unit]] = {}
    for each in watched:
        alert, tariff = each.alert, tariffs.get(each.alert.channel, NO_TARIFF)
        since = each.memory.since(alert.created_at, alert.rule)
        start = needs(alert.rule, now=now, settling=settling, since=since, tariff=tariff).start
        own = bots_of(alert, linked.get(alert.channel, ChannelBots()))
        for bot in tariff.bots_for(alert.rule, own):
            starts[bot.id] = min(start, starts.get(bot.id, start))
            units[bot.id] = units.get(bot.id, frozenset()).union(tariff.units(alert.rule))
    return {
        bot_id: hours_of(bot_id, start, now, settling, units[bot_id])
        for bot_id, start in starts.items()
    }


def refuse_large_rule(bots: int, hours: Period, instead: str = ONE_BOT) -> None:
    """Refuse to fetch more for the bots of a rule than for any question; `instead` says what to do.

    Raises UnreadableError.
    """
    count = bots * -(-(hours.end - hours.start) // HOUR)
    if count > MOST_BUCKETS:
        raise UnreadableError(TOO_MANY.format(count=count, most=MOST_BUCKETS, instead=instead))


def not_checked(
    watched: Watched,
    linked: ChannelBots,
    now: datetime,
    settling: timedelta,
    tariff: Tariff = NO_TARIFF,
) -> str | None:
    """Return why the rule is not checked: since it was saved, bots may have been linked, and prices
    removed."""
    alert = watched.alert
    if refusal := tariff.refusal(alert.rule):
        return refusal
    since = watched.memory.since(alert.created_at, alert.rule)
    hours = needs(alert.rule, now=now, settling=settling, since=since, tariff=tariff)
    try:
        refuse_large_rule(len(tariff.bots_for(alert.rule, bots_of(alert, linked))), hours)
    except UnreadableError as error:
        return error.message
    return None


def hours_of(
    bot_id: str, start: datetime, now: datetime, settling: timedelta, units: frozenset[Unit]
) -> Wanted:
    """Split the hours from `start` to the end of the running hour into a past and a live job."""
    end = Grain.HOUR.floor(now) + HOUR
    # The live part begins at the same moment for all bots, so that account credentials can fetch
    # it in one job.
    cut = settled_day(now, settling)

    def job(first: datetime, last: datetime) -> SummaryJob:
        return SummaryJob(account=False, bot_ids=(bot_id,), start=first, end=last, grain=Grain.HOUR)

    past = job(Grain.DAY.floor(start), cut) if start < cut else None
    return Wanted(past=past, live=job(cut, end), units=units)


def together(jobs: Iterable[SummaryJob], *, routes: Routes, batch: int) -> list[SummaryJob]:
    """Route the jobs of single bots, and join those of an account.

    Jobs with the same end form batches, smaller ones for long windows. A batch starts at the
    earliest start of its jobs.
    """
    found: list[SummaryJob] = []
    ends: dict[tuple[Route, datetime], list[SummaryJob]] = {}
    for job in jobs:
        route = routes.of(job.bot_ids[0])
        if route.account:
            ends.setdefault((route, job.end), []).append(job)
        else:
            found.append(job.model_copy(update=route._asdict()))
    for (route, _), same in ends.items():
        ids = tuple(sorted({job.bot_ids[0] for job in same}))
        start = min(job.start for job in same)
        update = {"bot_ids": ids, "start": start, **route._asdict()}
        found += batches(same[0].model_copy(update=update), batch)
    return found
