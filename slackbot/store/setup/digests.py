"""Implements Digests (see ports): the definitions, the next slot of each, and its runs.

What queries search for has a column of its own; the rest is stored as the model's JSON.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from slackbot.domain.digests.digest import Digest, DigestRun, DigestState
from slackbot.domain.digests.schedule import Slot
from slackbot.ports import DueDigest
from slackbot.store.databases.database import (
    DatabaseStore,
    Row,
    Statement,
    moment_of,
    one_of,
    seconds_of,
)
from slackbot.store.setup.removed import forget_removed

NUMBER = """
    INSERT INTO digest_numbers (team_id, channel_id, last) VALUES (:team, :channel, 1)
    ON CONFLICT (team_id, channel_id) DO UPDATE SET last = digest_numbers.last + 1
    RETURNING last"""
SAVE = """
    INSERT INTO digests (team_id, digest_id, channel_id, number, state, reason, body,
        slot_day, slot_at, run_at, last_slot_at)
    VALUES (:team, :id, :channel, :number, :state, :reason, :body,
        :slot_day, :slot_at, :run_at, NULL)
    ON CONFLICT (team_id, digest_id) DO UPDATE SET
        state = excluded.state, reason = excluded.reason, body = excluded.body,
        slot_day = excluded.slot_day, slot_at = excluded.slot_at, run_at = excluded.run_at"""
COLUMNS = "state, reason, body"
ONE = f"SELECT {COLUMNS} FROM digests WHERE team_id = :team AND digest_id = :id"  # noqa: S608 - our own words
OF_CHANNELS = f"""
    SELECT {COLUMNS}, slot_day, slot_at, run_at FROM digests
    WHERE team_id = :team AND channel_id IN ({{channels}}) AND state <> 'removed'
    ORDER BY number"""  # noqa: S608 - as above
OF_TEAM = f"SELECT {COLUMNS} FROM digests WHERE team_id = :team AND state <> 'removed'"  # noqa: S608
COUNT = "SELECT COUNT(*) AS count FROM digests WHERE team_id = :team AND state <> 'removed'"
DUE = f"""
    SELECT {COLUMNS}, slot_day, slot_at, run_at FROM digests
    WHERE state = 'active' AND run_at <= :now
    AND NOT EXISTS (SELECT 1 FROM disconnected d WHERE d.team_id = digests.team_id)
    ORDER BY run_at, digest_id LIMIT :most"""  # noqa: S608 - as above
COMING = f"""
    SELECT {COLUMNS}, slot_day, slot_at, run_at, digest_id FROM digests
    WHERE state = 'active' AND digest_id > :after ORDER BY digest_id LIMIT :most"""  # noqa: S608 - as above
AT_SLOT = f"""
    SELECT {COLUMNS} FROM digests
    WHERE team_id = :team AND state = 'active' AND (slot_at = :at OR last_slot_at = :at)
    ORDER BY digest_id"""  # noqa: S608 - as above
# Only from the slot that was read, because another process may have moved the digest meanwhile.
MOVE = """
    UPDATE digests SET last_slot_at = :last, slot_day = :slot_day, slot_at = :slot_at,
        run_at = :run_at
    WHERE team_id = :team AND digest_id = :id AND slot_day = :seen"""
OWNERS = "SELECT body FROM digests WHERE team_id = :team AND state = 'active'"
BEGIN = """
    INSERT INTO digest_runs (team_id, digest_id, run_key, due_at, state, attempts, retry_at, body)
    VALUES (:team, :id, :key, :due, :state, :attempts, :retry, :body)
    ON CONFLICT (team_id, digest_id, run_key) DO NOTHING"""
RECORD = """
    INSERT INTO digest_runs (team_id, digest_id, run_key, due_at, state, attempts, retry_at, body)
    VALUES (:team, :id, :key, :due, :state, :attempts, :retry, :body)
    ON CONFLICT (team_id, digest_id, run_key) DO UPDATE SET
        state = excluded.state, attempts = excluded.attempts, retry_at = excluded.retry_at,
        body = excluded.body"""
RUN = "SELECT body FROM digest_runs WHERE team_id = :team AND digest_id = :id AND run_key = :key"
RUNS = """
    SELECT body FROM digest_runs WHERE team_id = :team AND digest_id = :id
    ORDER BY due_at DESC, run_key DESC LIMIT :most"""
LAST_RUNS = """
    SELECT body FROM digest_runs r WHERE team_id = :team AND digest_id IN ({digests})
    AND due_at = (
        SELECT MAX(due_at) FROM digest_runs WHERE team_id = :team AND digest_id = r.digest_id)
    ORDER BY run_key"""
SENT_BEFORE = """
    SELECT body FROM digest_runs WHERE team_id = :team AND digest_id = :id AND state = 'sent'
    AND due_at < :due ORDER BY due_at DESC LIMIT 1"""
RETRIES = """
    SELECT r.body FROM digest_runs r WHERE r.retry_at <= :now
    AND NOT EXISTS (SELECT 1 FROM disconnected d WHERE d.team_id = r.team_id)
    ORDER BY r.retry_at LIMIT :most"""
# Only in the state that was read, because the run may have been taken, or have ended, meanwhile.
TAKEN = """
    UPDATE digest_runs SET retry_at = NULL
    WHERE team_id = :team AND digest_id = :id AND run_key = :key AND retry_at = :retry
    AND attempts = :attempts"""
FORGET = "DELETE FROM digest_runs WHERE due_at < :before"


class DigestStore(DatabaseStore):
    """Stores digests. Their numbers in a channel are never reused."""

    async def next_number(self, team: str, channel: str) -> int:
        rows = await self._database.rows(NUMBER, {"team": team, "channel": channel})
        return int(rows[0]["last"])

    async def save(self, digest: Digest, slot: Slot | None, run_at: datetime | None) -> None:
        values = {
            **_key(digest),
            "channel": digest.channel,
            "number": digest.number,
            "state": digest.state.value,
            "reason": digest.reason,
            "body": digest.model_dump_json(),
            **_slot(slot, run_at),
        }
        await self._database.execute(SAVE, values)

    async def find(self, team: str, id_: str) -> Digest | None:
        return await self._first(ONE, {"team": team, "id": id_}, _digest)

    async def of_channel(self, team: str, channel: str) -> list[DueDigest]:
        return await self.of_channels(team, (channel,))

    async def of_channels(self, team: str, channels: Collection[str]) -> list[DueDigest]:
        if not channels:
            return []
        wanted, named = one_of("channel", channels)
        sql = OF_CHANNELS.format(channels=wanted)
        return await self._all(sql, {"team": team, **named}, _due)

    async def of_team(self, team: str) -> list[Digest]:
        return await self._all(OF_TEAM, {"team": team}, _digest)

    async def count(self, team: str) -> int:
        (row,) = await self._database.rows(COUNT, {"team": team})
        return int(row["count"])

    async def due(self, now: datetime, most: int) -> list[DueDigest]:
        return await self._all(DUE, {"now": seconds_of(now), "most": most}, _due)

    async def coming(self, after: str, most: int) -> list[DueDigest]:
        return await self._all(COMING, {"after": after, "most": most}, _due)

    async def at_slot(self, team: str, at: datetime) -> list[Digest]:
        return await self._all(AT_SLOT, {"team": team, "at": seconds_of(at)}, _digest)

    async def owners(self, team: str) -> frozenset[str]:
        rows = await self._database.rows(OWNERS, {"team": team})
        return frozenset(_digest_of(row["body"]).owner for row in rows)

    async def move(
        self, due: DueDigest, slot: Slot, run_at: datetime, skipped: Iterable[DigestRun] = ()
    ) -> None:
        """Move a digest to its next slot. Each statement can be repeated, also by two processes
        at once.
        """
        key = _key(due.digest)
        begins: list[Statement] = [(BEGIN, _run_values(run)) for run in skipped]
        seen = due.slot.day.isoformat() if due.slot else None
        last = seconds_of(due.slot.at) if due.slot else None
        moved = {**key, **_slot(slot, run_at), "seen": seen, "last": last}
        await self._database.transact(*begins, (MOVE, moved))

    async def begin(self, run: DigestRun) -> DigestRun:
        await self._database.execute(BEGIN, _run_values(run))
        found = await self.run(run.team, run.digest_id, run.key)
        return found or run

    async def record(self, run: DigestRun) -> None:
        await self._database.execute(RECORD, _run_values(run))

    async def run(self, team: str, digest_id: str, key: str) -> DigestRun | None:
        return await self._first(RUN, {"team": team, "id": digest_id, "key": key}, _run)

    async def runs(self, team: str, digest_id: str, most: int) -> Sequence[DigestRun]:
        return await self._all(RUNS, {"team": team, "id": digest_id, "most": most}, _run)

    async def last_runs(self, team: str, digest_ids: Collection[str]) -> dict[str, DigestRun]:
        if not digest_ids:
            return {}
        wanted, named = one_of("digest", digest_ids)
        sql = LAST_RUNS.format(digests=wanted)
        found = [_run(row) for row in await self._database.rows(sql, {"team": team, **named})]
        return {run.digest_id: run for run in found}

    async def sent_before(self, run: DigestRun) -> DigestRun | None:
        values = {"team": run.team, "id": run.digest_id, "due": seconds_of(run.due_at)}
        return await self._first(SENT_BEFORE, values, _run)

    async def retries(self, now: datetime, most: int) -> list[DigestRun]:
        return await self._all(RETRIES, {"now": seconds_of(now), "most": most}, _run)

    async def taken(self, run: DigestRun) -> None:
        await self._database.execute(TAKEN, _run_values(run))

    async def forget(self, before: datetime, now: datetime) -> None:
        """Forget the runs that were due, and the digests that were removed, before that moment, in
        every workspace."""
        removed = forget_removed("digests", "digest_id", ("digest_runs",), before, now)
        await self._database.transact((FORGET, {"before": seconds_of(before)}), *removed)


def _key(digest: Digest) -> dict[str, Any]:
    return {"team": digest.team, "id": digest.id}


def _slot(slot: Slot | None, run_at: datetime | None) -> dict[str, Any]:
    return {
        "slot_day": slot.day.isoformat() if slot else None,
        "slot_at": seconds_of(slot.at) if slot else None,
        "run_at": seconds_of(run_at) if run_at else None,
    }


def _run_values(run: DigestRun) -> dict[str, Any]:
    return {
        "team": run.team,
        "id": run.digest_id,
        "key": run.key,
        "due": seconds_of(run.due_at),
        "state": run.state.value,
        "attempts": run.attempts,
        "retry": seconds_of(run.retry_at) if run.retry_at else None,
        "body": run.model_dump_json(),
    }


def _digest(row: Row) -> Digest:
    state = {"state": DigestState(row["state"]), "reason": row["reason"]}
    return _digest_of(row["body"]).model_copy(update=state)


def _digest_of(body: str) -> Digest:
    return Digest.model_validate_json(body)


def _due(row: Row) -> DueDigest:
    slot = None
    if row["slot_day"] is not None:
        at = datetime.fromtimestamp(row["slot_at"], UTC)
        slot = Slot.model_validate({"day": row["slot_day"], "at": at})
    run_at = moment_of(row["run_at"])
    return DueDigest(digest=_digest(row), slot=slot, run_at=run_at)


def _run(row: Row) -> DigestRun:
    return DigestRun.model_validate_json(row["body"])
