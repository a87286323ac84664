"""Shows a person their Home tab: what they may see anyway, and nothing is fetched for it."""

from collections.abc import Collection, Container, Mapping
from itertools import islice

import structlog

from slackbot import telemetry
from slackbot.domain.access.permission import Action, Actor, may
from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.ask import Ask
from slackbot.domain.channel import ChannelBots
from slackbot.domain.errors import SlackbotError
from slackbot.domain.home import (
    MOST_CHANNELS,
    MOST_RECENT,
    Administration,
    Home,
    HomeChannel,
    HomeDigest,
    by_urgency,
    unwatched,
)
from slackbot.ports import Ports
from slackbot.workflows.alerts.context import seen_rules
from slackbot.workflows.context import CommandContext
from slackbot.workflows.holidays import ready
from slackbot.workflows.home.months import figures_of
from slackbot.workflows.limits import LimitSource
from slackbot.workflows.permit import place_of

log = structlog.get_logger()


async def show_home(ask: Ask, ports: Ports) -> None:
    """Draw the asker's Home tab as of now. Raises nothing that was foreseen: the next look at it
    draws it again."""
    try:
        await ports.home.tab.publish(ask.team, ask.user, await _home(ask, ports))
    except SlackbotError as error:
        log.warning(telemetry.HOME_NOT_SHOWN, user=ask.user, said=error.message)


async def _home(ask: Ask, ports: Ports) -> Home:
    person = await ports.directory.of(ask.team).person(ask.user, ask.user_team)
    of_all = await ports.channels.bots_of_all(ask.team)
    found = await seen_channels(ask, person.actor, of_all, ports)
    seen = {there.about: name for there, name in found}
    shown = dict(islice(seen.items(), MOST_CHANNELS))
    recent = await ports.home.recent.of(ask.team, ask.user, 2 * MOST_RECENT)
    is_admin = person.actor.is_admin
    return Home(
        at=ask.received_at,
        zone=person.zone,
        channels=tuple(by_urgency(await _channels(ask, shown, of_all, ports))),
        more=len(seen) - len(shown),
        recent=tuple(each for each in recent if each.channel in seen)[:MOST_RECENT],
        administration=await _administration(ask, of_all, seen, ports) if is_admin else None,
    )


async def seen_channels(
    ask: Ask, actor: Actor, linked: Container[str], ports: Ports
) -> list[tuple[Ask, str]]:
    """Return the `linked` channels whose lists the asker may see, by their names: each as an ask
    about it, with its name."""
    names = await ports.directory.of(ask.team).channels(ask.user)
    policy = await ports.workspaces.settings(ask.team)
    of_each = await ports.channels.settings_of(ask.team, [id_ for id_ in names if id_ in linked])
    seen = []
    for id_ in sorted(of_each, key=lambda id_: names[id_]):
        place = await place_of(ask.team, id_, of_each[id_], ports)
        if may(actor, Action.SEE, place, None, policy).allowed:
            seen.append((ask.model_copy(update={"about": id_}), names[id_]))
    return seen


async def _channels(
    ask: Ask,
    names: Mapping[str, str],
    of_all: Mapping[str, ChannelBots],
    ports: Ports,
) -> list[HomeChannel]:
    """Return what the asker may see of the channels of these names, by their ids."""
    person = await ports.directory.of(ask.team).person(ask.user, ask.user_team)
    settings = await ports.channels.settings_of(ask.team, names)
    known = await ports.allowances.of_all(ask.team)
    sources = {}
    for id_ in names:
        holidays = settings[id_].holidays or ""
        await ready(holidays, ask.received_at.year)
        zone, limits = settings[id_].zone or person.zone, known.get(id_, ChannelAllowances())
        sources[id_] = LimitSource(ask.team, of_all[id_], limits, zone, holidays)
    figures = await figures_of(sources.values(), ask.received_at, ports)
    digests = await _digests(ask, names, ports)
    alerts = await ports.alerts.store.of_channels(ask.team, names)
    return [
        HomeChannel(
            id=id_,
            name=names[id_],
            zone=source.zone,
            bots=source.linked,
            month=found.month,
            limits=found.limits,
            digests=tuple(each for each in digests if each.digest.channel == id_),
            alerts=tuple(
                each
                for each in alerts
                if each.alert.channel == id_ and each.alert.is_seen_by(ask.user)
            ),
        )
        for (id_, source), found in zip(sources.items(), figures, strict=True)
    ]


async def set_up_in(channel: CommandContext, name: str) -> HomeChannel:
    """Return the digests and alerts of a channel, without those of other people."""
    ask, ports, home = channel.ask, channel.ports, channel.home
    return HomeChannel(
        id=home,
        name=name,
        zone=channel.zone,
        bots=channel.bots,
        digests=tuple(await _digests(ask, (home,), ports)),
        alerts=tuple(await seen_rules(ask, home, ports)),
    )


async def _digests(ask: Ask, channels: Collection[str], ports: Ports) -> list[HomeDigest]:
    """Return the digests of these channels that the asker may see."""
    store = ports.digests.store
    found = [
        due
        for due in await store.of_channels(ask.team, channels)
        if due.digest.is_seen_by(ask.user)
    ]
    last = await store.last_runs(ask.team, [due.digest.id for due in found])
    return [HomeDigest(due.digest, due.slot, last.get(due.digest.id)) for due in found]


async def _administration(
    ask: Ask, of_all: Mapping[str, ChannelBots], seen: Collection[str], ports: Ports
) -> Administration:
    """Return what an admin sees; of channels that are not among the `seen` ones only numbers."""
    team = ask.team
    found = unwatched(
        of_all,
        await ports.allowances.of_all(team),
        [each.alert for each in await ports.alerts.store.active(team)],
    )
    linked = sum(len(bots.bots) for bots in of_all.values())
    return Administration(
        health=await ports.home.health.of(team, ask.received_at),
        waiting=tuple(await ports.channels.requests(team)),
        linked=linked,
        watched=linked - sum(len(each.bots) for each in found),
        unwatched=tuple(each for each in found if each.channel in seen),
    )
