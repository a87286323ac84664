"""Slack in memory, for whoever wants to run the app without an account: Web API, Socket Mode and
signed HTTP, `response_url`, and the people who give commands, click and mention the app.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from slackbot.sandbox.slack.delivery.action import action_in, block_actions
from slackbot.sandbox.slack.delivery.command import Command, slash_command
from slackbot.sandbox.slack.delivery.event import MENTION, app_mention
from slackbot.sandbox.slack.delivery.http import Http
from slackbot.sandbox.slack.delivery.responses import ResponseError, Responses
from slackbot.sandbox.slack.delivery.socket import ACK_SECONDS, Ack, Socket
from slackbot.sandbox.slack.delivery.way import RETRY_SECONDS, Delivery, deliver_event
from slackbot.sandbox.slack.site import Site
from slackbot.sandbox.slack.web_api.faults import Faults
from slackbot.sandbox.slack.web_api.rate import SLACK_RATE, Allowance, Rate
from slackbot.sandbox.slack.web_api.server import WebApi
from slackbot.sandbox.slack.workspace.files import File
from slackbot.sandbox.slack.workspace.message import Draft, Json, Message
from slackbot.sandbox.slack.workspace.workspace import Channel, User, Workspace

T = TypeVar("T")
SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:read",
        "users:read",
    }
)


class SlackSandbox:
    """A workspace, an app installed in it, and everything between the two.

    `app` is the ASGI app to serve; its Web API is at `/api/`. `rate` None posts without a limit.
    What people do reaches the app by Socket Mode until `deliver_to` is told of addresses. Events
    that it does not acknowledge are delivered again after each of `retry_seconds`.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        bot_token: str = "xoxb-sandbox",  # noqa: S107 - made up, opens nothing
        app_token: str = "xapp-sandbox",  # noqa: S107 - made up, opens nothing
        signing_secret: str = "sandbox-signing-secret",  # noqa: S107 - made up, opens nothing
        scopes: Iterable[str] = SCOPES,
        rate: Rate | None = SLACK_RATE,
        ack_seconds: float = ACK_SECONDS,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.workspace = workspace
        self.bot_token = bot_token
        self.app_token = app_token
        self.signing_secret = signing_secret
        self.retry_seconds = retry_seconds
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
        self._site = Site(
            self.workspace,
            self._web,
            self.http,
            self._responses,
            self.faults,
            self._command,
            self._deliver_command,
        )
        self.app = self._site.app()

    @property
    def scopes(self) -> frozenset[str]:
        """What the app may do, which an admin may alter at any time."""
        return self._web.scopes

    @scopes.setter
    def scopes(self, scopes: Iterable[str]) -> None:
        self._web.scopes = frozenset(scopes)

    @property
    def url(self) -> str:
        """Where it is served, without a slash at the end: known after a request, or by telling."""
        return self._site.url

    @url.setter
    def url(self, url: str) -> None:
        self._site.url = url

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
        return slash_command(
            self.workspace,
            command,
            text,
            user=person,
            channel=place,
            response_url=self._response_url(person, place),
        )

    async def click(
        self, message: Message, action_id: str, *, user: str, value: str | None = None
    ) -> Ack:
        """Let a user click a button of a message, or choose the option of `value` from a menu.

        A button carries its own value, unless `value` forges another one.
        Raises `LookupError` where the message, as it stands now, has none for that user.
        """
        return await self.redeliver(self.action(message, action_id, user=user, value=value))

    def action(
        self, message: Message, action_id: str, *, user: str, value: str | None = None
    ) -> Json:
        """The click as Slack would send it, for whoever delivers it in another way."""
        person, place = self._user(user), self._channel(message.channel)
        seen = self.workspace.as_it_stands(message)
        if seen is None or seen.to not in (None, person.id):
            raise LookupError(f"{person.name} does not see that message.")
        return block_actions(
            self.workspace,
            seen,
            action_in(seen, action_id, value),
            user=person,
            channel=place,
            response_url=self._response_url(person, place, seen),
        )

    async def mention(
        self, text: str, *, user: str, channel: str, thread_ts: str | None = None
    ) -> Ack:
        """Let a user write to the app in a channel, or in a thread of it.

        The message stands in the acknowledgement's `request["event"]`. Where Slack would tell the
        app nothing of it, the acknowledgement has no request, but an error: `missing_scope` or
        `not_in_channel`.
        """
        place = self._channel(channel)
        said = text if MENTION in text else f"{MENTION} {text}".rstrip()
        message = self.say(said, user=user, channel=place.id, thread_ts=thread_ts)
        if "app_mentions:read" not in self.scopes:
            return Ack({}, 0.0, error="missing_scope")
        if not place.is_member:
            return Ack({}, 0.0, error="not_in_channel")
        return await self.redeliver(app_mention(self.workspace, message, place))

    async def redeliver(self, request: Mapping[str, Any]) -> Ack:
        """Deliver a command, a click or an event, the same one as often as this is called."""
        match request.get("type"):
            case "block_actions":
                # Slack takes no message from this acknowledgement, and shows none of a failure.
                return await self._delivery.send("interactive", request)
            case "event_callback":
                return await deliver_event(self._delivery, request, self.retry_seconds)
        return await self._deliver_command(request)

    async def _deliver_command(self, request: Mapping[str, str]) -> Ack:
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

    async def wait_for_connection(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - as in wait_for
        """Wait until the app is connected. Raises `TimeoutError`."""
        await self.wait_for(lambda: self.socket.connections, timeout)

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109 - the waiter says in the call how long, as in asyncio.wait_for
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

    @property
    def files(self) -> Sequence[File]:
        """The files that the app has uploaded and completed, in that order."""
        return self.workspace.files.complete

    def status(self, channel: str, thread_ts: str) -> str:
        """What the app says that it is doing in a thread; empty if it says nothing."""
        now = self.workspace.now()
        status = self.workspace.statuses.standing(self._channel(channel).id, thread_ts, now)
        return status.text if status else ""

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

    def _response_url(self, user: User, channel: Channel, clicked: Message | None = None) -> str:
        return f"{self.url}/response/{self._responses.open(user.id, channel.id, clicked)}"

    def _command(self, asked: Mapping[str, str]) -> Command:
        text, user, channel = asked.get("text", ""), asked["user"], asked["channel"]
        return self.command(asked["command"], text, user=user, channel=channel)

    def _tell_failure(self, request: Mapping[str, str], word: str) -> None:
        said = Draft(f'{request["command"]} failed with the error "{word}"')
        channel, user = request["channel_id"], request["user_id"]
        self.workspace.post(channel, said, user="USLACKBOT", to=user)
