"""Reads questions about the last changes: `who set the alert`, `undo`."""

from typing import Final

from slackbot.domain.access.audit import What
from slackbot.domain.frozen import FrozenModel
from slackbot.language.channel_settings import Setting, read_asked
from slackbot.language.core.courtesy import behind_please
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text
from slackbot.language.verbs import NOUNS, THE, read_number

# What else is set up without a number, by its names.
SET_UP: Final[dict[str, What]] = {
    "settings": "settings", "allowance": "allowance", "allowances": "allowance",
    "group": "group", "groups": "group",
    "budget": "budget", "price": "price", "prices": "price",
}  # fmt: skip
DID: Final = frozenset(
    "set changed made created added edited paused stopped resumed muted unmuted removed deleted "
    "wrote scheduled ordered owns did".split()
)
LINKED: Final = frozenset("linked unlinked added removed renamed approved refused".split())


class WhoSet(FrozenModel):
    """`/billing who set alert 2`, `who linked SalesBot`; without any, who made the last change.

    `thing` is that of a change, and `bot` a name or an id as typed.
    """

    what: What | None = None
    thing: str = ""
    bot: str = ""


class Undo(FrozenModel):
    """`/billing undo`: the asker's own last change here."""


def _noun(what: What, which: str = "") -> WhoSet:
    return WhoSet(what=what, thing=f"{what} {which}" if which else "")


def _setting(setting: Setting) -> WhoSet:
    return WhoSet(what=setting.what, thing=setting.name)


def _name(t: Text, i: int) -> tuple[str, int] | None:
    """Read the words that are left, which are a bot's name."""
    phrase = t.phrase(i, len(t.words)).strip("\"'")
    return (phrase, len(t.words)) if phrase and word(t, i) not in NOUNS else None


HISTORY: Final = Table[WhoSet | Undo](
    (
        Row("undo|revert [that|this|it]", Undo, "undo that", "undo"),
        Row("undo|revert [my|the] [last] change|one|edit", Undo, "undo my last change", "undo"),
        Row("take it|that back", Undo, "take that back", "undo"),
        Row("put it|that back", Undo, "put it back", "undo"),
        Row("who <did> [up] this|it|that [up]", WhoSet, "who set this", "last change"),
        Row("who <did> the last change", WhoSet, "who made the last change", "last change"),
        Row("who <did> [up] [<the>] <noun:what> [<which:which>]", _noun,
            "who set up the alert 2", "alert 2"),
        Row("who <did> [<the>] <set_up:what> [setting]", _noun,
            "who set the price", "price"),
        Row("who <did> [<the>] <setting:setting> [setting]", _setting,
            "who set the time zone", "settings zone"),
        Row("who <linked> [the bot] <name:bot>", lambda bot: WhoSet(what="link", bot=bot),
            "who linked SalesBot", "link SalesBot"),
    ),
    did=DID, linked=LINKED, noun=NOUNS, set_up=SET_UP, setting=read_asked, the=THE,
    which=read_number, name=_name,
)  # fmt: skip


def read_history(t: Text) -> WhoSet | Undo | None:
    """Return the question about changes that the whole text asks; None where it asks something
    else."""
    return HISTORY.read_rest(t, behind_please(t))
