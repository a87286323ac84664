"""Puts sentences into the words of a command: `change the timezone to London` sets a zone."""

from collections.abc import Callable
from typing import Final

from slackbot.domain.allowance import What
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.query import Unit
from slackbot.language.core.amounts import CENTS, COINS
from slackbot.language.core.courtesy import behind_please
from slackbot.language.core.patterns import Row, Table, always, says
from slackbot.language.core.readers import read_unit, read_year, tried, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import ADVERBS, FISCAL, MONTHS, SHOWS
from slackbot.language.money.allowances import SetAllowance, read_allowance_command
from slackbot.language.money.prices import SetPrice
from slackbot.language.names.bots import read_camel
from slackbot.language.names.zones import typed_zone
from slackbot.language.verbs import KINDS, OF_KIND

SETS: Final = frozenset("set change make update switch use put".split())
RAISES: Final = SETS | frozenset("raise increase lower reduce".split())
REMOVES: Final = frozenset("remove delete clear drop unset forget".split())
UNLINKS: Final = frozenset("remove unlink disconnect delete".split())
ADDS: Final = frozenset("add link connect register".split())
OUR: Final = frozenset("the our my this your".split())
INTO: Final = frozenset("to at as of is : =".split())
STARTS: Final = frozenset("start starts begin begins".split())
WEEKDAYS: Final = dict.fromkeys(("monday", "mondays"), "monday") | dict.fromkeys(
    ("sunday", "sundays"), "sunday"
)
CAPS: Final[dict[str, What]] = {
    **dict.fromkeys(("allowance", "quota", "limit"), "allowance"), "budget": "budget",
}  # fmt: skip
KEPT: Final = {each: each for each in OF_KIND}  # verbs that may be said of a report, a digest
PRICED: Final[dict[str, What]] = {
    "allowance": "allowance", "allowances": "allowance", "quota": "allowance",
    "budget": "budget", "budgets": "budget", "price": "price", "prices": "price",
}  # fmt: skip
REPORTS: Final = frozenset("report reports summary summaries recap".split())
# What the pages of help are about, by the word that people ask for.
THINGS: Final = {
    "digest": "digests", "digests": "digests", "report": "digests", "reports": "digests",
    "alert": "alerts", "alerts": "alerts", "notification": "alerts", "notifications": "alerts",
    "allowance": "allowance", "allowances": "allowance", "budget": "allowance",
    "quota": "allowance", "limit": "allowance", "price": "price", "prices": "price",
    "rate": "price",
}  # fmt: skip
DOES: Final = (
    SETS
    | REMOVES
    | ADDS
    | frozenset("pause stop suspend disable resume restart move reschedule".split())
    | frozenset("create get schedule configure edit define enter have receive stop turn".split())
)


def _rest(t: Text, i: int) -> tuple[str, int] | None:
    """Read all words that are left, as typed."""
    return (t.phrase(i, len(t.words)), len(t.words)) if word(t, i) else None


def _amount(t: Text, i: int) -> tuple[str, int] | None:
    """Read all words that are left, where they have a number."""
    counts = any(each.isdigit() for each in t.words[i:])
    return _rest(t, i) if counts else None


def _zone(t: Text, i: int) -> tuple[str, int] | None:
    """Read `Europe/Paris`, `New York`, to the end of the text."""
    zone = tried(typed_zone, t.phrase(i, len(t.words))) if word(t, i) else None
    return (zone, len(t.words)) if zone else None


def _zone_time(t: Text, i: int) -> tuple[str, int] | None:
    """Read `New York time`, to the end of the text."""
    last = len(t.words) - 1
    is_time = word(t, last) == "time" and i < last
    zone = tried(typed_zone, t.phrase(i, last)) if is_time else None
    return (zone, last + 1) if zone else None


def _zone_noun(t: Text, i: int) -> tuple[None, int] | None:
    """Read `timezone`, `time zone`, `zone`."""
    i += word(t, i) == "time" and word(t, i + 1) == "zone"
    return (None, i + 1) if word(t, i) in {"timezone", "zone", "tz"} else None


def _states(what: What, words: str) -> bool:
    """Tell whether the words are a whole allowance or price."""
    return isinstance(tried(read_allowance_command, what, words), SetAllowance | SetPrice)


def _stated(what: What) -> Callable[[Text, int], tuple[str, int] | None]:
    """Make a reader of a whole allowance or price, to the end of the text."""

    def read(t: Text, i: int) -> tuple[str, int] | None:
        found = _amount(t, i)
        return found if found and _states(what, found[0]) else None

    return read


