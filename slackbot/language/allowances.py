"""Reads the words after `/billing allowance` and `/billing price`, in any order."""

from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from slackbot.domain import allowance as allowances
from slackbot.domain.allowance import Allowance, What
from slackbot.domain.calendar import LAST_DAY, Every, ordinal
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import Unit
from slackbot.language.core.amounts import read_amount
from slackbot.language.core.clauses import unit_clause
from slackbot.language.core.readers import word
from slackbot.language.core.term_start import STARTS
from slackbot.language.core.tokens import Text, read_tokens
from slackbot.language.prices import EXAMPLE as PRICE_EXAMPLE
from slackbot.language.prices import SetPrice, Since, read_price, read_price_place
from slackbot.language.slips.offers import COMMAND, offering
from slackbot.language.terms import (
    FROM,
    FoundWords,
    bot_clause,
    read_clauses,
    term_clause,
)

EXAMPLES: Final[dict[What, str]] = {
    "allowance": "Try `/billing allowance 40000 sessions per month from the 1st`",
    "price": PRICE_EXAMPLE,
}
REMOVE: Final = frozenset("remove delete".split())


class _OfBot(BaseModel):
    """A command about a bot; `bot` is a name or an id as typed, empty for all bots of the
    channel."""

    model_config = ConfigDict(frozen=True)


class SetAllowance(_OfBot):
    """`/billing allowance 40000 sessions per month from the 1st [for SupportBot]`.

    With `fiscal`, its terms are those of the channel's fiscal year, whatever `from_month` says.
    """

    allowance: Allowance
    bot: str = ""
    fiscal: bool = False


class ShowAllowances(_OfBot):
    """`/billing allowance`, `/billing price`."""

    what: What


class RemoveAllowances(_OfBot):
    """`/billing allowance remove [sessions] [for SupportBot]`; without a unit, of all units.

    `flat`: the flat fee alone. With `since`, the price that is valid from that day alone.
    """

    what: What
    unit: Unit | None = None
    bot: str = ""
    flat: bool = False
    since: Since = ""


AllowanceCommand = SetAllowance | SetPrice | ShowAllowances | RemoveAllowances


def read_allowance_command(what: What, rest: str) -> AllowanceCommand:
    """Read the command in the words after `allowance` or `price`. Raises UnreadableError, with what
    would work, where a word is missing or has no use."""
    with offering(rest, lambda other: _command(what, other), what):
        try:
            return _command(what, rest)
        except UnreadableError as error:
            if any(c.isdigit() for c in rest):
                raise
            shown = (*error.instead, f"{COMMAND}{what}")  # people may only want to see what is set
            raise UnreadableError(error.message, error.words, shown) from None


def _command(what: What, rest: str) -> AllowanceCommand:
    t = read_tokens(rest)
    if not t.words:
        return ShowAllowances(what=what)
    if word(t, 0) in REMOVE:
        return RemoveAllowances(what=what, **_removed(what, t))
    if what == "price":
        return read_price(t)
    rules = (bot_clause, _start, term_clause(EXAMPLES[what]), _amount, unit_clause)
    return _set_allowance(read_clauses(t, 0, rules, EXAMPLES[what]))


def _removed(what: What, t: Text) -> dict[str, Any]:
    """Read what is to be removed."""
    if what == "price":
        return read_price_place(t, 1)
    return read_clauses(t, 1, (bot_clause, unit_clause), "Try `/billing allowance remove sessions`")


def _set_allowance(said: dict[str, Any]) -> SetAllowance:
    example = EXAMPLES["allowance"]
    for kind, question in (
        ("amount", "How many"),
        ("unit", "Of what: sessions, conversations, requests, alerts or proactive messages"),
        ("every", "Per month, quarter or year"),
    ):
        if kind not in said and not (kind == "every" and "fiscal" in said):
            raise UnreadableError(f"{question}? {example}")
    if not 1 <= said["amount"] <= allowances.MOST:
        raise UnreadableError(f"An allowance is at least 1 and at most a trillion. {example}")
    if "fiscal" in said and (more := said.keys() & {"start", "every"}):
        raise UnreadableError(
            "A fiscal year says when it begins: leave the other "
            f"{'start' if 'start' in more else 'term'} out. "
            "Try `/billing allowance 40000 sessions per fiscal year`"
        )
    day, month = said.get("start", (1, None))
    every = said.get("every") or said["fiscal"]
    if month and every is Every.MONTH:
        raise UnreadableError(
            "A month's allowance begins on the same day in each. Try `per month from the "
            f"{ordinal(day)}`"
        )
    allowance = Allowance(
        unit=said["unit"],
        amount=said["amount"],
        every=every,
        from_day=day,
        from_month=month or 1,
    )
    return SetAllowance(allowance=allowance, bot=said.get("bot", ""), fiscal="fiscal" in said)


def _amount(t: Text, i: int) -> FoundWords:
    found = read_amount(t, i)
    return (("amount", found[0]), found[1]) if found else None


def _start(t: Text, i: int) -> FoundWords:
    """Read `from the 15th`, `starting on 1 April`: the day, and the month if named."""
    if word(t, i) not in FROM:
        return None
    found = STARTS.read(t, i)
    if found is None:
        raise UnreadableError(f"From which day? {EXAMPLES['allowance']}", t.said(i, i + 2))
    if not 1 <= found[0][0] <= LAST_DAY:
        raise UnreadableError(
            "No month has that day. Try `per month from the 1st`, or `from the 31st` for the last "
            "day of each month",
            t.said(i, found[1]),
        )
    return ("start", found[0]), found[1]
