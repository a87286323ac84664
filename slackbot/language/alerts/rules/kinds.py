"""The clauses of a rule put together: which kind it is, and what that kind needs and can use."""

from typing import Any, Final

from slackbot.domain.alerts.rule import LONGEST_HOURS, MOST_AVERAGED, AlertRule, Kind, Side
from slackbot.domain.allowance import MOST
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.changes import with_changes
from slackbot.language.alerts.clauses.counts import Compared
from slackbot.language.alerts.clauses.said import EXAMPLES, SaidClause, SaidClauses, value
from slackbot.language.alerts.rules.levels import levels_of, with_joined_levels, with_led_levels
from slackbot.language.alerts.rules.settings import settings_of, window_of
from slackbot.language.alerts.rules.use import check_use
from slackbot.language.context import ReadingContext
from slackbot.language.core.zones import known_zone

EXAMPLE_COUNT: Final = {Kind.AMOUNT: "500", Kind.FORECAST: "40000"}
BOTH_SIDES: Final = "Set up two rules: `sessions over 500 per day` and `sessions under 100 per day`"


def rule_of(said: SaidClauses, context: ReadingContext) -> AlertRule:
    """Returns the rule that the clauses make. Raises UnreadableError where one is missing, or is
    too many."""
    zone = known_zone(context.zone)
    said = with_joined_levels(_with_window(with_changes(with_led_levels(said))))
    kind = _kind(said)
    check_use(said, kind)
    if "unit" not in said:
        raise UnreadableError(
            "Of what: sessions, conversations, requests, alerts or proactive messages? "
            f"{EXAMPLES[kind]}"
        )
    parts = PARTS[kind](said)
    fields = {
        "kind": kind,
        "unit": value(said, "unit"),
        "bot": value(said, "bot", ""),
        "each": "each" in said,
        "zone": value(said, "zone", zone),
        **window_of(said, kind, context.week_start),
        **settings_of(said),
        **parts,
    }
    fields["levels"] = levels_of(said, kind, fields)
    rule = AlertRule.model_validate(fields)
    if rule.of > 1 and rule.is_bound and rule.waits:
        raise UnreadableError(
            "Below a level is judged once, when the figures are settled, and not in several "
            f"checks. {EXAMPLES[kind]}",
            said["checks"][0].words,
        )
    return rule


def _with_window(said: SaidClauses) -> SaidClauses:
    """`over 500 over the last 7 days`: what looks like the base of a change is the window."""
    if "way" in said or "base" not in said or not said["base"][0].value[1]:
        return said
    clause = said["base"][0]
    others = {name: clauses for name, clauses in said.items() if name != "base"}
    return {**others, "hours": [clause._replace(value=clause.value[1])]}


def _kind(said: SaidClauses) -> Kind:
    if "nothing" in said:
        return Kind.SILENCE
    if "unusual" in said:
        return Kind.UNUSUAL
    if "forecast" in said:
        return Kind.FORECAST
    if "way" in said or "base" in said:
        return Kind.CHANGE
    percents = any(each.value.percent for each in said.get("compared", ()))
    return Kind.SHARE if percents or "allowance" in said else Kind.AMOUNT


def _compared(said: SaidClauses, kind: Kind) -> Compared:
    """The one comparison of a rule that has but one."""
    clauses = said.get("compared", [])
    if len(clauses) > 1:
        words = clauses[1].words
        sides = {each.value.side for each in clauses}
        both = kind is Kind.AMOUNT and len(sides - {None}) > 1
        hint = BOTH_SIDES if both else EXAMPLES[kind]
        raise UnreadableError(f'"{words}" is one too many. {hint}', words)
    if not clauses:
        raise UnreadableError(f"How many? {EXAMPLES[kind]}")
    compared: Compared = clauses[0].value
    if compared.side is None and "or" in said:
        side, inclusive = value(said, "or")
        return compared._replace(side=side, inclusive=inclusive)
    if "or" in said:
        words = said["or"][0].words
        raise UnreadableError(f'"{words}" is one too many. {EXAMPLES[kind]}', words)
    return compared


def _amount(said: SaidClauses) -> dict[str, Any]:
    kind = Kind.FORECAST if "forecast" in said else Kind.AMOUNT
    compared = _compared(said, kind)
    words = said["compared"][0].words
    if compared.side is None:
        hint = EXAMPLES[kind].replace(EXAMPLE_COUNT[kind], str(compared.counts[0]))
        raise UnreadableError(f'Over or under "{words}"? {hint}', words)
    if compared.percent:
        raise UnreadableError(f'"{words}" of what? {EXAMPLES[Kind.SHARE]}', words)
    return {"side": compared.side, "inclusive": compared.inclusive}


