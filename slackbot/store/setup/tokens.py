"""Implements Tokens (see ports): a row for each token of an assistant, with its hash alone."""

from datetime import UTC, datetime

from slackbot.domain.access.assistant import AssistantToken
from slackbot.store.databases.database import Database, Row

# A step that is repeated after a crash has made another secret, which is the one that is shown.
SAVE = """
    INSERT INTO assistant_tokens (team_id, token_id, user_id, token_hash, made_at, expires_at)
    VALUES (:team, :id, :user, :hash, :made_at, :expires_at)
    ON CONFLICT (team_id, token_id) DO UPDATE SET token_hash = excluded.token_hash"""
LIVE = """
    SELECT team_id AS team, token_id AS id, user_id AS user_, made_at, expires_at
    FROM assistant_tokens WHERE team_id = :team AND expires_at > :now"""
FIND = f"{LIVE} AND token_hash = :hash"
LIST = f"{LIVE} ORDER BY made_at, token_id"
REVOKE = "DELETE FROM assistant_tokens WHERE team_id = :team AND token_id = :id"
FORGET = "DELETE FROM assistant_tokens WHERE expires_at <= :now"


class TokenStore:
    """Stores the tokens of people's assistants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, token: AssistantToken, hashed: str) -> None:
        moments = {"made_at": _stamp(token.made_at), "expires_at": _stamp(token.expires_at)}
        await self._database.execute(SAVE, {**dict(token), **moments, "hash": hashed})

    async def find(self, team: str, hashed: str, now: datetime) -> AssistantToken | None:
        values = {"team": team, "hash": hashed, "now": _stamp(now)}
        rows = await self._database.rows(FIND, values)
        return _token(rows[0]) if rows else None

    async def of(self, team: str, now: datetime) -> list[AssistantToken]:
        rows = await self._database.rows(LIST, {"team": team, "now": _stamp(now)})
        return [_token(row) for row in rows]

    async def revoke(self, team: str, id_: str) -> None:
        await self._database.execute(REVOKE, {"team": team, "id": id_})

    async def forget(self, now: datetime) -> None:
        """Delete the tokens that have expired, in every workspace."""
        await self._database.execute(FORGET, {"now": _stamp(now)})


def _stamp(moment: datetime) -> int:
    return int(moment.timestamp())


def _token(row: Row) -> AssistantToken:
    return AssistantToken(
        team=row["team"],
        id=row["id"],
        user=row["user_"],
        made_at=datetime.fromtimestamp(row["made_at"], UTC),
        expires_at=datetime.fromtimestamp(row["expires_at"], UTC),
    )
