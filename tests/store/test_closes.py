"""Packs: kept as they were written, one at a time for a month, each in its channel."""

from datetime import date
from pathlib import Path

import pytest

from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.ask import Thread
from slackbot.domain.closes.pack import Pack, pack_of
from slackbot.domain.errors import ConfigurationError
from slackbot.store.closes import CloseStore
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.databases.sqlite import copy_database
from tests.domain.usage.files.test_files import PERIOD, RATE, reported, usage
from tests.fakes import NOW, ask

DAYS = (PERIOD.start, PERIOD.end)


def pack(channel: str = "C1", replaces: str = "") -> Pack:
    by_day = reported(RATE, grouping="day", by_bot=True)
    allowances = ChannelAllowances.of([], [RATE])
    return pack_of(
        by_day, [usage()], allowances, team="T1", channel=channel, closed_at=NOW, replaces=replaces
    )


async def test_a_pack_is_kept_once_until_it_is_reopened(database: Database) -> None:
    store, first, second = CloseStore(database), ask(), ask()
    close = await store.keep(first, pack())
    assert close is not None
    assert close.pack == pack()
    assert await store.keep(first, pack(replaces="x")) == close  # a repeated step
    assert await store.keep(second, pack()) is None
    await store.place("T1", close, Thread(channel="C1", ts="1.2"))
    (kept,) = await store.current("T1", "C1", *DAYS)
    assert kept == close.model_copy(update={"thread": Thread(channel="C1", ts="1.2")})
    await store.reopen("T1", close, "U2", NOW)
    await store.reopen("T1", close, "U3", NOW)
    assert await store.current("T1", "C1", *DAYS) == []
    again = await store.keep(second, pack(replaces=close.number))
    assert again is not None
    known = await store.of("T1", "C1")
    assert {(each.number, each.reopened_by) for each in known} == {
        (close.number, "U2"),
        (again.number, ""),
    }


async def test_a_restored_backup_answers_with_the_same_pack(tmp_path: Path) -> None:
    """Of SQLite; PostgreSQL has its own tools. What was closed after the backup is lost."""
    now, copy = tmp_path / "now.db", tmp_path / "copy.db"
    database = database_for(f"sqlite:///{now}")
    await database.open()
    close = await CloseStore(database).keep(ask(), pack())
    await copy_database(now, copy)
    assert close is not None
    await CloseStore(database).reopen("T1", close, "U2", NOW)
    await database.close()
    restored = database_for(f"sqlite:///{copy}")
    await restored.open()
    try:
        store = CloseStore(restored)
        assert await store.current("T1", "C1", *DAYS) == [close]
        assert await store.keep(ask(), pack()) is None
    finally:
        await restored.close()


async def test_other_channels_and_months_see_nothing_of_it(database: Database) -> None:
    store = CloseStore(database)
    await store.keep(ask(), pack())
    assert await store.keep(ask(channel="C2"), pack("C2")) is not None
    assert await store.of("T2", "C1") == await store.of("T1", "C3") == []
    assert await store.current("T1", "C1", PERIOD.end, NOW) == []


async def test_what_is_not_what_its_number_says_is_refused(database: Database) -> None:
    store = CloseStore(database)
    await store.keep(ask(), pack())
    await database.execute("UPDATE closes SET body = REPLACE(body, '300', '301')", {})
    with pytest.raises(ConfigurationError, match="is not what its number says"):
        await store.of("T1", "C1")


def test_a_pack_of_an_older_version_keeps_its_number() -> None:
    body = pack().canonical()
    assert Pack.model_validate_json(body) == pack()
    assert (pack().first, pack().last) == (date(2026, 10, 1), date(2026, 10, 3))
