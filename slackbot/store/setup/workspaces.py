"""Implements Workspaces and Disconnections (see ports)."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.store.databases.database import Database, seconds_of

SETTINGS = "SELECT body FROM workspace_settings WHERE team_id = :team"
SAVE_SETTINGS = """
    INSERT INTO workspace_settings (team_id, body) VALUES (:team, :body)
    ON CONFLICT (team_id) DO UPDATE SET body = excluded.body WHERE workspace_settings.body = :known
    RETURNING team_id"""

REFUSED = "SELECT kind FROM refused_blocks WHERE team_id = :team"
REFUSE = """
    INSERT INTO refused_blocks (team_id, kind) VALUES (:team, :kind)
    ON CONFLICT (team_id, kind) DO NOTHING"""

DISCONNECT = """
    INSERT INTO disconnected (team_id, since_at, reason) VALUES (:team, :since, :reason)
    ON CONFLICT (team_id) DO NOTHING"""
DISCONNECTED = "SELECT team_id, since_at FROM disconnected ORDER BY team_id"
RECONNECT = "DELETE FROM disconnected WHERE team_id = :team"

Installed = Callable[[str], Awaitable[WorkspaceSettings]]  # of a workspace


async def as_shipped(_: str) -> WorkspaceSettings:
    """Return the settings that the code has."""
    return WorkspaceSettings()


class WorkspaceStore:
    """Stores a workspace's settings, and which kinds of blocks it refuses: Slack releases new
    kinds in phases.

    What nobody has decided in a workspace is as `installed`.
    """

    def __init__(self, database: Database, installed: Installed = as_shipped) -> None:
        self._database = database
        self._installed = installed

    async def settings(self, team: str) -> WorkspaceSettings:
        decided = json.loads(await self._decided(team) or "{}")
        installed = await self._installed(team)
        return WorkspaceSettings.model_validate({**installed.model_dump(), **decided})

    async def save_settings(self, team: str, settings: WorkspaceSettings, *fields: str) -> None:
        new = settings.model_dump(mode="json", include=set(fields) or None)
        while True:  # another admin may decide something else at the same time
            known = await self._decided(team)
            body = json.dumps({**json.loads(known or "{}"), **new})
            values = {"team": team, "body": body, "known": known}
            if await self._database.rows(SAVE_SETTINGS, values):
                return

    async def _decided(self, team: str) -> str:
        """Return what was decided, as JSON; empty if nothing was."""
        rows = await self._database.rows(SETTINGS, {"team": team})
        return str(rows[0]["body"]) if rows else ""

    async def refused_blocks(self, team: str) -> frozenset[str]:
        rows = await self._database.rows(REFUSED, {"team": team})
        return frozenset(row["kind"] for row in rows)

    async def refuse_blocks(self, team: str, kinds: frozenset[str]) -> None:
        await self._database.execute_many(REFUSE, [{"team": team, "kind": k} for k in kinds])

    async def disconnect(self, team: str, at: datetime, reason: str) -> None:
        values = {"team": team, "since": seconds_of(at), "reason": reason}
        await self._database.execute(DISCONNECT, values)

    async def disconnected(self) -> dict[str, datetime]:
        rows = await self._database.rows(DISCONNECTED, {})
        return {row["team_id"]: datetime.fromtimestamp(row["since_at"], UTC) for row in rows}

    async def reconnect(self, team: str) -> None:
        await self._database.execute(RECONNECT, {"team": team})
