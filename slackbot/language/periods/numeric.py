"""Reads dates in digits alone: `2026-03-03`, `3/4`, `03.04.2026`, `20260303`, `03/2026`."""

from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import SEPARATORS, FoundPartial, digits, full_year, glued, word
from slackbot.language.core.tokens import Text


def read_numeric(t: Text, i: int) -> FoundPartial:
    """Read dates in digits alone. ISO and dotted ones are fixed; the locale orders the others."""
    if compact := digits(t, i, 8, 8):
        if compact[:2] in {"19", "20"}:
            return _dated(int(compact[:4]), int(compact[4:6]), int(compact[6:]), i + 1)
        return None
    parts, signs, end = _parts(t, i)
    if len(parts) == 3 and signs[0] == signs[1]:
        return _three(parts, signs[0], end, t.month_first)
    if len(parts) == 2:
        return _two(t, parts, signs[0], end)
    return None


def _parts(t: Text, i: int) -> tuple[list[str], list[str], int]:
    """Return up to three numbers with the signs between them."""
    if not digits(t, i, 1, 4):
        return [], [], i
    parts, j = [word(t, i)], i + 1
    signs: list[str] = []
    apart = word(t, j) == "/" and not glued(t, j) and not glued(t, j + 1)  # "2 / 15"
    while len(parts) < 3 and word(t, j) in SEPARATORS and _evenly(t, j, apart):
        if not digits(t, j + 1, 1, 4) or (signs and word(t, j) != signs[0]):
            break
        signs.append(word(t, j))
        parts.append(word(t, j + 1))
        j += 2
    return parts, signs, j


def _evenly(t: Text, i: int, apart: bool) -> bool:
    """Tell whether the sign at `i` is spaced as the first one: glued on both sides, or on
    neither."""
    return glued(t, i) is not apart and glued(t, i + 1) is not apart


def _three(parts: list[str], sign: str, end: int, month_first: bool) -> FoundPartial:
    if len(parts[0]) == 4 and len(parts[1]) <= 2 and len(parts[2]) <= 2:
        return _dated(int(parts[0]), int(parts[1]), int(parts[2]), end)
    if len(parts[0]) > 2 or len(parts[1]) > 2 or len(parts[2]) not in {2, 4}:
        return None
    year = int(parts[2]) if len(parts[2]) == 4 else full_year(parts[2])
    month, day = _ordered(int(parts[0]), int(parts[1]), month_first and sign != ".")
    return _dated(year, month, day, end)


def _two(t: Text, parts: list[str], sign: str, end: int) -> FoundPartial:
    first, second = int(parts[0]), int(parts[1])
    if len(parts[0]) == 4 and len(parts[1]) <= 2 and sign != ".":
        return (Partial(first, month=second), end) if 1 <= second <= 12 else None
    if len(parts[1]) == 4 and len(parts[0]) <= 2:
        return (Partial(second, month=first), end) if 1 <= first <= 12 else None
    if len(parts[0]) > 2 or len(parts[1]) > 2:
        return None
    if sign == "/":
        month, day = _ordered(first, second, t.month_first)
        return _dated(None, month, day, end)
    if sign == "." and word(t, end) == "." and glued(t, end):
        return _dated(None, second, first, end + 1)
    return None


def _ordered(first: int, second: int, month_first: bool) -> tuple[int, int]:
    """Return month and day out of two numbers: the only possible way, or else the locale's."""
    if first > 12 >= second:
        return second, first
    if second > 12 >= first or month_first:
        return first, second
    return second, first


def _dated(year: int | None, month: int, day: int, end: int) -> FoundPartial:
    return (Partial(year, month=month, day=day), end) if 1 <= month <= 12 else None


def day_order(t: Text) -> tuple[bool, bool | None]:
    """Return whether a date leaves the order of day and month open, and whether the others prove
    that the month is first.

    `3/4` is open; in `3/4 to 15/4` the second date shows that days come first. Dates that prove
    both ways are refused by nobody: each has one reading of its own.
    """
    if "/" not in t.words and "-" not in t.words:
        return False, None
    is_open, proofs, i = False, set[bool](), 0
    while i < len(t.words):
        parts, signs, end = _parts(t, i)
        i = max(end, i + 1)
        if len(parts) < 2 or max(map(len, parts[:2])) > 2 or not _may_be_date(parts, signs[0]):
            continue
        first, second = int(parts[0]), int(parts[1])
        is_open = is_open or (first <= 12 and second <= 12 and first != second)
        if first > 12 >= second or second > 12 >= first:
            proofs.add(second > 12)
    return is_open, proofs.pop() if len(proofs) == 1 else None


def _may_be_date(parts: list[str], sign: str) -> bool:
    return sign == "/" or (sign == "-" and len(parts) == 3)
