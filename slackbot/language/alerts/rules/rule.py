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
from slackbot.language.core.partial import Fiscal
from slackbot.language.core.said import SaidClauses, value
from slackbot.language.names.zones import known_zone


def rule_of(said: SaidClauses, context: ReadingContext) -> AlertRule:
    """Return the rule that the clauses make. Raises UnreadableError where one is missing, or is too
    many."""
    zone = known_zone(context.zone)
    said = _with_fiscal(said, context)
    said = with_joined_levels(_with_window(with_changes(with_led_levels(said))))
    kind = kind_of(said)
    example = KINDS[kind].example
    check_use(said, kind)
    currency = currency_of(said, kind, context.allowances.prices)
    if "unit" not in said and not currency:
        raise UnreadableError(
            f"Of what: sessions, conversations, requests, alerts or proactive messages? {example}"
        )
    parts = KINDS[kind].parts(said)
    parts = in_money(said, parts) if currency else parts
    fields = {
        "kind": kind,
        "unit": value(said, "unit"),
        "currency": currency,
        "bot": value(said, "bot", ""),
        "each": "each" in said,
        "zone": value(said, "zone", zone),
        "holidays": context.holidays,
        **window_of(said, kind, context.week_start),
        **settings_of(said),
        **parts.fields,
        "levels": levels_of(said, kind, parts, currency),
    }
    rule = AlertRule.model_validate(fields)
    if rule.of > 1 and rule.is_bound and rule.waits:
        raise UnreadableError(
            "Below a level is judged once, when the figures are settled, and not in several "
            f"checks. {example}",
            said["checks"][0].words,
        )
    return rule


def _with_fiscal(said: SaidClauses, context: ReadingContext) -> SaidClauses:
    """Read `per fiscal quarter`: per quarter, from the first day of the channel's fiscal year."""
    if "fiscal" not in said:
        return said
    clause = said["fiscal"][0]
    if more := said.get("start", said["fiscal"][1:]) or said.get("every"):
        words = more[0].words
        raise UnreadableError(f'Leave out "{words}". {EXAMPLE}', words)
    month = Fiscal(clause.words).year(context.clock()).month
    others = {name: clauses for name, clauses in said.items() if name != "fiscal"}
    start = clause._replace(value=(1, month))
    return {**others, "every": [clause], "start": [start]}


def _with_window(said: SaidClauses) -> SaidClauses:
    """Read `over 500 over the last 7 days`: what looks like the base of a change is the window."""
    if "way" in said or "base" not in said or not said["base"][0].value[1]:
        return said
    clause = said["base"][0]
    others = {name: clauses for name, clauses in said.items() if name != "base"}
    return {**others, "hours": [clause._replace(value=clause.value[1])]}
