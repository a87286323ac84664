"""Reads commands about groups of bots: `group Retail = SalesBot, ShopBot`, `groups`."""

from functools import partial
from typing import Final, Literal

from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.group import BotGroup
from slackbot.language.core.courtesy import behind_please
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import SHOWS

EXAMPLE: Final = "Try `/billing group Retail = SalesBot, ShopBot`"
NOUNS: Final = frozenset("group groups center centers centre centres".split())
MAKES: Final = frozenset("create make define add set new".split())
REMOVES: Final = frozenset("remove delete".split())
UNGROUPS: Final = frozenset("ungroup disband".split())
TO: Final = frozenset("to as into".split())
THE: Final = frozenset("the our my a this".split())
# Words that end a group's name; in quotes a name may have them.
ENDS: Final = TO | REMOVES | frozenset("= add with of from rename".split())
NO_NAME: Final = frozenset("by per".split())  # `group by day` is a question


class _Named(FrozenModel):
    """A command about one group; `name` is its name or id as typed, and `bots` a list of names."""

    name: str


class SetGroup(_Named):
    """`/billing group Retail = SalesBot, ShopBot`: a new group, or other bots for one."""

    bots: str


class ChangeGroup(_Named):
    """`/billing group Retail add SalesBot`, `group Retail remove SalesBot`."""

    did: Literal["add", "remove"]
    bots: str


class RenameGroup(_Named):
    """`/billing rename group Retail to Shops`."""

    new: str


class RemoveGroup(_Named):
    """`/billing remove group Retail`."""


class RestoreGroup(FrozenModel):
    """The command that undoes a change: the group is again as it was. Nobody types it."""

    group: BotGroup


class ShowGroups(FrozenModel):
    """`/billing groups`."""


GroupCommand = SetGroup | ChangeGroup | RenameGroup | RemoveGroup | RestoreGroup | ShowGroups


def _name(t: Text, i: int) -> tuple[str, int] | None:
    """Read a name of one or more words; in quotes it may have any."""
    if i < len(t.tokens) and t.tokens[i].kind == "quoted":
        return t.phrase(i, i + 1)[1:-1].strip(), i + 1
    j = i
    while j < len(t.words) and word(t, j) not in ENDS:
        j += 1
    return (t.phrase(i, j), j) if j > i and word(t, i) not in NO_NAME else None


def _last(t: Text, i: int) -> tuple[str, int] | None:
    """Read the words that are left as one name."""
    phrase = t.phrase(i, len(t.words))
    quoted = i + 1 == len(t.words) and t.tokens[i].kind == "quoted"
    return (phrase[1:-1].strip() if quoted else phrase, len(t.words)) if phrase else None


def _bots(t: Text, i: int) -> tuple[str, int] | None:
    """Read the words that are left as a list of names."""
    phrase = t.phrase(i, len(t.words))
    return (phrase, len(t.words)) if phrase else None


def _bots_before(t: Text, i: int) -> tuple[str, int] | None:
    """Read the list of names before the last `to` or `from` that a group follows."""
    for j in range(len(t.words) - 1, i, -1):
        if word(t, j) in {"to", "from"} and "group" in t.words[j + 1 : j + 3]:
            return t.phrase(i, j), j
    return None


_added: Final = partial(ChangeGroup, did="add")
_taken: Final = partial(ChangeGroup, did="remove")


def _which(name: str) -> GroupCommand:
    raise UnreadableError(
        f"Remove which bot from it, or the group? Try `/billing group {name} remove SalesBot` or "
        f"`/billing remove group {name}`",
        name,
    )


def _which_group() -> GroupCommand:
    raise UnreadableError(
        "Which group? Its bots stay linked: `/billing remove group Retail`", suggestions=("groups",)
    )


def _no_bots(name: str) -> GroupCommand:
    raise UnreadableError(
        f"Which bots? Try `/billing group {name} = SalesBot, ShopBot`", f"group {name}"
    )


COMMANDS: Final = Table[GroupCommand](
    (
        Row("groups|group", ShowGroups, "groups", "ShowGroups"),
        Row("groups|group list|show|all", ShowGroups, "groups list", "ShowGroups"),
        Row("<shows> [me|us] [all] [of] [<the>] groups [of bots]", ShowGroups, "show our groups",
            "ShowGroups"),
        Row("[<shows>] [<the>] cost centers|centres", ShowGroups, "cost centres", "ShowGroups"),
        Row("what|which groups are there", ShowGroups, "which groups are there", "ShowGroups"),
        Row("what|which groups do we have", ShowGroups, "what groups do we have", "ShowGroups"),
        Row("what|which are <the> groups", ShowGroups, "what are our groups", "ShowGroups"),
        Row("[<makes>] [<the>] [new] group [called|named] <name:name> = <bots:bots>", SetGroup,
            "group Retail = SalesBot, ShopBot", "SetGroup Retail: SalesBot, ShopBot"),
        Row("<makes> [<the>] [new] group [called|named] <name:name> with|of|from <bots:bots>",
            SetGroup, "create a group Retail with SalesBot and ShopBot",
            "SetGroup Retail: SalesBot and ShopBot"),
        Row("[<makes>] [<the>] [new] group [called|named] <name:name> =", _no_bots,
            "group Retail ="),
        Row("group <name:name> add <bots:bots>", _added, "group Retail add ShopBot",
            "ChangeGroup Retail: add ShopBot"),
        Row("group <name:name> <removes> <bots:bots>", _taken, "group Retail remove ShopBot",
            "ChangeGroup Retail: remove ShopBot"),
        Row("group <name:name> <removes>", _which, "group Retail remove"),
        Row("add <before:bots> to [<the>] group <last:name>", _added,
            "add ShopBot to the group Retail", "ChangeGroup Retail: add ShopBot"),
        Row("<removes> <before:bots> from [<the>] group <last:name>", _taken,
            "remove ShopBot from group Retail", "ChangeGroup Retail: remove ShopBot"),
        Row("<removes> [<the>] group <last:name>", RemoveGroup, "delete the group Retail",
            "RemoveGroup Retail"),
        Row("ungroup|disband [<the>] [group] <last:name>", RemoveGroup, "ungroup Retail",
            "RemoveGroup Retail"),
        Row("ungroup|disband", _which_group, "ungroup"),
        Row("group <removes> <last:name>", RemoveGroup, "group remove Retail",
            "RemoveGroup Retail"),
        Row("rename [<the>] group <name:name> <to> <last:new>", RenameGroup,
            'rename group Retail to "Shops and more"', "RenameGroup Retail: Shops and more"),
        Row("group <name:name> rename [<to>] <last:new>", RenameGroup,
            "group Retail rename to Shops", "RenameGroup Retail: Shops"),
    ),
    shows=SHOWS, makes=MAKES, removes=REMOVES, to=TO, the=THE, name=_name, last=_last, bots=_bots,
    before=_bots_before,
)  # fmt: skip


def read_group_command(t: Text) -> GroupCommand | None:
    """Return the command about groups that the whole text is; None where it is something else.

    Raises UnreadableError where it lacks its words.
    """
    if (NOUNS | UNGROUPS).isdisjoint(t.words):
        return None
    return COMMANDS.read_rest(t, behind_please(t))
