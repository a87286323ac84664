"""Writes the beginning of a notice: a header, and a first line that leads with the figure.

The header is plain text; the lines are escaped.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.describe import format_weekdays
from slackbot.domain.alerts.episode import Measurement, Notice, NoticeKind
from slackbot.domain.alerts.rule import AlertRule, Kind
from slackbot.domain.calendar.holidays import holiday_on
from slackbot.slack.alerts.figures import SETTLED, amount, estimated, format_level, least, span
from slackbot.slack.alerts.words import called, format_window, moment
from slackbot.slack.blocks.text import escape, raw

UNKNOWN = "The figure is not known: Kore.ai never sent all of it"
LONGEST_LINE = 90  # characters that people see
MARKUP: Final = re.compile(r"[*]|&(?:amp|lt|gt);")


class NoticeLead(NamedTuple):
    """The first line, and what else is to be said of the figures."""

    line: str
    more: tuple[str, ...] = ()


def title(alert: Alert, notice: Notice, names: Mapping[str, str]) -> str:
    """Write `Alert 2: SupportBot over 10,000 sessions per day`, or that it is over."""
    bot = raw(names.get(notice.bot_id, notice.bot_id)) or "all bots together"
    match notice.kind:
        case NoticeKind.RESOLVED:
            how = " recovered"
        case NoticeKind.ENDED:
            how = ", final figure"
        case _:
            how = f" {_reached(alert.rule, notice)}".rstrip()
    return f"{called(alert)}: {bot}{how}"


def _reached(rule: AlertRule, notice: Notice) -> str:
    """`over 10,000 sessions per day`, `silent for at least 24 h`."""
    level, found = format_level(rule, notice.level), notice.figures
    match rule.kind:
        case Kind.FORECAST:
            return f"may end {level}"
        case Kind.SILENCE:
            return f"silent for {level}"
        case Kind.UNUSUAL if found and found.low is not None and found.value < found.low:
            return "below its usual range"
        case Kind.UNUSUAL:
            return "above its usual range"
    return level


def lead(rule: AlertRule, found: Measurement | None) -> NoticeLead:
    """Write the figures. The first line drops its last parts to stay short."""
    if found is None:
        return NoticeLead(UNKNOWN)
    parts, more = PARTS.get(rule.kind, _amount)(rule, found)
    line, *others = filter(None, parts)
    while others and len(MARKUP.sub("", f"{line} {others[0]}")) <= LONGEST_LINE:
        line = f"{line} {others.pop(0)}"
    return NoticeLead(
        line, (*([" ".join(others)] if others else []), *more, *_holiday(rule, found))
    )


_Parts = tuple[list[str], list[str]]


def _amount(rule: AlertRule, found: Measurement) -> _Parts:
    return [amount(rule, found), _window(rule, found)], []


def _window(rule: AlertRule, found: Measurement) -> str:
    """`on Wed 25 Nov so far`; a holiday is named in a line of its own."""
    so_far = "" if found.over or rule.hours else " so far"
    return f"{format_window(rule.model_copy(update={'holidays': ''}), found.window)}{so_far}"


def _holiday(rule: AlertRule, found: Measurement) -> list[str]:
    if rule.every != "day":
        return []
    holiday = holiday_on(found.window.local_start.date(), rule.holidays)
    return [f"That day is a public holiday: {escape(holiday)}"] if holiday else []


def _share(rule: AlertRule, found: Measurement) -> _Parts:
    percent = int(found.percent or 0)
    shown = f"{percent:,}" if percent or not found.value or found.holes else "less than 1"
    mark = "" if found.settled else "†"
    return [
        f"{least(found)}*{shown}%* of {rule.whole}",
        _window(rule, found),
        f"({rule.number(found.value)}{mark} {'used' if rule.unit else 'spent'})",
    ], []


def _change(rule: AlertRule, found: Measurement) -> _Parts:
    base, before = escape(found.base), round(found.before or 0)
    window, value = _window(rule, found), rule.number(found.value)
    if found.percent is None:
        return [amount(rule, found), f"after {rule.number(before)} in {base}"], [window]
    if not found.percent:
        same = f"*As many* {rule.what}" if rule.unit else "*The same* cost"
        return [f"{same} as {base}", f"({value})"], [window]
    how = ("more", "fewer") if rule.unit else ("higher", "lower")
    share = f"*{abs(found.percent):,.1f}% {how[found.percent < 0]}* {rule.what} than {base}"
    return [share, f"({value}, after {rule.number(before)})"], []


def _forecast(rule: AlertRule, found: Measurement) -> _Parts:
    if not found.base:
        return _amount(rule, found)
    parts = [
        estimated(rule, found),
        f"expected {format_window(rule, found.window)}",
        f"({rule.number(found.value)} so far)",
    ]
    return parts, [f"Likely {span(rule, found)}, {escape(found.base)}"]


def _unusual(rule: AlertRule, found: Measurement) -> _Parts:
    if found.low is None or found.high is None:
        return _amount(rule, found)
    parts = [*_amount(rule, found)[0], f"(typical: {found.low:,}–{found.high:,})"]
    return parts, [f"Typical {escape(found.base)}"]


def _silence(rule: AlertRule, found: Measurement) -> _Parts:
    units = rule.what
    if not found.value:
        return [f"{units.capitalize()} again"], []
    hours = f"{least(found)}*{found.value:,} h* without {units}"
    start, end = (moment(at, found.window.zone) for at in (found.window.start, found.window.end))
    known = escape(found.base) if found.base else SETTLED
    return [hours, format_weekdays(rule).strip()], [f"From {start} to {end}, {known}"]


PARTS: Final[Mapping[Kind, Callable[[AlertRule, Measurement], _Parts]]] = {
    Kind.SHARE: _share,
    Kind.CHANGE: _change,
    Kind.FORECAST: _forecast,
    Kind.UNUSUAL: _unusual,
    Kind.SILENCE: _silence,
}
