"""Reads the commands for month closes, such as `close October`, and `reconcile October …`."""

import re
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import Period, is_month
from slackbot.domain.query import Unit
from slackbot.language.context import ReadingContext
from slackbot.language.core.amounts import read_amount
from slackbot.language.core.readers import read_unit
from slackbot.language.core.tokens import tokens_of
from slackbot.language.questions.reading import read_query

EXAMPLE: Final = "Try `/billing close last month`"
WORDS: Final = ("close", "reopen", "closes", "reconcile")
LEAD: Final = re.compile(
    r"^(out\b\s*)?((the|our)\s+(books?|month)\b\s*)?((of|for)\s+)?", re.IGNORECASE
)
QUANTITY: Final = "Try `/billing reconcile last month 41230 sessions`"
INVOICE: Final = re.compile(
    r"\b((an?|the|our|my) )?(invoice|invoiced|billed|bill)\b( (for|of|is|says))?"
)
GAPS: Final = (" with gaps", " incomplete", " anyway")


class CloseMonth(FrozenModel):
    """`/billing close October`; with `gaps` also where Kore.ai left some figures out."""

    text: str
    gaps: bool = False


class ReopenMonth(FrozenModel):
    """`/billing reopen October`."""

    text: str


class ShowCloses(FrozenModel):
    """`/billing closes`, and `/billing closes October` for the files of one."""

    text: str = ""


class Reconcile(FrozenModel):
    """`/billing reconcile October 41230 sessions`: `text` names the month."""

    text: str
    quantity: int
    unit: Unit


CloseCommand = CloseMonth | ReopenMonth | ShowCloses | Reconcile


def read_close_command(first: str, rest: str) -> CloseCommand | None:
    """Read what follows `close`, `reopen` or `closes`; None after any other word.

    Raises UnreadableError where there is no month.
    """
    if first not in WORDS:
        return None
    if first == "closes":
        return ShowCloses(text=rest)
    rest = LEAD.sub("", rest)
    if first == "reconcile":
        return _read_reconcile(rest)
    if not rest:
        raise UnreadableError(f"Which month? {EXAMPLE.replace('close', first)}")
    if first == "reopen":
        return ReopenMonth(text=rest)
    words = next((rest[: -len(end)] for end in GAPS if rest.casefold().endswith(end)), rest)
    return CloseMonth(text=words, gaps=words != rest)


def _read_reconcile(text: str) -> Reconcile:
    """Read a quantity with its unit; the other words name the month."""
    t = tokens_of(text)
    for i in range(len(t.words)):
        amount = read_amount(t, i)
        unit = read_unit(t, amount[1]) if amount else None
        if amount and unit:
            others = f"{t.phrase(0, i)} {t.phrase(unit[1], len(t.words))}"
            month = " ".join(INVOICE.sub(" ", others).strip(" :,").split())
            month = month.removeprefix("for ").removesuffix(" for").strip(" :,")
            if not month:
                raise UnreadableError(f"Which month? {QUANTITY}")
            return Reconcile(text=month, quantity=amount[0], unit=unit[0])
    raise UnreadableError(f"How much is on the invoice? {QUANTITY}")


def read_month(text: str, context: ReadingContext) -> Period:
    """Return the one month that the words name, in the context's zone.

    Raises UnreadableError for any other period, and for words beside it.
    """
    query = read_query(text, context)
    period = query.period
    plain = not (query.bots or query.units or query.facts or query.comparison or query.grouping)
    if query.until:
        period = period.model_copy(update={"end": query.until})
    if plain and is_month(period):
        return period
    raise UnreadableError(f'"{text}" is not one month. {EXAMPLE}', text)
