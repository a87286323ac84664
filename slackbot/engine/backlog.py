"""Counts and moves the work that is written down and not done, in DBOS's own table."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import exc

from slackbot.domain.errors import TransientError
from slackbot.engine import names
from slackbot.telemetry import Backlog

# DBOS's states of unfinished work. DBOS counts moments in milliseconds.
QUEUED, RUNNING = "ENQUEUED", "PENDING"
JOBS = """
    SELECT queue_partition_key AS lane, status, COUNT(*) AS jobs, MIN(created_at) AS oldest
    FROM {table} WHERE queue_name = :lanes AND status IN ('ENQUEUED', 'PENDING')
    GROUP BY queue_partition_key, status"""
# The first pair counts questions that are being opened, the second those that wait for figures.
QUESTIONS = """
    SELECT (SELECT COUNT(*) FROM {table}
        WHERE name = :handle_ask AND status IN ('ENQUEUED', 'PENDING'))
    + (SELECT COUNT(*) FROM questions WHERE answered = 0)"""

UNFINISHED = """
    SELECT (SELECT COUNT(*) FROM {table} WHERE status IN ('ENQUEUED', 'PENDING'))
    + (SELECT COUNT(*) FROM questions WHERE answered = 0)"""

# For who has none to bring forward, a look: it keeps nobody from writing.
WAITS_LONGER = """
    SELECT 1 FROM {table} WHERE workflow_uuid = :run AND status = 'ENQUEUED' AND priority > :turn"""
BRING_FORWARD = """
    UPDATE {table} SET priority = :turn
    WHERE workflow_uuid = :run AND status = 'ENQUEUED' AND priority > :turn"""

PASSING = (exc.OperationalError, exc.InternalError, exc.TimeoutError)


def read_backlog(database: sa.Engine, now: float) -> Backlog:
    """Return the work that all processes of this database still have to do. Blocks.

    `now` is in epoch seconds. Raises TransientError while the database is away.
    """
    try:
        return _read(database, now)
    except PASSING as error:
        raise TransientError("The database does not answer just now.") from error


def bring_forward(database: sa.Engine, run: str, turn: int) -> None:
    """Give a run that is queued that priority, if it has a later one: DBOS itself has no way to.
    Blocks.

    Raises TransientError while the database is away.
    """
    table, values = status_table(database), {"run": run, "turn": turn}
    try:
        with database.connect() as connection:
            if connection.scalar(sa.text(WAITS_LONGER.format(table=table)), values) is None:
                return
        with database.begin() as connection:
            connection.execute(sa.text(BRING_FORWARD.format(table=table)), values)
    except PASSING as error:
        raise TransientError("The database does not answer just now.") from error


def status_table(database: sa.Engine) -> str:
    """The name of DBOS's table of runs."""
    return "dbos.workflow_status" if database.dialect.name == "postgresql" else "workflow_status"


def _read(database: sa.Engine, now: float) -> Backlog:
    table = status_table(database)
    with database.connect() as connection:
        jobs = connection.execute(sa.text(JOBS.format(table=table)), {"lanes": names.LANES})
        rows = jobs.fetchall()
        waiting = connection.scalar(
            sa.text(QUESTIONS.format(table=table)), {"handle_ask": names.HANDLE_ASK}
        )
        unfinished = connection.scalar(sa.text(UNFINISHED.format(table=table)))
    queued = [row for row in rows if row.status == QUEUED]
    running = [row for row in rows if row.status == RUNNING]
    return Backlog(
        queued=sum(row.jobs for row in queued),
        running=sum(row.jobs for row in running),
        oldest_queued_seconds=_age((row.oldest for row in queued), now),
        oldest_running_seconds=_age((row.oldest for row in running), now),
        waiting_questions=waiting or 0,
        unfinished=unfinished or 0,
        lanes={row.lane: row.jobs for row in queued},
    )


def _age(moments: Iterable[int], now: float) -> float:
    return max(0.0, now - min(moments, default=now * 1000) / 1000)
