"""Finds the unusual days of a period: days outside the usual range of their weekday."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from math import ceil, floor
from typing import NamedTuple

from slackbot.domain.calendar.holidays import HOLIDAY, kind_of
from slackbot.domain.channel import Bot
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import DAY, Period, local_midnight, short_day
from slackbot.domain.query import Unit, counted
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.findings.forecast import FEWEST_WEEKS, WEEKS, Band, band_on, usual_bands
from slackbot.domain.usage.history import Days, days_of

BEFORE = timedelta(weeks=WEEKS)
MOST_NAMED = 3  # days, or bots, in a line


class UnusualDay(FrozenModel):
    """One figure of one bot, outside the band of its weekday."""

    bot: str
    unit: Unit
    day: date
    count: int
    band: Band

    @property
    def distance(self) -> float:
        """The distance from the median, in spreads."""
        return abs(self.count - self.band.middle) / self.band.spread

    def describe(self) -> str:
        """Write `Tue 17 Nov: 4,310 sessions, usually 2,900–3,700`: whole numbers that are in the
        band."""
        low, high = ceil(self.band.low), floor(self.band.high)
        count = counted(self.count, self.unit)
        return f"{short_day(self.day)}: {count}, usually {low:,}–{high:,}"


class Usual(FrozenModel):
    """The result of comparing each day, bot and unit with the same weekdays before.

    `compared` counts the figures with a usual range. `open_days` are days not yet settled, or not
    whole, for some bot; `unknown` are other days, on which a bot lacks the unit. `new` bots have
    too few days of some weekday. `holidays` are public holidays with too few others to compare.
    """

    compared: int = 0
    unusual: tuple[UnusualDay, ...] = ()  # the most unusual first
    open_days: tuple[date, ...] = ()
    unknown: tuple[tuple[Unit, date], ...] = ()
    new: tuple[str, ...] = ()
    holidays: tuple[date, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Tell whether all compared figures are usual; false where none could be compared."""
        return self.compared > 0 and not self.unusual

    @property
    def days(self) -> tuple[tuple[UnusualDay, ...], ...]:
        """The unusual figures grouped by bot and day, the most unusual day first."""
        found: dict[tuple[str, date], list[UnusualDay]] = {}
        for each in self.unusual:
            found.setdefault((each.bot, each.day), []).append(each)
        units = list(Unit)
        return tuple(
            tuple(sorted(each, key=lambda one: units.index(one.unit))) for each in found.values()
        )

    def describe(self) -> str:
        """Write that no day is unusual, or the heading; and the figures not compared."""
        if not self.compared:
            return self._uncompared()
        left_out = self._left_out()
        text = "Unusual" if self.unusual else "No day was unusual"
        return f"{text} against the past {WEEKS} weeks{left_out}"

    def _uncompared(self) -> str:
        if self.new:
            return (
                f"Not enough history yet to spot unusual days: that takes {FEWEST_WEEKS} of each "
                f"weekday in the {WEEKS} weeks before"
            )
        if self.holidays and not self.open_days:
            return f"Unusual days aren't known: {self._holidays_text()}"
        return "Unusual days aren't known yet: no day is complete and settled"

    def _left_out(self) -> str:
        parts = [
            *(
                [f"without {_days_text(self.open_days)}, not complete or not settled"]
                if self.open_days
                else []
            ),
            *([f"without {self._unknown_text()}"] if self.unknown else []),
            *([f"too little is known of {_names(self.new)}"] if self.new else []),
            *([self._holidays_text()] if self.holidays else []),
        ]
        return f" ({'; '.join(parts)})" if parts else ""

    def _holidays_text(self) -> str:
        """Write `Thu 25 Dec is a public holiday, and like no weekday`."""
        are = "is a public holiday" if len(self.holidays) == 1 else "are public holidays"
        return f"{_days_text(self.holidays)} {are}, and like no weekday"

    def _unknown_text(self) -> str:
        """Write `conversations of Tue 17 Nov, which Kore.ai left out`."""
        days: dict[Unit, list[date]] = {}
        for unit, day in self.unknown:
            days.setdefault(unit, []).append(day)
        unknown = (f"{unit.plural} of {_days_text(own)}" for unit, own in days.items())
        return f"{' and '.join(unknown)}, which Kore.ai left out"


