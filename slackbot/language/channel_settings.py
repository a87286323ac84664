"""Reads settings of more than one word: `fiscal year April named by its end year`."""

from typing import Final

from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.calendar.holidays import find_place
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.tokens import read_tokens
from slackbot.language.core.words import MONTHS

EXAMPLE: Final = "Try `/billing settings fiscal year April` or `fiscal year off`"
OFF: Final = frozenset("off none calendar".split())
NAMED_BY: Final = {
    "start": "start", "starting": "start", "first": "start", "beginning": "start",
    "end": "end", "ending": "end", "second": "end", "last": "end",
}  # fmt: skip


def _fiscal_year(month: int, named_by: str = "end", last: int = 0) -> FiscalYear | None:
    if last and last % 12 + 1 != month:
        return None
    return FiscalYear.model_validate({"month": month, "named_by": named_by})


MONTH_NAMED: Final = Table[FiscalYear](
    (
        Row("[starts|begins|starting|beginning|is] [in|on|with|from] [the] [1] [1 st] [of] "
            "<month:month> [1] [1 st]", _fiscal_year, "starts on 1 April", "April"),
        Row("[is|from] <month:month> to|-|through|until <month:last>", _fiscal_year,
            "April to March", "April"),
        Row("ends|ending [in|on|with] [the] [28|29|30|31] [th|st] [of] <month:last> [28|29|30|31]",
            lambda last: _fiscal_year(last % 12 + 1), "ends on 31 March", "April"),
        Row("[starts|begins|starting|beginning] [in] <month:month> [,] named|called by|after "
            "[its|the] <named_by:named_by> [year]", _fiscal_year,
            "October, named by its start year", "October, named by its start year"),
    ),
    month=MONTHS, named_by=NAMED_BY,
)  # fmt: skip


def read_fiscal_year(words: str) -> FiscalYear | None:
    """Read the fiscal year after `settings fiscal year`; None for `off` and `calendar`.

    Raises UnreadableError where it is neither.
    """
    t = read_tokens(words)
    if len(t.words) == 1 and t.words[0] in OFF:
        return None
    found = MONTH_NAMED.read(t, 0)
    if found and found[1] == len(t.words):
        return found[0]
    raise UnreadableError(f"In which month does your fiscal year begin? {EXAMPLE}", words)


def known_place(words: str) -> str:
    """Return the place with public holidays of that name. Raises UnreadableError for any other.

    It takes about a second the first time, so it has to run beside the event loop.
    """
    if place := find_place(words):
        return place
    raise UnreadableError(
        f'I know no public holidays of "{words}". Try `/billing settings holidays Germany`, '
        "`holidays US-CA` for a part of a country, or `holidays off`",
        words,
    )
