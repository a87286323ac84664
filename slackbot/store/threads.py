"""Threads (see ports) in the database: what was last asked in each."""

from datetime import datetime

from slackbot.domain.ask import Thread
from slackbot.domain.query import UsageQuery
from slackbot.store.databases.database import Database

REMEMBER = """
    INSERT INTO threads (team_id, channel_id, ts, query) VALUES (:team, :channel, :ts, :query)
    ON CONFLICT (team_id, channel_id, ts) DO UPDATE SET query = excluded.query"""
QUERY = "SELECT query FROM threads WHERE team_id = :team AND channel_id = :channel AND ts = :ts"
FORGET = "DELETE FROM threads WHERE ts < :before"  # Slack's timestamps: seconds, ten digits


class ThreadStore:
    """So that a follow-up need not say it all again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def remember(self, team: str, thread: Thread, query: UsageQuery) -> None:
        values = {"team": team, **thread.model_dump(), "query": query.model_dump_json()}
        await self._database.execute(REMEMBER, values)

    async def query_of(self, team: str, thread: Thread) -> UsageQuery | None:
        rows = await self._database.rows(QUERY, {"team": team, **thread.model_dump()})
        return UsageQuery.model_validate_json(rows[0]["query"]) if rows else None

    async def forget(self, before: datetime) -> None:
        """Forget the threads that began before that moment, in every workspace."""
        await self._database.execute(FORGET, {"before": f"{before.timestamp():.6f}"})
