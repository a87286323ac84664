"""Implements Channels (see ports). Rows have channel ids, because channel names change."""

import json
from collections.abc import Collection
from datetime import datetime
from operator import itemgetter

from slackbot.domain.channel import ChannelBots, ChannelSettings, LinkedBot, LinkRequest
from slackbot.store.databases.database import DatabaseStore, one_of
from slackbot.store.setup.groups import groups_in

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
REQUEST = """
    INSERT INTO link_requests (
        team_id, channel_id, bot_id, name, requested_by, requested_at, is_default, question_id)
    VALUES (:team, :channel, :id, :name, :linked_by, :at, :is_default, :asked)
    ON CONFLICT (team_id, channel_id, bot_id) DO UPDATE SET
        name = excluded.name, requested_by = excluded.requested_by,
        requested_at = excluded.requested_at, is_default = excluded.is_default,
        question_id = excluded.question_id, decided_in = NULL"""
REQUESTS = """
    SELECT channel_id, bot_id AS id, name, requested_by AS linked_by, is_default, question_id
    FROM link_requests WHERE team_id = :team AND requested_at < :before
    ORDER BY requested_at, channel_id, bot_id"""
CONFIGURED = "SELECT channel_id FROM channel_settings WHERE team_id = :team ORDER BY channel_id"
# For callers outside of channels and of workspaces: the operator's own commands.
LINKED_ANYWHERE = "SELECT bot_id FROM bots ORDER BY linked_at LIMIT 1"
NAMES_ANYWHERE = "SELECT name FROM bots WHERE bot_id = :id ORDER BY linked_at"
SOME_TEAM = "SELECT team_id FROM bots ORDER BY linked_at LIMIT 1"
REQUESTED = "SELECT DISTINCT team_id FROM link_requests WHERE requested_at < :before"
# The command that decides; a second one finds that it is decided.
DECIDE = """
    UPDATE link_requests SET decided_in = :decided
    WHERE team_id = :team AND channel_id = :channel AND bot_id = :id
    AND (decided_in IS NULL OR decided_in = :decided)
    RETURNING 1 AS one"""
EVER = "9999"  # after every moment, as these are stored
END_REQUEST = """
    DELETE FROM link_requests
    WHERE team_id = :team AND channel_id = :channel AND bot_id = :id"""
FIELDS = tuple(ChannelSettings.model_fields)  # the columns have the same names
SETTINGS = """
    SELECT channel_id, {fields} FROM channel_settings
    WHERE team_id = :team AND channel_id IN ({channels})"""
SAVE_SETTINGS = """
    INSERT INTO channel_settings (team_id, channel_id, {fields})
    VALUES (:team_id, :channel_id, :{values})
    ON CONFLICT (team_id, channel_id) DO UPDATE SET {update}"""


class ChannelStore(DatabaseStore):
    """Stores each channel's bots and settings."""

    async def bots(self, team: str, channel: str) -> ChannelBots:
        rows = await self._database.rows(BOTS, {"team": team, "channel": channel})
        groups = await groups_in(self._database, team) if rows else ()
        return ChannelBots.of(map(LinkedBot.model_validate, rows), groups)

    async def bots_of_all(self, team: str) -> dict[str, ChannelBots]:
        found: dict[str, list[LinkedBot]] = {}
        for row in await self._database.rows(ALL_BOTS, {"team": team}):
            found.setdefault(row.pop("channel_id"), []).append(LinkedBot.model_validate(row))
        groups = await groups_in(self._database, team) if found else ()
        return {channel: ChannelBots.of(bots, groups) for channel, bots in found.items()}

    async def link(self, team: str, channel: str, bot: LinkedBot, at: datetime) -> None:
        where = {"team": team, "channel": channel}
        link = (LINK, {**where, **bot.model_dump(), "linked_at": at.isoformat()})
        only = [(NO_DEFAULT, where)] if bot.is_default else []
        await self._database.transact(*only, link, (OLDEST_IS_DEFAULT, where))

    async def unlink(self, team: str, channel: str, bot_id: str) -> None:
        where = {"team": team, "channel": channel}
        await self._database.transact((UNLINK, {**where, "id": bot_id}), (OLDEST_IS_DEFAULT, where))

    async def request(self, team: str, request: LinkRequest, at: datetime) -> None:
        values = {**request.bot.model_dump(), "channel": request.channel, "at": at.isoformat()}
        await self._database.execute(REQUEST, {"team": team, "asked": request.asked, **values})

    async def requests(self, team: str, before: datetime | None = None) -> list[LinkRequest]:
        until = before.isoformat() if before else EVER
        rows = await self._database.rows(REQUESTS, {"team": team, "before": until})
        return [
            LinkRequest(
                channel=row.pop("channel_id"),
                asked=row.pop("question_id"),
                bot=LinkedBot.model_validate(row),
            )
            for row in rows
        ]

    async def requested(self, before: datetime) -> list[str]:
        return await self._all(REQUESTED, {"before": before.isoformat()}, itemgetter("team_id"))

    async def decide_request(self, team: str, channel: str, bot_id: str, decided: str) -> bool:
        where = {"team": team, "channel": channel, "id": bot_id, "decided": decided}
        return bool(await self._database.rows(DECIDE, where))

    async def end_request(self, team: str, channel: str, bot_id: str) -> None:
        where = {"team": team, "channel": channel, "id": bot_id}
        await self._database.execute(END_REQUEST, where)

    async def settings(self, team: str, channel: str) -> ChannelSettings:
        return (await self.settings_of(team, (channel,)))[channel]

    async def settings_of(self, team: str, channels: Collection[str]) -> dict[str, ChannelSettings]:
        found = {channel: ChannelSettings() for channel in channels}
        if channels:
            wanted, named = one_of("channel", channels)
            sql = SETTINGS.format(fields=", ".join(FIELDS), channels=wanted)
            for row in await self._database.rows(sql, {"team": team, **named}):
                year = row["fiscal_year"]
                row["fiscal_year"] = json.loads(year) if year else None
                found[row.pop("channel_id")] = ChannelSettings.model_validate(row)
        return found

    async def with_settings(self, team: str) -> list[str]:
        """Return the channels of the workspace in which a setting was changed, sorted."""
        return await self._all(CONFIGURED, {"team": team}, itemgetter("channel_id"))

    async def save_settings(
        self, team: str, channel: str, settings: ChannelSettings, *fields: str
    ) -> None:
        fiscal_year = settings.fiscal_year and settings.fiscal_year.model_dump_json()
        place = {"team_id": team, "channel_id": channel}
        values = {**place, **dict(settings), "fiscal_year": fiscal_year}
        sql = SAVE_SETTINGS.format(
            fields=", ".join(FIELDS),
            values=", :".join(FIELDS),
            update=", ".join(f"{field} = excluded.{field}" for field in fields or FIELDS),
        )
        await self._database.execute(sql, values)

    async def linked_anywhere(self) -> str | None:
        """Return the id of a bot that some channel has, for `slackbot check` to ask of;
        else None.
        """
        return await self._first(LINKED_ANYWHERE, {}, itemgetter("bot_id"))

    async def names_anywhere(self, bot_id: str) -> list[str]:
        """Return the names that channels give this bot, the oldest link first, for callers outside
        of channels.
        """
        rows = await self._database.rows(NAMES_ANYWHERE, {"id": bot_id})
        return list(dict.fromkeys(str(row["name"]) for row in rows))

    async def some_team(self) -> str | None:
        """Return the workspace that linked a bot first, for callers outside of workspaces; else
        None.
        """
        return await self._first(SOME_TEAM, {}, itemgetter("team_id"))
