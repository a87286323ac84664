"""What stands in the database with each run: none of these ever changes."""

APPLICATION = "slackbot"
# Pinned: DBOS's default is a hash of the code, and work of another version is never resumed.
VERSION = "1"
HANDLE_ASK = "handle_ask"
FETCH_USAGE = "fetch_usage"
DELIVER_ANSWER = "deliver_answer"
SEND_DIGEST = "send_digest"
CHECK_ALERTS = "check_thresholds"
LANES = "lanes"  # jobs, one at a time for each scope
DIGESTS = "digests"  # so many a minute
QUESTIONS = "questions"  # for whichever process takes them
