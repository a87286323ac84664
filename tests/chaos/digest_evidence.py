"""What digests have left behind at Slack's side and in the database, and what of it breaks a
promise. Each message carries its key, so it is known which slot it is of."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain, pairwise
from typing import NamedTuple

from slackbot.domain.digests.digest import Digest, DigestRun, RunState
from slackbot.sandbox.kore.bots import Bot
from slackbot.sandbox.kore.usage import hourly_usage
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER
from tests.chaos.evidence import HOUR, LONGEST_TAKEOVER, Double, Findings, key_of, sessions_in

DAY = timedelta(days=1)
KINDS = ("parent", "detail")
LATE = timedelta(minutes=6)  # a minute more than the app lets pass without a word
SAYS_LATE = "late:"


class Set(NamedTuple):
    """A digest that was set up: every day from `first` on, on `bots`."""

    digest: Digest
    first: datetime
    bots: tuple[Bot, ...]

    def slots(self, until: datetime) -> Iterable[datetime]:
        """When it had to come until then."""
        at = self.first
        while at <= until:
            yield at
            at += DAY

    def sessions(self, slot: datetime) -> int:
        """What the stand-in counted on the day before."""
        end = slot.replace(hour=0, minute=0)
        hours = [end - DAY + n * HOUR for n in range(24)]
        return sum(hourly_usage(bot, hour).sessions for bot in self.bots for hour in hours)


@dataclass(frozen=True, kw_only=True)
class DigestFindings(Findings):
    """What came of a run until `until`; `runs` are the rows of it, by digest and local day.

    `outage` is how long nobody was there now and then.
    """

    digests: Sequence[Set]
    runs: Mapping[tuple[str, str], DigestRun]
    until: datetime
    outage: float = 0.0

    @property
    def ok(self) -> bool:
        broken = (self.unsent, self.bugs, self.overlaps, self.untrue, self.shared, self.strange)
        return not any(broken) and not self.died and self.is_quick

    @property
    def is_quick(self) -> bool:
        """Whether every job was taken over in time."""
        return max(self.takeovers, default=0.0) <= LONGEST_TAKEOVER + self.outage

    @cached_property
    def by_key(self) -> Mapping[str, list[Message]]:
        """The app's messages by their key without what grows with time: digest, day, kind.

        Files have none: Slack takes none for them.
        """
        found: defaultdict[str, list[Message]] = defaultdict(list)
        for message in self.posted:
            if message.user == APP_USER and not message.files:
                found[key_of(message).partition("-d")[2]].append(message)
        return found

    @cached_property
    def slots(self) -> list[tuple[Set, datetime]]:
        """All that had to come."""
        return [(each, at) for each in self.digests for at in each.slots(self.until)]

    def messages(self, each: Set, at: datetime) -> list[list[Message]]:
        """Those of each kind."""
        start = f"{each.digest.id.removeprefix('d')}-{at.date()}"
        return [self.by_key.get(f"{start}:{kind}", []) for kind in KINDS]

    def state(self, each: Set, at: datetime) -> RunState | None:
        """How its row says that it ended."""
        run = self.runs.get((each.digest.id, str(at.date())))
        return run.state if run else None

    @cached_property
    def unsent(self) -> list[str]:
        """The slots that were neither sent whole nor skipped for the sake of a later one."""
        return [
            f"{each.digest.id} of {at}: {self.state(each, at)}, {counts}"
            for each, at in self.slots
            if not self._is_kept(each, at, counts := list(map(len, self.messages(each, at))))
        ]

    def _is_kept(self, each: Set, at: datetime, counts: Sequence[int]) -> bool:
        match self.state(each, at):
            case RunState.SENT:
                return all(counts)
            case RunState.SKIPPED:
                later = (slot for slot in each.slots(self.until) if slot > at)
                return not any(counts) and any(self.state(each, slot) for slot in later)
        return False

    @property
    def sent(self) -> int:
        """How many slots were sent."""
        return sum(self.state(*slot) is RunState.SENT for slot in self.slots)

    @property
    def skipped(self) -> int:
        """How many were missed and skipped."""
        return sum(self.state(*slot) is RunState.SKIPPED for slot in self.slots)

    @cached_property
    def doubles(self) -> list[Double]:
        return [
            Double(first, second, self.in_window(first, second))
            for same in self.by_key.values()
            for first, second in pairwise(same)
        ]

    @property
    def second_files(self) -> int:
        """How many threads have their file twice, which cannot be looked for."""
        threads = Counter(message.thread_ts for message in self.posted if message.files)
        return sum(count > 1 for count in threads.values())

    @cached_property
    def strange(self) -> list[Message]:
        """Messages of no slot that had to come: nobody was to be told of a failure."""
        expected = {id(m) for slot in self.slots for same in self.messages(*slot) for m in same}
        return [m for same in self.by_key.values() for m in same if id(m) not in expected]

    @cached_property
    def untrue(self) -> list[Message]:
        """Digests with other figures than Kore.ai's, and late ones that do not say so."""
        return [
            parent
            for each, at in self.slots
            for parent in self.messages(each, at)[0]
            if not _is_true(parent, each.sessions(at), at)
        ]

    @cached_property
    def shared(self) -> list[tuple[Message, Message]]:
        """Messages of one slot by two processes of which the first was not killed between."""
        return [
            (first, second)
            for slot in self.slots
            for first, second in pairwise(sorted(chain(*self.messages(*slot)), key=_at))
            if self._are_of_two(first, second)
        ]

    def _are_of_two(self, first: Message, second: Message) -> bool:
        pids = [self.posters.get(message.ts, 0) for message in (first, second)]
        if 0 in pids or pids[0] == pids[1]:
            return False
        return not any(kill.pid == pids[0] and kill.at < _at(second) for kill in self.kills)

    @property
    def lateness(self) -> list[float]:
        """Seconds from each slot of the run's own time to its detail."""
        return [
            _at(details[0]) - at.timestamp()
            for each, at in self.slots
            if at >= self.since and (details := self.messages(each, at)[1])
        ]


def _is_true(parent: Message, sessions: int, at: datetime) -> bool:
    if sessions_in(parent.text.replace("*", "")) != sessions:
        return False
    is_late = datetime.fromtimestamp(_at(parent), UTC) - at > LATE
    return not is_late or SAYS_LATE in parent.text


def _at(message: Message) -> float:
    return float(message.ts)
