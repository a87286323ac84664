"""Simulates Slack in memory, so that the app runs without an account.

It has the Web API, Socket Mode and signed HTTP, `response_url`, and people who give commands,
click, fill in forms, look at the app's Home, and mention the app.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from slackbot.sandbox.serve import dated
from slackbot.sandbox.slack.delivery.command import Command
from slackbot.sandbox.slack.delivery.delivery import RETRY_SECONDS, Delivery, Sleep, deliver_event
from slackbot.sandbox.slack.delivery.http import Http
from slackbot.sandbox.slack.delivery.responses import ResponseError, Responses
from slackbot.sandbox.slack.delivery.socket import ACK_SECONDS, Ack, Socket
from slackbot.sandbox.slack.delivery.view import answered
from slackbot.sandbox.slack.installed import InstalledApp
from slackbot.sandbox.slack.people import NOT_SUBSCRIBED, People
from slackbot.sandbox.slack.site import Site
from slackbot.sandbox.slack.web_api.faults import Faults
from slackbot.sandbox.slack.web_api.rate import SLACK_RATE, Allowance, Rate
from slackbot.sandbox.slack.web_api.server import WebApi
from slackbot.sandbox.slack.workspace.files import File
from slackbot.sandbox.slack.workspace.message import Draft, Json, Message
from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.views import ViewError
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
EVENTS = frozenset({"app_mention"})
# Slack's own words in a modal when the app does not take a submission.
TROUBLE = "We had some trouble connecting. Try again?"


class SlackSandbox(People):
    """A workspace, an app installed in it, and everything between the two.

    `app` is the ASGI app to serve; its Web API is at `/api/`. `rate` None posts without a limit.
    What people do reaches the app by Socket Mode until `deliver_to` is told of addresses. It is
    told only of the `events` that it is subscribed to, by their names in a manifest; those that it
    does not acknowledge are delivered again after each of `retry_seconds`, which
    `sleep` waits for.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        bot_token: str = "xoxb-sandbox",  # noqa: S107 - made up, opens nothing
        app_token: str = "xapp-sandbox",  # noqa: S107 - made up, opens nothing
        signing_secret: str = "sandbox-signing-secret",  # noqa: S107 - made up, opens nothing
        scopes: Iterable[str] = SCOPES,
        events: Iterable[str] = EVENTS,
        rate: Rate | None = SLACK_RATE,
        ack_seconds: float = ACK_SECONDS,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.workspace = workspace
        self.bot_token = bot_token
        self.app_token = app_token
        self.signing_secret = signing_secret
        self.events = frozenset(events)
        self.retry_seconds = retry_seconds
        self._sleep = sleep
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
        self.app = dated(self._site.app(), lambda: self.workspace.now())

    @property
    def scopes(self) -> frozenset[str]:
        """Return the app's scopes, which an admin may change at any time."""
        return self._web.scopes

    @scopes.setter
    def scopes(self, scopes: Iterable[str]) -> None:
        self._web.scopes = frozenset(scopes)

    def install(self, app: InstalledApp) -> None:
        """Let the app be this one from now on."""
        self.scopes = app.scopes
        self.events = app.events
        self.workspace.has_home_tab = app.has_home_tab

    @property
    def url(self) -> str:
        """Return its address without a final slash; known after the first request, or once it is
        set.
        """
        return self._site.url

    @url.setter
    def url(self, url: str) -> None:
        self._site.url = url

    def deliver_to(self, *urls: str) -> None:
        """Post people's actions from now on to these addresses in turn, signed.

        An address that refuses the connection is skipped. Without addresses, Socket Mode is used.
        """
        self.http.use(urls)
        self._delivery = self.http if urls else self.socket

    def modal(self, user: str) -> View | None:
        """Return the visible view of the user's modal; None if none is open."""
        stack = self.workspace.views.stack(self._user(user).id)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """Return the user's Home tab; None before the app first published one."""
        return self.workspace.views.home(self._user(user).id)

    async def redeliver(self, request: Mapping[str, Any]) -> Ack:
        """Deliver what a person did, the same as often as this is called."""
        match request.get("type"):
            case None:
                return await self._deliver_command(request)
            case "event_callback":
                return await deliver_event(self._delivery, request, self.retry_seconds, self._sleep)
            case "view_submission":
                return await self._deliver_submission(request)
        # Slack takes no message from this acknowledgement, and shows none of a failure.
        return await self._delivery.send("interactive", request)

    async def send_event(
        self, event: str, payload: Callable[[], Json], channel: Channel | None = None
    ) -> Ack:
        """Deliver the event of that name in a manifest, unless Slack would tell the app nothing.

        Then the acknowledgement has no request, but an error: `not_subscribed`, `missing_scope`, or
        `not_in_channel` if the app is not in the channel where it happened.
        """
        if event not in self.events:
            return Ack({}, 0.0, error=NOT_SUBSCRIBED)
        if not _scopes(event, channel) <= self.scopes:
            return Ack({}, 0.0, error="missing_scope")
        if channel and not channel.is_member:
            return Ack({}, 0.0, error="not_in_channel")
        return await self.redeliver(payload())

    def response_url(self, user: User, channel: Channel, clicked: Message | None = None) -> str:
        """Return an address at which the app may answer for a while."""
        return f"{self.url}/response/{self._responses.open(user.id, channel.id, clicked)}"

    async def _deliver_submission(self, request: Mapping[str, Any]) -> Ack:
        ack = await self._delivery.send("interactive", request)
        view = self.workspace.views.find(request["view"]["id"])
        if view is None:  # closed meanwhile, and then Slack has nothing to show the answer in
            return ack
        try:
            if ack.ok:
                answered(self.workspace, view, ack.payload)
        except ViewError as refusal:
            ack = replace(ack, error=refusal.word)
        if ack.error:
            self.workspace.show_again(view.id, {}, TROUBLE)
        self.workspace.notify()
        return ack

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

    def messages(self, channel: str) -> list[Message]:
        """Return the messages of the channel itself, oldest first."""
        return self.workspace.messages(self._channel(channel).id)

    def replies(self, channel: str, ts: str) -> list[Message]:
        """The replies in a thread, oldest first, without its parent."""
        return self.workspace.replies(self._channel(channel).id, ts)

    def ephemerals(self, user: str, channel: str) -> list[Message]:
        """Return what only that user sees in that channel, oldest first."""
        return self.workspace.ephemerals(self._user(user).id, self._channel(channel).id)

    @property
    def files(self) -> Sequence[File]:
        """The files that the app has uploaded and completed, in that order."""
        return self.workspace.files.complete

    def status(self, channel: str, thread_ts: str) -> str:
        """Return the app's status in a thread; empty if there is none."""
        now = self.workspace.now()
        status = self.workspace.statuses.standing(self._channel(channel).id, thread_ts, now)
        return status.text if status else ""

    def _command(self, asked: Mapping[str, str]) -> Command:
        text, user, channel = asked.get("text", ""), asked["user"], asked["channel"]
        return self.command(asked["command"], text, user=user, channel=channel)

    def _tell_failure(self, request: Mapping[str, str], word: str) -> None:
        failure = Draft(f'{request["command"]} failed with the error "{word}"')
        channel, user = request["channel_id"], request["user_id"]
        self.workspace.post(channel, failure, user="USLACKBOT", to=user)


def _scopes(event: str, channel: Channel | None) -> set[str]:
    """Return what the app needs in order to be told of the event, as the event's page says."""
    if event == "app_mention":
        return {"app_mentions:read"}
    if channel is None:
        return set()
    kind = "history" if event.startswith("message.") else "read"
    return {f"{channel.kind}:{kind}"}
