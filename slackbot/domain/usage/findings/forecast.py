"""Forecasts the end of a running period from the weekday pattern of the past weeks.

The method is plain, so that it can be explained: a median for each weekday, the level of the last
two weeks against it, and a range from the variation of past days and weeks. Tests check the range
on simulated series.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import ceil, floor, hypot, sqrt
from statistics import median, stdev
from typing import NamedTuple

from slackbot.domain.calendar.holidays import HOLIDAY, holiday_on, is_near, kind_of
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import DAY, short_day
from slackbot.domain.spelling import listed

WEEKS = 8  # long enough for a median, short enough to forget older usage
FEWEST_WEEKS = 4
RECENT = timedelta(weeks=2)
FEWEST_RECENT = 7  # days of those two weeks
TRIMMED = 2  # the highest and the lowest days left out: a load test is no new level
LEVELS = (0.5, 2.0)  # beyond them the estimate does not follow two weeks; its range does
IRREGULAR = 2  # times the medians: usage in rare bursts has no weekday pattern
MAD_TO_SD = 1.4826  # a normal distribution's standard deviation, of its median absolute one
WITHIN_SD = 0.6827  # of a normal distribution's values lie within one standard deviation
COUNTED = 20  # smaller days vary by more than a fifth by chance, so they say little
OWN = 2  # times the common spread: eight days seldom show more by chance
UNUSUAL = 4.2  # spreads from the median; by simulation, see docs/decisions/0007-what-is-usual.md
SUNDAY = 6
NEAR_HOLIDAY = 2  # times the spread
MOST_HOLIDAYS = 3  # named in a basis
RANGE = 2  # spreads of the sum: about nineteen in twenty


class Band(FrozenModel):
    """The usual range of a weekday or of holidays.

    It is the median of `days` days, and a robust standard deviation. A day outside `low` and `high`
    is unusual; fewer than one normal day in a hundred is.
    """

    middle: float
    spread: float
    days: int

    @property
    def low(self) -> float:
        """Below this a day is unusual."""
        return max(0.0, self.middle - UNUSUAL * self.spread)

    @property
    def high(self) -> float:
        """Above this a day is unusual."""
        return self.middle + UNUSUAL * self.spread


def band_on(day: date, bands: Mapping[int, Band], place: str) -> Band | None:
    """Return the usual range of the day, if the one of its kind is known.

    It is twice as wide for public holidays, which are on all weekdays, and near them, where people
    are away as well.
    """
    kind = kind_of(day, place)
    band = bands.get(kind)
    if band and (kind == HOLIDAY or is_near(day, place)):
        return band.model_copy(update={"spread": NEAR_HOLIDAY * band.spread})
    return band


class Forecast(FrozenModel):
    """The forecast of a period, between `low` and `high`; `basis` names its data in words."""

    estimate: int
    low: int
    high: int
    basis: str


class RunOut(FrozenModel):
    """The days `first` to `last` on one of which an allowance runs out.

    `maybe`: it may also last to the end of the period; `last` is then the period's last day.
    """

    first: date
    last: date
    maybe: bool = False


def usual_bands(history: Mapping[date, int], place: str = "") -> dict[int, Band]:
    """Return the usual range of each kind of day in the eight weeks up to the end of `history`.

    The kinds are the weekdays and, in a place that has them, public holidays, which are counted for
    no weekday. `history` has whole, settled days. A kind with fewer than four is left out. The
    relative spread is the common one of all weekdays, or the weekday's own where it is clearly
    larger. It is at least the spread of counting: where 9 are usual, 6 or 12 are normal.
    """
    if not history:
        return {}
    oldest = max(history) - timedelta(weeks=WEEKS)
    known: dict[int, list[int]] = {kind: [] for kind in (*range(7), HOLIDAY)}
    for day, count in history.items():
        if day > oldest:
            known[kind_of(day, place)].append(count)
    known = {weekday: counts for weekday, counts in known.items() if len(counts) >= FEWEST_WEEKS}
    common = _common_spread(known.values())
    return {weekday: _band(counts, common) for weekday, counts in known.items()}


def _common_spread(weekdays: Iterable[list[int]]) -> float:
    """Return the relative distance from the weekday's median that two days in three keep.

    It is common to all weekdays, because a spread of eight values is often half the true one.
    """
    parts = sorted(
        _unbiased(abs(count - middle) / middle, counts)
        for counts in weekdays
        if (middle := median(counts)) >= COUNTED
        for count in counts
    )
    return parts[round(WITHIN_SD * len(parts))] if parts else 0.0


def _band(counts: list[int], common: float) -> Band:
    middle = median(counts)
    own = _unbiased(MAD_TO_SD * median(abs(count - middle) for count in counts), counts)
    spread = own if own > OWN * common * middle else common * middle
    return Band(middle=middle, spread=max(spread, sqrt(max(middle, 1))), days=len(counts))


def _unbiased(distance: float, counts: list[int]) -> float:
    """Correct the spread of a small sample, whose days lie too near to their own median."""
    return distance * len(counts) / (len(counts) - 0.8)


def forecast(
    history: Mapping[date, int],
    so_far: int,
    today: date,
    day_fraction: float,
    last_day: date,
    place: str = "",
) -> Forecast | None:
    """Forecast the period that ends with `last_day`; `so_far` includes today's part.

    `day_fraction` is how much of today is over, from 0 to 1. `history` has whole days; today's and
    later ones are ignored. None where a weekday has fewer than four days in the past eight weeks,
    where too little is known of the last two, or where use is too irregular to have a pattern.
    Public holidays of `place` are no weekdays: past ones do not count, and coming ones may be like
    their weekday or like a Sunday.
    """
    pattern = _Pattern.of(history, today, place)
    if pattern is None:
        return None
    rest = pattern.rest(today, day_fraction, last_day)
    return Forecast(
        estimate=so_far + round(rest.estimate),
        low=so_far + floor(rest.low),
        high=so_far + ceil(rest.high),
        basis=f"from the weekday pattern of the past {pattern.weeks} weeks"
        + _holidays_text(today, last_day, place),
    )


def run_out(
    allowance: int,
    used: int,
    history: Mapping[date, int],
    today: date,
    day_fraction: float,
    last_day: date,
    place: str = "",
) -> RunOut | None:
    """Return the days on which `allowance` runs out; today if `used` is all of it already.

    None where even the upper end of the forecast leaves some of it after `last_day`, or where there
    is no forecast. `forecast` explains the other arguments.
    """
    if used >= allowance:
        return RunOut(first=today, last=today)
    pattern = _Pattern.of(history, today, place)
    if pattern is None:
        return None
    left = allowance - used
    rests = [(day, pattern.rest(today, day_fraction, day)) for day in _days(today, last_day)]
    first = next((day for day, rest in rests if rest.high >= left), None)
    if first is None:
        return None
    last = next((day for day, rest in rests if rest.low >= left), None)
    return RunOut(first=first, last=last or last_day, maybe=last is None)


def _holidays_text(first: date, last: date, place: str) -> str:
    """Write `, which Christmas Day on Fri 25 Dec may break`; empty where no holiday is to come."""
    days = [day for day in _days(first, last) if kind_of(day, place) == HOLIDAY]
    if not days:
        return ""
    if len(days) > MOST_HOLIDAYS:
        return f", which {len(days)} public holidays may break"
    names = listed(f"{holiday_on(day, place)} on {short_day(day)}" for day in days)
    return f", which {names} may break"


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


class _Rest(NamedTuple):
    """The expected usage of the rest of the period."""

    low: float
    estimate: float
    high: float


class _Pattern(NamedTuple):
    """The usual week, and the level of the last two weeks against it: 1.1 is a tenth more."""

    place: str
    bands: dict[int, Band]  # of Monday to Sunday, and perhaps of holidays
    level: float
    wander: float  # the standard deviation of the weeks' levels

    @classmethod
    def of(cls, history: Mapping[date, int], today: date, place: str) -> "_Pattern | None":
        """Find the pattern of the weeks before `today`, if there is one."""
        known = {d: n for d, n in history.items() if today - timedelta(weeks=WEEKS) <= d < today}
        bands = usual_bands(known, place)
        past = {day: count for day, count in known.items() if kind_of(day, place) != HOLIDAY}
        recent = sum(day >= today - RECENT for day in past)
        if len(bands.keys() - {HOLIDAY}) < 7 or recent < FEWEST_RECENT:
            return None
        usual = {day: bands[day.weekday()].middle for day in past}
        if sum(sorted(past.values())[:-TRIMMED]) > IRREGULAR * sum(usual.values()):
            return None
        return cls(place, bands, _level(past, usual, today), _wander(past, usual, today))

    @property
    def weeks(self) -> int:
        """The number of weeks in the pattern."""
        return max(band.days for kind, band in self.bands.items() if kind != HOLIDAY)

    def band(self, day: date) -> Band:
        """Return the band of the day. Of a holiday that is the one of other holidays; where too few
        are known, it reaches from that of its weekday to that of a Sunday."""
        kind, weekday = kind_of(day, self.place), self.bands[day.weekday()]
        if kind != HOLIDAY:
            return weekday
        if HOLIDAY in self.bands:
            return self.bands[HOLIDAY]
        sunday = self.bands[SUNDAY]
        middle = (weekday.middle + sunday.middle) / 2
        spread = hypot(max(weekday.spread, sunday.spread), weekday.middle - middle)
        return Band(middle=middle, spread=spread, days=weekday.days)

    def rest(self, today: date, day_fraction: float, last_day: date) -> _Rest:
        """Forecast the usage from now to the end of `last_day`."""
        parts = [
            (self.band(day), 1 - day_fraction if day == today else 1.0)
            for day in _days(today, last_day)
        ]
        usual = sum(part * band.middle for band, part in parts)
        # The spread of usage over the hours of a day is not known, so an even spread is assumed.
        variance = sum(
            part * band.spread**2 + (part * (1 - part) * band.middle) ** 2 for band, part in parts
        )
        # Further ahead than the past weeks reach, the level may move further than it did in them.
        ahead = max(1.0, (len(parts) / 7 + RECENT / timedelta(weeks=1)) / self.weeks)
        away = RANGE * sqrt(self.level**2 * variance + (ahead * self.wander * usual) ** 2)
        estimate = self.level * usual
        return _Rest(max(0.0, estimate - away), estimate, estimate + away)


def _level(past: Mapping[date, int], usual: Mapping[date, float], today: date) -> float:
    """Compare the last two weeks with usual ones, without their highest and lowest days."""
    recent = [day for day in past if day >= today - RECENT and usual[day]]
    ranked = sorted(recent, key=lambda day: past[day] / usual[day])
    kept = ranked[TRIMMED:-TRIMMED]
    if not kept:
        return 1.0
    level = sum(past[day] for day in kept) / sum(usual[day] for day in kept)
    return min(max(level, LEVELS[0]), LEVELS[1])


def _wander(past: Mapping[date, int], usual: Mapping[date, float], today: date) -> float:
    """Return how far the level moves from week to week, growth included."""
    weeks: dict[int, list[float]] = {}
    for day, count in past.items():
        if usual[day]:
            weeks.setdefault((today - DAY - day).days // 7, []).append(count / usual[day])
    levels = [median(ratios) for ratios in weeks.values()]
    return stdev(levels) if len(levels) > 1 else 0.0
