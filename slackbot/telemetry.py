"""Defines logs and metrics, and the names of both.

A log line is an event name and fields, as text or JSON. The first failure and the recovery are
logged, not each repeat; never a secret, nor a user's text. Metrics are Prometheus's and count from
the start of this process. `Backlog` holds what lives in the database, which is equal in all
processes.
"""

import heapq
import itertools
import logging
import math
import operator
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TextIO

import prometheus_client
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

STARTING = "app starting"
STARTED = "app started"
STOPPING = "app stopping"
ASKED = "question asked"
ANSWERED = "question answered"
REFUSED = "question refused"
FAILED = "question failed"
LISTED = "set-ups listed for an assistant"
BUG = "unknown error"
RETRY = "slack did not answer, trying again"
JOINED = "job shared"
SUBMITTED = "job submitted"
LANDED = "job landed"
RESTATED = "figures restated"
KORE_CALLED = "kore.ai called"
KORE_FAILED = "call to kore.ai failed"
KORE_RECOVERED = "kore.ai answers again"
KORE_WAIT = "waiting to call kore.ai"
KORE_DONE = "job done"
KORE_INCOMPLETE = "figures incomplete"
UNKNOWN_WORD = "unknown status word"
DISPLACED = "job displaced"
UNSURE = "job asked again"
UNFIT = "result does not fit"
JOB_FAILED = "job failed"
OTHER_WAY = "kore.ai asked another way"
BATCH_REFUSED = "job of several bots refused"
KNOWN_BEFORE = "known figures left out"
DATABASE = "database out of reach"
STOOD_STILL = "this process was silent for others"
TAKEN_OVER = "a dead process's work taken over"
SUSPECTED = "work under way when its process died"
GIVEN_UP = "work given up that ended its process"
SUPERSEDED = "taken over by another process"
REQUEST_REFUSED = "request refused"
PAYLOAD_UNREADABLE = "payload without a place"
FORM_UNSHOWN = "form not shown, answered in words"
PAYLOAD_UNKNOWN = "nothing to do for a payload"
NOT_DISMISSED = "private message not removed"
PROGRESS_UNSHOWN = "progress not shown"
FORM_REFUSED = "blocks refused, posting simpler ones"
FORMER_UNMARKED = "answer to former words not marked"
HOME_NOT_SHOWN = "home tab not shown"
CLOSE_UNMARKED = "close not marked"
BOT_IGNORED = "mention by a bot not answered"
DIGEST_SENT = "digest sent"
DIGEST_FAILED = "digest failed"
DIGESTS_MISSED = "slots of a digest were missed"
ALERT_CHECK_FAILED = "check of a threshold failed"
NOTICE_TOLD = "notice told"
NOTICE_FAILED = "notice not told"
CHANGED = "changed"
UPLOAD_REFUSED = "upload refused"
NOT_DRAWN = "chart not drawn"
DISCONNECTED = "workspace disconnected"
RECONNECTED = "workspace connected again"
INSTALLED = "app installed"
NOT_INSTALLED = "app not installed"
NOT_INSTALLED_BY_LINK = "installation by link failed"
UNINSTALLED = "app uninstalled"
WORKSPACE_FORGOTTEN = "workspace forgotten"
REFRESHED = "token refreshed"
NOT_REFRESHED = "token not refreshed"
FOREIGN_TOKEN = "token of another workspace"  # noqa: S105 - a log event
DAMAGED = "database damaged"
CHECK_FAILED = "check failed"
CHECK_PASSED = "check passes again"

DEEPEST_LANES = 50  # lanes in the metrics, because each is a series of its own

# Otherwise each series has a second one, with the time it was made.
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call] # prometheus_client's
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # CPU, memory, open files


def _counter(name: str, help_: str, **labels: str) -> Counter:
    """Make a counter; `labels` lists the values of each label, which all start at 0."""
    counter = Counter(name, help_, tuple(labels), registry=REGISTRY)
    for values in itertools.product(*(words.split() for words in labels.values())):
        counter.labels(*values)
    return counter


def _histogram(name: str, help_: str, *bounds: float) -> Histogram:
    return Histogram(name, help_, buckets=bounds, registry=REGISTRY)


def _gauge(name: str, help_: str, *labels: str) -> Gauge:
    return Gauge(name, help_, labels, registry=REGISTRY)


