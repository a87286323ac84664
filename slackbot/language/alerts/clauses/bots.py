"""Reads the bots of a rule: one by name, each of the channel's, or all of them together."""

from typing import Final

from slackbot.domain.channel import LONGEST_NAME
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.changes import DOWN, UP
from slackbot.language.alerts.clauses.clause import UNIT_WORDS, RuleText
from slackbot.language.alerts.clauses.counts import COMPARES, MOVES
from slackbot.language.alerts.clauses.told import TELL
from slackbot.language.core.clause_reader import FoundClause, KindAndValue
from slackbot.language.core.lists import OR, behind_joiner
from slackbot.language.core.patterns import Row, Table, always
from slackbot.language.core.readers import word
from slackbot.language.names.bots import read_camel, read_id, read_quoted, read_until

LEADS: Final = frozenset("for of across".split())
EACH: Final = frozenset("each every any per by".split())
ALL: Final = frozenset("all both".split())
TOGETHER: Final = frozenset("together altogether combined overall".split())
MOST_WORDS: Final = 6
# Words that end a bot's name without quotes.
ENDS_NAME: Final = (
    UP | DOWN | MOVES | TELL | UNIT_WORDS
    | COMPARES
    | frozenset("per each every , / ( on in from for when if no once max only up to by and".split())
)  # fmt: skip
_together: Final = always(("together", True))
_each: Final = always(("each", True))
_OURS: Final = "[of] [the|our|my]"
_CHANNEL: Final = "[of|in this channel]"
MANY: Final = Table[KindAndValue](
    (
        Row("[<lead>] <together>", _together, "together", "together"),
        Row("[<lead>] in total", _together, "in total", "together"),
        Row(f"[<lead>] <each> bot|bots {_CHANNEL}", _each, "for each bot", "each"),
        Row("a|one|some bot", _each, "a bot", "each"),
        Row(f"[<lead>] <all> {_OURS} bot|bots {_CHANNEL} [<together>]", _together,
            "all of our bots together", "together"),
        Row(f"<lead> <all> {_OURS} {_CHANNEL} [<together>]", _together, "for all of this channel",
            "together"),
    ),
    lead=LEADS, together=TOGETHER, each=EACH, all=ALL,
)  # fmt: skip


def read_bots(w: RuleText, i: int) -> FoundClause:
    """Read `for SupportBot`, `for "March Madness Bot"`, `for each bot`, `for all bots together`."""
    if many := MANY.read(w.t, i):
        return many
    introduced = word(w.t, i) in LEADS
    if name := _certain(w, i + introduced, introduced=introduced):
        _refuse_second(w, i, name[1])
        return ("bot", name[0]), name[1] + (word(w.t, name[1]) in {"bot", "group"})
    return _loose(w, i + 1) if word(w.t, i) == "for" else None


def _refuse_second(w: RuleText, i: int, j: int) -> None:
    """Refuse another bot that is joined to the one in `[i, j)`."""
    k = behind_joiner(w.t, j, OR)
    if k > j and (other := _certain(w, k, introduced=True)):
        phrase = w.t.phrase(i, other[1])
        raise UnreadableError(
            f'An alert watches one bot, or all of them, and not "{phrase}"', phrase,
            ("for each bot", "for all bots together"),
        )  # fmt: skip


def _certain(w: RuleText, i: int, *, introduced: bool) -> tuple[str, int] | None:
    """Return a name in quotes, one that the channel knows, an id, or one that says that it is a
    bot."""
    if quoted := read_quoted(w.t, i, ()):
        return quoted
    for known in w.known.get(i, ()):
        if introduced or not known.plain:
            return known.name, known.end
    return read_id(w.t, i) or read_camel(w.t, i)


def _loose(w: RuleText, i: int) -> FoundClause:
    """Return a name that nobody knows, as typed after `for`."""
    name, j = read_until(w.t, i, ENDS_NAME)
    if j == i or j - i > MOST_WORDS or len(name) > LONGEST_NAME:
        raise UnreadableError(
            "For which bot? Try `for SupportBot`, `for each bot` or `for all bots together`",
            w.t.phrase(i - 1, max(i, min(j, i + MOST_WORDS))),
        )
    return ("bot", name), j
