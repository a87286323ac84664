"""A Slack channel: its linked bots, the groups that have them, and its settings."""

import re
from collections.abc import Collection, Iterable
from typing import Literal, Self

from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.errors import UnknownBotError, UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.group import NONE_HERE, BotGroup, ids_by_bot
from slackbot.domain.query import UsageQuery, WeekStart
from slackbot.domain.spelling import did_you_mean, nearest, squeezed

BOT_ID = re.compile(r"st-[0-9A-Za-z][0-9A-Za-z-]{0,63}")
LONGEST_NAME = 60
REQUESTS_LAST = 7  # days for which a link waits for an approval
AROUND = re.compile(r"^\s*the\s+|\s+group\s*$", re.IGNORECASE)  # a group's name
MOST_NAMED = 2  # in place of an unknown one
LINK_FIRST = "This channel has no bot yet. Link one first: `/billing link st-… as SupportBot`"


class Bot(FrozenModel):
    """A Kore.ai bot: its stream id and the name this channel gave it."""

    id: str
    name: str


class LinkedBot(Bot):
    """A bot linked to a channel, and the person who linked it."""

    linked_by: str
    is_default: bool = False


class LinkRequest(FrozenModel):
    """A link that waits for an approval: it is for that bot in that channel, and nothing else.

    `bot` is what becomes of it; its `linked_by` asks for it. `asked`: the id of the command that
    asked for it, under which the approvers were told.
    """

    channel: str
    bot: LinkedBot
    asked: str = ""


class LinkDecision(FrozenModel):
    """The decision on a link that waited: who decided, and why, if they gave a reason.

    It lapses where nobody has decided within `REQUESTS_LAST` days.
    """

    did: Literal["approved", "refused", "lapsed"]
    by: str = ""
    reason: str = ""


class ChannelSettings(FrozenModel):
    """The settings of a channel. Without a `zone`, each asker's own zone is used."""

    sharing_allowed: bool = False
    zone: str | None = None
    week_start: WeekStart = "monday"
    fiscal_year: FiscalYear | None = None
    holidays: str | None = None  # the place whose public holidays hold: see domain/holidays
    cost_always: bool = False  # whether answers lead with the cost where nobody asks for it


class ChannelBots(FrozenModel):
    """The bots of one channel, oldest link first. One of them is the default.

    `groups` are those of the workspace that have a bot here.
    """

    bots: tuple[LinkedBot, ...] = ()
    groups: tuple[BotGroup, ...] = ()

    @classmethod
    def of(cls, bots: Iterable[LinkedBot], groups: Iterable[BotGroup]) -> Self:
        """Return the bots with those of the workspace's `groups` that have any of them."""
        bots = tuple(bots)
        ids = {bot.id for bot in bots}
        known = (group for group in groups if ids.intersection(group.bot_ids))
        return cls(bots=bots, groups=tuple(known))

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the channel's own spelling."""
        return tuple(bot.name for bot in self.bots)

    @property
    def group_names(self) -> tuple[str, ...]:
        """The names of groups that a question may name: a name that a bot has means the bot."""
        return tuple(group.name for group in self.groups if not self.find(group.name))

    def find(self, words: str) -> LinkedBot | None:
        """Find the bot with that name or id; upper and lower case are the same.

        Spaces, hyphens and `the … bot` do not matter where that leaves one bot.
        """
        wanted = words.strip().casefold()
        for bot in self.bots:
            if wanted in (bot.name.casefold(), bot.id.casefold()):
                return bot
        alike = [bot for bot in self.bots if squeezed(bot.name) == squeezed(words)]
        return alike[0] if len(alike) == 1 else None

    def find_group(self, words: str) -> BotGroup | None:
        """Find the group with that name or id, unless a bot has it; spelling is as in `find`."""
        if self.find(words):
            return None
        wanted = squeezed(AROUND.sub("", words))
        named = (group for group in self.groups if squeezed(group.name) == wanted)
        return next(named, None) or self.group(words)

    def group(self, id_: str) -> BotGroup | None:
        """Return the group of that id, if it has a bot here."""
        return next((group for group in self.groups if group.id == id_), None)

    def members(self, group: BotGroup) -> tuple[LinkedBot, ...]:
        """Return those bots of the group that are linked here."""
        return tuple(bot for bot in self.bots if bot.id in group.bot_ids)

    def groups_of(self, bot_id: str) -> tuple[BotGroup, ...]:
        """Return the groups that have the bot."""
        return tuple(group for group in self.groups if bot_id in group.bot_ids)

    @property
    def named_groups(self) -> tuple[Bot, ...]:
        """The groups that a question may name, as if they were bots."""
        names = self.group_names
        return tuple(Bot(id=each.id, name=each.name) for each in self.groups if each.name in names)

    @property
    def named_things(self) -> tuple[Bot, ...]:
        """The bots, and the groups that have any of them as if they were bots."""
        return (*self.bots, *(Bot(id=group.id, name=group.name) for group in self.groups))

    @property
    def names_by_id(self) -> dict[str, str]:
        """The names of the bots and of all groups that have any of them, by their ids."""
        names = {group.id: group.name for group in self.groups}
        return names | {bot.id: bot.name for bot in self.bots}

    def with_names(self, query: UsageQuery) -> UsageQuery:
        """Return the query with the present names of groups in the place of their ids."""
        names = {group.id: group.name for group in self.groups}
        return query.model_copy(update={"bots": tuple(names.get(id_, id_) for id_ in query.bots)})

    @property
    def bots_by_group(self) -> dict[str, tuple[str, ...]]:
        """The ids of the linked bots of each group, by the group's id."""
        return {each.id: tuple(bot.id for bot in self.members(each)) for each in self.groups}

    @property
    def group_ids(self) -> dict[str, frozenset[str]]:
        """The ids of the groups of each bot that has any, also of bots that are not linked here."""
        return ids_by_bot(self.groups)

    def ids_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the id of each bot and group that is named, by name or id. Raises
        UnknownBotError."""
        found: dict[str, None] = {}
        for words in names:
            known = self.find(words) or self.find_group(words)
            if known is None:
                raise self._unknown(words)
            found[known.id] = None
        return tuple(found)

    def of_ids(self, ids: Collection[str]) -> tuple[LinkedBot, ...]:
        """Return the linked bots with these ids, or in groups with these ids."""
        own = {id_ for group in self.groups if group.id in ids for id_ in group.bot_ids}
        return tuple(bot for bot in self.bots if bot.id in ids or bot.id in own)

    def lacking(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return those of the ids of bots and groups that nothing here has, sorted."""
        known = {bot.id for bot in self.bots} | {group.id for group in self.groups}
        return tuple(sorted(set(ids) - known))

    def choose(self, query: UsageQuery) -> tuple[LinkedBot, ...]:
        """Return the bots that a question is about: the named bots, those of the named groups, all
        bots, or the default.

        Raises UnknownBotError where the channel has no bot, no bot or group of that name, none but
        those that are excluded, or no group for a question by group.
        """
        if not self.bots:
            raise UnknownBotError(LINK_FIRST)
        if query.by_group and not self.groups:
            raise UnknownBotError(NONE_HERE)
        if query.is_of_all:
            without = {bot.id for words in query.excluded for bot in self.named(words)}
            rest = tuple(bot for bot in self.bots if bot.id not in without)
            if not rest:
                raise UnknownBotError("That excludes every bot of this channel.")
            return rest
        if query.bots:
            chosen = {bot.id: bot for words in query.bots for bot in self.named(words)}
            return tuple(chosen.values())
        return tuple(bot for bot in self.bots if bot.is_default) or self.bots[:1]

    def named(self, words: str) -> tuple[LinkedBot, ...]:
        """Return the bot of that name or id, or the linked bots of the group. Raises
        UnknownBotError."""
        if bot := self.find(words):
            return (bot,)
        if group := self.find_group(words):
            return self.members(group)
        raise self._unknown(words)

    def _unknown(self, words: str) -> UnknownBotError:
        return no_such_bot(words, self.names, self.group_names)


