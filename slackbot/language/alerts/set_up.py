"""Sets up an alert from its words: its rule, by the allowances of the channel, and its bots."""

import re
from collections.abc import Iterator
from typing import Final

from slackbot.domain.alerts.rule import AlertRule, Kind
from slackbot.domain.channel import ChannelBots
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.changes import FACTORS
from slackbot.language.alerts.clauses.costs import COSTS
from slackbot.language.alerts.clauses.counts import COMPARES, MOVES
from slackbot.language.alerts.own_allowance import with_allowance
from slackbot.language.alerts.reading import read_alert
from slackbot.language.alerts.rules.kinds import likely_kind
from slackbot.language.context import ReadingContext
from slackbot.language.core.pasted import even
from slackbot.language.core.tokens import tokens_of
from slackbot.language.core.words import BILLING_WORDS
from slackbot.language.slips.offers import offering, readable, replaced

USAGE: Final = re.compile(r"\b(usage|use|traffic|volume)\b", re.IGNORECASE)
UNITS: Final = ("sessions", "requests")
COMPARED: Final = (COMPARES | MOVES | FACTORS.words()) - {"a"}  # before these, the unit comes first
LACKED: Final = (" per month", " per day", " on last week", " by 30 % on last week", " for 24 h")
NO_WHEN: Final = ("at ", "on ", "for ", "when ", "if ", "@", "<")


def read_rule(text: str, context: ReadingContext, lead: str = "alert") -> AlertRule:
    """Return the rule that `text` is, measured against the context's allowances and prices.

    Raises UnreadableError, whose suggestions begin with `lead`.
    """

    def read(words: str) -> AlertRule:
        return read_alert(with_allowance(words, context), context)

    try:
        with offering(even(text), read, lead):
            return read(text)
    except UnreadableError as error:
        if error.suggestions:
            raise
        when = " when" if lead == "alert" and not text.lower().startswith(NO_WHEN) else ""
        texts = [*replaced(even(text), error), even(text)]
        completed = (each for one in texts for each in _completed(one))
        offered = [f"{lead}{when} {each}" for each in readable(completed, read)]
        if not offered and likely_kind(tokens_of(text.lower()).words) is Kind.SHARE:
            offered = ["help allowance"]
        raise UnreadableError(error.message, error.words, (), tuple(offered)) from None


def _completed(text: str) -> Iterator[str]:
    """Return the rule with what it may lack: a unit, a period, what a change is measured
    against."""
    if "%" in text:
        yield f"{text} of our allowance"
    words = set(text.lower().split())
    named = USAGE.sub("sessions", text)
    if (BILLING_WORDS | COSTS) & set(named.lower().split()):
        units = [named]
    elif words and text[:1].isalpha() and not COMPARED & {text.lower().split()[0]}:
        units = [f"{named} in {unit}" for unit in UNITS]
    else:
        units = [f"{unit} {named}" for unit in UNITS]
    yield from units
    yield from (f"{each}{tail}" for each in units for tail in LACKED)


def bot_ids_of(rule: AlertRule, linked: ChannelBots) -> tuple[str, ...]:
    """Return the id of the bot or the group that the rule names, none for all bots. Raises
    UnknownBotError."""
    return linked.ids_of((rule.bot,)) if rule.bot else ()


def with_group(rule: AlertRule, linked: ChannelBots) -> AlertRule:
    """Return the rule with the id of the group that it names, if it names one."""
    group = linked.find_group(rule.bot) if rule.bot else None
    named = {"group": group.id, "bot": group.name} if group else {"group": ""}
    return rule.model_copy(update=named)
