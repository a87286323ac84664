"""Implements Audit (see ports): rows are added, and deleted when they are old; none is changed."""

import json
from datetime import UTC, datetime
from operator import itemgetter

from slackbot.domain.access.audit import AuditFilter, Change
from slackbot.store.databases.database import DatabaseStore, Row, seconds_of

RECORD = """
    INSERT INTO audit (team_id, change_key, changed_at, channel_id, changed_by, what, did, thing,
        value_before, value_after)
    VALUES (:team, :key, :at, :channel, :by, :what, :did, :thing, :before, :after)
    ON CONFLICT (team_id, change_key) DO NOTHING RETURNING 1 AS one"""
FIND = """
    SELECT team_id AS team, channel_id AS channel, changed_at AS at, changed_by AS by_whom, what,
        did, thing, value_before, value_after
    FROM audit WHERE team_id = :team"""
NEWEST = " ORDER BY changed_at DESC, change_key DESC LIMIT :most OFFSET :skipped"
LAST = f"""{FIND} AND channel_id = :channel AND NOT EXISTS (
        SELECT 1 FROM audit later
        WHERE later.team_id = audit.team_id AND later.channel_id = audit.channel_id
        AND later.what = audit.what AND later.thing = audit.thing
        AND (later.changed_at > audit.changed_at OR (
            later.changed_at = audit.changed_at AND later.change_key > audit.change_key)))"""  # noqa: S608 - our own words
CHANNELS = """
    SELECT DISTINCT channel_id AS id FROM audit WHERE team_id = :team AND channel_id <> ''
    ORDER BY channel_id"""
PEOPLE = """
    SELECT DISTINCT changed_by AS id FROM audit WHERE team_id = :team AND changed_by <> ''
    ORDER BY changed_by"""
FORGET = "DELETE FROM audit WHERE changed_at < :before"


class AuditStore(DatabaseStore):
    """Stores what people have changed, with values as JSON."""

    async def record(self, key: str, change: Change) -> bool:
        values = {
            **change.model_dump(include={"team", "channel", "by", "what", "did", "thing"}),
            "key": key,
            "at": seconds_of(change.at),
            "before": None if change.before is None else json.dumps(change.before),
            "after": None if change.after is None else json.dumps(change.after),
        }
        return bool(await self._database.rows(RECORD, values))

    async def find(
        self, team: str, wanted: AuditFilter, most: int, skipped: int = 0
    ) -> list[Change]:
        conditions, values = _conditions(wanted)
        sql = " AND ".join((FIND, *conditions)) + NEWEST
        page = {"team": team, "most": most, "skipped": skipped}
        return await self._all(sql, {**values, **page}, _change)

    async def last(self, team: str, channel: str) -> list[Change]:
        return await self._all(LAST, {"team": team, "channel": channel}, _change)

    async def channels(self, team: str) -> list[str]:
        return await self._all(CHANNELS, {"team": team}, itemgetter("id"))

    async def people(self, team: str) -> list[str]:
        return await self._all(PEOPLE, {"team": team}, itemgetter("id"))

    async def forget(self, before: datetime) -> None:
        """Delete the changes before that moment, in every workspace."""
        await self._database.execute(FORGET, {"before": seconds_of(before)})


def _conditions(wanted: AuditFilter) -> tuple[list[str], dict[str, str | int]]:
    """Return the conditions of what is wanted, and their values."""
    conditions, values = list[str](), dict[str, str | int]()
    equal = {"channel_id": wanted.channel, "changed_by": wanted.by, "thing": wanted.thing}
    for column, value in {**equal, "what": wanted.what or ""}.items():
        if value:
            conditions.append(f"{column} = :{column}")
            values[column] = value
    if wanted.before:  # the key begins with the id of the command, and ids grow with time
        conditions.append("change_key < :before_key")
        values["before_key"] = wanted.before
    if wanted.period:
        conditions.append("changed_at >= :start AND changed_at < :end")
        start, end = wanted.period.start, wanted.period.end
        values |= {"start": seconds_of(start), "end": seconds_of(end)}
    of_bots = []
    for at, bot in enumerate(wanted.bots):
        of_bots.append(f"thing = :bot{at} OR thing LIKE :of_bot{at}")
        values |= {f"bot{at}": bot, f"of_bot{at}": f"% for {bot}"}
    if of_bots:
        conditions.append(f"({' OR '.join(of_bots)})")
    return conditions, values


def _change(row: Row) -> Change:
    before, after = row.pop("value_before"), row.pop("value_after")
    by, at = row.pop("by_whom"), datetime.fromtimestamp(row.pop("at"), UTC)
    return Change(
        **row,
        by=by,
        at=at,
        before=None if before is None else json.loads(before),
        after=None if after is None else json.loads(after),
    )
