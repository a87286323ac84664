"""Tables of many quick cases, tried in one test: a test of its own costs more than such a case."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def try_rows(rows: Iterable[T], check: Callable[[T], None]) -> None:
    """Check every row. Raises AssertionError with each one that failed, and why."""
    failed: list[str] = []
    for row in rows:
        try:
            check(row)
        except Exception as error:  # noqa: BLE001 - it is raised below, with all others
            failed.append(f"{row}: {type(error).__name__}: {error}")
    assert not failed, "\n".join(failed)
