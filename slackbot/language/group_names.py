"""Reads the names of groups and of their bots, and refuses names that mean something else."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from slackbot.domain.channel import BOT_ID, LONGEST_NAME, ChannelBots, no_such_bot
from slackbot.domain.errors import UnreadableError, UserError
from slackbot.domain.group import GROUP_ID, MOST_MEMBERS, BotGroup
from slackbot.domain.spelling import did_you_mean, nearest, squeezed
from slackbot.language.commands import Question, read_command
from slackbot.language.context import ANYWHERE
from slackbot.language.core.readers import tried
from slackbot.language.groups import EXAMPLE
from slackbot.language.questions.reading import read_query

TAKEN: Final = frozenset(
    "all|none|no group|in no group|group|groups|bot|bots|everything".split("|")
)
JOINER: Final = re.compile(r"\s*(?:[,;&+]|\band\b)[\s,;&+]*(?:\band\b\s*)?", re.IGNORECASE)
QUOTED: Final = re.compile(r'"[^"]*"')


def read_group_name(words: str) -> str:
    """Read a group's name: one to sixty characters that mean nothing else. Raises
    UnreadableError."""
    name = " ".join(words.split())
    if not squeezed(name):
        raise UnreadableError(f"What is the group called? {EXAMPLE}", words)
    if len(name) > LONGEST_NAME:
        raise UnreadableError(f"A group's name has at most {LONGEST_NAME} characters.", name)
    if set('="') & set(name) or BOT_ID.fullmatch(name) or GROUP_ID.fullmatch(name):
        raise UnreadableError(f'A group can\'t be called "{name}". {EXAMPLE}', name)
    if name.casefold() in TAKEN or _means_something(name):
        raise UnreadableError(
            f'A group can\'t be called "{name}": these words mean something else here. Add a word, '
            f"such as `{name} team`",
            name,
        )
    return name


def _means_something(name: str) -> bool:
    """Tell whether the name alone is a command or a question."""
    try:
        if not isinstance(read_command(name), Question) or _is_all(name):
            return True
        read_query(name, ANYWHERE)
    except UnreadableError as error:
        return name.casefold() in {"link", "unlink", "settings"} and bool(error.message)
    return True


def _is_all(name: str) -> bool:
    """Tell whether `for` the name means all bots."""
    query = tried(read_query, f"today for {name}", ANYWHERE)
    return query is not None and query.all_bots


def read_members(
    words: str, linked: ChannelBots, elsewhere: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the ids of the bots in a list of names and ids, sorted.

    `elsewhere` are ids of bots that may be named though they are not linked here. Raises
    UnknownBotError, and UnreadableError for a list without a name or with too many.
    """
    pieces = _pieces(words)
    ids: set[str] = set()
    i = 0
    while i < len(pieces):
        id_, i = _member(words, pieces, i, linked, elsewhere)
        ids.add(id_)
    if not ids:
        raise UnreadableError(f"Which bots? {EXAMPLE}", words)
    if len(ids) > MOST_MEMBERS:
        raise UnreadableError(f"A group has at most {MOST_MEMBERS} bots.", words)
    return tuple(sorted(ids))


def _pieces(words: str) -> list[tuple[int, int]]:
    """Return where the names are between commas and `and`; none is within quotes."""
    masked = QUOTED.sub(lambda found: "x" * len(found[0]), words)
    found, start = [], 0
    for joiner in JOINER.finditer(masked):
        found.append((start, joiner.start()))
        start = joiner.end()
    found.append((start, len(words)))
    return [(first, end) for first, end in found if words[first:end].strip()]


def _member(
    words: str,
    pieces: list[tuple[int, int]],
    i: int,
    linked: ChannelBots,
    elsewhere: Collection[str],
) -> tuple[str, int]:
    """Return the bot of the longest name at the piece `i`, and the piece after it: a name may have
    an `and`."""
    for j in range(len(pieces), i, -1):
        name = words[pieces[i][0] : pieces[j - 1][1]].strip().strip("\"'")
        if bot := linked.find(name):
            return bot.id, j
        if name in elsewhere:
            return name, j
    first, end = pieces[i]
    name = words[first:end].strip().strip("\"'")
    if group := linked.find_group(name):
        raise UnreadableError(f"A group has bots and no groups, and {group.name} is one.", name)
    raise no_such_bot(name, linked.names)


def no_such_group(words: str, groups: Iterable[BotGroup]) -> UserError:
    """Make the error for a group that there is not; `groups` are those that may be shown."""
    known = [group.name for group in groups]
    near = nearest(words, known)
    hint = did_you_mean(near, f"Groups here: {', '.join(known)}.")
    return UnreadableError(
        f'There is no group called "{words}". {hint if known else EXAMPLE}',
        words,
        (near,) if near else (),
    )
