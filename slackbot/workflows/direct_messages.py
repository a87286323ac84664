"""Finds the channel that a command in a direct message is about."""

import re
from collections.abc import Mapping
from typing import Final

from slackbot.domain.access.permission import NOT_IN
from slackbot.domain.ask import Ask
from slackbot.domain.errors import NotAllowedError, UserError
from slackbot.language.assistants import ListTokens, MakeToken, RevokeToken
from slackbot.language.audit import ShowAudit
from slackbot.language.chat import Chat, Explain
from slackbot.language.commands import Decide, Help, read_command
from slackbot.ports import Ports

NAMED: Final = re.compile(
    r"\s+in (?:<#(?P<id>\w+)(?:\|[^>]*)?>|#(?P<name>\S+)|(?P<plain>[CG](?=[A-Z]*\d)[A-Z0-9]+))$"
)
THING: Final = re.compile(r"\b[0-9a-f]{12}\b")  # an id, which says of which channel it is
EVERYWHERE: Final = (
    Help,
    Chat,
    Explain,
    Decide,
    ShowAudit,
    MakeToken,
    ListTokens,
    RevokeToken,
)  # these are about no channel
MOST_OFFERED: Final = 5


async def placed(ask: Ask, ports: Ports) -> Ask:
    """Return the ask with the channel that its words name, or the only one that it can be about.

    Raises UserError with the channels that it may be about, where there are several.
    """
    channels = await ports.directory.of(ask.team).channels(ask.user)
    if named := NAMED.search(ask.text):
        return _named(ask, named, channels)
    if isinstance(read_command(ask.text), EVERYWHERE) or THING.search(ask.text):
        return ask
    linked = await ports.channels.bots_of_all(ask.team)
    if ask.channel in linked:
        return ask  # it has bots of its own
    found = sorted(channels[id_] for id_ in linked if id_ in channels)
    if len(found) > 1:
        raise UserError(
            "Which channel is that about? Name it at the end, such as "
            f"`/billing {ask.text} in #{found[0]}`".replace("  ", " "),
            suggestions=[f"{ask.text} in #{name}" for name in found[:MOST_OFFERED]],
        )
    about = next((id_ for id_ in linked if id_ in channels), "")
    return ask.model_copy(update={"about": about})


def _named(ask: Ask, named: re.Match[str], channels: Mapping[str, str]) -> Ask:
    wanted = (named["id"] or named["plain"] or named["name"]).casefold()
    found = [
        each
        for each, called in channels.items()
        if wanted == (called if named["name"] else each).casefold()
    ]
    text = ask.text[: named.start()]
    if isinstance(read_command(text), EVERYWHERE):
        return ask  # `approve SupportBot in #finance` reads its channel itself
    if not found:
        raise NotAllowedError(NOT_IN)
    return ask.model_copy(update={"about": found[0], "text": text})
