"""A bot's hours as they are known at some moment, and the measurements of a window."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from slackbot.domain.alerts.checks.series import Series, day_hour, first_hour, hour_of, hours_of
from slackbot.domain.alerts.episode import NOTHING, Inconclusive, Measurement
from slackbot.domain.alerts.firing import GIVE_UP, reach
from slackbot.domain.alerts.rule import AlertRule, Side
from slackbot.domain.calendar.holidays import kind_of
from slackbot.domain.period import DAY, Period
from slackbot.domain.usage.findings.forecast import FEWEST_WEEKS, WEEKS, Band, band_on, usual_bands

Finding = Measurement | Inconclusive


class View(NamedTuple):
    """A bot's hours as they are known at `now`.

    Hours before number `known` have begun; hours before number `settled` will not change.
    """

    rule: AlertRule
    bot_id: str
    series: Series
    now: datetime
    known: int
    settled: int
    due: int  # the value of `settled` if no figure were missing

    @classmethod
    def at(
        cls, rule: AlertRule, bot_id: str, series: Series, now: datetime, settling: timedelta
    ) -> "View":
        """Make the view at `now`; `now` may be past, then later figures are hidden."""
        due = hour_of(now - settling)
        return cls(rule, bot_id, series, now, first_hour(now), min(series.settled, due), due)

    @property
    def is_stale(self) -> bool:
        """Tell whether the settled figures were not fetched; a fetch may be an hour old."""
        return self.series.first == self.series.last or self.settled < self.due - 1

    @property
    def latest(self) -> int:
        """Like `known`, but without the running hour if Kore.ai did not send it yet."""
        running = self.known > hour_of(self.now)
        return self.known - (running and not self.series.is_known(self.known - 1))

    @property
    def past(self) -> Series:
        """The hours of which a forecast is made: costs at the latest prices."""
        return self.series.at_latest_prices or self.series

    def so_far(self, first: int, last: int) -> int | None:
        """Return the sum of the hours that have begun."""
        last = min(last, self.latest)
        total = self.series.total(first, last) if last > first else 0
        return None if total is None else total + self.series.fees_in(first, last)

    def held(self, first: int, last: int) -> int:
        """Return the sum of the known hours."""
        last = min(last, self.latest)
        return self.series.held(first, last) + self.series.fees_in(first, last)

    def unknown(
        self, window: Period, reason: str, *, over: bool = False, holes: bool = False
    ) -> Inconclusive:
        """Return the finding that nothing can be said of the window."""
        return Inconclusive(
            bot_id=self.bot_id, window=window, at=self.now, reason=reason, over=over, holes=holes
        )

    def missing(self, window: Period, first: int, last: int) -> Inconclusive:
        """Return the finding that some hours are missing; it mentions the sum of the others."""
        last = min(last, self.latest)
        count, of = self.series.missing(first, last), last - first
        held = self.held(first, last) if self.rule.is_bound else 0
        verb = "hold" if self.rule.unit else "cost"
        others = f"; the others {verb} {self.rule.counted(held)}" if held else ""
        return self.unknown(
            window,
            f"Kore.ai sent no figure for {count:,} of {of:,} hours{others}",
            over=window.end <= self.now,
            holes=True,
        )


def proven(view: View, found: Measurement, lacks: Inconclusive) -> Finding:
    """Return the incomplete figure if more usage cannot change the outcome, else `lacks`.

    Usage only grows: so above a level it is reached for good, and a rule for too little is past all
    its levels for good. The end of a window above a level is told only after a wait for the missing
    figures. A window of a rule for too little is not judged before it is settled, so until then
    nothing counts as missing.
    """
    rule, below = view.rule, view.rule.side is Side.BELOW
    if below == (reach(found.score, rule) > NOTHING):
        early = below and rule.is_bound and not rule.traits.foreseen and not found.settled
        return lacks.model_copy(update={"holes": not early})
    given_up = view.now - found.window.end > GIVE_UP
    final = below or rule.traits.timeless or given_up
    return found.model_copy(update={"holes": lacks.reason, "settled": found.settled and final})


def history_of(view: View, before: date) -> dict[date, int]:
    """Return the whole, settled days of the eight weeks before that day."""
    zone = view.rule.zone
    key = (before, zone, min(view.settled, day_hour(before, zone)))
    if key not in view.past.days:
        view.past.days[key] = dict(_days(view, before))
    return view.past.days[key]


def part_over(view: View, day: date, hour: int) -> float:
    """Return the part of a day's usage that is usually over when that hour begins.

    It is the median of the same weekdays, as in an answer; or the part of the day by the clock
    where fewer than four of them are known.
    """
    begins, ends = (day_hour(each, view.rule.zone) for each in (day, day + DAY))
    parts, place = [], view.rule.holidays
    for other, whole in history_of(view, day).items():
        if whole and kind_of(other, place) == kind_of(day, place):
            first = day_hour(other, view.rule.zone)
            parts.append((view.past.total(first, first + hour - begins) or 0) / whole)
    if len(parts) < FEWEST_WEEKS:
        return (hour - begins) / (ends - begins)
    return min(1.0, median(parts))


def band_of(view: View, day: date) -> Band | None:
    """Return the usual range of the weekday of that day, or of holidays, from the weeks before."""
    place = view.rule.holidays
    key = (day, view.rule.zone, min(view.settled, day_hour(day, view.rule.zone)), place)
    if key not in view.series.bands:
        view.series.bands[key] = band_on(day, usual_bands(history_of(view, day), place), place)
    return view.series.bands[key]


def _days(view: View, before: date) -> Iterator[tuple[date, int]]:
    for number in range(1, 7 * WEEKS + 1):
        day = before - DAY * number
        first, last = (day_hour(each, view.rule.zone) for each in (day, day + DAY))
        total = view.past.total(first, last) if last <= view.settled else None
        if total is not None:
            yield day, total


def is_over(view: View, window: Period) -> bool:
    """Tell whether the window, and so each of its hours, is over."""
    return window.end <= view.now


def measured(view: View, window: Period, value: int, score: float, **more: Any) -> Measurement:
    """Make the measurement of a window; `more` are its other fields."""
    fields: dict[str, Any] = {
        "bot_id": view.bot_id,
        "window": window,
        "at": view.now,
        "score": score,
        "value": value,
        "over": is_over(view, window),
        "settled": hours_of(window)[1] <= view.settled,
    }
    return Measurement(**(fields | more))
