"""Implements RecentQuestions (see ports): what each person has asked of late."""

from collections.abc import Sequence
from datetime import UTC, datetime

from slackbot.domain.ask import Ask, first_id
from slackbot.domain.home import Asked
from slackbot.store.databases.database import DatabaseStore, seconds_of

KEEP = """
    INSERT INTO recent_questions (team_id, question_id, user_id, channel_id, asked_at, words)
    VALUES (:team, :id, :user, :channel, :at, :words)
    ON CONFLICT (team_id, question_id) DO NOTHING"""
# Of the same words in a channel the latest, which has the largest id.
OF = """
    SELECT channel_id, words, MAX(asked_at) AS at FROM recent_questions
    WHERE team_id = :team AND user_id = :user
    GROUP BY channel_id, words ORDER BY at DESC LIMIT :most"""
FORGET = "DELETE FROM recent_questions WHERE question_id < :first"


class RecentQuestionStore(DatabaseStore):
    """Stores the words of each person's questions, with the channel that they are about."""

    async def keep(self, ask: Ask, words: str) -> None:
        values = {
            "team": ask.team,
            "id": ask.id,
            "user": ask.user,
            "channel": ask.home,
            "at": seconds_of(ask.received_at),
            "words": words,
        }
        await self._database.execute(KEEP, values)

    async def of(self, team: str, user: str, most: int) -> Sequence[Asked]:
        rows = await self._database.rows(OF, {"team": team, "user": user, "most": most})
        return [
            Asked(row["channel_id"], row["words"], datetime.fromtimestamp(row["at"], UTC))
            for row in rows
        ]

    async def forget(self, before: datetime) -> None:
        """Forget the questions from before that moment, in every workspace."""
        await self._database.execute(FORGET, {"first": first_id(before)})
