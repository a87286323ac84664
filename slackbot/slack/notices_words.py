"""What is said of a rule's figures: who used how much of what, and which level that is. Escaped."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from slackbot.domain.allowance import Share
from slackbot.domain.episode import Episode, Inconclusive, Measurement, Notice
from slackbot.domain.job import DAY
from slackbot.domain.period import Period
from slackbot.domain.threshold import Kind, Level, Side, Threshold
from slackbot.domain.threshold_rule import ThresholdRule
from slackbot.domain.threshold_words import describe, listed, said_hours
from slackbot.slack.text import counted, cut, escape

# Above and below, without the level and with it: as what is, not as what is asked for.
REACHED = {
    (Side.ABOVE, False): "over",
    (Side.ABOVE, True): "at or over",
    (Side.BELOW, False): "under",
    (Side.BELOW, True): "at or under",
}
WRITTEN = re.compile(r"<(?:[@!]|!subteam\^)(\w{1,24})(?:\|[^<>]*)?>")
# Without an at sign: Slack may read one by itself, and call them.
BROADCASTS = {"here": "all who are here", "channel": "the whole channel"}
MOST_RULE = 600  # escaped characters of a rule in words
MOST_NAMED = 4
NO_FIGURES = "a figure that Kore.ai never sent"


def who(bot_id: str, names: Mapping[str, str]) -> str:
    """The bot in bold, or all together."""
    return f"*{escape(names.get(bot_id, bot_id))}*" if bot_id else "*All bots together*"


def called(rule: ThresholdRule) -> str:
    """`Alert 2`."""
    return f"Alert {rule.number}"


def words(rule: ThresholdRule, names: Mapping[str, str]) -> str:
    """The rule as it may be typed; whom it mentions is named here, and not called."""
    return cut(quiet(describe(rule.threshold), names), MOST_RULE)


def words_alone(rule: ThresholdRule) -> str:
    """The same without whom it mentions."""
    levels = tuple(level.model_copy(update={"mentions": ()}) for level in rule.threshold.levels)
    said = describe(rule.threshold.model_copy(update={"levels": levels}))
    return cut(escape(said), MOST_RULE)


def quiet(text: str, names: Mapping[str, str]) -> str:
    """Escaped; who is mentioned is just named, or as typed where no name is known."""
    known = {**BROADCASTS, **names}
    return escape(WRITTEN.sub(lambda found: known.get(found[1], found[0]), text))


def mentions(notice: Notice) -> str:
    """Those whom the notice calls, as Slack writes them; what is no mention is not one here."""
    return " ".join(each if WRITTEN.fullmatch(each) else escape(each) for each in notice.mentions)


def said_bots(rule: ThresholdRule, names: Mapping[str, str]) -> str:
    """The rule's bots by name; without any of its own, all that the channel has by then."""
    if not rule.bot_ids:
        return "all bots of this channel, also those that are linked later"
    shown = [escape(names.get(id_, id_)) for id_ in rule.bot_ids[:MOST_NAMED]]
    more = len(rule.bot_ids) - len(shown)
    return listed([*shown, f"{more} more"] if more else shown)


def moment(at: datetime, zone: str) -> str:
    """`Wed 25 Nov, 10:12`, on the rule's own clock. No colon may follow: `:12:` is an emoji's."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {local:%H:%M}"


def day(at: date) -> str:
    """`Wed 25 Nov`."""
    return f"{at:%a} {at.day} {at:%b}"


def window_of(notice: Notice) -> Period | None:
    """What its figures are of; the episode's own may be an earlier one."""
    return notice.figures.window if notice.figures else notice.window


def said_window(rule: Threshold, window: Period) -> str:
    """`on Wed 25 Nov`, `in the week from Mon 23 Nov`, `in November`, `in the 24 h up to …`."""
    start, last = window.local_start.date(), window.local_end.date() - DAY
    if rule.hours:
        return f"in the {said_hours(rule.hours)} up to {moment(window.end, window.zone)}"
    match rule.every:
        case "day":
            return f"on {day(start)}"
        case "week":
            return f"in the week from {day(start)}"
        case "month" if start.day == 1:
            return f"in {start:%B}"
        case "quarter" if start.day == 1 and start.month % 3 == 1:
            return f"in Q{start.month // 3 + 1} {start.year}"
        case "year" if (start.month, start.day) == (1, 1):
            return f"in {start.year}"
    return f"from {day(start)} to {day(last)}"


