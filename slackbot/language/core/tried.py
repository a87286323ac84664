"""Tries a reading whose refusal says nothing more than that the words are something else."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from slackbot.domain.errors import UnreadableError

P = ParamSpec("P")
Read = TypeVar("Read")


def tried(read: Callable[P, Read], *args: P.args, **options: P.kwargs) -> Read | None:
    """Return what `read` returns; None where it refuses the words."""
    try:
        return read(*args, **options)
    except UnreadableError:
        return None
