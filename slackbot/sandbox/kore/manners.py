"""Switches the faults of the sandbox's Kore.ai on, which a client must survive."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from starlette.responses import Response

LeavesOut = Callable[[str, datetime, str], bool]


@dataclass(frozen=True)
class Reply:
    """An answer given in place of the real one.

    With `after_effect` the call is carried out first, and only its answer is lost.
    """

    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = '{"errors":[{"msg":"Internal Server Error","code":500}]}'
    after_effect: bool = False

    def response(self) -> Response:
        """The answer for HTTP; JSON unless its headers say otherwise."""
        return Response(
            self.body, self.status, {"content-type": "application/json", **self.headers}
        )


@dataclass
class Manners:
    """Good manners by default; every switch may be turned while the sandbox runs.

    - `running_word`, `success_word`, `failed_word`: the words of `status`. Documented are
      "IN_PROGRESS" and "success", so the case is mixed; the failed word is unknown.
    - `ids_match`: whether a status answer has the `_id` of its POST (unknown, our choice).
    - `ids_change`: each status answer has another `_id`.
    - `short_path`: the account's path is that of the vendor's table, not that of its samples.
    - `by_app`: bots are grouped by `groupByApp`, as in the vendor's table; `groupByBot` is refused.
    - `wrap_in_array`: status answers come as an array of one (observed in an older build).
    - `stale_polls`: so many status calls after a POST still tell of the job before it, if any.
    - `never_finishes`: jobs stop at 99 percent.
    - `percentage`: what a running job says of itself, made of how far it has come (0 to 99); what
      the real one's `percentageComplete` means is documented nowhere.
    - `fails`: jobs fail with this text in `statusLogs` (place and shape unknown, our choice).
    - `extra_seconds`: so much longer does a job take that is begun meanwhile.
    - `late_by`: figures come so much later than they happen; a job knows none that are newer.
    - `restated`: the figures of these UTC days, times this factor.
    - `rude`: every second call of the API is answered by the next of these, in turn, in its place.
    - `next_replies`: served in place of the next calls of the API, before anything is checked.
    - `omit_idle_bots`: grouped answers leave out bots that counted nothing.
    - `names_instead_of_ids`: grouped answers call bots by name.
    - `leaves_out`: the units that a result lacks, by bot (or "ALL"), start of a bucket, and unit; a
      bucket without any is left out, and so is a bot without any bucket.
    """

    running_word: str = "IN_PROGRESS"
    success_word: str = "success"
    failed_word: str = "FAILED"
    ids_match: bool = True
    ids_change: bool = False
    short_path: bool = False
    by_app: bool = False
    wrap_in_array: bool = False
    stale_polls: int = 0
    never_finishes: bool = False
    percentage: Callable[[int], Any] = int
    fails: str | None = None
    extra_seconds: float = 0.0
    late_by: timedelta = timedelta()
    restated: Mapping[date, float] = field(default_factory=dict)
    rude: tuple[Reply, ...] = ()
    next_replies: deque[Reply] = field(default_factory=deque)
    omit_idle_bots: bool = False
    names_instead_of_ids: bool = False
    leaves_out: LeavesOut = lambda *_: False
    _while_rude: int = field(default=0, init=False)

    def reply(self) -> Reply | None:
        """Take the answer that replaces that to the present call; None for no such."""
        if self.next_replies:
            return self.next_replies.popleft()
        if not self.rude:
            self._while_rude = 0
            return None
        turn, is_polite = divmod(self._while_rude, 2)
        self._while_rude += 1
        return None if is_polite else self.rude[turn % len(self.rude)]
