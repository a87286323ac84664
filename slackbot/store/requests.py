"""Which of Slack's requests have been taken: the same one twice is one question."""

import secrets
from datetime import datetime
from hashlib import sha256

from slackbot.domain.ask import first_id
from slackbot.store.databases.database import Database

TAKE = """
    INSERT INTO requests (team_id, request_hash, question_id) VALUES (:team, :hash, :id)
    ON CONFLICT (team_id, request_hash) DO UPDATE SET question_id = requests.question_id
    RETURNING question_id"""  # an update that changes nothing: so the older row is returned
FORGET = "DELETE FROM requests WHERE question_id < :first"


class RequestStore:
    """Gives each of Slack's requests one id, however often Slack delivers it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def question_id(self, team: str, request: str, at: datetime) -> str:
        """The id of the question that `request` asks, new or as given before.

        `request` (a trigger_id) is a bearer secret, so only its hash is kept. Ids grow with time:
        the engine takes questions of the same second in the order of their ids.
        """
        values = {"team": team, "hash": sha256(request.encode()).hexdigest(), "id": _next_id(at)}
        return str((await self._database.rows(TAKE, values))[0]["question_id"])

    async def forget(self, before: datetime) -> None:
        """Forget what was taken before that moment, in every workspace."""
        await self._database.execute(FORGET, {"first": first_id(before)})


def _next_id(at: datetime) -> str:
    return f"{first_id(at)}-{secrets.token_hex(8)}"
