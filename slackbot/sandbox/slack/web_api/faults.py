"""Plans failures in advance: which the sandbox's Slack shows, where and how often."""

from dataclasses import dataclass, field

EVERY = "*"


@dataclass(frozen=True)
class Fault:
    """One way to fail. With `after_effect` the call is carried out, and only its answer lost."""

    http_status: int = 200
    error: str | None = None
    retry_after: int | None = None
    drop: bool = False
    after_effect: bool = False


@dataclass
class Faults:
    """The planned failures, by the method's name; `response_url` stands for its posts."""

    # Failures that last until they are taken out: of a method, or of EVERY one.
    lasting: dict[str, Fault] = field(default_factory=dict)
    _orders: dict[str, list[Fault]] = field(default_factory=dict)

    def add(
        self,
        method: str,
        *,
        http_status: int = 200,
        error: str | None = None,
        retry_after: int | None = None,
        drop: bool = False,
        after_effect: bool = False,
        times: int = 1,
    ) -> None:
        """Let the next `times` calls of the method fail.

        `http_status`: a page of that status. `error`: Slack's word for it. `retry_after`: HTTP 429
        with that many seconds. `drop`: the connection closed without an answer.
        """
        fault = Fault(http_status, error, retry_after, drop, after_effect)
        self._orders.setdefault(method, []).extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """The next failure of the method, which is used up by this, else a lasting one, or none."""
        if orders := self._orders.get(method):
            return orders.pop(0)
        return self.lasting.get(method) or self.lasting.get(EVERY)

    def left(self, method: str) -> int:
        """Return the number of failures of the method that are still to come."""
        return len(self._orders.get(method, ()))

    def clear(self) -> None:
        """Cancel all failures still to come, and those that last."""
        self.lasting.clear()
        self._orders.clear()
