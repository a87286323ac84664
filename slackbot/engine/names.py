"""Names that are stored with each run, so none of them may ever change."""

APPLICATION = "slackbot"
# Pinned: DBOS's default is a hash of the code, and DBOS does not resume another version's work.
VERSION = "1"
HANDLE_ASK = "handle_ask"
FETCH_USAGE = "fetch_usage"
DELIVER_ANSWER = "deliver_answer"
SEND_DIGEST = "send_digest"
CHECK_ALERTS = "check_thresholds"
LANES = "lanes"  # jobs, one at a time for each scope
DIGESTS = "digests"  # limited to so many a minute
QUESTIONS = "questions"  # for any process to take
ALONE = "local"  # the only process of a SQLite file: at its start it finds its own work by this
SCHEMA = "dbos"  # of the engine's tables on PostgreSQL
