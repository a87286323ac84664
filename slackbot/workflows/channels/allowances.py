"""Sets and shows a channel's allowances and prices, in words that only the asker sees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackbot.domain.access.audit import Did, unit_of
from slackbot.domain.access.permission import Action, Thing
from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.allowance import measured_against, of_ours, ours_of
from slackbot.domain.allowance import Allowance, ChannelAllowances, What, for_whom, term_of
from slackbot.domain.ask import Ask
from slackbot.domain.channel import quoted
from slackbot.domain.errors import NotAllowedError, UserError
from slackbot.domain.group import GROUP_ID, ids_by_bot
from slackbot.domain.money.price import Price, PriceList, describe_shared
from slackbot.domain.spelling import listed
from slackbot.language.core.partial import Fiscal
from slackbot.language.money.allowances import (
    EXAMPLES,
    AllowanceCommand,
    RemoveAllowances,
    SetAllowance,
    ShowAllowances,
)
from slackbot.language.money.prices import SetPrice, day_of
from slackbot.ports import Ports, Signed
from slackbot.workflows.audit import announce, last_changes, record
from slackbot.workflows.context import CommandContext
from slackbot.workflows.limits import KnownUsage, LimitSource, standings

MOST_COMMANDS = 10
UNKNOWN = "See what's used and left: `/billing allowance left`"

Entry = Allowance | Price


@dataclass(frozen=True)
class _AllowanceContext(CommandContext):
    """Adds the channel's allowances and prices."""

    known: ChannelAllowances

    @property
    def today(self) -> date:
        """Return the day of the command in the channel's zone."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()


async def manage_allowance(ask: Ask, command: AllowanceCommand, ports: Ports) -> None:
    """Do what `command` says and tell the asker. Raises UserError if it cannot be done."""
    known = await ports.allowances.of(ask.team, ask.home)
    channel = await _AllowanceContext.of(ask, ports, known=known)
    if isinstance(command, ShowAllowances):
        await channel.permit(Action.SEE)
        lines = await _list(command.what, channel)
        return await ports.notifier.tell_lines(ask, lines, channel.zone)
    return await ports.notifier.tell(ask, await _done(command, channel))


async def _done(
    command: SetAllowance | SetPrice | RemoveAllowances, channel: _AllowanceContext
) -> str:
    match command:
        case SetAllowance(allowance=allowance):
            if command.fiscal:
                month = Fiscal("fiscal year").year(channel.reading.clock()).month
                allowance = allowance.model_copy(update={"from_month": month})
            return await _set(allowance, command.bot, channel)
        case SetPrice():
            return await _set(command, command.bot, channel)
        case RemoveAllowances():
            return await _remove(command, channel)


async def _set(typed: Allowance | SetPrice, bot: str, channel: _AllowanceContext) -> str:
    ask = channel.ask
    await channel.permit(Action.SET_MONEY)
    whose = _whose(bot, channel) | {"set_by": ask.user}
    entry: Entry
    if isinstance(typed, SetPrice):
        entry = typed.complete(whose, channel.known, channel.today)
        await _refuse_shared(entry, channel)
    else:
        entry = typed.model_copy(update=whose)
    old = channel.known.same(entry)
    await _permit_change([old] if old else [], channel)
    did: Did = "changed" if old else "added"
    change = await record(channel, _what(entry), did, unit_of(entry), old, entry)
    await channel.ports.allowances.save(ask.team, ask.home, entry, ask.received_at)
    changed = old is not None and old.describe() != entry.describe()
    untold = await announce(channel, change) if changed or not old else ""
    before = f" Until now: {old.describe()}." if old and changed else ""
    still = ""
    if changed and isinstance(old, Allowance) and isinstance(entry, Allowance):
        still = _still_old(await _measured(old, channel), entry, channel)
        still += _still_included(old, channel)
    return f"{_sentence(entry, channel)}{before}{still}{_beside(entry, channel)}{untold}"


async def _remove(command: RemoveAllowances, channel: _AllowanceContext) -> str:
    await channel.permit(Action.SET_MONEY)
    id_ = _id(command.bot, channel)
    whom = for_whom(id_, channel.bots)
    gone = [
        entry
        for entry in channel.known.entries(command.what)
        if (entry.bot_id or entry.group) == id_ and _is_meant(entry, command, channel.today)
    ]
    await _permit_change(gone, channel)
    if not gone:
        of_unit = f" of {command.unit.plural}" if command.unit else ""
        of_unit = " of a flat fee" if command.flat else of_unit
        of_unit = f" in {command.currency}" if command.currency else of_unit
        raise UserError(f"There is no {command.what}{of_unit} {whom}. {_ways(command, channel)}")
    changes = [
        await record(channel, _what(entry), "removed", unit_of(entry), entry) for entry in gone
    ]
    await channel.ports.allowances.remove(channel.ask.team, channel.ask.home, *gone)
    alerts = [alert for entry in gone for alert in await _measured(entry, channel)]
    removed = "; ".join(entry.describe() for entry in gone)
    untold = await announce(channel, *changes)
    return f"Removed, {whom}: {removed}.{_still_removed(alerts)}{untold}"


def _is_meant(entry: Entry, command: RemoveAllowances, today: date) -> bool:
    """Tell whether the entry is of the unit, or the flat fee, and of the day that are named."""
    if not isinstance(entry, Price):
        own = (command.unit in (None, entry.unit), command.currency in ("", entry.currency))
        return all(own) and command.every in (None, entry.every)
    if command.since and entry.valid_from != day_of(command.since, today):
        return False
    return entry.unit is None if command.flat else command.unit in (None, entry.unit)


def _what(entry: Entry) -> What:
    return "price" if isinstance(entry, Price) else entry.kind


async def _measured(entry: Entry, channel: _AllowanceContext) -> tuple[Alert, ...]:
    """Return the channel's alerts that measure against the old amount."""
    if isinstance(entry, Price):
        return ()
    store, ask = channel.ports.alerts.store, channel.ask
    found = await store.of_channel(ask.team, ask.home)
    watched = [each for each in found if each.alert.is_seen_by(ask.user)]
    return measured_against(entry, [each.alert for each in watched])


