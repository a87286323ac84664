"""Implements Threads (see ports): the last question of each thread."""

from datetime import datetime
from hashlib import sha256

from slackbot.domain.ask import Ask, Thread
from slackbot.domain.query import UsageQuery
from slackbot.ports import Edition
from slackbot.store.databases.database import DatabaseStore

REMEMBER = """
    INSERT INTO threads (team_id, channel_id, ts, query) VALUES (:team, :channel, :ts, :query)
    ON CONFLICT (team_id, channel_id, ts) DO UPDATE SET query = excluded.query"""
QUERY = "SELECT query FROM threads WHERE team_id = :team AND channel_id = :channel AND ts = :ts"
# Slack's timestamps compare as texts: their seconds have ten digits
FORGET = "DELETE FROM threads WHERE ts < :before"
KEEP_EDITION = """
    INSERT INTO editions (team_id, channel_id, ts, edited, words_hash, question_id)
    VALUES (:team, :channel, :ts, :edited, :words, :question)
    ON CONFLICT (team_id, channel_id, ts, edited) DO NOTHING"""
EDITIONS = """
    SELECT edited, words_hash, question_id FROM editions
    WHERE team_id = :team AND channel_id = :channel AND ts = :ts ORDER BY edited"""
FORGET_EDITIONS = "DELETE FROM editions WHERE ts < :before"


class ThreadStore(DatabaseStore):
    """Stores the last question of each thread, which a follow-up changes in part."""

    async def remember(self, team: str, thread: Thread, query: UsageQuery) -> None:
        values = {"team": team, **thread.model_dump(), "query": query.model_dump_json()}
        await self._database.execute(REMEMBER, values)

    async def query_of(self, team: str, thread: Thread) -> UsageQuery | None:
        rows = await self._database.rows(QUERY, {"team": team, **thread.model_dump()})
        return UsageQuery.model_validate_json(rows[0]["query"]) if rows else None

    async def edition(self, ask: Ask) -> Edition:
        if ask.mention is None:
            return Edition()
        place = {"team": ask.team, "channel": ask.channel, "ts": ask.mention.ts}
        words = sha256(ask.text.encode()).hexdigest()
        mine = {"edited": ask.mention.edited, "words": words, "question": ask.id}
        await self._database.execute(KEEP_EDITION, {**place, **mine})
        rows = await self._database.rows(EDITIONS, place)
        before = [row for row in rows if row["edited"] < ask.mention.edited]
        return Edition(
            outdated=rows[-1]["edited"] > ask.mention.edited,
            same_words=bool(before) and before[-1]["words_hash"] == words,
            former=tuple(row["question_id"] for row in before),
        )

    async def forget(self, before: datetime) -> None:
        """Forget the threads that began before that moment, in every workspace."""
        first = {"before": f"{before.timestamp():.6f}"}
        await self._database.execute(FORGET, first)
        await self._database.execute(FORGET_EDITIONS, first)
