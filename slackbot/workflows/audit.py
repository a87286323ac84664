"""Keeps the audit: the one place where a change by a person is recorded and logged."""

from typing import Any, Final

import structlog
from pydantic import BaseModel

from slackbot import telemetry
from slackbot.domain.access.audit import AuditFilter, Change, Did, Value, What
from slackbot.domain.errors import NotAllowedError, SlackRefusedError
from slackbot.workflows.context import CLOSED, CommandContext
from slackbot.workflows.permit import permit_post

log = structlog.get_logger()

OF_WORKSPACE: Final = frozenset[What](("workspace settings", "group"))
MOST_SETTINGS = 200  # changes of a workspace's settings or groups that are looked through


async def record(
    context: CommandContext,
    what: What,
    did: Did,
    thing: str,
    before: BaseModel | Value | None = None,
    after: BaseModel | Value | None = None,
) -> Change:
    """Record that the asker `did` something to `thing`. Call it directly before the store changes.

    A step that is repeated after a crash finds the record of its first try, whose `before` is true.
    The log has no values, because they hold people's words.
    """
    ask = context.ask
    change = Change(
        team=ask.team,
        channel=context.home,
        at=context.now,
        by=ask.user,
        what=what,
        did=did,
        thing=thing,
        before=_value(before),
        after=_value(after),
    )
    if await context.ports.audit.record(f"{ask.id} {what} {thing}", change):
        where = {"channel": context.home, "by": ask.user}
        log.info(telemetry.CHANGED, what=what, did=did, thing=thing, **where)
    return change


async def last_changes(context: CommandContext, *whats: What) -> dict[str, Change]:
    """Return the last change of each thing of these kinds in the channel, by the thing.

    Of the workspace's settings and groups, which are no channel's own, those from anywhere.
    """
    audit, team = context.ports.audit, context.ask.team
    found = [each for each in await audit.last(team, context.home) if each.what in whats]
    for what in OF_WORKSPACE.intersection(whats):
        wanted = AuditFilter(what=what)
        # Newest first, so that of each setting the newest remains.
        found += reversed(await audit.find(team, wanted, MOST_SETTINGS))
    return {each.thing: each for each in found}


async def announce(context: CommandContext, *changes: Change) -> str:
    """Tell the channel about changes by a slash command, which nobody else sees, if they change
    everybody's figures.

    Returns a line for the asker that says why the channel was not told; empty if it was, or need
    not be.
    """
    ask = context.ask
    if ask.about:
        ask = ask.moved_to(ask.about)
    if not changes or ask.thread or ask.channel.startswith("D"):
        return ""
    described = "; ".join(map(context.describe, changes))
    try:
        await permit_post(ask, context.ports)
        await context.ports.notifier.announce(ask, f"{described}.")
    except (NotAllowedError, SlackRefusedError) as error:
        reason = error.reason if isinstance(error, SlackRefusedError) else ""
        return f"\nI couldn't tell the channel: {CLOSED.get(reason, error.message)}"
    return ""


def _value(value: BaseModel | dict[str, Any] | None) -> Value | None:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value
