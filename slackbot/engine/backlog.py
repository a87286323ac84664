"""How much work is written down and not done, read from DBOS's own table."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import exc

from slackbot.domain.errors import TransientError
from slackbot.engine import names
from slackbot.telemetry import Backlog

# DBOS's states of work that is not done; it counts moments in milliseconds.
QUEUED, RUNNING = "ENQUEUED", "PENDING"
JOBS = """
    SELECT queue_partition_key AS lane, status, COUNT(*) AS jobs, MIN(created_at) AS oldest
    FROM {table} WHERE queue_name = :lanes AND status IN ('ENQUEUED', 'PENDING')
    GROUP BY queue_partition_key, status"""
# Those that are being opened, and those that wait for their figures.
QUESTIONS = """
    SELECT (SELECT COUNT(*) FROM {table}
        WHERE name = :handle_ask AND status IN ('ENQUEUED', 'PENDING'))
    + (SELECT COUNT(*) FROM questions WHERE answered = 0)"""


PASSING = (exc.OperationalError, exc.InternalError, exc.TimeoutError)


def read_backlog(database: sa.Engine, now: float) -> Backlog:
    """What any process of this database has still to do; `now` in epoch seconds. Blocks.

    Raises TransientError while the database is away.
    """
    try:
        return _read(database, now)
    except PASSING as error:
        raise TransientError("The database does not answer just now.") from error


def _read(database: sa.Engine, now: float) -> Backlog:
    table = "dbos.workflow_status" if database.dialect.name == "postgresql" else "workflow_status"
    with database.connect() as connection:
        jobs = connection.execute(sa.text(JOBS.format(table=table)), {"lanes": names.LANES})
        rows = jobs.fetchall()
        waiting = connection.scalar(
            sa.text(QUESTIONS.format(table=table)), {"handle_ask": names.HANDLE_ASK}
        )
    queued = [row for row in rows if row.status == QUEUED]
    running = [row for row in rows if row.status == RUNNING]
    return Backlog(
        queued=sum(row.jobs for row in queued),
        running=sum(row.jobs for row in running),
        oldest_queued_seconds=_age((row.oldest for row in queued), now),
        oldest_running_seconds=_age((row.oldest for row in running), now),
        waiting_questions=waiting or 0,
        lanes={row.lane: row.jobs for row in queued},
    )


def _age(moments: Iterable[int], now: float) -> float:
    return max(0.0, now - min(moments, default=now * 1000) / 1000)
