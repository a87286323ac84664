"""Migrates both databases, one step after another. A step that has shipped is never edited."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
import sqlite_utils

from slackbot.domain.errors import ConfigurationError

# the key of an advisory lock; it must differ from other programs' keys in the database
LOCK = 7_232_481_516


class Step(NamedTuple):
    """Statements that run on both databases. The step's name is stored when it is done."""

    name: str
    statements: tuple[str, ...]


# The workspace is first in the key of every table, except `executors`, `probes` and those of
# installations: a process serves all workspaces.
STEPS = (
    Step(
        "m001_channels_and_questions",
        (
            """CREATE TABLE bots (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
                name TEXT NOT NULL, linked_by TEXT NOT NULL, linked_at TEXT NOT NULL,
                is_default INTEGER NOT NULL,
                PRIMARY KEY (team_id, channel_id, bot_id)
            )""",
            """CREATE TABLE channel_settings (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, sharing_allowed INTEGER NOT NULL,
                zone TEXT, week_start TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id)
            )""",
            """CREATE TABLE deliveries (
                team_id TEXT NOT NULL, message_key TEXT NOT NULL,
                channel_id TEXT NOT NULL, ts TEXT NOT NULL,
                PRIMARY KEY (team_id, message_key)
            )""",
            """CREATE TABLE requests (
                team_id TEXT NOT NULL, request_hash TEXT NOT NULL, question_id TEXT NOT NULL,
                PRIMARY KEY (team_id, request_hash)
            )""",
        ),
    ),
    Step(
        "m002_claims_and_shared_jobs",
        (
            """CREATE TABLE claimed_deliveries (
                team_id TEXT NOT NULL, message_key TEXT NOT NULL, channel_id TEXT NOT NULL,
                ts TEXT, claims BIGINT NOT NULL DEFAULT 1,
                PRIMARY KEY (team_id, message_key)
            )""",
            """INSERT INTO claimed_deliveries (team_id, message_key, channel_id, ts)
            SELECT team_id, message_key, channel_id, ts FROM deliveries""",
            "DROP TABLE deliveries",
            "ALTER TABLE claimed_deliveries RENAME TO deliveries",
            """CREATE TABLE ledger (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, bot_id TEXT NOT NULL,
                grain TEXT NOT NULL, start_at BIGINT NOT NULL, end_at BIGINT NOT NULL,
                session BIGINT, conversation BIGINT, request BIGINT, alert BIGINT, proactive BIGINT,
                fetched_at BIGINT NOT NULL, report_id TEXT NOT NULL,
                PRIMARY KEY (team_id, connection, bot_id, grain, start_at, end_at)
            )""",
            """CREATE TABLE flights (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, job_key TEXT NOT NULL,
                run_id TEXT NOT NULL, wanted_until BIGINT NOT NULL,
                PRIMARY KEY (team_id, connection, job_key)
            )""",
            "CREATE INDEX flights_by_run ON flights (team_id, run_id)",
            """CREATE TABLE tickets (
                team_id TEXT NOT NULL, question_id TEXT NOT NULL, job_key TEXT NOT NULL,
                run_id TEXT NOT NULL,
                PRIMARY KEY (team_id, question_id, job_key)
            )""",
            "CREATE INDEX tickets_by_run ON tickets (team_id, run_id)",
            """CREATE TABLE questions (
                team_id TEXT NOT NULL, question_id TEXT NOT NULL, until_at BIGINT NOT NULL,
                payload TEXT NOT NULL, answered BIGINT NOT NULL,
                PRIMARY KEY (team_id, question_id)
            )""",
            "CREATE INDEX questions_by_state ON questions (answered, question_id)",
            """CREATE TABLE outcomes (
                team_id TEXT NOT NULL, run_id TEXT NOT NULL, outcome TEXT NOT NULL,
                PRIMARY KEY (team_id, run_id)
            )""",
            """CREATE TABLE budgets (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, lane TEXT NOT NULL,
                calls TEXT NOT NULL,
                PRIMARY KEY (team_id, connection, lane)
            )""",
            """CREATE TABLE executors (
                id TEXT NOT NULL PRIMARY KEY, seen_at DOUBLE PRECISION NOT NULL
            )""",
        ),
    ),
    Step(
        "m003_threads_and_refused_blocks",
        (
            """CREATE TABLE threads (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL,
                query TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id, ts)
            )""",
            """CREATE TABLE refused_blocks (
                team_id TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (team_id, kind)
            )""",
        ),
    ),
    Step(
        "m004_allowances_and_prices",
        (
            """CREATE TABLE allowances (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
                unit TEXT NOT NULL, amount BIGINT NOT NULL, every TEXT NOT NULL,
                from_day BIGINT NOT NULL, from_month BIGINT NOT NULL,
                set_by TEXT NOT NULL, set_at TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id, bot_id, unit)
            )""",
            """CREATE TABLE prices (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
                unit TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL,
                set_by TEXT NOT NULL, set_at TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id, bot_id, unit)
            )""",
        ),
    ),
    Step(
        "m005_submits",
        (
            """CREATE TABLE submits (
                team_id TEXT NOT NULL, run_id TEXT NOT NULL, part TEXT NOT NULL,
                submitted TEXT NOT NULL,
                PRIMARY KEY (team_id, run_id, part)
            )""",
        ),
    ),
    Step(
        "m006_digests",
        (
            """CREATE TABLE digests (
                team_id TEXT NOT NULL, digest_id TEXT NOT NULL, channel_id TEXT NOT NULL,
                number BIGINT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
                body TEXT NOT NULL,
                slot_day TEXT, slot_at BIGINT, run_at BIGINT, last_slot_at BIGINT,
                PRIMARY KEY (team_id, digest_id)
            )""",
            "CREATE INDEX digests_by_channel ON digests (team_id, channel_id)",
            """CREATE TABLE digest_numbers (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, last BIGINT NOT NULL,
                PRIMARY KEY (team_id, channel_id)
            )""",
            "CREATE INDEX digests_by_time ON digests (state, run_at)",
            """CREATE TABLE digest_runs (
                team_id TEXT NOT NULL, digest_id TEXT NOT NULL, run_key TEXT NOT NULL,
                due_at BIGINT NOT NULL, state TEXT NOT NULL, attempts BIGINT NOT NULL,
                retry_at BIGINT, body TEXT NOT NULL,
                PRIMARY KEY (team_id, digest_id, run_key)
            )""",
            "CREATE INDEX digest_runs_by_time ON digest_runs (retry_at)",
            """CREATE TABLE disconnected (
                team_id TEXT NOT NULL PRIMARY KEY, since_at BIGINT NOT NULL, reason TEXT NOT NULL
            )""",
        ),
    ),
    Step(
        "m007_thresholds",
        (
            """CREATE TABLE thresholds (
                team_id TEXT NOT NULL, rule_id TEXT NOT NULL, channel_id TEXT NOT NULL,
                number BIGINT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL,
                memory TEXT NOT NULL, version BIGINT NOT NULL,
                checked_at BIGINT, fired_at BIGINT,
                PRIMARY KEY (team_id, rule_id)
            )""",
            "CREATE INDEX thresholds_by_channel ON thresholds (team_id, channel_id)",
            """CREATE TABLE threshold_numbers (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, last BIGINT NOT NULL,
                PRIMARY KEY (team_id, channel_id)
            )""",
            """CREATE TABLE notices (
                team_id TEXT NOT NULL, rule_id TEXT NOT NULL, notice_key TEXT NOT NULL,
                told_at BIGINT NOT NULL, body TEXT NOT NULL,
                PRIMARY KEY (team_id, rule_id, notice_key)
            )""",
            """CREATE TABLE notice_places (
                team_id TEXT NOT NULL, rule_id TEXT NOT NULL, place TEXT NOT NULL,
                channel_id TEXT NOT NULL, ts TEXT NOT NULL,
                PRIMARY KEY (team_id, rule_id, place)
            )""",
            """CREATE TABLE checks (
                team_id TEXT NOT NULL, moment_at BIGINT NOT NULL, seconds DOUBLE PRECISION,
                jobs BIGINT NOT NULL,
                PRIMARY KEY (team_id, moment_at)
            )""",
        ),
    ),
    Step(
        "m008_habits",
        (
            """CREATE TABLE habits (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, habits TEXT NOT NULL,
                PRIMARY KEY (team_id, connection)
            )""",
        ),
    ),
    Step(
        "m009_left_out",
        (
            "ALTER TABLE ledger ADD COLUMN lacking_since BIGINT",
            "ALTER TABLE ledger ADD COLUMN again_at BIGINT",
        ),
    ),
    Step(
        "m010_probes",
        ("CREATE TABLE probes (id INTEGER NOT NULL PRIMARY KEY, probes BIGINT NOT NULL)",),
    ),
    Step(
        "m011_seats",
        (
            """CREATE TABLE seats (
                team_id TEXT NOT NULL, user_id TEXT NOT NULL, seat BIGINT NOT NULL,
                question_id TEXT NOT NULL,
                PRIMARY KEY (team_id, user_id, seat)
            )""",
            "CREATE INDEX seats_by_question ON seats (team_id, question_id)",
        ),
    ),
    Step(
        "m012_turns",
        (
            "ALTER TABLE flights ADD COLUMN lane TEXT",
            "ALTER TABLE flights ADD COLUMN turn BIGINT",
            "CREATE INDEX flights_by_lane ON flights (team_id, connection, lane)",
            """CREATE TABLE turns (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, lane TEXT NOT NULL,
                user_id TEXT NOT NULL, turn BIGINT NOT NULL, question_id TEXT NOT NULL,
                PRIMARY KEY (team_id, connection, lane, user_id)
            )""",
        ),
    ),
    Step(
        "m013_workspace_settings",
        (
            """CREATE TABLE workspace_settings (
                team_id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL
            )""",
        ),
    ),
    Step(
        "m014_forgetting",
        (
            """CREATE TABLE response_urls (
                team_id TEXT NOT NULL, question_id TEXT NOT NULL, url TEXT NOT NULL,
                until_at BIGINT NOT NULL,
                PRIMARY KEY (team_id, question_id)
            )""",
            "ALTER TABLE digests ADD COLUMN removed_at BIGINT",
            "ALTER TABLE thresholds ADD COLUMN removed_at BIGINT",
        ),
    ),
    Step(
        "m015_audit",
        (
            """CREATE TABLE audit (
                team_id TEXT NOT NULL, change_key TEXT NOT NULL, changed_at BIGINT NOT NULL,
                channel_id TEXT NOT NULL, changed_by TEXT NOT NULL, what TEXT NOT NULL,
                did TEXT NOT NULL, thing TEXT NOT NULL, value_before TEXT, value_after TEXT,
                PRIMARY KEY (team_id, change_key)
            )""",
            "CREATE INDEX audit_by_time ON audit (team_id, changed_at)",
            "CREATE INDEX audit_by_thing ON audit (team_id, channel_id, what, thing)",
        ),
    ),
    Step(
        "m016_approvals",
        (
            """CREATE TABLE link_requests (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
                name TEXT NOT NULL, requested_by TEXT NOT NULL, requested_at TEXT NOT NULL,
                is_default INTEGER NOT NULL,
                PRIMARY KEY (team_id, channel_id, bot_id)
            )""",
            # A workspace that has links was open until now, and stays so until an admin decides.
            """UPDATE workspace_settings
                SET body = SUBSTR(body, 1, LENGTH(body) - 1) || ',"bots": "open"}'
                WHERE team_id IN (SELECT team_id FROM bots)""",
            """INSERT INTO workspace_settings (team_id, body)
                SELECT DISTINCT team_id, '{"bots": "open"}' FROM bots
                WHERE team_id NOT IN (SELECT team_id FROM workspace_settings)""",
        ),
    ),
    Step(
        "m017_editions",
        (
            """CREATE TABLE editions (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL,
                edited TEXT NOT NULL, words_hash TEXT NOT NULL, question_id TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id, ts, edited)
            )""",
        ),
    ),
    Step("m018_fiscal_year", ("ALTER TABLE channel_settings ADD COLUMN fiscal_year TEXT",)),
    Step(
        "m019_hazards",
        (
            """CREATE TABLE hazards (
                team_id TEXT NOT NULL, run_id TEXT NOT NULL, executor_id TEXT NOT NULL,
                deaths BIGINT NOT NULL, begun_at BIGINT NOT NULL,
                PRIMARY KEY (team_id, run_id)
            )""",
        ),
    ),
    Step("m020_holidays", ("ALTER TABLE channel_settings ADD COLUMN holidays TEXT",)),
    Step(
        "m021_prices_from_a_day",
        (
            # `valid_from` is empty for a price that is valid from always, and `unit` for a flat fee
            """CREATE TABLE dated_prices (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
                unit TEXT NOT NULL, valid_from TEXT NOT NULL DEFAULT '',
                amount TEXT NOT NULL, currency TEXT NOT NULL,
                included BIGINT NOT NULL DEFAULT 0, every TEXT,
                from_day BIGINT NOT NULL DEFAULT 1, from_month BIGINT NOT NULL DEFAULT 1,
                set_by TEXT NOT NULL, set_at TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id, bot_id, unit, valid_from)
            )""",
            """INSERT INTO dated_prices
                (team_id, channel_id, bot_id, unit, amount, currency, set_by, set_at)
            SELECT team_id, channel_id, bot_id, unit, amount, currency, set_by, set_at
            FROM prices""",
            "DROP TABLE prices",
            "ALTER TABLE dated_prices RENAME TO prices",
        ),
    ),
    Step(
        "m022_groups",
        (
            # `bot_ids` is a JSON list. In other tables `bot_id` may be the id of a group.
            """CREATE TABLE bot_groups (
                team_id TEXT NOT NULL, group_id TEXT NOT NULL, name TEXT NOT NULL,
                name_key TEXT NOT NULL, bot_ids TEXT NOT NULL, set_by TEXT NOT NULL,
                set_at TEXT NOT NULL,
                PRIMARY KEY (team_id, group_id)
            )""",
            "CREATE UNIQUE INDEX bot_groups_by_name ON bot_groups (team_id, name_key)",
        ),
    ),
    Step(
        "m023_budgets",
        (
            # A budget has a currency and no unit. Its amount may be too large for a BIGINT.
            """CREATE TABLE limits (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
                unit TEXT NOT NULL, currency TEXT NOT NULL DEFAULT '', every TEXT NOT NULL,
                amount TEXT NOT NULL, from_day BIGINT NOT NULL, from_month BIGINT NOT NULL,
                set_by TEXT NOT NULL, set_at TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id, bot_id, unit, currency, every)
            )""",
            """INSERT INTO limits
                (team_id, channel_id, bot_id, unit, every, amount, from_day, from_month, set_by,
                set_at)
            SELECT team_id, channel_id, bot_id, unit, every, CAST(amount AS TEXT), from_day,
                from_month, set_by, set_at
            FROM allowances""",
            "DROP TABLE allowances",
            "ALTER TABLE limits RENAME TO allowances",
        ),
    ),
    Step(
        "m024_receipts",
        (
            # `lines` is JSON; `user_id` is empty where the whole channel saw the answer
            """CREATE TABLE receipts (
                team_id TEXT NOT NULL, question_id TEXT NOT NULL, channel_id TEXT NOT NULL,
                user_id TEXT NOT NULL, lines TEXT NOT NULL, PRIMARY KEY (team_id, question_id)
            )""",
        ),
    ),
    Step(
        "m025_closes",
        (
            """CREATE TABLE closes (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, number TEXT NOT NULL,
                first_day TEXT NOT NULL, last_day TEXT NOT NULL, body TEXT NOT NULL,
                closed_at TEXT NOT NULL, closed_by TEXT NOT NULL, question_id TEXT NOT NULL,
                thread_ts TEXT, reopened_at TEXT, reopened_by TEXT,
                PRIMARY KEY (team_id, channel_id, number)
            )""",
            """CREATE UNIQUE INDEX closes_current ON closes (team_id, channel_id, first_day)
                WHERE reopened_at IS NULL""",
        ),
    ),
    Step(
        "m026_cost_always",
        ("ALTER TABLE channel_settings ADD COLUMN cost_always INTEGER NOT NULL DEFAULT 0",),
    ),
    Step(
        "m027_growth",
        (
            # A bot's counts of a UTC day, `age` full hours after the day's end.
            """CREATE TABLE growth (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, bot_id TEXT NOT NULL,
                day TEXT NOT NULL, age BIGINT NOT NULL,
                session BIGINT, conversation BIGINT, request BIGINT, alert BIGINT,
                proactive BIGINT,
                PRIMARY KEY (team_id, connection, bot_id, day, age)
            )""",
        ),
    ),
    Step(
        "m028_recent_questions",
        (
            """CREATE TABLE recent_questions (
                team_id TEXT NOT NULL, question_id TEXT NOT NULL, user_id TEXT NOT NULL,
                channel_id TEXT NOT NULL, asked_at BIGINT NOT NULL, words TEXT NOT NULL,
                PRIMARY KEY (team_id, question_id)
            )""",
            """CREATE INDEX recent_questions_by_user
                ON recent_questions (team_id, user_id, asked_at)""",
        ),
    ),
    Step(
        "m029_decided_requests",
        (
            "ALTER TABLE link_requests ADD COLUMN question_id TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE link_requests ADD COLUMN decided_in TEXT",
        ),
    ),
    Step(
        "m030_form_values",
        (
            """CREATE TABLE form_values (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, user_id TEXT NOT NULL,
                form TEXT NOT NULL, body TEXT NOT NULL, kept_at BIGINT NOT NULL,
                PRIMARY KEY (team_id, channel_id, user_id, form)
            )""",
        ),
    ),
    Step(
        "m031_installations",
        (
            """CREATE TABLE installations (
                installation TEXT NOT NULL PRIMARY KEY, team_id TEXT NOT NULL,
                enterprise_id TEXT NOT NULL, app_user TEXT NOT NULL, app_bot TEXT NOT NULL,
                scopes TEXT NOT NULL, sealed_token TEXT NOT NULL,
                sealed_refresh_token TEXT NOT NULL, expires_at BIGINT,
                installed_by TEXT NOT NULL, installed_at BIGINT NOT NULL,
                refreshing_until BIGINT NOT NULL DEFAULT 0, removed_at BIGINT
            )""",
            """CREATE TABLE installed_teams (
                team_id TEXT NOT NULL PRIMARY KEY, enterprise_id TEXT NOT NULL, removed_at BIGINT
            )""",
            """CREATE TABLE install_states (
                state_hash TEXT NOT NULL PRIMARY KEY, until_at BIGINT NOT NULL
            )""",
        ),
    ),
    Step(
        "m034_connections",
        (
            # `connection` is the key under which the ledger and other tables keep what came through
            # it. `bot_id` is empty where it covers more than one bot.
            """CREATE TABLE connections (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, name TEXT NOT NULL,
                host TEXT NOT NULL, scope TEXT NOT NULL, client_id TEXT NOT NULL,
                bot_id TEXT NOT NULL, sealed_secret TEXT NOT NULL, changed_at TEXT NOT NULL,
                added_at TEXT NOT NULL,
                PRIMARY KEY (team_id, connection)
            )""",
            "CREATE UNIQUE INDEX connections_by_name ON connections (team_id, name)",
        ),
    ),
    Step(
        "m035_connection_bots",
        (
            # through which of several connections Kore.ai knows a bot; empty: the environment's
            """CREATE TABLE connection_bots (
                team_id TEXT NOT NULL, bot_id TEXT NOT NULL, connection TEXT NOT NULL,
                PRIMARY KEY (team_id, bot_id)
            )""",
        ),
    ),
    Step(
        "m036_shared_lanes",
        (
            # workspaces with the same credential share a lane
            "CREATE INDEX flights_by_shared_lane ON flights (connection, lane)",
            "CREATE INDEX turns_by_shared_lane ON turns (connection, lane)",
            "CREATE INDEX budgets_by_shared_lane ON budgets (connection, lane)",
        ),
    ),
    Step(
        "m039_assistant_tokens",
        (
            """CREATE TABLE assistant_tokens (
                team_id TEXT NOT NULL, token_id TEXT NOT NULL, user_id TEXT NOT NULL,
                token_hash TEXT NOT NULL, made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
                PRIMARY KEY (team_id, token_id)
            )""",
            """CREATE UNIQUE INDEX assistant_tokens_by_hash
                ON assistant_tokens (team_id, token_hash)""",
        ),
    ),
)


