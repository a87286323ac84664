"""Sends the messages about alerts: notices in one thread per episode, and private answers."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from slackbot.domain.access.audit import Change
from slackbot.domain.alerts.alert import Alert, Told, Watched
from slackbot.domain.alerts.checks.replay import Replay
from slackbot.domain.alerts.checks.view import Finding
from slackbot.domain.alerts.episode import Notice, NoticeKind, Step
from slackbot.domain.ask import Ask, Thread, first_id
from slackbot.domain.channel import Bot
from slackbot.domain.errors import SlackbotError, SlackUnavailableError
from slackbot.ports import Names
from slackbot.ports.slack import NO_CHANGES
from slackbot.slack.alerts.listed import (
    alert_changed,
    alert_confirmation,
    alert_history,
    alert_list,
    alert_stopped,
)
from slackbot.slack.alerts.notices import check_failed, check_recovered, notice_parent, notice_reply
from slackbot.slack.alerts.trial import replay_message, try_message
from slackbot.slack.blocks.blocks import Message
from slackbot.slack.digests.notifier import Respond
from slackbot.slack.outbound.poster import Poster

log = structlog.get_logger()

# A check has many messages to edit and post, so it does not wait long for a Slack that is down.
EDIT_PATIENCE = timedelta(seconds=10)
REST = 60.0  # seconds without edits after such a failure


class SlackNoticeNotifier:
    """NoticeNotifier (see ports) over the Web API."""

    def __init__(
        self,
        poster: Poster,
        respond: Respond,
        edit_patience: timedelta = EDIT_PATIENCE,
    ) -> None:
        self._poster = poster
        self._respond = respond
        self._edit_patience = edit_patience
        self._rests_until: dict[str, float] = {}  # by workspace

    async def confirm(
        self, ask: Ask, alert: Alert, names: Names, *, changed: bool, every: str
    ) -> None:
        confirmation = alert_confirmation(alert, changed, ask.user, often=every, names=names)
        await self._poster.post(ask, "alert", lambda: confirmation)

    async def show_replay(self, ask: Ask, alert: Alert, replay: Replay, names: Names) -> None:
        elsewhere = ask.home != alert.channel
        shown = replay_message(alert, replay, names, elsewhere=elsewhere)
        await self._respond(ask, "replay", shown)

    async def show_trial(
        self, ask: Ask, alert: Alert, found: Sequence[Finding], step: Step, names: Names
    ) -> None:
        notices = step.notices if alert.is_active else ()
        why = _why(alert, step)
        await self._respond(ask, "trial", try_message(alert, found, notices, names, reason=why))

    async def list_rules(
        self,
        ask: Ask,
        watched: Sequence[Watched],
        bots: Sequence[Bot],
        changes: Mapping[str, Change] = NO_CHANGES,
    ) -> None:
        await self._respond(ask, "alerts", alert_list(watched, bots, ask.received_at, changes))

    async def list_told(self, ask: Ask, told: Sequence[tuple[Alert, Told]], names: Names) -> None:
        await self._respond(ask, "told-alerts", alert_history(told, names))

    async def post(
        self, watched: Watched, notice: Notice, names: Names, thread: Thread | None
    ) -> Thread:
        """Post under the notice's own key, so that the same notice is posted once."""
        alert = watched.alert
        message = _first(watched, notice, names)
        if thread:
            message = _next(alert, notice, names)
        return await self._poster.post(_ask(alert, notice), "notice", lambda: message, thread)

    async def keep(self, watched: Watched, first: Notice, names: Names, thread: Thread) -> None:
        reply = notice_reply(watched.alert, first, names)
        await self._poster.post(_ask(watched.alert, first), "first", lambda: reply, thread)

    async def edit(self, watched: Watched, notice: Notice, names: Names, thread: Thread) -> None:
        clock = asyncio.get_running_loop()
        if clock.time() < self._rests_until.get(watched.alert.team, 0.0):
            return
        alert = watched.alert
        drawn = _first(watched, notice, names).about(alert.channel if alert.to else "")
        try:
            await self._poster.edit(watched.alert.team, thread, drawn, self._edit_patience)
        except SlackbotError as error:
            if isinstance(error, SlackUnavailableError):
                self._rests_until[alert.team] = clock.time() + REST
            log.warning("notice not edited", channel=thread.channel, said=error.message)

    async def tell_stopped(self, alert: Alert, at: datetime) -> None:
        ask = Ask(
            id=f"{first_id(at)}-{alert.id}-stopped",
            team=alert.team,
            channel=alert.owner,
            user=alert.owner,
            text="",
            received_at=at,
        )
        await self._poster.post(ask, "stopped", lambda: alert_stopped(alert))

    async def tell_changed(self, ask: Ask, alert: Alert, did: str) -> None:
        there = ask.model_copy(update={"channel": alert.owner})
        await self._poster.post(there, "changed", lambda: alert_changed(alert, ask.user, did))


def _ask(alert: Alert, notice: Notice) -> Ask:
    """Make the ask under which the notice is stored.

    A retry may come from a later check, so the ask depends only on the window. It is as old as the
    window, because the poster looks for an earlier post from that time on.
    """
    start = notice.window.start if notice.window else notice.at
    end = notice.window.end if notice.window else notice.at
    return Ask(
        id=f"{first_id(end)}-{notice.key}",
        team=alert.team,
        channel=alert.to or alert.channel,
        about=alert.channel if alert.to else "",
        user=alert.owner,
        text="",
        received_at=start,
    )


def _first(watched: Watched, notice: Notice, names: Names) -> Message:
    """Draw the message of an episode in its present state."""
    alert, memory = watched.alert, watched.memory
    match notice.kind:
        case NoticeKind.CHECK_FAILED:
            return check_failed(alert, notice, names, broken=memory.broken)
        case NoticeKind.CHECK_RECOVERED:
            return check_recovered(alert, notice)
    episode = memory.episode(notice.episode)
    return notice_parent(alert, notice, names, episode, muted=memory.muted)


def _next(alert: Alert, notice: Notice, names: Names) -> Message:
    """Draw a line of the episode's history."""
    if notice.kind is NoticeKind.CHECK_RECOVERED:
        return check_recovered(alert, notice)
    return notice_reply(alert, notice, names)


def _why(alert: Alert, step: Step) -> str:
    """Write why no notice is sent."""
    if not alert.is_active:
        return f"it is {alert.state}"
    return "it is muted" if step.state.muted else step.reason
