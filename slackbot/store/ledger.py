"""Implements Ledger (see ports): settled buckets, by workspace and connection to Kore.ai."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

from slackbot.domain.connections.connection import Connection, Coverage
from slackbot.domain.period import DAY, HOUR, day_start
from slackbot.domain.query import Unit
from slackbot.domain.usage.fetching.growth import EARLY, FINAL, Seen, seen_in
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.fetching.ledger import (
    LASTING,
    LONGEST,
    PART,
    REPORTS,
    SHORTEST,
    Entry,
    entries_of,
    filled,
    usage_from,
)
from slackbot.domain.usage.fetching.routes import ENVIRONMENT
from slackbot.domain.usage.local_days import DayClock, DayFigures
from slackbot.store.databases.database import Database, Values, one_of, seconds_of
from slackbot.worker_threads import run_in_thread

SPREAD = 6  # hours in which a day that is final is looked for
EACH_UNIT = tuple(Unit)
UNITS = ", ".join(Unit)  # a column for each
FIND = f"""
    SELECT bot_id, start_at, end_at, {UNITS}, fetched_at, report_id, lacking_since, again_at
    FROM ledger
    WHERE team_id = :team AND connection = :connection AND bot_id = :bot AND grain = :grain
    AND start_at >= :start AND end_at <= :end"""  # noqa: S608 - our own words
COUNT = """
    SELECT COUNT(*) AS count FROM ledger
    WHERE team_id = :team AND connection = :connection AND bot_id = :bot AND grain = :grain
    AND start_at >= :start AND end_at <= :end AND end_at - start_at >= :whole
    AND fetched_at >= end_at + :settling
    AND (({known}) IS NOT NULL OR (again_at > :now AND again_at >= lacking_since + :lasting))"""
CoverageOf = Callable[[str], Awaitable[Coverage]]  # of a workspace, by its id
BY_ENVIRONMENT = Connection(id=ENVIRONMENT, name="", host="", scope="account", client_id="")


async def no_rows(_: str) -> Coverage:
    """Return the coverage of a workspace that has the environment's credential alone."""
    return Coverage((BY_ENVIRONMENT,))


