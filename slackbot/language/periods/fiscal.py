"""Reads fiscal years by their number or from now: `FY26`, `FY2025-26`, `last fiscal year`."""

from typing import Final

from slackbot.language.core.partial import Fiscal, Partial
from slackbot.language.core.patterns import NUMBER, Led, Row, Table
from slackbot.language.core.readers import digits, full_year, glued, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import LAST, THIS

Number = tuple[int | None, bool]  # of the year; and whether that is the year in which it starts
FISCAL: Final = frozenset(("fiscal", "financial"))
FIN: Final = "fin"  # needs `year` after it
WORDS: Final = FISCAL | {"fy"}
BEGINS: Final = WORDS | {FIN}
YEAR: Final = frozenset(("year", "yr"))
CENTURIES: Final = frozenset(("19", "20", "21"))


def read_fiscal(t: Text, i: int) -> tuple[None, int] | None:
    """Read `FY`, `fiscal`, `financial year`: words that make a year or a quarter a fiscal one."""
    first = word(t, i)
    if first == FIN and word(t, i + 1) in YEAR:
        return None, i + 2
    if first not in WORDS:
        return None
    return None, i + 1 + (first in FISCAL and word(t, i + 1) in YEAR)


def read_fiscal_noun(t: Text, i: int) -> tuple[None, int] | None:
    """Read `FY`, `fiscal year`."""
    found = read_fiscal(t, i)
    return found if found and (word(t, i) == "fy" or found[1] == i + 2) else None


def read_fiscal_unit(t: Text, i: int) -> tuple[str, int] | None:
    """Read `fiscal quarter`, `financial year`, `FY`: a quarter or a year that recurs."""
    if found := read_fiscal_noun(t, i):
        return "year", found[1]
    quarter = word(t, i) in FISCAL and word(t, i + 1) in {"quarter", "qtr"}
    return ("quarter", i + 2) if quarter else None


def _year(t: Text, i: int) -> tuple[int, int] | None:
    """Read `2026`, `26`."""
    if (found := digits(t, i, 4, 4)) and found[:2] in CENTURIES:
        return int(found), i + 1
    return (full_year(found), i + 1) if (found := digits(t, i, 2, 2)) else None


def _both(t: Text, i: int) -> tuple[Number, int] | None:
    """Read `2025-26`, `25/26`: the year in which it starts, and the next one."""
    first = _year(t, i)
    if (
        first is None
        or word(t, i + 1) not in {"-", "/"}
        or not (glued(t, i + 1) and glued(t, i + 2))
    ):
        return None
    second = _year(t, i + 2)
    if second is None or second[0] != first[0] + 1 or (word(t, i + 3) == "-" and glued(t, i + 3)):
        return None
    return (first[0], True), i + 3


def _number(t: Text, i: int) -> tuple[Number, int] | None:
    """Read `26`, `'26`, `2026`, `2025-26`."""
    i += word(t, i) == "'"
    if both := _both(t, i):
        return both
    one = _year(t, i)
    return ((one[0], False), one[1]) if one else None


def _long_number(t: Text, i: int) -> tuple[Number, int] | None:
    """Read `2026`, `2025/26`, where `fiscal year` follows."""
    if word(t, i + 1) not in WORDS and word(t, i + 3) not in WORDS:
        return None  # checked first, since every place of every text is tried
    return _both(t, i) or (_number(t, i) if digits(t, i, 4, 4) else None)


def _numbered(number: Number, phrase: str) -> Partial:
    return Partial(number[0], fiscal=Fiscal(phrase, starts=number[1]))


def _starting(number: Number, phrase: str) -> Partial:
    return Partial(number[0], fiscal=Fiscal(phrase, starts=True))


def _ending(number: Number, phrase: str) -> Partial | None:
    return None if number[1] else Partial(number[0], fiscal=Fiscal(phrase, ends=True))


def _quarter(count: int, phrase: str, number: Number = (None, False)) -> Partial:
    return Partial(number[0], quarter=count, fiscal=Fiscal(phrase, starts=number[1]))


def _half(count: int, phrase: str, number: Number = (None, False)) -> Partial | None:
    fiscal = Fiscal(phrase, starts=number[1])
    return Partial(number[0], half=count, fiscal=fiscal) if count <= 2 else None


def _from_now(count: int, phrase: str) -> Partial:
    return Partial(count, fiscal=Fiscal(phrase))


FISCAL_NOUN: Final = Led(read_fiscal_noun, BEGINS)
NAMING: Final = frozenset((*BEGINS, "fye"))
FISCAL_YEARS: Final = Table[Partial](
    (
        Row("<fiscal> [of] <number:number>", _numbered, "FY26",
            "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Row("<long_number:number> <fiscal>", _numbered, "2024/25 fiscal year",
            "Mon 1 Apr 2024 – Mon 31 Mar 2025"),
        Row("<fiscal_year> [that] starting|beginning|commencing|started|starts|begins|began [in] "
            "<number:number>", _starting, "fiscal year starting 2025",
            "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Row("<fiscal_year> [that] ending|ended|ends [in] <number:number>", _ending,
            "fiscal year ending 2026", "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Row("fye <number:number>", _ending, "FYE26", "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Row("<this> <fiscal_year>", lambda phrase: _from_now(0, phrase), "this fiscal year",
            "Wed 1 Apr 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<fiscal_year>", lambda phrase: _from_now(0, phrase), "financial year",
            "Wed 1 Apr 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<last> <fiscal_year>", lambda phrase: _from_now(-1, phrase), "last fiscal year",
            "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Row("<fiscal_year> before last", lambda phrase: _from_now(-2, phrase),
            "fiscal year before last", "Mon 1 Apr 2024 – Mon 31 Mar 2025"),
    ),
    fiscal=Led(read_fiscal, BEGINS), fiscal_year=FISCAL_NOUN,
    number=_number, long_number=Led(_long_number, (NUMBER,)), this=THIS, last=LAST,
)  # fmt: skip


def read_fiscal_year(t: Text, i: int) -> tuple[Partial, int] | None:
    """Read a phrase of the table; texts without a word for it are left at once."""
    return None if NAMING.isdisjoint(t.words) else FISCAL_YEARS.read(t, i)


# Short forms: the last two are India's and Singapore's.
SHORT: Final = Table[Partial](
    (
        Row("fq ~ <count:count> [<number:number>]", _quarter, "FQ2 2026",
            "Tue 1 Jul – Tue 30 Sep 2025"),
        Row("fh ~ <count:count> [<number:number>]", _half, "FH1", "Wed 1 Apr – Wed 30 Sep 2026"),
        Row("<count:count> ~ qfy ~ <number:number>", _quarter, "2QFY26",
            "Tue 1 Jul – Tue 30 Sep 2025"),
        Row("<count:count> ~ hfy ~ <number:number>", _half, "1HFY26",
            "Tue 1 Apr – Tue 30 Sep 2025"),
    ),
    count={"1": 1, "2": 2, "3": 3, "4": 4}, number=_number,
)  # fmt: skip
