"""Summary jobs: the requests to Kore.ai, which runs one at a time per scope."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from pydantic import AwareDatetime, Field

from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import DAY, HOUR, full_hour
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import ManyBuckets, figures_in, of_bots
from slackbot.domain.usage.fetching.routes import ENVIRONMENT

LONGEST_REQUEST = timedelta(days=90)  # Kore.ai: "Max: 90 days" for one request


class Grain(StrEnum):
    """The size of Kore.ai's buckets, which start on UTC hours, days and months."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    def floor(self, moment: datetime) -> datetime:
        """Return the start of the bucket that holds `moment`, in UTC."""
        start = full_hour(moment)
        if self is Grain.HOUR:
            return start
        return start.replace(hour=0) if self is Grain.DAY else start.replace(day=1, hour=0)

    def next(self, start: datetime) -> datetime:
        """Return the start of the bucket after the one that starts at `start`."""
        if self is Grain.MONTH:
            return self.floor(start + timedelta(days=32))
        return start + (HOUR if self is Grain.HOUR else DAY)


def finest(grains: Iterable[Grain]) -> Grain:
    """Return the smallest grain; hours if there is none."""
    return min(grains, key=list(Grain).index, default=Grain.HOUR)


class SummaryJob(FrozenModel):
    """One request to Kore.ai. `account`: with account credentials, for several bots at once.

    A job always asks for all five units, so that equal windows are equal jobs. `connection` is the
    id of the connection that fetches it. A look into the ledger needs none: that finds the figures
    of the connection that covers the bot.
    """

    account: bool
    bot_ids: tuple[str, ...]
    start: AwareDatetime
    end: AwareDatetime
    grain: Grain
    connection: str = ENVIRONMENT

    @property
    def lane(self) -> str:
        """The scope of the job at Kore.ai: a status call names only the scope and no job.

        Workspaces that ask with the same credential, or for the same bot, share the scope.
        """
        if not self.account:
            return f"bot:{self.bot_ids[0]}"
        return f"{self.connection}:account" if self.connection else "account"

    def starts(self) -> Iterator[datetime]:
        """Yield the starts of the buckets; the first may start before the window."""
        return iter(_starts(self.start.astimezone(UTC), self.end.astimezone(UTC), self.grain))

    def spans(self) -> Iterator[tuple[datetime, datetime]]:
        """Yield each bucket's `[start, end)`; the window may cut the first and the last."""
        return iter(_spans(self.start.astimezone(UTC), self.end.astimezone(UTC), self.grain))

    def split(self) -> tuple["SummaryJob", ...]:
        """Split the window into requests of at most 90 days (and 90 dates), between buckets."""
        cuts = [self.start]
        while (cut := self._next_cut(cuts[-1])) < self.end:
            cuts.append(cut)
        ends = [*cuts[1:], self.end]
        return tuple(
            self.model_copy(update={"start": start, "end": end})
            for start, end in zip(cuts, ends, strict=True)
        )

    @property
    def buckets(self) -> int:
        """The number of buckets of all its bots."""
        return len(self.bot_ids) * sum(1 for _ in self.starts())

    def each_bot(self) -> tuple["SummaryJob", ...]:
        """Split the job into jobs for single bots."""
        return tuple(self.model_copy(update={"bot_ids": (bot_id,)}) for bot_id in self.bot_ids)

    def _next_cut(self, start: datetime) -> datetime:
        latest = Grain.DAY.floor(start) + LONGEST_REQUEST
        return Grain.MONTH.floor(latest) if self.grain is Grain.MONTH else latest


# Cached, because thousands of digests ask for one window, each many times.
@lru_cache(maxsize=64)
def _starts(start: datetime, end: datetime, grain: Grain) -> tuple[datetime, ...]:
    starts, at = [], grain.floor(start)
    while at < end:
        starts.append(at)
        at = grain.next(at)
    return tuple(starts)


@lru_cache(maxsize=64)
def _spans(start: datetime, end: datetime, grain: Grain) -> tuple[tuple[datetime, datetime], ...]:
    starts = _starts(start, end, grain)
    return tuple((max(at, start), min(grain.next(at), end)) for at in starts)


class Usage(FrozenModel):
    """The result of a job: its buckets, and the receipt that says where they come from.

    `fetched_at` is the time of the request to Kore.ai. `from_ledger`: no new request was made.
    `refused`: bots of the job that Kore.ai refused, with its reason. `again_at`: the ledger lacks a
    figure, and from this moment a question fetches it again. `remembered_at`: Kore.ai left a figure
    out this time, and the ledger has it from that moment.
    """

    job: SummaryJob
    buckets: ManyBuckets
    report_ids: tuple[str, ...]
    fetched_at: AwareDatetime
    from_ledger: bool = False
    certain: bool = True  # Kore.ai returned the id of our submit, so the result is ours
    restated: ManyBuckets = ()  # the earlier figures of buckets that have changed
    refused: dict[str, str] = Field(default_factory=dict)
    again_at: AwareDatetime | None = None
    remembered_at: AwareDatetime | None = None

    @property
    def figures(self) -> int:
        """The number of counts in the buckets."""
        return figures_in(self.buckets)

    @property
    def is_whole(self) -> bool:
        """Tell whether every bucket has every unit."""
        return self.figures == self.job.buckets * len(Unit)

    def of_bots(self, bot_ids: Collection[str]) -> "Usage":
        """Return the usage of just these bots."""
        kept = tuple(id_ for id_ in self.job.bot_ids if id_ in bot_ids)
        refused = {id_: why for id_, why in self.refused.items() if id_ in bot_ids}
        if kept == self.job.bot_ids and refused == self.refused:
            return self

        return self.model_copy(
            update={
                "job": self.job.model_copy(update={"bot_ids": kept}),
                "buckets": of_bots(self.buckets, bot_ids),
                "restated": of_bots(self.restated, bot_ids),
                "refused": refused,
            }
        )


class UsageRequest(FrozenModel):
    """A job for a workspace. `fresh`: ask Kore.ai, even if the ledger has the figures.

    `since` marks routine work that many want at the same moment, such as digests of one slot:
    figures fetched since then are new enough. `attempt` numbers the retries.
    """

    team: str
    job: SummaryJob
    fresh: bool = False
    since: AwareDatetime | None = None
    attempt: int = 0

    @property
    def key(self) -> str:
        """The key by which equal requests share one job."""
        left_out: dict[str, bool | dict[str, bool]] = {}  # as stored by earlier versions
        if self.since is None:
            left_out |= {"since": True, "attempt": True}
        if self.job.connection == ENVIRONMENT:
            left_out["job"] = {"connection": True}
        return sha256(self.model_dump_json(exclude=left_out).encode()).hexdigest()

    def is_met_by(self, known: "Usage", now: datetime | None = None) -> bool:
        """Tell whether known figures answer the request.

        Figures that Kore.ai left out answer it only until `Usage.again_at`.
        """
        if known.again_at and (now is None or now >= known.again_at):
            return False
        return not self.fresh and (self.since is None or known.fetched_at >= self.since)
