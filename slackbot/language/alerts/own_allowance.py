"""Puts the channel's own allowance in the place of `our allowance` in a rule."""

import re
from typing import Final

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.channel import Bot
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import Unit
from slackbot.language.alerts.clauses.clause import UNIT_WORDS, RuleText, read_unit
from slackbot.language.context import ReadingContext
from slackbot.language.core.pasted import even
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import tokens_of
from slackbot.language.names.bots import known_names

WHOSE: Final = frozenset(
    "our the my its their a an this that channel channel's proactive monthly quarterly yearly "
    "annual".split()
)
OURS: Final = re.compile(
    r"\b(?P<lead>of|in|over|above|beyond|exceeds?|exceeding|exceeded|pass(?:es)?|reach(?:es)?|hits?"
    rf"|more than) (?P<whose>(?:(?:{'|'.join(sorted(WHOSE | UNIT_WORDS))}) ){{0,4}})"
    r"(?P<kind>allowance|budget|quota|limit|plan)\b(?! of\b)"
    r"(?: (?:is |are |has been |was )?(?:used|reached|spent|gone)(?: up)?\b)?",
    re.IGNORECASE,
)
GONE: Final = re.compile(
    r"\b(?:(?:our|the|my) )?(allowance|budget|quota) (?:is|has been|gets|was) "
    r"(?:all )?(?:used up|exhausted|reached|gone|spent|exceeded|depleted)",
    re.IGNORECASE,
)
OWN: Final = r"(?:(?:our|the|my) )?(?P<kind>allowance|budget|quota)"
# A share in other words: `10% of our allowance is left`, `our allowance is 90% used`.
SHARES: Final = (
    re.compile(
        r"\b(?:only |just )?(?:(?:less|fewer) than |under |below |at )?(?P<left>\d{1,2}) ?% "
        rf"(?:of {OWN} )?(?:is |are )?(?:left|remains?|remaining)\b(?P<of> of\b)?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{OWN} (?:usage |use )?(?P<over>over|is over|exceeds|passes|goes over)? ?"
        r"(?:is(?: at)? |at |hits |reaches )?(?P<used>\d{1,3}) ?%"
        r"(?: (?:used|consumed|spent|gone)(?: up)?)?",
        re.IGNORECASE,
    ),
)
NONE_SET: Final = (
    'Of how many? Instead of "{it}" try `{lead} 40000 sessions per month`, or set the channel\'s '
    "allowance first: `/billing allowance 40000 sessions per month`"
)
NO_BUDGET: Final = (
    'Of how much? Instead of "{it}" try `{lead} 5000 EUR per month`, or set the channel\'s '
    "budget first: `/billing budget 5000 EUR per month`"
)
OTHERS: Final = 'Instead of "{it}" say which: {tries} is what this channel has set'
SEVERAL: Final = 'This channel has more than one allowance. Instead of "{it}" try {tries}'


def with_allowance(text: str, context: ReadingContext) -> str:
    """Return `text` with the amount, term and bot of an allowance instead of `our allowance`.

    Unit and bot tell which one is meant, where the channel has several. The rule keeps the amount
    that is set at that moment. Raises UnreadableError where none fits, or several do.
    """
    bots = (*context.bots, *context.groups)
    text = even(text)
    text = GONE.sub(r"at 100% of our \1", text)
    for pattern in SHARES:
        text = pattern.sub(_share, text)
    found = OURS.search(text)
    if found is None:
        return text
    lead = "of" if found["lead"].lower() in {"of", "in"} else found["lead"]
    phrase, budget = found[0].strip(), found["kind"].lower() == "budget"
    allowances = _of_kind(context.allowances, budget=budget)
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    fitting = _fitting(rest, _unit(found["whose"]), allowances, bots)
    if len(fitting) != 1:
        raise _unclear((phrase, lead), fitting, allowances, NO_BUDGET if budget else NONE_SET)
    (allowance,) = fitting
    names = {bot.id: bot.name for bot in bots}
    id_ = allowance.bot_id or allowance.group
    whose = f" for {names.get(id_, id_)}" if id_ and not _named(rest, bots) else ""
    own = f"{lead} {allowance.describe()}{whose}"
    return f"{text[: found.start()]}{own} {text[found.end() :].lstrip()}"


def _share(found: re.Match[str]) -> str:
    parts = found.groupdict()
    used = parts.get("used") or 100 - int(parts["left"])
    over, of = "over" if parts.get("over") else "at", f"of our {parts['kind'] or 'allowance'}"
    return f"{over} {used}% {'of' if parts.get('of') else of}"


def _of_kind(known: ChannelAllowances, *, budget: bool) -> tuple[Allowance, ...]:
    """Return the budgets, or the allowances; where there are none, the others are meant."""
    own = tuple(each for each in known.allowances if (each.kind == "budget") == budget)
    return own or known.allowances


def ours(text: str) -> str:
    """Return the words in `text` for the channel's own allowance, or nothing."""
    found = OURS.search(even(text))
    return found[0].strip() if found else ""


def _unclear(
    phrase: tuple[str, str], fitting: list[Allowance], allowances: tuple[Allowance, ...], none: str
) -> UnreadableError:
    words, lead = phrase
    found = fitting or allowances
    template = SEVERAL if fitting else OTHERS if allowances else none
    instead = tuple(f"{lead} {each.describe()}" for each in found)
    tries = " or ".join(f"`{each}`" for each in instead[:3])
    message = template.format(it=words, lead=lead, tries=tries)
    return UnreadableError(message, words, instead or ("/help allowance",))


def _unit(text: str) -> Unit | None:
    """Return the first unit that is named."""
    w = RuleText(tokens_of(text), {}, {})
    found = (read_unit(w, i) for i in range(len(w.t.words)))
    return next((each[0][1] for each in found if each), None)


def _fitting(
    rest: str, unit: Unit | None, allowances: tuple[Allowance, ...], bots: tuple[Bot, ...]
) -> list[Allowance]:
    """Return the allowances of the unit and the bot that the text names; without a bot, the one of
    all bots together if there is one."""
    unit = unit or _unit(rest)
    found = [each for each in allowances if unit in {None, each.unit}]
    if named := _named(rest, bots):
        return [each for each in found if (each.bot_id or each.group) == named.id]
    return [each for each in found if not (each.bot_id or each.group)] or found


def _named(rest: str, bots: tuple[Bot, ...]) -> Bot | None:
    """Return the bot that the other words name."""
    t = tokens_of(rest)
    known = known_names(t, [bot.name for bot in bots])
    named = {
        found[0].name for place, found in known.items() if place and word(t, place - 1) == "for"
    }
    return next((bot for bot in bots if bot.name in named), None)
