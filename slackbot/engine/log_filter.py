"""Limits DBOS's warnings: while the database is away, each call and each thread logs some."""

import logging
import threading
from collections import Counter

DBOS_LOG = logging.getLogger("dbos")
LOG_EVERY = 60.0  # seconds
KIND = 3  # the number of first words that tell the kind of a message


class WarningFilter(logging.Filter):
    """Passes each kind of warning once a minute, with the number of those left out.

    Errors always pass.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._logged: dict[str, float] = {}
        self._left_out: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the record is to be logged."""
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
