"""ResponseUrls (see ports) in the database: secrets, kept for as long as Slack takes them."""

from datetime import datetime, timedelta
from operator import itemgetter

from slackbot.store.databases.database import DatabaseStore, seconds_of

LIFETIME = timedelta(minutes=30)  # docs.slack.dev/interactivity/handling-user-interaction

KEEP = """
    INSERT INTO response_urls (team_id, question_id, url, until_at)
    VALUES (:team, :question, :url, :until)
    ON CONFLICT (team_id, question_id) DO NOTHING"""
FIND = """
    SELECT url FROM response_urls
    WHERE team_id = :team AND question_id = :question AND until_at > :now"""
FORGET = "DELETE FROM response_urls WHERE until_at <= :now"


class ResponseUrlStore(DatabaseStore):
    """Apart from what the engine writes down, which is kept much longer."""

    async def keep(self, team: str, question: str, url: str, at: datetime) -> None:
        """Keep the address for the answer to a question that came at this moment."""
        until = seconds_of(at + LIFETIME)
        values = {"team": team, "question": question, "url": url, "until": until}
        await self._database.execute(KEEP, values)

    async def find(self, team: str, question: str, now: datetime) -> str | None:
        values = {"team": team, "question": question, "now": seconds_of(now)}
        return await self._first(FIND, values, itemgetter("url"))

    async def forget(self, now: datetime) -> None:
        """Forget the addresses that Slack takes no more at this moment, in every workspace."""
        await self._database.execute(FORGET, {"now": seconds_of(now)})
