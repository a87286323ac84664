"""Flights (see ports): which run fetches which job of one connection just now, by workspace."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from slackbot.domain.job import UsageRequest
from slackbot.store.database import Database

JOIN = """
    INSERT INTO flights (team_id, connection, job_key, run_id, wanted_until)
    VALUES (:team, :connection, :job, :run, :until)
    ON CONFLICT (team_id, connection, job_key) DO UPDATE SET wanted_until =
        CASE WHEN excluded.wanted_until > flights.wanted_until
        THEN excluded.wanted_until ELSE flights.wanted_until END
    RETURNING run_id"""
WANTED = """
    SELECT wanted_until FROM flights WHERE team_id = :team AND connection = :connection
    AND job_key = :job AND run_id = :run"""
LAND = """
    DELETE FROM flights WHERE team_id = :team AND connection = :connection
    AND job_key = :job AND run_id = :run"""


class FlightStore:
    """Equal requests of one workspace meet here."""

    def __init__(self, database: Database, connection: str) -> None:
        self._database = database
        self._connection = connection

    async def join(self, request: UsageRequest, run: str, until: datetime) -> str:
        values = {**self._key(request, run), "until": int(until.timestamp())}
        return str((await self._database.rows(JOIN, values))[0]["run_id"])

    async def wanted_until(self, request: UsageRequest, run: str) -> datetime | None:
        rows = await self._database.rows(WANTED, self._key(request, run))
        return datetime.fromtimestamp(rows[0]["wanted_until"], UTC) if rows else None

    async def land(self, request: UsageRequest, run: str) -> None:
        await self._database.execute(LAND, self._key(request, run))

    def _key(self, request: UsageRequest, run: str) -> dict[str, Any]:
        return {
            "team": request.team,
            "connection": self._connection,
            "job": sha256(request.model_dump_json().encode()).hexdigest(),
            "run": run,
        }
