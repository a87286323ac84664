"""How many examples a property is tried with: a fifth of them, or with THOROUGH=1 all."""

import os
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")

THOROUGH = os.environ.get("THOROUGH") == "1"
FEWEST = 20


def examples(most: int) -> int:
    """How many of `most` are tried in this run."""
    return most if THOROUGH else min(most, max(FEWEST, most // 5))


def steady(most: int) -> settings:
    """The same examples in every run, at most so many."""
    return settings(derandomize=True, max_examples=examples(most), database=None)


def each_nth(step: int, values: Sequence[T]) -> Sequence[T]:
    """One of so many of the values; with THOROUGH=1 all of them."""
    return values if THOROUGH else values[::step]
