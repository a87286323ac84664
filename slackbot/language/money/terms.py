"""Lists the clauses that allowances and prices share: a bot, a unit, a term and its start."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from slackbot.domain.calendar.arithmetic import LAST_DAY, Every
from slackbot.domain.errors import UnreadableError
from slackbot.domain.spelling import did_you_mean
from slackbot.language.core.amounts import COINS
from slackbot.language.core.clause_reader import KindAndValue, read_clauses, repeated
from slackbot.language.core.patterns import Led, Reader, Row, Table, always, as_
from slackbot.language.core.question_clauses import unit_clause
from slackbot.language.core.readers import UNIT_BEGINS, glued, read_unit, word
from slackbot.language.core.term_start import STARTS, Start
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
SHORT: Final = {name: unit for name, unit in UNITS.items() if unit not in set(Every)}
TERMS: Final = {name: Every(unit) for name, unit in UNITS.items() if name not in SHORT}


def _fiscal(t: Text, i: int) -> tuple[Every, int] | None:
    found = read_fiscal_unit(t, i)
    return (Every(found[0]), found[1]) if found else None


def _short(unit: str, phrase: str) -> KindAndValue:
    return "short", (unit, phrase)


def refuse_short(clauses: Mapping[str, Any], example: str, *instead: str) -> None:
    """Raise UnreadableError for a term shorter than a month."""
    if "short" in clauses:
        _, words = clauses["short"]
        raise UnreadableError(
            f'A term is a month, a quarter or a year, not "{words}". {example}', words, instead
        )


def _name(t: Text, i: int) -> tuple[str, int] | None:
    """Read `SupportBot`, `"March Madness Bot"`."""
    if quoted := read_quoted(t, i, ()):
        return quoted
    name, end = read_until(t, i, ENDS_NAME)
    if word(t, i) in {"all", "everything"} or (word(t, i) in EACH and unit_clause(t, i + 1)):
        return None
    if not name and word(t, i):
        return None
    if name.lower().endswith(" group"):  # `for the Retail group`
        return t.phrase(i + (word(t, i) == "the"), end - 1), end
    counted = (k for k in range(i + 1, end) if word(t, k).isdigit() and read_unit(t, k + 1))
    if (first := next(counted, end)) < end:  # `for SalesBot 5000 sessions`
        return t.phrase(i, first), first
    if not name:
        raise UnreadableError(
            "For which bot? Try `for SupportBot`, or nothing for all of them", "for"
        )
    return name, end


def _unit(t: Text, i: int) -> tuple[Any, int] | None:
    found = unit_clause(t, i)
    return (found[0][1], found[1]) if found else None


def _open(phrase: str) -> KindAndValue:
    raise UnreadableError(
        f'When does "{phrase}" begin? Try `per month from the 15th`',
        phrase,
        ("per month", "per year"),
    )


def _no_end(phrase: str) -> KindAndValue:
    raise UnreadableError(
        f'What is set here has no end: leave "{phrase}" out, and change or remove it then',
        phrase,
        ("",),
    )


def _rest(t: Text, i: int) -> tuple[None, int] | None:
    return (None, len(t.words)) if word(t, i) else None


_all: Final = always(("bot", ""))


def _each(phrase: str) -> KindAndValue:
    return "each", phrase


def refuse_each(what: str, clauses: Mapping[str, Any]) -> None:
    """Raise UnreadableError for `for each bot`, where all bots together would be another amount."""
    if words := clauses.get("each"):
        raise UnreadableError(
            f'One {what} is for all bots together, or for a single bot. Instead of "{words}", name '
            "one: `for SupportBot`",
            words,
            ("for all bots together",),
        )


_OF: Final = "[of] [the|our|my]"
_HERE: Final = "[of|in this channel]"
TERM_ROWS: Final = (
    Row("<each> <term:value>", as_("every"), "per month", "every month"),
    Row("<adverb:value>", as_("every"), "annually", "every year"),
    Row("until|till <rest>", _no_end, "until December"),
    Row("<each> annum", always(("every", Every.YEAR)), "per annum", "every year"),
    Row("<each> <fiscal:value>", as_("fiscal"), "each fiscal year", "fiscal year"),
    Row("<each> billing|contract cycle|period|term|month|year", _open, "per billing cycle"),
    Row("<each> <short:unit>", _short, "per wk", "short ('week', 'per wk')"),
    Row("<short_adverb:unit>", _short, "weekly", "short ('week', 'weekly')"),
)
BOT_ROWS: Final = (
    Row(
        f"for|across all|any {_OF} bot|bots {_HERE} [together]", _all, "for all of our bots", "bot"
    ),
    Row(f"for [the|our|my] bots {_HERE}", _all, "for our bots of this channel", "bot"),
    Row("for all [of] [our] [together]", _all, "for all", "bot"),
    Row("shared by|across|between [all] [the|our] bots", _all, "shared by all bots", "bot"),
    Row("per|by bot", _each, "per bot", "each per bot"),
    Row("each", _each, "each", "each each"),
    Row("for everything", _all, "for everything", "bot"),
    Row(f"for each|every {_OF} bot|bots {_HERE}", _each, "for each bot", "each for each bot"),
    Row("for <name:value>", as_("bot"), "for March Madness Bot", "bot March Madness Bot"),
)
UNIT_ROWS: Final = (Row("<unit:value>", as_("unit"), "chats", "unit conversation"),)
READERS: Final[dict[str, Reader]] = {
    "each": EACH,
    "term": TERMS,
    "adverb": {name: Every(unit) for name, unit in ADVERBS.items() if unit in set(Every)},
    "short": SHORT,
    "short_adverb": {name: unit for name, unit in ADVERBS.items() if unit not in set(Every)},
    "fiscal": _fiscal,
    "unit": Led(_unit, UNIT_BEGINS | {"notification", "notifications"}),
    "rest": _rest,
    "name": _name,
}  # fmt: skip
TERM: Final = Table[KindAndValue](TERM_ROWS, **READERS)


def read_start(t: Text, i: int, example: str) -> tuple[Start, int]:
    """Read `from the 15th`, `starting on 1 April`: the day, and the month if named. Raises
    UnreadableError, with an example, for a day that there is not."""
    found = STARTS.read(t, i)
    if found is None:
        raise UnreadableError(f"From which day? {example}", t.phrase(i, i + 2))
    if not 1 <= found[0][0] <= LAST_DAY:
        raise UnreadableError(
            f"No month has that day. Try `from the 1st`, or `from the {LAST_DAY}st` for the last "
            "day of each month",
            t.phrase(i, found[1]),
        )
    return found


def read_terms(
    t: Text,
    i: int,
    table: Table[KindAndValue],
    example: str,
    fillers: frozenset[str] = FILLERS,
) -> dict[str, Any]:
    """Return the values of the clauses from `i` on, each of them at most once."""

    def behind_filler(i: int, _: Collection[str]) -> int:
        return i + 1 if word(t, i) in fillers else 0

    clauses = read_clauses(t, (i, len(t.words)), table.read, behind_filler, _unread(example))
    if twice := repeated(clauses):
        words = twice[1].words
        raise UnreadableError(f'Leave out "{words}". {example}', words)
    return {kind: of_kind[0].value for kind, of_kind in clauses.items()}


def _unread(example: str) -> Callable[[Text, int], UnreadableError]:
    def unread(t: Text, i: int) -> UnreadableError:
        j = i + 1 + (word(t, i) in EACH)
        while glued(t, j):
            j += 1
        phrase, meant = t.phrase(i, j), near(word(t, i))
        named = phrase[:1].isupper() and not meant  # then a bot's name, which must not be lost
        coin = COINS.get(phrase.lower(), "")
        instead = (f'for "{phrase}"' if named else coin or meant,)
        hint = did_you_mean(meant, example)
        return UnreadableError(f'I couldn\'t read "{phrase}". {hint}', phrase, instead)

    return unread
