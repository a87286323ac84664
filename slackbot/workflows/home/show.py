"""Shows a person their Home tab: what they may see anyway, and nothing is fetched for it."""

from collections.abc import Collection, Container, Mapping
from dataclasses import replace

import structlog

from slackbot import telemetry
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
from slackbot.domain.permission import Action, Actor
from slackbot.ports import DueDigest, Ports
from slackbot.workflows.alerts.context import seen_rules
from slackbot.workflows.context import CommandContext
from slackbot.workflows.home.months import month_so_far
from slackbot.workflows.limits import LimitSource, standings
from slackbot.workflows.permit import decide

log = structlog.get_logger()


async def show_home(ask: Ask, ports: Ports) -> None:
    """Draw the asker's Home tab as of now. Raises nothing that was foreseen: the next look at it
    draws it again."""
    try:
        await ports.home.tab.publish(ask.user, await _home(ask, ports))
    except SlackbotError as error:
        log.warning(telemetry.HOME_NOT_SHOWN, user=ask.user, said=error.message)


async def _home(ask: Ask, ports: Ports) -> Home:
    person = await ports.directory.person(ask.user, ask.user_team)
    of_all = await ports.channels.bots_of_all(ask.team)
    seen = await seen_channels(ask, person.actor, of_all, ports)
    shown = [await _channel(there, name, ports) for there, name in seen[:MOST_CHANNELS]]
    recent = await ports.home.recent.of(ask.team, ask.user, 2 * MOST_RECENT)
    ids = {there.about for there, _ in seen}
    is_admin = person.actor.is_admin
    return Home(
        at=ask.received_at,
        zone=person.zone,
        channels=tuple(by_urgency(shown)),
        more=len(seen) - len(shown),
        recent=tuple(each for each in recent if each.channel in ids)[:MOST_RECENT],
        administration=await _administration(ask, of_all, ids, ports) if is_admin else None,
    )


async def seen_channels(
    ask: Ask, actor: Actor, linked: Container[str], ports: Ports
) -> list[tuple[Ask, str]]:
    """Return the `linked` channels whose lists the asker may see, by their names: each as an ask
    about it, with its name."""
    names = await ports.directory.channels(ask.user)
    seen = []
    for id_ in sorted((id_ for id_ in names if id_ in linked), key=lambda id_: names[id_]):
        there = ask.model_copy(update={"about": id_})
        if (await decide(there, actor, Action.SEE, ports)).allowed:
            seen.append((there, names[id_]))
    return seen


async def _channel(ask: Ask, name: str, ports: Ports) -> HomeChannel:
    channel = await CommandContext.of(ask, ports)
    known = await ports.allowances.of(ask.team, channel.home)
    holidays = channel.settings.holidays or ""
    source = LimitSource(ask.team, channel.bots, known, channel.zone, holidays)
    limits = await standings(source, known.allowances, channel.now, ports)
    return replace(
        await set_up_in(channel, name),
        month=await month_so_far(source, channel.now, ports),
        limits=tuple(each.standing.pace() for each in limits),
    )


async def set_up_in(channel: CommandContext, name: str) -> HomeChannel:
    """Return the digests and alerts of a channel, without those of other people."""
    ask, ports, home = channel.ask, channel.ports, channel.home
    digests = [
        due
        for due in await ports.digests.store.of_channel(ask.team, home)
        if due.digest.is_seen_by(ask.user)
    ]
    return HomeChannel(
        id=home,
        name=name,
        zone=channel.zone,
        bots=channel.bots,
        digests=tuple([await _digest(due, ports) for due in digests]),
        alerts=tuple(await seen_rules(ask, home, ports)),
    )


async def _digest(due: DueDigest, ports: Ports) -> HomeDigest:
    runs = await ports.digests.store.runs(due.digest.team, due.digest.id, 1)
    return HomeDigest(due.digest, due.slot, runs[0] if runs else None)


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
