"""The pack: what is frozen of a month, and its number."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from itertools import zip_longest
from typing import Self

from pydantic import AwareDatetime, Field

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.ask import Thread
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.group import BotGroup, ids_by_bot
from slackbot.domain.money.cost import Cost
from slackbot.domain.money.price import Price
from slackbot.domain.period import Period, day_of
from slackbot.domain.query import AskedFact, Fact, Grouping, Unit, UsageQuery
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.report import ReportRow, UsageReport, spans_of

FORM = 1  # of a pack's content; a change of what the fields mean needs another
SHORT = 12  # characters of a number that people read


class Line(FrozenModel):
    """The figures and exact costs of a bot, of a day, or of a bot's day.

    A count is None where Kore.ai sent none; `missing` says how many buckets lack the unit.
    """

    counts: dict[Unit, int | None]
    missing: dict[Unit, int] = Field(default_factory=dict)
    costs: tuple[Cost, ...] = ()

    @classmethod
    def of(cls, row: ReportRow) -> Self:
        """Return the line of a report's row."""
        return cls(counts=row.counts, missing=row.missing, costs=row.costs)

    def as_row(self, label: str) -> ReportRow:
        """Return the row of a report that it was."""
        return ReportRow(label=label, counts=self.counts, missing=self.missing, costs=self.costs)


class BotMonth(FrozenModel):
    """A bot's month: its total, and a line for each day of the month."""

    id: str
    name: str
    groups: tuple[str, ...] = ()
    total: Line
    days: tuple[Line, ...]


class Receipt(FrozenModel):
    """The source of figures: a job's bots and window, Kore.ai's reports, and when."""

    bot_ids: tuple[str, ...]
    start: AwareDatetime
    end: AwareDatetime
    report_ids: tuple[str, ...]
    fetched_at: AwareDatetime


class Pack(FrozenModel):
    """A month of a channel, frozen. Days are those of `zone`.

    `total` has also the fees that are no bot's, which `shared_costs` has alone. No person is named
    in it. `replaces` is the number of the pack that was reopened before. `groups` are the
    names of groups of bots by their ids, and `fees` the flat fees of each, by its id;
    those of all bots are under no id.
    """

    form: int = FORM
    team: str
    channel: str
    first: date
    last: date
    zone: str
    closed_at: AwareDatetime
    replaces: str = ""
    total: Line
    shared_costs: tuple[Cost, ...] = ()
    days: tuple[Line, ...]
    bots: tuple[BotMonth, ...]
    groups: dict[str, str] = Field(default_factory=dict)
    fees: dict[str, tuple[Cost, ...]] = Field(default_factory=dict)
    prices: tuple[Price, ...]
    allowances: tuple[Allowance, ...]
    receipts: tuple[Receipt, ...]
    gaps: tuple[str, ...] = ()

    @property
    def period(self) -> Period:
        """The month as a period."""
        return Period.of_days(self.first, self.last, self.zone)

    @property
    def month(self) -> str:
        """Write `October 2026`."""
        return f"{self.first:%B %Y}"

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that were used, or else all that are known."""
        used = tuple(unit for unit in Unit if self.total.counts.get(unit))
        return used or tuple(u for u in Unit if self.total.counts.get(u) is not None)

    def canonical(self) -> bytes:
        """Write it as JSON: equal packs are equal bytes."""
        content = self.model_dump(mode="json")
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return text.encode()


class Close(FrozenModel):
    """A close that is kept: the pack, its number, who closed the month, and in which thread.

    `number` is the SHA-256, in hex, of `body`, the pack's canonical JSON as written. A later
    version may read a pack with more fields, so the number is never made of what was read. `by` may
    be nobody by now. A month has at most one close that is not `reopened_at`.
    """

    number: str
    body: str = Field(repr=False)
    pack: Pack
    by: str = ""
    thread: Thread | None = None
    reopened_at: AwareDatetime | None = None
    reopened_by: str = ""

    @property
    def short(self) -> str:
        """The start of the number, for people."""
        return self.number[:SHORT]


def number_of(canonical: bytes) -> str:
    """Return the number of a pack, from its canonical JSON."""
    return sha256(canonical).hexdigest()


def month_query(first: date, last: date, zone: str) -> UsageQuery:
    """Return the question whose answer a close freezes."""
    return UsageQuery(
        period=Period.of_days(first, last, zone),
        all_bots=True,
        by_bot=True,
        grouping=Grouping.DAY,
        facts=(AskedFact(fact=Fact.COST),),
    )


def pack_of(
    report: UsageReport,
    usages: Iterable[Usage],
    allowances: ChannelAllowances,
    *,
    team: str,
    channel: str,
    closed_at: datetime,
    replaces: str = "",
    groups: Iterable[BotGroup] = (),
) -> Pack:
    """Freeze the report on a `month_query`, with its costs; `usages` are all that it is made of."""
    groups = tuple(groups)
    ids = ids_by_bot(groups)
    period = report.query.period
    spans = [*spans_of(period, Grouping.DAY)]
    days = [day_of(span.start, period.zone) for span in spans]
    own = report.bots_by_bucket or (report.by_bucket,)
    rows = zip_longest(report.bots, report.by_bot, own)
    return Pack(
        team=team,
        channel=channel,
        first=days[0],
        last=days[-1],
        zone=period.zone,
        closed_at=closed_at,
        replaces=replaces,
        total=Line.of(report.total),
        shared_costs=report.shared_costs,
        days=tuple(map(Line.of, report.by_bucket)),
        bots=tuple(
            BotMonth(
                id=bot.id,
                name=bot.name,
                groups=tuple(sorted(ids.get(bot.id, ()))),
                total=Line.of(row),
                days=tuple(map(Line.of, each)),
            )
            for bot, row, each in rows
        ),
        groups={group.id: group.name for group in groups},
        fees={fee.group: fee.costs for fee in report.fees},
        prices=tuple(price.model_copy(update={"set_by": ""}) for price in allowances.prices),
        allowances=tuple(each.model_copy(update={"set_by": ""}) for each in allowances.allowances),
        receipts=tuple(map(_receipt, usages)),
        gaps=obstacles(report),
    )


def _receipt(usage: Usage) -> Receipt:
    job = usage.job
    return Receipt(
        bot_ids=job.bot_ids,
        start=job.start,
        end=job.end,
        report_ids=usage.report_ids,
        fetched_at=usage.fetched_at,
    )


def obstacles(report: UsageReport) -> tuple[str, ...]:
    """Say what is not known of the month, or not for sure: a close names it, or is refused.

    A unit that Kore.ai sends of no bot at all is none.
    """
    found = [f"{gap.bot}: {gap.reason}" for gap in report.gaps]
    found += [each.describe() for each in report.missing]
    if not report.certain:
        found.append("some figures may be another program's")
    return tuple(found)
