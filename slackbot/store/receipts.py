"""Implements Receipts (see ports): where the figures of each answer came from."""

import json
from datetime import datetime

from slackbot.domain.ask import first_id
from slackbot.domain.usage.fetching.receipt import Receipt
from slackbot.store.databases.database import DatabaseStore

KEEP = """
    INSERT INTO receipts (team_id, question_id, channel_id, user_id, lines)
    VALUES (:team, :question, :channel, :user, :lines)
    ON CONFLICT (team_id, question_id) DO UPDATE SET lines = excluded.lines"""
FIND = """
    SELECT channel_id, user_id, lines FROM receipts
    WHERE team_id = :team AND question_id = :question"""
FORGET = "DELETE FROM receipts WHERE question_id < :first"


class ReceiptStore(DatabaseStore):
    """Stores a receipt for each answer; `user_id` is empty where a channel saw the answer."""

    async def keep(self, team: str, question: str, receipt: Receipt) -> None:
        values = {
            "team": team,
            "question": question,
            "channel": receipt.channel,
            "user": receipt.only_for,
            "lines": json.dumps(receipt.lines),
        }
        await self._database.execute(KEEP, values)

    async def find(self, team: str, question: str) -> Receipt | None:
        rows = await self._database.rows(FIND, {"team": team, "question": question})
        if not rows:
            return None
        (row,) = rows
        return Receipt(
            channel=row["channel_id"], only_for=row["user_id"], lines=json.loads(row["lines"])
        )

    async def forget(self, before: datetime) -> None:
        """Forget the receipts of answers to questions from before that moment, everywhere."""
        await self._database.execute(FORGET, {"first": first_id(before)})
