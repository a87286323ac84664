"""`slackbot check`: tests every setting against the services, and says how to mend each fault."""

import contextlib
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

from slackbot.bootstrap_usage import UsageSide
from slackbot.cli.connections import tried
from slackbot.domain.alerts.checks.plan import Check, pace
from slackbot.domain.connections.connection import Connection
from slackbot.domain.errors import ConfigurationError, SlackbotError, TransientError
from slackbot.domain.usage.fetching.growth import proposed_hours
from slackbot.kore.client import KoreClient
from slackbot.network import fault_of, skew_of
from slackbot.ports import Clock
from slackbot.settings import Settings, readable_by_others, unknown_settings
from slackbot.slack.inbound.app import check_app_token
from slackbot.slack.manifest import SCOPES
from slackbot.slack.outbound.calls import patiently
from slackbot.slack.outbound.clients import slack_client
from slackbot.slack.outbound.health import check_expiry, check_skew
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.ledger import LedgerStore
from slackbot.store.sealing import Sealer, check_keys
from slackbot.store.setup.alerts import AlertStore
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.connections import ConnectionStore
from slackbot.store.setup.installations import InstallationStore

Say = Callable[[str], None]
Test = Callable[[Settings, Clock], Awaitable[str]]

PATIENCE = timedelta(seconds=10)


async def check(settings: Settings, clock: Clock, say: Say) -> int:
    """Say a line for each test. Return 0 if all succeed, else 1. Nothing is posted or submitted."""
    if warning := readable_by_others():
        say(f"note  Settings: {warning}")
    slips = unknown_settings()
    say("ok    Settings: well formed" if not slips else f"WRONG Settings: {' '.join(slips)}")
    wrong = len(slips)
    for name, (test, variables) in {
        **OF_SLACK,
        **await _connections(settings),
        **OF_DATABASE,
    }.items():
        try:
            say(f"ok    {name}: {await test(settings, clock)}")
        except TransientError as error:
            wrong += 1
            url = _url(settings, variables)
            fault = fault_of(error, url) if url else None
            fault = fault or f"{error.message} Check {variables} and this machine's network."
            say(f"WRONG {name}: {fault}")
        except SlackbotError as error:
            wrong += 1
            say(f"WRONG {name}: {error.message}")
    return 1 if wrong else 0


def _url(settings: Settings, variables: str) -> str:
    """The address that a test asks, where it asks one."""
    addresses = {"SLACK_API_URL": settings.slack_api_url, "KORE_HOST": settings.kore_host}
    return addresses.get(variables) or ""


async def _bot_token(settings: Settings, _: Clock) -> str:
    if settings.slack_client_id:
        return await _by_link(settings)
    token = settings.secret("slack_bot_token")
    client = slack_client(token, settings.slack_api_url)
    response = await patiently(client.auth_test, PATIENCE)
    check_expiry(response)
    granted = str(response.headers.get("x-oauth-scopes") or "")
    missing = set(SCOPES) - set(granted.replace(" ", "").split(","))
    if granted and missing:
        raise ConfigurationError(
            f"it lacks {', '.join(sorted(missing))}. Add them under OAuth & Permissions (or apply "
            "manifest.yml), and install the app again."
        )
    scopes = f"all {len(SCOPES)} scopes" if granted else "Slack does not tell its scopes"
    return f"{response['user']} in workspace {response['team']}, {scopes}"


async def _by_link(settings: Settings) -> str:
    """Say which workspaces have installed the app. Raises ConfigurationError if they cannot."""
    settings.secret("slack_client_secret")
    sealer = Sealer(settings.secret_keys)
    sealer.require()
    installed = await _installations(settings, sealer)
    if settings.workspaces is not None and not settings.workspaces:
        raise ConfigurationError(
            "SLACKBOT_WORKSPACES is missing: nobody may install the app by the link."
        )
    return f"none needed, as the app is installed by a link: {installed} installations"


async def _installations(settings: Settings, sealer: Sealer) -> int:
    if settings.sqlite_path and not settings.sqlite_path.exists():
        return 0
    database = database_for(settings.database_url.get_secret_value())
    await database.open()
    try:
        await check_keys(database, sealer)
        return await InstallationStore(database, sealer).count()
    finally:
        await database.close()


async def _app_token(settings: Settings, _: Clock) -> str:
    if settings.slack_app_token is None and settings.slack_signing_secret:
        return "none, but a signing secret: for `slackbot web`"
    token = settings.secret("slack_app_token")
    await check_app_token(slack_client(token, settings.slack_api_url), token, PATIENCE)
    return "Socket Mode may connect"


async def _clock(settings: Settings, clock: Clock) -> str:
    token = "" if settings.slack_client_id else settings.secret("slack_bot_token")
    client = slack_client(token, settings.slack_api_url)
    try:
        response = await patiently(client.auth_test if token else client.api_test, PATIENCE)
    except SlackbotError:
        return "not known, see Slack bot token"
    skew = skew_of(response.headers, clock.now())
    return "not known, as Slack sent no time" if skew is None else check_skew(skew, "Slack's")


async def _connections(settings: Settings) -> dict[str, tuple[Test, str]]:
    """Return a test for each connection to Kore.ai: the environment's, and those of workspaces."""
    tests: dict[str, tuple[Test, str]] = {}
    by_link = bool(settings.slack_client_id)
    if settings.environment:
        tests["Kore.ai"] = (_serves_nobody if by_link else _kore, "KORE_HOST")
    async with _stored(settings) as database:
        rows = ConnectionStore(database, Sealer(())) if database else None
        for team in await rows.teams() if rows else ():
            for each in await rows.of(team) if rows else ():
                test = functools.partial(_connection, team, each)
                tests[f"Kore.ai, {each.name} of {team}"] = (test, "the connection's host")
    return tests or {"Kore.ai": (_no_kore, "KORE_HOST")}


