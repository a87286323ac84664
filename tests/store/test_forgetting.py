"""A person is taken out of every table, a channel goes with all that is its own."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from slackbot.domain.errors import ConfigurationError
from slackbot.store.databases.database import Database
from slackbot.store.databases.migrations import migrate_sqlite
from slackbot.store.databases.sqlite import SqliteDatabase, copy_database
from slackbot.store.forgetting import (
    CHANNEL,
    NEITHER,
    NOBODY,
    USER,
    Forgotten,
    forget,
    forget_workspace,
)

ANNA, ANNABEL = "U0ANNA", "U0ANNAB"


def told(user: str) -> str:
    """JSON as the stores write it, that names a person in each way."""
    return json.dumps({"owner": user, "words": f"tell <@{user}> and <@{user}|x>", "n": [user]})


async def inserted(database: Database, table: str, **values: object) -> None:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    await database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608 - our own words


async def fill(database: Database, team: str, channel: str, user: str) -> None:
    """A row of each kind that names the person or the channel."""
    here = {"team_id": team, "channel_id": channel}
    key = f"{channel}-{user}"
    linked = {"linked_by": user, "linked_at": "2026", "is_default": 0}
    await inserted(database, "bots", **here, bot_id=key, name="B", **linked)
    for table, value in (
        ("allowances", {"amount": 1, "every": "month", "from_day": 1, "from_month": 1}),
        ("prices", {"amount": "1", "currency": "EUR"}),
    ):
        who = {"bot_id": key, "unit": "session", "set_by": user, "set_at": "2026"}
        await inserted(database, table, **here, **who, **value)
    days = {"first_day": "2026-10-01", "last_day": "2026-10-31", "closed_at": "2026"}
    close = {"number": key, "body": "{}", "question_id": key, "closed_by": user}
    await inserted(database, "closes", **here, **days, **close, reopened_at=key, reopened_by=user)
    body = told(user)
    named = {"number": 1, "state": "active", "body": body}
    await inserted(database, "digests", **here, digest_id=key, reason="", **named)
    runs = {"run_key": "1", "due_at": 1, "state": "sent", "attempts": 1, "body": body}
    await inserted(database, "digest_runs", team_id=team, digest_id=key, **runs)
    await inserted(database, "thresholds", **here, rule_id=key, memory=body, version=0, **named)
    await inserted(
        database, "notices", team_id=team, rule_id=key, notice_key="1", told_at=1, body=body
    )
    await inserted(
        database, "notice_places", team_id=team, rule_id=key, place="1", channel_id=channel, ts="1"
    )
    await inserted(
        database, "deliveries", team_id=team, message_key=f"1-back-{user}:back", channel_id=channel
    )
    payload = json.dumps(
        {"value": {"ask": {"channel": channel, "user": user}}}, separators=(",", ":")
    )
    await inserted(
        database,
        "questions",
        team_id=team,
        question_id=key,
        until_at=1,
        payload=payload,
        answered=0,
    )
    await inserted(database, "threads", **here, ts=key, query="{}")
    await inserted(database, "receipts", **here, question_id=key, user_id=user, lines="[]")
    act = {
        "change_key": f"act-{channel[1:]}",
        "what": "digest",
        "did": "changed",
        "thing": "digest 1",
    }
    values = {"value_before": body, "value_after": body}
    await inserted(database, "audit", **here, **act, **values, changed_at=1, changed_by=user)


async def contents(database: Database) -> str:
    """All that stands in the tables of both lists."""
    tables = sorted({row.table for row in (*USER, *CHANNEL)})
    found = [await database.rows(f"SELECT * FROM {table}", {}) for table in tables]  # noqa: S608 - our own words
    return json.dumps(found)


async def forgotten(database: Database, rows: tuple[Forgotten, ...], id_: str) -> dict[str, int]:
    found: dict[str, int] = {}
    async for _, table, count in forget(database, rows, id_):
        found[table] = found.get(table, 0) + count
    return found


async def test_nothing_names_the_person_afterwards(database: Database) -> None:
    await fill(database, "T1", "C1", ANNA)
    await fill(database, "T2", "C2", ANNA)
    await fill(database, "T1", "C3", ANNABEL)
    keys = ("C1-U0ANNA", "C2-U0ANNA")  # our own, in this test
    found = await forgotten(database, USER, ANNA)
    assert set(found.values()) <= {0, 2, 4, 6}
    assert found["bots"] == found["deliveries"] == found["questions"] == 2
    after = await contents(database)
    for key in keys:
        after = after.replace(key, "")
    assert ANNA not in after.replace(ANNABEL, "")
    assert after.count(ANNABEL) > 10  # her name begins alike
    assert NOBODY in after
    assert not any((await forgotten(database, USER, ANNA)).values())


async def test_nothing_is_left_of_the_channel(database: Database) -> None:
    await fill(database, "T1", "C1", ANNA)
    await fill(database, "T1", "C3", ANNABEL)
    other = await contents(database)
    found = await forgotten(database, CHANNEL, "C1")
    assert found["digests"] == found["notices"] == found["threads"] == found["questions"] == 1
    after = await contents(database)
    assert "C1" not in after
    assert after.count("C3") == other.count("C3")
    acts = await database.rows("SELECT thing, changed_by FROM audit", {})
    assert [row["thing"] for row in acts] == ["digest 1", "digest 1"]
    assert not any((await forgotten(database, CHANNEL, "C1")).values())


async def test_nothing_is_left_of_the_workspace(database: Database) -> None:
    await fill(database, "T1", "C1", ANNA)
    alone = await contents(database)
    await fill(database, "T2", "C1", ANNA)
    await forget_workspace(database, "T2")
    assert await contents(database) == alone


def test_each_table_is_thought_of() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        db = sqlite_utils.Database(connection)
        migrate_sqlite(db)
        tables = {name for name in db.table_names() if not name.startswith(("_", "sqlite"))}
    known = {row.table for row in (*USER, *CHANNEL)}
    assert known | set(NEITHER) == tables
    assert not known & set(NEITHER)


async def test_a_copy_is_whole_and_its_owners_only(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "test.db")
    await database.open(alone=True)
    await fill(database, "T1", "C1", ANNA)
    copy = tmp_path / "copy.db"
    assert await copy_database(database.path, copy) == copy.stat().st_size
    assert copy.stat().st_mode & 0o777 == 0o600
    await fill(database, "T1", "C2", ANNABEL)  # the app goes on
    with pytest.raises(ConfigurationError, match="cannot be made"):
        await copy_database(database.path, copy)
    await database.close()
    restored = SqliteDatabase(copy)
    await restored.open(alone=True)
    rows = await restored.rows("SELECT channel_id FROM bots", {})
    assert [row["channel_id"] for row in rows] == ["C1"]
    await restored.close()
