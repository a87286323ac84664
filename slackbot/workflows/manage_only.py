"""Does what a command says to the one alert or digest that the channel has: `/billing pause`."""

from collections.abc import Callable, Iterable
from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.domain.alerts.alert import Watched
from slackbot.domain.ask import Ask
from slackbot.domain.errors import UserError
from slackbot.domain.spelling import listed
from slackbot.language.alerts.commands import AlertCommand
from slackbot.language.commands import ManageOnly
from slackbot.language.verbs import Noun, Verb
from slackbot.ports import DueDigest, Ports
from slackbot.workflows.alerts.context import seen_rules
from slackbot.workflows.alerts.manage import manage_alerts
from slackbot.workflows.context import CommandContext
from slackbot.workflows.digests.manage import manage_digests

Thing = Watched | DueDigest
NOTHING = (
    "This channel has no alert and no digest yet. Try `/billing alert when sessions > 10000 per "
    "day` or `/billing digest every Monday at 9am`"
)


def _is_active(thing: Thing) -> bool:
    if isinstance(thing, DueDigest):
        return thing.digest.is_active
    return thing.alert.is_active and not thing.memory.muted


# Which things a verb may be meant for, where the channel has several.
MEANT: Final[dict[Verb, Callable[[Thing], bool]]] = {
    "pause": _is_active,
    "resume": lambda thing: not _is_active(thing),
    "mute": lambda thing: isinstance(thing, Watched),
    "unmute": lambda thing: isinstance(thing, Watched),
    "snooze": lambda thing: isinstance(thing, Watched),
    "test": lambda thing: isinstance(thing, Watched),
    "acknowledge": lambda thing: isinstance(thing, Watched),
    "send": lambda thing: isinstance(thing, DueDigest),
}


async def manage_only(ask: Ask, command: ManageOnly, ports: Ports) -> None:
    """Do it to the only thing that it can be meant for. Raises UserError where there are others."""
    channel = await CommandContext.of(ask, ports)
    await channel.permit(Action.SEE)
    things: list[Thing] = [
        *(
            due
            for due in await ports.digests.store.of_channel(ask.team, ask.home)
            if due.digest.is_seen_by(ask.user)
        ),
        *await seen_rules(ask, ask.home, ports),
    ]
    known = {_name(each): command.of(*_name(each)) for each in _meant(command.verb, things)}
    if not known:
        raise UserError(NOTHING)
    if len(known) > 1 or command.verb == "remove":  # `delete this` may be about an answer
        names = (f"{noun} {number}" for noun, number in known)
        raise UserError(
            f"Which one? This channel has {listed(names)}. Say its name behind the verb, such as "
            f"`/billing {command.verb} {' '.join(next(iter(known)))}`"
        )
    (done,) = known.values()
    if isinstance(done, AlertCommand):
        return await manage_alerts(ask, done, ports)
    return await manage_digests(ask, done, ports)


def _meant(verb: Verb, things: Iterable[Thing]) -> list[Thing]:
    """Return what the verb may be meant for: all of it, if it is done to all of them already."""
    found = list(things)
    return [each for each in found if verb not in MEANT or MEANT[verb](each)] or found


def _name(thing: Thing) -> tuple[Noun, str]:
    if isinstance(thing, DueDigest):
        return "digest", str(thing.digest.number)
    return "alert", str(thing.alert.number)
