"""Reads the words after `/billing price`, in any order, and completes the price that they set."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal

from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.calendar.arithmetic import Every, month_length
from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.money.currency import MOST, MOST_DECIMALS
from slackbot.domain.money.price import MOST_INCLUDED, Price, PriceList
from slackbot.domain.query import Unit
from slackbot.language.core.amounts import Money, read_amount, read_money
from slackbot.language.core.clause_reader import FoundClause, KindAndValue
from slackbot.language.core.named_day import NAMED_DAYS, NamedDay
from slackbot.language.core.patterns import Row, Table, always, as_, as_read
from slackbot.language.core.readers import read_year, tried, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import MONTHS
from slackbot.language.money.terms import (
    BOT_ROWS,
    FILLERS,
    FROM,
    READERS,
    TERM,
    TERM_ROWS,
    UNIT_ROWS,
    read_start,
    read_terms,
    refuse_each,
    refuse_short,
)
from slackbot.language.slips.offers import COMMAND

EXAMPLE: Final = "Try `/billing price 0.20 USD per conversation`"
FLAT_EXAMPLE: Final = "Try `/billing price 500 EUR flat per month`"
INCLUDED_EXAMPLE: Final = "`/billing price 10000 sessions included per month, then 0.05 USD`"
FROM_WHEN: Final = "Try `from 1 July`, or `from the 15th` for months that begin then"
TIERS: Final = (
    "I can't compute volume tiers. A price is one rate, or an included amount and a rate beyond "
    f"it: {INCLUDED_EXAMPLE}"
)
MINIMUMS: Final = (
    "I can't compute minimums yet: leave that out. If you pay a fixed sum, set it apart: "
    "`/billing price 500 EUR flat per month`"
)
PRICE_FILLERS: Final = FILLERS | frozenset(
    "then thereafter additional extra valid goes go rises up".split()
)
FLAT: Final = frozenset("flat fixed fee subscription licence license".split())
INCLUDED: Final = frozenset("included free inclusive".split())
INCLUDING: Final = frozenset("including includes include incl".split())
BEYOND: Final = frozenset("beyond above over after exceeding outside".split())
OURS: Final = frozenset("the our my this".split())
ALLOWANCES: Final = frozenset("allowance quota budget".split())
TIER_WORDS: Final = frozenset(
    "tier tiers tiered volume graduated bulk slab slabs bracket brackets".split()
)
MINIMUM_WORDS: Final = frozenset("minimum minimums min commit committed commitment floor".split())
RISES: Final = frozenset("goes go went rises".split())
BEGIN: Final = frozenset("starting beginning".split())


class Day(FrozenModel):
    """A day as typed; without a year the nearest one is meant."""

    day: int
    month: int
    year: int | None = None

    def describe(self) -> str:
        """Write `1 July`, `1 July 2026`."""
        return f"{self.day} {date(2000, self.month, 1):%B} {self.year or ''}".rstrip()

    def near(self, today: date) -> date:
        """Return the day. Raises UnreadableError if there is none."""
        years = (self.year,) if self.year else range(today.year - 2, today.year + 3)
        days = [
            date(year, self.month, self.day)
            for year in years
            if 1 <= self.day <= month_length(year, self.month)
        ]
        if not days:
            raise UnreadableError(
                f"There is no {self.day} {date(2000, self.month, 1):%B}. "
                "Try `/billing price 0.20 USD per conversation from 1 July`"
            )
        return min(days, key=lambda day: abs(day - today))


Since = Day | Literal["", "always", "today"]


def day_of(since: Since, today: date) -> date | None:
    """Return the day that is meant; None for always. Raises UnreadableError if there is none."""
    if isinstance(since, Day):
        return since.near(today)
    return today if since == "today" else None


class SetPrice(FrozenModel):
    """`/billing price 0.20 USD per conversation [from 1 July] [for SupportBot]`.

    `bot` is a name or an id as typed, empty for all bots of the channel. `starts`: the text says
    when terms begin. `of_allowance`: the included amount is that of the channel's allowance.
    """

    price: Price
    bot: str = ""
    since: Since = ""
    starts: bool = False
    of_allowance: bool = False

    def describe(self) -> str:
        """Write `set price: 0.20 USD per conversation, from 1 July, for SalesBot`."""
        since = self.since.describe() if isinstance(self.since, Day) else self.since
        parts = [
            self.price.describe(),
            "beyond the allowance" if self.of_allowance else "",
            f"from {since}" if since else "",
            f"for {self.bot or 'all bots'}",
        ]
        return f"set price: {', '.join(filter(None, parts))}"

    @classmethod
    def again(cls, price: Price) -> "SetPrice":
        """Return the command that sets just this price."""
        day = price.valid_from
        since: Since = Day(day=day.day, month=day.month, year=day.year) if day else "always"
        return cls(price=price, bot=price.bot_id or price.group, since=since, starts=True)

    def complete(self, whose: Mapping[str, str], known: ChannelAllowances, today: date) -> Price:
        """Return the price with its day and its term, see docs/money.md; `whose` are the fields
        that say for whom it is, and by whom.

        Raises UnreadableError if the day has to be said, if there is no such allowance, or if the
        same use would be paid twice.
        """
        price = self.price.model_copy(update=whose)
        prices = PriceList(known.prices)
        if self.since == "" and any(p.valid_from for p in prices.prices if p.place == price.place):
            raise UnreadableError(
                "There are several prices here, each from a day on. From which day is this one "
                f"valid? `/billing price {price.describe()}, from {today.day} {today:%b %Y}`, or "
                "`from always`"
            )
        price = price.model_copy(update={"valid_from": day_of(self.since, today)})
        if self.of_allowance:
            price = price.model_copy(update=_allowance(price, known))
        elif price.every and not self.starts:
            price = price.model_copy(update=_term_start(price, prices))
        _refuse_rival(price, known.prices)
        return price


def _since(day: NamedDay) -> Day:
    return Day(**day._asdict())


def _since_month(month: int, year: int | None = None) -> Day:
    return Day(day=1, month=month, year=year if year and year > 0 else None)


SINCE: Final = Table[Since](
    (
        Row("<froms> [on] [the] <named:day>", _since, "from 1 July 2026", "2026-7-1"),
        Row("as of [the] <named:day>", _since, "as of 1 July", "7-1"),
        Row("<froms> [on] [the] <month:month> [,] [<year:year>]", _since_month, "from July",
            "7-1"),
        Row("<froms> always|ever", always("always"), "from always", "always"),
        Row("<froms> today|now [on]", always("today"), "from today", "today"),
    ),
    froms=frozenset("from since effective".split()), named=NAMED_DAYS.led(), month=MONTHS,
    year=read_year,
)  # fmt: skip


def _when(t: Text, i: int) -> FoundClause:
    """Read `from 1 July`, a day with its month, from which the price is valid; or else `from the
    15th`, `starting 1 Feb`: when terms begin."""
    if since := SINCE.read(t, i):
        return ("since", since[0]), since[1]
    if word(t, i) not in FROM:
        return None
    found, end = read_start(t, i, FROM_WHEN)
    if found[1] and word(t, i) not in BEGIN:
        raise UnreadableError(f"From which day? {FROM_WHEN}", t.phrase(i, i + 2))
    return ("start", found), end


def _whole(t: Text, i: int) -> tuple[int, int] | None:
    """Read an amount that is neither of money nor of two meanings."""
    return tried(read_amount, t, i)


def _included(amount: int, unit: Unit | None = None, every: KindAndValue | None = None) -> Any:
    return "included", (amount, unit, every[1] if every else None)


def _of_many(number: int, phrase: str, unit: Unit | None = None) -> KindAndValue:
    return "many", (number, unit, phrase)


def _refuse_many(clauses: dict[str, Any]) -> None:
    """Raise UnreadableError for a price of several, with what one costs."""
    if "many" not in clauses:
        return
    number, unit, words = clauses["many"]
    one = "0.002 USD per session"
    if "money" in clauses and unit and number:
        amount, currency = clauses["money"]
        one = f"{(amount / number).normalize():f} {currency} per {unit.singular}"
    raise UnreadableError(
        f'A price is for one. Instead of "{words}" say what one costs: `{one}`',
        words,
        (f"{COMMAND}price {one}",) if unit else (),
    )


_SOME: Final = "[the] [first] {} [<unit:unit>] [<terms:every>]"
INCLUDES: Final = Table[KindAndValue](
    (
        Row(f"{_SOME.format('<whole:amount>')} [is|are] <included>", _included,
            "first 10k sessions a month are free",
            "included (10000, <Unit.SESSION: 'session'>, <Every.MONTH: 'month'>)"),
        Row(f"<including> {_SOME.format('<amount:amount>')}", _included, "beyond 10k",
            "included (10000, None, None)"),
    ),
    whole=_whole, amount=read_amount, included=INCLUDED, including=INCLUDING | BEYOND,
    terms=TERM.read, **READERS,
)  # fmt: skip


def _figure(t: Text, i: int) -> FoundClause:
    """Read `10000 sessions included`, or else an amount of money."""
    if included := INCLUDES.read(t, i):
        return included
    found = read_money(t, i)
    return (("money", found[0]), found[1]) if found else None


PLACE_ROWS: Final = (
    Row("<flat> [<flat>] [<flat>]", always(("flat", True)), "flat fee", "flat True"),
    *BOT_ROWS, *UNIT_ROWS,
)  # fmt: skip
PLACES: Final = Table[KindAndValue](
    (Row("<since:value>", as_("since"), "from always", "since always"), *PLACE_ROWS),
    flat=FLAT, since=SINCE.led(), **READERS,
)  # fmt: skip
PARTS: Final = Table[KindAndValue](
    (
        Row("<beyond> [<ours>] <allowance>", always(("beyond", True)), "beyond the allowance",
            "beyond True"),
        Row("[for] <each> <unit:value>", as_("unit"), "for each chat", "unit conversation"),
        Row("[for] <each> <whole:number> [<unit:unit>]", _of_many, "per 1k chats",
            "many (1000, <Unit.CONVERSATION: 'conversation'>, 'per 1k chats')"),
        Row("<figure:clause>", as_read, "5 EUR", "money (Decimal('5'), 'EUR')"),
        Row("<when:clause>", as_read, "from the 15th", "start (15, None)"),
        *TERM_ROWS, *PLACE_ROWS,
    ),
    beyond=BEYOND, ours=OURS, allowance=ALLOWANCES, figure=_figure, whole=_whole, when=_when,
    flat=FLAT, **READERS,
)  # fmt: skip


def read_price(t: Text) -> SetPrice:
    """Read what sets a price. Raises UnreadableError, which names what cannot be computed."""
    _refuse_unknown_kinds(t)
    return _set_price(read_terms(t, 0, PARTS, EXAMPLE, PRICE_FILLERS))


def read_price_place(t: Text, i: int) -> dict[str, Any]:
    """Read which prices are to be removed: of a unit or flat, of a bot, of a day."""
    clauses = read_terms(t, i, PLACES, "Try `/billing price remove sessions`")
    if since := clauses.pop("since", ""):
        clauses["since"] = since
    return clauses


def _set_price(clauses: dict[str, Any]) -> SetPrice:
    included, unit_included, every_included = clauses.get("included", (0, None, None))
    of_allowance = clauses.get("beyond", False)
    if included or "flat" in clauses:
        refuse_each("fee" if "flat" in clauses else "rate with an included amount", clauses)
    refuse_short(clauses, FLAT_EXAMPLE)
    _refuse_many(clauses)
    amount, currency = _amount(clauses)
    unit, every = clauses.get("unit", unit_included), clauses.get("every", every_included)
    if unit_included not in (None, unit):
        raise UnreadableError(
            f"That includes {unit_included.plural} and has a rate per {unit.singular}. Name one "
            f"unit: {INCLUDED_EXAMPLE}"
        )
    if "flat" in clauses or (unit is None and every is not None and not included):
        _refuse_no_fee(every, unit or included or of_allowance)
    else:
        _refuse_no_rate(unit, every, included, clauses)
    day, month = clauses.get("start", (1, 1))
    price = Price(
        unit=unit,
        amount=amount,
        currency=currency,
        included=included,
        every=every or (Every.MONTH if included else None),
        from_day=day,
        from_month=month or 1,
    )
    return SetPrice(
        price=price,
        bot=clauses.get("bot", ""),
        since=clauses.get("since", ""),
        starts="start" in clauses,
        of_allowance=of_allowance,
    )


def _amount(clauses: dict[str, Any]) -> Money:
    if "money" not in clauses:
        raise UnreadableError(f"How much? {EXAMPLE}")
    amount, currency = clauses["money"]
    if amount >= MOST or amount != round(amount, MOST_DECIMALS):
        raise UnreadableError(
            f"A price is below a billion and has at most {MOST_DECIMALS} decimals. {EXAMPLE}"
        )
    return amount, currency


def _refuse_no_fee(every: Every | None, more: object) -> None:
    if more:
        raise UnreadableError(
            "A flat fee is for no unit, and includes none. Set the two apart, first the fee: "
            f"{FLAT_EXAMPLE.removeprefix('Try ')}"
        )
    if every is None:
        raise UnreadableError(f"A flat fee: per month, quarter or year? {FLAT_EXAMPLE}")


def _refuse_no_rate(
    unit: Unit | None, every: Every | None, included: int, clauses: dict[str, Any]
) -> None:
    if unit is None:
        raise UnreadableError(
            f"Per what: session, conversation, request, alert or proactive message? {EXAMPLE}"
        )
    if (every or "start" in clauses) and "included" not in clauses:
        raise UnreadableError(
            f"A rate is for each {unit.singular}, in any term: leave the term out, or say what it "
            f"includes: {INCLUDED_EXAMPLE}"
        )
    if "included" in clauses and not 1 <= included <= MOST_INCLUDED:
        raise UnreadableError(
            f"An included amount is at least 1 and at most a trillion. Try {INCLUDED_EXAMPLE}"
        )


def _allowance(price: Price, known: ChannelAllowances) -> dict[str, Any]:
    """Return the included amount and the term of the allowance at the same place."""
    place = (price.bot_id, price.group)
    allowance = known.allowance(price.unit, *place) if price.unit else None
    if allowance is None:
        what = price.unit.plural if price.unit else "units"
        raise UnreadableError(
            f"There is no allowance of {what} here yet. Say what is included: `/billing price "
            f"40000 {what} included per month, then {price.amount:,f} {price.currency}`"
        )
    return {
        "included": allowance.amount,
        "every": allowance.every,
        "from_day": allowance.from_day,
        "from_month": allowance.from_month,
    }


def _term_start(price: Price, prices: PriceList) -> dict[str, Any]:
    """Return when terms begin: as before, or on the day from which the price is valid."""
    before = prices.at(price.place, price.begins)
    if before and before.every == price.every:
        return {"from_day": before.from_day, "from_month": before.from_month}
    if price.valid_from:
        return {"from_day": price.valid_from.day, "from_month": price.valid_from.month}
    return {}


def _refuse_rival(price: Price, known: Iterable[Price]) -> None:
    """Raise UnreadableError if the price would be paid for a use that has a price already."""
    others = [p for p in known if (p.place, p.valid_from) != (price.place, price.valid_from)]
    prices = PriceList([*others, price])
    rival = next((other for other in others if prices.are_rivals(price, other)), None)
    if rival and price.unit and rival.unit:
        both = f"{price.unit.plural.capitalize()} and {rival.unit.plural}"
        id_ = rival.bot_id or rival.group
        whose = f" for {id_}" if id_ else ""
        raise UnreadableError(
            f"{both} count the same use, so it would be paid twice: {rival.describe()} is set "
            f"here. Remove that first: `/billing price remove {rival.unit.plural}{whose}`"
        )


def _refuse_unknown_kinds(t: Text) -> None:
    """Refuse by name what prices are not."""
    words = set(t.words)
    pairs = set(zip(t.words, t.words[1:], strict=False))
    included = words & (INCLUDED | INCLUDING)
    if (
        words & TIER_WORDS
        or (("up", "to") in pairs and words.isdisjoint(RISES))
        or ("first" in words and not included)
    ):
        raise UnreadableError(TIERS)
    if words & MINIMUM_WORDS or ("at", "least") in pairs:
        raise UnreadableError(MINIMUMS)
