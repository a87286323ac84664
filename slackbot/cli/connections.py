"""`slackbot connection`: adds, lists, tests and removes a workspace's connections to Kore.ai.

The secret comes from a prompt, a file or standard input, and never from an argument: other users of
the machine see those, and shells keep them.
"""

import contextlib
import getpass
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import SecretStr, TypeAdapter, ValidationError

from slackbot.bootstrap_usage import UsageSide
from slackbot.cli.audit import record
from slackbot.domain.access.audit import Did
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.alerts.checks.plan import bots_of as bots_of_alert
from slackbot.domain.channel import ChannelBots
from slackbot.domain.connections.connection import (
    LONGEST_NAME,
    Connection,
    Coverage,
    Scope,
    connection_id,
    host_of,
)
from slackbot.domain.digests.plan import bots_of as bots_of_digest
from slackbot.domain.errors import ConfigurationError, SlackbotError, UserError
from slackbot.domain.spelling import listed
from slackbot.domain.usage.fetching.routes import ENVIRONMENT
from slackbot.kore.client import KoreClient
from slackbot.ports import Clock
from slackbot.settings import ClientId, Settings, Url
from slackbot.slack.inbound.app import who_am_i
from slackbot.slack.outbound.clients import slack_client
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.sealing import Sealer
from slackbot.store.setup.alerts import AlertStore
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.digests import DigestStore
from slackbot.store.setup.workspaces import WorkspaceStore

Say = Callable[[str], None]
WHOSE_TEAM = "Say whose it is: --team T…, the id of the workspace in Slack"
KEPT = "Figures that came through it stay in the database, for if you add the same client again."
OPEN = (
    "Any member may link any bot of the account by its id, and see its figures: "
    "`/billing settings bots approved` in Slack changes that."
)
LEAVES = "Nothing was removed. To remove it all the same, add --yes."
NOBODYS_BOT = "st-00000000-0000-0000-0000-000000000000"
SEEN_WITHIN = "A running slackbot uses it within seconds."


class Given(NamedTuple):
    """The arguments of `connection add`, as they were typed."""

    name: str
    host: str
    client_id: str
    bot_id: str  # empty: of an account
    secret_file: Path | None = None


class Office(NamedTuple):
    """A workspace, and the stores that know its connections and what depends on them."""

    team: str
    database: Database
    side: UsageSide

    async def coverage(self) -> Coverage:
        """Return the workspace's connections as they are now."""
        return await self.side.reader.of(self.team, fresh=True)

    async def stored(self, connection: Connection) -> Connection | None:
        """Return the row with the same credential, if there is one."""
        rows = await self.side.credentials.of(self.team)
        return next((row for row in rows if row.credential == connection.credential), None)

    async def record(
        self, clock: Clock, did: Did, before: Connection | None, after: Connection | None
    ) -> None:
        """Put a change of a connection into the workspace's audit."""
        names = dict.fromkeys(each.name for each in (after, before) if each)
        thing = ", before ".join(names)
        await record(self.database, clock.now(), self.team, "connection", did, thing, before, after)


async def add(settings: Settings, clock: Clock, given: Given, team: str, say: Say) -> None:
    """Test the credentials against Kore.ai, and keep them. Raises SlackbotError where they are
    wrong, or Kore.ai does not answer; then nothing is kept."""
    Sealer(settings.secret_keys).require()
    connection = read_connection(given, settings)
    async with _office(settings, clock, team) as office:
        before = await office.coverage()
        _see_name(before, connection)
        if old := await office.stored(connection):
            connection = connection.model_copy(update={"id": old.id})
        secret = read_secret(given.secret_file)
        outcome = await tried(office.side.client(connection, secret), connection)
        say(f"{connection.host}: {outcome}")
        await office.record(clock, "changed" if old else "added", old, connection)
        await office.side.credentials.save(office.team, connection, secret, clock.now())
        verb = "Changed" if old else "Added"
        say(f"{verb} {connection.name}, which covers {connection.covers}. {SEEN_WITHIN}")
        for line in await _moved(office, before, await office.coverage()):
            say(line)
        if connection.scope == "account" and await _is_open(office):
            say(OPEN)


