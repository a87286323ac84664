"""Serves `/mcp`: finds out for which person an assistant asks, and hands the call on.

A person is known by a token of theirs, or by Slack, whose Slackbot signs its requests as all of
Slack's are signed and names who asks in `_meta.slack` (docs.slack.dev/ai/slackbot-mcp-client).
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from slackbot.assistants.server import Context, Desk, server_of
from slackbot.domain.access.assistant import hash_of, team_of
from slackbot.domain.errors import SlackbotError, UserError
from slackbot.ports import Clock, Tokens
from slackbot.web.signature import LARGEST_BODY, Guard, Refusal, RefusedError
from slackbot.workflows.assistants.desk import Asker

ASKER = "assistants_asker"
UNKNOWN = Refusal("unauthorized", 401, "Give a token that `/billing token` made, as Bearer.")
NOBODY = "Slack did not say who asks, so I can't tell what they may see."
BEARER = "bearer "
BY_SLACKBOT = "Slackbot"
MOST_AT_ONCE = 30  # calls of a workspace, as each may wait for most of a minute


class AssistantEndpoint:
    """The ASGI app at `/mcp`. It answers while `serve` runs.

    `url` is its public address: requests for another host, or from pages of another origin, are
    refused. `works_for` tells whether the app is installed in a workspace, which may be of an
    organisation.
    """

    def __init__(
        self,
        desk: Desk,
        tokens: Tokens,
        guard: Guard,
        clock: Clock,
        url: str,
        works_for: Callable[[str, str], Awaitable[bool]],
    ) -> None:
        self._tokens = tokens
        self._guard = guard
        self._clock = clock
        self._works_for = works_for
        address = urlsplit(url)
        self._sessions = StreamableHTTPSessionManager(
            server_of(desk, clock, _who),
            stateless=True,
            max_request_body_size=LARGEST_BODY,
            security_settings=TransportSecuritySettings(
                allowed_hosts=[address.netloc],
                allowed_origins=[f"{address.scheme}://{address.netloc}"],
            ),
        )
        # One for each workspace that has asked; "" has those that only ask which tools there are.
        self._rooms = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(MOST_AT_ONCE))
        self.serving = asyncio.Event()

    async def serve(self) -> None:
        """Answer until cancelled."""
        async with self._sessions.run():
            self.serving.set()
            await asyncio.Event().wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        request = Request(scope, receive)
        if request.method != "POST":  # nothing is sent unasked, and there are no sessions to end
            await PlainTextResponse("POST only.", 405, {"allow": "POST"})(scope, receive, send)
            return
        found = await self._admit(request)
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        body, asker = found
        scope.setdefault("state", {})[ASKER] = asker
        async with self._rooms[asker.team if asker else ""]:
            await self._sessions.handle_request(scope, _replay(body, receive), send)

    async def _admit(self, request: Request) -> tuple[bytes, Asker | None] | Response:
        """Return the body, and who asks: nobody yet where Slack asks which tools there are."""
        given = request.headers.get("authorization", "")
        try:
            if not given and "x-slack-signature" in request.headers:
                body = await self._guard.admit(request)
                return body if isinstance(body, Response) else (body, await self._named(body))
            body = await self._guard.body(request)
            asker = await self._holder(given)
        except RefusedError as error:
            return self._guard.refuse(error.refusal)
        except SlackbotError as error:  # the database is away, or Slack
            return PlainTextResponse(error.message, 503)
        if asker is None:
            refused = self._guard.refuse(UNKNOWN)
            refused.headers["www-authenticate"] = "Bearer"
            return refused
        return body, asker

    async def _holder(self, given: str) -> Asker | None:
        """Return who made the token; None for one that there is not, or not any more."""
        token = given[len(BEARER) :].strip() if given.lower().startswith(BEARER) else ""
        team = team_of(token)
        if team is None or not await self._works_for(team, ""):
            return None
        found = await self._tokens.find(team, hash_of(token), self._clock.now())
        return Asker(team, found.user, f"token {found.id}") if found else None

    async def _named(self, body: bytes) -> Asker | None:
        """Return whom Slack names in a call that it has signed."""
        try:
            named = json.loads(body)["params"]["_meta"]["slack"]
            team, user, organisation = (
                named.get(key) or "" for key in ("team_id", "user_id", "enterprise_id")
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        known = all(isinstance(each, str) for each in (team, user, organisation)) and team and user
        if not known or not await self._works_for(team, organisation):
            return None
        return Asker(team, user, BY_SLACKBOT)


def _who(context: Context) -> Asker:
    """Return for whom a call is. Raises UserError for nobody."""
    request: Any = context.request
    asker = request.scope.get("state", {}).get(ASKER) if request else None
    if not isinstance(asker, Asker):
        raise UserError(NOBODY)
    return asker


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the body that was read, and then what else comes."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return left.pop() if left else await receive()

    return replay