def _count(t: Text, i: int) -> tuple[str, int] | None:
    """Read words that begin with an amount, which no year is, to the end of the text."""
    counts = word(t, i)[:1] in "$€£" or word(t, i).isdigit()
    return _rest(t, i) if counts and not read_year(t, i) else None


def _month(t: Text, i: int) -> tuple[str, int] | None:
    """Read words with a month in them, to the end of the text."""
    return _rest(t, i) if any(each in MONTHS for each in t.words[i:]) else None


def _holidays(t: Text, i: int) -> tuple[None, int] | None:
    """Read `public holidays`, `holiday calendar`."""
    i += word(t, i) in {"public", "bank", "national"}
    if word(t, i) not in {"holiday", "holidays"}:
        return None
    return None, i + 1 + (word(t, i + 1) in {"calendar", "country"})


def _camel(t: Text, i: int) -> tuple[str, int] | None:
    found = read_camel(t, i)
    return found if found and found[1] == len(t.words) else None


def _of_term(term: str, what: What, rest: str) -> str | None:
    return f"{what} {rest} per {term}" if term in set(Every) else None


def _costs(unit: Unit, rest: str) -> str | None:
    amount = rest.removesuffix(" each").removesuffix(" apiece")
    text = f"{amount} per {unit.plural}"
    coins = (COINS.keys() | CENTS) & set(amount.split())  # of which country is asked
    return f"price {text}" if coins or _states("price", text) else None


def _digest(verb: str, kind: str = "", rest: str = "") -> str:
    return " ".join(filter(None, (verb, "the", kind, "digest", rest)))


