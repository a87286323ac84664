"""Stores trigger ids: with one, an app may open a window for the person who acted."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

# The modals page: a trigger id "will expire 3 seconds after it is sent to your app", and it counts
# once.
LIFETIME_SECONDS = 3.0


class TriggerError(Exception):
    """Slack refuses the trigger id; `word` is its reason."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass
class Trigger:
    """An act: its person, its conversation, and its modal, by the id of the first view."""

    user: str
    expires: float
    channel: str = ""
    root_view: str | None = None
    is_exchanged: bool = False


@dataclass
class Triggers:
    """Holds all trigger ids that were ever sent. `steady` counts the seconds of their lives."""

    now: Callable[[], float]
    steady: Callable[[], float]
    _triggers: dict[str, Trigger] = field(default_factory=dict)

    def issue(self, user: str, *, channel: str = "", root_view: str | None = None) -> str:
        """Return a new id for an act of that user."""
        # The form is Slack's: "132456.7890123.abcdef".
        id_ = f"{len(self._triggers) + 1}.{int(self.now())}.{secrets.token_hex(16)}"
        self._triggers[id_] = Trigger(user, self.steady() + LIFETIME_SECONDS, channel, root_view)
        return id_

    def exchange(self, id_: str) -> Trigger:
        """Use the id up. Raises `TriggerError`."""
        trigger = self._triggers.get(id_)
        if trigger is None:
            raise TriggerError("invalid_trigger_id")
        if trigger.is_exchanged:
            raise TriggerError("exchanged_trigger_id")
        if self.steady() >= trigger.expires:
            raise TriggerError("expired_trigger_id")
        trigger.is_exchanged = True
        return trigger
