"""Gives a workflow its durable run: each step is done once, or again after a crash."""

import secrets
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

import structlog
from dbos import DBOS

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError, bug

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger()


class DurableRun:
    """Implements Run (see ports) for the workflow that is running now."""

    async def step(
        self, name: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        async def guarded() -> T:
            return await as_slackbot_errors(function(*args, **kwargs), step=name)

        return await DBOS.run_step_async({"name": name}, guarded)


class NoRuns:
    """Fence (see ports) of a process without runs, which none can take over."""

    async def check(self) -> None:
        pass


async def as_slackbot_errors(work: Awaitable[T], **fields: str) -> T:
    """Return the result of `work`. Raises a foreign error as a BugError whose id is in the log."""
    try:
        return await work
    except SlackbotError:
        raise
    except Exception as error:
        id_ = secrets.token_hex(4)
        log.exception(telemetry.BUG, id=id_, **fields)
        raise bug(id_) from error
