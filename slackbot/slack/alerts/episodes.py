"""Writes an episode of a replay as one line: its levels with their times, and its end."""

from collections.abc import Iterable, Mapping

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.checks.replay import Replay
from slackbot.domain.alerts.episode import LEVELS, NOTHING, Notice, NoticeKind
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.period import short_day
from slackbot.domain.spelling import listed
from slackbot.slack.alerts.figures import ended_at, format_levels
from slackbot.slack.alerts.lead import lead
from slackbot.slack.alerts.words import format_window, moment, who, window_of


def format_episode(alert: Alert, first: Notice, replay: Replay, names: Mapping[str, str]) -> str:
    """Write the episode that begins with the notice `first`.

    A rule with one level shows the figures of that moment; a rule with several levels shows the
    time of each. A level that was already reached when the period began has no time.
    """
    own = [each for each in replay.notices if each.episode == first.episode]
    told = [each for each in own if each.kind in LEVELS]
    closing = next((_closed(alert, each) for each in own if each.kind not in LEVELS), "")
    if len(alert.rule.levels) > 1:
        if told[-1].final:
            closing = ended_at(alert.rule, told[-1].figures)
        parts = [*_levels(alert.rule, told, replay), closing]
        return f"{_head(alert, first, names)}: {', '.join(filter(None, parts))}"
    at = moment(first.at, alert.rule.zone)
    if first.at <= replay.by_then:
        at = "Before the 90 days began"
    bot = f"{who(first.bot_id, names)}: " if first.bot_id else ""
    text = f"*{at}* – {bot}{lead(alert.rule, first.figures).line}"
    return "; ".join(filter(None, (text, closing))).replace("†", "")  # now settled


def _head(alert: Alert, first: Notice, names: Mapping[str, str]) -> str:
    """Write the bot, and the window if there is one: `*SupportBot* in November`, `In November`."""
    bot, window = who(first.bot_id, names), window_of(first)
    if not alert.rule.is_bound or window is None:
        return bot
    span = format_window(alert.rule, window)
    return f"{bot} {span}" if first.bot_id else f"{span[0].upper()}{span[1:]}"


def _levels(rule: AlertRule, told: Iterable[Notice], replay: Replay) -> list[str]:
    """`50 and 80% on Mon 21 Sep`: levels reached at the same time are one part."""
    reached: dict[str, list[int]] = {}
    highest = NOTHING
    for notice in told:
        when = _when(rule, notice, replay)
        reached.setdefault(when, []).extend(range(highest + 1, notice.rank + 1))
        highest = max(highest, notice.rank)
    return [f"{_levels_text(rule, ranks)} {when}" for when, ranks in reached.items()]


def _levels_text(rule: AlertRule, ranks: Iterable[int]) -> str:
    """`50 and 80%`, `over 600`: the levels in short, because the full rule is shown above."""
    levels = (rule.levels[rank].at for rank in ranks)
    return format_levels(rule, listed(map(rule.level_in_words, levels)))


def _when(rule: AlertRule, notice: Notice, replay: Replay) -> str:
    """Write the day, with the hour if the window is short or there is none."""
    if notice.at <= replay.by_then:
        return "before the 90 days began"
    date, _, time = moment(notice.at, rule.zone).rpartition(", ")
    if rule.is_bound and rule.every != "day":
        return f"on {date}"
    window = window_of(notice)
    same = rule.is_bound and window is not None and short_day(window.local_start.date()) == date
    return f"at {time}" if same else f"on {date} at {time}"


def _closed(alert: Alert, closing: Notice) -> str:
    if closing.kind is NoticeKind.ENDED:
        return ended_at(alert.rule, closing.figures)
    return f"recovered on {moment(closing.at, alert.rule.zone)}"
