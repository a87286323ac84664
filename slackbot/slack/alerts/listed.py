"""Messages about alerts themselves: set-up, list, history, stop, and change by others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from slackbot.domain.access.audit import Change
from slackbot.domain.alerts.alert import Alert, RuleState, Told, Watched
from slackbot.domain.alerts.episode import NoticeKind
from slackbot.domain.channel import Bot
from slackbot.domain.usage.report import PROVISIONAL
from slackbot.ports.slack import NO_CHANGES
from slackbot.slack.alerts.buttons import alert_menu, in_row, resume_button
from slackbot.slack.alerts.figures import looked_at
from slackbot.slack.alerts.notices import emoji, sentence
from slackbot.slack.alerts.status import checked, standing
from slackbot.slack.alerts.words import format_bots, moment, words, words_for_all
from slackbot.slack.audit import since
from slackbot.slack.blocks.blocks import (
    Message,
    actions,
    context,
    message,
    section,
    spoken,
)
from slackbot.slack.blocks.text import cut, escape
from slackbot.slack.listing import MOST_LISTED, history, left_out, listing

LONGEST_REASON = 150
LONGEST_TOLD_REASON = 600
NO_NAMES: Mapping[str, str] = {}
NONE_YET = (
    "This channel has no alert yet. Try `/billing alert when sessions over 10000 per day`, or "
    "`/billing alert at 50, 80 and 100% of 40000 sessions per month`"
)
MANAGE = "`/billing alerts` lists, tests, pauses, changes and removes alerts."
WAITS = "It alerts once Kore.ai's figures are settled."
AT_ONCE = "It alerts right away, even on figures that may still grow (marked †)."


def alert_confirmation(
    alert: Alert,
    changed: bool,
    by: str,
    *,
    often: str = "",
    names: Mapping[str, str] = NO_NAMES,
) -> Message:
    """Tell the channel who set up or `changed` the alert, what it checks, and how `often`.

    The message also says how to manage the alert.
    """
    did = "changed" if changed else "set up"
    whose = "of this channel, for you alone" if alert.to else "of this channel"
    title = f"<@{by}> {did} alert {escape(alert.label)} {whose}: *{words_for_all(alert)}*"
    judged = WAITS if alert.rule.waits else AT_ONCE
    paused = [] if alert.is_active else ["It is paused: `/billing alerts` resumes it."]
    lines = [f"Bots: {format_bots(alert, names)}", looked_at(alert.rule), judged, *paused]
    how = ". ".join(filter(None, (f"{often[:1].upper()}{often[1:]}", MANAGE)))
    return message(
        spoken(title, *lines, how), section(title), section("\n".join(lines)), context(how)
    )


def alert_list(
    watched: Sequence[Watched],
    bots: Iterable[Bot],
    now: datetime,
    changes: Mapping[str, Change] = NO_CHANGES,
) -> Message:
    """List the alerts of the channel for the asker, with their states at `now` and buttons.

    `changes` are the last ones, by words such as `alert 1`.
    """
    names = {bot.id: bot.name for bot in bots}
    shown = watched[:MOST_LISTED]
    zoned = len({each.alert.rule.zone for each in watched}) > 1
    texts = [_listed(each, names, now, changes, zoned=zoned) for each in shown]
    menus = [alert_menu(each.alert.number, checked=_speaks(each)) for each in shown]
    tail = [
        *left_out(len(watched) - len(shown), "/billing alert history"),
        *([PROVISIONAL] if any("†" in text for text in texts) else []),
    ]
    return listing("alert", list(zip(texts, menus, strict=True)), tail, NONE_YET)


def alert_history(told: Sequence[tuple[Alert, Told]], names: Mapping[str, str]) -> Message:
    """List the delivered notices for the asker, with the figures of their times."""
    if not told:
        text = "No alert has fired in this channel yet."
        return message(text, section(text))
    zones = {alert.rule.zone for alert, _ in told[:MOST_LISTED]}
    zoned = len(zones) > 1
    lines = [f"• {_told(alert, each, names, zoned=zoned)}" for alert, each in told[:MOST_LISTED]]
    title = "Alert history" if zoned else f"Alert history ({zones.pop()})"
    return history(title, lines, len(told))


def alert_stopped(alert: Alert) -> Message:
    """Tell the owner alone that the alert is stopped, why, and how to resume it."""
    reason = escape(cut(alert.reason, LONGEST_TOLD_REASON)) or "No reason is known"
    stop = "" if reason.endswith((".", "?", "!", "…", "`")) else "."
    text = (
        f"Your alert {escape(alert.label)} in <#{alert.channel}> ({words_for_all(alert)}) is "
        f"stopped. {reason}{stop}\nFix that, then resume it."
    )
    return message(text, section(text), actions(resume_button(alert.id)))


def alert_changed(alert: Alert, by: str, did: str) -> Message:
    """Tell the owner alone who changed the alert; `did` is a word such as `paused`."""
    text = (
        f"<@{by}> has {did} your alert {escape(alert.label)} in <#{alert.channel}>: "
        f"{words_for_all(alert)}."
    )
    paused = [resume_button(alert.id)] if alert.state is RuleState.PAUSED else []
    return message(text, section(text), *in_row(*paused))


def _listed(
    each: Watched,
    names: Mapping[str, str],
    now: datetime,
    changes: Mapping[str, Change],
    *,
    zoned: bool,
) -> str:
    alert, zone = each.alert, each.alert.rule.zone
    when = since(changes.get(f"alert {alert.number}"), zone)
    fired = "never fired"
    if each.fired_at:
        fired = f"last fired {moment(each.fired_at, zone, named=zoned)}"
    return "\n".join(
        (
            f"*{escape(alert.label)}* · *{words(alert, names)}*{_now_called(alert, names)}",
            *standing(each, names, now),
            f"{checked(each, zoned=zoned)} · {fired} · set up by <@{alert.owner}>{when}"
            + (" · for you alone" if alert.to else ""),
        )
    )


def _now_called(alert: Alert, names: Mapping[str, str]) -> str:
    """Write the present names of the bots, if the rule's words do not have them."""
    known = [names[bot_id] for bot_id in alert.bot_ids if bot_id in names]
    if not known or [name.casefold() for name in known] == [alert.rule.bot.casefold()]:
        return ""
    return f" · {format_bots(alert, names)}"


def _speaks(each: Watched) -> bool:
    """Tell whether the alert is checked and not muted; else it can be resumed."""
    return each.alert.is_active and not (each.memory.broken or each.memory.muted)


def _told(alert: Alert, told: Told, names: Mapping[str, str], *, zoned: bool) -> str:
    notice, at = told.notice, moment(told.at, alert.rule.zone, named=zoned)
    removed = " (removed)" if alert.state is RuleState.REMOVED else ""
    head = f"Alert {escape(alert.label)}{removed}, *{at}*"
    if notice.kind is NoticeKind.CHECK_FAILED:
        reason = escape(cut(notice.reason, LONGEST_REASON))
        what = "figures were missing" if notice.holes else "the check itself failed"
        return f"{head} – :warning: {what}: {reason}"
    if notice.kind is NoticeKind.CHECK_RECOVERED:
        return f"{head} – {'figures are back' if notice.holes else 'the check works again'}"
    text = sentence(alert, notice, names).replace("†", " (provisional)")  # as of that time
    return f"{head} – {emoji(alert, notice)} {text}"