def _share(said: SaidClauses) -> dict[str, Any]:
    """`at 80 % of 40000`, and also `80 % of 40000`."""
    compared = _compared(said, Kind.SHARE)
    if not compared.percent:
        words = said["compared"][0].words
        raise UnreadableError(f'Is "{words}" in percent? {EXAMPLES[Kind.SHARE]}', words)
    if "allowance" not in said:
        words = said["compared"][0].words
        raise UnreadableError(f'"{words}" of how many? {EXAMPLES[Kind.SHARE]}', words)
    if not 1 <= value(said, "allowance") <= MOST:
        raise UnreadableError(f"An allowance is at least 1. {EXAMPLES[Kind.SHARE]}")
    return {
        "side": compared.side or Side.ABOVE,
        "inclusive": compared.inclusive,
        "allowance": value(said, "allowance"),
    }


def _change(said: SaidClauses) -> dict[str, Any]:
    """`up 30 % on last week`, and by how many at least."""
    example = EXAMPLES[Kind.CHANGE]
    if "base" not in said:
        raise UnreadableError(f"Up or down against what? {example}", said["way"][0].words)
    if "way" not in said:
        raise UnreadableError(f"Up or down? {example}", said["base"][0].words)
    percents, floors = _sorted_out(said)
    if len(percents) != 1:
        raise UnreadableError(f"By how many percent? {example}")
    compared: Compared = percents[0].value
    if compared.side is Side.BELOW:
        raise UnreadableError(f'Up or down by more than "{percents[0].words}"? {example}')
    every, hours, base = value(said, "base")
    if every and every not in MOST_AVERAGED:
        raise UnreadableError(f"A change is of days, weeks or months. {example}")
    if value(said, "every", every) != every:
        words = said["every"][0].words
        raise UnreadableError(f'"{words}" is not what it is compared with. {example}', words)
    most = 8 if base.same_weekday else MOST_AVERAGED.get(every or "", 1)
    if base.count > most or hours > LONGEST_HOURS:
        raise UnreadableError(
            f'"{said["base"][0].words}" reaches back too far: Kore.ai tells 90 days. Try the '
            "average of up to 28 days, 8 weeks or 2 months",
            said["base"][0].words,
        )
    fields = {
        "side": value(said, "way"),
        "inclusive": compared.inclusive,
        "every": every,
        "hours": hours,
        "base": base,
    }
    return fields | ({"floor": floors[0]} if floors else {})


def _sorted_out(said: SaidClauses) -> tuple[list[SaidClause], list[int]]:
    """The comparison in percent; and the floor, which is a count: `at least 200`."""
    clauses = said.get("compared", [])
    percents = [each for each in clauses if each.value.percent]
    others = [each for each in clauses if not each.value.percent]
    for each in others:
        if not percents:
            raise UnreadableError(
                f'A change is in percent, so I could not read "{each.words}" alone. '
                f"{EXAMPLES[Kind.CHANGE]}",
                each.words,
            )
        if (
            each.value.side is not Side.ABOVE
            or not each.value.inclusive
            or len(each.value.counts) > 1
        ):
            raise UnreadableError(
                f'I could not read "{each.words}". {EXAMPLES[Kind.CHANGE]}', each.words
            )
    floors = [each.value.counts[0] for each in others]
    floors += [each.value for each in said.get("floor", [])]
    if len(floors) > 1:
        raise UnreadableError(f"One floor is enough. {EXAMPLES[Kind.CHANGE]}")
    return percents, floors


def _unusual(said: SaidClauses) -> dict[str, Any]:
    if value(said, "every", "day") != "day":
        raise UnreadableError(
            f"Only a day is unusual, for its weekday. {EXAMPLES[Kind.UNUSUAL]}",
            said["every"][0].words,
        )
    return {"side": value(said, "unusual"), "every": "day"}


def _silence(said: SaidClauses) -> dict[str, Any]:
    if ("duration" in said) == ("hours" in said):
        raise UnreadableError(f"For how long? {EXAMPLES[Kind.SILENCE]}")
    fields: dict[str, Any] = {"inclusive": True}
    return fields | ({"weekdays": value(said, "weekdays")} if "weekdays" in said else {})


PARTS: Final = {
    Kind.AMOUNT: _amount,
    Kind.SHARE: _share,
    Kind.CHANGE: _change,
    Kind.FORECAST: _amount,
    Kind.UNUSUAL: _unusual,
    Kind.SILENCE: _silence,
}
