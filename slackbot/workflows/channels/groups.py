"""Sets and shows the workspace's groups of bots, in words that only the asker sees."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from slackbot.domain.access.audit import Did
from slackbot.domain.access.permission import Action, Thing
from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.ask import Ask
from slackbot.domain.channel import ChannelBots, LinkedBot, quoted
from slackbot.domain.errors import NotAllowedError, UserError
from slackbot.domain.group import MOST_GROUPS, BotGroup, ids_by_bot
from slackbot.domain.money.price import PriceList, describe_shared
from slackbot.domain.spelling import listed, number_of, squeezed
from slackbot.language.group_names import no_such_group, read_group_name, read_members
from slackbot.language.groups import (
    ChangeGroup,
    GroupCommand,
    RemoveGroup,
    RenameGroup,
    RestoreGroup,
    SetGroup,
    ShowGroups,
)
from slackbot.ports import Ports
from slackbot.workflows.audit import announce, last_changes, record
from slackbot.workflows.context import UNDO, CommandContext

CHANGED = "Somebody has just changed that group: see `/billing groups`"
ASK_AGAIN = "Ask for it with `/billing last month for {name}`, or compare all with `by group`."


@dataclass(frozen=True)
class _GroupContext(CommandContext):
    """Adds all groups of the workspace; `bots.groups` are those that can be named here."""

    all: tuple[BotGroup, ...]

    @property
    def is_admin(self) -> bool:
        return self.person.actor.is_admin

    @property
    def reached(self) -> tuple[BotGroup, ...]:
        """Return the groups that the asker may know of here: those with a bot here, and theirs."""
        ids = {bot.id for bot in self.bots.bots}
        return tuple(
            group
            for group in self.all
            if self.may_see_all(group) or ids.intersection(group.bot_ids)
        )

    def may_see_all(self, group: BotGroup) -> bool:
        """Tell whether the asker may see the ids of all its bots."""
        return self.is_admin or group.set_by == self.ask.user


async def manage_group(ask: Ask, command: GroupCommand, ports: Ports) -> None:
    """Do what `command` says and tell the asker. Raises UserError if it cannot be done."""
    context = await _GroupContext.of(ask, ports, all=await ports.groups.of(ask.team))
    if isinstance(command, ShowGroups):
        await context.permit(Action.SEE)
        return await _show(context)
    await context.permit(Action.SET_MONEY)
    return await ports.notifier.tell(ask, await _done(command, context))


async def _show(context: _GroupContext) -> None:
    groups = context.reached
    changes = await last_changes(context, "group")
    whole = frozenset(group.id for group in groups if context.may_see_all(group))
    return await context.ports.notifier.show_groups(
        context.ask, groups, context.bots, whole, changes, context.zone
    )


async def _done(command: GroupCommand, context: _GroupContext) -> str:
    match command:
        case SetGroup():
            return await _set(command, context)
        case ChangeGroup():
            return await _change(command, context)
        case RenameGroup():
            group = await _known(command.name, context)
            return await _saved(_renamed(group, command.new, context), group, context)
        case RestoreGroup(group=group):
            old = next((each for each in context.all if each.id == group.id), None)
            await _permit(old or group, context)
            _refuse_name(group.name, group.id, context)
            return await _saved(group, old, context)
        case RemoveGroup():
            return await _remove(await _known(command.name, context), context)
        case ShowGroups():
            raise AssertionError("a list changes nothing")


async def _known(words: str, context: _GroupContext) -> BotGroup:
    """Return the group of that name, which the asker may change. Raises UserError."""
    group = context.bots.find_group(words) or _named(words, context.reached)
    if group is None:
        raise no_such_group(words, context.reached)
    await _permit(group, context)
    return group


def _named(words: str, groups: Iterable[BotGroup]) -> BotGroup | None:
    wanted = squeezed(words)
    return next((each for each in groups if squeezed(each.name) == wanted), None)


async def _permit(group: BotGroup, context: _GroupContext) -> None:
    thing = Thing(channel=context.home, owner=group.set_by)
    try:
        await context.permit(Action.SET_MONEY, thing)
    except NotAllowedError as error:
        raise NotAllowedError(
            f"<@{group.set_by}> set the group {group.name}. Ask them or an admin to change it."
            if group.set_by
            else str(error)
        ) from error


def _refuse_name(name: str, id_: str, context: _GroupContext) -> None:
    """Raise UserError if a bot here or another group has the name."""
    if bot := context.bots.find(name):
        raise UserError(f'A bot here is called "{bot.name}". Choose another name for the group.')
    other = _named(name, context.all)
    if other and other.id != id_:
        raise UserError(f'A group of this workspace is called "{other.name}". Choose another name.')


def _renamed(group: BotGroup, new: str, context: _GroupContext) -> BotGroup:
    _refuse_name(new, group.id, context)
    return group.model_copy(update={"name": read_group_name(new)})


async def _set(command: SetGroup, context: _GroupContext) -> str:
    ids = read_members(command.bots, context.bots, await _elsewhere(context))
    old = context.bots.find_group(command.name) or _named(command.name, context.all)
    if old is None:
        _refuse_name(command.name, "", context)
        name = read_group_name(command.name)
        if len(context.all) >= MOST_GROUPS:
            raise UserError(
                f"This workspace has {MOST_GROUPS} groups, as many as it may. Remove one first: "
                "see `/billing groups`."
            )
        id_ = f"gr-{sha256(context.ask.id.encode()).hexdigest()[:12]}"
        group = BotGroup(id=id_, name=name, bot_ids=ids, set_by=context.ask.user)
        return await _saved(group, None, context)
    await _permit(old, context)
    kept = set(old.bot_ids) - {bot.id for bot in context.bots.bots} - set(ids)
    if kept:
        name = quoted(old.name)
        raise UserError(
            f"{old.name} has {_not_here(len(kept))}, so I can't "
            f"replace all of it from here. Change one bot at a time: `/billing group {name} add "
            f"{quoted(_first(ids, context))}`, `/billing group {name} remove …`"
        )
    return await _saved(old.model_copy(update={"bot_ids": ids}), old, context)


def _first(ids: tuple[str, ...], context: _GroupContext) -> str:
    return context.names.get(ids[0], ids[0])


async def _change(command: ChangeGroup, context: _GroupContext) -> str:
    group = await _known(command.name, context)
    known = await _elsewhere(context)
    if command.did == "remove" and context.may_see_all(group):
        known |= set(group.bot_ids)  # it may be linked nowhere by now
    ids = read_members(command.bots, context.bots, known)
    old = set(group.bot_ids)
    if command.did == "add":
        if old.issuperset(ids):
            raise UserError(f"{group.name} has {_listed(ids, context)} already.")
        return await _saved(_with(group, old.union(ids)), group, context)
    if absent := [id_ for id_ in ids if id_ not in old]:
        raise UserError(f"{group.name} has no {_listed(absent, context)}.")
    if not (left := old.difference(ids)):
        raise UserError(
            f"That is all of {group.name}. Remove the group: "
            f"`/billing remove group {quoted(group.name)}`"
        )
    return await _saved(_with(group, left), group, context)


def _with(group: BotGroup, ids: Iterable[str]) -> BotGroup:
    return group.model_copy(update={"bot_ids": tuple(sorted(ids))})


async def _elsewhere(context: _GroupContext) -> set[str]:
    """Return the ids of bots that the asker may name though they are not linked here."""
    if not context.is_admin:
        return set()
    linked = await context.ports.channels.bots_of_all(context.ask.team)
    return {bot.id for bots in linked.values() for bot in bots.bots}


async def _saved(group: BotGroup, old: BotGroup | None, context: _GroupContext) -> str:
    ask, ports = context.ask, context.ports
    await _refuse_shared(group, context)
    did: Did = "changed" if old else "added"
    change = await record(context, "group", did, group.id, old, group)
    if not await ports.groups.save(ask.team, group, old, ask.received_at):
        raise UserError(CHANGED)
    untold = await announce(context, change) if group != old else ""
    linked = ChannelBots.of(context.bots.bots, [group])
    has = _members(group, linked)
    called = f" It was called {old.name} until now." if old and old.name != group.name else ""
    how = "" if old else f" {ASK_AGAIN.format(name=quoted(group.name))}"
    used = await _used(group, context) if old else ""
    return f"{group.name} has {has}.{called}{_hides(group, context)}{how}{used}{untold}"


async def _refuse_shared(group: BotGroup, context: _GroupContext) -> None:
    """Raise UserError if one of its bots would have a rate of two groups in some channel."""
    groups = (*(each for each in context.all if each.id != group.id), group)
    ids = ids_by_bot(groups)
    for known in (await context.ports.allowances.of_all(context.ask.team)).values():
        if shared := PriceList(known.prices, ids).shared():
            raise UserError(describe_shared(shared, groups, context.names))


def _members(group: BotGroup, linked: ChannelBots) -> str:
    names = [bot.name for bot in linked.members(group)]
    more = len(group.bot_ids) - len(names)
    if not names:
        return f"{number_of(more, 'bot')}, none of them linked here"
    return listed(names) + (f", and {_not_here(more)}" if more else "")


def _hides(group: BotGroup, context: _GroupContext) -> str:
    """Say of which bot the group's name has been the short one."""
    short = squeezed(group.name)
    bots = (bot for bot in context.bots.bots if squeezed(bot.name) == f"{short}bot")
    bot: LinkedBot | None = next(bots, None)
    if bot is None:
        return ""
    return f" “{group.name}” means the group from now on; the bot is {bot.name}."


