"""Puts the clauses of a rule together: those of its kind, and those that all rules may have."""

from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.changes import with_changes
from slackbot.language.alerts.clauses.clause import EXAMPLE
from slackbot.language.alerts.rules.kinds import KINDS, kind_of
from slackbot.language.alerts.rules.levels import levels_of, with_joined_levels, with_led_levels
from slackbot.language.alerts.rules.money import currency_of, in_money
from slackbot.language.alerts.rules.settings import settings_of, window_of
from slackbot.language.alerts.rules.use import check_use
from slackbot.language.context import ReadingContext
from slackbot.language.core.clause_reader import ReadClauses, value
from slackbot.language.core.partial import Fiscal
from slackbot.language.names.zones import known_zone


def rule_of(clauses: ReadClauses, context: ReadingContext) -> AlertRule:
    """Return the rule that the clauses make. Raises UnreadableError where one is missing, or is too
    many."""
    zone = known_zone(context.zone)
    clauses = _with_fiscal(clauses, context)
    clauses = with_joined_levels(_with_window(with_changes(with_led_levels(clauses))))
    kind = kind_of(clauses)
    example = KINDS[kind].example
    check_use(clauses, kind)
    currency = currency_of(clauses, kind, context.allowances.prices)
    if "unit" not in clauses and not currency:
        raise UnreadableError(
            f"Of what: sessions, conversations, requests, alerts or proactive messages? {example}"
        )
    parts = KINDS[kind].parts(clauses)
    parts = in_money(clauses, parts) if currency else parts
    fields = {
        "kind": kind,
        "unit": value(clauses, "unit"),
        "currency": currency,
        "bot": value(clauses, "bot", ""),
        "each": "each" in clauses,
        "zone": value(clauses, "zone", zone),
        "holidays": context.holidays,
        **window_of(clauses, kind, context.week_start),
        **settings_of(clauses),
        **parts.fields,
        "levels": levels_of(clauses, kind, parts, currency),
    }
    rule = AlertRule.model_validate(fields)
    if rule.of > 1 and rule.is_bound and rule.waits:
        raise UnreadableError(
            "Below a level is judged once, when the figures are settled, and not in several "
            f"checks. {example}",
            clauses["checks"][0].words,
        )
    return rule


def _with_fiscal(clauses: ReadClauses, context: ReadingContext) -> ReadClauses:
    """Read `per fiscal quarter`: per quarter, from the first day of the channel's fiscal year."""
    if "fiscal" not in clauses:
        return clauses
    clause = clauses["fiscal"][0]
    if more := clauses.get("start", clauses["fiscal"][1:]) or clauses.get("every"):
        words = more[0].words
        raise UnreadableError(f'Leave out "{words}". {EXAMPLE}', words)
    month = Fiscal(clause.words).year(context.clock()).month
    others = {name: of_kind for name, of_kind in clauses.items() if name != "fiscal"}
    start = clause._replace(value=(1, month))
    return {**others, "every": [clause], "start": [start]}


def _with_window(clauses: ReadClauses) -> ReadClauses:
    """Read `over 500 over the last 7 days`: what looks like the base of a change is the window."""
    if "way" in clauses or "base" not in clauses or not clauses["base"][0].value[1]:
        return clauses
    clause = clauses["base"][0]
    others = {name: of_kind for name, of_kind in clauses.items() if name != "base"}
    return {**others, "hours": [clause._replace(value=clause.value[1])]}
