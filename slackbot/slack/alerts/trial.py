"""Draws a trial of an alert: its notices in the past 90 days, and its notices now."""

from collections.abc import Iterable, Mapping, Sequence

from slackbot.domain.alerts.alert import Alert, RuleState
from slackbot.domain.alerts.checks.replay import Replay
from slackbot.domain.alerts.describe import describe
from slackbot.domain.alerts.episode import Inconclusive, Measurement, Notice
from slackbot.domain.alerts.rule import window_at
from slackbot.domain.spelling import listed
from slackbot.domain.usage.counting import counting_in
from slackbot.domain.usage.report import PROVISIONAL
from slackbot.slack.alerts.buttons import cancel_button, change_button, in_row, save_button
from slackbot.slack.alerts.episodes import format_episode
from slackbot.slack.alerts.figures import unknown, used
from slackbot.slack.alerts.lead import lead
from slackbot.slack.alerts.notices import emoji, sentence
from slackbot.slack.alerts.words import called, chunked, quiet, who, words
from slackbot.slack.blocks.blocks import Block, Message, context, message, optional, section, spoken
from slackbot.slack.blocks.text import escape, window

MOST_FIRED = 5
MOST_FIGURES = 10
MOST_AT_ONCE = 5
A_BLOCK = 5
TEST = "This is a test: nothing was posted, and nobody was notified."
SAVED = ":loudspeaker: If you save this now, it alerts"
LONG = "That's too long for a button: type it after `/billing alert when`."


def replay_message(
    alert: Alert, replay: Replay, names: Mapping[str, str], *, elsewhere: bool = False
) -> Message:
    """Draw the replay: what it would say at once, its firings, their data, and a save button.

    `elsewhere`: it is read in another channel, where the alert's number means another one.
    """
    head = f"{_times(replay)}: *{words(alert, names)}*"
    fired = [format_episode(alert, each, replay, names) for each in replay.fired]
    more = len(fired) - MOST_FIRED
    lines = [f"• {line}" for line in fired[-MOST_FIRED:]]
    before = [f"… and {more:,} before them"] if more > 0 else []
    known, at_once = _known(alert, replay), _at_once(alert, replay, names)
    which = alert.id if elsewhere else alert.number
    save = save_button(alert, which)
    again = f"alerts edit {which}" if alert.number else "alert when"
    typed = describe(alert.rule)
    rest = "…" if set("@<") & set(typed) or not save else typed  # a copy would notify people
    change = f"Nothing is saved yet. To change it, edit this and send it: `/billing {again} {rest}`"
    provisional = [PROVISIONAL] if any("†" in line for line in at_once) else []
    tail = [*provisional, change] if save else [*provisional, change, LONG]
    return message(
        spoken(*at_once, head, *before, *lines, *known, *tail),
        *_paragraphs(at_once),
        section(head),
        *_paragraphs([*before, *lines]),
        context("\n".join((*known, *tail))),
        *in_row(*save, change_button(alert), *([cancel_button()] if save else [])),
    )


def try_message(
    alert: Alert,
    found: Sequence[Measurement | Inconclusive],
    notices: Sequence[Notice],
    names: Mapping[str, str],
    *,
    reason: str = "",
) -> Message:
    """Draw the present measurement and notices, or the `reason` why there are none."""
    title = f"*{called(alert)}*: {words(alert, names)}"
    figures = [f"• {_measured(alert, each, names)}" for each in found[-MOST_FIGURES:]]
    more = len(found) - len(figures)
    left_out = [f"… and {more:,} more"] if more > 0 else []
    told = [each for each in notices if each.episode]  # no notices about earlier checks
    would = [f"{emoji(alert, each)} {sentence(alert, each, names)}" for each in told]
    shown = would[:MOST_FIGURES]
    why = f": {escape(reason)}" if reason else ""
    verdict = ["It would alert now:", *shown] if would else [f"It wouldn't alert now{why}."]
    marked = any("†" in line for line in (*figures, *shown))
    tail = [*([PROVISIONAL] if marked else []), TEST]
    return message(
        spoken(title, "Right now:", *figures, *left_out, *verdict, *tail),
        section(title),
        *_paragraphs(["Right now:", *(figures or ["• no figures"]), *left_out]),
        *_paragraphs(verdict),
        *optional(tail),
    )


def _times(replay: Replay) -> str:
    count = len(replay.fired)
    if replay.checks == replay.inconclusive:
        return "No figures for the last 90 days, so I can't say how often this would have alerted"
    if not count:
        return "This wouldn't have alerted in the last 90 days"
    times = "once" if count == 1 else f"{count:,} times"
    return f"This would have alerted {times} in the last 90 days"


def _at_once(alert: Alert, replay: Replay, names: Mapping[str, str]) -> list[str]:
    """Write the notices of the first checks, and whom they would mention.

    A paused alert stays paused when it is edited, so it has none.
    """
    if alert.state is RuleState.PAUSED or not replay.at_once:
        return []
    notices = [
        f"{who(each.bot_id, names)}: {lead(alert.rule, each.figures).line}{_calls(each, names)}"
        for each in replay.at_once
    ]
    needed = alert.rule.needed
    head = f"{SAVED} {'right away' if needed == 1 else f'after {needed} checks'}:"
    if len(notices) == 1:
        return [f"{head} {notices[0]}"]
    more = len(notices) - MOST_AT_ONCE
    left_out = [f"… and {more:,} more"] if more > 0 else []
    return [head, *(f"• {line}" for line in notices[:MOST_AT_ONCE]), *left_out]


def _calls(notice: Notice, names: Mapping[str, str]) -> str:
    """Write whom the notice would mention; here the people are only named."""
    called_ = [quiet(each, names) for each in notice.mentions]
    return f", and notifies {listed(called_)}" if called_ else ""


def _known(alert: Alert, replay: Replay) -> list[str]:
    """Write the data of the replay: the figures, how days are counted, and the gaps."""
    by_day = alert.rule.every is not None
    counting = counting_in(window_at(alert.rule, replay.period.end)) if by_day else ""
    lines = [
        f"Tried on each hour of {escape(window(replay.period))}, with the figures as they are now.",
        *([counting] if counting else []),
    ]
    if replay.inconclusive:
        part = 100 * replay.inconclusive / max(replay.checks, 1)
        text = "less than 1" if part < 1 else f"{int(part)}"
        lines.append(
            f":warning: Of {replay.checks:,} checks, {replay.inconclusive:,} ({text}%) couldn't "
            "be judged: figures or history are missing."
        )
    return lines


def _measured(alert: Alert, found: Measurement | Inconclusive, names: Mapping[str, str]) -> str:
    if isinstance(found, Inconclusive):
        return unknown(alert.rule, found, names)
    return f"{who(found.bot_id, names)} {used(alert.rule, found)}"


def _paragraphs(lines: Iterable[str]) -> list[Block]:
    return [section(chunk) for chunk in chunked(lines, A_BLOCK)]
