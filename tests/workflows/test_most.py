"""How many alerts and digests a channel and a workspace may have."""

import asyncio

import pytest

from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import FakeRun, ask
from tests.workflows.alerts.test_alerts import Office

# Copies of the one that is there, the given number, each in a channel of its own.
FILL = """
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :more)
    INSERT INTO {table} ({columns}, {id}, channel_id)
    SELECT {columns}, {id} || '-' || i, {channel} FROM {table}, n"""
TABLES = {
    "alert": ("thresholds", "rule_id", "team_id, number, state, body, memory, version"),
    "digest": ("digests", "digest_id", "team_id, number, state, reason, body"),
}
FIRST = {"alert": "alert save sessions > 1 per day", "digest": "digest every Monday at 9"}
NEXT = {"alert": "alert save sessions > 2 per day", "digest": "digest every Tuesday at 9"}

AFTER = {"alert": "alert save sessions > 3 per day", "digest": "digest every Friday at 9"}


async def filled(office: Office, thing: str, more: int, channel: str) -> None:
    """One is set up in C1, and so many more are there."""
    await office.type(FIRST[thing])
    table, id_, columns = TABLES[thing]
    sql = FILL.format(table=table, id=id_, columns=columns, channel=channel)
    await office.database.execute(sql, {"more": more})


def said(office: Office) -> list[str]:
    """The refusals, in words."""
    return [error.message for _, error in office.said.failed]


@pytest.mark.parametrize("thing", TABLES)
async def test_a_workspace_has_as_many_as_is_said_and_no_more(office: Office, thing: str) -> None:
    await filled(office, thing, 4998, "'D' || i")
    await office.type(NEXT[thing])  # the last one
    assert said(office) == []
    await office.type(AFTER[thing])
    assert said(office)[0].startswith(f"This workspace has 5,000 {thing}s, as many as it may.")
    await office.type(f"{thing}s remove 1")
    await office.type(AFTER[thing])
    assert len(said(office)) == 1


@pytest.mark.parametrize("thing", TABLES)
async def test_a_channel_has_as_many_as_is_said_and_no_more(office: Office, thing: str) -> None:
    await filled(office, thing, 48, "channel_id")
    await office.type(NEXT[thing])
    assert said(office) == []
    await office.type(AFTER[thing])
    assert said(office)[0].startswith(f"This channel has 50 {thing}s, as many as it may.")


@pytest.mark.parametrize("thing", TABLES)
async def test_a_double_click_sets_up_one(office: Office, thing: str) -> None:
    clicks = [ask(FIRST[thing]) for _ in range(3)]
    await asyncio.gather(*(handle_ask(each, office.ports, FakeRun()) for each in clicks))
    assert said(office) == [f"That's already set up as {thing} 1."] * 2
    await office.type(f"{thing}s remove 1")
    await office.type(FIRST[thing])
    assert len(said(office)) == 2