async def show(settings: Settings, clock: Clock, team: str, say: Say) -> None:
    """Say a line for each connection of the workspace."""
    async with _office(settings, clock, team) as office:
        coverage = await office.coverage()
        linked = await ChannelStore(office.database).bots_of_all(office.team)
        for each in coverage.connections:
            bots = _covered(each, coverage, linked)
            say(
                f"{each.name}: covers {each.covers}; {each.host}, client {each.client_id}; "
                f"id {each.label}; linked bots {len(bots)}"
            )
        if not coverage.connections:
            say("There is none. Add one with `slackbot connection add`.")


async def remove(
    settings: Settings, clock: Clock, name: str, team: str, say: Say, *, sure: bool
) -> None:
    """Remove a connection, and say what depended on it.

    Raises ConfigurationError where linked bots would have none left, unless that is what the
    operator is `sure` of.
    """
    async with _office(settings, clock, team) as office:
        before = await office.coverage()
        connection = named(name, before)
        stored = await office.stored(connection)
        if stored is None:
            raise ConfigurationError(
                f"{connection.name} comes from the environment. Remove KORE_HOST, KORE_CLIENT_ID "
                "and KORE_CLIENT_SECRET there."
            )
        rest = tuple(each for each in before.connections if each is not connection)
        if connection.id == ENVIRONMENT and settings.environment:
            rest += (settings.environment,)  # which the row stood for
        found = {bot: id_ for bot, id_ in before.found.items() if id_ != connection.id}
        lines = await _moved(office, before, Coverage(rest, found))
        for line in lines:
            say(line)
        if lines and not sure:
            raise ConfigurationError(LEAVES)
        await office.record(clock, "removed", connection, None)
        await office.side.credentials.remove(office.team, stored.id)
        say(f"Removed {connection.name} and its secret. {KEPT}")


async def test(settings: Settings, clock: Clock, name: str, team: str, say: Say) -> int:
    """Test one connection of the workspace, or all. Return 0 if all are good, else 1."""
    async with _office(settings, clock, team) as office:
        coverage = await office.coverage()
        linked = await ChannelStore(office.database).bots_of_all(office.team)
        wrong = 0
        for each in (named(name, coverage),) if name else coverage.connections:
            try:
                client = await office.side.client_of(office.team, each)
                bot_id = next(iter(_covered(each, coverage, linked)), "")
                say(f"ok    {each.name}: {await tried(client, each, bot_id)}")
            except SlackbotError as error:
                wrong += 1
                say(f"WRONG {each.name}: {error.message}")
        return 1 if wrong else 0


async def tried(client: KoreClient, connection: Connection, bot_id: str = "") -> str:
    """Test a connection with the status call only: a submit would disturb a running job.

    `bot_id` is a bot to ask about where the connection names none. Returns what was found; raises
    SlackbotError.
    """
    if connection.scope == "account":
        await client.greet()
        return "the account's credentials are good"
    asked = connection.bot_id or bot_id
    if not asked:
        await client.knows(NOBODYS_BOT)
        return "the credentials are good (no bot is linked yet, so none was asked about)"
    known = await client.knows(asked)
    if not known and connection.bot_id:
        raise ConfigurationError(f"the credentials are good, but {asked} is unknown there")
    if not known:
        raise ConfigurationError(
            f"the credentials are good, but {asked}, which a channel has linked, is unknown there"
        )
    return f"the credentials are good, and it knows {asked}"


