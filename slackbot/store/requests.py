"""Gives Slack's requests ids of questions, so that a repeated request starts nothing new."""

import secrets
from datetime import datetime
from hashlib import sha256

from slackbot.domain.ask import first_id
from slackbot.store.databases.database import DatabaseStore

TAKE = """
    INSERT INTO requests (team_id, request_hash, question_id) VALUES (:team, :hash, :id)
    ON CONFLICT (team_id, request_hash) DO UPDATE SET question_id = requests.question_id
    RETURNING question_id"""  # an update without effect, so that the existing row is returned
FORGET = "DELETE FROM requests WHERE question_id < :first"


class RequestStore(DatabaseStore):
    """Stores one question id for each of Slack's requests, however often Slack delivers it."""

    async def question_id(self, team: str, request: str, at: datetime) -> str:
        """Return the id of the question that `request` asks: a new one, or the one given before.

        Only a hash of `request` (a trigger_id) is stored, because it is a bearer secret. Ids grow
        with time: the engine takes questions of the same second in the order of their ids.
        """
        values = {"team": team, "hash": sha256(request.encode()).hexdigest(), "id": _next_id(at)}
        return str((await self._database.rows(TAKE, values))[0]["question_id"])

    async def forget(self, before: datetime) -> None:
        """Forget requests from before that moment, in every workspace."""
        await self._database.execute(FORGET, {"first": first_id(before)})


def _next_id(at: datetime) -> str:
    return f"{first_id(at)}-{secrets.token_hex(8)}"
