"""A Slack channel: its linked bots and its settings."""

import re
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from slackbot.domain.calendar import FiscalYear
from slackbot.domain.errors import UnknownBotError, UnreadableError
from slackbot.domain.query import UsageQuery, WeekStart
from slackbot.domain.spelling import nearest, squeezed

BOT_ID = re.compile(r"st-[0-9A-Za-z][0-9A-Za-z-]{0,63}")
LONGEST_NAME = 60
MOST_NAMED = 2  # in place of an unknown one
LINK_FIRST = "This channel has no bot yet. Link one first: `/billing link st-… as SupportBot`"


class Bot(BaseModel):
    """A Kore.ai bot: its stream id and the name this channel gave it."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class LinkedBot(Bot):
    """A bot linked to a channel, and the person who linked it."""

    linked_by: str
    is_default: bool = False


class LinkRequest(BaseModel):
    """A link that waits for an approval: it is for that bot in that channel, and nothing else.

    `bot` is what becomes of it; its `linked_by` asks for it.
    """

    model_config = ConfigDict(frozen=True)

    channel: str
    bot: LinkedBot


class ChannelSettings(BaseModel):
    """The settings of a channel. Without a `zone`, each asker's own zone is used."""

    model_config = ConfigDict(frozen=True)

    sharing_allowed: bool = False
    zone: str | None = None
    week_start: WeekStart = "monday"
    fiscal_year: FiscalYear | None = None
    holidays: str | None = None  # the place whose public holidays hold: see domain/holidays


class ChannelBots(BaseModel):
    """The bots of one channel, oldest link first. One of them is the default."""

    model_config = ConfigDict(frozen=True)

    bots: tuple[LinkedBot, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the channel's own spelling."""
        return tuple(bot.name for bot in self.bots)

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

    def choose(self, query: UsageQuery) -> tuple[LinkedBot, ...]:
        """Return the bots that a question is about: the named bots, all bots, or the default.

        Raises UnknownBotError where the channel has no bot, no bot of that name, or none but those
        that are excluded.
        """
        if not self.bots:
            raise UnknownBotError(LINK_FIRST)
        if query.is_of_all:
            without = {self._named(words).id for words in query.excluded}
            rest = tuple(bot for bot in self.bots if bot.id not in without)
            if not rest:
                raise UnknownBotError("That excludes every bot of this channel.")
            return rest
        if query.bots:
            chosen = {bot.id: bot for bot in map(self._named, query.bots)}
            return tuple(chosen.values())
        return tuple(bot for bot in self.bots if bot.is_default) or self.bots[:1]

    def _named(self, words: str) -> LinkedBot:
        if bot := self.find(words):
            return bot
        raise no_such_bot(words, self.names)


def unknown_bot(words: str, names: Iterable[str]) -> str:
    """Tell that the channel does not know the bot, and name the most similar known bot."""
    known = tuple(names)
    if not known:
        return LINK_FIRST
    near = nearest(words, known)
    hint = f'Did you mean "{near}"?' if near else f"Linked here: {', '.join(known)}."
    return f'This channel has no bot called "{words}". {hint}'


def bots_instead(words: str, names: Iterable[str]) -> list[str]:
    """Return the known bots that may stand in the place of an unknown one, as people type them."""
    known = tuple(names)
    near = nearest(words, known)
    return [quoted(near)] if near else [quoted(name) for name in known[:MOST_NAMED]]


def no_such_bot(words: str, names: Iterable[str]) -> UnknownBotError:
    """Make the error for a bot that the channel does not know."""
    known = tuple(names)
    return UnknownBotError(unknown_bot(words, known), words, bots_instead(words, known))


def quoted(name: str) -> str:
    """Return the name as people type it in a question: in quotes unless it is one plain word."""
    return name if re.fullmatch(r"[A-Za-z]\w*[Bb]ot", name) else f'"{name}"'


def read_bot_id(words: str) -> str:
    """Read a stream id as Kore.ai writes it; raises UnreadableError for anything else."""
    if BOT_ID.fullmatch(words):
        return words
    raise UnreadableError(
        f'"{words}" is not a bot id. It starts with st- and stands in the bot\'s App Settings at '
        "Kore.ai: `/billing link st-… as SupportBot`",
        words,
    )


def read_bot_name(words: str) -> str:
    """Read a bot's name: one to sixty characters, no line breaks; else raises UnreadableError."""
    name = " ".join(words.split())
    if not name or name.casefold() in ("all", "all bots"):
        raise UnreadableError(f'A bot cannot be called "{name}". Try `as SupportBot`', words)
    if len(name) > LONGEST_NAME:
        raise UnreadableError(f"A bot's name has at most {LONGEST_NAME} characters.", name)
    return name