def migrate_sqlite(db: sqlite_utils.Database, steps: Sequence[Step] = STEPS) -> None:
    """Run the missing steps. Raises ConfigurationError if the database has newer ones."""
    migrations = sqlite_utils.Migrations("slackbot")
    for step in steps:
        migrations(name=step.name)(_on_sqlite(step))
    _refuse_newer((done.name for done in migrations.applied(db)), steps)
    migrations.apply(db)


def migrate_postgres(db: sa.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Run the missing steps in the open transaction of `db`; other processes wait for its end.

    Raises ConfigurationError if the database has newer steps.
    """
    db.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    db.execute(sa.text("CREATE TABLE IF NOT EXISTS slackbot_migrations (name TEXT PRIMARY KEY)"))
    applied = set(db.scalars(sa.text("SELECT name FROM slackbot_migrations")))
    _refuse_newer(applied, steps)
    for step in steps:
        if step.name not in applied:
            for sql in step.statements:
                db.execute(sa.text(sql))
            insert = sa.text("INSERT INTO slackbot_migrations (name) VALUES (:name)")
            db.execute(insert, {"name": step.name})


def _on_sqlite(step: Step) -> Callable[[sqlite_utils.Database], None]:
    def take(db: sqlite_utils.Database) -> None:
        for sql in step.statements:
            db.execute(sql)

    return take


def _refuse_newer(applied: Iterable[str], steps: Sequence[Step]) -> None:
    """Raise ConfigurationError for steps of a newer version, whose tables we must not touch."""
    if newer := sorted(set(applied) - {step.name for step in steps}):
        raise ConfigurationError(
            f"A newer version of slackbot has changed the database ({newer[-1]}). Run that version "
            "or a newer one, or give this one a database of its own in DATABASE_URL."
        )
