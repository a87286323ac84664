"""The context of a command about alerts: it finds the rule that is meant."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from slackbot import telemetry
from slackbot.domain.alerts.alert import Alert, RuleState, Watched
from slackbot.domain.errors import SlackbotError, UserError
from slackbot.workflows.context import CommandContext

NONE_YET = "This channel has no alert yet. Try `/billing alert when sessions > 10000 per day`"
LONGEST_NUMBER = 9  # digits
CHANGED = "Somebody has just changed that alert: see `/billing alerts`"


log = structlog.get_logger()


@dataclass(frozen=True)
class AlertContext(CommandContext):
    """Adds the channel's rules, without the removed ones."""

    rules: Sequence[Watched]

    async def own(self, which: str) -> Watched:
        """Returns the rule if the asker may change it. Raises UserError."""
        watched = await self.find(which)
        alert = watched.alert
        await self.permit_change(f"alert {alert.number}", alert.owner, alert.channel)
        return watched

    async def find(self, which: str) -> Watched:
        """Returns the channel's rule of that number, or of that id, which buttons send.

        Raises UserError.
        """
        found = await self.known(which)
        if found.alert.state is RuleState.REMOVED:
            raise UserError(f"Alert {found.alert.number} was removed.")
        return found

    async def known(self, which: str) -> Watched:
        """Like `find`, but returns a removed rule as well."""
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
        """Logs what the asker `did` to the alert, and tells its owner if that is somebody else."""
        telemetry.set_up(self.ask, "alert", did, threshold=alert.id)
        if self.ask.user == alert.owner:
            return
        try:
            await self.ports.alerts.notifier.tell_changed(self.ask, alert, did)
        except SlackbotError as error:
            log.warning(telemetry.NOTICE_FAILED, threshold=alert.id, owner_not_told=error.message)
