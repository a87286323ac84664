"""`slackbot mcp`: figures for an assistant on this machine, over stdin and stdout.

It has the rights of the machine, as `slackbot report` has: whoever can start it can read the
database and the credentials. It sees every channel, and no person's own digests and alerts.
"""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

from mcp.server.stdio import stdio_server

from slackbot.assistants.server import Context, server_of
from slackbot.bootstrap import App, Role
from slackbot.domain.access.permission import Actor
from slackbot.domain.errors import AlreadyRunningError, ConfigurationError
from slackbot.domain.home import HomeChannel
from slackbot.ports import Clock, Person, Ports
from slackbot.settings import Settings
from slackbot.workflows.assistants.ask import Answered
from slackbot.workflows.assistants.desk import Asker, AssistantDesk

MACHINE = "-"  # stands for the person, since there is none
NO_WORKSPACE = "No channel has linked a bot in this database yet, so there is nothing to ask about."
NO_CHANNEL = (
    "{channel} has linked no bot here. Leave --channel out, or give the id of one that has."
)


@dataclass(frozen=True)
class McpScope:
    """The workspace and the channel that are asked about: empty for any and for all of them. `zone`
    is that of words which name none, where the channel has none either."""

    workspace: str = ""
    channel: str = ""
    zone: str = "UTC"


async def serve(settings: Settings, clock: Clock, place: McpScope) -> None:
    """Serve one client until it closes stdin."""
    server = server_of(MachineDesk(settings, clock, place), clock, _machine)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


class MachineDesk:
    """Desk (see assistants/server). It opens the database for each call alone, so that the app can
    start meanwhile."""

    def __init__(self, settings: Settings, clock: Clock, place: McpScope) -> None:
        self._settings = settings
        self._clock = clock
        self._place = place

    async def ask(self, asker: Asker, words: str, channel: str = "") -> Answered:
        """See Desk."""
        async with self._desk() as (desk, team):
            return await desk.ask(replace(asker, team=team), words, channel)

    async def set_ups(self, asker: Asker, channel: str = "") -> list[HomeChannel]:
        """See Desk."""
        async with self._desk() as (desk, team):
            return await desk.set_ups(replace(asker, team=team), channel)

    @contextlib.asynccontextmanager
    async def _desk(self) -> AsyncIterator[tuple[AssistantDesk, str]]:
        async with contextlib.AsyncExitStack() as stack:
            try:
                ports = await stack.enter_async_context(self._app.attend(alone=True))
            except AlreadyRunningError:
                ports = await stack.enter_async_context(self._app.attend(alone=False))
            team = self._place.workspace or await ports.channels.some_team()
            if not team:
                raise ConfigurationError(NO_WORKSPACE)
            directory = ThisMachine(await self._channels(team, ports), self._place.zone)
            yield AssistantDesk(replace(ports, directory=directory), self._clock), team

    @property
    def _app(self) -> App:
        return App(self._settings, self._clock, Role.WORKER)

    async def _channels(self, team: str, ports: Ports) -> dict[str, str]:
        only, linked = self._place.channel, await ports.channels.bots_of_all(team)
        if only and only not in linked:
            raise ConfigurationError(NO_CHANNEL.format(channel=only))
        return {id_: id_ for id_ in linked if not only or id_ == only}


class ThisMachine:
    """Directories (see ports) of who sees these channels and asks for themselves alone.

    Slack is not asked, so channels are known by their ids."""

    def __init__(self, channels: Mapping[str, str], zone: str) -> None:
        self._channels = channels
        self._zone = zone

    def of(self, team: str) -> "ThisMachine":  # noqa: ARG002 - see Directories
        """Return itself: it is the same in every workspace."""
        return self

    async def person(self, user: str, team: str = "") -> Person:  # noqa: ARG002 - see Directory
        """Return who runs the program."""
        return Person(actor=Actor(user=user), zone=self._zone)

    async def shared(self, channel: str) -> bool:  # noqa: ARG002 - see Directory
        """Tell that nobody else sees what is answered here."""
        return False

    async def channels(self, user: str) -> Mapping[str, str]:  # noqa: ARG002 - see Directory
        """Return the channels that may be asked about."""
        return self._channels

    async def names(self, user: str) -> frozenset[str]:  # noqa: ARG002 - see Directory
        """Return nothing: Slack is not asked."""
        return frozenset()

    async def channel_names(self, channel: str) -> frozenset[str]:  # noqa: ARG002 - see Directory
        """Return nothing: Slack is not asked."""
        return frozenset()


def _machine(_: Context) -> Asker:
    return Asker(team="", user=MACHINE, by="this machine")
