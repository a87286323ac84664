"""The form of an alert: `alert when sessions over 500 per day for SupportBot`."""

import re
from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.domain.alerts.describe import describe_typed
from slackbot.domain.alerts.rule import AlertRule, Side
from slackbot.domain.alerts.rule import Kind as RuleKind
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.set_up import read_rule, with_group
from slackbot.language.alerts.to_me import read_to_me
from slackbot.language.forms.form import (
    NAME,
    TO,
    WORDS,
    Field,
    FieldKind,
    Form,
    Here,
    Option,
    Values,
    given,
    joined,
    name_words,
    one,
    options,
    several,
    whole,
    whole_field,
)
from slackbot.language.forms.usage import UNITS, bot_field, for_bot
from slackbot.language.names.called import read_called

EACH: Final = "each"
SPLIT: Final = re.compile(r"\s*(?:[,;]\s+|\band\b)\s*")  # between levels; `1,000` is one
WATCHED: Final = (
    Option(RuleKind.AMOUNT, "An amount of usage"),
    Option(RuleKind.SHARE, "A part of an allowance"),
    Option(RuleKind.CHANGE, "A change"),
    Option(RuleKind.FORECAST, "The forecast"),
    Option(RuleKind.UNUSUAL, "Unusual days"),
    Option(RuleKind.SILENCE, "No usage"),
)
COMPARED: Final = options("over", "at least", "under", "at most")
SIDES: Final = {
    RuleKind.AMOUNT: COMPARED,
    RuleKind.FORECAST: COMPARED,
    RuleKind.CHANGE: (Option("up", "Rises"), Option("down", "Falls")),
    RuleKind.UNUSUAL: (
        Option("unusual", "High or low"),
        Option("unusually high", "High only"),
        Option("unusually low", "Low only"),
    ),
}
WINDOWS: Final = options("day", "week", "month", "quarter", "year")
BASES: Final = {"day": "the day before", "week": "last week", "month": "last month"}
LEVELS: Final = {
    RuleKind.AMOUNT: "Such as 10000.",
    RuleKind.FORECAST: "Such as 10000.",
    RuleKind.SHARE: "In percent, such as 50, 80 and 100.",
    RuleKind.CHANGE: "In percent, such as 30.",
    RuleKind.SILENCE: "In hours, such as 6.",
}
EDITED: Final = "Alert when"


def _fields(here: Here, values: Values, which: str) -> tuple[Field, ...]:
    if WORDS in values:
        return whole_field(EDITED)
    kind = RuleKind(one(values, "kind") or RuleKind.AMOUNT)
    money = tuple(Option(f"cost {each}", f"Cost in {each}") for each in here.currencies)
    units = (*UNITS, *money) if kind in (RuleKind.AMOUNT, RuleKind.FORECAST) else UNITS
    sides, hint = SIDES.get(kind, ()), LEVELS.get(kind, "")
    windows = tuple(o for o in WINDOWS if kind is not RuleKind.CHANGE or o.value in BASES)
    timeless = kind in (RuleKind.UNUSUAL, RuleKind.SILENCE)
    level = Field("levels", "Level", FieldKind.TEXT, hint=hint, required=True)
    whole_of = Field("allowance", "Of", FieldKind.TEXT, hint="Such as 40000.", required=True)
    return (
        Field("kind", "Watch", FieldKind.CHOICE, WATCHED, required=True),
        Field("unit", "Unit", FieldKind.CHOICE, units, required=True),
        *((Field("side", "When it is", FieldKind.CHOICE, sides, required=True),) if sides else ()),
        *((level,) if hint else ()),
        *((whole_of,) if kind is RuleKind.SHARE else ()),
        *(() if timeless else (Field("window", "Per", FieldKind.CHOICE, windows, required=True),)),
        bot_field(here, "Bots", Option(EACH, "Each bot by itself")),
        *_whom(values, which),
        NAME,
    )


def _whom(values: Values, which: str) -> tuple[Field, ...]:
    """Return the fields that say where it goes, and whom it calls: for one alone, nobody."""
    notify = Field("notify", "Notify", FieldKind.PEOPLE)
    return (*(() if which else (TO,)), *(() if one(values, "to") else (notify,)))


