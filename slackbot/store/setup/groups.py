"""Implements Groups (see ports): a row for each group, with the ids of its bots as JSON."""

import json
from datetime import datetime
from typing import Any

from slackbot.domain.group import BotGroup
from slackbot.domain.spelling import squeezed
from slackbot.store.databases.database import Database, DatabaseStore

GROUPS = """
    SELECT group_id AS id, name, bot_ids, set_by FROM bot_groups
    WHERE team_id = :team ORDER BY name_key"""
ADD = """
    INSERT INTO bot_groups (team_id, group_id, name, name_key, bot_ids, set_by, set_at)
    VALUES (:team, :id, :name, :name_key, :bot_ids, :set_by, :set_at)
    ON CONFLICT DO NOTHING RETURNING group_id"""
# Somebody else may change it at the same time: what they did must not be lost.
CHANGE = """
    UPDATE bot_groups SET name = :name, name_key = :name_key, bot_ids = :bot_ids, set_at = :set_at
    WHERE team_id = :team AND group_id = :id AND name = :old_name AND bot_ids = :old_bot_ids
    AND NOT EXISTS (
        SELECT 1 FROM bot_groups other
        WHERE other.team_id = :team AND other.name_key = :name_key AND other.group_id <> :id)
    RETURNING group_id"""
REMOVE = "DELETE FROM bot_groups WHERE team_id = :team AND group_id = :id"


class GroupStore(DatabaseStore):
    """Stores a workspace's groups of bots."""

    async def of(self, team: str) -> tuple[BotGroup, ...]:
        return await groups_in(self._database, team)

    async def save(self, team: str, group: BotGroup, old: BotGroup | None, at: datetime) -> bool:
        values = {"team": team, **_values(group), "set_at": at.isoformat()}
        if old is None:
            done = await self._database.rows(ADD, values)
        else:
            known = _values(old)
            values |= {"old_name": old.name, "old_bot_ids": known["bot_ids"]}
            done = await self._database.rows(CHANGE, values)
        return bool(done) or group in await self.of(team)  # by an earlier try of the same step

    async def remove(self, team: str, group: BotGroup) -> None:
        await self._database.execute(REMOVE, {"team": team, "id": group.id})


async def groups_in(database: Database, team: str) -> tuple[BotGroup, ...]:
    """Return the workspace's groups, by name."""
    rows = await database.rows(GROUPS, {"team": team})
    return tuple(
        BotGroup.model_validate({**row, "bot_ids": json.loads(row["bot_ids"])}) for row in rows
    )


def _values(group: BotGroup) -> dict[str, Any]:
    ids = json.dumps(sorted(group.bot_ids))
    return {**dict(group), "name_key": squeezed(group.name), "bot_ids": ids}
