"""Implements Deliveries (see ports): a step that is repeated after a crash posts no message
twice.
"""

from datetime import datetime

from slackbot.domain.ask import Thread, first_id
from slackbot.ports import Claim
from slackbot.store.databases.database import DatabaseStore

CLAIM = """
    INSERT INTO deliveries (team_id, message_key, channel_id) VALUES (:team, :key, :channel)
    ON CONFLICT (team_id, message_key) DO UPDATE SET claims = deliveries.claims + 1
    RETURNING channel_id AS channel, ts, claims"""
DONE = """
    UPDATE deliveries SET channel_id = :channel, ts = :ts
    WHERE team_id = :team AND message_key = :key AND ts IS NULL"""
RELEASE = """
    UPDATE deliveries SET claims = 0 WHERE team_id = :team AND message_key = :key AND ts IS NULL"""
# keys start with the question's id, which grows with time
FIND = """
    SELECT channel_id AS channel, ts FROM deliveries
    WHERE team_id = :team AND message_key = :key AND ts <> ''"""
FORGET = "DELETE FROM deliveries WHERE message_key < :first"


class DeliveryStore(DatabaseStore):
    """Stores a row for each message before it is posted."""

    async def claim(self, team: str, key: str, channel: str) -> Claim:
        values = {"team": team, "key": key, "channel": channel}
        (row,) = await self._database.rows(CLAIM, values)
        message = None if row["ts"] is None else Thread(channel=row["channel"], ts=row["ts"])
        return Claim(first=row["claims"] == 1, message=message)

    async def done(self, team: str, key: str, message: Thread) -> None:
        await self._database.execute(DONE, {"team": team, "key": key, **message.model_dump()})

    async def find(self, team: str, key: str) -> Thread | None:
        rows = await self._database.rows(FIND, {"team": team, "key": key})
        return Thread(channel=rows[0]["channel"], ts=rows[0]["ts"]) if rows else None

    async def release(self, team: str, key: str) -> None:
        await self._database.execute(RELEASE, {"team": team, "key": key})

    async def forget(self, before: datetime) -> None:
        """Forget the messages of questions from before that moment, in every workspace."""
        await self._database.execute(FORGET, {"first": first_id(before)})
