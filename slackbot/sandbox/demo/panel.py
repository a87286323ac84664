"""Lets a person on the page move the clock and make trouble."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from slackbot.sandbox.demo.clock import MOVES
from slackbot.sandbox.demo.troubles import TROUBLES, Troubles
from slackbot.sandbox.page.panel import Switch


@dataclass(frozen=True)
class DemoPanel:
    """The panel of both stand-ins. Without `move_to`, their clock cannot be moved."""

    troubles: Troubles
    move_to: Callable[[datetime], Awaitable[None]] | None = None

    def now(self) -> datetime:
        """See Panel."""
        return self.troubles.now()

    def moves(self) -> Sequence[tuple[str, str]]:
        """See Panel."""
        return [(move.name, move.label) for move in MOVES] if self.move_to else []

    def switches(self) -> Sequence[Switch]:
        """See Panel."""
        is_on = self.troubles.is_on
        return [Switch(each.name, each.label, is_on(each.name)) for each in TROUBLES]

    async def move(self, name: str, zone: tzinfo) -> None:
        """See Panel."""
        move = next((each for each in MOVES if each.name == name), None)
        if move is None or self.move_to is None:
            raise LookupError(f"The clock has no such move: {name}.")
        await self.move_to(move.to(self.now(), zone))

    def turn(self, name: str) -> None:
        """See Panel."""
        self.troubles.turn(name, on=not self.troubles.is_on(name))
