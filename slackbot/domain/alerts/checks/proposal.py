"""Proposes a level that a rule reaches only a handful of times where its own fires too often."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import ROUND_UP, Context, Decimal
from typing import Final, NamedTuple

from slackbot.domain.alerts.checks.series import hours_of
from slackbot.domain.alerts.checks.tariff import NO_TARIFF, Tariff, series_of
from slackbot.domain.alerts.rule import AlertRule, Kind, window_at
from slackbot.domain.channel import Bot
from slackbot.domain.period import Period
from slackbot.domain.usage.fetching.job import LONGEST_REQUEST, Usage

A_HANDFUL: Final = 5
TOO_OFTEN: Final = 12  # times in 90 days
DIGITS: Final = Context(prec=2, rounding=ROUND_UP)  # as people set levels


class Proposal(NamedTuple):
    """A level, and how often it would have been reached in the past 90 days."""

    level: int
    times: int


def quieter(
    rule: AlertRule,
    bots: tuple[Bot, ...],
    usages: Iterable[Usage],
    *,
    now: datetime,
    settling: timedelta,
    tariff: Tariff = NO_TARIFF,
) -> Proposal | None:
    """Return a level for a rule about amounts of calendar windows; None where its own is reached at
    most TOO_OFTEN, or where windows are so alike that none is reached a handful of times."""
    if rule.kind is not Kind.AMOUNT or rule.falls or rule.every is None or len(rule.levels) > 1:
        return None
    windows = list(_windows(rule, now))
    series = [own for _, own in series_of(rule, bots, usages, settling, tariff)]
    totals = sorted(own.held(*hours_of(window)) for own in series for window in windows)
    if _times(totals, rule.levels[0].at) <= TOO_OFTEN:
        return None
    for total in totals[-A_HANDFUL - 1 :]:  # the lowest such level is the nearest to its own
        level = int(DIGITS.create_decimal(Decimal(total)))
        if 1 <= (times := _times(totals, level)) <= A_HANDFUL:
            return Proposal(level, times)
    return None


def _times(totals: Iterable[int], level: int) -> int:
    return sum(total > level for total in totals)


def _windows(rule: AlertRule, now: datetime) -> Iterator[Period]:
    """Yield the windows of the past 90 days, also those that are cut by their ends."""
    moment = now - LONGEST_REQUEST
    while moment <= now:
        window = window_at(rule, moment)
        yield window
        moment = window.end
