"""Logs and metrics: the names of both stand here.

A log line is an event name and fields, as text or JSON. The first failure and the recovery are
logged, not each repeat; never a secret, nor a user's text. Metrics are Prometheus's, counted since
this process started; what is the same in every process, because it lives in the database, is in
`Backlog`.
"""

import heapq
import itertools
import logging
import math
import operator
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import prometheus_client
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from slackbot.domain.ask import Ask

STARTING = "app starting"
STARTED = "app started"
STOPPING = "app stopping"
ASKED = "question asked"
ANSWERED = "question answered"
REFUSED = "question refused"
FAILED = "question failed"
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
SUPERSEDED = "taken over by another process"
REQUEST_REFUSED = "request refused"
DIGEST_SENT = "digest sent"
DIGEST_FAILED = "digest failed"
DIGESTS_MISSED = "slots of a digest were missed"
ALERT_CHECK_FAILED = "check of a threshold failed"
NOTICE_TOLD = "notice told"
NOTICE_FAILED = "notice not told"
SET_UP = "set-up changed"
UPLOAD_REFUSED = "upload refused"
NOT_DRAWN = "chart not drawn"
DISCONNECTED = "workspace disconnected"
RECONNECTED = "workspace connected again"
CHECK_FAILED = "check failed"
CHECK_PASSED = "check passes again"

DEEPEST_LANES = 50  # shown in the metrics: each is a series of its own

# The moment each series was made would be another series of its own.
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call] # prometheus_client's
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # CPU, memory, open files


def _counter(name: str, help_: str, **labels: str) -> Counter:
    """A counter whose labels have these words for values; each is there from the start, at 0."""
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
    call="submit status",
    outcome="ok unknown_word rate_limited refused unavailable garbled",
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
HTTP_REFUSED = _counter(
    "slackbot_http_refused",
    "Requests to Slack's endpoint that were refused.",
    reason="too_large too_slow cut_off malformed stale signature",
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
    """Work that is written down and not done, whichever process of this database does it."""

    queued: float = 0
    running: float = 0
    oldest_queued_seconds: float = 0
    oldest_running_seconds: float = 0
    waiting_questions: float = 0
    lanes: Mapping[str, int] = field(default_factory=dict)  # queued jobs


UNKNOWN = Backlog(math.nan, math.nan, math.nan, math.nan, math.nan)  # what is not known is not zero


def show(backlog: Backlog) -> None:
    """Set the gauges of what lives in the database."""
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


def set_up(ask: Ask, what: str, did: str, **ids: str) -> None:
    """Log that the asker `did`, such as `removed`, something that lasts, such as a `digest`."""
    where = {"channel": ask.channel, "by": ask.user}
    structlog.get_logger().info(SET_UP, what=what, did=did, **where, **ids)


def configure_logging(level: str, format_: Literal["text", "json"]) -> None:
    """Everything to stderr in one form, ours and the libraries' (those from WARNING on)."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if format_ == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        foreign_pre_chain=shared,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    set_on_retry_hooks([_log_retry])


def _log_retry(details: RetryDetails) -> None:
    """The first failure and every tenth: an outage need not fill a disk."""
    if details.retry_num == 1 or details.retry_num % 10 == 0:
        structlog.get_logger().warning(
            RETRY,
            attempt=details.retry_num,
            seconds=round(details.wait_for, 1),
            why=str(details.caused_by),
        )
