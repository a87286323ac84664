"""What a rule would have said in the past 90 days, had it been there."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from slackbot.domain.alerts.checks.measure import look, needs
from slackbot.domain.alerts.checks.series import series_of
from slackbot.domain.alerts.checks.view import Finding, View
from slackbot.domain.alerts.episode import Delivered, Inconclusive, Notice, NoticeKind, State
from slackbot.domain.alerts.rule import AlertRule, Kind
from slackbot.domain.alerts.transitions import check, step
from slackbot.domain.channel import Bot
from slackbot.domain.period import HOUR, Period
from slackbot.domain.usage.job import LONGEST_REQUEST, Grain, Usage

SLOW = 6 * HOUR  # between two forecasts: one is dear, and moves slowly


class Replay(BaseModel):
    """All that would have been said, in order, had each notice been delivered at once.

    `checks` are figures that were looked at, and `inconclusive` those of them that were missing.
    What was said `by_then` was so already when the period began. `at_once` is what the rule would
    say with its first checks, were it saved now: it knows nothing of what was said before.
    """

    model_config = ConfigDict(frozen=True)

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


def replay_needs(rule: AlertRule, *, now: datetime, settling: timedelta) -> Period:
    """The hours that have to be fetched to replay the rule: 90 days, and what the first of them
    are compared with."""
    start = now - LONGEST_REQUEST
    first = needs(rule, now=start, settling=settling, since=start)
    return Period(start=first.start, end=now, zone=rule.zone)


def replay(
    rule: AlertRule,
    bots: tuple[Bot, ...],
    usages: Iterable[Usage],
    *,
    now: datetime,
    settling: timedelta,
    muted: bool = False,
) -> Replay:
    """The rule checked on each full hour of the past 90 days, a forecast on each sixth, with the
    figures as they are known today: what was restated since is not seen. One that is `muted` says
    nothing at once."""
    start = Grain.HOUR.floor(now) - LONGEST_REQUEST
    pace = SLOW if rule.kind is Kind.FORECAST else HOUR
    series = tuple(series_of(rule, bots, usages, settling))

    def seen(moment: datetime, since: datetime) -> list[Finding]:
        views = (View.at(rule, bot_id, own, moment, settling) for bot_id, own in series)
        return [each for view in views for each in look(view, since)]

    state, said = State(rule_id="replay"), list[Notice]()
    checks = inconclusive = 0
    moment = start
    while moment <= now:
        found = seen(moment, state.since(start, rule))
        state, notices = _check(state, found, moment, rule)
        said += (each for each in notices if each.episode)  # not of the checks themselves
        checks += len(found)
        inconclusive += sum(isinstance(each, Inconclusive) for each in found)
        moment += pace
    once = rule.model_copy(update={"needed": 1, "of": 1})  # as if they all were like the first
    return Replay(
        period=Period(start=start, end=now, zone=rule.zone),
        notices=tuple(said),
        checks=checks,
        inconclusive=inconclusive,
        by_then=start + (rule.needed - 1) * pace,
        at_once=check(State(rule_id="saved", muted=muted), seen(now, now), now, once).notices,
    )


def _check(
    state: State, found: list[Finding], moment: datetime, rule: AlertRule
) -> tuple[State, list[Notice]]:
    """A check of which every notice is delivered at once, with those that follow from that."""
    done = check(state, found, moment, rule)
    said = list(done.notices)
    for notice in said:  # grows meanwhile
        done = step(done.state, Delivered(key=notice.key), moment, rule)
        said += done.notices
    return done.state, said
