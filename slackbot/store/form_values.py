"""Implements FormValues (see ports): what people last submitted in forms."""

import json
from collections.abc import Mapping
from datetime import datetime

from slackbot.store.databases.database import DatabaseStore, seconds_of

KEEP = """
    INSERT INTO form_values (team_id, channel_id, user_id, form, body, kept_at)
    VALUES (:team, :channel, :user, :form, :body, :at)
    ON CONFLICT (team_id, channel_id, user_id, form)
    DO UPDATE SET body = excluded.body, kept_at = excluded.kept_at"""
LAST = """
    SELECT body FROM form_values
    WHERE team_id = :team AND channel_id = :channel AND user_id = :user AND form = :form"""
FORGET = "DELETE FROM form_values WHERE kept_at < :before"


class FormValueStore(DatabaseStore):
    """Stores the values as JSON."""

    async def last(
        self, team: str, channel: str, user: str, form: str
    ) -> Mapping[str, tuple[str, ...]]:
        place = {"team": team, "channel": channel, "user": user, "form": form}
        rows = await self._database.rows(LAST, place)
        values = json.loads(rows[0]["body"]) if rows else {}
        return {key: tuple(chosen) for key, chosen in values.items()}

    async def keep(
        self,
        team: str,
        channel: str,
        user: str,
        form: str,
        values: Mapping[str, tuple[str, ...]],
        at: datetime,
    ) -> None:
        place = {"team": team, "channel": channel, "user": user, "form": form}
        kept = {"body": json.dumps(dict(values)), "at": seconds_of(at)}
        await self._database.execute(KEEP, {**place, **kept})

    async def forget(self, before: datetime) -> None:
        """Forget what was submitted before that moment, in every workspace."""
        await self._database.execute(FORGET, {"before": seconds_of(before)})
