"""Implements Hazards (see ports): the runs that do heavy work now, and how often a process died."""

from datetime import datetime

from slackbot.store.databases.database import DatabaseStore, seconds_of

BEGIN = """
    INSERT INTO hazards (team_id, run_id, executor_id, deaths, begun_at)
    VALUES (:team, :run, :executor, 0, :at)
    ON CONFLICT (team_id, run_id) DO UPDATE
    SET executor_id = excluded.executor_id, begun_at = excluded.begun_at WHERE hazards.deaths = 0
    RETURNING deaths"""
DEATHS = "SELECT deaths FROM hazards WHERE team_id = :team AND run_id = :run"
RETRY = "UPDATE hazards SET executor_id = :executor WHERE team_id = :team AND run_id = :run"
# Its deaths are kept until it is over.
REST = (
    """DELETE FROM hazards WHERE team_id = :team AND run_id = :run
        AND executor_id = :executor AND deaths = 0""",
    """UPDATE hazards SET executor_id = '' WHERE team_id = :team AND run_id = :run
        AND executor_id = :executor""",
)
OVER = "DELETE FROM hazards WHERE team_id = :team AND run_id = :run"
LEAVE = (
    "DELETE FROM hazards WHERE executor_id = :executor AND deaths = 0",
    "UPDATE hazards SET executor_id = '' WHERE executor_id = :executor",
)
# In halves: of several runs that were at work, any may have ended the process.
DIED = """
    UPDATE hazards SET executor_id = '', deaths = deaths + CASE WHEN
        (SELECT COUNT(*) FROM hazards h WHERE h.executor_id = :executor) = 1 THEN 2 ELSE 1 END
    WHERE executor_id = :executor
    RETURNING run_id, deaths"""
FORGET = "DELETE FROM hazards WHERE begun_at < :before"


class HazardStore(DatabaseStore):
    """There is a row only while a run works, and for as long as a process has died of it."""

    async def begin(self, team: str, run: str, executor: str, at: datetime) -> int:
        key = {"team": team, "run": run}
        values = {**key, "executor": executor, "at": seconds_of(at)}
        rows = await self._database.rows(BEGIN, values) or await self._database.rows(DEATHS, key)
        return int(rows[0]["deaths"]) if rows else 0

    async def retry(self, team: str, run: str, executor: str) -> None:
        await self._database.execute(RETRY, {"team": team, "run": run, "executor": executor})

    async def rest(self, team: str, run: str, executor: str) -> None:
        values = {"team": team, "run": run, "executor": executor}
        await self._database.transact(*((sql, values) for sql in REST))

    async def over(self, team: str, run: str) -> None:
        await self._database.execute(OVER, {"team": team, "run": run})

    async def leave(self, executor: str) -> None:
        await self._database.transact(*((sql, {"executor": executor}) for sql in LEAVE))

    async def died(self, executor: str) -> dict[str, int]:
        rows = await self._database.rows(DIED, {"executor": executor})
        return {row["run_id"]: row["deaths"] for row in rows}

    async def forget(self, before: datetime) -> None:
        """Forget runs that began before that moment, in every workspace."""
        await self._database.execute(FORGET, {"before": seconds_of(before)})
