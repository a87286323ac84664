"""Writes buckets as a CSV file (RFC 4180) whose cells a spreadsheet never runs as formulas."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import groupby
from zoneinfo import ZoneInfo

from slackbot.domain.channel import Bot
from slackbot.domain.period import day_of
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket, by_start, compact
from slackbot.domain.usage.job import Grain

PIECE = 1_000  # lines that are joined at a time: each line alone takes half as much again
BOM = "\ufeff"  # without it, Excel reads UTF-8 as the machine's old code page
UNITS = tuple(Unit)
HEADER = (
    *("start_utc", "start_local", "grain", "bot_id", "bot_name"),
    *(unit.plural.replace(" ", "_") for unit in UNITS),
    "day",
)
# A spreadsheet reads these as the start of a formula at the start of a cell. A cell may also begin
# inside ours, where the reader's list separator is a semicolon or a tab.
FORMULA = re.compile(r"(^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠]|[\t\r])")


class _Lines(list[str]):
    """A file for `csv.writer` that keeps each finished row."""

    write = list.append


def csv_of(buckets: Iterable[Bucket], bots: Sequence[Bot], zone: str, grain: Grain) -> bytes:
    """Write, in UTF-8, one line for each bucket, by start, then in the order of `bots`.

    Starts are ISO 8601 with offset, in UTC and on the clock of `zone`; `day` is the day there for
    which it is counted. A unit that Kore.ai did not send is an empty cell: it is not zero.
    """
    places = {bot.id: place for place, bot in enumerate(bots)}
    shown = [(_harmless(bot.id), _harmless(bot.name)) for bot in bots]
    clock = ZoneInfo(zone)
    own = compact(bucket for bucket in buckets if bucket.bot_id in places)
    lines = _Lines()
    file = BytesIO()  # whose content is not copied in the end: it can have 30 MB
    file.write(BOM.encode())
    writer = csv.writer(lines)
    writer.writerow(HEADER)
    for start, together in groupby(by_start(own), key=lambda bucket: bucket.start):
        starts = [_iso(start.astimezone(each)) for each in (UTC, clock)]
        day = day_of(start, zone)
        for bucket in sorted(together, key=lambda bucket: places[bucket.bot_id]):
            counts = (bucket.counts.get(unit) for unit in UNITS)
            writer.writerow((*starts, grain.value, *shown[places[bucket.bot_id]], *counts, day))
        if len(lines) > PIECE:
            file.write("".join(lines).encode())
            lines.clear()
    file.write("".join(lines).encode())
    return file.getvalue()


def file_name(query: UsageQuery, bots: Sequence[Bot]) -> str:
    """Write `billing-supportbot-2026-11-16-to-2026-11-22.csv`: ASCII, with the days of the query's
    zone, the last one included."""
    first = query.period.local_start.date()
    last = (query.period.local_end - timedelta(microseconds=1)).date()
    days = f"{first}" if first == last else f"{first}-to-{last}"
    whose = _slug(bots[0].name) or _slug(bots[0].id) if len(bots) == 1 else f"{len(bots)}-bots"
    return f"billing-{whose}-{days}.csv"


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _harmless(text: str) -> str:
    """Put an apostrophe before a formula, so that it is shown and never run."""
    return FORMULA.sub(r"\1'", text)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