def read_connection(given: Given, settings: Settings) -> Connection:
    """Read the arguments. Raises ConfigurationError, which never shows a secret.

    The credential of the environment keeps its id, under which its figures are stored.
    """
    name = " ".join(given.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise ConfigurationError(f"--name has one to {LONGEST_NAME} characters.")
    try:
        host = host_of(TypeAdapter[str](Url).validate_python(given.host))
        client_id = TypeAdapter[str](ClientId).validate_python(given.client_id)
    except ValidationError:
        raise ConfigurationError(
            "--host is an address with its scheme, such as https://platform.kore.ai, and "
            "--client-id the Client ID of the app there, such as cs-1a2b"
        ) from None
    scope: Scope = "bot" if given.bot_id else "account"
    own = settings.environment
    is_own = own is not None and own.credential == (host, client_id)
    return Connection(
        id=settings.connection if is_own else connection_id(host, client_id),
        name=name,
        host=host,
        scope=scope,
        client_id=client_id,
        bot_id=given.bot_id,
    )


def read_secret(file: Path | None) -> SecretStr:
    """Read the Client Secret from the file, from standard input, or from a prompt that does not
    show it. Raises ConfigurationError where there is none."""
    try:
        if file:
            text = file.read_text()
        elif sys.stdin.isatty():
            text = getpass.getpass("Client Secret (not shown): ")
        else:
            text = sys.stdin.read()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The secret cannot be read: {type(error).__name__}") from None
    if not text.strip():
        raise ConfigurationError("No secret was given. Type it, or say --secret-file FILE.")
    return SecretStr(text.strip())


def named(name: str, coverage: Coverage) -> Connection:
    """Return the connection of that name or id. Raises ConfigurationError."""
    found = coverage.named(name)
    if found is None:
        known = listed([each.name for each in coverage.connections], "and") or "none"
        raise ConfigurationError(f'No connection is called "{name}". There are: {known}')
    return found


async def _is_open(office: Office) -> bool:
    """Tell whether an admin has decided that links need no approval; by default they do."""

    async def approved(_: str) -> WorkspaceSettings:
        return WorkspaceSettings(bots="approved")

    return (await WorkspaceStore(office.database, approved).settings(office.team)).bots == "open"


def _see_name(coverage: Coverage, new: Connection) -> None:
    """Raise ConfigurationError where another connection has the name."""
    namesake = coverage.named(new.name)
    if namesake and namesake.credential != new.credential:
        raise ConfigurationError(
            f'"{namesake.name}" is another connection. Choose another --name, or remove it first: '
            f'slackbot connection remove "{namesake.name}"'
        )


@contextlib.asynccontextmanager
async def _office(settings: Settings, clock: Clock, team: str) -> AsyncIterator[Office]:
    database = database_for(settings.database_url.get_secret_value())
    await database.open()
    try:
        async with contextlib.aclosing(UsageSide(settings, database, clock)) as side:
            yield Office(team or await _only_team(settings, database, side), database, side)
    finally:
        await database.close()


async def _only_team(settings: Settings, database: Database, side: UsageSide) -> str:
    """Return the workspace that can be meant: the bot token's, or the only one that is stored."""
    if settings.slack_bot_token:
        token = settings.secret("slack_bot_token")
        return str((await who_am_i(slack_client(token, settings.slack_api_url)))["team_id"])
    some = await ChannelStore(database).some_team()
    known = {*await side.credentials.teams(), *([some] if some else [])}
    if len(known) != 1:
        raise ConfigurationError(WHOSE_TEAM)
    return known.pop()


async def _moved(office: Office, before: Coverage, after: Coverage) -> list[str]:
    """Say what depends on connections that change: of each such bot who covers it from now on, and
    which digests and alerts are about it."""
    linked = await ChannelStore(office.database).bots_of_all(office.team)
    lines = []
    for bot_id in _ids(linked):
        was, now = (next(iter(each.candidates(bot_id)), None) for each in (before, after))
        if was is None or (now and now.id == was.id):
            continue
        names = sorted({bot.name for bots in linked.values() for bot in bots.of_ids([bot_id])})
        instead = f"is covered by {now.name} from now on" if now else "has no connection any more"
        uses = await _uses(office, linked, bot_id)
        lines.append(f"{listed(names, 'and')} ({bot_id}) {instead}: {uses}.")
    return lines


async def _uses(office: Office, linked: dict[str, ChannelBots], bot_id: str) -> str:
    """Say in how many channels the bot is linked, and how many digests and alerts are about it."""
    channels = sum(bool(bots.of_ids([bot_id])) for bots in linked.values())
    digests = 0
    for each in await DigestStore(office.database).of_team(office.team):
        with contextlib.suppress(UserError):  # its bots are not linked any more
            own = bots_of_digest(each, linked.get(each.channel, ChannelBots()))
            digests += any(bot.id == bot_id for bot in own)
    active = [each.alert for each in await AlertStore(office.database).active(office.team)]
    about = (bots_of_alert(each, linked.get(each.channel, ChannelBots())) for each in active)
    alerts = sum(any(bot.id == bot_id for bot in bots) for bots in about)
    return f"channels {channels}, digests {digests}, alerts {alerts}"


def _covered(
    connection: Connection, coverage: Coverage, linked: dict[str, ChannelBots]
) -> list[str]:
    """Return the linked bots whose figures come through the connection."""
    return [id_ for id_ in _ids(linked) if connection in coverage.candidates(id_)[:1]]


def _ids(linked: dict[str, ChannelBots]) -> Iterator[str]:
    yield from sorted({bot.id for bots in linked.values() for bot in bots.bots})
