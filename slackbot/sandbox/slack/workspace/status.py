"""Stores the statuses that assistant.threads.setStatus shows in threads."""

from dataclasses import dataclass, field

# The method's page: "A two minute timeout applies, which will cause the status to be removed".
LIFETIME_SECONDS = 120


@dataclass(frozen=True)
class Status:
    """A status under a thread while the app works, and texts that take turns beside it."""

    channel: str
    thread_ts: str
    text: str
    at: float
    loading_messages: tuple[str, ...] = ()


@dataclass
class Statuses:
    """Holds the current statuses. `history` has all that were ever set, in order; it only grows."""

    history: list[Status] = field(default_factory=list)
    _standing: dict[tuple[str, str], Status] = field(default_factory=dict)

    def set(self, status: Status) -> None:
        """Show the status in place of the one before; an empty text shows none."""
        self.history.append(status)
        self._standing[status.channel, status.thread_ts] = status

    def clear(self, channel: str, thread_ts: str | None) -> None:
        """Show none in the thread, as a message of the app in it does."""
        if thread_ts is not None:
            self._standing.pop((channel, thread_ts), None)

    def standing(self, channel: str, thread_ts: str, now: float) -> Status | None:
        """The status that people see in the thread."""
        status = self._standing.get((channel, thread_ts))
        is_seen = status and status.text and now < status.at + LIFETIME_SECONDS
        return status if is_seen else None
