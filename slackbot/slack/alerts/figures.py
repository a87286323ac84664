"""Writes the figures of a rule; the bot's name stands before them. The text is escaped."""

from collections.abc import Mapping

from slackbot.domain.alerts.describe import format_weekdays
from slackbot.domain.alerts.episode import Inconclusive, Measurement, Notice
from slackbot.domain.alerts.rule import AlertRule, Kind, Level
from slackbot.domain.allowance import Share
from slackbot.slack.alerts.words import format_level, format_window, moment, who
from slackbot.slack.blocks.text import counted, escape

SETTLED = "as far as figures are settled"
NO_FIGURES = "ended at a figure that is not known: Kore.ai never sent all of it"


def used(rule: AlertRule, found: Measurement) -> str:
    """Write the figures as a predicate of the bot: `used *10,424* sessions on Wed 25 Nov`."""
    match rule.kind:
        case Kind.SILENCE:
            return _silent(rule, found)
        case Kind.CHANGE:
            return _moved(rule, found)
        case Kind.UNUSUAL:
            return f"{_used(rule, found)}, {unusually(found)}"
        case Kind.FORECAST if found.base:
            return _foreseen(rule, found)
        case Kind.SHARE:
            return f"{_used(rule, found)}, {share_of(rule, found)}"
    return _used(rule, found)


def _used(rule: AlertRule, found: Measurement) -> str:
    so_far = "" if found.over or rule.hours else " so far"
    return f"used {amount(rule, found)} {format_window(rule, found.window)}{so_far}"


def amount(rule: AlertRule, found: Measurement) -> str:
    """`*10,424* sessions`, with a mark if the figure may still change."""
    return _marked(found.value, rule, found)


def _marked(count: int, rule: AlertRule, found: Measurement) -> str:
    figure, unit = counted(count, rule.unit).split(" ", 1)
    return f"{_least(found)}*{figure}* {unit}{'' if found.settled else '†'}"


def _least(found: Measurement) -> str:
    return "at least " if found.holes else ""


def share_of(rule: AlertRule, found: Measurement) -> str:
    """`*82 %* of the November allowance, 40,000 sessions`."""
    text = Share(
        used=found.value,
        amount=rule.allowance or 1,
        percent=int(found.percent or 0),
        base=escape(found.base),
    ).describe(least=bool(found.holes))
    percent, _, base = text.partition(" of ")
    return f"*{percent}* of {base}"


def unusually(found: Measurement) -> str:
    """`more than usual (2,900–3,700, going by 8 earlier Tuesdays)`."""
    low, high = found.low, found.high
    if low is None or high is None:
        return "and what is usual is not known"
    how = "more than" if found.value > high else "less than" if found.value < low else "which is"
    return f"{how} usual ({low:,}–{high:,}, {escape(found.base)})"


def _foreseen(rule: AlertRule, found: Measurement) -> str:
    ends = _marked(round(found.score), rule, found)
    between = f"{found.low or 0:,}–{found.high or 0:,}, {escape(found.base)}"
    window = format_window(rule, found.window)
    return f"may come to {ends} {window} ({between}; {found.value:,} so far)"


def _moved(rule: AlertRule, found: Measurement) -> str:
    text = f"used {amount(rule, found)} {format_window(rule, found.window)}"
    base, before = escape(found.base), round(found.before or 0)
    if found.percent is None:
        return f"{text}, after none in {base}" if not before else text
    if not found.percent:
        return f"{text}, *as many* as {base}"
    more = "more" if found.percent > 0 else "less"
    return f"{text}, *{abs(found.percent):,.1f} % {more}* than {base} ({before:,})"


def _silent(rule: AlertRule, found: Measurement) -> str:
    """`had *no requests* from Wed 18 Nov, 22:00 to 23:00 (*1 h*), as far as figures are settled`:
    how many hours of it count, and what is known of the time since."""
    days = format_weekdays(rule)
    if not found.value and found.base:
        return f"was silent for *0 h*{days} ({escape(found.base)})"
    if not found.value and days:  # hours of days that do not count may lie within
        return f"was silent for *0 h*{days}, {SETTLED}"
    if not found.value:
        return f"had {rule.unit.plural} in the latest settled hour"
    start, end = (moment(at, found.window.zone) for at in (found.window.start, found.window.end))
    date, _, time = end.rpartition(", ")
    until = time if start.startswith(date) else end
    hours = f"{_least(found)}*{found.value:,} h*{days}"
    text = f"had *no {rule.unit.plural}* from {start} to {until} ({hours}"
    return f"{text}; {escape(found.base)})" if found.base else f"{text}), {SETTLED}"


def by_now(rule: AlertRule, found: Measurement | None, level: Level | None) -> str:
    """Write the told level after the present figures: `: over 10,000 sessions per day`.

    If the figures no longer reach the level, the text says so.
    """
    text = format_level(rule, level)
    if not text or level is None:
        return ""
    link = " –" if rule.hours else ":"  # after a time, a colon would make an emoji's name
    if found is None or found.holes or rule.is_reached(found.score, level):
        return f"{link} {text}"
    return f"{link} no longer {text}, as was told"


def lost(rule: AlertRule, found: Measurement | None, level: Level | None) -> bool:
    """Tell whether the figures no longer reach the told level, although usage only grows."""
    grows = rule.is_bound and rule.kind in (Kind.AMOUNT, Kind.SHARE) and not rule.falls
    if found is None or found.holes or level is None:
        return False
    return grows and not rule.is_reached(found.score, level)


def recovered(rule: AlertRule, found: Measurement) -> str:
    """Write the figures by which the episode has recovered."""
    return f"has {rule.unit.plural} again" if rule.kind is Kind.SILENCE else used(rule, found)


def ended(rule: AlertRule, found: Measurement | None) -> str:
    """Write how an episode's window ended: `ended at *112 %* of the November allowance, …`."""
    if found is None:
        return NO_FIGURES
    where = format_window(rule, found.window)
    if rule.kind is Kind.SHARE:
        return f"{_ended(found)} {share_of(rule, found)} ({counted(found.value, rule.unit)})"
    text = f"{_ended(found)} {amount(rule, found)} {where}"
    return f"{text}, {unusually(found)}" if rule.kind is Kind.UNUSUAL else text


def ended_at(rule: AlertRule, found: Measurement | None) -> str:
    """Write the end in short: `ended at 112 %`."""
    if found is None:
        return NO_FIGURES
    if rule.kind is Kind.SHARE:
        return f"{_ended(found)} {_least(found)}{int(found.percent or 0):,} %"
    return f"{_ended(found)} {_least(found)}{counted(found.value, rule.unit)}"


def _ended(found: Measurement) -> str:
    return "ended with" if found.holes else "ended at"


def unknown(rule: AlertRule, found: Inconclusive | Notice, names: Mapping[str, str]) -> str:
    """Write that a figure is inconclusive, and the reason."""
    where = format_window(rule, found.window) if rule.is_bound and found.window else "now"
    return f"{who(found.bot_id, names)} {where}: not known, {escape(found.reason)}"
