"""The log as the program writes it."""

import contextlib
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from stamina.instrumentation import set_on_retry_hooks

from slackbot.telemetry import configure_logging


@contextlib.contextmanager
def json_logs(capsys: pytest.CaptureFixture[str]) -> Iterator[list[dict[str, Any]]]:
    """What is written meanwhile; the list is filled at the end."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    lines: list[dict[str, Any]] = []
    configure_logging("INFO", "json")
    try:
        yield lines
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()
        set_on_retry_hooks(None)
        lines += (json.loads(line) for line in capsys.readouterr().err.splitlines())
