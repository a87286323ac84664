"""Checks permissions: each entry point calls this before it does anything."""

from collections.abc import Iterable

from slackbot.domain.access.permission import (
    NOT_IN,
    UNSEEN_BY_US,
    Action,
    Actor,
    Decision,
    Place,
    Thing,
    may,
)
from slackbot.domain.ask import Ask
from slackbot.domain.channel import Bot, ChannelSettings
from slackbot.domain.errors import NotAllowedError, UnknownBotError, UserError
from slackbot.domain.spelling import listed
from slackbot.ports import Ports


async def permit_post(ask: Ask, ports: Ports) -> None:
    """Raise NotAllowedError if the asker would be answered alone in this channel.

    There, others would see what is posted without a question. What goes to the asker alone needs an
    account that is still active: Slack may take messages to one that is not.
    """
    actor = Actor(user=ask.user)
    if ask.to_person:
        actor = (await ports.directory.of(ask.team).person(ask.user)).actor
    decision = await permit(ask, actor, Action.ASK, ports)
    if decision.privately:
        raise NotAllowedError(UNSEEN_BY_US)


async def permit_answer(ask: Ask, bots: Iterable[Bot], ports: Ports) -> None:
    """Raise NotAllowedError or UnknownBotError if what waited for figures of `bots` may be told in
    this channel no more: meanwhile it may have been shared with others, or a bot unlinked.
    """
    decision = await decide(ask, Actor(user=ask.user), Action.ASK, ports)
    if not decision.allowed:
        raise NotAllowedError(decision.reason)
    linked = await ports.channels.bots(ask.team, ask.home)
    if gone := [bot.name for bot in bots if not linked.find(bot.id)]:
        raise UnknownBotError(
            f"{listed(gone)} {'was' if len(gone) == 1 else 'were'} unlinked from this channel "
            "meanwhile, so I don't show the figures. See `/billing bots`"
        )


async def permit(
    ask: Ask,
    actor: Actor,
    action: Action,
    ports: Ports,
    thing: Thing | None = None,
    unknown: UserError | None = None,
) -> Decision:
    """Return the decision that allows `action` on `thing` where it was asked.

    Raises NotAllowedError, saying who may, where none does. Of a thing that the actor cannot reach
    it raises `unknown`, which is to have the very words for a thing that there is not.
    """
    decision = await decide(ask, actor, action, ports, thing)
    if decision.unknown:
        raise unknown or UserError(decision.reason)
    if not decision.allowed:
        raise NotAllowedError(decision.reason)
    return decision


async def place_of(team: str, channel: str, settings: ChannelSettings, ports: Ports) -> Place:
    """Return the channel as a place, with whom it is shared by now."""
    return Place(
        channel=channel,
        shared=await ports.directory.of(team).shared(channel),
        sharing_allowed=settings.sharing_allowed,
    )


async def decide(
    ask: Ask, actor: Actor, action: Action, ports: Ports, thing: Thing | None = None
) -> Decision:
    """Return the decision about `action`, allowed or not.

    Slack lets only members of a channel write in it; of a channel that is asked about from
    elsewhere, the actor has to be a member.
    """
    if ask.about and ask.about not in await ports.directory.of(ask.team).channels(ask.user):
        return Decision(allowed=False, reason=NOT_IN)
    settings = await ports.channels.settings(ask.team, ask.home)
    place = await place_of(ask.team, ask.home, settings, ports)
    return may(actor, action, place, thing, await ports.workspaces.settings(ask.team))
