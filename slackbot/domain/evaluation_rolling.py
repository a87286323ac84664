"""Rules without a window of their own: the last hours, a change, a silence."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from slackbot.domain.comparison import Change
from slackbot.domain.evaluation_series import Series, day_hour, first_hour, hours_of, start_of
from slackbot.domain.evaluation_view import Found, View, measured
from slackbot.domain.job import DAY, HOUR
from slackbot.domain.period import Period
from slackbot.domain.threshold import EVERY_DAY, MOST_PERCENT, Side, Threshold, window_at
from slackbot.domain.threshold_words import said_base


def rolling(view: View) -> Found:
    """The last hours. Above a level, also those that ended while figures were not settled count:
    usage only grows, and a peak that comes to light late is not lost."""
    rule, series = view.rule, view.series
    last = view.latest
    ends = [view.settled] if rule.falls else range(view.settled, max(last, view.settled) + 1)
    sums = [(series.total(end - rule.hours, end), end) for end in ends]
    known = [(value, end) for value, end in sums if value is not None]
    if len(known) < len(sums):
        return view.missing(_hours(rule, view.known), view.settled - rule.hours, last)
    value, end = max(known)
    at = start_of(end) if rule.falls else view.now
    settled = end <= view.settled
    return measured(view, _hours(rule, end), value, value, at=at, over=settled, settled=settled)


def _hours(rule: Threshold, end: int) -> Period:
    return Period(start=start_of(end - rule.hours), end=start_of(end), zone=rule.zone)


def last_whole(rule: Threshold, settled: int) -> Period:
    """The latest window of which all is settled."""
    window = window_at(rule, start_of(settled))
    while first_hour(window.end) > settled:
        window = window_at(rule, window.start - HOUR)
    return window


def bases(rule: Threshold, window: Period) -> Iterator[Period]:
    """What the window is compared with, the latest first."""
    base, day = rule.base, window.local_start.date()
    for number in range(1, (base.count if base else 1) + 1):
        if base and base.same_weekday:
            then = day - timedelta(weeks=number)
            window = Period.of_days(then, then, rule.zone)
        else:
            window = window_at(rule, window.start - HOUR)
        yield window


def change(view: View) -> Found:
    """The latest settled window against its base, in percent of that, as the rule looks at it."""
    rule, series = view.rule, view.series
    if rule.hours:
        window = _hours(rule, view.settled)
        spans = [(view.settled - 2 * rule.hours, view.settled - rule.hours)]
    else:
        window = last_whole(rule, view.settled)
        spans = [hours_of(base) for base in bases(rule, window)]
    value = series.total(*hours_of(window))
    before = [count for span in spans if (count := series.total(*span)) is not None]
    if value is None or len(before) < len(spans):
        return view.missing(window, spans[-1][0], hours_of(window)[1])
    # As many times the figure as there are bases: so all of it stays whole numbers.
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
        base=said_base(rule),
    )


def _moved(rule: Threshold, delta: float, percent: float | None) -> float:
    """The percentage in the direction of the rule; none where it is by fewer than the floor."""
    sign = -1 if rule.side is Side.BELOW else 1
    if sign * delta < max(rule.floor, 1):
        return min(0.0, sign * (percent or 0.0))
    return MOST_PERCENT if percent is None else sign * percent


def silence(view: View) -> Found:
    """How many settled hours there was nothing. What has come in since is said, but neither hides a
    silence nor ends one before it is settled, too."""
    rule, series, last = view.rule, view.series, view.settled
    used = series.last_used(last) + 1
    first = _known_since(series, used, last)
    hours = _counted(rule, first, last)
    begun = max(first - (first == last), 0)
    window = Period(start=start_of(begun), end=start_of(last), zone=rule.zone)
    if (first > used or used == series.first) and hours < rule.levels[-1].at:
        return view.missing(window, first - 1, last)
    since = hours and series.last_used(view.known) >= last
    base = f"there were {rule.unit.plural} since, not settled yet" if since else ""
    settled = {"at": window.end, "over": True, "settled": True}
    return measured(view, window, hours, hours, base=base, **settled)


def _known_since(series: Series, used: int, last: int) -> int:
    """The first of the hours from `used` to `last` behind which none is missing."""
    if not series.missing(used, last):
        return min(used, last)
    return next(hour + 1 for hour in reversed(range(used, last)) if not series.is_known(hour))


def _counted(rule: Threshold, first: int, last: int) -> int:
    """How many of these hours are on days that count."""
    if rule.weekdays == EVERY_DAY:
        return last - first
    count, day = 0, start_of(first).astimezone(ZoneInfo(rule.zone)).date()
    while (begins := day_hour(day, rule.zone)) < last:
        if day.weekday() in rule.weekdays:
            count += min(last, day_hour(day + DAY, rule.zone)) - max(first, begins)
        day += DAY
    return count
