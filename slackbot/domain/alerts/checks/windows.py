"""Measures rules with a calendar window: a count, a share, a forecast, or an unusual day."""

from math import ceil
from typing import Final

from slackbot.domain.alerts.checks.series import hours_of, start_of
from slackbot.domain.alerts.checks.view import (
    Finding,
    View,
    band_of,
    history_of,
    is_over,
    measured,
    part_over,
    proven,
)
from slackbot.domain.alerts.episode import Inconclusive
from slackbot.domain.alerts.firing import reach
from slackbot.domain.alerts.rule import Kind, Side, term_allowance
from slackbot.domain.allowance import share
from slackbot.domain.calendar.holidays import holiday_on, is_near, kind_of
from slackbot.domain.period import DAY, Period, day_of, short_day
from slackbot.domain.usage.findings.forecast import FEWEST_WEEKS, forecast


def amount(view: View, window: Period) -> Finding:
    """Measure the count of the window so far."""
    value, lacks = _so_far(view, window)
    found = measured(view, window, value, value)
    return proven(view, found, lacks) if lacks else found


def _so_far(view: View, window: Period) -> tuple[int, Inconclusive | None]:
    """Return the known count, and the finding about missing hours."""
    hours = hours_of(window)
    value = view.so_far(*hours)
    return (view.held(*hours), view.missing(window, *hours)) if value is None else (value, None)


def part(view: View, window: Period) -> Finding:
    """Measure the share of the allowance: exact for the levels, rounded down for people."""
    (value, lacks), whole = _so_far(view, window), view.rule.allowance or 1
    base = f"{view.rule.whole} per {view.rule.every}"
    percent = value * 100 // whole
    if allowance := term_allowance(view.rule):
        share_used = share(allowance, value, window)
        base, percent = share_used.base, share_used.percent
    found = measured(view, window, value, value * 100 / whole, percent=percent, base=base)
    return proven(view, found, lacks) if lacks else found


def unusual(view: View, window: Period) -> Finding:
    """Measure how far a day is outside the usual range of its weekday.

    A day above the range counts at once; a day below counts when it is over and settled.
    """
    (value, lacks), day = _so_far(view, window), window.local_start.date()
    band = band_of(view, day)
    if band is None and lacks:
        return lacks
    if band is None and (holiday := holiday_on(day, view.rule.holidays)):
        reason = f"{short_day(day)} is {holiday}, and like no weekday"
        return view.unknown(window, reason, over=is_over(view, window))
    if band is None:
        kind, place = day.weekday(), view.rule.holidays
        known = sum(kind_of(each, place) == kind for each in history_of(view, day))
        reason = f"of {FEWEST_WEEKS} earlier {day:%A}s, without which nothing is usual, {known}"
        return view.unknown(window, f"{reason} are known", over=is_over(view, window))
    side, settled = view.rule.side, hours_of(window)[1] <= view.settled
    above = value - band.high if side is not Side.BELOW else -1.0
    below = band.low - value if side is not Side.ABOVE and settled else -1.0
    if side is Side.EITHER and lacks:
        below = -1.0  # it may be there no more once all is known
    near = ", twice as wide near a public holiday" if is_near(day, view.rule.holidays) else ""
    kinds = "public holidays" if holiday_on(day, view.rule.holidays) else f"{day:%A}s"
    found = measured(
        view,
        window,
        value,
        max(above, below),
        before=band.middle,
        low=ceil(band.low),
        high=int(band.high),
        base=f"going by {band.days} earlier {kinds}{near}",
    )
    return proven(view, found, lacks) if lacks else found


def foreseen(view: View, window: Period) -> Finding:
    """Forecast the window from settled figures; the count so far is used if it is larger."""
    (value, lacks), first = _so_far(view, window), hours_of(window)[0]
    if lacks:
        return proven(view, measured(view, window, value, value), lacks)
    if is_over(view, window):
        return measured(view, window, value, value)
    moment = max(first, view.settled)
    free = view.series.free  # then the whole use is foreseen, of which a part costs nothing
    settled = (view.past if free else view.series).total(first, moment)
    if settled is None:
        return view.missing(window, first, moment)
    day = day_of(start_of(moment), window.zone)
    last_day = window.local_end.date() - DAY
    fraction = part_over(view, day, moment)
    history, place = history_of(view, day), view.rule.holidays
    found = forecast(history, settled, day, fraction, last_day, place)
    if found is None and (view.rule.falls or reach(value, view.rule) < 0):
        return view.unknown(window, "too little is known of the past weeks for a forecast")
    if found is None:
        return measured(view, window, value, value)
    fees = view.series.fees_in(*hours_of(window))
    estimate = max(0, found.estimate - free) + fees
    if value > estimate:
        return measured(view, window, value, value)
    low, high = (max(0, end - free) + fees for end in (found.low, found.high))
    return measured(view, window, value, estimate, low=max(value, low), high=high, base=found.basis)


WINDOWS: Final = {  # the kinds whose rules can have a calendar window
    Kind.AMOUNT: amount,
    Kind.SHARE: part,
    Kind.FORECAST: foreseen,
    Kind.UNUSUAL: unusual,
}
