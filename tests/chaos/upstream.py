"""The sandbox's Kore.ai in a process of its own, so that it takes no time from what measures."""

import asyncio
import contextlib
import json
import multiprocessing
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from slackbot.clock import SystemClock
from slackbot.sandbox.kore.bots import SUPPORT_BOT, Bot
from slackbot.sandbox.kore.jobs import Job, Jobs
from slackbot.sandbox.kore.query import SummaryQuery
from slackbot.sandbox.kore.server import ACCOUNT, KoreSandbox
from slackbot.sandbox.serve import serve


def bot_id(number: int) -> str:
    """The id of the bot of that number, from 0."""
    return f"st-{number:08}-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Plan:
    """How many bots, and how long their jobs take.

    Bots take the `seconds` of their jobs in turn. With `held`, jobs end after `Upstream.release`
    only. The bots from `silent` on tell no percentages.
    """

    bots: int = 1
    seconds: tuple[float, ...] = (0.5,)
    held: bool = False
    silent: int | None = None

    def job_seconds(self, scope: str) -> float:
        """How long a job takes that is about that bot, or about the account."""
        number = 0 if scope == ACCOUNT else int(scope.split("-")[1])
        return self.seconds[number % len(self.seconds)]


class Call(NamedTuple):
    """A call of Kore.ai's API, in seconds since the epoch; `scope` is a bot's id."""

    at: float
    method: str
    scope: str
    status: int


class Upstream:
    """The stand-in from outside."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.AsyncClient(base_url=url, timeout=60)

    async def calls(self) -> list[Call]:
        """Every call so far, oldest first."""
        rows = (await self._http.get("/sandbox/calls")).raise_for_status().json()["calls"]
        return [
            Call(
                datetime.fromisoformat(row["at"]).timestamp(),
                row["method"],
                row["path"].split("/")[4],
                row["status"],
            )
            for row in rows
        ]

    async def hold(self) -> None:
        """From now on no job ends, whatever it was begun for."""
        (await self._http.post("/stage/hold")).raise_for_status()

    async def release(self) -> None:
        """Let held jobs end."""
        (await self._http.post("/stage/release")).raise_for_status()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


@contextlib.asynccontextmanager
async def upstream(plan: Plan) -> AsyncIterator[Upstream]:
    """Kore.ai by that plan, until the block ends."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_run, args=(plan, there), daemon=True)
    process.start()
    url: str = await asyncio.to_thread(here.recv)
    outside = Upstream(url)
    try:
        yield outside
    finally:
        await outside.close()
        process.terminate()
        process.join()


def _run(plan: Plan, pipe: Connection) -> None:
    asyncio.run(_serve(plan, pipe))


async def _serve(plan: Plan, pipe: Connection) -> None:
    kore = _Kore(plan)

    async def turn(request: Request) -> Response:
        kore.manners.never_finishes = request.path_params["how"] == "hold"
        return JSONResponse({})

    routes = [Route("/stage/{how}", turn, methods=["POST"]), Mount("/", kore.app)]
    async with serve(Starlette(routes=routes)) as url:
        pipe.send(url)
        await asyncio.Event().wait()


class _Jobs(Jobs):
    """Jobs that take as long as the plan says for their bot."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(0.0)
        self._plan = plan

    def submit(self, scope: str, query: SummaryQuery, result: dict[str, Any], now: datetime) -> Job:
        job = super().submit(scope, query, result, now)
        job.seconds = self._plan.job_seconds(scope)
        return job


class _Kore(KoreSandbox):
    """The sandbox, with bots that tell no percentages."""

    def __init__(self, plan: Plan) -> None:
        bots = [Bot(bot_id(n), f"Bot{n}", SUPPORT_BOT.habits) for n in range(plan.bots)]
        super().__init__(bots, now=SystemClock().now)
        self._jobs = _Jobs(plan)
        self.calls = deque()  # all are kept: they are the measurement
        self.manners.never_finishes = plan.held
        self._silent = {bot.id for bot in bots[plan.silent :]} if plan.silent is not None else set()

    async def _status(self, request: Request) -> Response:
        response = await super()._status(request)
        if request.path_params.get("bot") not in self._silent:
            return response
        told: dict[str, Any] = json.loads(bytes(response.body))
        told.pop("percentageComplete", None)
        return JSONResponse(told)