PARAPHRASES: Final = Table[str](
    (
        Row("<sets> [<our>] <zone_noun> [<into>] <rest:rest>", says("settings zone {rest}"),
            "change the timezone to London", "settings zone London"),
        Row("[<our>] <zone_noun> is|:|= <rest:rest>", says("settings zone {rest}"),
            "our time zone is Europe/Paris", "settings zone Europe/Paris"),
        Row("<sets> <zone_time:rest>", says("settings zone {rest}"), "use New York time",
            "settings zone America/New_York"),
        Row("<zone_noun> [to] <zone:rest>", says("settings zone {rest}"), "timezone new york",
            "settings zone America/New_York"),
        Row("<sets> [<our>] <holidays> [to|of|for|as|in] <rest:rest>",
            says("settings holidays {rest}"),
            "set public holidays to Germany", "settings holidays Germany"),
        Row("[<our>] <holidays> are [those] of|in <rest:rest>", says("settings holidays {rest}"),
            "our holidays are those of US-CA", "settings holidays US-CA"),
        Row("<set_or_start> [<our>] week|weeks [<starts>] [on|to|as|from] <weekday:day>",
            says("settings week {day}"), "start the week on Sunday", "settings week sunday"),
        Row("<sets> [<our>] week|weeks to start|begin [on] [a] <weekday:day>",
            says("settings week {day}"), "set the week to start on Sunday", "settings week sunday"),
        Row("[<our>] week|weeks <starts> [on|with] [a] <weekday:day>", says("settings week {day}"),
            "our week starts on Sunday", "settings week sunday"),
        Row("[<sets>] [<our>] first day of [the] week [is|to|:] <weekday:day>",
            says("settings week {day}"),
            "the first day of the week is Monday", "settings week monday"),
        Row("<sets> [<our>] <fiscal> year [<starts>] [to|on|in|as] <month_rest:rest>",
            says("settings fiscal year {rest}"), "set our fiscal year to April",
            "settings fiscal year April"),
        Row("[<our>] <fiscal> year starts|begins|is [in|on|with|from] <month_rest:rest>",
            says("settings fiscal year {rest}"), "our financial year starts in April",
            "settings fiscal year April"),
        Row("<raises> [<our>] allowance|quota [<into>] <amount:rest>", says("allowance {rest}"),
            "set the allowance to 50k sessions per month",
            "allowance 50k sessions per month"),
        Row("<raises> [<our>] budget [<into>] <amount:rest>", says("budget {rest}"),
            "set our budget to 5000 EUR per month", "budget 5000 EUR per month"),
        Row("[<raises>] [<our>] <adverb:term> <cap:what> <into> <amount:rest>", _of_term,
            "set our monthly allowance to 40k sessions", "allowance 40k sessions per month"),
        Row("[<our>] <adverb:term> <cap:what> <count:rest>", _of_term,
            "monthly allowance 40k sessions", "allowance 40k sessions per month"),
        Row("<raises> [<our>] <cap> [<into>] <capacity:rest>", says("allowance {rest}"),
            "set our limit to 50k sessions per month", "allowance 50k sessions per month"),
        Row("[<our>] <cap> <into> <capacity:rest>", says("allowance {rest}"),
            "our quota is 40000 sessions per month", "allowance 40000 sessions per month"),
        Row("[<our>] plan|contract|licence|license includes|has|covers|allows|is|: [for] "
            "<capacity:rest>", says("allowance {rest}"),
            "our plan includes 40000 sessions per month", "allowance 40000 sessions per month"),
        Row("we|i have|bought|get [an] [allowance] [of] <capacity:rest>", says("allowance {rest}"),
            "we have 40000 sessions per month", "allowance 40000 sessions per month"),
        Row("<raises> [<our>] price|rate [<into>] <amount:rest>", says("price {rest}"),
            "set the price to 0.20 USD per session", "price 0.20 USD per session"),
        Row("[<our>] price|rate <into> <amount:rest>", says("price {rest}"),
            "our rate is 0.20 USD per session", "price 0.20 USD per session"),
        Row("we|i pay|are|get [charged] <cost:rest>", says("price {rest}"),
            "we pay 0.20 USD per conversation", "price 0.20 USD per conversation"),
        Row("[a|an|each|one|every] <unit:unit> costs|cost|is [us] <amount:rest>", _costs,
            "a session costs 0.05 EUR", "price 0.05 EUR per sessions"),
        Row("<removes> [<our>] <priced:what> [<rest:rest>]", says("{what} remove {rest}"),
            "remove the price", "price remove"),
        Row("<removes> [<our>] <unit:unit> <priced:what>", says("{what} remove {unit.plural}"),
            "remove the session allowance", "allowance remove sessions"),
        Row("<removes> [<our>] <bot:rest> <priced:what>", says("{what} remove for {rest}"),
            "delete the SalesBot allowance", "allowance remove for SalesBot"),
        Row("<unlinks> [<our>] bot <rest:rest>", says("unlink {rest}"),
            "remove the bot HR Desk", "unlink HR Desk"),
        Row("<unlinks> [<our>] <camel:rest>", says("unlink {rest}"), "remove SalesBot",
            "unlink SalesBot"),
        Row("how do|can|to|would [i|we|you] <does> [up] [<our>] [a|an] [new] <thing:thing>",
            says("help {thing}"), "how do I set up a report", "help digests"),
        Row("how do|can|to|would [i|we|you] <does> [<our>] <zone_noun>", always("settings"),
            "how do I change the time zone", "settings"),
        Row("<kept:verb> [<our>] [<kind:kind>] <report> [<rest:rest>]", _digest,
            "stop the weekly report", "stop the weekly digest"),
        Row("turn|switch off [<our>] [<kind:kind>] <report>", lambda kind="": _digest("stop", kind),
            "turn off the weekly report", "stop the weekly digest"),
        Row("[<shows>] my|our|scheduled digests|reports", always("digests"), "my reports",
            "digests"),
        Row("what|which reports [are|do] [we|i] [scheduled|set|active|get|have|there] [up]",
            always("digests"), "which reports are scheduled", "digests"),
        Row("[<shows>] my|our alerts", always("alerts"), "my alerts", "alerts"),
        Row("what|which alerts fired|triggered", always("alerts history"), "which alerts fired",
            "alerts history"),
        Row("did any|an|the|our alert|alerts fire|trigger", always("alerts history"),
            "did any alerts fire", "alerts history"),
        Row("why did [the|an|our|my|that|this] alert fire|trigger", always("alerts history"),
            "why did the alert fire", "alerts history"),
    ),
    adverb=ADVERBS | {"annual": "year"}, zone_time=_zone_time, sets=SETS,
    set_or_start=SETS | STARTS, raises=RAISES, removes=REMOVES, unlinks=UNLINKS, bot=read_camel,
    our=OUR, into=INTO, starts=STARTS, weekday=WEEKDAYS, cap=CAPS, kept=KEPT,
    kind=KINDS, report=REPORTS,
    thing=THINGS, does=DOES, shows=SHOWS, fiscal=FISCAL, priced=PRICED,
    rest=_rest, amount=_amount, zone=_zone, zone_noun=_zone_noun, holidays=_holidays,
    month_rest=_month, count=_count, capacity=_stated("allowance"), cost=_stated("price"),
    unit=read_unit, camel=_camel,
)  # fmt: skip


def read_paraphrase(t: Text) -> str:
    """Return the typed words of the command that the whole text is in other words; or nothing."""
    return PARAPHRASES.read_rest(t, behind_please(t)) or ""
