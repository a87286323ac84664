"""What channels remember, by workspace and channel id (names change, ids do not)."""

from datetime import datetime

from slackbot.domain.channel import ChannelBots, ChannelSettings, LinkedBot
from slackbot.store.databases.database import Database

BOTS = """
    SELECT bot_id AS id, name, linked_by, is_default FROM bots
    WHERE team_id = :team AND channel_id = :channel ORDER BY linked_at, bot_id"""
ALL_BOTS = """
    SELECT channel_id, bot_id AS id, name, linked_by, is_default FROM bots
    WHERE team_id = :team ORDER BY channel_id, linked_at, bot_id"""
NO_DEFAULT = "UPDATE bots SET is_default = 0 WHERE team_id = :team AND channel_id = :channel"
LINK = """
    INSERT INTO bots (team_id, channel_id, bot_id, name, linked_by, linked_at, is_default)
    VALUES (:team, :channel, :id, :name, :linked_by, :linked_at, :is_default)
    ON CONFLICT (team_id, channel_id, bot_id) DO UPDATE SET
        name = excluded.name, linked_by = excluded.linked_by, is_default = excluded.is_default"""
UNLINK = "DELETE FROM bots WHERE team_id = :team AND channel_id = :channel AND bot_id = :id"
OLDEST_IS_DEFAULT = """
    UPDATE bots SET is_default = 1
    WHERE team_id = :team AND channel_id = :channel
    AND NOT EXISTS (
        SELECT 1 FROM bots WHERE team_id = :team AND channel_id = :channel AND is_default = 1)
    AND bot_id = (
        SELECT bot_id FROM bots WHERE team_id = :team AND channel_id = :channel
        ORDER BY linked_at, bot_id LIMIT 1)"""
SETTINGS = """
    SELECT sharing_allowed, zone, week_start FROM channel_settings
    WHERE team_id = :team AND channel_id = :channel"""
SAVE_SETTINGS = """
    INSERT INTO channel_settings (team_id, channel_id, sharing_allowed, zone, week_start)
    VALUES (:team, :channel, :sharing_allowed, :zone, :week_start)
    ON CONFLICT (team_id, channel_id) DO UPDATE SET
        sharing_allowed = excluded.sharing_allowed, zone = excluded.zone,
        week_start = excluded.week_start"""


class ChannelStore:
    """Channels (see ports) in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def bots(self, team: str, channel: str) -> ChannelBots:
        rows = await self._database.rows(BOTS, {"team": team, "channel": channel})
        return ChannelBots(bots=tuple(LinkedBot.model_validate(row) for row in rows))

    async def bots_of_all(self, team: str) -> dict[str, ChannelBots]:
        found: dict[str, list[LinkedBot]] = {}
        for row in await self._database.rows(ALL_BOTS, {"team": team}):
            found.setdefault(row.pop("channel_id"), []).append(LinkedBot.model_validate(row))
        return {channel: ChannelBots(bots=tuple(bots)) for channel, bots in found.items()}

    async def link(self, team: str, channel: str, bot: LinkedBot, at: datetime) -> None:
        where = {"team": team, "channel": channel}
        link = (LINK, {**where, **bot.model_dump(), "linked_at": at.isoformat()})
        only = [(NO_DEFAULT, where)] if bot.is_default else []
        await self._database.transact(*only, link, (OLDEST_IS_DEFAULT, where))

    async def unlink(self, team: str, channel: str, bot_id: str) -> None:
        where = {"team": team, "channel": channel}
        await self._database.transact((UNLINK, {**where, "id": bot_id}), (OLDEST_IS_DEFAULT, where))

    async def settings(self, team: str, channel: str) -> ChannelSettings:
        rows = await self._database.rows(SETTINGS, {"team": team, "channel": channel})
        return ChannelSettings.model_validate(rows[0]) if rows else ChannelSettings()

    async def save_settings(self, team: str, channel: str, settings: ChannelSettings) -> None:
        values = {"team": team, "channel": channel, **settings.model_dump()}
        await self._database.execute(SAVE_SETTINGS, values)

    async def linked_anywhere(self) -> str | None:
        """Some bot id that any channel remembers, for the doctor to ask Kore.ai about."""
        rows = await self._database.rows("SELECT bot_id FROM bots ORDER BY linked_at LIMIT 1", {})
        return str(rows[0]["bot_id"]) if rows else None

    async def name_anywhere(self, bot_id: str) -> str | None:
        """What some channel calls this bot, for who asks outside of any."""
        sql = "SELECT name FROM bots WHERE bot_id = :id ORDER BY linked_at LIMIT 1"
        rows = await self._database.rows(sql, {"id": bot_id})
        return str(rows[0]["name"]) if rows else None

    async def some_team(self) -> str | None:
        """The workspace that linked a bot first, for who asks outside of any."""
        rows = await self._database.rows("SELECT team_id FROM bots ORDER BY linked_at LIMIT 1", {})
        return str(rows[0]["team_id"]) if rows else None
