"""Routes the addresses of the sandbox's Slack, for the app and for people."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from slackbot.sandbox.slack.delivery.command import Command
from slackbot.sandbox.slack.delivery.http import Http
from slackbot.sandbox.slack.delivery.responses import ResponseError, Responses
from slackbot.sandbox.slack.delivery.socket import Ack
from slackbot.sandbox.slack.pages import channel_list, channel_messages
from slackbot.sandbox.slack.web_api.faults import Faults
from slackbot.sandbox.slack.web_api.server import WebApi, failed
from slackbot.sandbox.slack.workspace.files import UploadError
from slackbot.sandbox.slack.workspace.workspace import Workspace


@dataclass
class Site:
    """Holds the routes. `command` makes a command from a person's words; `deliver` sends it to
    the app.
    """

    workspace: Workspace
    web: WebApi
    http: Http
    responses: Responses
    faults: Faults
    command: Callable[[Mapping[str, str]], Command]
    deliver: Callable[[Command], Awaitable[Ack]]
    # Unknown before the first request, because only then the server's port is known.
    url: str = "http://127.0.0.1"

    def app(self) -> Starlette:
        """The ASGI app to serve."""
        return Starlette(
            routes=[
                Route("/api/{method}", self._method, methods=["GET", "POST"]),
                Route("/response/{secret}", self._response, methods=["POST"]),
                Route("/upload/v1/{ticket}", self._upload, methods=["POST"]),
                Route("/sandbox/channels", self._channels),
                Route("/sandbox/channels/{channel}/messages", self._messages),
                Route("/sandbox/slash", self._slash, methods=["POST"]),
                WebSocketRoute("/link/", self.web.socket.connect),
            ],
            lifespan=self._lifespan,
        )

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        async with contextlib.aclosing(self.http):
            yield

    def _learn_url(self, request: Request) -> None:
        self.url = str(request.base_url).rstrip("/")

    async def _method(self, request: Request) -> Response:
        self._learn_url(request)
        return await self.web.endpoint(request)

    async def _response(self, request: Request) -> Response:
        fault = self.faults.take("response_url")
        if fault and not fault.after_effect:
            return failed(fault)
        try:
            self.responses.answer(request.path_params["secret"], await _payload(request))
        except ResponseError as refusal:
            return JSONResponse({"ok": False, "error": refusal.word}, refusal.status)
        return failed(fault) if fault else PlainTextResponse("ok")

    async def _upload(self, request: Request) -> Response:
        fault = self.faults.take("upload")
        if fault and not fault.after_effect:
            return failed(fault)
        content = await request.body()
        try:
            self.workspace.files.receive(request.path_params["ticket"], content)
        except UploadError as refusal:
            return PlainTextResponse(str(refusal), refusal.status)
        return failed(fault) if fault else PlainTextResponse(f"OK - {len(content)}")

    async def _channels(self, _request: Request) -> Response:
        return channel_list(self.workspace)

    async def _messages(self, request: Request) -> Response:
        return channel_messages(self.workspace, request)

    async def _slash(self, request: Request) -> Response:
        self._learn_url(request)
        try:
            command = self.command(await request.json())
        except LookupError as unknown:
            return JSONResponse({"ok": False, "error": str(unknown)}, status_code=400)
        ack = await self.deliver(command)
        return JSONResponse(
            {"ok": ack.ok, "seconds": ack.seconds, "payload": ack.payload, "error": ack.error}
        )


async def _payload(request: Request) -> Mapping[str, Any]:
    try:
        payload = await request.json()
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        raise ResponseError("invalid_payload", 400)
    return payload
