"""Changes one part of an alert: `20000`, `per week`, `for SalesBot`; the others stay."""

from typing import Final

from slackbot.domain.alerts.describe import describe_typed
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.counts import Compared, Figure
from slackbot.language.alerts.reading import clauses_of
from slackbot.language.alerts.rules.rule import rule_of
from slackbot.language.alerts.set_up import read_rule
from slackbot.language.context import ReadingContext
from slackbot.language.core.clause_reader import ReadClause, ReadClauses

# A new clause replaces all old clauses of the same row.
WINDOW: Final = frozenset("every hours fiscal".split())
BOTS: Final = frozenset("bot each together".split())
GONE: Final = {
    **dict.fromkeys(WINDOW, WINDOW | {"start", "week_start"}),
    **dict.fromkeys(BOTS, BOTS),
}


def read_change(
    text: str, old: AlertRule, context: ReadingContext, lead: str = "alert"
) -> AlertRule:
    """Return the rule that `old` becomes by `text`, a whole rule or some clauses of one.

    Raises UnreadableError, whose suggestions begin with `lead`.
    """
    try:
        return read_rule(text, context, lead)
    except UnreadableError as error:
        whole = error
    try:
        new = read_clauses(text, context)
        return rule_of(_changed(clauses_of(describe_typed(old), context), new), context)
    except UnreadableError:
        raise whole from None


def read_clauses(text: str, context: ReadingContext) -> ReadClauses:
    """Return the clauses that may change a rule. Raises UnreadableError."""
    try:
        return clauses_of(text, context)
    except UnreadableError:
        found = clauses_of(f"for {text}", context)  # `48 h` of silence
        if found.keys() != {"duration"}:
            raise
        return found


def _changed(old: ReadClauses, new: ReadClauses) -> ReadClauses:
    gone = frozenset[str]().union(*(GONE.get(kind, {kind}) for kind in new))
    changed = {**{kind: kept for kind, kept in old.items() if kind not in gone}, **new}
    if "compared" not in new:
        return changed
    counts = [each for each in new["compared"] if not each.value.percent]
    if counts and "allowance" in old:  # in `at 80% of 40000`, a new count replaces the 40000
        compared: Compared = counts[0].value
        figure = Figure(compared.counts[0], compared.currency)
        changed["allowance"] = [counts[0]._replace(value=figure)]
        counts = []
    percents = [each for each in new["compared"] if each.value.percent]
    changed["compared"] = _compared(old.get("compared", []), [*percents, *counts])
    return changed


def _compared(old: list[ReadClause], new: list[ReadClause]) -> list[ReadClause]:
    """Return the new comparisons, in percent and in counts, each in the place of the old ones;
    without a word such as `over`, they compare like those."""
    kinds = {each.value.percent: each.value for each in reversed(old)}
    compared = [
        each._replace(value=each.value._replace(side=was.side, inclusive=was.inclusive))
        if each.value.side is None and (was := kinds.get(each.value.percent))
        else each
        for each in new
    ]
    replaced = {each.value.percent for each in new}
    return [*compared, *(each for each in old if each.value.percent not in replaced)]