def weeks_before(period: Period) -> Period:
    """Return the eight weeks before `period`, which have to be fetched too."""
    first = period.local_start.date()
    start = local_midnight(first - BEFORE, period.zone)
    return Period(start=start, end=local_midnight(first, period.zone), zone=period.zone)


def unusual_days(
    period: Period,
    bots: Iterable[Bot],
    units: Iterable[Unit],
    usages: Iterable[Usage],
    settling: timedelta,
    place: str = "",
) -> Usual:
    """Compare each whole, settled day of `period`, by bot and unit, with the eight weeks before.

    A public holiday of `place` is compared with other holidays, or not at all.

    `usages` hold those weeks as well; days of the period itself do not count as usual. A missing
    figure is not compared.
    """
    bots, units = tuple(bots), tuple(units)
    days = days_of(period, usages, settling, period.end - weeks_before(period).start)
    wanted = list(_local_days(period))
    whole = {
        bot: [d for d in wanted if days.get((bot.id, d)) and _is_in(d, period)] for bot in bots
    }
    open_days = tuple(day for day in wanted if any(day not in own for own in whole.values()))
    holidays = {day for day in wanted if kind_of(day, place) == HOLIDAY}
    figures = [
        figure
        for bot, own in whole.items()
        for unit in units
        for figure in _figures(days, bot, unit, own, wanted[0], place)
    ]
    judged = [figure for figure in figures if figure.band or figure.day not in holidays]
    unusual = [each for figure in figures for each in figure.unusual()]
    return Usual(
        compared=sum(figure.band is not None for figure in figures),
        unusual=tuple(sorted(unusual, key=lambda each: -each.distance)),
        open_days=open_days,
        unknown=tuple(
            (unit, day)
            for unit, day in product(units, wanted)
            if day not in open_days and any(unit not in days[bot.id, day] for bot in bots)
        ),
        new=tuple(dict.fromkeys(figure.bot for figure in judged if figure.band is None)),
        holidays=tuple(
            dict.fromkeys(f.day for f in figures if f.day in holidays and f.band is None)
        ),
    )


class _Figure(NamedTuple):
    """A count and its usual range, where the range is known."""

    bot: str
    unit: Unit
    day: date
    used: int
    band: Band | None

    def unusual(self) -> Iterator[UnusualDay]:
        band = self.band
        if band and not band.low <= self.used <= band.high:
            yield UnusualDay(bot=self.bot, unit=self.unit, day=self.day, count=self.used, band=band)


def _figures(
    days: Days, bot: Bot, unit: Unit, own: list[date], first: date, place: str
) -> Iterator[_Figure]:
    bands = usual_bands(_history(days, bot, unit, first), place)
    for day in own:
        used = days[bot.id, day].get(unit)
        if used is not None:
            yield _Figure(bot.name, unit, day, used, band_on(day, bands, place))


def _history(days: Days, bot: Bot, unit: Unit, first: date) -> dict[date, int]:
    """Return the known days of the eight weeks before the day `first`."""
    past = (first - DAY * count for count in range(1, BEFORE.days + 1))
    return {day: days[bot.id, day][unit] for day in past if unit in days.get((bot.id, day), {})}


def _local_days(period: Period) -> Iterator[date]:
    """Yield the days of which the period holds a part."""
    day = period.local_start.date()
    while local_midnight(day, period.zone) < period.end:
        yield day
        day += DAY


def _is_in(day: date, period: Period) -> bool:
    """Tell whether the period holds the whole day."""
    start, end = (local_midnight(each, period.zone) for each in (day, day + DAY))
    return period.start <= start and end <= period.end


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} bots"


def _days_text(days: Sequence[date]) -> str:
    return ", ".join(map(short_day, days)) if len(days) <= MOST_NAMED else f"{len(days)} days"
