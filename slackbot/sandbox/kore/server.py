"""Serves Kore.ai's Billing Usage Summary API on your own machine, with made-up bots.

It answers as the vendor's page says, and otherwise as the vendor's servers were observed. Where
neither tells, the choice is ours and the code says so. A client sees no difference except the host.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slackbot.sandbox.bell import Bell
from slackbot.sandbox.kore.auth import ADMIN_CLIENT, BOT_CLIENT, Client, Gate
from slackbot.sandbox.kore.bot_list import LARGEST_PAGE, page
from slackbot.sandbox.kore.bots import BOTS, Bot
from slackbot.sandbox.kore.envelope import submitted, told
from slackbot.sandbox.kore.errors import (
    ApiRefusedError,
    bad_arguments,
    broken,
    no_job,
    refusal,
    routing_failed,
    unknown_bot,
)
from slackbot.sandbox.kore.jobs import Job, Jobs, JobSeconds
from slackbot.sandbox.kore.manners import Manners
from slackbot.sandbox.kore.query import SummaryQuery, read_query
from slackbot.sandbox.kore.rates import Rates
from slackbot.sandbox.kore.summary import Summary, iso
from slackbot.sandbox.kore.usage import Usage, hourly_usage
from slackbot.sandbox.serve import dated

ACCOUNT = "account"
CALLS_KEPT = 10_000
API = "/api/"
BOT_PATH = "/api/public/bot/{bot}/billingsessionsummary"
# With "/bots", as in the vendor's samples. The vendor's table leaves that out, which never worked
# when observed. So the short form is not found here, unless `short_path` is set; then the long one
# is not.
ACCOUNT_PATH = "/api/public/bots/billingsessionsummary"
SHORT_PATH = "/api/public/billingsessionsummary"
LIST_PATH = "/api/public/bots"

Clock = Callable[[], datetime]
T = TypeVar("T")
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Call:
    """A call of the API, and the HTTP status of its answer."""

    method: str
    path: str
    status: int
    at: datetime


class KoreSandbox:
    """One made-up Kore.ai account.

    `app` is the ASGI app, `calls` what was asked of it (the last 10,000), `manners` its switches.
    `now` gives aware times; `job_seconds` is a job's time, or makes it from the days of range.
    """

    def __init__(
        self,
        bots: Sequence[Bot] = BOTS,
        usage: Usage = hourly_usage,
        clients: Sequence[Client] = (BOT_CLIENT, ADMIN_CLIENT),
        *,
        now: Clock,
        job_seconds: JobSeconds = 2.0,
        rate_limits: bool = True,
        retry_after: bool = False,
        manners: Manners | None = None,
    ) -> None:
        self.bots = {bot.id: bot for bot in bots}
        self.manners = manners or Manners()
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self._bell = Bell()
        self._now = now
        self._gate = Gate(tuple(clients))
        self._rates = Rates(retry_after) if rate_limits else None
        self._job_seconds = job_seconds
        self._jobs = Jobs(self._seconds_of)
        self._summary = Summary(usage)
        self.app: ASGIApp = dated(self._recorded(self._routed()), lambda: self._now().timestamp())

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109 - the waiter says in the call how long, as in asyncio.wait_for
        """Return the predicate's value as soon as a call makes it true. Raises `TimeoutError`."""
        return await self._bell.wait_for(predicate, timeout)

    def _seconds_of(self, days: float) -> float:
        seconds = self._job_seconds
        own = seconds(days) if callable(seconds) else seconds
        return own + self.manners.extra_seconds

    async def _submit(self, request: Request) -> Response:
        now, scope = self._admitted(request)
        body, by_app = await request.body(), self.manners.by_app
        query = read_query(body, self.bots, account=scope == ACCOUNT, by_app=by_app)
        result = self._summary.response(
            query,
            self._asked_bots(scope, query),
            now - self.manners.late_by,
            omit_idle=self.manners.omit_idle_bots,
            names=self.manners.names_instead_of_ids,
            leaves_out=self.manners.leaves_out,
            restated=self.manners.restated,
        )
        job = self._jobs.submit(scope, query, result, now)
        return JSONResponse(submitted(job, self.manners))  # HTTP 200, not 202: observed

    async def _status(self, request: Request) -> Response:
        now, scope = self._admitted(request)
        if request.query_params.get("type") != "summary":
            raise bad_arguments()  # unknown, our choice
        answer: Any = told(self._shown_job(scope), now, self.manners)
        return JSONResponse([answer] if self.manners.wrap_in_array else answer)

    async def _page_of_bots(self, request: Request) -> Response:
        now = self._now().astimezone(UTC)
        self._gate.admit_list(request.headers.get("auth"), now)
        if self._rates is not None:
            self._rates.take(ACCOUNT, now)
        offset, limit = request.query_params.get("offset", "0"), request.query_params.get("limit")
        limit = limit or str(LARGEST_PAGE)
        if not offset.isdecimal() or not limit.isdecimal():
            raise bad_arguments()  # unknown, our choice
        return JSONResponse(page(list(self.bots.values()), int(offset), int(limit)))

    def _admitted(self, request: Request) -> tuple[datetime, str]:
        """Return the time of a permitted call, and its scope: a bot's id, or ACCOUNT."""
        now, bot = self._now().astimezone(UTC), request.path_params.get("bot")
        if bot is None and request.url.path.startswith(SHORT_PATH) != self.manners.short_path:
            raise ApiRefusedError(404, "Not Found")
        self._gate.admit(request.headers.get("auth"), bot, now)
        if bot is not None and bot not in self.bots:
            raise unknown_bot()
        scope = ACCOUNT if bot is None else str(bot)
        if self._rates is not None:
            self._rates.take(scope, now)
        return now, scope

    def _asked_bots(self, scope: str, query: SummaryQuery) -> list[Bot]:
        if scope != ACCOUNT:
            return [self.bots[scope]]
        return [self.bots[bot] for bot in (self.bots if query.bots is None else query.bots)]

    def _shown_job(self, scope: str) -> Job:
        job = self._jobs.latest(scope)
        if job is None:
            raise no_job()
        job.polls += 1
        stale = job.polls <= self.manners.stale_polls and job.previous is not None
        return job.previous if stale and job.previous else job

    def _answering(self, handler: Handler) -> Handler:
        """Wrap the handler: refusals become answers, and ordered replies take its place."""

        async def answer(request: Request) -> Response:
            reply = self.manners.reply()
            if reply is not None and not reply.after_effect:
                return reply.response()
            try:
                response = await handler(request)
            except ApiRefusedError as error:
                response = refusal(error)
            return response if reply is None else reply.response()

        return answer

    async def _list_bots(self, _: Request) -> Response:
        return JSONResponse({"bots": [{"id": b.id, "name": b.name} for b in self.bots.values()]})

    async def _list_calls(self, _: Request) -> Response:
        return JSONResponse({"calls": [asdict(call) | {"at": iso(call.at)} for call in self.calls]})

    def _routed(self) -> Starlette:
        submit, status = self._answering(self._submit), self._answering(self._status)
        paths = (BOT_PATH, ACCOUNT_PATH, SHORT_PATH)
        return Starlette(
            routes=[
                *(Route(path, submit, methods=["POST"]) for path in paths),
                *(Route(f"{path}/status", status, methods=["GET"]) for path in paths),
                Route(LIST_PATH, self._answering(self._page_of_bots), methods=["GET"]),
                Route("/sandbox/bots", self._list_bots),
                Route("/sandbox/calls", self._list_calls),
            ],
            exception_handlers={HTTPException: routing_failed, Exception: broken},
        )

    def _recorded(self, app: ASGIApp) -> ASGIApp:
        async def recorded(scope: Scope, receive: Receive, send: Send) -> None:
            async def note(message: Message) -> None:
                if message["type"] == "http.response.start":
                    at = self._now().astimezone(UTC)
                    call = Call(scope["method"], scope["path"], message["status"], at)
                    self.calls.append(call)
                    self._bell.ring()
                await send(message)

            is_call = scope["type"] == "http" and scope["path"].startswith(API)
            await app(scope, receive, note if is_call else send)

        return recorded
