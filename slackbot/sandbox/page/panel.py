"""Says what the page needs of whoever moves its clock and makes trouble."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol


@dataclass(frozen=True)
class Switch:
    """A trouble that can be turned on and off."""

    name: str
    label: str
    is_on: bool


class Panel(Protocol):
    """The clock of a workspace, which only goes forward, and its troubles."""

    def now(self) -> datetime:
        """Return the present moment."""

    def moves(self) -> Sequence[tuple[str, str]]:
        """Return the ways to move the clock, each by name and label; empty if it cannot be."""

    def switches(self) -> Sequence[Switch]:
        """Return the troubles."""

    async def move(self, name: str, zone: tzinfo) -> None:
        """Move the clock that way, for a person in that zone.

        Raises `LookupError` where there is no such way, and `ValueError` where it leads back.
        """

    def turn(self, name: str) -> None:
        """Turn the trouble on, or off if it is on. Raises `LookupError` if there is none."""
