"""Lists for an assistant the digests and alerts of the channels that its person may see."""

from slackbot.domain.access.permission import DEACTIVATED, NOT_IN, PersonKind
from slackbot.domain.ask import Ask
from slackbot.domain.errors import NotAllowedError
from slackbot.domain.home import HomeChannel
from slackbot.ports import Ports
from slackbot.workflows.context import CommandContext
from slackbot.workflows.home.show import seen_channels, set_up_in


async def set_ups(ask: Ask, named: str, ports: Ports) -> list[HomeChannel]:
    """Return the channels with what they have set up; with a name or an id only that channel.

    Raises NotAllowedError for a channel that the person may not see, or that there is not.
    """
    person = await ports.directory.of(ask.team).person(ask.user, ask.user_team)
    if person.actor.kind is PersonKind.DEACTIVATED:
        raise NotAllowedError(DEACTIVATED)
    linked = await ports.channels.bots_of_all(ask.team)
    seen = await seen_channels(ask, person.actor, linked, ports)
    wanted = named.lstrip("#").casefold()
    if wanted:
        seen = [(there, name) for there, name in seen if wanted in (there.about.casefold(), name)]
        if not seen:
            raise NotAllowedError(NOT_IN)
    return [await set_up_in(await CommandContext.of(there, ports), name) for there, name in seen]
