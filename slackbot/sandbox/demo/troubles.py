"""Names the troubles that a person may switch on in the demo, and what each does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from slackbot.sandbox.kore.manners import Reply
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.web_api.faults import EVERY, Fault

SLOW_SECONDS = 45.0
LATE_BY = timedelta(hours=30)
RESTATED_BY = 1.25
RETRY_AFTER = 5
WEDNESDAY, HOLE_HOURS = 2, range(9, 12)
POSTS = ("chat.postMessage", "chat.postEphemeral", "chat.update", "response_url")

ERROR = Reply()
BUSY = Reply(429, body='{"errors":[{"msg":"Too Many Requests","code":429}]}')
GARBLED = Reply(
    200, {"content-type": "text/html"}, "<html><body>Scheduled maintenance</body></html>"
)


@dataclass
class Troubles:
    """The switches of both stand-ins; all are off at first. `now` gives aware times."""

    slack: SlackSandbox
    kore: KoreSandbox
    now: Callable[[], datetime]
    _on: set[str] = field(default_factory=set)

    def is_on(self, name: str) -> bool:
        """Tell whether the trouble of that name is on. Raises LookupError for an unknown name."""
        return _trouble(name).name in self._on

    def turn(self, name: str, *, on: bool) -> None:
        """Switch the trouble of that name on or off. Raises LookupError for an unknown name."""
        trouble = _trouble(name)
        if on == (name in self._on):
            return
        trouble.switch(self, on)
        (self._on.add if on else self._on.remove)(name)


@dataclass(frozen=True)
class Trouble:
    """A trouble: its name, what happens while it is on, and what switches it."""

    name: str
    label: str
    switch: Callable[[Troubles, bool], None]


def _slow(all_: Troubles, on: bool) -> None:
    all_.kore.manners.extra_seconds = SLOW_SECONDS if on else 0.0


def _late(all_: Troubles, on: bool) -> None:
    all_.kore.manners.late_by = LATE_BY if on else timedelta()


def _holes(all_: Troubles, on: bool) -> None:
    all_.kore.manners.leaves_out = _is_hole if on else lambda *_: False


def _restated(all_: Troubles, on: bool) -> None:
    yesterday = all_.now().astimezone(UTC).date() - timedelta(days=1)
    all_.kore.manners.restated = {yesterday: RESTATED_BY} if on else {}


def _rude(reply: Reply) -> Callable[[Troubles, bool], None]:
    def switch(all_: Troubles, on: bool) -> None:
        others = tuple(each for each in all_.kore.manners.rude if each is not reply)
        all_.kore.manners.rude = (*others, reply) if on else others

    return switch


def _limited(all_: Troubles, on: bool) -> None:
    _lasting(all_, POSTS, Fault(retry_after=RETRY_AFTER) if on else None)


def _away(all_: Troubles, on: bool) -> None:
    _lasting(all_, (EVERY,), Fault(http_status=503) if on else None)


def _lasting(all_: Troubles, methods: tuple[str, ...], fault: Fault | None) -> None:
    lasting = all_.slack.faults.lasting
    for method in methods:
        lasting.pop(method, None)
        if fault:
            lasting[method] = fault


def _is_hole(_name: str, start: datetime, _unit: str) -> bool:
    return start.weekday() == WEDNESDAY and start.hour in HOLE_HOURS


TROUBLES = (
    Trouble("kore-slow", "Kore.ai takes 45 seconds longer for each job.", _slow),
    Trouble("kore-errors", "Kore.ai answers every second call with HTTP 500.", _rude(ERROR)),
    Trouble("kore-busy", "Kore.ai answers every second call with HTTP 429.", _rude(BUSY)),
    Trouble("kore-garbled", "Kore.ai answers every second call with a web page.", _rude(GARBLED)),
    Trouble("kore-late", "Kore.ai's figures of the last 30 hours are not there yet.", _late),
    Trouble(
        "kore-holes",
        "Kore.ai leaves out Wednesdays 09:00 to 12:00 UTC.",
        _holes,
    ),
    Trouble("kore-restates", "Kore.ai now says a quarter more for yesterday (UTC).", _restated),
    Trouble("slack-limits", "Slack answers each message of the app with HTTP 429.", _limited),
    Trouble("slack-away", "Slack answers each call of the app with HTTP 503.", _away),
)
_BY_NAME = {trouble.name: trouble for trouble in TROUBLES}


def _trouble(name: str) -> Trouble:
    try:
        return _BY_NAME[name]
    except KeyError:
        raise LookupError(f"There is no trouble {name}.") from None
