"""Measures rules without a calendar window: the last hours, a change, a silence."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from slackbot.domain.alerts.checks.series import Series, day_hour, hour_of, hours_of, start_of
from slackbot.domain.alerts.checks.view import Finding, View, measured, proven
from slackbot.domain.alerts.describe import format_base
from slackbot.domain.alerts.episode import NOTHING, Measurement
from slackbot.domain.alerts.firing import reach
from slackbot.domain.alerts.rule import MOST_PERCENT, AlertRule, Kind, Side, window_at
from slackbot.domain.calendar.holidays import kind_of
from slackbot.domain.calendar.weekdays import EVERY_DAY
from slackbot.domain.period import DAY, HOUR, Period, day_of
from slackbot.domain.usage.comparison import Change

MOST_MISSED = 60  # windows


def missed(view: View, since: datetime) -> Iterator[Finding]:
    """Measure what happened between the check of `since` and now, when no check ran.

    These are the longest silence and each change. `rolling` itself looks again at unsettled hours.
    """
    rule, series = view.rule, view.series
    if rule.kind is Kind.CHANGE and rule.every:
        changes = (_changed(view, window) for window in _whole_windows(view, since))
        yield from (each for each in changes if isinstance(each, Measurement))
    # A silence follows usage. Without any, which is also where no figure is known, all hours since
    # the rule was saved would be looked through at each check.
    if rule.kind is Kind.SILENCE and series.last_used(view.settled) >= series.first:
        ends = range(max(hour_of(since), series.first) + 1, view.settled)
        found = [each for end in ends if (each := _silent(view, end))]
        longest = max(found, key=lambda each: each.score, default=None)
        if longest and reach(longest.score, rule) > NOTHING:
            yield longest


def _silent(view: View, end: int) -> Measurement | None:
    """Measure the silence that ends with that settled hour, if all its hours are known."""
    first = view.series.last_used(end) + 1
    if first >= end or first == view.series.first or view.series.missing(first, end):
        return None
    window = Period(start=start_of(first), end=start_of(end), zone=view.rule.zone)
    return _none_in(view, window, _counted(view.rule, first, end))


def _none_in(view: View, window: Period, hours: int, base: str = "") -> Measurement:
    settled = {"at": window.end, "over": True, "settled": True}
    return measured(view, window, hours, hours, base=base, **settled)


def _whole_windows(view: View, since: datetime) -> list[Period]:
    """Return the settled windows that ended after `since`, in order, without the latest."""
    latest = last_whole(view.rule, view.settled)
    found = [latest]
    while found[0].start > since and len(found) <= MOST_MISSED:
        found.insert(0, window_at(view.rule, found[0].start - HOUR))
    return [each for each in found[:-1] if each.end > since]


def rolling(view: View) -> Finding:
    """Measure the last hours.

    A rule above a level also counts stretches that ended while their figures were not settled:
    usage only grows, so a peak that shows late is not lost.
    """
    rule, series = view.rule, view.series
    last = view.latest
    ends = [view.settled] if rule.falls else range(view.settled, max(last, view.settled) + 1)
    holes = any(series.total(end - rule.hours, end) is None for end in ends)
    value, end = max((view.held(end - rule.hours, end), end) for end in ends)
    at = start_of(end) if rule.falls else view.now
    settled = end <= view.settled
    found = measured(view, _hours(rule, end), value, value, at=at, over=settled, settled=settled)
    if not holes:
        return found
    lacks = view.missing(_hours(rule, view.known), view.settled - rule.hours, last)
    return proven(view, found, lacks)


def _hours(rule: AlertRule, end: int) -> Period:
    return Period(start=start_of(end - rule.hours), end=start_of(end), zone=rule.zone)


def last_whole(rule: AlertRule, settled: int) -> Period:
    """Return the latest window whose hours are all settled."""
    window = window_at(rule, start_of(settled))
    while hours_of(window)[1] > settled:
        window = window_at(rule, window.start - HOUR)
    return window


def bases(rule: AlertRule, window: Period) -> Iterator[Period]:
    """Return the windows with which `window` is compared, the latest first."""
    base, day = rule.base, window.local_start.date()
    for number in range(1, (base.count if base else 1) + 1):
        if base and base.same_weekday:
            then = day - timedelta(weeks=number)
            window = Period.of_days(then, then, rule.zone)
        else:
            window = window_at(rule, window.start - HOUR)
        yield window


def change(view: View) -> Finding:
    """Measure the change of the latest settled window, in percent of its base."""
    rule, settled = view.rule, view.settled
    if rule.hours:
        span = (settled - 2 * rule.hours, settled - rule.hours)
        return _against(view, _hours(rule, settled), [span])
    return _changed(view, last_whole(rule, settled))


def _changed(view: View, window: Period) -> Finding:
    return _against(view, window, [hours_of(base) for base in bases(view.rule, window)])


def _against(view: View, window: Period, spans: list[tuple[int, int]]) -> Finding:
    rule, series = view.rule, view.series
    value = series.total(*hours_of(window))
    before = [count for span in spans if (count := series.total(*span)) is not None]
    if value is None or len(before) < len(spans):
        return view.missing(window, spans[-1][0], hours_of(window)[1])
    # Both sides are multiplied by the number of bases, so that all numbers stay whole.
    delta = Change(before=sum(before), after=value * len(before)).delta or 0
    percent = 100 * delta / sum(before) if sum(before) else None
    return measured(
        view,
        window,
        value,
        _moved(rule, delta / len(before), percent),
        at=window.end,
        over=True,
        settled=True,
        percent=percent,
        before=sum(before) / len(before),
        base=format_base(rule),
    )


def _moved(rule: AlertRule, delta: float, percent: float | None) -> float:
    """Return the percentage in the rule's direction; at most 0 for a change below the floor."""
    sign = -1 if rule.side is Side.BELOW else 1
    if sign * delta < max(rule.floor, 1):
        return min(0.0, sign * (percent or 0.0))
    return MOST_PERCENT if percent is None else sign * percent


