"""Slack in memory, for whoever wants to run the app without an account: Web API, Socket Mode and
signed HTTP, `response_url`, and the people who give commands.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from slackbot.sandbox.slack.command import Command, slash_command
from slackbot.sandbox.slack.delivery import Delivery
from slackbot.sandbox.slack.faults import Faults
from slackbot.sandbox.slack.http import Http
from slackbot.sandbox.slack.message import Draft, Message
from slackbot.sandbox.slack.pages import channel_list, channel_messages
from slackbot.sandbox.slack.rate import SLACK_RATE, Allowance, Rate
from slackbot.sandbox.slack.responses import ResponseError, Responses
from slackbot.sandbox.slack.socket import ACK_SECONDS, Ack, Socket
from slackbot.sandbox.slack.web import WebApi, failed
from slackbot.sandbox.slack.workspace import Channel, Clock, User, Workspace

T = TypeVar("T")
SCOPES = frozenset(
    {"app_mentions:read", "channels:read", "chat:write", "commands", "groups:read", "users:read"}
)


class SlackSandbox:
    """A workspace, an app installed in it, and everything between the two.

    `app` is the ASGI app to serve; its Web API is at `/api/`. `rate` None posts without a limit.
    `now` moves timestamps, signatures, rates and the life of a `response_url`. What people do
    reaches the app by Socket Mode until `deliver_to` is told of addresses.
    """

    def __init__(
        self,
        workspace: Workspace | None = None,
        *,
        bot_token: str = "xoxb-sandbox",  # noqa: S107 - made up, opens nothing
        app_token: str = "xapp-sandbox",  # noqa: S107 - made up, opens nothing
        signing_secret: str = "sandbox-signing-secret",  # noqa: S107 - made up, opens nothing
        scopes: Iterable[str] = SCOPES,
        now: Clock | None = None,
        rate: Rate | None = SLACK_RATE,
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self.workspace = workspace or Workspace()
        if now is not None:
            self.workspace.now = now
        self.bot_token = bot_token
        self.app_token = app_token
        self.signing_secret = signing_secret
        self.faults = Faults()
        self.socket = Socket(self.workspace, ack_seconds)
        self.http = Http(signing_secret, lambda: self.workspace.now(), ack_seconds)
        self._delivery: Delivery = self.socket
        self._responses = Responses(self.workspace)
        self._web = WebApi(
            self.workspace,
            self.socket,
            self.faults,
            Allowance(rate, lambda: self.workspace.now()) if rate else None,
            {"bot": bot_token, "app": app_token},
            frozenset(scopes),
        )
        # Known from the first request on, since only then the server's port is.
        self.url = "http://127.0.0.1"
        self.app = Starlette(
            routes=[
                Route("/api/{method}", self._method, methods=["GET", "POST"]),
                Route("/response/{secret}", self._response, methods=["POST"]),
                Route("/sandbox/channels", self._channels),
                Route("/sandbox/channels/{channel}/messages", self._messages),
                Route("/sandbox/slash", self._slash, methods=["POST"]),
                WebSocketRoute("/link/", self.socket.connect),
            ],
            lifespan=self._lifespan,
        )

    def deliver_to(self, *urls: str) -> None:
        """From now on, post what people do to these addresses of the app in turn, signed.

        One that refuses the connection is passed over. Without any address, Socket Mode it is.
        """
        self.http.use(urls)
        self._delivery = self.http if urls else self.socket

    async def slash(self, command: str, text: str = "", *, user: str, channel: str) -> Ack:
        """Let a user give a command in a channel; both by id or by name.

        What comes with the acknowledgement is shown to the user, and so is a failure.
        """
        return await self.redeliver(self.command(command, text, user=user, channel=channel))

    def command(self, command: str, text: str = "", *, user: str, channel: str) -> Command:
        """The command as Slack would send it, for whoever delivers it in another way."""
        person, place = self._user(user), self._channel(channel)
        secret = self._responses.open(person.id, place.id)
        return slash_command(
            self.workspace,
            command,
            text,
            user=person,
            channel=place,
            response_url=f"{self.url}/response/{secret}",
        )

    async def redeliver(self, request: Mapping[str, str]) -> Ack:
        """Deliver a command, the same one as often as this is called."""
        ack = await self._delivery.send("slash_commands", request)
        try:
            if ack.payload:
                secret = request["response_url"].rpartition("/")[2]
                self._responses.acknowledged(secret, ack.payload)
        except ResponseError as refusal:
            self._tell_failure(request, refusal.word)
        if ack.error:
            self._tell_failure(request, ack.error)
        return ack

    async def wait_for_connection(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - as in wait_for
        """Wait until the app is connected. Raises `TimeoutError`."""
        await self.wait_for(lambda: self.socket.connections, timeout)

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - the waiter says in the call how long, as in asyncio.wait_for
        """The predicate's value as soon as it is true. Raises `TimeoutError`."""
        return await self.workspace.wait_for(predicate, timeout)

    def say(self, text: str, *, user: str, channel: str, thread_ts: str | None = None) -> Message:
        """Let a user write a message."""
        person, place = self._user(user), self._channel(channel)
        return self.workspace.post(place.id, Draft(text), user=person.id, thread_ts=thread_ts)

    def messages(self, channel: str) -> list[Message]:
        """What stands in the channel itself, oldest first."""
        return self.workspace.messages(self._channel(channel).id)

    def replies(self, channel: str, ts: str) -> list[Message]:
        """The replies in a thread, oldest first, without its parent."""
        return self.workspace.replies(self._channel(channel).id, ts)

    def ephemerals(self, user: str, channel: str) -> list[Message]:
        """What only that user sees in that channel, oldest first."""
        return self.workspace.ephemerals(self._user(user).id, self._channel(channel).id)

    def _user(self, id_or_name: str) -> User:
        user = self.workspace.find_user(id_or_name)
        if user is None:
            raise LookupError(f"The sandbox has no user {id_or_name}.")
        return user

    def _channel(self, id_or_name: str) -> Channel:
        channel = self.workspace.find_channel(id_or_name)
        if channel is None:
            raise LookupError(f"The sandbox has no channel {id_or_name}.")
        return channel

    def _tell_failure(self, request: Mapping[str, str], word: str) -> None:
        said = Draft(f'{request["command"]} failed with the error "{word}"')
        channel, user = request["channel_id"], request["user_id"]
        self.workspace.post(channel, said, user="USLACKBOT", to=user)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        async with contextlib.aclosing(self.http):
            yield

    def _learn_url(self, request: Request) -> None:
        self.url = str(request.base_url).rstrip("/")

    async def _method(self, request: Request) -> Response:
        self._learn_url(request)
        return await self._web.endpoint(request)

    async def _response(self, request: Request) -> Response:
        fault = self.faults.take("response_url")
        if fault and not fault.after_effect:
            return failed(fault)
        try:
            self._responses.answer(request.path_params["secret"], await _payload(request))
        except ResponseError as refusal:
            return JSONResponse({"ok": False, "error": refusal.word}, refusal.status)
        return failed(fault) if fault else PlainTextResponse("ok")

    async def _channels(self, _request: Request) -> Response:
        return channel_list(self.workspace)

    async def _messages(self, request: Request) -> Response:
        return channel_messages(self.workspace, request)

    async def _slash(self, request: Request) -> Response:
        self._learn_url(request)
        asked: dict[str, str] = await request.json()
        try:
            command = self.command(
                asked["command"],
                asked.get("text", ""),
                user=asked["user"],
                channel=asked["channel"],
            )
        except LookupError as unknown:
            return JSONResponse({"ok": False, "error": str(unknown)}, status_code=400)
        ack = await self.redeliver(command)
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
