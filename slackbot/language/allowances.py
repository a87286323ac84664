"""What stands behind `/billing allowance` and `/billing price`: every word, in any order."""

from collections.abc import Callable
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from slackbot.domain import allowance as allowances
from slackbot.domain import money as prices
from slackbot.domain.allowance import LATEST_DAY, Allowance, Every, What, ordinal
from slackbot.domain.errors import UnreadableError
from slackbot.domain.money import Price
from slackbot.domain.query import Unit
from slackbot.language.core.amounts import read_amount, read_money
from slackbot.language.core.clauses import read_clause
from slackbot.language.core.readers import glued, read_day_number, word
from slackbot.language.core.tokens import Text, read_tokens
from slackbot.language.core.vocabulary import near
from slackbot.language.core.words import ARTICLES, BILLING_WORDS, LAST, MONTHS, UNITS

EXAMPLES: Final[dict[What, str]] = {
    "allowance": "Try `/billing allowance 40000 sessions per month from the 1st`",
    "price": "Try `/billing price 0.20 USD per conversation`",
}
EACH: Final = frozenset("per each every a an one /".split())
ADVERBS: Final = {"monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year"}
FROM: Final = frozenset("from starting beginning since".split())
FILLERS: Final = frozenset("set to is of at the and , : =".split())
CHANNELS: Final = (("of", "this", "channel"), ("in", "this", "channel"))
REMOVE: Final = frozenset("remove delete".split())
UNIT_WORDS: Final = BILLING_WORDS | {"notification", "notifications"}
# Where a bot's name ends that is not in quotes.
ENDS_NAME: Final = FROM | ADVERBS.keys() | frozenset("per each every , /".split())


class _OfBot(BaseModel):
    """`bot` is a name or an id as typed, empty for all bots of the channel."""

    model_config = ConfigDict(frozen=True)


class SetAllowance(_OfBot):
    """`/billing allowance 40000 sessions per month from the 1st [for SupportBot]`."""

    allowance: Allowance
    bot: str = ""


class SetPrice(_OfBot):
    """`/billing price 0.20 USD per conversation [for SupportBot]`."""

    price: Price
    bot: str = ""


class ShowAllowances(_OfBot):
    """`/billing allowance`, `/billing price`."""

    what: What


class RemoveAllowances(_OfBot):
    """`/billing allowance remove [sessions] [for SupportBot]`; without a unit, of all units."""

    what: What
    unit: Unit | None = None
    bot: str = ""


AllowanceCommand = SetAllowance | SetPrice | ShowAllowances | RemoveAllowances
FoundWords = tuple[tuple[str, Any], int] | None
WordsReader = Callable[[Text, int], FoundWords]


def read_allowance_command(what: What, rest: str) -> AllowanceCommand:
    """The command in the words behind `allowance` or `price`. Raises UnreadableError, with what
    would work, where a word is missing or has no use."""
    t = read_tokens(rest)
    if not t.words:
        return ShowAllowances(what=what)
    if word(t, 0) in REMOVE:
        said = _clauses(t, 1, (_bot, _unit), f"Try `/billing {what} remove sessions`")
        return RemoveAllowances(what=what, **said)
    if what == "allowance":
        return _set_allowance(
            _clauses(t, 0, (_bot, _start, _every, _amount, _unit), EXAMPLES[what])
        )
    return _set_price(_clauses(t, 0, (_per_unit, _bot, _money, _unit), EXAMPLES[what]))


def _set_allowance(said: dict[str, Any]) -> SetAllowance:
    example = EXAMPLES["allowance"]
    for kind, question in (
        ("amount", "How many"),
        ("unit", "Of what: sessions, conversations, requests, alerts or proactive messages"),
        ("every", "Per month, quarter or year"),
    ):
        if kind not in said:
            raise UnreadableError(f"{question}? {example}")
    if not 1 <= said["amount"] <= allowances.MOST:
        raise UnreadableError(f"An allowance is at least 1 and at most a trillion. {example}")
    day, month = said.get("start", (1, None))
    if month and said["every"] is Every.MONTH:
        raise UnreadableError(
            "A month's allowance begins on the same day in each. Try `per month from the "
            f"{ordinal(day)}`"
        )
    allowance = Allowance(
        unit=said["unit"],
        amount=said["amount"],
        every=said["every"],
        from_day=day,
        from_month=month or 1,
    )
    return SetAllowance(allowance=allowance, bot=said.get("bot", ""))


def _set_price(said: dict[str, Any]) -> SetPrice:
    example = EXAMPLES["price"]
    if "money" not in said:
        raise UnreadableError(f"How much? {example}")
    if "unit" not in said:
        raise UnreadableError(
            f"Per what: session, conversation, request, alert or proactive message? {example}"
        )
    amount, currency = said["money"]
    if amount >= prices.MOST or amount != round(amount, prices.MOST_DECIMALS):
        raise UnreadableError(
            f"A price is below a billion and has at most {prices.MOST_DECIMALS} decimals. {example}"
        )
    price = Price(unit=said["unit"], amount=amount, currency=currency)
    return SetPrice(price=price, bot=said.get("bot", ""))


