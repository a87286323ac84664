"""Workspaces (see ports) in the database."""

from slackbot.store.database import Database

REFUSED = "SELECT kind FROM refused_blocks WHERE team_id = :team"
REFUSE = """
    INSERT INTO refused_blocks (team_id, kind) VALUES (:team, :kind)
    ON CONFLICT (team_id, kind) DO NOTHING"""


class WorkspaceStore:
    """Slack rolls new kinds of blocks out in phases: what a workspace refuses is worth knowing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refused_blocks(self, team: str) -> frozenset[str]:
        rows = await self._database.rows(REFUSED, {"team": team})
        return frozenset(row["kind"] for row in rows)

    async def refuse_blocks(self, team: str, kinds: frozenset[str]) -> None:
        await self._database.execute_many(REFUSE, [{"team": team, "kind": k} for k in kinds])
