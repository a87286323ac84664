"""The channel of a command about alerts, with its rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import structlog

from slackbot import telemetry
from slackbot.domain.alerts.alert import Alert, RuleState, Watched
from slackbot.domain.ask import Ask
from slackbot.domain.errors import SlackbotError, UserError
from slackbot.ports import Ports
from slackbot.workflows.context import CommandContext

NONE_YET = "This channel has no alert yet. Try `/billing alert when sessions > 10000 per day`"
LONGEST_NUMBER = 9  # digits
CHANGED = "Somebody has just changed that alert: see `/billing alerts`"


log = structlog.get_logger()


@dataclass(frozen=True)
class AlertChannel(CommandContext):
    """Read once for each command."""

    rules: Sequence[Watched] = ()

    @classmethod
    async def of(cls, ask: Ask, ports: Ports) -> Self:
        rules = await ports.alerts.store.of_channel(ask.team, ask.channel)
        return cls(**vars(await CommandContext.of(ask, ports)), rules=rules)

    async def own(self, which: str) -> Watched:
        """The rule that the asker may change. Raises UserError."""
        watched = await self.find(which)
        alert = watched.alert
        await self.permit_change(f"alert {alert.number}", alert.owner, alert.channel)
        return watched

    async def find(self, which: str) -> Watched:
        """The channel's rule of that number, or the one of that id, from a button. Raises
        UserError."""
        found = await self.known(which)
        if found.alert.state is RuleState.REMOVED:
            raise UserError(f"Alert {found.alert.number} was removed.")
        return found

    async def known(self, which: str) -> Watched:
        """The same, also where it was removed."""
        ask, store = self.ask, self.ports.alerts.store
        if found := await store.find(ask.team, which):
            return found
        number = int(which) if which.isdecimal() and len(which) <= LONGEST_NUMBER else 0
        if number and (found := await store.numbered(ask.team, ask.channel, number)):
            return found
        numbers = ", ".join(str(watched.alert.number) for watched in self.rules)
        known = f"It has: {numbers}. See `/billing alerts`" if numbers else NONE_YET
        raise UserError(f"This channel has no alert {which}. {known}")

    async def changed(self, alert: Alert, did: str) -> None:
        """Log that the asker did that to the rule, and tell its owner where that is another."""
        telemetry.set_up(self.ask, "alert", did, threshold=alert.id)
        if self.ask.user == alert.owner:
            return
        try:
            await self.ports.alerts.notifier.tell_changed(self.ask, alert, did)
        except SlackbotError as error:
            log.warning(telemetry.NOTICE_FAILED, threshold=alert.id, owner_not_told=error.message)
