"""`slackbot export`: all of a workspace's set-up as YAML, with the words that make each thing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml
from pydantic import BaseModel

from slackbot.bootstrap_usage import UsageSide
from slackbot.domain.alerts.alert import Alert, RuleState
from slackbot.domain.alerts.describe import describe_typed
from slackbot.domain.allowance import What
from slackbot.domain.channel import quoted
from slackbot.domain.digests.digest import Digest, DigestState
from slackbot.domain.errors import ConfigurationError
from slackbot.domain.group import BotGroup
from slackbot.language.channel_settings import SETTINGS
from slackbot.language.context import ReadingContext
from slackbot.language.forms.form import Form, Here
from slackbot.language.forms.link import LINK
from slackbot.language.forms.money import ALLOWANCE, BUDGET, PRICE
from slackbot.language.names.called import called
from slackbot.ports import Clock
from slackbot.settings import Settings
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.forgetting import teams_in
from slackbot.store.setup.alerts import AlertStore
from slackbot.store.setup.allowances import AllowanceStore
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.digests import DigestStore
from slackbot.store.setup.groups import GroupStore
from slackbot.store.setup.workspaces import WorkspaceStore

Say = Callable[[str], None]
Entry = dict[str, Any]

HEAD = """\
# Set up in workspace {team}. `words` are typed after /billing in that channel, and each setting as
# `settings NAME VALUE`. No secrets and no figures are here."""
TOLD = {"team", "channel"}  # what the place of an entry says already


async def export(settings: Settings, clock: Clock, say: Say, team: str = "") -> None:
    """Print the set-up of the workspace, in an order that does not change. The app may run.

    Raises ConfigurationError where `team` is not known, or there are several and none is named.
    """
    if settings.sqlite_path and not settings.sqlite_path.exists():
        raise ConfigurationError(f"There is no database at {settings.sqlite_path}.")
    database = database_for(settings.database_url.get_secret_value())
    await database.open()
    try:
        team = _chosen(await teams_in(database), team)
        side = UsageSide(settings, database, clock)
        found = await SetUp(database, side, clock).of(team)
    finally:
        await database.close()
    say(HEAD.format(team=team))
    say(yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=120).rstrip())


def _chosen(teams: list[str], team: str) -> str:
    if team and team not in teams:
        raise ConfigurationError(f"Nothing is set up in {team}. Workspaces: {', '.join(teams)}")
    if not team and len(teams) != 1:
        known = (
            f"Name one of {', '.join(teams)}: `--team {teams[0]}`" if teams else "None is known."
        )
        raise ConfigurationError(f"There are {len(teams)} workspaces. {known}")
    return team or teams[0]


class SetUp:
    """Reads what is set up in a workspace."""

    def __init__(self, database: Database, side: UsageSide, clock: Clock) -> None:
        self._channels = ChannelStore(database)
        self._allowances = AllowanceStore(database)
        self._groups = GroupStore(database)
        self._digests = DigestStore(database)
        self._alerts = AlertStore(database)
        self._workspaces = WorkspaceStore(database, side.as_installed)
        self._clock = clock
        self._connections = side.credentials

    async def of(self, team: str) -> Entry:
        """Return all of it as plain values, in an order that does not change."""
        bots = await self._channels.bots_of_all(team)
        digests = [each for each in await self._digests.of_team(team) if _stands(each)]
        known = {*bots, *await self._channels.with_settings(team)}
        known |= {digest.channel for digest in digests} | {*await self._allowances.of_all(team)}
        watched = await self._alerts.of_channels(team, sorted(known))
        alerts = [each.alert for each in watched if _stands(each.alert)]
        places = [await self._here(team, channel) for channel in sorted(known)]
        names = {bot.id: bot.name for linked in bots.values() for bot in linked.bots}
        groups = sorted(await self._groups.of(team), key=lambda group: group.name.casefold())
        return _filled(
            workspace=team,
            settings=_settings(await self._here(team, ""), of_workspace=True),
            connections=[_fields(each) for each in await self._connections.of(team)],
            groups=[_group(group, names) for group in groups],
            channels={
                channel: _filled(
                    settings=_settings(here, of_workspace=False),
                    bots=[_entry(LINK, here, bot, bot.id) for bot in here.linked.bots],
                    **_money(here),
                    digests=_numbered(channel, digests),
                    alerts=_numbered(channel, alerts),
                )
                for channel, here in zip(sorted(known), places, strict=True)
            },
        )

    async def _here(self, team: str, channel: str) -> Here:
        settings = await self._channels.settings(team, channel)
        linked = await self._channels.bots(team, channel)
        reading = ReadingContext.in_channel(
            settings, linked, now=self._clock.now(), zone="UTC", locale="en-US"
        )
        allowances = await self._allowances.of(team, channel)
        policy = await self._workspaces.settings(team)
        return Here(replace(reading, allowances=allowances), linked, settings, policy)


def _stands(thing: Digest | Alert) -> bool:
    return thing.state not in (DigestState.REMOVED, RuleState.REMOVED)


def _settings(here: Here, *, of_workspace: bool) -> dict[str, str]:
    """Return each setting's value as it is typed after `settings NAME`."""
    return {
        setting.name: setting.typed(setting.of(here.settings, here.policy))
        for setting in SETTINGS
        if (setting.scope == "workspace") is of_workspace
    }


def _group(group: BotGroup, names: Mapping[str, str]) -> Entry:
    members = ", ".join(quoted(names[id_]) if id_ in names else id_ for id_ in group.bot_ids)
    return {"words": f'group "{group.name}" = {members}', **_fields(group)}


def _money(here: Here) -> dict[str, list[Entry]]:
    kinds: dict[str, tuple[Form, What]] = {
        "allowances": (ALLOWANCE, "allowance"),
        "budgets": (BUDGET, "budget"),
        "prices": (PRICE, "price"),
    }
    return {
        name: [_entry(form, here, entry) for entry in here.reading.allowances.entries(what)]
        for name, (form, what) in kinds.items()
    }


def _entry(form: Form, here: Here, thing: BaseModel, which: str = "") -> Entry:
    return {"words": form.command(here, form.values(here, thing), which), **_fields(thing)}


def _numbered(channel: str, things: Sequence[Digest | Alert]) -> list[Entry]:
    own = sorted((each for each in things if each.channel == channel), key=lambda it: it.number)
    return [{"words": words_of(each), **_fields(each)} for each in own]


def words_of(thing: Digest | Alert) -> str:
    """Return the command that sets up the same digest or alert in its channel."""
    if isinstance(thing, Digest):
        words = f"digest {thing.describe_typed()}"
    else:
        words = f"alert when {describe_typed(thing.rule)}{' to me' if thing.to else ''}"
    return f"{words} {called(thing.name)}".strip()


def _fields(thing: BaseModel) -> Entry:
    fields = thing.model_dump(mode="json", exclude_defaults=True, exclude=TOLD)
    return {"rule" if name == "threshold" else name: value for name, value in fields.items()}


def _filled(**parts: Any) -> Entry:
    """Return the parts that have anything."""
    return {name: part for name, part in parts.items() if part}
