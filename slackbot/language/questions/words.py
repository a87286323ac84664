"""Writes a question in words: for buttons, and to offer what people could type instead."""

from datetime import timedelta
from typing import Final

from slackbot.domain.calendar.weekdays import name_days
from slackbot.domain.channel import quoted
from slackbot.domain.period import Period
from slackbot.domain.query import AskedFact, Fact, UsageQuery
from slackbot.domain.usage.comparison import same_part

FACTS: Final = {
    Fact.FORECAST: "forecast",
    Fact.BUSIEST: "busiest",
    Fact.QUIETEST: "quietest",
    Fact.AVERAGE: "average",
    Fact.LENGTH: "conversation length",
    Fact.CHANGE: "why",
    Fact.UNUSUAL: "anomalies",
    Fact.ALLOWANCE: "our allowance",
    Fact.COST: "cost",
    Fact.TOP_BOT: "most used bot",
    Fact.LAST_BOT: "least used bot",
}
BY_COST: Final = {
    Fact.TOP_BOT: "most expensive bot",
    Fact.LAST_BOT: "cheapest bot",
    Fact.ALLOWANCE: "our budget",
}
MINUTE = timedelta(minutes=1)


def words_of(query: UsageQuery) -> str:
    """Write the query as people could type it at any later time.

    A running period then covers more, unless it is compared with a part of another period, which
    would not grow.
    """
    parts = [_window(query)]
    if query.grouping:
        parts.append(f"by {query.grouping}")
    if query.by_bot:
        parts.append("by group" if query.by_group else "by bot")
    parts += [f"{_fact(asked)} {_per(asked)}".strip() for asked in query.facts]
    if query.units:
        parts.append(" and ".join(unit.plural for unit in query.units))
    if query.bots or query.all_bots or query.excluded:
        parts.append(bots_of(query))
    if query.top:
        parts.append(f"top {query.top}")
    if query.private:  # a private answer stays private
        parts.append("privately")
    return " ".join(parts)


def _fact(asked: AskedFact) -> str:
    return BY_COST[asked.fact] if asked.by_cost else FACTS[asked.fact]


def _per(asked: AskedFact) -> str:
    if asked.unit:
        return f"per {asked.unit.singular}"
    per = asked.per or ""
    return f"per {per}" if per and asked.fact is Fact.AVERAGE else per


def _window(query: UsageQuery) -> str:
    """Write the period and the compared one; the zone is written once, at the end."""
    period = query.period
    if query.comparison is None:
        return _going_on(query) if query.running else period.describe()
    text = period.describe().removesuffix(f" ({period.zone})")
    settled = query.model_copy(update={"running": False})
    whole = "" if same_part(settled, query.comparison) == query.comparison else "the whole of "
    against = query.comparison.of_weekdays(())  # it takes the same days
    return f"{text} vs {whole}{against.describe()}"


def _going_on(query: UsageQuery) -> str:
    """Write the whole of a running period; a later reading covers more of it."""
    start, end, zone = query.period.start, query.until, query.period.zone
    if end:
        return query.period.model_copy(update={"end": end}).describe()
    first, _ = Period(start=start, end=start + MINUTE, zone=zone).describe().split(" – ", 1)
    days = query.period.weekdays
    only = f", {name_days(days)} only" if query.period.of_some_days else ""
    return f"since {first}{only} ({zone})"


def bots_of(query: UsageQuery) -> str:
    """Write the names of the bots that the question is about."""
    if query.bots:
        return "for " + " and ".join(map(quoted, query.bots))
    without = " and ".join(map(quoted, query.excluded))
    return f"for all bots except {without}" if without else "for all bots"
