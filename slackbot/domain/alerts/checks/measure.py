"""Measures a rule: the hours that a check needs, and the figures compared with the levels."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from slackbot.domain.alerts.checks.rolling import LATEST, bases, last_whole, missed
from slackbot.domain.alerts.checks.series import hour_of, start_of
from slackbot.domain.alerts.checks.tariff import NO_TARIFF, Tariff, series_of
from slackbot.domain.alerts.checks.view import Finding, View
from slackbot.domain.alerts.checks.windows import WINDOWS
from slackbot.domain.alerts.episode import Inconclusive, Measurement
from slackbot.domain.alerts.rule import AlertRule, Kind, window_at
from slackbot.domain.channel import Bot
from slackbot.domain.period import DAY, Period
from slackbot.domain.usage.fetching.job import LONGEST_REQUEST, Usage
from slackbot.domain.usage.history import REACH


def measure(
    rule: AlertRule,
    bots: tuple[Bot, ...],
    usages: Iterable[Usage],
    *,
    now: datetime,
    settling: timedelta,
    since: datetime,
    tariff: Tariff = NO_TARIFF,
) -> tuple[Finding, ...]:
    """Measure each bot, or all bots together, in the order of the windows.

    `bots` are the bots that the rule is about. `since` is `State.since`: windows that end later are
    measured. `usages` hold the hours of the period that `needs` returns. A rule about costs needs
    the channel's `tariff`.
    """
    return tuple(
        found if id_ != rule.group or isinstance(found, Inconclusive) else _sum_of(len(bots), found)
        for id_, series in series_of(rule, bots, usages, settling, tariff)
        for found in look(View.at(rule, id_, series, now, settling), since)
    )


def _sum_of(bots: int, found: Measurement) -> Measurement:
    return found if found.bots == bots else found.model_copy(update={"bots": bots})


def look(view: View, since: datetime) -> Iterator[Finding]:
    """Measure one view: each window that may have changed, or the latest hours."""
    rule = view.rule
    if not rule.is_bound:
        latest = Period(start=start_of(view.known - 1), end=start_of(view.known), zone=rule.zone)
        stale = view.unknown(latest, "the latest figures are missing", holes=True)
        if view.is_stale:
            yield stale
            return
        yield from missed(view, since)
        yield LATEST[rule.kind](view)
        return
    window = window_at(rule, max(since, view.now - LONGEST_REQUEST))
    while window.start < view.now:
        yield WINDOWS[rule.kind](view, window)
        window = window_at(rule, window.end)


def needs(
    rule: AlertRule,
    *,
    now: datetime,
    settling: timedelta,
    since: datetime,
    tariff: Tariff = NO_TARIFF,
) -> Period:
    """Return the hours that a check at `now` has to fetch."""
    settled = now - settling
    # A rule without windows also looks at the hours since its last check, as far back as Kore.ai
    # answers.
    looked = settled if rule.is_bound else max(min(settled, since), now - LONGEST_REQUEST)
    if rule.kind is Kind.SILENCE:
        first = _silence_start(rule, looked)
    elif rule.kind is Kind.CHANGE:
        first = _change_start(rule, looked)
    else:
        first = _start(rule, now, looked, since)
    # A window that has just begun holds no hour yet, and no period is empty.
    hour = min(hour_of(first), hour_of(now) - 1)
    return tariff.lead(rule, Period(start=start_of(hour), end=now, zone=rule.zone))


def _start(rule: AlertRule, now: datetime, settled: datetime, since: datetime) -> datetime:
    if not rule.is_bound:
        return settled - timedelta(hours=rule.hours + 1)
    start = window_at(rule, max(min(since, now), now - LONGEST_REQUEST)).start
    if rule.kind is Kind.UNUSUAL:
        return start - REACH
    return min(start, settled - REACH - DAY) if rule.kind is Kind.FORECAST else start


def _silence_start(rule: AlertRule, settled: datetime) -> datetime:
    """Return a start far enough back for the gravest level, including days that do not count."""
    hours = rule.levels[-1].at
    more = 2 if rule.holidays else 1  # of two weeks in a row, a day or more is no public holiday
    weeks = timedelta(weeks=1) * (-(-hours // (24 * len(rule.weekdays))) + more)
    return settled - (timedelta(hours=hours + 2) if len(rule.weekdays) == 7 else weeks)


def _change_start(rule: AlertRule, settled: datetime) -> datetime:
    if rule.hours:
        return settled - timedelta(hours=2 * rule.hours + 1)
    *_, earliest = bases(rule, last_whole(rule, hour_of(settled) - 1))
    return earliest.start
