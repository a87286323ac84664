"""The context of a command about alerts, which finds the rule that the command means."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import structlog

from slackbot import telemetry
from slackbot.domain.access.permission import Action, Thing
from slackbot.domain.alerts.alert import Alert, RuleState, Watched
from slackbot.domain.alerts.describe import describe_typed
from slackbot.domain.ask import Ask
from slackbot.domain.errors import SlackbotError, UserError
from slackbot.ports import Ports
from slackbot.workflows.context import CommandContext, which_one

NONE_YET = "This channel has no alert yet. Try `/billing alert when sessions > 10000 per day`"
LONGEST_NUMBER = 9  # digits
CHANGED = "Somebody has just changed that alert: see `/billing alerts`"


log = structlog.get_logger()


async def seen_rules(ask: Ask, channel: str, ports: Ports) -> list[Watched]:
    """Return the channel's alerts without those of other people."""
    found = await ports.alerts.store.of_channel(ask.team, channel)
    return [each for each in found if each.alert.is_seen_by(ask.user)]


@dataclass(frozen=True)
class AlertContext(CommandContext):
    """Adds the channel's rules, without the removed ones."""

    rules: Sequence[Watched]

    async def find(
        self, action: Action, which: str, *, removed: bool = False
    ) -> tuple[Watched, Self]:
        """Returns the channel's rule of that number, or of that id, which buttons send, or its only
        one where `which` is empty, with the context of its own channel, if the asker may do
        `action` to it.

        Raises UserError: also for a removed one, unless `removed`.
        """
        await self.permit(action)
        found = await self._known(which) if which else await self._only()
        numbers = ", ".join(str(watched.alert.number) for watched in self.rules)
        known = f"It has: {numbers}. See `/billing alerts`" if numbers else NONE_YET
        unknown = UserError(f"This channel has no alert {which}. {known}")
        if found is None or not found.alert.is_seen_by(self.ask.user):
            raise unknown
        alert = found.alert
        thing = Thing(channel=alert.channel, owner=alert.owner, name=f"alert {alert.number}")
        await self.permit(action, thing, unknown)
        if alert.state is RuleState.REMOVED and not removed:
            raise UserError(f"Alert {alert.number} was removed.")
        return found, await self.at(alert.channel)

    async def at(self, channel: str) -> Self:
        """Returns the same for what belongs to that channel, with its rules."""
        if channel == self.home:
            return self
        rules = await seen_rules(self.ask, channel, self.ports)
        return replace(await super().at(channel), rules=rules)

    async def _only(self) -> Watched:
        if not self.rules:
            raise UserError(NONE_YET)
        if len(self.rules) > 1:
            await self.permit(Action.SEE)
            alerts = (watched.alert for watched in self.rules)
            raise which_one("alert", {alert.number: describe_typed(alert.rule) for alert in alerts})
        return self.rules[0]

    async def _known(self, which: str) -> Watched | None:
        ask, store = self.ask, self.ports.alerts.store
        if which.isdecimal() and len(which) <= LONGEST_NUMBER:
            return await store.numbered(ask.team, ask.home, int(which))
        return await store.find(ask.team, which)

    async def tell_owner(self, alert: Alert, did: str) -> None:
        """Tells the alert's owner what the asker `did` to it, if that is somebody else."""
        if self.ask.user == alert.owner:
            return
        try:
            await self.ports.alerts.notifier.tell_changed(self.ask, alert, did)
        except SlackbotError as error:
            log.warning(telemetry.NOTICE_FAILED, threshold=alert.id, owner_not_told=error.message)
