"""How a day was seen to grow: kept by workspace and connection, the first fetch of an hour."""

from datetime import UTC, date, datetime, timedelta

from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.store.databases.database import Database
from slackbot.store.ledger import LedgerStore

DAY = date(2026, 11, 23)
START, END = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
SETTLING = timedelta(hours=6)


def usage(hours: float, count: int) -> Usage:
    job = SummaryJob(account=False, bot_ids=("st-a",), start=START, end=END, grain=Grain.DAY)
    bucket = Bucket("st-a", START, {Unit.SESSION: count})
    fetched = END + timedelta(hours=hours)
    return Usage(job=job, buckets=(bucket,), report_ids=("1",), fetched_at=fetched)


async def test_what_was_seen_is_kept(database: Database) -> None:
    store, other = (LedgerStore(database, name, SETTLING) for name in ("kore", "other"))
    for hours, count in ((0.2, 90), (0.8, 95), (5, 99), (25, 100), (40, 100), (80, 100)):
        await store.watch("T1", usage(hours, count))
    found = await store.seen("T1", ["st-a", "st-b"], DAY)
    assert [(each.age, each.counts[Unit.SESSION]) for each in found] == [(0, 90), (25, 100)]
    assert sorted(each.age for each in await store.all_seen()) == [0, 5, 25, 40]
    assert await other.seen("T1", ["st-a"], DAY) == await store.seen("T2", ["st-a"], DAY) == []
    assert await store.seen("T1", ["st-a"], DAY + timedelta(days=1)) == []
    await store.forget_growth(END)
    assert await store.all_seen() == []
