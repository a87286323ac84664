"""One durable run of a workflow: its steps are done once, or again after a crash."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import ParamSpec, TypeVar

import structlog
from dbos import DBOS

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError, bug
from slackbot.domain.job import UsageRequest
from slackbot.engine.enqueuer import Outcome
from slackbot.engine.lanes import Lanes

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger()


class DurableRun:
    """Run (see ports) of the question `id_`, which is given up at `until`."""

    def __init__(self, id_: str, lanes: Lanes, until: datetime) -> None:
        self._id = id_
        self._lanes = lanes
        self._until = until

    async def step(
        self, name: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await step(name, function, *args, **kwargs)

    async def fetch(self, requests: Sequence[UsageRequest]) -> tuple[Outcome, ...]:
        return await self._lanes.fetch(self._id, requests, self._until)


async def step(
    name: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run `function` as a durable step. Errors that are not ours become one with an id."""

    async def guarded() -> T:
        try:
            return await function(*args, **kwargs)
        except SlackbotError:
            raise
        except Exception as error:
            id_ = secrets.token_hex(4)
            log.exception(telemetry.BUG, id=id_, step=name)
            raise bug(id_) from error

    return await DBOS.run_step_async({"name": name, "preemptible": True}, guarded)
