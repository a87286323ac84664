"""Writes buckets as a CSV file (RFC 4180) whose cells a spreadsheet never runs as formulas."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import groupby
from zoneinfo import ZoneInfo

from slackbot.domain.channel import Bot
from slackbot.domain.grid import BOM, Cell, Grid, Lines, harmless
from slackbot.domain.period import day_of
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket, by_start, compact
from slackbot.domain.usage.fetching.job import Grain

PIECE = 1_000  # lines that are joined at a time: each line alone takes half as much again
UNITS = tuple(Unit)
HEADER = (
    *("start_utc", "start_local", "grain", "bot_id", "bot_name"),
    *("sessions", "conversations", "requests", "alerts", "proactive_messages"),  # as in UNITS
    "day",
)
GROUP = "group"  # the last column of a file by group


def csv_of(
    buckets: Iterable[Bucket],
    bots: Sequence[Bot],
    zone: str,
    grain: Grain,
    groups: Mapping[str, str] | None = None,
) -> bytes:
    """Write, in UTF-8, one line for each bucket, by start, then in the order of `bots`.

    Starts are ISO 8601 with offset, in UTC and on the clock of `zone`; `day` is the day there for
    which it is counted. A unit that Kore.ai did not send is an empty cell: it is not zero. With
    `groups`, the names of each bot's groups by its id, these are the last column.
    """
    shown = [(harmless(bot.id), harmless(bot.name)) for bot in bots]
    last = {id_: harmless(names) for id_, names in groups.items()} if groups is not None else None
    lines = Lines()
    file = BytesIO()  # whose content is not copied in the end: it can have 30 MB
    file.write(BOM.encode())
    writer = csv.writer(lines)
    writer.writerow(_header(groups))
    for row in _rows(buckets, bots, shown, zone, grain, last):
        writer.writerow(row)
        if len(lines) > PIECE:
            file.write("".join(lines).encode())
            lines.clear()
    file.write("".join(lines).encode())
    return file.getvalue()


def grid_of_buckets(
    buckets: Iterable[Bucket],
    bots: Sequence[Bot],
    zone: str,
    grain: Grain,
    groups: Mapping[str, str] | None = None,
) -> Grid:
    """Return the same as a sheet of a workbook."""
    shown = [(bot.id, bot.name) for bot in bots]
    rows = _rows(buckets, bots, shown, zone, grain, groups)
    return Grid("Fetched", _header(groups), [*rows])


def _header(groups: Mapping[str, str] | None) -> tuple[str, ...]:
    return HEADER if groups is None else (*HEADER, GROUP)


def _rows(
    buckets: Iterable[Bucket],
    bots: Sequence[Bot],
    shown: Sequence[tuple[str, str]],
    zone: str,
    grain: Grain,
    groups: Mapping[str, str] | None,
) -> Iterator[tuple[Cell, ...]]:
    places = {bot.id: place for place, bot in enumerate(bots)}
    clock = ZoneInfo(zone)
    own = compact(bucket for bucket in buckets if bucket.bot_id in places)
    for start, together in groupby(by_start(own), key=lambda bucket: bucket.start):
        starts = [_iso(start.astimezone(each)) for each in (UTC, clock)]
        day = day_of(start, zone)
        for bucket in sorted(together, key=lambda bucket: places[bucket.bot_id]):
            counts = (bucket.counts.get(unit) for unit in UNITS)
            group = () if groups is None else (groups.get(bucket.bot_id, ""),)
            yield (*starts, grain.value, *shown[places[bucket.bot_id]], *counts, day, *group)


def file_name(query: UsageQuery, bots: Sequence[Bot]) -> str:
    """Write `billing-supportbot-2026-11-16-to-2026-11-22`: ASCII, with the days of the query's
    zone, the last one included. The end says what the file holds."""
    first = query.period.local_start.date()
    last = (query.period.local_end - timedelta(microseconds=1)).date()
    days = f"{first}" if first == last else f"{first}-to-{last}"
    whose = _slug(bots[0].name) or _slug(bots[0].id) if len(bots) == 1 else f"{len(bots)}-bots"
    return f"billing-{whose}-{days}"


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
