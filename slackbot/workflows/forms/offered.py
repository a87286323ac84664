"""Finds the bots that the form for links offers by name."""

import asyncio
from typing import Final

from slackbot.domain.channel import Bot
from slackbot.ports import AccountBots
from slackbot.workflows.channels.approvals import waits
from slackbot.workflows.context import CommandContext

SOON: Final = 0.7  # seconds for Slack to say which channels somebody is in; else none is offered


async def offered_bots(context: CommandContext, listed: AccountBots | None) -> tuple[Bot, ...]:
    """Return bots that are not linked here: those of other channels that the person is in, by the
    names that they have there, and those of the workspace's accounts at Kore.ai.

    The latter are all bots that there are, so where a link has to be approved, only those who may
    approve it are shown them.
    """
    names = await _linked_elsewhere(context)
    if listed and not await waits(context):
        names = {bot.id: bot.name for bot in listed.of(context.ask.team)} | names
    here = {bot.id for bot in context.bots.bots}
    return tuple(Bot(id=id_, name=name) for id_, name in names.items() if id_ not in here)


async def _linked_elsewhere(context: CommandContext) -> dict[str, str]:
    ask, ports = context.ask, context.ports
    linked = await ports.channels.bots_of_all(ask.team)
    if not set(linked) - {context.home}:
        return {}
    try:
        async with asyncio.timeout(SOON):
            seen = await ports.directory.of(ask.team).channels(ask.user)
    except TimeoutError:
        return {}
    bots = [bot for channel, each in linked.items() if channel in seen for bot in each.bots]
    return {bot.id: bot.name for bot in reversed(bots)}  # of several names the first
