"""Writes the figures of a rule; the bot's name stands before them. The text is escaped."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from slackbot.domain.alerts.describe import format_base, format_hours, format_weekdays
from slackbot.domain.alerts.episode import Inconclusive, Measurement, Notice
from slackbot.domain.alerts.rule import AlertRule, Kind, Level, Side
from slackbot.domain.allowance import Share
from slackbot.domain.money.currency import amount_of
from slackbot.domain.usage.findings.forecast import FEWEST_WEEKS, WEEKS
from slackbot.domain.usage.findings.outlook import cost_range, count_range
from slackbot.slack.alerts.words import format_window, moment, who
from slackbot.slack.blocks.text import escape

SETTLED = "as far as figures are settled"
NO_FIGURES = "ended at a figure that is not known: Kore.ai never sent all of it"
# Above and below, without and with the level itself, to describe a present figure.
REACHED = {
    (Side.ABOVE, False): "over",
    (Side.ABOVE, True): "at or over",
    (Side.BELOW, False): "under",
    (Side.BELOW, True): "at or under",
}


def used(rule: AlertRule, found: Measurement) -> str:
    """Write the figures as a predicate of the bot: `used *10,424* sessions on Wed 25 Nov`."""
    return KINDS[rule.kind].predicate(rule, found)


def looked_at(rule: AlertRule) -> str:
    """Write which figures each check compares."""
    span = f"the last {format_hours(rule.hours)}" if rule.hours else f"each {rule.every}"
    return f"Looks at {KINDS[rule.kind].looks_at(rule, span)}."


def format_level(rule: AlertRule, level: Level | None) -> str:
    """`over 10,000 sessions per day`, `at or over 80%`; empty for a rule about unusual days."""
    return KINDS[rule.kind].level(rule, level.at) if level else ""


def format_levels(rule: AlertRule, counts: str) -> str:
    """`over 600`, `80%`: some levels in short."""
    return KINDS[rule.kind].short(rule, counts)


def _used(rule: AlertRule, found: Measurement) -> str:
    so_far = "" if found.over or rule.hours else " so far"
    return f"{_verb(rule)} {amount(rule, found)} {format_window(rule, found.window)}{so_far}"


def _verb(rule: AlertRule) -> str:
    return "used" if rule.unit else "cost"


def amount(rule: AlertRule, found: Measurement) -> str:
    """`*10,424* sessions`, with a mark if the figure may still change."""
    return _marked(found.value, rule, found)


def _marked(count: int, rule: AlertRule, found: Measurement) -> str:
    figure, unit = rule.counted(count).split(" ", 1)
    return f"{least(found)}*{figure}* {unit}{'' if found.settled else '†'}"


def least(found: Measurement) -> str:
    """Write `at least ` before a figure of which hours are missing."""
    return "at least " if found.holes else ""


def share_of(rule: AlertRule, found: Measurement) -> str:
    """`*82%* of the November allowance, 40,000 sessions`."""
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
    ends = estimated(rule, found)
    between = f"{span(rule, found)}, {escape(found.base)}"
    window = format_window(rule, found.window)
    return f"may come to about {ends} {window} ({between}; {rule.number(found.value)} so far)"


def estimated(rule: AlertRule, found: Measurement) -> str:
    """Write what a forecast expects, as exact as its range is: `*42,600* sessions†`."""
    figure, unit = _expected(rule, found)[0].split(" ", 1)
    return f"*{figure}* {unit}{'' if found.settled else '†'}"


def span(rule: AlertRule, found: Measurement) -> str:
    """Write the range: `41,000–44,500`, `410–445 USD`."""
    edges = _expected(rule, found)[1] or rule.number(round(found.score))
    return f"{edges} {rule.currency}" if rule.currency and " " not in edges else edges


def _expected(rule: AlertRule, found: Measurement) -> tuple[str, str]:
    low, high = found.low or 0, found.high or 0
    if rule.currency:
        estimate = amount_of(round(found.score))
        return cost_range(estimate, amount_of(low), amount_of(high), rule.currency)
    about, edges = count_range(found.score, low, high, found.value)
    return rule.counted(about), edges


def _moved(rule: AlertRule, found: Measurement) -> str:
    text = f"{_verb(rule)} {amount(rule, found)} {format_window(rule, found.window)}"
    base, before = escape(found.base), round(found.before or 0)
    if found.percent is None:
        return f"{text}, after none in {base}" if not before else text
    if not found.percent:
        return f"{text}, *as {'many' if rule.unit else 'much'}* as {base}"
    more = "more" if found.percent > 0 else "less"
    return f"{text}, *{abs(found.percent):,.1f}% {more}* than {base} ({rule.number(before)})"


def _silent(rule: AlertRule, found: Measurement) -> str:
    """`had *no requests* from Wed 18 Nov, 22:00 to 23:00 (*1 h*), as far as figures are settled`:
    how many hours of it count, and what is known of the time since."""
    days = format_weekdays(rule)
    if not found.value and found.base:
        return f"was silent for *0 h*{days} ({escape(found.base)})"
    if not found.value and days:  # hours of days that do not count may lie within
        return f"was silent for *0 h*{days}, {SETTLED}"
    if not found.value:
        return f"had {rule.what} in the latest settled hour"
    start, end = (moment(at, found.window.zone) for at in (found.window.start, found.window.end))
    date, _, time = end.rpartition(", ")
    until = time if start.startswith(date) else end
    hours = f"{least(found)}*{found.value:,} h*{days}"
    text = f"had *no {rule.what}* from {start} to {until} ({hours}"
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
    return f"{link} no longer {text}"


def lost(rule: AlertRule, found: Measurement | None, level: Level | None) -> bool:
    """Tell whether the figures no longer reach the told level, although usage only grows."""
    grows = rule.is_bound and rule.traits.grows and not rule.falls
    if found is None or found.holes or level is None:
        return False
    return grows and not rule.is_reached(found.score, level)


def recovered(rule: AlertRule, found: Measurement) -> str:
    """Write the figures by which the episode has recovered."""
    return KINDS[rule.kind].recovered(rule, found)


def ended(rule: AlertRule, found: Measurement | None) -> str:
    """Write how an episode's window ended: `ended at *112%* of the November allowance, …`."""
    if found is None:
        return NO_FIGURES
    return f"{_ended(found)} {KINDS[rule.kind].end(rule, found)}"