def _words(_: Here, values: Values, which: str) -> str:
    lead = f"alerts edit {which}" if which else "alert when"
    if own := one(values, WORDS):
        return joined(lead, own)
    bot, people = one(values, "bot"), values.get("notify", ())
    named = "for each bot" if bot == EACH else for_bot(bot)
    notify = f", notify {several(f'<@{user}>' for user in people)}" if people else ""
    sentence = f"{joined(lead, _watched(values), named)}{notify}"
    return joined(sentence, one(values, "to"), name_words(values, which))


def _watched(values: Values) -> str:
    """Write `sessions over 500 per day`."""
    kind, unit, currency = one(values, "kind"), *_unit(values)
    side, window = one(values, "side"), one(values, "window")
    levels = several(joined(each, currency) for each in _levels(values))
    match kind:
        case RuleKind.SHARE:
            return f"at {levels} % of {one(values, 'allowance')} {unit} per {window}"
        case RuleKind.CHANGE:
            return f"{unit} {side} more than {levels} % on {BASES.get(window, window)}"
        case RuleKind.FORECAST:
            return f"{unit} forecast {side} {levels} per {window}"
        case RuleKind.UNUSUAL:
            return f"{unit} {side} for the weekday"
        case RuleKind.SILENCE:
            return f"no {unit} for {levels} h"
    return f"{unit} {side} {levels} per {window}"


def _unit(values: Values) -> tuple[str, str]:
    """Return the unit, and the currency of a cost."""
    unit = one(values, "unit")
    if unit.startswith("cost "):
        return "cost", unit.removeprefix("cost ")
    return unit, ""


def _levels(values: Values) -> list[str]:
    return [each for each in SPLIT.split(one(values, "levels")) if each]


def _values(rule: AlertRule, here: Here) -> Values:
    """Return the values that make the same rule; its own words where none do."""
    values = _values_of(rule)
    try:
        text = ALERT.command(here, values, "").removeprefix("alert when ")
        same = with_group(read_rule(text, here.reading), here.linked) == rule
    except UnreadableError:
        same = False
    return values if same else whole(describe_typed(rule))


def _reading(here: Here, text: str) -> Values:
    """Return the values for the words of an alert; these themselves where no fields have them."""
    words, name = read_called(text)
    words, to_me = read_to_me(words)
    values = _values(read_rule(words, here.reading), here)
    if WORDS in values:
        return whole(text)
    return {**values, **given(name=name or "", to="to me" if to_me else "")}


def _values_of(rule: AlertRule) -> Values:
    kind, unit = rule.kind, rule.unit.plural if rule.unit else f"cost {rule.currency}"
    return given(
        kind=kind,
        unit=unit,
        side=_side(rule),
        levels=several(_level(rule, level.at) for level in rule.levels),
        allowance=str(rule.allowance or ""),
        window=rule.every or "",
        bot=EACH if rule.each else rule.bot,
        notify=[each.strip("<@>") for each in rule.levels[0].mentions if each.startswith("<@")],
    )


def _level(rule: AlertRule, at: int) -> str:
    return rule.level(at).replace(",", "").split()[0]


def _side(rule: AlertRule) -> str:
    if rule.kind is RuleKind.CHANGE:
        return "down" if rule.side is Side.BELOW else "up"
    if rule.kind is RuleKind.UNUSUAL:
        high = {Side.ABOVE: "unusually high", Side.BELOW: "unusually low"}
        return high.get(rule.side, "unusual")
    way = ("under", "at most") if rule.side is Side.BELOW else ("over", "at least")
    return way[rule.inclusive]


def _first(here: Here) -> Values:
    """Begin with the share of the channel's first allowance, where it has one."""
    own = next((each for each in here.reading.allowances.allowances if each.unit), None)
    common = given(side="over", window="day", levels="10000", unit="sessions")
    if own is None or own.unit is None:
        return {**common, **given(kind=RuleKind.AMOUNT)}
    return {
        **common,
        **given(kind=RuleKind.SHARE, unit=own.unit.plural, levels="50, 80 and 100"),
        **given(allowance=str(own.amount), window=own.every),
    }


ALERT: Final = Form(
    name="alert",
    title="Add an alert",
    submit="Try it",
    action=Action.SET_UP,
    fields=_fields,
    words=_words,
    values=lambda here, alert: {**_values(alert.rule, here), **given(name=alert.name)},
    example=given(
        kind=RuleKind.AMOUNT, unit="sessions", side="over", levels="10000", window="day",
        allowance="40000",
    ),
    first=_first,
    reading=_reading,
)  # fmt: skip
