"""Implements Tokens (see ports): a row for each token of an assistant, with its hash alone."""

from datetime import UTC, datetime

from slackbot.domain.access.assistant import AssistantToken
from slackbot.store.databases.database import DatabaseStore, Row, seconds_of

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


class TokenStore(DatabaseStore):
    """Stores the tokens of people's assistants."""

    async def save(self, token: AssistantToken, hashed: str) -> None:
        moments = {"made_at": seconds_of(token.made_at), "expires_at": seconds_of(token.expires_at)}
        await self._database.execute(SAVE, {**dict(token), **moments, "hash": hashed})

    async def find(self, team: str, hashed: str, now: datetime) -> AssistantToken | None:
        values = {"team": team, "hash": hashed, "now": seconds_of(now)}
        return await self._first(FIND, values, _token)

    async def of(self, team: str, now: datetime) -> list[AssistantToken]:
        return await self._all(LIST, {"team": team, "now": seconds_of(now)}, _token)

    async def revoke(self, team: str, id_: str) -> None:
        await self._database.execute(REVOKE, {"team": team, "id": id_})

    async def forget(self, now: datetime) -> None:
        """Delete the tokens that have expired, in every workspace."""
        await self._database.execute(FORGET, {"now": seconds_of(now)})


def _token(row: Row) -> AssistantToken:
    return AssistantToken(
        team=row["team"],
        id=row["id"],
        user=row["user_"],
        made_at=datetime.fromtimestamp(row["made_at"], UTC),
        expires_at=datetime.fromtimestamp(row["expires_at"], UTC),
    )