def ended_at(rule: AlertRule, found: Measurement | None) -> str:
    """Write the end in short: `ended at 112%`."""
    if found is None:
        return NO_FIGURES
    return f"{_ended(found)} {least(found)}{KINDS[rule.kind].short_end(rule, found)}"


def _ended(found: Measurement) -> str:
    return "ended with" if found.holes else "ended at"


def unknown(rule: AlertRule, found: Inconclusive | Notice, names: Mapping[str, str]) -> str:
    """Write that a figure is inconclusive, and the reason."""
    where = format_window(rule, found.window) if rule.is_bound and found.window else "now"
    return f"{who(found.bot_id, names)} {where}: not known, {escape(found.reason)}"


def _compared(rule: AlertRule, at: str) -> str:
    return f"{REACHED[rule.side, rule.inclusive]} {at}"


def _more(rule: AlertRule) -> str:
    return "at least" if rule.inclusive else "more than"


def _way(rule: AlertRule) -> str:
    return "down" if rule.side is Side.BELOW else "up"


def _level(rule: AlertRule, at: int) -> str:
    per = f"in any {format_hours(rule.hours)}" if rule.hours else f"per {rule.every}"
    return _compared(rule, f"{rule.limit(at)} {per}")


def _short_share(rule: AlertRule, counts: str) -> str:
    return f"{counts}%" if rule.side is Side.ABOVE else _compared(rule, f"{counts}%")


def _moved_in(rule: AlertRule, span: str) -> str:
    whole = span if rule.hours else f"the latest whole {rule.every}"
    return f"{whole}, against {format_base(rule)}"


class _KindWords(NamedTuple):
    """The words about the rules of one kind; where a kind has none of its own, those of counts."""

    predicate: Callable[[AlertRule, Measurement], str] = _used
    looks_at: Callable[[AlertRule, str], str] = lambda rule, span: f"the {rule.what} of {span}"
    level: Callable[[AlertRule, int], str] = _level
    short: Callable[[AlertRule, str], str] = _compared
    recovered: Callable[[AlertRule, Measurement], str] = used
    end: Callable[[AlertRule, Measurement], str] = lambda rule, found: (
        f"{amount(rule, found)} {format_window(rule, found.window)}"
    )
    short_end: Callable[[AlertRule, Measurement], str] = lambda rule, found: rule.counted(
        found.value
    )


COUNTS: Final = _KindWords()
KINDS: Final[Mapping[Kind, _KindWords]] = {
    Kind.AMOUNT: COUNTS,
    Kind.SHARE: _KindWords(
        predicate=lambda rule, found: f"{_used(rule, found)}, {share_of(rule, found)}",
        looks_at=lambda rule, span: (
            f"how much of {rule.whole} is {'used' if rule.unit else 'spent'} in {span}"
        ),
        level=lambda rule, at: _compared(rule, f"{at:,}%"),
        short=_short_share,
        end=lambda rule, found: f"{share_of(rule, found)} ({rule.counted(found.value)})",
        short_end=lambda _, found: f"{int(found.percent or 0):,}%",
    ),
    Kind.CHANGE: _KindWords(
        predicate=_moved,
        looks_at=_moved_in,
        level=lambda rule, at: f"{_way(rule)} {_more(rule)} {at:,}%",
        short=lambda rule, counts: f"{_way(rule)} {counts}%",
    ),
    Kind.FORECAST: _KindWords(
        predicate=lambda rule, found: (_foreseen if found.base else _used)(rule, found),
        looks_at=lambda _, span: (
            f"what {span} may come to, by the weekdays of the past {WEEKS} weeks"
        ),
    ),
    Kind.UNUSUAL: _KindWords(
        predicate=lambda rule, found: f"{_used(rule, found)}, {unusually(found)}",
        looks_at=lambda *_: (
            f"each day, against the same weekday of the past {WEEKS} weeks, "
            f"of which {FEWEST_WEEKS} have to be known"
        ),
        level=lambda *_: "",
        end=lambda rule, found: f"{COUNTS.end(rule, found)}, {unusually(found)}",
    ),
    Kind.SILENCE: _KindWords(
        predicate=_silent,
        looks_at=lambda rule, _: f"how long there were no {rule.what}",
        level=lambda rule, at: f"{_more(rule)} {at:,} h",
        short=lambda _, counts: f"{counts} h",
        recovered=lambda rule, _: f"has {rule.what} again",
    ),
}
