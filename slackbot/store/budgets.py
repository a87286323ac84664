"""Implements Budgets (see ports): per workspace, the calls of each lane and Kore.ai's habits."""

import json
from collections import Counter
from datetime import datetime

from slackbot.domain.connections.call_budget import CallBudget
from slackbot.domain.connections.habits import Habits
from slackbot.domain.usage.fetching.routes import ENVIRONMENT
from slackbot.store.databases.database import Database, Statement

# Kore.ai counts the calls of a credential, so those of other workspaces that have it count as well;
# a call may be in the rows of several.
LOAD = "SELECT calls FROM budgets WHERE connection = :connection AND lane = :lane"
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

    No other job has the lane meanwhile, so nothing is overwritten. `environment` is the key of the
    environment's credential.
    """

    def __init__(self, database: Database, environment: str) -> None:
        self._database = database
        self._environment = environment
        # by workspace and connection, so that its lanes learn from each other
        self._habits: dict[tuple[str, str], Habits] = {}

    async def forget(self, before: datetime) -> None:
        """Forget the lanes whose last call was before that moment, in every workspace."""
        rows = await self._database.rows(ALL, {})
        moment = before.timestamp()
        old = [row for row in rows if max(json.loads(row["calls"]), default=0.0) < moment]
        await self._database.execute_many(FORGET, old)

    async def load(self, team: str, lane: str, connection: str = ENVIRONMENT) -> LaneUpkeep:
        key = {"team": team, "connection": connection or self._environment, "lane": lane}
        rows = await self._database.rows(LOAD, {"connection": key["connection"], "lane": lane})
        calls: Counter[float] = Counter()  # several calls may have the same time
        for row in rows:
            calls |= Counter(json.loads(row["calls"]))
        budget = CallBudget.of(calls.elements())
        whose = (team, key["connection"])
        if whose not in self._habits:
            values = {"team": team, "connection": key["connection"]}
            known = await self._database.rows(HABITS, values)
            found = Habits.model_validate_json(known[0]["habits"]) if known else Habits()
            self._habits.setdefault(whose, found)
        return LaneUpkeep(self._database, key, budget, self._habits[whose])
