"""Implements HealthReport (see ports) over what the stores and the engine have written down."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from slackbot.domain.ask import first_id
from slackbot.domain.home import Health
from slackbot.store.databases.database import Database

LATELY = timedelta(days=7)
KORE = """
    SELECT MAX(fetched_at) AS at FROM ledger
    WHERE team_id = :team AND connection = :connection AND end_at > :since"""
SLACK = """
    SELECT MAX(ts) AS at FROM deliveries
    WHERE team_id = :team AND message_key > :first AND ts <> ''"""
FAILED = """
    SELECT COUNT(*) AS count FROM digest_runs
    WHERE team_id = :team AND state = 'failed' AND due_at > :since"""
STOPPED = """
    SELECT (SELECT COUNT(*) FROM digests WHERE team_id = :team AND state = 'stopped')
    + (SELECT COUNT(*) FROM thresholds WHERE team_id = :team AND state = 'stopped') AS count"""

Backlog = Callable[[], Awaitable[tuple[int, int]]]  # questions that wait, and queued jobs


class HealthStore:
    """Reads a workspace's health; the `backlog` is that of all workspaces of the database."""

    def __init__(self, database: Database, connection: str, backlog: Backlog) -> None:
        self._database = database
        self._connection = connection
        self._backlog = backlog

    async def of(self, team: str, now: datetime) -> Health:
        since = int((now - LATELY).timestamp())
        window = {"team": team, "since": since}
        (kore,) = await self._database.rows(KORE, window | {"connection": self._connection})
        place = {"team": team, "first": first_id(now - LATELY)}
        (slack,) = await self._database.rows(SLACK, place)
        (failed,) = await self._database.rows(FAILED, window)
        (stopped,) = await self._database.rows(STOPPED, {"team": team})
        waiting, queued = await self._backlog()
        return Health(
            kore_at=_moment(kore["at"]),
            slack_at=_moment(slack["at"]),
            failed=int(failed["count"]),
            stopped=int(stopped["count"]),
            waiting=waiting,
            queued=queued,
        )


def _moment(seconds: int | str | None) -> datetime | None:
    return datetime.fromtimestamp(float(seconds), UTC) if seconds else None
