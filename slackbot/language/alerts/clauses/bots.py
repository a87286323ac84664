"""Reads the bots of a rule: one by name, each of the channel's, or all of them together."""

from typing import Final

from slackbot.domain.channel import LONGEST_NAME
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.changes import DOWN, UP
from slackbot.language.alerts.clauses.clause import UNIT_WORDS, FoundClause, RuleText, starts
from slackbot.language.alerts.clauses.counts import COMPARISONS, MOVES
from slackbot.language.alerts.clauses.told import TELL
from slackbot.language.core.readers import word
from slackbot.language.names.bots import read_camel, read_id

EACH: Final = frozenset("each every any per by".split())
ALL: Final = frozenset("all both".split())
TOGETHER: Final = frozenset("together altogether combined overall".split())
CHANNEL: Final = (("of", "this", "channel"), ("in", "this", "channel"))
MOST_WORDS: Final = 6
# Words that end a bot's name without quotes.
ENDS_NAME: Final = (
    UP | DOWN | MOVES | TELL | UNIT_WORDS
    | {words[0] for words in COMPARISONS}
    | frozenset("per each every , / ( on in from for when if no once max only up to by and".split())
)  # fmt: skip


def read_bots(w: RuleText, i: int) -> FoundClause:
    """Read `for SupportBot`, `for "March Madness Bot"`, `for each bot`, `for all bots together`."""
    introduced = word(w.t, i) in {"for", "of", "across"}
    j = i + introduced
    if found := _many(w, j, introduced=introduced):
        return found
    if name := _certain(w, j, introduced=introduced):
        return ("bot", name[0]), name[1] + (word(w.t, name[1]) in {"bot", "group"})
    return _loose(w, j) if word(w.t, i) == "for" else None


def _many(w: RuleText, i: int, *, introduced: bool) -> FoundClause:
    if word(w.t, i) in TOGETHER or starts(w.t, i, ("in", "total")):
        return ("together", True), i + 1 + (word(w.t, i) == "in")
    if word(w.t, i) in EACH and word(w.t, i + 1) in {"bot", "bots"}:
        return ("each", True), _after_channel(w, i + 2)
    if word(w.t, i) not in ALL:
        return None
    j = i + 1
    while word(w.t, j) in {"of", "the", "our", "my"} and not starts(w.t, j, CHANNEL[0]):
        j += 1
    bots = word(w.t, j) in {"bot", "bots"}
    if not (bots or introduced):
        return None
    j = _after_channel(w, j + bots)
    return ("together", True), j + (word(w.t, j) in TOGETHER)


def _after_channel(w: RuleText, i: int) -> int:
    return i + 3 * any(starts(w.t, i, words) for words in CHANNEL)


def _certain(w: RuleText, i: int, *, introduced: bool) -> tuple[str, int] | None:
    """Return a name in quotes, one that the channel knows, an id, or one that says that it is a
    bot."""
    if i < len(w.t.tokens) and w.t.tokens[i].kind == "quoted" and word(w.t, i)[0] != "<":
        inside = w.t.said(i, i + 1)[1:-1].strip()
        return (inside, i + 1) if inside else None
    for known in w.known.get(i, ()):
        if introduced or not known.plain:
            return known.name, known.end
    return read_id(w.t, i) or read_camel(w.t, i)


def _loose(w: RuleText, i: int) -> FoundClause:
    """Return a name that nobody knows, as typed after `for`."""
    j = i
    while j < len(w.t.words) and word(w.t, j) not in ENDS_NAME:
        j += 1
    name = w.t.said(i, j)
    if j == i or j - i > MOST_WORDS or len(name) > LONGEST_NAME:
        raise UnreadableError(
            "For which bot? Try `for SupportBot`, `for each bot` or `for all bots together`",
            w.t.said(i - 1, max(i, min(j, i + MOST_WORDS))),
        )
    return ("bot", name), j
