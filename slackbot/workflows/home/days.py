"""Days that were read at once, as figures."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from slackbot.domain.period import DAY, HOUR
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket, compact
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.local_days import DayClock, DayFigures


class LocalDays:
    """Figures (see ports) of the days of one zone before `end`, as its clock tells them."""

    def __init__(self, zone: str, end: datetime, days: Iterable[DayFigures]) -> None:
        self.clock = DayClock(zone)
        self._end = end
        self._days: dict[str, dict[date, DayFigures]] = {}
        for each in days:
            self._days.setdefault(each.bot_id, {})[each.day] = each

    async def find(self, _team: str, job: SummaryJob) -> Usage | None:
        if not self._has(job, ()):
            return None
        return Usage(
            job=job,
            buckets=compact(
                Bucket(bot_id=id_, start=start, counts=dict(counts))
                for id_ in job.bot_ids
                for start in job.starts()
                if (counts := self._days[id_][start.date()].counts)
            ),
            report_ids=(),
            fetched_at=job.end + DAY * 365,  # all of it is settled
            from_ledger=True,
        )

    async def knows(
        self,
        _team: str,
        job: SummaryJob,
        units: Collection[Unit],
        _now: datetime,
        *,
        patient: bool,  # noqa: ARG002 - as it was asked for
    ) -> bool:
        return self._has(job, units)

    def _has(self, job: SummaryJob, units: Collection[Unit]) -> bool:
        if job.grain is not Grain.DAY:
            return False
        spans = [(start.date(), self._hours(start, end)) for start, end in job.spans()]
        for id_ in job.bot_ids:
            known = self._days.get(id_, {})
            for day, hours in spans:
                if day not in known or known[day].hours < hours:
                    return False
                if not known[day].again.isdisjoint(units):
                    return False
        return True

    def _hours(self, start: datetime, end: datetime) -> int:
        """Return how many hours are between these, as the clock tells them; more than a day has
        where the part of a day is another than the one that was summed."""
        if end != start + DAY and self.clock.moment(end) != self._end:
            return 1_000
        until = self.clock.moment(end) if end == start + DAY else self._end
        return (until - self.clock.moment(start)) // HOUR