def unknown_bot(words: str, names: Iterable[str], groups: Iterable[str] = ()) -> str:
    """Tell that the channel does not know the bot, and name the most similar known bot or group."""
    known, groups = tuple(names), tuple(groups)
    if not known:
        return LINK_FIRST
    near = nearest(words, (*known, *groups))
    also = f" Groups: {', '.join(groups)}." if groups else ""
    hint = did_you_mean(near, f"Linked here: {', '.join(known)}.{also}")
    return f'This channel has no bot{" or group" if groups else ""} called "{words}". {hint}'


def bots_instead(words: str, names: Iterable[str]) -> list[str]:
    """Return the known bots and groups that may stand in the place of an unknown one, as people
    type them."""
    known = tuple(names)
    near = nearest(words, known)
    return [quoted(near)] if near else [quoted(name) for name in known[:MOST_NAMED]]


def no_such_bot(words: str, names: Iterable[str], groups: Iterable[str] = ()) -> UnknownBotError:
    """Make the error for a bot that the channel does not know, where `groups` could be named as
    well."""
    known, groups = tuple(names), tuple(groups)
    instead = bots_instead(words, (*known, *groups))
    return UnknownBotError(unknown_bot(words, known, groups), words, instead)


def quoted(name: str) -> str:
    """Return the name as people type it in a question: in quotes unless it is one plain word."""
    return name if re.fullmatch(r"[A-Za-z]\w*[Bb]ot", name) else f'"{name}"'


def read_bot_id(words: str) -> str:
    """Read a stream id as Kore.ai writes it; raises UnreadableError for anything else."""
    if BOT_ID.fullmatch(words):
        return words
    raise UnreadableError(
        f'"{words}" isn\'t a bot ID. An ID starts with st- and is in Kore.ai under App Settings: '
        "`/billing link st-… as SupportBot`",
        words,
    )


def read_bot_name(words: str) -> str:
    """Read a bot's name: one to sixty characters, no line breaks; else raises UnreadableError."""
    name = " ".join(words.split())
    if not name or name.casefold() in ("all", "all bots"):
        raise UnreadableError(f'A bot can\'t be called "{name}". Try `as SupportBot`', words)
    if len(name) > LONGEST_NAME:
        raise UnreadableError(f"A bot's name has at most {LONGEST_NAME} characters.", name)
    return name
