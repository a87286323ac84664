"""Implements Budgets (see ports): per workspace, the calls of each lane and Kore.ai's habits."""

import json
from datetime import datetime

from slackbot.domain.call_budget import CallBudget
from slackbot.domain.habits import Habits
from slackbot.store.databases.database import Database, Statement

LOAD = """
    SELECT calls FROM budgets WHERE team_id = :team AND connection = :connection AND lane = :lane"""
SAVE = """
    INSERT INTO budgets (team_id, connection, lane, calls)
    VALUES (:team, :connection, :lane, :calls)
    ON CONFLICT (team_id, connection, lane) DO UPDATE SET calls = excluded.calls"""
HABITS = "SELECT habits FROM habits WHERE team_id = :team AND connection = :connection"
ALL = "SELECT team_id AS team, connection, lane, calls FROM budgets"
FORGET = """
    DELETE FROM budgets
    WHERE team_id = :team AND connection = :connection AND lane = :lane AND calls = :calls"""
LEARN = """
    INSERT INTO habits (team_id, connection, habits) VALUES (:team, :connection, :habits)
    ON CONFLICT (team_id, connection) DO UPDATE SET habits = excluded.habits"""


class LaneUpkeep:
    """Implements Upkeep (see ports) for one lane.

    `key` names its row. All lanes of a workspace share `habits`.
    """

    def __init__(
        self, database: Database, key: dict[str, str], budget: CallBudget, habits: Habits
    ) -> None:
        self._database = database
        self._key = key
        self.budget = budget
        self.habits = habits
        self._known = habits.model_dump_json()

    async def save(self) -> None:
        calls = json.dumps(self.budget.calls)
        statements: list[Statement] = [(SAVE, {**self._key, "calls": calls})]
        habits = self.habits.model_dump_json()
        if habits != self._known:
            statements.append((LEARN, {**self._key, "habits": habits}))
        await self._database.transact(*statements)
        self._known = habits


class BudgetStore:
    """Stores call budgets, each read when a job starts and written with each of the job's calls.

    No other job has the lane meanwhile, so nothing is overwritten.
    """

    def __init__(self, database: Database, connection: str) -> None:
        self._database = database
        self._connection = connection
        # by workspace, so that its lanes learn from each other
        self._habits: dict[str, Habits] = {}

    async def forget(self, before: datetime) -> None:
        """Forget the lanes whose last call was before that moment, in every workspace."""
        rows = await self._database.rows(ALL, {})
        moment = before.timestamp()
        old = [row for row in rows if max(json.loads(row["calls"]), default=0.0) < moment]
        await self._database.execute_many(FORGET, old)

    async def load(self, team: str, lane: str) -> LaneUpkeep:
        key = {"team": team, "connection": self._connection, "lane": lane}
        rows = await self._database.rows(LOAD, key)
        budget = CallBudget.of(json.loads(rows[0]["calls"]) if rows else ())
        if team not in self._habits:
            known = await self._database.rows(HABITS, key)
            found = Habits.model_validate_json(known[0]["habits"]) if known else Habits()
            self._habits.setdefault(team, found)
        return LaneUpkeep(self._database, key, budget, self._habits[team])