def _still_old(alerts: Sequence[Alert], new: Allowance, channel: _AllowanceContext) -> str:
    """Say which alerts still use the old amount, and which commands give them the new one."""
    ours = ours_of(new, channel.known.allowances)
    commands = [
        f"alert edit {alert.number} {of_ours(alert.rule, channel.zone, ours)}" for alert in alerts
    ]
    return _still(alerts, "the old one. To change", commands)


def _beside(entry: Entry, channel: _AllowanceContext) -> str:
    """Say which limits of other terms stay beside a new one, and how to remove them."""
    if isinstance(entry, Price):
        return ""
    others = [each for each in _of_one_kind(entry, channel) if each.place != entry.place]
    ways = [(each.describe(), _removal(each, channel, several=True)) for each in others]
    return "".join(f"\nBeside it stays: {shown}. Remove that: {way}" for shown, way in ways)


def _still_included(old: Allowance, channel: _AllowanceContext) -> str:
    """Say which prices still include the old amount of an allowance; empty if none does."""
    kept = [
        price.describe()
        for price in channel.known.prices
        if price.included == old.amount
        and (price.unit, price.bot_id, price.group) == (old.unit, old.bot_id, old.group)
    ]
    if not kept:
        return ""
    return f"\nA price still includes the old amount: {listed(kept)}. To change it, set it again."


def _still_removed(alerts: Sequence[Alert]) -> str:
    commands = [f"alert remove {alert.number}" for alert in alerts]
    return _still(alerts, "what was removed. To remove", commands)


def _still(alerts: Sequence[Alert], what: str, commands: Iterable[str]) -> str:
    """Return `Alert 8 still measures against …` on a line of its own; empty if there is no
    alert.
    """
    if not alerts:
        return ""
    numbers = listed(str(alert.number) for alert in alerts)
    typed = [f"`/billing {command}`" for command in commands][:MOST_COMMANDS]
    more = len(alerts) - len(typed)
    ways = listed([*typed, f"{more} more"] if more else typed)
    if len(alerts) == 1:
        return f"\nAlert {numbers} still measures against {what} it: {ways}"
    return f"\nAlerts {numbers} still measure against {what} them: {ways}"


def _ways(command: RemoveAllowances, channel: _AllowanceContext) -> str:
    """Say what can be removed; if nothing is set, how to set it."""
    entries = channel.known.entries(command.what)
    removals = " or ".join(_removal(entry, channel) for entry in entries)
    return f"Try {removals}" if removals else EXAMPLES[command.what]


def _removal(entry: Entry, channel: _AllowanceContext, *, several: bool = False) -> str:
    id_ = entry.bot_id or entry.group
    whom = f" for {quoted(channel.names[id_]) if id_ in channel.names else id_}" if id_ else ""
    if isinstance(entry, Price):
        kind = entry.unit.plural if entry.unit else "flat"
        begins = entry.valid_from
        which = f" from {begins.day} {begins:%b %Y}" if begins else ""
        return f"`/billing price remove {kind}{whom}{which}`"
    kind = entry.unit.plural if entry.unit else entry.currency
    several = several or len(_of_one_kind(entry, channel)) > 1
    which = f" per {entry.every}" if several else ""
    return f"`/billing {entry.kind} remove {kind}{which}{whom}`"


