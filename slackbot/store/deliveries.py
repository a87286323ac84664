"""Which messages have been posted: a step that runs again after a crash posts none twice."""

from slackbot.domain.ask import Thread
from slackbot.store.database import Database

POSTED = """
    SELECT channel_id AS channel, ts FROM deliveries
    WHERE team_id = :team AND message_key = :key"""
DONE = """
    INSERT INTO deliveries (team_id, message_key, channel_id, ts)
    VALUES (:team, :key, :channel, :ts)
    ON CONFLICT (team_id, message_key) DO NOTHING"""


class DeliveryStore:
    """Deliveries (see ports) in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def posted(self, team: str, key: str) -> Thread | None:
        rows = await self._database.rows(POSTED, {"team": team, "key": key})
        return Thread.model_validate(rows[0]) if rows else None

    async def post_is_done(self, team: str, key: str, message: Thread) -> None:
        await self._database.execute(DONE, {"team": team, "key": key, **message.model_dump()})
