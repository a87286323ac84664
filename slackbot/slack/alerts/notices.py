"""Draws notices: one message for each episode, edited to its latest state, with a history in its
thread; and messages about failed checks. All functions are pure."""

from collections.abc import Mapping

from slackbot.domain.alerts.alert import Alert, RuleState
from slackbot.domain.alerts.episode import LEVELS, Episode, Notice, NoticeKind
from slackbot.domain.spelling import number_of
from slackbot.domain.usage.report import PROVISIONAL
from slackbot.slack.alerts.buttons import episode_controls, in_row, numbers_button, resume_button
from slackbot.slack.alerts.figures import (
    by_now,
    ended,
    format_level,
    lost,
    recovered,
    unknown,
    used,
)
from slackbot.slack.alerts.lead import lead, title
from slackbot.slack.alerts.words import (
    called,
    format_snooze,
    level_of,
    mentions,
    moment,
    next_of,
    who,
    window_of,
    words_alone,
)
from slackbot.slack.blocks.blocks import (
    Block,
    Message,
    actions,
    context,
    header,
    message,
    optional,
    section,
    spoken,
)
from slackbot.slack.blocks.text import cut, escape, window

GRAVEST, LOWER, OVER = ":red_circle:", ":large_orange_circle:", ":white_check_mark:"
LONGEST_REASON = 600
GONE = {RuleState.REMOVED, RuleState.CHANGED}
# Follows the reached level if the window ended short of it.
LESS = ", but not by the end: a bot was unlinked, or Kore.ai restated its figures"
APART = "It says nothing about usage."
GO_ON = "I keep checking, and report what the known figures prove. I'll say when there are enough."


def notice_parent(
    alert: Alert,
    notice: Notice,
    names: Mapping[str, str],
    episode: Episode | None,
    *,
    muted: bool = False,
) -> Message:
    """Draw the one message of an episode, as of its latest notice.

    It mentions people only when it is first posted: not once the level of `episode` was told, nor
    at a later level, which the thread tells.
    """
    head = f"{emoji(alert, notice)} {title(alert, notice, names)}"
    line, more = lead(alert.rule, notice.figures)
    call = mentions(notice) if _is_first(notice, episode) else ""
    first = [f"{line[:1].upper()}{line[1:]}", *([call] if call else [])]
    lines = [
        *more,
        *_levels(alert, notice),
        *_as_of(alert, notice),
        *_latest(alert, notice, episode),
        *_people(alert, notice, episode, muted=muted),
        *([PROVISIONAL] if notice.provisional else []),
    ]
    footer = _footer(alert, notice)
    return message(
        spoken(head, *first, *lines, footer),
        header(head),
        section("\n".join(first)),
        *optional(lines),
        context(footer),
        *_buttons(alert, notice, episode, muted=muted),
    )


def notice_reply(alert: Alert, notice: Notice, names: Mapping[str, str]) -> Message:
    """Draw a line of the history with the figures of its time.

    For a level after the first, it mentions the people of that level.
    """
    at = moment(notice.at, alert.rule.zone)
    head = f"{emoji(alert, notice)} {at} – {sentence(alert, notice, names)}"
    call = mentions(notice) if notice.kind is NoticeKind.ESCALATED else ""
    text = "\n".join(filter(None, (head, call)))
    provisional = [PROVISIONAL] if notice.provisional else []
    return message(spoken(*text.splitlines(), *provisional), section(text), *optional(provisional))


def check_failed(
    alert: Alert, notice: Notice, names: Mapping[str, str], *, broken: bool = False
) -> Message:
    """Draw the message that the check itself fails, or cannot judge for missing figures.

    `broken`: the app has given up checking.
    """
    if notice.holes and not broken:
        head = f":warning: {called(alert)} can't be judged: figures are missing."
        why = f"{unknown(alert.rule, notice, names)}. {GO_ON}"
        return message(spoken(head, why), section(head), context(why))
    since = moment(notice.at, alert.rule.zone, named=True)
    reason = escape(cut(notice.reason, LONGEST_REASON)).removesuffix(".") or "No reason is known"
    failing = f"The check of alert {escape(alert.label)} itself fails since {since}"
    text = f":warning: {failing}. {reason}. {APART}"
    given_up = "Checks have stopped. Fix that, then resume it."
    lines = [text, given_up] if broken else [text]
    buttons = [actions(resume_button(alert.number))] if broken else []
    return message(spoken(*lines), section("\n".join(lines)), *buttons)


def check_recovered(alert: Alert, notice: Notice) -> Message:
    """Draw the message that the check works again."""
    at = moment(notice.at, alert.rule.zone, named=True)
    text = f"{OVER} The check of alert {escape(alert.label)} works again since {at}."
    if notice.holes:
        text = f"{OVER} {called(alert)} can be judged again since {at}: there are enough figures."
    return message(text, section(text))


