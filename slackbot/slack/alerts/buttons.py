"""The buttons under notices and alerts: each carries words that people could type instead."""

from datetime import timedelta

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.describe import describe
from slackbot.domain.alerts.episode import Episode, Notice, short_key
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.period import DAY, Period
from slackbot.domain.query import AskedFact, Fact, Grouping, UsageQuery
from slackbot.domain.usage.report import SUITABLE
from slackbot.language.alerts.reading import LONGEST_RULE
from slackbot.language.commands import LONGEST_TEXT
from slackbot.language.names.called import called
from slackbot.language.questions.words import words_of
from slackbot.slack.alerts.words import window_of
from slackbot.slack.blocks.blocks import Block, actions, button, overflow, select
from slackbot.slack.forms.buttons import form_button, form_option

TWO_DAYS = timedelta(hours=49)  # two days, when clocks go back
SNOOZES = {"1 hour": "1h", "1 day": "1d", "Until it changes": "change"}


def episode_controls(
    alert: Alert, notice: Notice, episode: Episode | None, *, muted: bool
) -> Block:
    """Make the controls of a firing episode: acknowledge it, show its numbers, snooze it; and, in a
    menu, what is about the whole alert.
    """
    key = notice.episode
    done = episode is not None and bool(episode.acknowledged_by)
    acknowledge = button("Acknowledge", "ask:alert-ack", f"alerts ack {key}", style="primary")
    return actions(
        *([] if done else [acknowledge]),
        *numbers_button(alert, notice),
        _snooze(alert.rule, key, alert.number),
        _more(alert.number, muted=muted),
        id_=_row(episode),
    )


def _snooze(rule: AlertRule, key: str, number: int) -> Block:
    """Make the menu of snoozes. Its options are too short for the whole key of an episode."""
    times = SNOOZES | {f"Until {_next(rule)}": "period"}
    short = short_key(key)
    options = {label: f"alerts snooze {time} {short}" for label, time in times.items()}
    options["Another length …"] = form_option("snooze", str(number))
    return select("Snooze", "ask:alert-snooze", options)


def _row(episode: Episode | None) -> str:
    """Return an id that a snooze changes, so that the menu shows no choice and takes the same one
    again.
    """
    snooze = episode.snooze if episode else None
    if snooze is None:
        return "alert"
    until = f"{snooze.until:%Y-%m-%dT%H:%M:%S}" if snooze.until else snooze.rank
    return f"alert-{snooze.kind}-{snooze.by}-{until}"


def _next(rule: AlertRule) -> str:
    return "tomorrow" if rule.every in (None, "day") else f"next {rule.every}"


def _more(number: int, *, muted: bool) -> Block:
    """Make the menu of what can be done with the whole alert."""
    mute = "unmute" if muted else "mute"
    options = {
        mute.capitalize(): f"alerts {mute} {number}",
        "Edit": f"alerts edit {number}",
        "Test": f"alerts test {number}",
    }
    return overflow("ask:alert-more", options)


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
        units=(alert.rule.unit,) if alert.rule.unit else (),
        facts=() if alert.rule.unit else (AskedFact(fact=Fact.COST),),
        grouping=_grouping(window),
        week_start=alert.rule.week_start,
    )


def _grouping(window: Period) -> Grouping:
    length = window.end - window.start
    if length <= TWO_DAYS:
        return Grouping.HOUR
    fitting = (grouping for days, grouping in SUITABLE if length < (days + 1) * DAY)
    return next(fitting, Grouping.MONTH)


def save_button(alert: Alert, which: str | int) -> list[Block]:
    """Make the button that saves the alert, in place of `which` if it is an edit; none if its words
    are too long.
    """
    if len(describe(alert.rule)) > LONGEST_RULE:
        return []
    old, words = f"#{which} " if alert.number else "", _whole_words(alert)
    name = " without a name" * bool(alert.number and not alert.name)
    return [button("Save", "ask:alert-save", f"alerts save {old}{words}{name}", style="primary")]


def change_button(alert: Alert) -> Block:
    """Make the button that opens the form of an alert that is tried."""
    which = str(alert.number) if alert.number else ""
    return form_button("Change", "alert", alert.channel, which, _whole_words(alert))


def _whole_words(alert: Alert) -> str:
    """Return the words of the alert: its rule, that it is for one alone, and its name."""
    parts = describe(alert.rule), "to me" * bool(alert.to), called(alert.name)
    return " ".join(filter(None, parts))


def cancel_button() -> Block:
    """Make the button that drops a trial: the message goes."""
    return button("Cancel", "ask:alert-cancel", "never mind")


def resume_button(which: str | int) -> Block:
    """Make the button that resumes the checks."""
    return button("Resume", f"ask:alert-resume:{which}", f"alerts resume {which}", style="primary")


def alert_menu(number: int, *, checked: bool) -> Block:
    """Make the menu beside an alert of a list; one that is `checked` can be paused."""
    pause = "Pause" if checked else "Resume"
    labels = ("Test", pause, "Edit", "History")
    options = {label: f"alerts {label.lower()} {number}" for label in labels}
    options["Remove"] = f"alerts remove {number}?"  # which asks first
    return overflow(f"ask:alert-menu:{number}", options)


def in_row(*buttons: Block) -> list[Block]:
    """Put the buttons in a row, if there are any."""
    return [actions(*buttons)] if buttons else []