async def _serves_nobody(_: Settings, __: Clock) -> str:
    return (
        "the credential in KORE_CLIENT_ID serves nobody, as the app is installed by a link. Each "
        "workspace needs its own: slackbot connection add … --team T…"
    )


async def _no_kore(settings: Settings, _: Clock) -> str:
    raise ConfigurationError(settings.without_kore)


async def _kore(settings: Settings, clock: Clock) -> str:
    """Test the environment's credential."""
    own = settings.environment
    if own is None:
        return await _no_kore(settings, clock)
    async with _stored(settings) as database:
        bot_id = await ChannelStore(database).linked_anywhere() if database else None
    async with contextlib.aclosing(UsageSide(settings, _unread(settings), clock)) as side:
        client = await side.client_of("", own)
        return await _tried(client, own, settings, bot_id or "")


async def _connection(team: str, connection: Connection, settings: Settings, clock: Clock) -> str:
    async with (
        _stored(settings) as database,
        contextlib.aclosing(UsageSide(settings, database or _unread(settings), clock)) as side,
    ):
        return await _tried(await side.client_of(team, connection), connection, settings)


async def _tried(
    client: KoreClient, connection: Connection, settings: Settings, bot_id: str = ""
) -> str:
    """Test a connection as `tried` does, and whether it lists bots where it is to."""
    found = await tried(client, connection, bot_id)
    if connection.scope == "account" and settings.slackbot_kore_list_bots:
        await client.bots(pages=1)
        return f"{found}, and list its bots"
    return found


def _unread(settings: Settings) -> Database:
    """Return the database without opening it, for what does not read it."""
    return database_for(settings.database_url.get_secret_value())


@contextlib.asynccontextmanager
async def _stored(settings: Settings) -> AsyncIterator[Database | None]:
    """Open the database; None where there is none yet, or it cannot be read, which the test of the
    database reports."""
    if settings.sqlite_path and not settings.sqlite_path.exists():
        yield None
        return
    database = database_for(settings.database_url.get_secret_value())
    try:
        await database.open()
    except SlackbotError:
        yield None
        return
    try:
        yield database
    finally:
        await database.close()


async def _database(settings: Settings, _: Clock) -> str:
    path = settings.sqlite_path
    if path and not path.exists():
        return _could_be_made(path.resolve())
    database = database_for(settings.database_url.get_secret_value())
    await database.open()
    try:
        await database.verify()
        await database.probe()
    finally:
        await database.close()
    return f"{database}, readable by its owner only" if path else str(database)


async def _alerts(settings: Settings, _: Clock) -> str:
    """Say how often alerts are checked, computed from how long the last checks took."""
    if settings.sqlite_path and not settings.sqlite_path.exists():
        return "none yet"
    database = database_for(settings.database_url.get_secret_value())
    try:
        await database.open()
    except SlackbotError:
        return "not known, see Database"
    try:
        store = AlertStore(database)
        found = {team: await store.checks(team) for team in await store.teams()}
    finally:
        await database.close()
    if not found:
        return "none yet"
    return "; ".join(_pace_text(settings, checks) for checks in found.values())


def _pace_text(settings: Settings, checks: Sequence[Check]) -> str:
    wanted = settings.check_every
    every, why = pace(wanted, checks)
    took = max((check.seconds for check in checks if check.seconds), default=0.0)
    if why:
        return f"checked every {_minutes(every)} minutes instead of {_minutes(wanted)}: {why}"
    return f"checked every {_minutes(every)} minutes; the last checks took {took:.0f} s at most"


def _minutes(time: timedelta) -> int:
    return round(time / timedelta(minutes=1))


def _could_be_made(path: Path) -> str:
    if not path.parent.is_dir():
        raise ConfigurationError(f"the folder {path.parent} does not exist. Check DATABASE_URL.")
    return f"{path} will be made at the first start"


async def _settling(settings: Settings, _: Clock) -> str:
    """Propose for how long figures are provisional, from how days have grown so far."""
    now = settings.settling // timedelta(hours=1)
    if settings.sqlite_path and not settings.sqlite_path.exists():
        return f"{now} hours"
    database = database_for(settings.database_url.get_secret_value())
    try:
        await database.open()
    except SlackbotError:
        return f"{now} hours; how days grow isn't known, see Database"
    try:
        seen = await LedgerStore(database, settings.connection, settings.settling).all_seen()
    finally:
        await database.close()
    hours = proposed_hours(seen)
    if hours is None:
        return f"{now} hours; too little is known of how days grow to propose another number"
    if hours == now:
        return f"{now} hours, as the days seen so far propose"
    return (
        f"{now} hours; the days seen so far didn't grow any more after {hours}. To use that, set "
        f"SLACKBOT_SETTLING_HOURS={hours}"
    )


# The tests, and the settings that each depends on.
OF_SLACK: dict[str, tuple[Test, str]] = {
    "Slack bot token": (_bot_token, "SLACK_API_URL"),
    "Clock": (_clock, "SLACK_API_URL"),
    "Slack app token": (_app_token, "SLACK_API_URL"),
}
OF_DATABASE: dict[str, tuple[Test, str]] = {
    "Database": (_database, "DATABASE_URL"),
    "Alerts": (_alerts, "DATABASE_URL"),
    "Settling": (_settling, "DATABASE_URL"),
}
