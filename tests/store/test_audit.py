"""The audit is the same on both databases: added once, found, and deleted when old."""

from datetime import timedelta

import pytest

from slackbot.domain.access.audit import AuditFilter, Change, What
from slackbot.domain.period import Period
from slackbot.store.audit import AuditStore
from slackbot.store.databases.database import Database
from tests.fakes import NOW

DAY = timedelta(days=1)


def change(thing: str = "alert 1", what: What = "alert", **fields: object) -> Change:
    values = {"team": "T1", "channel": "C1", "at": NOW, "by": "U1", "what": what, "did": "added"}
    return Change.model_validate({**values, "thing": thing, "after": {"n": 1}, **fields})


async def test_a_change_is_added_once_for_its_key(database: Database) -> None:
    store = AuditStore(database)
    first = change(before={"n": [None, "ü"]})
    assert await store.record("k1", first)
    assert not await store.record("k1", change(after=None))
    assert await store.find("T1", AuditFilter(), 10) == [first]
    assert await store.find("T2", AuditFilter(), 10) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (AuditFilter(), "dcba"),
        (AuditFilter(channel="C2"), "b"),
        (AuditFilter(by="U2"), "c"),
        (AuditFilter(what="price"), "dc"),
        (AuditFilter(what="alert", thing="alert 1", channel="C1"), "a"),
        (AuditFilter(bots=("st-1",)), "d"),
        (AuditFilter(bots=("st-2", "st-1")), "d"),
        (AuditFilter(period=Period(start=NOW + DAY, end=NOW + 3 * DAY)), "cb"),
    ],
)
async def test_only_what_is_wanted_newest_first(
    database: Database, wanted: AuditFilter, found: str
) -> None:
    store = AuditStore(database)
    for at, (key, each) in enumerate({
        "a": change(),
        "b": change(channel="C2"),
        "c": change("sessions", "price", by="U2"),
        "d": change("sessions for st-1", "price"),
    }.items()):  # fmt: skip
        moved = each.model_copy(update={"at": NOW + at * DAY, "after": {"key": key}})
        await store.record(key, moved)
    changes = await store.find("T1", wanted, 10)
    assert "".join(str(each.after and each.after["key"]) for each in changes) == found
    assert await store.find("T1", wanted, 1, len(found) - 1) == changes[-1:]


async def test_the_last_change_of_each_thing_of_a_channel(database: Database) -> None:
    store = AuditStore(database)
    later = change(by="U2", at=NOW + DAY)
    for key, each in {"a": change(), "b": later, "c": change("alert 2")}.items():
        await store.record(key, each)
    await store.record("d", change(channel="C2", at=NOW + 2 * DAY))
    await store.record("e", change("HR", "connection", channel="", by=""))
    last = {each.thing: each.by for each in await store.last("T1", "C1")}
    assert last == {"alert 1": "U2", "alert 2": "U1"}
    assert await store.people("T1") == ["U1", "U2"]
    assert await store.channels("T1") == ["C1", "C2"]


async def test_old_changes_are_deleted(database: Database) -> None:
    store = AuditStore(database)
    await store.record("a", change())
    await store.record("b", change(at=NOW + DAY))
    await store.forget(NOW + DAY)
    assert [each.at for each in await store.find("T1", AuditFilter(), 10)] == [NOW + DAY]
