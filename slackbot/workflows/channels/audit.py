"""Shows the audit to an admin: what people have changed."""

from collections.abc import Awaitable, Callable, Iterable

from slackbot.domain.access.audit import AuditFilter
from slackbot.domain.access.permission import Action
from slackbot.domain.ask import Ask
from slackbot.domain.errors import UserError
from slackbot.language.audit import AuditSentence, ShowAudit, read_audit
from slackbot.ports import Ports
from slackbot.workflows.context import CommandContext

A_PAGE = 15
MOST_LINKS = 2000  # that are looked through for the names of bots
UNKNOWN = (
    "No change is recorded for {name}. Behind a command Slack sends only the name: mention me in a "
    "message instead, or see all with `/billing audit`"
)


async def show_audit(ask: Ask, command: ShowAudit, ports: Ports) -> None:
    """Show the wanted changes, newest first, a page at a time. Raises UserError."""
    channel = await CommandContext.of(ask, ports)
    await channel.permit(Action.AUDIT)
    called = await _called(channel)
    asked = read_audit(command.text, channel.reading, tuple(called))
    wanted = AuditFilter(
        channel=await _channel(asked, channel),
        by=await _person(asked, channel),
        what=asked.what,
        thing=asked.thing,
        bots=_bots(asked, called),
        period=asked.period,
    )
    skipped = (asked.page - 1) * A_PAGE
    found = await ports.audit.find(ask.team, wanted, A_PAGE + 1, skipped)
    words = " ".join(("audit", *asked.text.split(), f"page {asked.page + 1}"))
    older = f"`/billing {words}`" if len(found) > A_PAGE else ""
    shown = [each.shown_to(ask.user) for each in found[:A_PAGE]]
    await ports.notifier.show_changes(ask, shown, channel.zone, older)


async def _called(channel: CommandContext) -> dict[str, set[str]]:
    """Return the ids of bots by each name that they have here, or had anywhere."""
    called: dict[str, set[str]] = {bot.name: {bot.id} for bot in channel.bots.bots}
    links = AuditFilter(what="link")
    for change in await channel.ports.audit.find(channel.ask.team, links, MOST_LINKS):
        for value in filter(None, (change.before, change.after)):
            called.setdefault(str(value["name"]), set()).add(change.thing)
    return called


def _bots(asked: AuditSentence, called: dict[str, set[str]]) -> tuple[str, ...]:
    """Return the ids of the bot that was named; an id may be of one that was never linked."""
    if not asked.bot:
        return ()
    name = asked.bot.casefold()
    ids = {id_ for each, known in called.items() if each.casefold() == name for id_ in known}
    if not ids and not asked.bot.startswith("st-"):
        raise UserError(f'No bot was ever called "{asked.bot}" here. See `/billing audit of links`')
    return tuple(sorted(ids or {asked.bot}))


async def _channel(asked: AuditSentence, channel: CommandContext) -> str:
    if asked.channel == "here" or (asked.thing and not asked.channel):
        return channel.home  # numbers are a channel's own
    if not asked.channel.startswith("#"):
        return asked.channel
    known = await channel.ports.audit.channels(channel.ask.team)
    return await _named(
        asked.channel, known, channel.ports.directory.of(channel.ask.team).channel_names
    )


async def _person(asked: AuditSentence, channel: CommandContext) -> str:
    if asked.by == "me":
        return channel.ask.user
    if not asked.by.startswith("@"):
        return asked.by
    known = await channel.ports.audit.people(channel.ask.team)
    return await _named(asked.by, known, channel.ports.directory.of(channel.ask.team).names)


async def _named(
    name: str, known: Iterable[str], names: Callable[[str], Awaitable[frozenset[str]]]
) -> str:
    """Return the one of the `known` ids that has this name. Raises UserError if none has."""
    for id_ in known:
        if name[1:].casefold() in await names(id_):
            return id_
    raise UserError(UNKNOWN.format(name=name))
