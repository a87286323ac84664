"""Names for rules, bots, windows, levels and mentions in notices. The text is escaped."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.describe import (
    BROADCASTS,
    describe,
    describe_in_parts,
    describe_unnamed,
    format_hours,
)
from slackbot.domain.alerts.episode import Episode, Notice, Snooze
from slackbot.domain.alerts.rule import AlertRule, Level
from slackbot.domain.calendar.holidays import holiday_on
from slackbot.domain.period import DAY, Period, short_day
from slackbot.domain.spelling import listed
from slackbot.slack.blocks.text import cut, escape

WRITTEN = re.compile(r"<(?:[@!]|!subteam\^)(\w{1,24})(?:\|[^<>]*)?>")
# Slack shows these with their names. A message that one person sees mentions nobody else.
DRAWN = re.compile(r"<@[UW]\w{1,24}>|<!subteam\^S\w{1,24}>")
MOST_RULE = 600  # escaped characters of a rule in words
MOST_NAMED = 4


def who(bot_id: str, names: Mapping[str, str]) -> str:
    """Write the bot in bold, or `all bots together`."""
    return f"*{escape(names.get(bot_id, bot_id))}*" if bot_id else "*All bots together*"


def called(alert: Alert) -> str:
    """`Alert 2`, `Alert 2 “Spend guard”`."""
    return f"Alert {escape(alert.label)}"


def words(alert: Alert, names: Mapping[str, str]) -> str:
    """Write the rule for one person: mentioned people are named and not notified."""
    what, notified, zone = describe_in_parts(alert.rule)
    text = cut(f"{escape(what)}{quiet(notified, names)}{escape(zone)}", MOST_RULE)
    begun = text.rfind("<")  # a mention must not be cut in two
    return f"{text[:begun]}…" if begun > text.rfind(">") else text


def words_for_all(alert: Alert) -> str:
    """Write the rule for a channel, where a name would notify: `notify 2 people at 100%`."""
    return cut(escape(describe_unnamed(alert.rule)), MOST_RULE)


def words_alone(alert: Alert) -> str:
    """Write the rule without its mentions."""
    levels = tuple(level.model_copy(update={"mentions": ()}) for level in alert.rule.levels)
    text = describe(alert.rule.model_copy(update={"levels": levels}))
    return cut(escape(text), MOST_RULE)


def quiet(text: str, names: Mapping[str, str]) -> str:
    """Escape words about mentions for one person: they become names, by us or by Slack."""
    parts, at = [], 0
    for found in WRITTEN.finditer(text):
        parts += [escape(text[at : found.start()]), _named(found, {**BROADCASTS, **names})]
        at = found.end()
    return "".join([*parts, escape(text[at:])])


def _named(found: re.Match[str], names: Mapping[str, str]) -> str:
    if found[1] in names:
        return escape(names[found[1]])
    return found[0] if DRAWN.fullmatch(found[0]) else escape(found[0])


def mentions(notice: Notice) -> str:
    """Write the notice's mentions in Slack's form; other text is left out."""
    return " ".join(each if WRITTEN.fullmatch(each) else escape(each) for each in notice.mentions)


def format_bots(alert: Alert, names: Mapping[str, str]) -> str:
    """Write the rule's bots by name; without bots of its own, all bots of the channel."""
    if not alert.bot_ids:
        return "all bots of this channel, also those that are linked later"
    shown = [escape(names.get(id_, id_)) for id_ in alert.bot_ids[:MOST_NAMED]]
    more = len(alert.bot_ids) - len(shown)
    return listed([*shown, f"{more} more"] if more else shown)


def moment(at: datetime, zone: str, *, named: bool = False) -> str:
    """`Wed 25 Nov, 10:12`, on the rule's own clock; `named` adds the zone.

    No colon may follow, because `:12:` would be an emoji.
    """
    local = at.astimezone(ZoneInfo(zone))
    return f"{short_day(local.date())}, {local:%H:%M}{f' ({zone})' if named else ''}"


def format_snooze(snooze: Snooze, zone: str) -> str:
    """`until Wed 25 Nov, 10:12`, or the event that ends the snooze."""
    if snooze.kind == "change" or snooze.until is None:
        return "until it reaches a higher level or is over"
    return f"until {moment(snooze.until, zone)}"


def window_of(notice: Notice) -> Period | None:
    """Return the window of the notice's figures; the episode's own may be an earlier one."""
    return notice.figures.window if notice.figures else notice.window


def format_window(rule: AlertRule, window: Period) -> str:
    """`on Wed 25 Nov`, `in the week from Mon 23 Nov`, `in November`, `in the 24 h up to …`."""
    start, last = window.local_start.date(), window.local_end.date() - DAY
    if rule.hours:
        return f"in the {format_hours(rule.hours)} up to {moment(window.end, window.zone)}"
    match rule.every:
        case "day":
            holiday = holiday_on(start, rule.holidays)
            return f"on {short_day(start)}{f' ({escape(holiday)})' if holiday else ''}"
        case "week":
            return f"in the week from {short_day(start)}"
        case "month" if start.day == 1:
            return f"in {start:%B}"
        case "quarter" if start.day == 1 and start.month % 3 == 1:
            return f"in Q{start.month // 3 + 1} {start.year}"
        case "year" if (start.month, start.day) == (1, 1):
            return f"in {start.year}"
    return f"from {short_day(start)} to {short_day(last)}"


def level_of(rule: AlertRule, notice: Notice | Episode) -> Level | None:
    """Return the highest reached level; None if the rule was edited since."""
    return rule.levels[notice.rank] if 0 <= notice.rank < len(rule.levels) else None


def next_of(rule: AlertRule, notice: Notice | Episode) -> Level | None:
    """Return the level after the reached one."""
    return rule.levels[notice.rank + 1] if 0 <= notice.rank + 1 < len(rule.levels) else None


def chunked(lines: Iterable[str], size: int) -> list[str]:
    """Join so many lines to a paragraph, because Slack folds longer ones."""
    kept = list(lines)
    return ["\n".join(kept[at : at + size]) for at in range(0, len(kept), size)]
