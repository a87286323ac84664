"""Finds the stored thing that a form edits, and who may edit it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from slackbot.domain.access.audit import unit_of
from slackbot.domain.access.permission import UNSEEN_BY_US, Action, Thing
from slackbot.domain.alerts.alert import RuleState
from slackbot.domain.allowance import What
from slackbot.domain.digests.digest import DigestState
from slackbot.domain.errors import NotAllowedError, UserError
from slackbot.language.channel_settings import BY_NAME
from slackbot.language.forms.form import Form, Here, Values
from slackbot.workflows.context import CommandContext

LONGEST_NUMBER: Final = 9  # digits


class Stored(NamedTuple):
    """A thing as it is stored, and what is needed to change it."""

    model: Any
    action: Action
    thing: Thing | None


class Edited(NamedTuple):
    """The values of a form for a stored thing, and the version of that thing."""

    values: Values
    version: str


async def edited(form: Form, which: str, here: Here, context: CommandContext) -> Edited:
    """Return what the form of the thing is filled in with, if the asker may change that.

    Raises UserError: also for a thing that is not in this channel, or no more, and where nobody
    else would see what comes of it.
    """
    unknown = UserError(
        f"This channel doesn't have that {form.name} any more. See what it has: "
        f"`/billing {LISTS.get(form.name, 'help')}`"
    )
    found = await FINDERS[form.name](which, here, context) if form.name in FINDERS else None
    if found is None:
        await context.permit(form.action)  # who may not even look is told so first
        raise unknown
    if (await context.permit(found.action, found.thing, unknown)).privately:
        raise NotAllowedError(UNSEEN_BY_US)
    values = form.values(here, found.model)
    content = json.dumps(sorted(values.items()))
    return Edited(values, sha256(content.encode()).hexdigest()[:16])


async def _digest(which: str, _: Here, context: CommandContext) -> Stored | None:
    of_channel = await context.ports.digests.store.of_channel(context.ask.team, context.home)
    for each in (due.digest for due in of_channel):
        if not each.is_seen_by(context.ask.user):
            continue
        if str(each.number) == which and each.state is not DigestState.REMOVED:
            thing = Thing(channel=each.channel, owner=each.owner, name=f"digest {each.number}")
            return Stored(each, Action.CHANGE, thing)
    return None


async def _alert(which: str, _: Here, context: CommandContext) -> Stored | None:
    if not which.isdecimal() or len(which) > LONGEST_NUMBER:
        return None
    store, ask = context.ports.alerts.store, context.ask
    watched = await store.numbered(ask.team, context.home, int(which))
    if watched is None or watched.alert.state is RuleState.REMOVED:
        return None
    alert = watched.alert
    if not alert.is_seen_by(ask.user):
        return None
    thing = Thing(channel=alert.channel, owner=alert.owner, name=f"alert {alert.number}")
    return Stored(alert, Action.CHANGE, thing)


async def _firing(which: str, here: Here, context: CommandContext) -> Stored | None:
    found = await _alert(which, here, context)
    return found and found._replace(action=Action.ANSWER)


def _entry(what: What) -> "Finder":
    async def find(which: str, here: Here, context: CommandContext) -> Stored | None:
        for entry in here.reading.allowances.entries(what):
            if unit_of(entry) == which:
                thing = Thing(channel=context.home, owner=entry.set_by)
                return Stored(entry, Action.SET_MONEY, thing)
        return None

    return find


async def _group(which: str, here: Here, context: CommandContext) -> Stored | None:
    group = here.linked.group(which)
    if group is None:
        return None
    return Stored(group, Action.SET_MONEY, Thing(channel=context.home, owner=group.set_by))


async def _link(which: str, here: Here, context: CommandContext) -> Stored | None:
    bot = next((bot for bot in here.linked.bots if bot.id == which), None)
    if bot is None:
        return None
    return Stored(bot, Action.LINK, Thing(channel=context.home, owner=bot.linked_by))


async def _setting(which: str, _: Here, __: CommandContext) -> Stored | None:
    setting = BY_NAME.get(which)
    return Stored(which, setting.action, None) if setting else None


Finder = Callable[[str, Here, CommandContext], Awaitable[Stored | None]]
FINDERS: Final[Mapping[str, Finder]] = {
    "digest": _digest,
    "alert": _alert,
    "allowance": _entry("allowance"),
    "budget": _entry("budget"),
    "price": _entry("price"),
    "group": _group,
    "link": _link,
    "settings": _setting,
    "snooze": _firing,
}
LISTS: Final = {
    "digest": "digests", "alert": "alerts", "allowance": "allowance", "budget": "budget",
    "price": "price", "snooze": "alerts", "group": "groups", "link": "bots", "settings": "settings",
}  # fmt: skip
