"""The buttons under notices and alerts: each carries words that people could type instead."""

from datetime import timedelta

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.describe import describe, describe_unnamed
from slackbot.domain.alerts.episode import Notice
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.period import DAY, Period
from slackbot.domain.query import Grouping, UsageQuery
from slackbot.domain.usage.report import SUITABLE
from slackbot.language.alerts.reading import LONGEST_RULE
from slackbot.language.commands import LONGEST_TEXT
from slackbot.slack.alerts.words import window_of
from slackbot.slack.blocks.blocks import Block, actions, button
from slackbot.slack.questions.buttons import words_of

TWO_DAYS = timedelta(hours=49)  # two days, when clocks go back
SNOOZES = {"1h": "Snooze 1 hour", "1d": "1 day", "change": "Until it changes"}


def episode_buttons(
    alert: Alert, notice: Notice, *, acknowledged: bool, muted: bool
) -> list[Block]:
    """Make the buttons of a firing episode: acknowledge, snooze, mute, and show the numbers.

    Snoozes are buttons and not a menu, because an option holds 75 characters and the key of an
    episode alone may have as many.
    """
    key = notice.episode
    first = (
        []
        if acknowledged
        else [button("Acknowledge", "ask:alert-ack", f"alerts ack {key}", style="primary")]
    )
    snoozes = SNOOZES | {"period": f"Until {_next(alert.rule)}"}
    return [
        actions(*first, *numbers_button(alert, notice), mute_button(alert, muted=muted)),
        actions(
            *(
                _snooze(label, f"ask:alert-snooze-{time}", f"alerts snooze {time} {key}")
                for time, label in snoozes.items()
            )
        ),
    ]


def _snooze(label: str, action: str, words: str) -> Block:
    """Make a snooze button: its label is short for a phone, and screen readers get a full one."""
    aloud = f"Snooze {label.removeprefix('Snooze ').lower()}"
    return button(label, action, words) | {"accessibility_label": aloud}


def _next(rule: AlertRule) -> str:
    return "tomorrow" if rule.every in (None, "day") else f"next {rule.every}"


def mute_button(alert: Alert, *, muted: bool) -> Block:
    """Make the button that mutes or unmutes the whole alert."""
    did = "unmute" if muted else "mute"
    return button(f"{did.capitalize()} rule", f"ask:alert-{did}", f"alerts {did} {alert.number}")


def numbers_button(alert: Alert, notice: Notice) -> list[Block]:
    """Make the button that asks for the notice's figures; none if its question is too long."""
    window = window_of(notice)
    if window is None:
        return []
    words = words_of(numbers_query(alert, notice, window))
    fits = len(words) <= LONGEST_TEXT
    return [button("Show the numbers", "ask:alert-numbers", words)] if fits else []


def numbers_query(alert: Alert, notice: Notice, window: Period) -> UsageQuery:
    """Return the query for the window: the whole window if it is over, else the window so far."""
    running = notice.at < window.end
    bots = (notice.bot_id,) if notice.bot_id else alert.bot_ids
    return UsageQuery(
        period=window,
        running=running,
        until=window.end if running else None,
        bots=bots,
        all_bots=not bots,
        units=(alert.rule.unit,),
        grouping=_grouping(window),
        week_start=alert.rule.week_start,
    )


def _grouping(window: Period) -> Grouping:
    length = window.end - window.start
    if length <= TWO_DAYS:
        return Grouping.HOUR
    fitting = (grouping for days, grouping in SUITABLE if length < (days + 1) * DAY)
    return next(fitting, Grouping.MONTH)


def save_button(alert: Alert) -> list[Block]:
    """Make the button that saves the alert; none if its words are too long."""
    words = describe(alert.rule)
    if len(words) > LONGEST_RULE:
        return []
    which = f"#{alert.number} " if alert.number else ""  # an edit replaces this alert
    return [button("Save", "ask:alert-save", f"alerts save {which}{words}", style="primary")]


def resume_button(which: str | int) -> Block:
    """Make the button that resumes the checks."""
    return button("Resume", f"ask:alert-resume:{which}", f"alerts resume {which}", style="primary")


def alert_buttons(alert: Alert, *, checked: bool) -> Block:
    """Make the buttons under an alert of a list; one that is `checked` can be paused."""
    n = alert.number
    pause = button("Pause", f"ask:alert-pause:{n}", f"alerts pause {n}")
    return actions(
        button("Test", f"ask:alert-test:{n}", f"alerts test {n}"),
        pause if checked else resume_button(n),
        button("Edit", f"ask:alert-edit:{n}", f"alerts edit {n}"),
        button(
            "Remove",
            f"ask:alert-remove:{n}",
            f"alerts remove {n}",
            confirm=f"Alert {n}, {describe_unnamed(alert.rule)}, will not be checked any more.",
        ),
    )


def in_row(*buttons: Block) -> list[Block]:
    """Put the buttons in a row, if there are any."""
    return [actions(*buttons)] if buttons else []
