"""Implements Closes (see ports): the frozen packs of each channel, never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slackbot.domain.ask import Ask, Thread
from slackbot.domain.closes.pack import Close, Pack, number_of
from slackbot.domain.errors import ConfigurationError
from slackbot.store.databases.database import DatabaseStore

FIND = """
    SELECT number, body, closed_by, thread_ts, channel_id, reopened_at, reopened_by FROM closes
    WHERE team_id = :team AND channel_id = :channel"""
NEWEST_FIRST = " ORDER BY first_day DESC, closed_at DESC"
CURRENT = " AND reopened_at IS NULL AND first_day < :until AND last_day >= :since"
# A repeated step finds the close of its first try.
KEEP = """
    INSERT INTO closes (team_id, channel_id, number, first_day, last_day, body, closed_at,
        closed_by, question_id)
    SELECT :team, :channel, :number, :first, :last, :body, :at, :by, :question
    WHERE NOT EXISTS (
        SELECT 1 FROM closes c WHERE c.team_id = :team AND c.channel_id = :channel
        AND (c.question_id = :question OR (c.reopened_at IS NULL AND c.first_day = :first)))
    ON CONFLICT DO NOTHING"""
THREAD = """
    UPDATE closes SET thread_ts = :ts
    WHERE team_id = :team AND channel_id = :channel AND number = :number"""
REOPEN = """
    UPDATE closes SET reopened_at = :at, reopened_by = :by
    WHERE team_id = :team AND channel_id = :channel AND number = :number AND reopened_at IS NULL"""

BROKEN = (
    "The pack {number} in the database is not what its number says: somebody has changed it. "
    "Restore it from a backup."
)


class CloseStore(DatabaseStore):
    """Stores each pack as the text whose SHA-256 is its number."""

    async def keep(self, ask: Ask, pack: Pack) -> Close | None:
        body = pack.canonical()
        values = {
            "team": ask.team,
            "channel": pack.channel,
            "number": number_of(body),
            "first": pack.first.isoformat(),
            "last": pack.last.isoformat(),
            "body": body.decode(),
            "at": pack.closed_at.isoformat(),
            "by": ask.user,
            "question": ask.id,
        }
        await self._database.execute(KEEP, values)
        where = {"team": ask.team, "channel": pack.channel, "question": ask.id}
        return await self._first(f"{FIND} AND question_id = :question", where, _close)

    async def place(self, team: str, close: Close, thread: Thread) -> None:
        where = {"team": team, "channel": close.pack.channel, "number": close.number}
        await self._database.execute(THREAD, {**where, "ts": thread.ts})

    async def reopen(self, team: str, close: Close, by: str, at: datetime) -> None:
        where = {"team": team, "channel": close.pack.channel, "number": close.number}
        await self._database.execute(REOPEN, {**where, "by": by, "at": at.isoformat()})

    async def of(self, team: str, channel: str) -> list[Close]:
        where = {"team": team, "channel": channel}
        return await self._all(FIND + NEWEST_FIRST, where, _close)

    async def current(
        self, team: str, channel: str, since: datetime, until: datetime
    ) -> list[Close]:
        where = {"team": team, "channel": channel}
        days = {"since": since.date().isoformat(), "until": until.date().isoformat()}
        sql = FIND + CURRENT + NEWEST_FIRST
        return await self._all(sql, where | days, _close)


def _close(row: Mapping[str, Any]) -> Close:
    """Read a close. Raises ConfigurationError if its content is not what its number says."""
    if number_of(row["body"].encode()) != row["number"]:
        raise ConfigurationError(BROKEN.format(number=row["number"]))
    place, reopened = row["thread_ts"], row["reopened_at"]
    return Close(
        number=row["number"],
        body=row["body"],
        pack=Pack.model_validate_json(row["body"]),
        by=row["closed_by"],
        thread=Thread(channel=row["channel_id"], ts=place) if place else None,
        reopened_at=datetime.fromisoformat(reopened) if reopened else None,
        reopened_by=row["reopened_by"] or "",
    )
