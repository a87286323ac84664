"""What is left of DBOS's warnings."""

import logging

import sqlalchemy as sa

from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.log_filter import DBOS_LOG, WARNING_FILTER, WarningFilter

AWAY = "Database connection failed: refused\n\tIs it running?\nTraceback …"


def record(text: str, at: float = 0.0, level: int = logging.WARNING) -> logging.LogRecord:
    made = logging.LogRecord("dbos", level, "", 0, text, None, None)
    made.created = 1e9 + at
    return made


def test_the_same_kind_once_a_minute_in_one_line() -> None:
    quiet, first, late = WarningFilter(), record(AWAY), record(f"{AWAY} 2", 60)
    assert quiet.filter(first)
    assert not quiet.filter(record(f"{AWAY} 3", 1))
    assert not quiet.filter(record(f"{AWAY} 4", 59))
    assert quiet.filter(record("Exception listing queues: away", 2))
    assert quiet.filter(late)
    assert first.getMessage() == "Database connection failed: refused"
    assert late.getMessage() == "Database connection failed: refused (2 like this left out)"


def test_a_traceback_becomes_its_name() -> None:
    warned = record("Fallback notification poll failed")
    warned.exc_info = (ConnectionError, ConnectionError(), None)
    assert WarningFilter().filter(warned)
    assert logging.Formatter().format(warned) == (
        "Fallback notification poll failed (ConnectionError)"
    )


def test_errors_pass_whole() -> None:
    quiet, errors = WarningFilter(), [record(AWAY, level=logging.ERROR) for _ in range(3)]
    assert all(quiet.filter(error) for error in errors)
    assert {error.getMessage() for error in errors} == {AWAY}


def test_a_percent_sign_is_no_placeholder() -> None:
    warned = record("Database is 100% full")
    assert WarningFilter().filter(warned)
    assert warned.getMessage() == "Database is 100% full"


def test_it_stands_where_dbos_logs() -> None:
    Enqueuer(sa.create_engine("sqlite://")).destroy()
    assert WARNING_FILTER in DBOS_LOG.filters
