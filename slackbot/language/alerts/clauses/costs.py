"""Reads that a rule is about costs, and in which currency: `the cost`, `we spend`, `in USD`."""

from typing import Final

from slackbot.language.alerts.clauses.clause import RuleText
from slackbot.language.alerts.clauses.counts import COMPARES
from slackbot.language.core.amounts import read_currency
from slackbot.language.core.clause_reader import FoundClause, as_clause
from slackbot.language.core.readers import word

COSTS: Final = frozenset(
    "cost costs costing expenditure spend spends spending bill bills invoice invoices charge "
    "charges money expense expenses".split()
)
SPENT: Final = frozenset("spent paid".split())  # of an allowance they say nothing
OURS: Final = frozenset("our my total overall".split())


def read_cost(w: RuleText, i: int) -> FoundClause:
    """Read `the cost`, `we spend`, `our bill`, `we have spent more than`."""
    i += word(w.t, i) in OURS and word(w.t, i + 1) in COSTS
    this = word(w.t, i)
    if this in COSTS or (this in SPENT and word(w.t, i + 1) in COMPARES):
        return ("cost", True), i + 1
    return None


def read_in_currency(w: RuleText, i: int) -> FoundClause:
    """Read `in USD`."""
    return as_clause("currency", read_currency(w.t, i + 1) if word(w.t, i) == "in" else None)