COMMANDS = _counter("slackbot_commands", "Commands of Slack's.", outcome="taken failed")
ACK_SECONDS = _histogram(
    "slackbot_ack_seconds",
    "From a command's arrival to its acknowledgement; Slack waits 3 s.",
    *(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
WORKSPACE_CALLS = Counter(
    "slackbot_workspace_calls",
    "Calls to Slack for each workspace that has installed the app by a link.",
    ("team",),
    registry=REGISTRY,
)
QUESTIONS = _counter(
    "slackbot_questions", "Questions that are over.", outcome="answered refused failed"
)
DIGESTS = _counter("slackbot_digests", "Runs of digests.", outcome="due sent failed skipped")
DIGEST_LATE_SECONDS = _histogram(
    "slackbot_digest_late_seconds",
    "From when a digest was due to its being posted.",
    *(1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 21600, 86400),
)
CHECKS = _counter("slackbot_threshold_checks", "Checks of all thresholds.", outcome="begun done")
NOTICES = _counter(
    "slackbot_notices",
    "Notices that were posted.",
    kind="fired escalated resolved ended check_failed check_recovered",
)
ANSWER_SECONDS = _histogram(
    "slackbot_answer_seconds",
    "From a question's arrival to its reply, waiting included.",
    *(0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800),
)
UPSTREAM_CALLS = _counter(
    "slackbot_upstream_calls",
    "Calls to Kore.ai.",
    call="submit status list",
    outcome="ok unknown_word rate_limited refused unavailable garbled",
)
CONNECTION_CALLS = Counter(
    "slackbot_connection_calls",
    "Calls to Kore.ai with each credential; outcome as above.",
    ("connection", "outcome"),
    registry=REGISTRY,
)
UPSTREAM_JOB_SECONDS = _histogram(
    "slackbot_upstream_job_seconds",
    "From a summary job's submit to its result.",
    *(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600),
)
LEDGER_LOOKUPS = _counter(
    "slackbot_ledger_lookups", "Jobs looked for in the ledger first.", outcome="hit miss"
)
SLACK_CALLS = Counter(
    "slackbot_slack_calls",
    "Calls to Slack's Web API; outcome is ok, rate_limited, refused or unavailable.",
    ("method", "outcome"),
    registry=REGISTRY,
)
SOCKET_CONNECTIONS = _gauge("slackbot_socket_connections", "Socket Mode connections that live.")
DATABASE_BYTES = _gauge("slackbot_database_bytes", "Size of the database on its disk.")
HTTP_REFUSED = _counter(
    "slackbot_http_refused",
    "Requests of Slack's, or to install, that were refused.",
    reason="too_large too_slow cut_off malformed stale signature too_often",
)

JOBS = _gauge("slackbot_jobs", "Summary jobs that are not done.", "state")
OLDEST_JOB_SECONDS = _gauge(
    "slackbot_oldest_job_seconds", "Age of the oldest job of a state; 0 without any.", "state"
)
LANE_DEPTH = _gauge(
    "slackbot_lane_depth", f"Queued jobs of a lane: the {DEEPEST_LANES} deepest.", "lane"
)
WAITING_QUESTIONS = _gauge("slackbot_waiting_questions", "Questions without an answer so far.")


@dataclass(frozen=True)
class Backlog:
    """The unfinished work in the database, of all processes."""

    queued: float = 0
    running: float = 0
    oldest_queued_seconds: float = 0
    oldest_running_seconds: float = 0
    waiting_questions: float = 0
    unfinished: float = 0  # whatever is under way: runs of any kind, and what waits for figures
    lanes: Mapping[str, int] = field(default_factory=dict)  # queued jobs


UNKNOWN = Backlog(*6 * (math.nan,))  # unknown is not zero


def show(backlog: Backlog) -> None:
    """Set the gauges that describe the database."""
    JOBS.labels("queued").set(backlog.queued)
    JOBS.labels("running").set(backlog.running)
    OLDEST_JOB_SECONDS.labels("queued").set(backlog.oldest_queued_seconds)
    OLDEST_JOB_SECONDS.labels("running").set(backlog.oldest_running_seconds)
    WAITING_QUESTIONS.set(backlog.waiting_questions)
    LANE_DEPTH.clear()
    for lane, depth in heapq.nlargest(
        DEEPEST_LANES, backlog.lanes.items(), key=operator.itemgetter(1)
    ):
        LANE_DEPTH.labels(lane).set(depth)


def cause_of(error: BaseException) -> str:
    """Return the cause beneath an error, on one line and by its own name.

    Such as `SQLITE_FULL: database or disk is full` or `DiskFull: could not extend file ...`. A
    database's error is named without the statement, whose values may be secret.
    """
    while error.__cause__ is not None:
        error = error.__cause__
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    line = str(error).strip().partition("\n")[0]
    return f"{name}: {line}" if line else name


def configure_logging(
    level: str, format_: Literal["text", "json"], out: TextIO | None = None
) -> None:
    """Log everything to `out`, or else to stderr, in one form: all our events, and libraries' from
    WARNING on.
    """
    out = out or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if format_ == "json"
        else structlog.dev.ConsoleRenderer(
            colors=out.isatty(),
            # Not the library's own: it shows the values of variables, which may be secrets.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        foreign_pre_chain=shared,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    set_on_retry_hooks([_log_retry])


def _log_retry(details: RetryDetails) -> None:
    """Log the first failure and every tenth, because an outage must not fill the disk."""
    if details.retry_num == 1 or details.retry_num % 10 == 0:
        structlog.get_logger().warning(
            RETRY,
            attempt=details.retry_num,
            seconds=round(details.wait_for, 1),
            why=str(details.caused_by),
        )
