"""Which messages have been posted: a step that runs again after a crash posts none twice."""

from datetime import datetime

from slackbot.domain.ask import Thread
from slackbot.store.database import Database
from slackbot.store.requests import first_id

POSTED = """
    SELECT channel_id AS channel, ts FROM deliveries
    WHERE team_id = :team AND message_key = :key"""
DONE = """
    INSERT INTO deliveries (team_id, message_key, channel_id, ts)
    VALUES (:team, :key, :channel, :ts)
    ON CONFLICT (team_id, message_key) DO NOTHING"""


FORGET = "DELETE FROM deliveries WHERE message_key < :first"  # keys start with the question's id


class DeliveryStore:
    """Deliveries (see ports) in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def posted(self, team: str, key: str) -> Thread | None:
        rows = await self._database.rows(POSTED, {"team": team, "key": key})
        return Thread.model_validate(rows[0]) if rows else None

    async def post_is_done(self, team: str, key: str, message: Thread) -> None:
        await self._database.execute(DONE, {"team": team, "key": key, **message.model_dump()})

    async def forget(self, before: datetime) -> None:
        """Forget the messages of questions from before that moment, in every workspace."""
        await self._database.execute(FORGET, {"first": first_id(before)})
