"""Values drawn at random for each form, and what a person types who wants the same."""

from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

from slackbot.language.forms.form import Values, given

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNITS = ("sessions", "conversations", "requests")
BOTS = ("SupportBot", "SalesBot", "Help Desk")


class Drawn(NamedTuple):
    """What is filled in, and what is typed."""

    values: Values
    typed: str


def _question(random: Random) -> Drawn:
    period = random.choice(("last month", "last week", "yesterday", "dates"))
    first, last = random.randint(1, 14), random.randint(15, 28)
    said = f"{first} Sep 2026 to {last} Sep 2026" if period == "dates" else period
    dates = given(first=f"2026-09-{first:02}", last=f"2026-09-{last:02}")
    bots, units = _some(random, BOTS), _some(random, UNITS)
    rows = random.choice(("", "by hour", "by day", "by week", "by bot"))
    compared = random.choice(("", "vs previous period", "vs same period last year"))
    where = random.choice(("", "just for me"))
    named = " and ".join(f'"{bot}"' for bot in bots)
    words = (
        " and ".join(units),
        said,
        rows,
        f"for {named}" if bots else "",
        compared,
        "privately" if where else "",
    )
    values = given(period=period, bots=bots, units=units, rows=rows, compared=compared, where=where)
    return Drawn({**values, **dates}, " ".join(filter(None, words)))


def _link(random: Random) -> Drawn:
    number, name = random.randint(1000, 9999), random.choice(("Web Chat", "Desk", "FAQ-Bot"))
    default = random.choice(("", "yes"))
    values = given(id=f"st-{number}-ab", name=f"{name} {number}", default=default)
    return Drawn(values, f"link st-{number}-ab {name} {number}{' by default' if default else ''}")


def _digest(random: Random) -> Drawn:
    often = random.choice(("day", "weekday", "week", "two weeks", "month", "quarter"))
    weekday, day = random.choice(WEEKDAYS), random.choice((1, 15, 28, 31))
    hour, minute = random.randint(0, 23), random.choice((0, 15, 30))
    on = "last day" if day == 31 else f"{day}th".replace("1th", "1st")
    when = {
        "week": f"each {weekday}",
        "two weeks": f"every second {weekday}",
        "month": f"on the {on} of every month",
        "quarter": f"on the {on} of every quarter",
    }.get(often, f"every {often}")
    bots, rows = _some(random, BOTS), random.choice(("", "by day", "by bot"))
    covers = random.choice(("", "last 7 days"))
    sent, to = random.choice(("", "when settled")), random.choice(("", "to me"))
    name = random.choice(("", "Monday figures"))
    named = "for " + " and ".join(f'"{bot}"' for bot in bots) if bots else ""
    words = (
        "digest", rows, covers, named, when, f"at {hour}:{minute:02}",
        "once settled" if sent else "", "just for me" if to else "",
        f'named "{name}"' if name else "",
    )  # fmt: skip
    values = given(
        often=often, weekday=weekday, day=str(day), at=f"{hour:02}:{minute:02}", bots=bots,
        rows=rows, covers=covers, sent=sent, to=to, name=name,
    )  # fmt: skip
    return Drawn(values, " ".join(filter(None, words)))


