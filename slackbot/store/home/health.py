"""Implements HealthReport (see ports) over what the stores and the engine have written down."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from slackbot.domain.ask import first_id
from slackbot.domain.home import Health
from slackbot.store.databases.database import Database, seconds_of
from slackbot.store.ledger import CoverageOf, no_rows

LATELY = timedelta(days=7)
KORE = """
    SELECT connection, MAX(fetched_at) AS at FROM ledger
    WHERE team_id = :team AND end_at > :since GROUP BY connection"""
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
    """Reads a workspace's health; the `backlog` is that of all workspaces of the database.

    `environment` is the key of the environment's credential.
    """

    def __init__(
        self,
        database: Database,
        environment: str,
        backlog: Backlog,
        coverage: CoverageOf = no_rows,
    ) -> None:
        self._database = database
        self._environment = environment
        self._backlog = backlog
        self._coverage = coverage

    async def of(self, team: str, now: datetime) -> Health:
        since = seconds_of(now - LATELY)
        window = {"team": team, "since": since}
        rows = await self._database.rows(KORE, window)
        at = {row["connection"]: _moment(row["at"]) for row in rows}
        connections = (await self._coverage(team)).connections
        place = {"team": team, "first": first_id(now - LATELY)}
        (slack,) = await self._database.rows(SLACK, place)
        (failed,) = await self._database.rows(FAILED, window)
        (stopped,) = await self._database.rows(STOPPED, {"team": team})
        waiting, queued = await self._backlog()
        return Health(
            kore_at={each.name: at.get(each.id or self._environment) for each in connections},
            slack_at=_moment(slack["at"]),
            failed=int(failed["count"]),
            stopped=int(stopped["count"]),
            waiting=waiting,
            queued=queued,
        )


def _moment(seconds: int | str | None) -> datetime | None:
    return datetime.fromtimestamp(float(seconds), UTC) if seconds else None
