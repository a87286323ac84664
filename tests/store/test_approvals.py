"""Links that wait; a new workspace is as installed, and an older one as open as it was."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.channel import ChannelSettings, LinkedBot, LinkRequest
from slackbot.store.databases.database import Database
from slackbot.store.databases.migrations import STEPS, migrate_sqlite
from slackbot.store.databases.sqlite import SqliteDatabase
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.workspaces import WorkspaceStore
from tests.fakes import NOW

APPROVED = WorkspaceSettings(bots="approved", approvers=("U3",))
BEFORE = [step for step in STEPS if step.name < "m016"]
LINK = "INSERT INTO bots VALUES (?, 'C1', 'st-1', 'Support', 'U1', '2026', 1)"


async def approved(_: str) -> WorkspaceSettings:
    """How it was installed."""
    return APPROVED


async def test_a_waiting_link_is_kept_until_it_is_decided(database: Database) -> None:
    store = ChannelStore(database)
    bot = LinkedBot(id="st-1", name="Support", linked_by="U1", is_default=True)
    first = LinkRequest(channel="C1", bot=bot)
    renamed = LinkRequest(channel="C1", bot=bot.model_copy(update={"name": "Sales"}))
    other = LinkRequest(channel="C2", bot=bot)
    for each in (first, renamed, other):
        await store.request("T1", each, NOW)
    assert await store.requests("T1") == [renamed, other]
    assert await store.requests("T2") == []
    await store.end_request("T1", "C1", "st-1")
    assert await store.requests("T1") == [other]


async def test_what_nobody_decided_is_as_installed(database: Database) -> None:
    store = WorkspaceStore(database, approved)
    assert await store.settings("T1") == APPROVED
    decided = APPROVED.model_copy(update={"bots": "open"})
    await store.save_settings("T1", decided)
    assert await store.settings("T1") == decided


async def test_admins_who_decide_at_the_same_time_do_not_undo_each_other(
    database: Database,
) -> None:
    store = WorkspaceStore(database, approved)
    seen = await store.settings("T1")
    changes: list[dict[str, str]] = [{"calling": "members"}, {"money": "admins"}, {"bots": "open"}]
    await asyncio.gather(
        *(store.save_settings("T1", seen.model_copy(update=each), *each) for each in changes)
    )
    decided = {name: value for each in changes for name, value in each.items()}
    assert await store.settings("T1") == seen.model_copy(update=decided)
    # What nobody has decided goes on being as installed.
    assert (await WorkspaceStore(database).settings("T1")).approvers == ()


async def test_a_week_that_is_set_late_allows_no_sharing(database: Database) -> None:
    """Somebody read the settings, waited for Slack, and an admin was quicker."""
    store = ChannelStore(database)
    seen = ChannelSettings(sharing_allowed=True)
    await store.save_settings("T1", "C1", seen)
    refused = seen.model_copy(update={"sharing_allowed": False})
    await store.save_settings("T1", "C1", refused, "sharing_allowed")
    late = seen.model_copy(update={"week_start": "sunday"})
    await store.save_settings("T1", "C1", late, "week_start")
    assert await store.settings("T1", "C1") == ChannelSettings(week_start="sunday")


@pytest.mark.parametrize("body", [None, '{"calling":"members"}'])
async def test_a_workspace_with_links_stays_open(tmp_path: Path, body: str | None) -> None:
    path = tmp_path / "test.db"
    await asyncio.to_thread(_older, path, body)
    database = SqliteDatabase(path)
    await database.open(alone=True)
    store = WorkspaceStore(database, approved)
    old, new = await store.settings("T1"), await store.settings("T2")
    await database.close()
    assert (old.bots, new.bots) == ("open", "approved")
    assert old.approvers == ("U3",)
    assert old.calling == new.calling == ("members" if body else "admins")


def _older(path: Path, body: str | None) -> None:
    """A database of the version before, in which T1 has a link, and each these settings."""
    with closing(sqlite3.connect(path)) as connection:
        db = sqlite_utils.Database(connection)
        migrate_sqlite(db, BEFORE)
        db.execute(LINK, ("T1",))
        for team in ("T1", "T2") if body else ():
            db.execute("INSERT INTO workspace_settings VALUES (?, ?)", (team, body))
        connection.commit()
