"""Reads the clauses that allowances and prices share: a bot, a unit, a term and its start."""

from collections.abc import Callable
from typing import Any, Final

from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.clauses import read_clause
from slackbot.language.core.readers import glued, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import ADVERBS, UNITS
from slackbot.language.names.bots import read_quoted, read_until
from slackbot.language.periods.fiscal import read_fiscal_unit
from slackbot.language.slips.vocabulary import near

EACH: Final = frozenset("per each every a an one /".split())
FROM: Final = frozenset("from starting beginning since".split())
FILLERS: Final = frozenset("set to is of at the and , : =".split())
# Words that end a bot's name without quotes.
ENDS_NAME: Final = FROM | ADVERBS.keys() | frozenset("per each every beyond to , : /".split())
FoundWords = tuple[tuple[str, Any], int] | None
WordsReader = Callable[[Text, int], FoundWords]


def read_clauses(
    t: Text,
    i: int,
    rules: tuple[WordsReader, ...],
    example: str,
    fillers: frozenset[str] = FILLERS,
) -> dict[str, Any]:
    """Return the values of the clauses from `i` on, each of them at most once."""
    said: dict[str, Any] = {}
    while i < len(t.words):
        found = next((found for rule in rules if (found := rule(t, i))), None)
        if found is None and word(t, i) in fillers:
            i += 1
            continue
        if found is None:
            raise _unread(t, i, example)
        if found[0][0] in said:
            words = t.said(i, found[1])
            raise UnreadableError(f'Leave out "{words}". {example}', words)
        (kind, value), i = found
        said[kind] = value
    return said


def _unread(t: Text, i: int, example: str) -> UnreadableError:
    j = i + 1 + (word(t, i) in EACH)
    while glued(t, j):
        j += 1
    said = t.said(i, j)
    meant = near(word(t, i))
    hint = f'Did you mean "{meant}"?' if meant else example
    named = t.said(i, j)[:1].isupper() and not meant  # then a bot's name, which must not be lost
    instead = (f'for "{said}"' if named else meant,)
    return UnreadableError(f'I couldn\'t read "{said}". {hint}', said, instead)


def term_clause(example: str) -> WordsReader:
    """Return the reader of `per month`, `quarterly`, `each fiscal year`; a refusal shows the
    `example`."""

    def read(t: Text, i: int) -> FoundWords:
        name, end = ADVERBS.get(word(t, i), ""), i + 1
        if not name and word(t, i) in EACH and (fiscal := read_fiscal_unit(t, i + 1)):
            return ("fiscal", Every(fiscal[0])), fiscal[1]
        if not name and word(t, i) in EACH:
            name, end = UNITS.get(word(t, i + 1), ""), i + 2
        if not name:
            return None
        if name not in set(Every):
            said = t.said(i, end)
            raise UnreadableError(
                f'A term is a month, a quarter or a year, not "{said}". {example}',
                said,
            )
        return ("every", Every(name)), end

    return read


def bot_clause(t: Text, i: int) -> FoundWords:
    """Read `for SupportBot`, `for "March Madness Bot"`, `for all bots of this channel`."""
    if word(t, i) != "for":
        return None
    if (found := read_clause(t, i)) and found[0][0] in {"all_bots", "by_bot"}:
        channel = t.words[found[1] : found[1] + 3] in {
            ("of", "this", "channel"),
            ("in", "this", "channel"),
        }
        return ("bot", ""), found[1] + 3 * channel
    if quoted := read_quoted(t, i + 1, ()):
        return ("bot", quoted[0]), quoted[1]
    name, end = read_until(t, i + 1, ENDS_NAME)
    if not name:
        raise UnreadableError(
            "For which bot? Try `for SupportBot`, or nothing for all of them", "for"
        )
    return ("bot", name), end
