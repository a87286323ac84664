"""Implements Flights (see ports): jobs in flight, their outcomes, and the questions that wait."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from slackbot.domain.ask import Ask, first_id
from slackbot.domain.usage.fetching.job import UsageRequest
from slackbot.store.databases.database import Database, Statement, moment_of, seconds_of

# A person's next turns in a lane: each after their last one, and none before that of the job which
# the lane is about to do, so that nobody saves turns up. An idle lane goes on where it was. All
# workspaces with the same credential share the lane, so their people take turns with each other.
TURNS = """
    INSERT INTO turns (team_id, connection, lane, user_id, turn, question_id)
    SELECT CAST(:team AS TEXT), CAST(:connection AS TEXT), CAST(:lane AS TEXT),
        CAST(:user AS TEXT), CAST(:more AS BIGINT) + COALESCE(
            (SELECT MIN(turn) FROM flights WHERE connection = :connection AND lane = :lane),
            (SELECT MAX(turn) FROM turns WHERE connection = :connection AND lane = :lane), 1),
        CAST(:question AS TEXT)
    WHERE NOT EXISTS (SELECT 1 FROM tickets WHERE team_id = :team AND question_id = :question)
    ON CONFLICT (team_id, connection, lane, user_id) DO UPDATE SET
        question_id = excluded.question_id,
        turn = CASE WHEN turns.turn < excluded.turn - CAST(:more AS BIGINT) THEN excluded.turn
            ELSE turns.turn + 1 + CAST(:more AS BIGINT) END"""
# A run with an outcome is no longer in flight, even when its question is resumed after a crash.
# Whoever joins a run of a later turn than their own brings it forward.
JOIN = """
    INSERT INTO flights (team_id, connection, job_key, run_id, wanted_until, lane, turn)
    SELECT :team, :connection, :job, :run, CAST(:until AS BIGINT), CAST(:lane AS TEXT),
        (SELECT turn FROM turns WHERE team_id = :team AND connection = :connection
            AND lane = :lane AND user_id = :user) - CAST(:later AS BIGINT)
    WHERE NOT EXISTS (SELECT 1 FROM outcomes WHERE team_id = :team AND run_id = :run)
    ON CONFLICT (team_id, connection, job_key) DO UPDATE SET wanted_until =
        CASE WHEN excluded.wanted_until > flights.wanted_until
        THEN excluded.wanted_until ELSE flights.wanted_until END,
        turn = CASE WHEN flights.turn IS NULL OR excluded.turn < flights.turn
        THEN excluded.turn ELSE flights.turn END"""
TICKET = """
    INSERT INTO tickets (team_id, question_id, job_key, run_id)
    SELECT team_id, CAST(:question AS TEXT), job_key, run_id FROM flights
    WHERE team_id = :team AND connection = :connection AND job_key = :job
    ON CONFLICT (team_id, question_id, job_key) DO NOTHING"""
# A shared run that has an outcome is not fetched again.
LANDED_TICKET = """
    INSERT INTO tickets (team_id, question_id, job_key, run_id)
    SELECT CAST(:team AS TEXT), CAST(:question AS TEXT), CAST(:job AS TEXT), CAST(:run AS TEXT)
    WHERE EXISTS (SELECT 1 FROM outcomes WHERE team_id = :team AND run_id = :run)
    ON CONFLICT (team_id, question_id, job_key) DO NOTHING"""
WAIT = """
    INSERT INTO questions (team_id, question_id, until_at, payload, answered)
    VALUES (:team, :question, :until, :payload, 0)
    ON CONFLICT (team_id, question_id) DO NOTHING"""
TURN_OF_RUNS = """
    SELECT t.run_id, f.turn FROM tickets t
    LEFT JOIN flights f ON f.team_id = t.team_id AND f.run_id = t.run_id
    WHERE t.team_id = :team AND t.question_id = :question"""
# Those that nobody wants any more are passed over at once, and the clock's come after all people's.
AHEAD = """
    SELECT f.run_id, COUNT(o.run_id) AS ahead FROM tickets t
    JOIN flights f ON f.team_id = t.team_id AND f.run_id = t.run_id
    LEFT JOIN flights o ON o.connection = f.connection AND o.lane = f.lane AND o.wanted_until > 0
    AND (o.turn < f.turn OR (o.turn = f.turn AND o.run_id < f.run_id))
    WHERE t.team_id = :team AND t.question_id = :question
    GROUP BY f.run_id"""
RUNS = "SELECT job_key, run_id FROM tickets WHERE team_id = :team AND question_id = :question"
WANTED = "SELECT MAX(wanted_until) AS until FROM flights WHERE team_id = :team AND run_id = :run"
PEOPLES = """
    SELECT DISTINCT team_id, lane FROM flights WHERE lane IS NOT NULL AND turn IS NOT NULL"""
OUTCOME = "SELECT outcome FROM outcomes WHERE team_id = :team AND run_id = :run"
LANDED = """
    INSERT INTO outcomes (team_id, run_id, outcome) VALUES (:team, :run, :outcome)
    ON CONFLICT (team_id, run_id) DO NOTHING"""
SUBMITTED = """
    SELECT submitted FROM submits WHERE team_id = :team AND run_id = :run AND part = :part"""
SUBMIT = """
    INSERT INTO submits (team_id, run_id, part, submitted)
    VALUES (:team, :run, :part, :submitted)
    ON CONFLICT (team_id, run_id, part) DO UPDATE SET submitted = excluded.submitted"""
SUBMITS_OVER = "DELETE FROM submits WHERE team_id = :team AND run_id = :run"
GONE = "DELETE FROM flights WHERE team_id = :team AND run_id = :run"
# Every job that this question waits for has an outcome.
ALL_LANDED = """NOT EXISTS (
    SELECT 1 FROM tickets open WHERE open.team_id = q.team_id AND open.question_id = q.question_id
    AND NOT EXISTS (
        SELECT 1 FROM outcomes o WHERE o.team_id = open.team_id AND o.run_id = open.run_id))"""
READY = f"""
    SELECT q.question_id FROM tickets t
    JOIN questions q ON q.team_id = t.team_id AND q.question_id = t.question_id
    WHERE t.team_id = :team AND t.run_id = :run AND q.answered = 0 AND {ALL_LANDED}
    ORDER BY q.question_id"""  # noqa: S608 - our own words
WAITING_FOR = """
    SELECT q.question_id FROM tickets t
    JOIN questions q ON q.team_id = t.team_id AND q.question_id = t.question_id
    WHERE t.team_id = :team AND t.run_id = :run AND q.answered = 0
    ORDER BY q.question_id LIMIT :most"""
DUE = f"""
    SELECT q.team_id, q.question_id FROM questions q
    WHERE q.answered = 0 AND (q.until_at <= :now OR {ALL_LANDED})
    ORDER BY q.until_at, q.question_id LIMIT :most"""  # noqa: S608 - as above
WAITING = """
    SELECT payload FROM questions
    WHERE team_id = :team AND question_id = :question AND answered = 0"""
UNANSWERED = """
    SELECT MAX(question_id) AS id FROM tickets
    WHERE team_id = :team AND question_id >= :first AND question_id LIKE :ending"""
ANSWERED = """
    UPDATE questions SET answered = 1, payload = ''
    WHERE team_id = :team AND question_id = :question"""
LEAVE = "DELETE FROM tickets WHERE team_id = :team AND question_id = :question"
UNWANTED = """
    UPDATE flights SET wanted_until = 0 WHERE team_id = :team AND NOT EXISTS (
        SELECT 1 FROM tickets t WHERE t.team_id = flights.team_id AND t.run_id = flights.run_id)"""
SEATED = "SELECT seat FROM seats WHERE team_id = :team AND question_id = :question"
# The key makes the number hold, however many processes count at once.
SIT = """
    INSERT INTO seats (team_id, user_id, seat, question_id)
    VALUES (:team, :user, :seat, :question)
    ON CONFLICT (team_id, user_id, seat) DO UPDATE SET question_id = excluded.question_id
    WHERE seats.question_id < :first
    RETURNING seat"""
STAND_UP = "DELETE FROM seats WHERE team_id = :team AND question_id = :question"
FORGET = (
    "DELETE FROM tickets WHERE question_id < :first",
    "DELETE FROM questions WHERE question_id < :first",
    "DELETE FROM outcomes WHERE run_id < :first",
    "DELETE FROM flights WHERE run_id < :first",
    "DELETE FROM submits WHERE run_id < :first",
    "DELETE FROM seats WHERE question_id < :first",
    "DELETE FROM turns WHERE question_id < :first",
)


class _Lane(NamedTuple):
    connection: str
    lane: str


class FlightStore:
    """Stores jobs and waiting questions.

    `environment` is the key of the environment's credential.
    """

    def __init__(self, database: Database, environment: str) -> None:
        self._database = database
        self._environment = environment

    async def board(
        self,
        team: str,
        runs: Mapping[str, UsageRequest],
        until: datetime,
        question: str,
        payload: str | None,
        person: str | None,
    ) -> dict[str, int | None]:
        who = {"team": team, "question": question, "until": seconds_of(until)}
        later = Counter(map(self._lane_of, runs.values()))
        # All processes lock rows in the same order, so that they cannot deadlock.
        statements: list[Statement] = [
            (TURNS, {"team": team, "user": person, "question": question, "more": count - 1, **lane})
            for lane, count in ((each._asdict(), later[each]) for each in sorted(later))
            if person is not None
        ]
        for run, request in sorted(runs.items(), key=lambda item: item[1].key):
            lane = self._lane_of(request)
            key = {"team": team, "connection": lane.connection, "job": request.key}
            later[lane] -= 1
            turn = {"user": person, "lane": lane.lane, "later": later[lane]}
            statements.append((JOIN, {**key, **turn, "run": run, "until": who["until"]}))
            statements.append((TICKET, {**key, "question": question}))
            if request.since:
                landed = {name: key[name] for name in ("team", "job")}
                statements.append((LANDED_TICKET, {**landed, "run": run, "question": question}))
        if payload is not None:
            statements.append((WAIT, {**who, "payload": payload}))
        await self._database.transact(*statements)
        rows = await self._database.rows(TURN_OF_RUNS, {"team": team, "question": question})
        return {row["run_id"]: row["turn"] for row in rows}

    async def ahead(self, team: str, question: str) -> int:
        rows = await self._database.rows(AHEAD, {"team": team, "question": question})
        return max((row["ahead"] for row in rows), default=0)

    async def runs(self, team: str, question: str) -> dict[str, str]:
        rows = await self._database.rows(RUNS, {"team": team, "question": question})
        return {row["job_key"]: row["run_id"] for row in rows}

    async def wanted_until(self, team: str, run: str) -> datetime | None:
        (row,) = await self._database.rows(WANTED, {"team": team, "run": run})
        return moment_of(row["until"])

    async def lanes_of_people(self) -> set[tuple[str, str]]:
        rows = await self._database.rows(PEOPLES, {})
        return {(row["team_id"], row["lane"]) for row in rows}

    async def submitted(self, team: str, run: str, part: str) -> str | None:
        rows = await self._database.rows(SUBMITTED, {"team": team, "run": run, "part": part})
        return str(rows[0]["submitted"]) if rows else None

    async def submit(self, team: str, run: str, part: str, submitted: str) -> None:
        values = {"team": team, "run": run, "part": part, "submitted": submitted}
        await self._database.execute(SUBMIT, values)

    async def land(self, team: str, run: str, outcome: str) -> None:
        key: dict[str, Any] = {"team": team, "run": run}
        landed = (LANDED, {**key, "outcome": outcome})
        await self._database.transact(landed, (GONE, key), (SUBMITS_OVER, key))

    async def outcome(self, team: str, run: str) -> str | None:
        rows = await self._database.rows(OUTCOME, {"team": team, "run": run})
        return str(rows[0]["outcome"]) if rows else None

    async def ready(self, team: str, run: str) -> list[str]:
        rows = await self._database.rows(READY, {"team": team, "run": run})
        return [row["question_id"] for row in rows]

    async def waiting_for(self, team: str, run: str, most: int) -> list[str]:
        values = {"team": team, "run": run, "most": most}
        return [row["question_id"] for row in await self._database.rows(WAITING_FOR, values)]

    async def due(self, now: datetime, most: int) -> list[tuple[str, str]]:
        rows = await self._database.rows(DUE, {"now": seconds_of(now), "most": most})
        return [(row["team_id"], row["question_id"]) for row in rows]

    async def waiting(self, team: str, question: str) -> str | None:
        rows = await self._database.rows(WAITING, {"team": team, "question": question})
        return str(rows[0]["payload"]) if rows else None

    async def unanswered(self, team: str, mark: str, since: datetime) -> str | None:
        values = {"team": team, "first": first_id(since), "ending": f"%{mark}"}
        (row,) = await self._database.rows(UNANSWERED, values)
        return None if row["id"] is None else str(row["id"])

    async def answered(self, team: str, question: str) -> None:
        key = {"team": team, "question": question}
        await self._database.transact((ANSWERED, key), (LEAVE, key), (STAND_UP, key))

    async def cancel(self, team: str, question: str) -> None:
        await self.answered(team, question)
        await self._database.execute(UNWANTED, {"team": team})

    async def admit(self, ask: Ask, most: int, longest: timedelta) -> bool:
        values = {"team": ask.team, "question": ask.id}
        if await self._database.rows(SEATED, values):
            return True
        who = {**values, "user": ask.user, "first": first_id(ask.received_at - longest)}
        for seat in range(most):
            if await self._database.rows(SIT, {**who, "seat": seat}):
                return True
        return False

    async def leave(self, team: str, question: str) -> None:
        await self._database.execute(STAND_UP, {"team": team, "question": question})

    def _lane_of(self, request: UsageRequest) -> _Lane:
        job = request.job
        return _Lane(job.connection or self._environment, job.lane)

    async def forget(self, before: datetime) -> None:
        """Forget questions from before that moment, and their jobs, in every workspace."""
        first = {"first": first_id(before)}
        await self._database.transact(*((sql, first) for sql in FORGET))
