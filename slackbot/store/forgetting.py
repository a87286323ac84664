"""Lists the rows that are deleted of each table: for a person, a channel (`slackbot forget`), and a
workspace.

A person's rows are kept where they belong to a channel; the person in them becomes NOBODY. A
channel's rows are deleted, but of the audit the acts stay, without their words.
"""

from collections.abc import AsyncIterator
from typing import NamedTuple

from slackbot.store.databases.database import Database

NOBODY = "U00000000"  # no id of Slack's: it is shown as somebody unknown
NOWHERE = "C00000000"

BLANK = "UPDATE {table} SET {column} = :nobody WHERE team_id = :team AND {column} = :id"
# In JSON an id is a whole text, or a mention within one.
BLANK_WITHIN = """
    UPDATE {table} SET {column} = REPLACE(REPLACE(REPLACE({column},
        :quoted, :quoted_nobody), :mention, :mention_nobody), :named, :named_nobody)
    WHERE team_id = :team
    AND ({column} LIKE :like_quoted OR {column} LIKE :like_mention OR {column} LIKE :like_named)"""
OF_USER = "DELETE FROM {table} WHERE team_id = :team AND user_id = :id"
OF_CHANNEL = "DELETE FROM {table} WHERE team_id = :team AND channel_id = :id"
BELONGING = """
    DELETE FROM {table} WHERE team_id = :team AND EXISTS (
        SELECT 1 FROM {owner} o
        WHERE o.team_id = {table}.team_id AND o.{key} = {table}.{key} AND o.channel_id = :id)"""
# A question that waits is not answered any more.
WAITING = "DELETE FROM questions WHERE team_id = :team AND payload LIKE :{field}"
DIRECT = """
    DELETE FROM deliveries
    WHERE team_id = :team AND (channel_id = :id OR message_key LIKE :like_owner)"""
# The act and who did it stay; where, and the words, go.
ACT = """
    UPDATE audit SET channel_id = :nowhere, value_before = NULL, value_after = NULL
    WHERE team_id = :team AND channel_id = :id"""
TEAMS = """
    SELECT team_id FROM bots UNION SELECT team_id FROM digests UNION SELECT team_id FROM thresholds
    UNION SELECT team_id FROM requests UNION SELECT team_id FROM deliveries
    UNION SELECT team_id FROM audit ORDER BY team_id"""


class Forgotten(NamedTuple):
    """A table, and the statement for it."""

    table: str
    statement: str


def _blank(table: str, column: str) -> Forgotten:
    return Forgotten(table, BLANK.format(table=table, column=column))


def _blank_within(table: str, column: str) -> Forgotten:
    return Forgotten(table, BLANK_WITHIN.format(table=table, column=column))


def _of_channel(table: str) -> Forgotten:
    return Forgotten(table, OF_CHANNEL.format(table=table))


def _belonging(table: str, owner: str, key: str) -> Forgotten:
    return Forgotten(table, BELONGING.format(table=table, owner=owner, key=key))


USER = (
    Forgotten("questions", WAITING.format(field="like_user")),
    Forgotten("deliveries", DIRECT),
    Forgotten("seats", OF_USER.format(table="seats")),
    Forgotten("turns", OF_USER.format(table="turns")),
    Forgotten("receipts", OF_USER.format(table="receipts")),
    Forgotten("recent_questions", OF_USER.format(table="recent_questions")),
    Forgotten("form_values", OF_USER.format(table="form_values")),
    Forgotten("assistant_tokens", OF_USER.format(table="assistant_tokens")),
    _blank("bots", "linked_by"),
    _blank("link_requests", "requested_by"),
    _blank("allowances", "set_by"),
    _blank("prices", "set_by"),
    _blank("bot_groups", "set_by"),
    _blank("closes", "closed_by"),
    _blank("closes", "reopened_by"),
    _blank_within("digests", "body"),
    _blank_within("digests", "reason"),
    _blank_within("digest_runs", "body"),
    _blank_within("thresholds", "body"),
    _blank_within("thresholds", "memory"),
    _blank_within("notices", "body"),
    _blank_within("questions", "payload"),
    _blank_within("workspace_settings", "body"),
    _blank("audit", "changed_by"),
    _blank_within("audit", "value_before"),
    _blank_within("audit", "value_after"),
)
CHANNEL = (
    Forgotten("questions", WAITING.format(field="like_channel")),
    Forgotten("audit", ACT),
    _belonging("digest_runs", "digests", "digest_id"),
    _belonging("notices", "thresholds", "rule_id"),
    _belonging("notice_places", "thresholds", "rule_id"),
    *map(
        _of_channel,
        (
            *(
                "bots",
                "link_requests",
                "channel_settings",
                "deliveries",
                "threads",
                "editions",
                "receipts",
                "recent_questions",
                "form_values",
                "allowances",
                "prices",
                "closes",
            ),
            *("digests", "digest_numbers", "thresholds", "threshold_numbers"),
        ),
    ),
)
# These name neither: figures and calls of bots, and what is gone within an hour.
NEITHER = (
    *("requests", "ledger", "flights", "tickets", "outcomes", "budgets", "habits", "executors"),
    *("refused_blocks", "submits", "disconnected", "checks", "probes", "response_urls"),
    *("hazards", "growth", "connections", "connection_bots"),
    *("installations", "installed_teams", "install_states"),
)
# These are of no workspace, or outlast its data.
OF_NO_WORKSPACE = (*("executors", "probes", "installations", "installed_teams", "install_states"),)
OF_WORKSPACE = "DELETE FROM {table} WHERE team_id = :team"


async def teams_in(database: Database) -> list[str]:
    """Return the workspaces of which anything is kept, sorted."""
    return [str(row["team_id"]) for row in await database.rows(TEAMS, {})]


async def forget(
    database: Database, rows: tuple[Forgotten, ...], id_: str
) -> AsyncIterator[tuple[str, str, int]]:
    """Run the statements for this person or channel in every workspace.

    Yields each workspace and table, and how many of its rows were changed or deleted. Safe to
    repeat.
    """
    for team in await teams_in(database):
        for table, statement in rows:
            values = {
                key: value for key, value in _values(team, id_).items() if f":{key}" in statement
            }
            yield team, table, len(await database.rows(f"{statement} RETURNING 1 AS one", values))


async def forget_workspace(database: Database, team: str) -> None:
    """Delete all that is kept of a workspace. Safe to repeat."""
    tables = {*NEITHER, *(each.table for each in (*USER, *CHANNEL))} - {*OF_NO_WORKSPACE}
    for table in sorted(tables):
        await database.execute(OF_WORKSPACE.format(table=table), {"team": team})


def _values(team: str, id_: str) -> dict[str, str]:
    forms = {"quoted": '"{}"', "mention": "<@{}>", "named": "<@{}|"}
    return {
        "team": team,
        "id": id_,
        "nobody": NOBODY,
        "nowhere": NOWHERE,
        **{name: form.format(id_) for name, form in forms.items()},
        **{f"{name}_nobody": form.format(NOBODY) for name, form in forms.items()},
        **{f"like_{name}": f"%{form.format(id_)}%" for name, form in forms.items()},
        "like_user": f'%"user":"{id_}"%',
        "like_channel": f'%"channel":"{id_}"%',
        "like_owner": f"%-back-{id_}:%",
    }
