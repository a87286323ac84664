"""The channel of a command about alerts, with its rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from slackbot.domain.ask import Ask
from slackbot.domain.errors import UserError
from slackbot.domain.threshold_rule import RuleState, Watched
from slackbot.ports import Ports
from slackbot.workflows.place import Place

NONE_YET = "This channel has no alert yet. Try `/billing alert when sessions > 10000 per day`"
CHANGED = "Somebody has just changed that alert: see `/billing alerts`"


@dataclass(frozen=True)
class AlertChannel(Place):
    """Read once for each command."""

    rules: Sequence[Watched] = ()

    @classmethod
    async def of(cls, ask: Ask, ports: Ports) -> Self:
        rules = await ports.thresholds.store.of_channel(ask.team, ask.channel)
        return cls(**vars(await Place.of(ask, ports)), rules=rules)

    async def own(self, which: str) -> Watched:
        """The rule that the asker may change. Raises UserError."""
        watched = await self.find(which)
        rule = watched.rule
        await self.permit_change(f"alert {rule.number}", rule.owner, rule.channel)
        return watched

    async def find(self, which: str) -> Watched:
        """The channel's rule of that number, or the one of that id, from a button. Raises
        UserError."""
        for watched in self.rules:
            if which == str(watched.rule.number):
                return watched
        found = await self.ports.thresholds.store.find(self.ask.team, which)
        if found and found.rule.state is not RuleState.REMOVED:
            return found
        numbers = ", ".join(str(watched.rule.number) for watched in self.rules)
        known = f"It has: {numbers}. See `/billing alerts`" if numbers else NONE_YET
        raise UserError(f"This channel has no alert {which}. {known}")
