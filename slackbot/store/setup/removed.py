"""Removed digests and alerts: kept, for their history, as long as figures are, then deleted.

Nobody tells the store when something was removed: it writes down when it first saw it so.
"""

from datetime import datetime

from slackbot.store.databases.database import Statement, seconds_of

SEEN = """
    UPDATE {table} SET removed_at = CASE WHEN state = 'removed' THEN CAST(:now AS BIGINT) END
    WHERE (state = 'removed') <> (removed_at IS NOT NULL)"""
GONE = "DELETE FROM {table} WHERE removed_at < :before"
LEFT = """
    DELETE FROM {table} WHERE NOT EXISTS (
        SELECT 1 FROM {owner} o WHERE o.team_id = {table}.team_id AND o.{id} = {table}.{id})"""


def forget_removed(
    table: str, id_: str, belongings: tuple[str, ...], before: datetime, now: datetime
) -> list[Statement]:
    """Statements that delete from `table` what was removed before that moment, in every workspace,
    and the rows of `belongings` whose `id_` is in `table` no more."""
    return [
        (SEEN.format(table=table), {"now": seconds_of(now)}),
        (GONE.format(table=table), {"before": seconds_of(before)}),
        *((LEFT.format(table=each, owner=table, id=id_), {}) for each in belongings),
    ]