def _alert(random: Random) -> Drawn:
    kind = random.choice(("amount", "share", "change", "forecast", "unusual", "silence"))
    unit, level = random.choice(UNITS), random.randint(2, 90)
    window = random.choice(("day", "week", "month"))
    over = random.choice(("over", "under"))
    base = {"day": "the previous day", "week": "the week before", "month": "the month before"}
    sign = ">" if over == "over" else "<"
    side, words = {
        "amount": (over, f"{unit} {sign} {level} per {window}"),
        "share": ("", f"{level} % and 100 % of 40000 {unit} per {window}"),
        "change": ("up", f"{unit} up more than {level} % on {base[window]}"),
        "forecast": (over, f"{unit} forecast {sign} {level} per {window}"),
        "unusual": ("unusually high", f"unusually high {unit}"),
        "silence": ("", f"no {unit} for {level} hours"),
    }[kind]
    bot, who = random.choice(("", "each", *BOTS)), _some(random, ("U1", "U2"))
    name, to = random.choice(("", "Too much")), "" if who else random.choice(("", "to me"))
    named = {"": "", "each": "for each bot"}.get(bot, f'for "{bot}"')
    notify = f", notify {' and '.join(f'<@{user}>' for user in who)}" if who else ""
    levels = f"{level} and 100" if kind == "share" else str(level)
    values = given(
        kind=kind, unit=unit, side=side, levels=levels, window=window, allowance="40000", bot=bot,
        notify=who, name=name, to=to,
    )  # fmt: skip
    more = f"{notify}{', only to me' if to else ''}{f', named “{name}”' if name else ''}"
    return Drawn(values, f"{f'alert when {words} {named}'.strip()}{more}")


def _limit(kind: str) -> Callable[[Random], Drawn]:
    def draw(random: Random) -> Drawn:
        amount, unit = random.randint(1, 99999), random.choice(UNITS)
        every, day = random.choice(("month", "quarter", "year")), random.randint(1, 28)
        bot = random.choice(("", *BOTS))
        said = f"{amount:,} {unit}" if kind == "allowance" else f"EUR {amount}"
        start = f"from the {day}." if every == "month" else f"starting {day} April"
        whose = f'for "{bot}" ' if bot else ""
        values = given(
            amount=str(amount), unit=unit, currency="EUR", every=every, day=str(day),
            month="April", bot=bot,
        )  # fmt: skip
        return Drawn(values, f"{kind} {whose}{said} each {every} {start.replace('.', 'th')}")

    return draw


def _price(random: Random) -> Drawn:
    unit = random.choice(("conversations", "proactive messages", "flat"))
    amount = f"{random.randint(1, 99)}.{random.randint(10, 99)}"
    included, since = random.choice(("", "10000")), random.choice(("", "2026-07-01"))
    if unit == "flat":
        said = f"price {amount} USD flat each month from the 1st"
    else:
        beyond = f" beyond {included} each month from the 1st" if included else ""
        said = f"price {amount} USD per {unit.removesuffix('s')}{beyond}"
    from_ = " from 1 July 2026" if since else ""
    values = given(
        amount=amount, currency="USD", unit=unit, included=included, every="month", day="1",
        since=since,
    )  # fmt: skip
    return Drawn(values, f"{said}{',' * bool(from_)}{from_}")


def _group(random: Random) -> Drawn:
    bots = _some(random, BOTS) or BOTS[:1]
    name = f"Retail {random.randint(1, 9999)}"
    words = " and ".join(f'"{bot}"' for bot in bots)
    return Drawn(given(name=name, bots=bots), f'create group "{name}" with {words}')


SETTINGS: Mapping[str, Mapping[str, str]] = {
    "zone": {"Asia/Tokyo": "tokyo", "": "none"},
    "week": {"sunday": "Sunday", "monday": "Monday"},
    "fiscal year": {"April": "starts 1 April", "off": "off"},
    "holidays": {"Germany": "of germany", "": "none"},
    "cost": {"on": "always", "off": "off"},
}


def _setting(random: Random) -> Drawn:
    name = random.choice(tuple(SETTINGS))
    value = random.choice(tuple(SETTINGS[name]))
    return Drawn(given(setting=name, **{name: value}), f"settings {name} {SETTINGS[name][value]}")


def _some(random: Random, known: tuple[str, ...]) -> list[str]:
    return random.sample(known, random.randint(0, 2))


DRAWN: Mapping[str, Callable[[Random], Drawn]] = {
    "question": _question,
    "link": _link,
    "digest": _digest,
    "alert": _alert,
    "allowance": _limit("allowance"),
    "budget": _limit("budget"),
    "price": _price,
    "group": _group,
    "settings": _setting,
}
