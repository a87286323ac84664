"""Replays a rule over the past 90 days: the notices that it would have sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from slackbot.domain.alerts.checks.measure import look, needs
from slackbot.domain.alerts.checks.tariff import NO_TARIFF, Tariff, series_of
from slackbot.domain.alerts.checks.view import Finding, View
from slackbot.domain.alerts.episode import Delivered, Inconclusive, Notice, NoticeKind, State
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.alerts.transitions import check, step
from slackbot.domain.channel import Bot
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import HOUR, Period
from slackbot.domain.usage.fetching.job import LONGEST_REQUEST, Grain, Usage

SLOW = 6 * HOUR  # between two forecasts: a forecast is expensive and changes slowly


class Replay(FrozenModel):
    """The notices of a replay, in order, each taken as delivered at once.

    `checks` counts the figures, `inconclusive` counts the missing figures. Notices up to `by_then`
    are about episodes that began before the period. `at_once` are the notices of the first check if
    the rule were saved now: a new rule does not know of earlier notices.
    """

    period: Period
    notices: tuple[Notice, ...]
    checks: int
    inconclusive: int
    by_then: AwareDatetime
    at_once: tuple[Notice, ...] = ()

    @property
    def fired(self) -> tuple[Notice, ...]:
        """The first notice of each episode."""
        return tuple(each for each in self.notices if each.kind is NoticeKind.FIRED)


def replay_needs(
    rule: AlertRule, *, now: datetime, settling: timedelta, tariff: Tariff = NO_TARIFF
) -> Period:
    """Return the hours that a replay has to fetch: 90 days, and the base of the first ones."""
    start = now - LONGEST_REQUEST
    first = needs(rule, now=start, settling=settling, since=start, tariff=tariff)
    return Period(start=first.start, end=now, zone=rule.zone)


def replay(
    rule: AlertRule,
    bots: tuple[Bot, ...],
    usages: Iterable[Usage],
    *,
    now: datetime,
    settling: timedelta,
    muted: bool = False,
    tariff: Tariff = NO_TARIFF,
) -> Replay:
    """Check the rule at each full hour of the past 90 days; a forecast at each sixth hour.

    The figures are those known today, so restated figures show only their latest value. A `muted`
    rule has no notices `at_once`.
    """
    start = Grain.HOUR.floor(now) - LONGEST_REQUEST
    pace = SLOW if rule.traits.foreseen else HOUR
    series = tuple(series_of(rule, bots, usages, settling, tariff))

    def seen(moment: datetime, since: datetime) -> list[Finding]:
        views = (View.at(rule, bot_id, own, moment, settling) for bot_id, own in series)
        return [each for view in views for each in look(view, since)]

    state, collected = State(rule_id="replay"), list[Notice]()
    checks = inconclusive = 0
    moment = start
    while moment <= now:
        found = seen(moment, state.since(start, rule))
        state, notices = _check(state, found, moment, rule)
        collected += (each for each in notices if each.episode)  # none about checks
        checks += len(found)
        inconclusive += sum(isinstance(each, Inconclusive) for each in found)
        moment += pace
    once = rule.model_copy(update={"needed": 1, "of": 1})  # as if all checks gave the same figures
    return Replay(
        period=Period(start=start, end=now, zone=rule.zone),
        notices=tuple(collected),
        checks=checks,
        inconclusive=inconclusive,
        by_then=start + (rule.needed - 1) * pace,
        at_once=check(State(rule_id="saved", muted=muted), seen(now, now), now, once).notices,
    )


def _check(
    state: State, found: list[Finding], moment: datetime, rule: AlertRule
) -> tuple[State, list[Notice]]:
    """Run a check whose notices are delivered at once, and collect the notices that follow."""
    done = check(state, found, moment, rule)
    collected = list(done.notices)
    for notice in collected:  # the list grows during the loop
        done = step(done.state, Delivered(key=notice.key), moment, rule)
        collected += done.notices
    return done.state, collected