# As in COUNT, for whole hours and days, each added up on its local day.
EMPTY = "CASE WHEN {unit} IS NULL AND COALESCE(again_at, 0) <= :now THEN 1 ELSE 0 END"
AGAIN = ", ".join(f"SUM({EMPTY.format(unit=unit)}) AS {unit}_again" for unit in Unit)
SUMS = ", ".join(
    f"CAST(SUM({unit}) AS BIGINT) AS {unit}, COUNT({unit}) AS {unit}_known" for unit in Unit
)
DAYS = f"""
    SELECT bot_id, grain, (start_at + CASE {{ahead}} END) / 86400 AS day, COUNT(*) AS known,
        {SUMS}, {AGAIN}
    FROM ledger
    WHERE team_id = :team AND connection = :connection AND bot_id IN ({{bots}})
    AND grain IN ('hour', 'day') AND start_at >= :start AND end_at <= :end
    AND end_at - start_at >= CASE grain WHEN 'day' THEN 86400 ELSE 3600 END
    AND fetched_at >= end_at + :settling
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""  # noqa: S608 - our own words, and numbers
# the least seconds of a whole bucket
WHOLE = {Grain.HOUR: 3_600, Grain.DAY: 86_400, Grain.MONTH: 28 * 86_400}
# Only a count replaces a count. If this fetch lacks a count that the row has, the row keeps its
# count and its time. It keeps its report too; if the fetch brought another count, its report is
# added.
BOTH = {unit: f"COALESCE(excluded.{unit}, ledger.{unit})" for unit in Unit}
LOST = " OR ".join(f"excluded.{unit} IS NULL AND ledger.{unit} IS NOT NULL" for unit in Unit)
NEWS = " OR ".join(f"COALESCE(ledger.{u} <> {b}, {b} IS NOT NULL)" for u, b in BOTH.items())
WHOLE_NOW = f"({' + '.join(BOTH.values())}) IS NOT NULL"
LASTED = "(excluded.lacking_since - COALESCE(ledger.lacking_since, excluded.lacking_since))"
SHORT, LONG = int(SHORTEST.total_seconds()), int(LONGEST.total_seconds())
KEEP = f"""
    INSERT INTO ledger (team_id, connection, bot_id, grain, start_at, end_at,
        {UNITS}, fetched_at, report_id, lacking_since, again_at)
    VALUES (:team, :connection, :bot, :grain, :start, :end,
        {", ".join(f":{unit}" for unit in Unit)}, :fetched, :report, :lacking, :again)
    ON CONFLICT (team_id, connection, bot_id, grain, start_at, end_at) DO UPDATE SET
        {", ".join(f"{unit} = {both}" for unit, both in BOTH.items())},
        fetched_at = CASE WHEN {LOST} THEN ledger.fetched_at ELSE excluded.fetched_at END,
        report_id = CASE WHEN NOT ({LOST}) THEN excluded.report_id
            WHEN {NEWS} THEN ledger.report_id || '{REPORTS}' || excluded.report_id
            ELSE ledger.report_id END,
        lacking_since = CASE WHEN {WHOLE_NOW} THEN NULL
            ELSE COALESCE(ledger.lacking_since, excluded.lacking_since) END,
        again_at = CASE WHEN {WHOLE_NOW} THEN NULL ELSE excluded.lacking_since + CASE
            WHEN {LASTED} < {PART * SHORT} THEN {SHORT} WHEN {LASTED} > {PART * LONG} THEN {LONG}
            ELSE {LASTED} / {PART} END END"""  # noqa: S608 - as above
# buckets in one transaction: an account's job has thousands, and other calls must get a turn
AT_A_TIME = 250
FORGET = "DELETE FROM ledger WHERE end_at < :before"
# The first fetch of an hour stays: what came after it counts as growth.
WATCH = f"""
    INSERT INTO growth (team_id, connection, bot_id, day, age, {UNITS})
    VALUES (:team, :connection, :bot, :day, :age, {", ".join(f":{unit}" for unit in Unit)})
    ON CONFLICT DO NOTHING"""  # noqa: S608 - our own words
SEEN = f"SELECT bot_id, day, age, {UNITS} FROM growth"  # noqa: S608
OF_BOT = f""" WHERE team_id = :team AND connection = :connection AND bot_id = :bot
    AND day >= :since
    AND (age <= {EARLY} OR age BETWEEN {FINAL} AND {FINAL + SPREAD})"""
FORGET_GROWTH = "DELETE FROM growth WHERE day < :day"


class LedgerStore:
    """Stores settled buckets, those of each connection apart. `environment` is the key of the
    environment's credential.

    `settling` is the time after its end in which a bucket may still change. A job that names no
    connection is about what the connections of `coverage` have fetched; without a coverage, about
    the environment's.
    """

    def __init__(
        self,
        database: Database,
        environment: str,
        settling: timedelta,
        coverage: CoverageOf = no_rows,
    ) -> None:
        self._database = database
        self._environment = environment
        self._settling = settling
        self._coverage = coverage
        self._large = asyncio.Lock()

    async def find(self, team: str, job: SummaryJob) -> Usage | None:
        entries: list[Entry] = []
        for key in await self._keys(team, job):
            rows = await self._database.rows(FIND, key)
            if not rows:
                return None
            entries += await run_in_thread(_entries, rows)
        return await run_in_thread(usage_from, job, entries, self._settling)

    async def fill(self, team: str, usage: Usage) -> Usage:
        entries: list[Entry] = []
        for key in await self._keys(team, usage.job):
            rows = await self._database.rows(FIND, key)
            entries += await run_in_thread(_entries, rows)
        # in a thread, because there may be a hundred thousand
        return await run_in_thread(filled, usage, entries)

    async def watch(self, team: str, usage: Usage) -> None:
        where = {"team": team, "connection": self._own(usage.job)}
        rows: list[Values] = [
            {
                **where,
                "bot": each.bot_id,
                "day": each.day.isoformat(),
                "age": each.age,
                **{unit: each.counts.get(unit) for unit in EACH_UNIT},
            }
            for each in await run_in_thread(_seen_in, usage)
        ]
        for first in range(0, len(rows), AT_A_TIME):
            await self._database.execute_many(WATCH, rows[first : first + AT_A_TIME])

    async def seen(self, team: str, bot_ids: Collection[str], since: date) -> list[Seen]:
        where = {"team": team, "since": since.isoformat()}
        found: list[Seen] = []
        for bot_id, connection in (await self._connections(team, bot_ids)).items():
            values = {**where, "bot": bot_id, "connection": connection}
            rows = await self._database.rows(SEEN + OF_BOT, values)
            found += map(_seen, rows)
        return found

    async def all_seen(self) -> list[Seen]:
        """Return all that was noted of days, in every workspace."""
        rows = await self._database.rows(SEEN, {})
        return await run_in_thread(lambda: list(map(_seen, rows)))

    async def knows(
        self, team: str, job: SummaryJob, units: Collection[Unit], now: datetime, *, patient: bool
    ) -> bool:
        if any(job.grain.floor(edge) != edge for edge in (job.start, job.end)):
            return False  # the query does not count cut buckets
        expected = sum(1 for _ in job.spans())
        limits = {
            "settling": int(self._settling.total_seconds()),
            "whole": WHOLE[job.grain],
            "now": seconds_of(now),
            "lasting": 0 if patient else int(LASTING.total_seconds()),
        }
        count = COUNT.format(known=" + ".join(units))
        for key in await self._keys(team, job):
            values = {**key, **limits}
            (row,) = await self._database.rows(count, values)
            if row["count"] != expected:
                return False
        return True

    async def days(
        self,
        team: str,
        bot_ids: Collection[str],
        clock: DayClock,
        start: datetime,
        end: datetime,
        now: datetime,
    ) -> list[DayFigures]:
        if not bot_ids:
            return []
        changes = clock.changes(start, end)
        ahead = (
            f"WHEN start_at >= {seconds_of(since)} THEN {int(by.total_seconds())}"
            for since, by in reversed(changes)
        )
        cases = f"WHEN grain = 'day' THEN 0 {' '.join(ahead)} ELSE 0"
        limits = {"settling": int(self._settling.total_seconds()), "now": seconds_of(now)}
        window = {"start": seconds_of(start), "end": seconds_of(end)}
        of_each: dict[str, list[str]] = {}
        for bot_id, connection in (await self._connections(team, bot_ids)).items():
            of_each.setdefault(connection, []).append(bot_id)
        rows: list[Mapping[str, Any]] = []
        for connection, ids in of_each.items():
            bots, names = one_of("bot", ids)
            where = {"team": team, "connection": connection, **limits, **window, **names}
            rows += await self._database.rows(DAYS.format(ahead=cases, bots=bots), where)
        return await run_in_thread(_days, rows, clock)

    async def keep(self, team: str, usage: Usage) -> None:
        entries = entries_of(usage, self._settling)
        while some := await run_in_thread(self._next_rows, team, usage, entries):
            # One large write at a time: a hundred of them would delay the calls for people's
            # questions.
            async with self._large if len(some) == AT_A_TIME else nullcontext():
                await self._database.execute_many(KEEP, some)

    async def forget(self, before: datetime) -> None:
        """Forget the buckets that ended before that moment, in every workspace."""
        await self._database.execute(FORGET, {"before": seconds_of(before)})

    async def forget_growth(self, before: datetime) -> None:
        """Forget how days before that moment have grown, in every workspace."""
        await self._database.execute(FORGET_GROWTH, {"day": before.date().isoformat()})

    def _next_rows(self, team: str, usage: Usage, entries: Iterator[Entry]) -> list[Values]:
        return [self._row(team, usage, entry) for entry in islice(entries, AT_A_TIME)]

    def _row(self, team: str, usage: Usage, entry: Entry) -> dict[str, Any]:
        lacking = None if len(entry.counts) == len(EACH_UNIT) else seconds_of(entry.fetched_at)
        return {
            "team": team,
            "connection": self._own(usage.job),
            "bot": entry.bot_id,
            "grain": usage.job.grain.value,
            "start": seconds_of(entry.start),
            "end": seconds_of(entry.end),
            **{unit: entry.counts.get(unit) for unit in EACH_UNIT},
            "fetched": seconds_of(entry.fetched_at),
            "report": entry.report_id,
            "lacking": lacking,
            "again": lacking and lacking + SHORT,
        }

    async def _keys(self, team: str, job: SummaryJob) -> list[dict[str, Any]]:
        """Return what finds the rows of the job, for each of its bots."""
        window = {
            "team": team,
            "grain": job.grain.value,
            "start": seconds_of(job.start),
            "end": seconds_of(job.end),
        }
        if job.connection:
            return [{**window, "bot": id_, "connection": job.connection} for id_ in job.bot_ids]
        connections = await self._connections(team, job.bot_ids)
        return [{**window, "bot": id_, "connection": connections[id_]} for id_ in job.bot_ids]

    async def _connections(self, team: str, bot_ids: Collection[str]) -> dict[str, str]:
        """Return the keys of the connections that cover the bots at present, by the bots' ids."""
        routes = (await self._coverage(team)).routes(bot_ids)
        return {id_: routes.of(id_).connection or self._environment for id_ in bot_ids}

    def _own(self, job: SummaryJob) -> str:
        """Return the key of the connection that has fetched the job."""
        return job.connection or self._environment


