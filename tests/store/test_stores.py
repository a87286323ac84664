"""The stores on a real database file."""

import sqlite3
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from slackbot.domain.ask import Thread
from slackbot.domain.channel import ChannelSettings, LinkedBot
from slackbot.domain.errors import ConfigurationError
from slackbot.store.channels import ChannelStore
from slackbot.store.database import Database
from slackbot.store.deliveries import DeliveryStore
from slackbot.store.requests import RequestStore
from tests.fakes import NOW


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "test.db")
    await database.open()
    yield database
    await database.close()


def bot(name: str, *, default: bool = False) -> LinkedBot:
    return LinkedBot(id=f"st-{name.lower()}", name=name, linked_by="U1", is_default=default)


async def linked(store: ChannelStore, team: str = "T1", channel: str = "C1") -> dict[str, bool]:
    return {b.name: b.is_default for b in (await store.bots(team, channel)).bots}


async def test_the_first_bot_is_the_default(database: Database) -> None:
    store = ChannelStore(database)
    await store.link("T1", "C1", bot("Support"), NOW)
    await store.link("T1", "C1", bot("Sales"), NOW)
    assert await linked(store) == {"Support": True, "Sales": False} or await linked(store) == {
        "Sales": False,
        "Support": True,
    }


async def test_there_is_one_default(database: Database) -> None:
    store = ChannelStore(database)
    await store.link("T1", "C1", bot("Support"), NOW)
    await store.link("T1", "C1", bot("Sales", default=True), NOW)
    assert (await linked(store))["Support"] is False
    await store.unlink("T1", "C1", "st-sales")
    assert await linked(store) == {"Support": True}


async def test_relinking_renames(database: Database) -> None:
    store = ChannelStore(database)
    await store.link("T1", "C1", bot("Support", default=True), NOW)
    renamed = bot("Support", default=True).model_copy(update={"name": "Help"})
    await store.link("T1", "C1", renamed, NOW)
    assert await linked(store) == {"Help": True}


async def test_workspaces_and_channels_see_only_their_own(database: Database) -> None:
    store = ChannelStore(database)
    await store.link("T1", "C1", bot("Support"), NOW)
    await store.save_settings("T1", "C1", ChannelSettings(zone="Asia/Tokyo", week_start="sunday"))
    for team, channel in (("T1", "C2"), ("T2", "C1")):
        assert await linked(store, team, channel) == {}
        assert await store.settings(team, channel) == ChannelSettings()
    saved = await store.settings("T1", "C1")
    assert saved == ChannelSettings(zone="Asia/Tokyo", week_start="sunday")


async def test_a_request_keeps_its_id_and_only_its_hash_is_kept(database: Database) -> None:
    store = RequestStore(database)
    first = await store.question_id("T1", "trigger-secret", NOW)
    assert await store.question_id("T1", "trigger-secret", NOW) == first
    assert await store.question_id("T1", "another", NOW) != first
    assert await store.question_id("T2", "trigger-secret", NOW) != first
    assert b"trigger-secret" not in database.path.read_bytes()
    assert "trigger-secret" not in str(await database.rows("SELECT * FROM requests", {}))


async def test_a_message_is_posted_once(database: Database) -> None:
    store = DeliveryStore(database)
    first, second = Thread(channel="C1", ts="1.1"), Thread(channel="C1", ts="2.2")
    assert await store.posted("T1", "q1:answer") is None
    await store.post_is_done("T1", "q1:answer", first)
    await store.post_is_done("T1", "q1:answer", second)
    assert await store.posted("T1", "q1:answer") == first
    assert await store.posted("T2", "q1:answer") is None
    assert await store.posted("T1", "q1:parent") is None


async def test_old_requests_and_deliveries_are_forgotten(database: Database) -> None:
    requests, deliveries = RequestStore(database), DeliveryStore(database)
    message = Thread(channel="C1", ts="1.1")
    kept = []
    for days in (40, 20):
        id_ = await requests.question_id("T1", f"request {days}", NOW - timedelta(days=days))
        await deliveries.post_is_done("T1", f"{id_}:answer", message)
        kept.append(id_)
    for store in (requests, deliveries):
        await store.forget(NOW - timedelta(days=30))
    assert await deliveries.posted("T1", f"{kept[0]}:answer") is None
    assert await deliveries.posted("T1", f"{kept[1]}:answer") == message
    assert await requests.question_id("T1", "request 20", NOW) == kept[1]
    assert await requests.question_id("T1", "request 40", NOW) != kept[0]


async def test_the_file_is_for_its_owner_only(database: Database) -> None:
    for path in database.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


async def test_what_is_remembered_survives_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        database = Database(tmp_path / "test.db")
        await database.open()
        await ChannelStore(database).link("T1", "C1", bot("Support"), NOW)
        await database.close()
    names = sqlite3.connect(tmp_path / "test.db").execute("SELECT name FROM bots").fetchall()
    assert names == [("Support",)]


async def test_one_app_at_a_time(tmp_path: Path) -> None:
    first, second, doctor = (Database(tmp_path / "test.db") for _ in range(3))
    await first.open(alone=True)
    with pytest.raises(ConfigurationError, match="Another slackbot is running"):
        await second.open(alone=True)
    await doctor.open()
    await doctor.close()
    await first.close()
    third = Database(tmp_path / "test.db")
    await third.open(alone=True)
    await third.close()


async def test_half_a_transaction_is_none(database: Database) -> None:
    insert = "INSERT INTO requests VALUES ('T1', :hash, 'q1')"
    with pytest.raises(sqlite3.IntegrityError):
        await database.transact((insert, {"hash": "a"}), (insert, {"hash": "a"}))
    assert await database.rows("SELECT * FROM requests", {}) == []


async def test_a_file_that_cannot_be_used_says_what_to_check(tmp_path: Path) -> None:
    not_a_database = tmp_path / "text.db"
    not_a_database.write_text("this is no database, but a text of some length\n" * 100)
    for path in (tmp_path / "no" / "folder.db", not_a_database):
        with pytest.raises(ConfigurationError, match="DATABASE_URL"):
            await Database(path).open()