async def _remove(group: BotGroup, context: _GroupContext) -> str:
    change = await record(context, "group", "removed", group.id, group)
    used = await _used(group, context, removed=True)
    await context.ports.groups.remove(context.ask.team, group)
    untold = await announce(context, change)
    return f"Removed the group {group.name}; its bots stay linked.{UNDO}{used}{untold}"


async def _used(group: BotGroup, context: _GroupContext, *, removed: bool = False) -> str:
    """Say on a line of its own what is about the group, here and in how many other channels."""
    team, home = context.ask.team, context.home
    digests = [
        each for each in await context.ports.digests.store.of_team(team) if group.id in each.bot_ids
    ]
    user = context.ask.user
    alerts = await context.ports.alerts.store.of_channel(team, home)
    alerts = [each for each in alerts if each.alert.is_seen_by(user)]
    money = await context.ports.allowances.of_all(team)
    here = [
        *(
            f"digest {each.number}"
            for each in digests
            if each.channel == home and each.is_seen_by(user)
        ),
        *(f"alert {each.alert.number}" for each in alerts if group.id in each.alert.bot_ids),
        *_entries(money.get(home), group),
    ]
    others = {channel for channel, known in money.items() if _entries(known, group)}
    active = await context.ports.alerts.store.active(team)
    others |= {each.channel for each in digests}
    others |= {each.alert.channel for each in active if group.id in each.alert.bot_ids}
    others.discard(home)
    if others:
        what = "more" if here else "digests, alerts, prices or allowances"
        here.append(f"{what} in {number_of(len(others), 'other channel')}")
    if not here:
        return ""
    uses = listed(here)
    what = "do nothing until you undo this or change them" if removed else "follow it"
    return f"\nFor this group: {uses}. They {what}."


def _entries(known: ChannelAllowances | None, group: BotGroup) -> list[str]:
    """Return `1 allowance`, `2 prices` of the group."""
    if known is None:
        return []
    counts = Counter(
        [each.kind for each in known.allowances if each.group == group.id]
        + ["price" for each in known.prices if each.group == group.id]
    )
    return [number_of(count, what) for what, count in counts.items()]


def _listed(ids: Iterable[str], context: _GroupContext) -> str:
    return listed(context.names.get(id_, id_) for id_ in ids)


def _not_here(count: int) -> str:
    are = "isn't" if count == 1 else "aren't"
    return f"{number_of(count, 'bot')} that {are} linked here"