def said_level(rule: Threshold, level: Level | None) -> str:
    """`over 10,000 sessions per day`, `at or over 80 %`; nothing where there is but one way."""
    if level is None or rule.kind is Kind.UNUSUAL:
        return ""
    if rule.kind is Kind.SILENCE:
        return f"{'at least' if rule.inclusive else 'more than'} {level.at:,} h"
    if rule.kind is Kind.CHANGE:
        more = "at least" if rule.inclusive else "more than"
        return f"{'down' if rule.side is Side.BELOW else 'up'} {more} {level.at:,} %"
    reached = REACHED[rule.side, rule.inclusive]
    if rule.kind is Kind.SHARE:
        return f"{reached} {level.at:,} %"
    per = f"in any {said_hours(rule.hours)}" if rule.hours else f"per {rule.every}"
    return f"{reached} {counted(level.at, rule.unit)} {per}"


def used(rule: Threshold, found: Measurement) -> str:
    """What the figures are, behind the bot's name: `used *10,424 sessions* on Wed 25 Nov`."""
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


def _used(rule: Threshold, found: Measurement) -> str:
    so_far = "" if found.over or rule.hours else " so far"
    return f"used {amount(rule, found)} {said_window(rule, found.window)}{so_far}"


def amount(rule: Threshold, found: Measurement) -> str:
    """`*10,424* sessions`, with the mark of what may still change."""
    return _marked(found.value, rule, found)


def _marked(count: int, rule: Threshold, found: Measurement) -> str:
    figure, unit = counted(count, rule.unit).split(" ", 1)
    return f"*{figure}* {unit}{'' if found.settled else '†'}"


def share_of(rule: Threshold, found: Measurement) -> str:
    """`*82 %* of the November allowance, 40,000 sessions`."""
    said = Share(
        used=found.value,
        amount=rule.allowance or 1,
        percent=int(found.percent or 0),
        base=escape(found.base),
    ).describe()
    percent, _, base = said.partition(" of ")
    return f"*{percent}* of {base}"


def unusually(found: Measurement) -> str:
    """`more than usual (2,900–3,700, what 8 Tuesdays held)`."""
    band = f"({found.low or 0:,}–{found.high or 0:,}, {escape(found.base)})"
    if found.value > (found.high or 0):
        return f"more than usual {band}"
    return f"{'less than' if found.value < (found.low or 0) else 'which is'} usual {band}"


def _foreseen(rule: Threshold, found: Measurement) -> str:
    ends = _marked(round(found.score), rule, found)
    between = f"{found.low or 0:,}–{found.high or 0:,}, {escape(found.base)}"
    return (
        f"may come to {ends} {said_window(rule, found.window)} ({between}; {found.value:,} so far)"
    )


def _moved(rule: Threshold, found: Measurement) -> str:
    said = f"used {amount(rule, found)} {said_window(rule, found.window)}"
    base, before = escape(found.base), round(found.before or 0)
    if found.percent is None:
        return f"{said}, after none in {base}" if not before else said
    more = "more" if found.percent >= 0 else "less"
    return f"{said}, *{abs(found.percent):,.1f} % {more}* than {base} ({before:,})"


def _silent(rule: Threshold, found: Measurement) -> str:
    if not found.value:
        return f"has {rule.unit.plural} again"
    since = moment(found.window.start, found.window.zone)
    return f"had *no {rule.unit.plural}* since {since}, for *{found.value:,} h*"


def ended(rule: Threshold, found: Measurement | None) -> str:
    """How an episode's window ended: `ended at *112 %* of the November allowance, …`."""
    if found is None:
        return f"ended with {NO_FIGURES}"
    where = said_window(rule, found.window)
    if rule.kind is Kind.SHARE:
        return f"ended at {share_of(rule, found)} ({counted(found.value, rule.unit)})"
    said = f"ended at {amount(rule, found)} {where}"
    return f"{said}, {unusually(found)}" if rule.kind is Kind.UNUSUAL else said


def ended_at(rule: Threshold, found: Measurement | None) -> str:
    """The same in short: `ended at 112 %`."""
    if found is None:
        return f"ended with {NO_FIGURES}"
    share = rule.kind is Kind.SHARE
    return (
        f"ended at {f'{int(found.percent or 0):,} %' if share else counted(found.value, rule.unit)}"
    )


def unknown(rule: Threshold, found: Inconclusive, names: Mapping[str, str]) -> str:
    """That nothing can be said of a figure, and why."""
    where = said_window(rule, found.window) if rule.is_bound else "now"
    return f"{who(found.bot_id, names)} {where}: not known, {escape(found.reason)}"


def level_of(rule: Threshold, notice: Notice | Episode) -> Level | None:
    """The highest level of it; none where the rule has been changed since."""
    return rule.levels[notice.rank] if 0 <= notice.rank < len(rule.levels) else None


def next_of(rule: Threshold, notice: Notice | Episode) -> Level | None:
    """The level after it."""
    return rule.levels[notice.rank + 1] if 0 <= notice.rank + 1 < len(rule.levels) else None


def chunked(lines: Iterable[str], size: int) -> list[str]:
    """So many lines to a paragraph: Slack folds what is longer."""
    kept = list(lines)
    return ["\n".join(kept[at : at + size]) for at in range(0, len(kept), size)]