def _seen_in(usage: Usage) -> list[Seen]:
    return list(seen_in(usage))


def _seen(row: Mapping[str, Any]) -> Seen:
    counts = {unit: row[unit] for unit in EACH_UNIT if row[unit] is not None}
    return Seen(row["bot_id"], date.fromisoformat(row["day"]), row["age"], counts)


def _days(rows: Iterable[Mapping[str, Any]], clock: DayClock) -> list[DayFigures]:
    """Return the figures of each day: those of its hours, which come later, go first."""
    found: dict[tuple[str, int], DayFigures] = {}
    for row in rows:
        day, known = date(1970, 1, 1) + timedelta(days=row["day"]), row["known"]
        is_whole = row["grain"] == Grain.DAY
        key = row["bot_id"], row["day"]
        if not is_whole and key in found:
            continue
        units = [unit for unit in EACH_UNIT if row[f"{unit}_known"] == known]
        found[key] = DayFigures(
            row["bot_id"],
            day,
            (day_start(day + DAY, clock.zone) - day_start(day, clock.zone)) // HOUR
            if is_whole
            else known,
            {unit: row[unit] for unit in units},
            frozenset(unit for unit in EACH_UNIT if row[f"{unit}_again"]),
        )
    return list(found.values())


def _entries(rows: Iterable[Mapping[str, Any]]) -> list[Entry]:
    return list(map(_entry, rows))


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        bot_id=row["bot_id"],
        start=_moment(row["start_at"]),
        end=_moment(row["end_at"]),
        counts={unit: row[unit] for unit in EACH_UNIT if row[unit] is not None},
        fetched_at=_moment(row["fetched_at"]),
        report_id=row["report_id"],
        lacking_since=_moment_of(row["lacking_since"]),
        again_at=_moment_of(row["again_at"]),
    )


def _moment_of(seconds: int | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)


@lru_cache(maxsize=8192)  # the values of a window are the same for all bots
def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
