"""Fields about usage, which questions and digests share."""

from typing import Final

from slackbot.domain.channel import quoted
from slackbot.domain.query import Fact, Grouping, Unit, UsageQuery
from slackbot.language.forms.form import (
    MOST_OPTIONS,
    NONE,
    Field,
    FieldKind,
    Here,
    Option,
    Values,
    given,
    joined,
    one,
    several,
)

ALL: Final = "all bots"
COST: Final = "cost"
WHAT: Final = (Option(NONE, "Usage"), Option(COST, "Cost"))
COMPARED: Final = (
    Option(NONE, "Nothing"),
    Option("vs previous period", "The previous period"),
    Option("vs same period last year", "The same period last year"),
)
UNITS: Final = tuple(Option(unit.plural, unit.plural.capitalize()) for unit in Unit)


def bot_options(here: Here) -> tuple[Option, ...]:
    """Return the bots and groups that can be named here."""
    names = (Option(name, name) for name in here.linked.names)
    groups = (Option(name, f"{name} (group)") for name in here.linked.group_names)
    return (*names, *groups)[: MOST_OPTIONS - 1]


def default_hint(here: Here) -> str:
    """Say which bot a question is about that names none."""
    default = next((bot.name for bot in here.linked.bots if bot.is_default), "")
    return f"Leave this empty for {default}." if default and len(here.linked.bots) > 1 else ""


def _bots_field(here: Here, hint: str) -> Field:
    offered = (Option(ALL, "All bots"), *bot_options(here))
    return Field("bots", "Bots", FieldKind.SEVERAL, offered, hint)


def bot_field(here: Here, label: str = "For", *more: Option) -> Field:
    """Return the field for one bot or group; without a choice it is for all of them."""
    offered = (Option(NONE, "All bots together"), *more, *bot_options(here))
    return Field("bot", label, FieldKind.CHOICE, offered[:MOST_OPTIONS])


def for_bot(name: str) -> str:
    """Write `for SupportBot`; nothing without a name."""
    return f"for {quoted(name)}" if name else ""


def what_fields(here: Here) -> tuple[Field, ...]:
    """Return the field that tells usage from cost, where the channel has a price."""
    return (Field("what", "What", FieldKind.CHOICE, WHAT),) if here.currencies else ()


def usage_fields(here: Here, values: Values, empty: str) -> tuple[Field, ...]:
    """Return the fields for bots, units and rows; `empty` says what no bot means."""
    rows = [Option(NONE, "Only totals"), *(Option(f"by {g}", f"By {g}") for g in Grouping)]
    rows.append(Option("by bot", "By bot"))
    if here.linked.groups:
        rows.append(Option("by group", "By group"))
    units = () if one(values, "what") == COST else (_units(),)
    return _bots_field(here, empty), *units, Field("rows", "Rows", FieldKind.CHOICE, tuple(rows))


def _units() -> Field:
    return Field("units", "Units", FieldKind.SEVERAL, UNITS, "Leave this empty for all of them.")


def compared_field() -> Field:
    """Return the field for the comparison."""
    return Field("compared", "Compare with", FieldKind.CHOICE, COMPARED)


def usage_words(values: Values) -> str:
    """Write what the fields about usage say."""
    bots = values.get("bots", ())
    named = ALL if ALL in bots else several(quoted(name) for name in bots)
    return joined(
        one(values, "rows"),
        one(values, "what"),
        several(values.get("units", ())),
        f"for {named}" if named else "",
    )


def usage_values(query: UsageQuery) -> Values:
    """Return the values for the bots, units and rows of a question."""
    rows = f"by {query.grouping}" if query.grouping else ""
    by = "by group" if query.by_group else "by bot" if query.by_bot else ""
    return given(
        what=COST if any(asked.fact is Fact.COST for asked in query.facts) else "",
        bots=query.bots or (ALL if query.all_bots else ""),
        units=[unit.plural for unit in query.units],
        rows=rows or by,
    )
