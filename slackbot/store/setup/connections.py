"""Implements Credentials (see ports): each workspace's connections to Kore.ai."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from slackbot.domain.connections.connection import Connection
from slackbot.store.databases.database import Database
from slackbot.store.sealing import Sealer

COLUMNS = "connection, name, host, scope, client_id, bot_id, changed_at"
OF = f"SELECT {COLUMNS} FROM connections WHERE team_id = :team ORDER BY added_at, connection"  # noqa: S608 - our own words
SEALED = "SELECT sealed_secret FROM connections WHERE team_id = :team AND connection = :connection"
SAVE = """
    INSERT INTO connections (team_id, connection, name, host, scope, client_id, bot_id,
        sealed_secret, changed_at, added_at)
    VALUES (:team, :connection, :name, :host, :scope, :client_id, :bot_id, :sealed, :at, :at)
    ON CONFLICT (team_id, connection) DO UPDATE SET name = excluded.name, scope = excluded.scope,
        bot_id = excluded.bot_id, sealed_secret = excluded.sealed_secret,
        changed_at = excluded.changed_at"""
REMOVE = "DELETE FROM connections WHERE team_id = :team AND connection = :connection"
FORGET_FOUND = "DELETE FROM connection_bots WHERE team_id = :team AND connection = :connection"
FOUND = "SELECT bot_id, connection FROM connection_bots WHERE team_id = :team"
KEEP_FOUND = """
    INSERT INTO connection_bots (team_id, bot_id, connection) VALUES (:team, :bot, :connection)
    ON CONFLICT (team_id, bot_id) DO UPDATE SET connection = excluded.connection"""
TEAMS = "SELECT DISTINCT team_id FROM connections ORDER BY team_id"


class ConnectionStore:
    """Stores connections. A secret is sealed as it is written, and no list of them has it."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    async def of(self, team: str) -> tuple[Connection, ...]:
        rows = await self._database.rows(OF, {"team": team})
        return tuple(Connection.model_validate({**row, "id": row["connection"]}) for row in rows)

    async def secret(self, team: str, connection: str) -> SecretStr | None:
        """Return the connection's secret; None where the workspace has no such connection.

        Raises ConfigurationError if no key opens it.
        """
        rows = await self._database.rows(SEALED, {"team": team, "connection": connection})
        return self._sealer.unseal(rows[0]["sealed_secret"]) if rows else None

    async def save(
        self, team: str, connection: Connection, secret: SecretStr, at: datetime
    ) -> None:
        """Save the connection, or change the one with its id.

        Raises ConfigurationError if there is no key to seal the secret with.
        """
        values: dict[str, Any] = {
            "team": team,
            "connection": connection.id,
            **connection.model_dump(include={"name", "host", "scope", "client_id", "bot_id"}),
            "sealed": self._sealer.seal(secret),
            "at": at.isoformat(),
        }
        await self._database.execute(SAVE, values)

    async def remove(self, team: str, connection: str) -> None:
        """Delete the connection with its secret, and which bots Kore.ai knows through it."""
        values = {"team": team, "connection": connection}
        await self._database.transact((REMOVE, values), (FORGET_FOUND, values))

    async def found(self, team: str) -> dict[str, str]:
        rows = await self._database.rows(FOUND, {"team": team})
        return {row["bot_id"]: row["connection"] for row in rows}

    async def keep_found(self, team: str, found: Mapping[str, str]) -> None:
        rows = [{"team": team, "bot": bot, "connection": id_} for bot, id_ in found.items()]
        await self._database.execute_many(KEEP_FOUND, rows)

    async def teams(self) -> list[str]:
        """Return the workspaces that have a connection."""
        return [row["team_id"] for row in await self._database.rows(TEAMS, {})]
