"""Workspaces and Connections (see ports) in the database."""

from datetime import UTC, datetime

from slackbot.store.databases.database import Database

REFUSED = "SELECT kind FROM refused_blocks WHERE team_id = :team"
REFUSE = """
    INSERT INTO refused_blocks (team_id, kind) VALUES (:team, :kind)
    ON CONFLICT (team_id, kind) DO NOTHING"""

DISCONNECT = """
    INSERT INTO disconnected (team_id, since_at, reason) VALUES (:team, :since, :reason)
    ON CONFLICT (team_id) DO NOTHING"""
DISCONNECTED = "SELECT team_id, since_at FROM disconnected ORDER BY team_id"
RECONNECT = "DELETE FROM disconnected WHERE team_id = :team"


class WorkspaceStore:
    """Slack rolls new kinds of blocks out in phases: what a workspace refuses is worth knowing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refused_blocks(self, team: str) -> frozenset[str]:
        rows = await self._database.rows(REFUSED, {"team": team})
        return frozenset(row["kind"] for row in rows)

    async def refuse_blocks(self, team: str, kinds: frozenset[str]) -> None:
        await self._database.execute_many(REFUSE, [{"team": team, "kind": k} for k in kinds])

    async def disconnect(self, team: str, at: datetime, reason: str) -> None:
        values = {"team": team, "since": int(at.timestamp()), "reason": reason}
        await self._database.execute(DISCONNECT, values)

    async def disconnected(self) -> dict[str, datetime]:
        rows = await self._database.rows(DISCONNECTED, {})
        return {row["team_id"]: datetime.fromtimestamp(row["since_at"], UTC) for row in rows}

    async def reconnect(self, team: str) -> None:
        await self._database.execute(RECONNECT, {"team": team})
