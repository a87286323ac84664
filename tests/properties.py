"""How many examples a property is tried with: a fifth of them, or with THOROUGH=1 all."""

import os

from hypothesis import settings

THOROUGH = os.environ.get("THOROUGH") == "1"
FEWEST = 20


def examples(most: int) -> int:
    """How many of `most` are tried in this run."""
    return most if THOROUGH else min(most, max(FEWEST, most // 5))


def steady(most: int) -> settings:
    """The same examples in every run, at most so many."""
    return settings(derandomize=True, max_examples=examples(most), database=None)