def silence(view: View) -> Finding:
    """Measure the settled hours without usage.

    Unsettled usage is mentioned, but it neither hides a silence nor ends one before it is settled.
    Where hours are missing, the silence lasts at least since the last missing hour, and at most as
    long as if the missing hours had no usage.
    """
    rule, series, last = view.rule, view.series, view.settled
    used = series.last_used(last) + 1
    first = _known_since(series, used, last)
    hours = _counted(rule, first, last)
    begun = max(first - (first == last), 0)
    window = Period(start=start_of(begun), end=start_of(last), zone=rule.zone)
    since = hours and series.last_used(view.known) >= last
    base = f"there were {rule.what} since, not settled yet" if since else ""
    found = _none_in(view, window, hours, base)
    if first == used > series.first:
        return found
    most = _counted(rule, used, last) if used > series.first else max(hours, rule.levels[-1].at)
    lacks = view.missing(window, first - 1, last)
    if reach(most, rule) == reach(hours, rule):
        return found.model_copy(update={"base": base or lacks.reason})
    return proven(view, found, lacks)


def _known_since(series: Series, used: int, last: int) -> int:
    """Return the first hour from `used` to `last` after which no hour is missing."""
    if not series.missing(used, last):
        return min(used, last)
    return next(hour + 1 for hour in reversed(range(used, last)) if not series.is_known(hour))


def _counted(rule: AlertRule, first: int, last: int) -> int:
    """Return the number of these hours that are on days that count.

    Where not all days do, public holidays do not, either.
    """
    if rule.weekdays == EVERY_DAY:
        return last - first
    count, day = 0, day_of(start_of(first), rule.zone)
    while (begins := day_hour(day, rule.zone)) < last:
        if kind_of(day, rule.holidays) in rule.weekdays:
            count += min(last, day_hour(day + DAY, rule.zone)) - max(first, begins)
        day += DAY
    return count


LATEST: Final = {Kind.AMOUNT: rolling, Kind.CHANGE: change, Kind.SILENCE: silence}
