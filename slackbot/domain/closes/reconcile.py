"""Sets an invoice's quantity against the figures. docs/money.md has the rules."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Final, NamedTuple

from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.report import within

CONSOLE: Final = "Asia/Kolkata"  # Kore.ai's console shows UTC+5:30 unless somebody changes it
NAMES: Final = {"UTC": "UTC", CONSOLE: "UTC+5:30"}


class ZoneCount(NamedTuple):
    """The month's count with the days of a zone, and how much of it is from the last hours, which
    were not settled when the month ended."""

    zone: str
    used: int
    late: int = 0


class Part(NamedTuple):
    """A part of the difference, and where it is from."""

    why: str
    size: int


class Reconciled(NamedTuple):
    """The difference of an invoice and the figures, as the sum of `parts` and `unexplained`.

    `late` is how much of what the invoice has less may be from the month's last hours.
    """

    invoiced: int
    counted: int
    parts: tuple[Part, ...]
    unexplained: int
    late: int

    @property
    def difference(self) -> int:
        """Return how many more the invoice has."""
        return self.invoiced - self.counted


def zones_of(zone: str) -> list[str]:
    """Return the zones whose days are tried, the channel's own first."""
    return list(dict.fromkeys((zone, *NAMES)))


def span_of(first: date, last: date, zone: str) -> Period:
    """Return the hours in UTC that hold the month in each of the zones."""
    months = [Period.of_days(first, last, each).counted for each in zones_of(zone)]
    return Period(start=min(m.start for m in months), end=max(m.end for m in months), zone="UTC")


def count_in(period: Period, unit: Unit, usages: Iterable[Usage]) -> int:
    """Return the count of the period."""
    return sum(bucket.counts.get(unit, 0) for bucket in within(period, usages))


def counts_of(
    month: Period, unit: Unit, usages: Sequence[Usage], settling: timedelta
) -> list[ZoneCount]:
    """Return the month's count with the days of each zone, the month's own first."""
    first, last = month.days[0], month.days[-1]
    found = []
    for zone in zones_of(month.zone):
        whole = Period.of_days(first, last, zone).counted
        end = Period(start=max(whole.start, whole.end - settling), end=whole.end)
        found.append(ZoneCount(zone, count_in(whole, unit, usages), count_in(end, unit, usages)))
    return found


def reconciled(invoiced: int, counts: Sequence[ZoneCount], restated: int = 0) -> Reconciled:
    """Split the difference of the invoice and the first of `counts`.

    `restated` is how much more a close of the month has frozen than is known today.
    """
    own = counts[0]

    def rest(each: tuple[ZoneCount, int]) -> tuple[int, int]:
        zone, moved = each
        return abs(invoiced - zone.used - moved), (zone is not own) + bool(moved)

    # The first of equals, which has the channel's own zone before the others.
    zone, moved = min(product(counts, dict.fromkeys((0, restated))), key=rest)
    if 2 * abs(invoiced - zone.used - moved) > abs(invoiced - own.used):
        zone, moved = own, 0  # it explains too little to be more than chance
    name = NAMES.get(zone.zone, zone.zone)
    parts = (
        Part(f"its days are counted in {name}, not in {own.zone}", zone.used - own.used),
        Part("Kore.ai has restated figures since the month was closed", moved),
    )
    unexplained = invoiced - zone.used - moved
    return Reconciled(
        invoiced=invoiced,
        counted=own.used,
        parts=tuple(part for part in parts if part.size),
        unexplained=unexplained,
        late=min(-unexplained, zone.late) if unexplained < 0 else 0,
    )
