"""Budgets (see ports): the calls of each lane of one connection, and its habits, by workspace."""

import json

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
LEARN = """
    INSERT INTO habits (team_id, connection, habits) VALUES (:team, :connection, :habits)
    ON CONFLICT (team_id, connection) DO UPDATE SET habits = excluded.habits"""


class LaneUpkeep:
    """Upkeep (see ports) of one lane. `key`: its row. `habits` are those of all lanes here."""

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
    """Read when a job starts, written with each of its calls: nobody else has the lane between."""

    def __init__(self, database: Database, connection: str) -> None:
        self._database = database
        self._connection = connection
        self._habits: dict[str, Habits] = {}  # of each workspace: its lanes learn from each other

    async def load(self, team: str, lane: str) -> LaneUpkeep:
        key = {"team": team, "connection": self._connection, "lane": lane}
        rows = await self._database.rows(LOAD, key)
        budget = CallBudget.of(json.loads(rows[0]["calls"]) if rows else ())
        if team not in self._habits:
            known = await self._database.rows(HABITS, key)
            found = Habits.model_validate_json(known[0]["habits"]) if known else Habits()
            self._habits.setdefault(team, found)
        return LaneUpkeep(self._database, key, budget, self._habits[team])