def sentence(alert: Alert, notice: Notice, names: Mapping[str, str]) -> str:
    """Write which level the figures crossed, or how the episode ended."""
    found, bot = notice.figures, who(notice.bot_id, names)
    if notice.kind is NoticeKind.ENDED:
        return f"{bot} {ended(alert.rule, found)}"
    if found is None:
        return f"{bot}: no figure"
    if notice.kind is NoticeKind.RESOLVED:
        return f"recovered. {bot} {recovered(alert.rule, found)}"
    text = f"{bot} {used(alert.rule, found)}"
    level = format_level(alert.rule, notice.level)
    link = " –" if alert.rule.hours else ":"  # after a time, a colon would make an emoji's name
    return f"{text}{link} {level}" if level else text


def emoji(alert: Alert, notice: Notice) -> str:
    """Choose red for the gravest level, orange for the others, a tick for an end."""
    if notice.kind not in LEVELS:
        return OVER
    return colour(alert, notice.rank)


def colour(alert: Alert, rank: int) -> str:
    """Return the colour of the level with this rank."""
    return GRAVEST if rank >= len(alert.rule.levels) - 1 else LOWER


def _is_first(notice: Notice, episode: Episode | None) -> bool:
    told = episode is not None and episode.told >= notice.rank
    return notice.kind is NoticeKind.FIRED and not told


def _as_of(alert: Alert, notice: Notice) -> list[str]:
    """Write the time of the figures above, if they still grow."""
    rule, found = alert.rule, notice.figures
    if notice.kind not in LEVELS or found is None or found.over or not rule.is_bound:
        return []
    return [f"As of {moment(found.at, rule.zone)}"]


def _levels(alert: Alert, notice: Notice) -> list[str]:
    """Write the next level; after the end of an episode, write the level that was reached."""
    level, after = (f(alert.rule, notice) for f in (level_of, next_of))
    if notice.kind not in LEVELS:
        text = format_level(alert.rule, level)
        why = LESS if lost(alert.rule, notice.figures, level) else ""
        return [f"Highest level reached: {text}{why}"] if text else []
    if notice.final:
        return ["These figures are final."]
    return [f"Next level: {format_level(alert.rule, after)}"] if after else []


def _latest(alert: Alert, notice: Notice, episode: Episode | None) -> list[str]:
    """Write the latest figure; the notice keeps its own. Without a later figure, say so."""
    if episode is None or notice.kind not in LEVELS:
        return []
    if episode.inconclusive:
        reason = escape(cut(episode.inconclusive, LONGEST_REASON))
        return [f":grey_question: Latest figure missing: {reason}"]
    found = episode.figures
    if found is None or notice.figures is None:
        return []
    told, now = ((each.score, bool(each.holes)) for each in (notice.figures, found))
    if found.at <= notice.figures.at or now == told:
        return []
    at, level = moment(found.at, alert.rule.zone), level_of(alert.rule, notice)
    gone = by_now(alert.rule, found, level) if lost(alert.rule, found, level) else ""
    latest = f"Latest, {at} – {lead(alert.rule, found).line.replace('*', '')}{gone}"
    return [latest, *_fewer(notice.figures.bots, found.bots)]


def _fewer(told: int, now: int) -> list[str]:
    """Write that the told figure was the sum of more bots."""
    if now >= told:
        return []
    bots = number_of(now, "bot")
    return [f":grey_question: This covers {bots}, the alert above {told}: see `/billing bots`"]


def _fires(notice: Notice) -> bool:
    return notice.kind in LEVELS and not notice.final


def _buttons(alert: Alert, notice: Notice, episode: Episode | None, *, muted: bool) -> list[Block]:
    if not _fires(notice) or alert.state in GONE:
        return in_row(*numbers_button(alert, notice))
    return [episode_controls(alert, notice, episode, muted=muted)]


def _took(alert: Alert, episode: Episode | None) -> list[str]:
    if episode is None or episode.acknowledged_at is None:
        return []
    at = moment(episode.acknowledged_at, alert.rule.zone)
    return [f":eyes: Acknowledged {at} by <@{episode.acknowledged_by}>"]


def _people(alert: Alert, notice: Notice, episode: Episode | None, *, muted: bool) -> list[str]:
    """Write who acknowledged it; while it fires, also why no more notices come."""
    lines, snooze = _took(alert, episode), episode.snooze if episode else None
    if not _fires(notice):
        return lines
    if snooze and (snooze.until is None or snooze.until > notice.at):
        until = format_snooze(snooze, alert.rule.zone)
        lines.append(f":zzz: Snoozed by <@{snooze.by}> {until}")
    if alert.state is RuleState.CHANGED:
        lines.append(f":pencil2: {called(alert)} was edited since, so this stays as it is.")
    elif alert.state is RuleState.REMOVED:
        lines.append(f":double_vertical_bar: {called(alert)} was removed.")
    elif not alert.is_active:
        again = f"`/billing alerts resume {alert.number}`"
        lines.append(f":double_vertical_bar: {called(alert)} is {alert.state}. Resume it: {again}")
    elif muted:
        again = f"`/billing alerts unmute {alert.number}`"
        lines.append(f":no_bell: {called(alert)} is muted. Turn it back on: {again}")
    return lines


def _footer(alert: Alert, notice: Notice) -> str:
    span = window_of(notice)
    period = escape(window(span, alert.rule.zone)) if span else ""
    return " · ".join(filter(None, (period, words_alone(alert), "`/billing alerts`")))
