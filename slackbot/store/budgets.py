"""Budgets (see ports): the calls of each lane of one connection, by workspace."""

import json

from slackbot.domain.budget import CallBudget
from slackbot.store.database import Database

LOAD = """
    SELECT calls FROM budgets WHERE team_id = :team AND connection = :connection AND lane = :lane"""
SAVE = """
    INSERT INTO budgets (team_id, connection, lane, calls)
    VALUES (:team, :connection, :lane, :calls)
    ON CONFLICT (team_id, connection, lane) DO UPDATE SET calls = excluded.calls"""


class BudgetStore:
    """Read when a job starts, written when it ends: nobody else has the lane between."""

    def __init__(self, database: Database, connection: str) -> None:
        self._database = database
        self._connection = connection

    async def load(self, team: str, lane: str) -> CallBudget:
        key = {"team": team, "connection": self._connection, "lane": lane}
        rows = await self._database.rows(LOAD, key)
        return CallBudget.of(json.loads(rows[0]["calls"]) if rows else ())

    async def save(self, team: str, lane: str, budget: CallBudget) -> None:
        key = {"team": team, "connection": self._connection, "lane": lane}
        await self._database.execute(SAVE, {**key, "calls": json.dumps(budget.calls)})
