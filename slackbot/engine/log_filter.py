"""DBOS's warnings, of which each call and each thread has its own while the database is away."""

import logging
import threading
from collections import Counter

DBOS_LOG = logging.getLogger("dbos")
LOG_EVERY = 60.0  # seconds
KIND = 3  # the first words of a message, which say what kind it is


class WarningFilter(logging.Filter):
    """Lets a kind of warning through once a minute, as one line that says how many were left out.

    Errors pass as they are.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._logged: dict[str, float] = {}
        self._left_out: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is logged."""
        if record.levelno != logging.WARNING:
            return True
        message = record.getMessage()
        kind = " ".join(message.split(maxsplit=KIND)[:KIND])
        with self._lock:
            if record.created - self._logged.get(kind, 0.0) < LOG_EVERY:
                self._left_out[kind] += 1
                return False
            self._logged[kind] = record.created
            left_out = self._left_out.pop(kind, 0)
        record.msg, record.args = _one_line(record, message, left_out), None
        record.exc_info = record.exc_text = None
        return True


def _one_line(record: logging.LogRecord, message: str, left_out: int) -> str:
    line = message.strip().partition("\n")[0]
    if record.exc_info and (kind := record.exc_info[0]):
        line += f" ({kind.__name__})"
    return f"{line} ({left_out} like this left out)" if left_out else line


WARNING_FILTER = WarningFilter()
