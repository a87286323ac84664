"""Writes a rule in words that `language.alerts.reading` reads back as the same rule."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from slackbot.domain.alerts.rule import AlertRule, Kind, Level, Side
from slackbot.domain.calendar.arithmetic import ordinal
from slackbot.domain.calendar.weekdays import EVERY_DAY, WORKDAYS
from slackbot.domain.channel import quoted
from slackbot.domain.spelling import listed, number_of

# The words for above and below, without and with the level itself.
COMPARED: Final = {
    (Side.ABOVE, False): "over",
    (Side.ABOVE, True): "at least",
    (Side.BELOW, False): "under",
    (Side.BELOW, True): "at most",
}
UNUSUAL: Final = {
    Side.ABOVE: "unusually high",
    Side.BELOW: "unusually low",
    Side.EITHER: "unusual",
}
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS_A_DAY: Final = 24
# These have no at sign, because Slack may turn one into a mention by itself.
BROADCASTS: Final = {"here": "all who are here", "channel": "the whole channel"}


def describe(rule: AlertRule) -> str:
    """Write `sessions over 500 per day, for all bots together (Europe/Berlin)`."""
    return "".join(describe_in_parts(rule))


def describe_in_parts(rule: AlertRule) -> tuple[str, str, str]:
    """Describe the rule in three parts, of which only the middle one has its mentions.

    The name of a bot may look like a mention, and is none.
    """
    parts = [_rule_text(rule), _bots_text(rule)]
    if rule.of > 1:
        parts.append(f"in {rule.needed} of {rule.of} checks")
    if rule.cooldown_hours:
        parts.append(f"at most once per {format_hours(rule.cooldown_hours)}")
    mentions = "".join(f", {mention}" for mention in _mentions_text(rule))
    return ", ".join(parts), mentions, f" ({rule.zone})"


def describe_unnamed(rule: AlertRule) -> str:
    """Describe the rule, but only count the mentioned people: `notify 2 people at 100%`."""
    levels = tuple(
        level.model_copy(update={"mentions": _counted(level.mentions)}) for level in rule.levels
    )
    return describe(rule.model_copy(update={"levels": levels}))


def describe_typed(rule: AlertRule) -> str:
    """Describe the rule as a person would type it: `notify @here`."""
    text = describe(rule)
    for word in BROADCASTS:
        text = text.replace(f"<!{word}>", f"@{word}")
    return text


def _counted(mentions: tuple[str, ...]) -> tuple[str, ...]:
    """Write `2 people`, `1 group`, `all who are here`."""
    people = sum(each.startswith("<@") for each in mentions)
    groups = sum(each.startswith("<!subteam") for each in mentions)
    counts = (people, "person", "people"), (groups, "group", "groups")
    parts = [number_of(*each) for each in counts if each[0]]
    named = [name for word, name in BROADCASTS.items() if f"<!{word}>" in mentions]
    return (*parts, *named)


def _rule_text(rule: AlertRule) -> str:
    what = rule.what
    if rule.kind is Kind.SILENCE:
        return f"no {what} for {_hours_text(rule.levels)}{format_weekdays(rule)}"
    if rule.kind is Kind.UNUSUAL:
        return f"{what} {UNUSUAL[rule.side]} for the weekday"
    if rule.kind is Kind.CHANGE:
        return f"{what} {_change_text(rule)}"
    window = f"in any {format_hours(rule.hours)}" if rule.hours else format_per(rule)
    levels = f"{COMPARED[rule.side, rule.inclusive]} {_levels_text(rule, rule.levels)}"
    if rule.kind is Kind.SHARE:
        if levels.startswith("at least"):
            levels = levels.replace("at least", "at")
        return f"{levels}% of {rule.whole} {window}"
    forecast = "forecast " if rule.kind is Kind.FORECAST else ""
    return f"{what} {forecast}{levels} {window}"


def _change_text(rule: AlertRule) -> str:
    way = "down" if rule.side is Side.BELOW else "up"
    more = "at least" if rule.inclusive else "more than"
    week = format_per(rule).removeprefix("per week") if rule.every == "week" else ""
    return (
        f"{way} {more} {_levels_text(rule, rule.levels)}% on {format_base(rule)}{week}, "
        f"and by at least {rule.level(rule.floor)}"
    )


def format_base(rule: AlertRule) -> str:
    """Write `the week before`, `the average of the 4 weeks before`: the base of a change."""
    base = rule.base
    if rule.hours or base is None:
        return f"the {format_hours(rule.hours)} before"
    if base.same_weekday and base.count == 1:
        return "the same weekday of the week before"
    if base.same_weekday:
        return f"the average of the same weekday in the {base.count} weeks before"
    if base.count == 1:
        return f"the {rule.every} before"
    return f"the average of the {base.count} {rule.every}s before"


def format_per(rule: AlertRule) -> str:
    """Write `per month from the 15th`; a window without a choice of start is just `per day`."""
    text = f"per {rule.every}"
    if rule.every == "week":
        return f"{text} from {rule.week_start.capitalize()}"
    if rule.every == "month":
        return f"{text} from the {ordinal(rule.from_day)}"
    if rule.every in ("quarter", "year"):
        return f"{text} from {rule.from_day} {date(2000, rule.from_month, 1):%b}"
    return text


def _bots_text(rule: AlertRule) -> str:
    if rule.bot:
        return f"for {quoted(rule.bot)}"
    return "for each bot" if rule.each else "for all bots together"


def format_weekdays(rule: AlertRule) -> str:
    """Write ` on weekdays`: the days whose hours count in a silence; empty where all days count."""
    if rule.weekdays == EVERY_DAY:
        return ""
    if rule.weekdays == WORKDAYS:
        return " on weekdays"
    return f" on {listed(DAYS[day] for day in rule.weekdays)}"


def _mentions_text(rule: AlertRule) -> list[str]:
    """Write `notify <@U1> at 100%`: each mention once, with its levels."""
    where: dict[tuple[str, ...], list[Level]] = {}
    for level in rule.levels:
        if level.mentions:
            where.setdefault(level.mentions, []).append(level)
    return [f"notify {listed(who)}{_at_text(rule, levels)}" for who, levels in where.items()]


def _at_text(rule: AlertRule, levels: list[Level]) -> str:
    if len(levels) == len(rule.levels):
        return ""
    if rule.kind is Kind.SILENCE:
        return f" at {_hours_text(levels)}"
    percent = "%" if rule.traits.percent else ""
    return f" at {_levels_text(rule, levels)}{percent}"


def _levels_text(rule: AlertRule, levels: Iterable[Level]) -> str:
    return listed(rule.level_in_words(level.at) for level in levels)


def _hours_text(levels: Iterable[Level]) -> str:
    return f"{listed(str(level.at) for level in levels)} h"


def format_hours(hours: int) -> str:
    """Write `24 h`, `7 days`."""
    days, rest = divmod(hours, HOURS_A_DAY)
    return f"{hours} h" if rest or days == 1 else f"{days} days"
