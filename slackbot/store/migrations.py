"""The schema, one step after another. A step that has shipped is never edited."""

from sqlite_utils import Database, Migrations

migrations = Migrations("slackbot")


@migrations()
def m001_channels_and_questions(db: Database) -> None:
    """What channels remember, which requests have been taken, which messages posted."""
    db.execute("""
        CREATE TABLE bots (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
            name TEXT NOT NULL, linked_by TEXT NOT NULL, linked_at TEXT NOT NULL,
            is_default INTEGER NOT NULL,
            PRIMARY KEY (team_id, channel_id, bot_id)
        )""")
    db.execute("""
        CREATE TABLE channel_settings (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, sharing_allowed INTEGER NOT NULL,
            zone TEXT, week_start TEXT NOT NULL,
            PRIMARY KEY (team_id, channel_id)
        )""")
    db.execute("""
        CREATE TABLE deliveries (
            team_id TEXT NOT NULL, message_key TEXT NOT NULL,
            channel_id TEXT NOT NULL, ts TEXT NOT NULL,
            PRIMARY KEY (team_id, message_key)
        )""")
    db.execute("""
        CREATE TABLE requests (
            team_id TEXT NOT NULL, request_hash TEXT NOT NULL, question_id TEXT NOT NULL,
            PRIMARY KEY (team_id, request_hash)
        )""")
