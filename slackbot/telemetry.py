"""Logs: an event name and fields, as text or JSON; the names stand here.

The first failure and the recovery are logged, not each repeat; never a secret, nor a user's text.
"""

import logging
import sys
from typing import Literal

import structlog
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

STARTING = "app starting"
STARTED = "app started"
STOPPING = "app stopping"
ASKED = "question asked"
ANSWERED = "question answered"
REFUSED = "question refused"
FAILED = "question failed"
BUG = "unknown error"
RETRY = "slack did not answer, trying again"


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
