"""Optional packages: each comes with an extra of ours, and is imported only where it is used."""

import contextlib
from collections.abc import Iterator

from slackbot.domain.errors import ConfigurationError

OURS = "slackbot"


@contextlib.contextmanager
def brought_by(extra: str, what: str) -> Iterator[None]:
    """Import optional packages within this block.

    Raises ConfigurationError where one of them is missing: `what` needs it, and `extra` brings it.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        name = error.name or ""
        if name.partition(".")[0] == OURS:  # then the fault is ours
            raise
        raise ConfigurationError(missing(extra, what, name)) from error


def missing(extra: str, what: str, name: str) -> str:
    """Say that `what` needs the package `name`, and how to install it."""
    return f"{what} needs {name}, which isn't installed: pip install 'slackbot[{extra}]'"