def _of_one_kind(entry: Allowance, channel: _AllowanceContext) -> list[Allowance]:
    """Return the limits of the same unit or currency, for the same bots."""
    own = entry.place._replace(every=entry.every)
    return [e for e in channel.known.allowances if e.place._replace(every=entry.every) == own]


async def _permit_change(entries: Iterable[Entry], channel: _AllowanceContext) -> None:
    """Permit the change of entries: what somebody has set belongs to them."""
    for entry in entries:
        try:
            thing = Thing(channel=channel.home, owner=entry.set_by)
            await channel.permit(Action.SET_MONEY, thing)
        except NotAllowedError as error:
            raise NotAllowedError(
                "Only the person who set it or a workspace admin may change this: "
                f"{entry.describe()}, {for_whom(entry.bot_id or entry.group, channel.bots)}."
            ) from error


def _id(words: str, channel: _AllowanceContext) -> str:
    """Return the id of the named bot or group, which may be unlinked or removed by now; '' for all
    bots."""
    if not words:
        return ""
    if words in channel.known.bot_ids:
        return words
    return channel.bots.ids_of((words,))[0]


def _whose(words: str, channel: _AllowanceContext) -> dict[str, str]:
    """Return the fields of an entry that say for which bot or group it is."""
    id_ = _id(words, channel)
    return {"bot_id": "", "group": id_} if GROUP_ID.fullmatch(id_) else {"bot_id": id_, "group": ""}


async def _refuse_shared(price: Price, channel: _AllowanceContext) -> None:
    """Raise UserError if a bot of the price's group would have a rate of two groups."""
    groups = await channel.ports.groups.of(channel.ask.team)
    prices = PriceList((*channel.known.prices, price), ids_by_bot(groups))
    if shared := prices.shared():
        raise UserError(describe_shared(shared, groups, channel.names))


# Questions that a list of them offers.
ASKED: Final[dict[What, str]] = {
    "allowance": "Allowance left",
    "budget": "Cost this month",
    "price": "Cost this month",
}


async def _list(what: What, channel: _AllowanceContext) -> list[Signed]:
    entries = channel.known.entries(what)
    if not entries:
        return [Signed(text=f"This channel has no {what} yet. {EXAMPLES[what]}", form=what)]
    changes = await last_changes(channel, what)
    lines, used = [], await _used(entries, channel)
    for entry in entries:
        used_part = f" {used[unit_of(entry)]}" if unit_of(entry) in used else ""
        removal = _removal(entry, channel)
        text = (
            f"• {_named(entry, channel)}{used_part}"
            if used_part
            else f"• {_sentence(entry, channel)}"
        )
        change = changes.get(unit_of(entry))
        at = change.at if change else None
        words = removal.strip("`").removeprefix("/billing ")
        menu = {ASKED[what]: ASKED[what].lower(), "Remove": f"{words}?"}  # which asks first
        which = unit_of(entry)
        line = Signed(text=text, by=entry.set_by, at=at, menu=menu, form=what, which=which)
        lines.append(line)
    unknown = what != "price" and len(used) < len(entries)
    add = Signed(text="", form=what)
    return [*lines, *([Signed(text=UNKNOWN)] if unknown else []), add]


async def _used(entries: Iterable[Entry], channel: _AllowanceContext) -> dict[str, str]:
    """Write how much of each allowance and budget is used, and how its term may end, by its
    thing."""
    limits = [entry for entry in entries if isinstance(entry, Allowance)]
    place = (channel.bots, channel.known, channel.zone, channel.settings.holidays or "")
    source = LimitSource(channel.ask.team, *place)
    found = await standings(source, limits, channel.now, KnownUsage.of(channel.ports))
    return {
        unit_of(each.allowance): f"Up to {_moment(each.at, channel.zone)}: {each.standing.pace()}."
        for each in found
    }


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b, %H:%M}"


def _sentence(entry: Entry, channel: _AllowanceContext) -> str:
    """Return the entry in words, with the current term of an allowance."""
    if isinstance(entry, Price):
        return _named(entry, channel)
    term = term_of(entry, channel.now, channel.zone)
    return f"{_named(entry, channel)} This term: {term.describe()}."


def _named(entry: Entry, channel: _AllowanceContext) -> str:
    whom = for_whom(entry.bot_id or entry.group, channel.bots)
    kind = "Price" if isinstance(entry, Price) else entry.kind.capitalize()
    return f"{kind}: {entry.describe()}, {whom}."
