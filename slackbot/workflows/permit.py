"""The one gate: every entry asks it before it does anything."""

from slackbot.domain.ask import Ask
from slackbot.domain.errors import NotAllowedError
from slackbot.domain.permission import Action, Actor, Audience, Decision, may
from slackbot.ports import Ports


async def permit_post(ask: Ask, ports: Ports) -> None:
    """Raise NotAllowedError where its asker would be answered alone: what is posted there without
    being asked, others would see."""
    decision = await permit(ask, Actor(user=ask.user), Action.ASK, ports)
    if decision.privately:
        raise NotAllowedError(decision.reason)


async def permit(
    ask: Ask, actor: Actor, action: Action, ports: Ports, owner: str | None = None
) -> Decision:
    """The decision that allows it. Raises NotAllowedError, saying who may, where none does."""
    settings = await ports.channels.settings(ask.team, ask.channel)
    shared = await ports.directory.shared(ask.channel)
    place = Audience(shared=shared, sharing_allowed=settings.sharing_allowed)
    decision = may(actor, action, place, owner)
    if not decision.allowed:
        raise NotAllowedError(decision.reason)
    return decision