def _clauses(t: Text, i: int, rules: tuple[WordsReader, ...], example: str) -> dict[str, Any]:
    """What the clauses from `i` on say, each of them at most once."""
    said: dict[str, Any] = {}
    while i < len(t.words):
        found = next((found for rule in rules if (found := rule(t, i))), None)
        if found is None and word(t, i) in FILLERS:
            i += 1
            continue
        if found is None:
            raise _unread(t, i, example)
        if found[0][0] in said:
            words = t.said(i, found[1])
            raise UnreadableError(f'"{words}" is one too many. {example}', words)
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
    return UnreadableError(f'I could not read "{said}". {hint}', said)


def _amount(t: Text, i: int) -> FoundWords:
    found = read_amount(t, i)
    return (("amount", found[0]), found[1]) if found else None


def _money(t: Text, i: int) -> FoundWords:
    found = read_money(t, i)
    return (("money", found[0]), found[1]) if found else None


def _unit(t: Text, i: int) -> FoundWords:
    if word(t, i) not in UNIT_WORDS:
        return None
    found = read_clause(t, i)
    return found if found and found[0][0] == "unit" else None


def _per_unit(t: Text, i: int) -> FoundWords:
    """`per conversation`, `for each conversation`, `a conversation`."""
    j = i + (word(t, i) == "for" and word(t, i + 1) in EACH)
    if word(t, j) not in EACH:
        return None
    if word(t, j + 1).isdigit():
        raise UnreadableError(
            f'A price is for one. Instead of "{t.said(j, j + 3)}" say what one costs: '
            "`0.002 USD per session`",
            t.said(j, j + 3),
        )
    return _unit(t, j + 1)


def _every(t: Text, i: int) -> FoundWords:
    if name := ADVERBS.get(word(t, i)):
        return ("every", Every(name)), i + 1
    if word(t, i) not in EACH or word(t, i + 1) not in UNITS:
        return None
    name = UNITS[word(t, i + 1)]
    if name not in set(Every):
        said = t.said(i, i + 2)
        raise UnreadableError(
            f'An allowance is per month, quarter or year, not "{said}". {EXAMPLES["allowance"]}',
            said,
        )
    return ("every", Every(name)), i + 2


def _start(t: Text, i: int) -> FoundWords:
    """`from the 15th`, `starting on 1 April`, `from April 1st`: the day, and the month if named."""
    if word(t, i) not in FROM:
        return None
    j = i + 1 + (word(t, i + 1) == "on")
    j += word(t, j) in ARTICLES
    month = MONTHS.get(word(t, j))
    j += bool(month)
    j += bool(month) and word(t, j) in ARTICLES
    number = read_day_number(t, j)
    day, end = number or (1 if month else 0, j)
    if not month:
        month, end = _month_behind(t, end)
    if day in range(1, LATEST_DAY + 1):
        return ("start", (day, month)), end
    if number or word(t, j) in LAST:
        raise UnreadableError(
            "Not every month has that day, so a term begins on the 1st to the "
            f"{LATEST_DAY}th. Try `per month from the {LATEST_DAY}th`",
            t.said(i, max(end, j + 1)),
        )
    raise UnreadableError(f"From which day? {EXAMPLES['allowance']}", t.said(i, j + 1))


def _month_behind(t: Text, i: int) -> tuple[int | None, int]:
    """The month in `1 April` and `1st of April`; nothing in `1st of each month`."""
    j = i + (word(t, i) == "of")
    if month := MONTHS.get(word(t, j)):
        return month, j + 1
    each = j + (word(t, j) in EACH | ARTICLES)
    return (None, each + 1) if word(t, i) == "of" and word(t, each) == "month" else (None, i)


def _bot(t: Text, i: int) -> FoundWords:
    """`for SupportBot`, `for "March Madness Bot"`, `for all bots of this channel`."""
    if word(t, i) != "for":
        return None
    if (found := read_clause(t, i)) and found[0][0] == "all_bots":
        channel = t.words[found[1] : found[1] + 3] in {
            ("of", "this", "channel"),
            ("in", "this", "channel"),
        }
        return ("bot", ""), found[1] + 3 * channel
    if i + 1 < len(t.tokens) and t.tokens[i + 1].kind == "quoted":
        return ("bot", t.said(i + 1, i + 2)[1:-1].strip()), i + 2
    j = i + 1
    while j < len(t.words) and word(t, j) not in ENDS_NAME:
        j += 1
    if j == i + 1:
        raise UnreadableError(
            "For which bot? Try `for SupportBot`, or nothing for all of them", "for"
        )
    return ("bot", t.said(i + 1, j)), j
