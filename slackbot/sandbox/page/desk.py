"""Keeps what each person has on the page besides Slack: an open question, a notice, a draft."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]
Items = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Confirmation:
    """The question that an element asks before it acts, and the form to send once confirmed."""

    asks: Json
    address: str
    items: Items


@dataclass
class Desk:
    """One person's. A notice says why an act came to nothing, a draft is the text of it.

    `under_way` is what the app is still told of.
    """

    confirmation: Confirmation | None = None
    notice: str = ""
    draft: str = ""
    under_way: set[asyncio.Task[object]] = field(default_factory=set)

    def clear(self) -> None:
        """Take all away, as the next act does."""
        self.confirmation, self.notice, self.draft = None, "", ""


@dataclass
class Desks:
    """Holds the desks, by user."""

    _desks: dict[str, Desk] = field(default_factory=dict)

    def of(self, user: str) -> Desk:
        """Return the desk of the user of that id."""
        return self._desks.setdefault(user, Desk())
