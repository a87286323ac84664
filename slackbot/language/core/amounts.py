"""Reads amounts as people type them: `40,000`, `40k`, `forty thousand`; `0.20 USD`, `€0.20`."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.currency import CURRENCIES, NO_CURRENCY, Currency
from slackbot.language.core.readers import read_number, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import NUMBERS

GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:[,' ][0-9]{3})+|[0-9]+")
PLAIN: Final = re.compile(rf"(?:{GROUPED.pattern})?(?:\.[0-9]+)?")
IN_WORDS: Final = {"thousand": 10**3, "million": 10**6}
SCALES: Final = IN_WORDS | {"k": 10**3, "m": 10**6, "mn": 10**6}
CENTS: Final = frozenset("cent cents ct cts c ¢".split())
EACH: Final = frozenset("per each every a for / ,".split()) | {""}
SIGNS: Final = {"$": Currency("USD"), "€": Currency("EUR"), "£": Currency("GBP")}
WORDS: Final = frozenset("all cup gel mad top try".split())  # and codes, in capitals
EUROS: Final = frozenset("euro euros".split())  # of dollars and pounds there are several
COINS: Final = {
    **dict.fromkeys(("dollar", "dollars"), "USD"),
    **dict.fromkeys(("pound", "pounds", "quid"), "GBP"),
}
MARKS: Final = frozenset(",.'")
Money = tuple[Decimal, Currency]


def read_in_words(t: Text, i: int) -> tuple[int, int] | None:
    """Read `five hundred`, `two hundred and fifty`, `a hundred thousand`, `a million`, and the
    position after; None for all others."""
    article = word(t, i) in {"a", "an"}
    number = (1, i + 1) if article else read_number(t, i)
    if number is None:
        return None
    count, j = number
    if hundreds := word(t, j) == "hundred":
        count, j = _below_hundred(t, j + 1, count * 100)
    scale = IN_WORDS.get(word(t, j), 1)
    if not (hundreds or (article and scale > 1)):
        return None
    return count * scale, j + (scale > 1)


def _below_hundred(t: Text, i: int, hundreds: int) -> tuple[int, int]:
    """Read `and fifty` after `two hundred`."""
    j = i + (word(t, i) == "and")
    rest = read_number(t, j) if word(t, j) in NUMBERS else None
    return (hundreds + rest[0], rest[1]) if rest else (hundreds, i)


def read_amount(t: Text, i: int) -> tuple[int, int] | None:
    """Return a whole number and the position after it. Refuses one whose marks could mean two
    things."""
    if found := _decimal(t, i):
        number, j = found
    elif in_words := read_number(t, i):
        number, j = Decimal(in_words[0]), in_words[1]
    else:
        return None
    if scale := SCALES.get(word(t, j)):
        number, j = number * scale, j + 1
    if number != number.to_integral_value():
        raise UnreadableError(
            f'"{t.phrase(i, j)}" is not a whole number. Try 40000 or 40k', t.phrase(i, j)
        )
    return int(number), j


def read_money(t: Text, i: int) -> tuple[Money, int] | None:
    """Return an amount with its currency before or after it, and the position after both."""
    before = _currency(t, i)
    amount = _decimal(t, i + bool(before))
    if amount is None:
        return None
    number, j = amount
    after = _currency(t, j)
    if before and after and before != after:
        raise UnreadableError(
            f'"{t.phrase(i, j + 1)}" names two currencies. Try 0.20 USD', t.phrase(i, j + 1)
        )
    if not (before or after):
        cents = word(t, j) in CENTS
        phrase = t.phrase(i, j if word(t, j) in EACH else j + 1)
        whole = number / 100 if cents else number
        instead = tuple(f"{whole} {code}" for code in SIGNS.values())
        raise UnreadableError(
            f'"{phrase}": in which currency? Try 0.20 USD, or $, € or £', phrase, instead
        )
    return (number, before or after), j + bool(after)


def read_stated_money(t: Text, i: int) -> tuple[Money, int] | None:
    """Return an amount that has its currency before or after it, `$500`, `5k EUR`, and the position
    after both. Raises UnreadableError if it names two."""
    before = _currency(t, i)
    amount = _decimal(t, i + bool(before))
    if amount is None:
        return None
    number, j = amount
    if scale := SCALES.get(word(t, j)):
        number, j = number * scale, j + 1
    after = _currency(t, j)
    if not (before or after):
        return None
    if before and after and before != after:
        phrase = t.phrase(i, j + 1)
        raise UnreadableError(f'"{phrase}" names two currencies. Try 500 USD', phrase)
    return (number, before or after), j + bool(after)


def read_currency(t: Text, i: int) -> tuple[Currency, int] | None:
    """Return the currency that is named there, and the position after it."""
    code = _currency(t, i)
    return (code, i + 1) if code else None


def _currency(t: Text, i: int) -> Currency:
    code = word(t, i).upper()
    if word(t, i) in EUROS:
        return SIGNS["€"]
    if word(t, i) in WORDS and not t.phrase(i, i + 1).isupper():
        return NO_CURRENCY
    return SIGNS.get(code) or (Currency(code) if code in CURRENCIES else NO_CURRENCY)


def _decimal(t: Text, i: int) -> tuple[Decimal, int] | None:
    """Read digits with marks between; people differ on the meaning of `0,20` and `40.000`."""
    if not (word(t, i).isdigit() or (word(t, i) == "." and word(t, i + 1).isdigit())):
        return None
    j = _end(t, i)
    if j == i:
        return None  # a lone point
    phrase = t.phrase(i, j)
    grouped_by_points = re.fullmatch(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+", phrase)
    if grouped_by_points or not PLAIN.fullmatch(phrase):
        others = (phrase.replace(",", "."), re.sub(r"[,.]", "", phrase).lstrip("0"))
        raise UnreadableError(
            f'"{phrase}" could mean two numbers. Write 40000 or 40,000, and 0.20 with a point',
            phrase,
            others[: 1 + (phrase[0] != "0")] if "," in phrase else others[1:],
        )
    return Decimal(re.sub(r"[,' ]", "", phrase)), j


def _end(t: Text, i: int) -> int:
    """Return the position after the digits at `i` and all digits and marks joined to them."""
    j = i + 1
    while _hangs_on(t, j, lambda text: text in MARKS or text.isdigit()) or _thousands(t, j):
        j += 1
    while word(t, j - 1) in MARKS:  # the comma after a number is not its own
        j -= 1
    return j


def _hangs_on(t: Text, i: int, fits: Callable[[str], bool]) -> bool:
    return i < len(t.tokens) and t.tokens[i].glued and fits(word(t, i))


def _thousands(t: Text, i: int) -> bool:
    """Read `40 000`: three digits after a space."""
    return len(word(t, i)) == 3 and word(t, i).isdigit() and word(t, i - 1).isdigit()
