"""Implements Alerts (see ports): the rules, their memory, and the notices about each."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from slackbot.domain.alerts.alert import Alert, Told, Watched
from slackbot.domain.alerts.checks.plan import Check
from slackbot.domain.alerts.episode import State
from slackbot.domain.ask import Thread
from slackbot.store.databases.database import DatabaseStore, Row, moment_of, one_of, seconds_of
from slackbot.store.setup.removed import forget_removed

NUMBER = """
    INSERT INTO threshold_numbers (team_id, channel_id, last) VALUES (:team, :channel, 1)
    ON CONFLICT (team_id, channel_id) DO UPDATE SET last = threshold_numbers.last + 1
    RETURNING last"""
SAVE = """
    INSERT INTO thresholds (team_id, rule_id, channel_id, number, state, body, memory, version)
    VALUES (:team, :id, :channel, :number, :state, :body, :memory, 0)
    ON CONFLICT (team_id, rule_id) DO UPDATE SET state = excluded.state, body = excluded.body"""
FORGET_MEMORY = """
    UPDATE thresholds SET memory = :memory, version = version + 1
    WHERE team_id = :team AND rule_id = :id"""
COLUMNS = "body, memory, version, checked_at, fired_at"
ONE = f"SELECT {COLUMNS} FROM thresholds WHERE team_id = :team AND rule_id = :id"  # noqa: S608 - our own words
OF_CHANNELS = f"""
    SELECT {COLUMNS} FROM thresholds
    WHERE team_id = :team AND channel_id IN ({{channels}}) AND state <> 'removed'
    ORDER BY number"""  # noqa: S608 - as above
COUNT = "SELECT COUNT(*) AS count FROM thresholds WHERE team_id = :team AND state <> 'removed'"
NUMBERED = f"""
    SELECT {COLUMNS} FROM thresholds
    WHERE team_id = :team AND channel_id = :channel AND number = :number"""  # noqa: S608 - as above
ACTIVE = f"""
    SELECT {COLUMNS} FROM thresholds WHERE team_id = :team AND state = 'active'
    ORDER BY rule_id"""  # noqa: S608 - as above
TEAMS = """
    SELECT DISTINCT team_id FROM thresholds WHERE state = 'active'
    AND NOT EXISTS (SELECT 1 FROM disconnected d WHERE d.team_id = thresholds.team_id)
    ORDER BY team_id"""
REMEMBER = """
    UPDATE thresholds SET memory = :memory, version = version + 1,
        checked_at = COALESCE(CAST(:checked AS BIGINT), checked_at),
        fired_at = COALESCE(CAST(:fired AS BIGINT), fired_at)
    WHERE team_id = :team AND rule_id = :id AND version = :version
    RETURNING version"""
TOLD = """
    INSERT INTO notices (team_id, rule_id, notice_key, told_at, body)
    VALUES (:team, :id, :key, :at, :body)
    ON CONFLICT (team_id, rule_id, notice_key) DO NOTHING"""
HISTORY = """
    SELECT body FROM notices WHERE team_id = :team AND rule_id = :id
    ORDER BY told_at DESC, notice_key DESC LIMIT :most"""
TOLD_IN = """
    SELECT t.body AS rule, n.body FROM notices n
    JOIN thresholds t ON t.team_id = n.team_id AND t.rule_id = n.rule_id
    WHERE t.team_id = :team AND t.channel_id = :channel
    ORDER BY n.told_at DESC, n.rule_id, n.notice_key DESC LIMIT :most"""
PLACE = """
    SELECT channel_id AS channel, ts FROM notice_places
    WHERE team_id = :team AND rule_id = :id AND place = :place"""
PUT_PLACE = """
    INSERT INTO notice_places (team_id, rule_id, place, channel_id, ts)
    VALUES (:team, :id, :place, :channel, :ts)
    ON CONFLICT (team_id, rule_id, place) DO UPDATE SET
        channel_id = excluded.channel_id, ts = excluded.ts"""
CHECKS = """
    SELECT moment_at, seconds, jobs FROM checks WHERE team_id = :team
    ORDER BY moment_at DESC LIMIT :most"""
BEGIN_CHECK = """
    INSERT INTO checks (team_id, moment_at, seconds, jobs) VALUES (:team, :moment, NULL, :jobs)
    ON CONFLICT (team_id, moment_at) DO NOTHING"""
END_CHECK = """
    UPDATE checks SET seconds = :seconds, jobs = :jobs
    WHERE team_id = :team AND moment_at = :moment"""
FORGET = (
    "DELETE FROM notices WHERE told_at < :before",
    "DELETE FROM checks WHERE moment_at < :before",
)
MOST_CHECKS = 3  # the last checks, whose mean tells how long a check takes


class AlertStore(DatabaseStore):
    """Stores rules and their memory; a memory is changed only if the caller has read its latest
    form.
    """

    async def next_number(self, team: str, channel: str) -> int:
        rows = await self._database.rows(NUMBER, {"team": team, "channel": channel})
        return int(rows[0]["last"])

    async def save(self, alert: Alert, memory: State | None = None) -> None:
        key = {"team": alert.team, "id": alert.id}
        values = {
            **key,
            "channel": alert.channel,
            "number": alert.number,
            "state": alert.state.value,
            "body": alert.model_dump_json(),
            "memory": (memory or State(rule_id=alert.id)).model_dump_json(),
        }
        anew = [(FORGET_MEMORY, {**key, "memory": values["memory"]})] if memory else []
        await self._database.transact((SAVE, values), *anew)

    async def find(self, team: str, id_: str) -> Watched | None:
        return await self._first(ONE, {"team": team, "id": id_}, _watched)

    async def of_channel(self, team: str, channel: str) -> list[Watched]:
        return await self.of_channels(team, (channel,))

    async def of_channels(self, team: str, channels: Collection[str]) -> list[Watched]:
        if not channels:
            return []
        wanted, named = one_of("channel", channels)
        sql = OF_CHANNELS.format(channels=wanted)
        return await self._all(sql, {"team": team, **named}, _watched)

    async def count(self, team: str) -> int:
        (row,) = await self._database.rows(COUNT, {"team": team})
        return int(row["count"])

    async def numbered(self, team: str, channel: str, number: int) -> Watched | None:
        values = {"team": team, "channel": channel, "number": number}
        return await self._first(NUMBERED, values, _watched)

    async def active(self, team: str) -> list[Watched]:
        found = []
        for row in await self._database.rows(ACTIVE, {"team": team}):
            found.append(_watched(row))
            # a large memory takes a millisecond to read, and there are hundreds
            await asyncio.sleep(0)
        return found

    async def teams(self) -> list[str]:
        return await self._all(TEAMS, {}, itemgetter("team_id"))

    async def remember(
        self,
        watched: Watched,
        memory: State,
        *,
        checked_at: datetime | None = None,
        fired_at: datetime | None = None,
    ) -> bool:
        values = {
            "team": watched.alert.team,
            "id": watched.alert.id,
            "memory": memory.model_dump_json(),
            "checked": _seconds(checked_at),
            "fired": _seconds(fired_at),
            "version": watched.version,
        }
        return bool(await self._database.rows(REMEMBER, values))

    async def told(self, alert: Alert, told: Told) -> None:
        values = {"at": _seconds(told.at), "body": told.model_dump_json()}
        key = {"team": alert.team, "id": alert.id, "key": told.notice.key}
        await self._database.execute(TOLD, {**key, **values})

    async def history(self, team: str, rule_id: str, most: int) -> list[Told]:
        rows = await self._database.rows(HISTORY, {"team": team, "id": rule_id, "most": most})
        return [Told.model_validate_json(row["body"]) for row in rows]

    async def told_in(self, team: str, channel: str, most: int) -> list[tuple[Alert, Told]]:
        values = {"team": team, "channel": channel, "most": most}
        return [
            (
                Alert.model_validate_json(row["rule"]),
                Told.model_validate_json(row["body"]),
            )
            for row in await self._database.rows(TOLD_IN, values)
        ]

    async def place(self, team: str, rule_id: str, place: str) -> Thread | None:
        return await self._first(
            PLACE, {"team": team, "id": rule_id, "place": place}, Thread.model_validate
        )

    async def put_place(self, team: str, rule_id: str, place: str, thread: Thread) -> None:
        values = {"team": team, "id": rule_id, "place": place, **thread.model_dump()}
        await self._database.execute(PUT_PLACE, values)

    async def checks(self, team: str) -> list[Check]:
        return await self._all(CHECKS, {"team": team, "most": MOST_CHECKS}, _check)

    async def begin_check(self, team: str, check: Check) -> None:
        await self._database.execute(BEGIN_CHECK, _check_values(team, check))

    async def end_check(self, team: str, check: Check) -> None:
        await self._database.execute(END_CHECK, _check_values(team, check))

    async def forget(self, before: datetime, now: datetime) -> None:
        """Forget what was told, and the alerts that were removed, before that moment, in every
        workspace."""
        values = {"before": _seconds(before)}
        removed = forget_removed("thresholds", "rule_id", ("notices", "notice_places"), before, now)
        await self._database.transact(*((sql, values) for sql in FORGET), *removed)


def _watched(row: Row) -> Watched:
    return Watched(
        alert=Alert.model_validate_json(row["body"]),
        memory=State.model_validate_json(row["memory"]),
        version=row["version"],
        checked_at=moment_of(row["checked_at"]),
        fired_at=moment_of(row["fired_at"]),
    )


def _check(row: Row) -> Check:
    return Check(
        moment=datetime.fromtimestamp(row["moment_at"], UTC),
        seconds=row["seconds"],
        jobs=row["jobs"],
    )


def _check_values(team: str, check: Check) -> dict[str, Any]:
    return {
        "team": team,
        "moment": _seconds(check.moment),
        "seconds": check.seconds,
        "jobs": check.jobs,
    }


def _seconds(moment: datetime | None) -> int | None:
    return seconds_of(moment) if moment else None
