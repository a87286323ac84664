"""What a run has left behind at Slack's and at Kore.ai's side, and what of it breaks a promise.

Each question is asked by a person of its own, whom its messages mention: so it is known at Slack's
side which messages are its.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from itertools import islice, pairwise
from math import inf
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from slackbot.sandbox.kore.bots import Bot
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.kore.usage import hourly_usage
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Workspace

HOUR = timedelta(hours=1)
MENTION = re.compile(r"<@(\w+)>")
FIGURE = re.compile(r"([\d,]+) sessions?\b")
NONE = "Nothing was used. No sessions"
POSTS = ("/api/chat.postMessage", "/response/")
# Seconds before Slack's receipt of a post in which its sender may have died: on a busy machine the
# stand-in takes that long to read what has come.
IN_FLIGHT = 5.0
RECORDED_WITHIN = 10.0  # seconds after it; by then a live app has written it down
LONGEST_TAKEOVER = 60.0  # seconds, promised


class Watched:
    """An ASGI app of which it is seen which of the processes `pids` calls it.

    `note` is called as soon as a call is answered: with its process (0 is one that was gone before
    it could be looked at), path and status.
    """

    def __init__(
        self, app: ASGIApp, pids: Iterable[int], note: Callable[[int, str, int], None]
    ) -> None:
        self._app = app
        self._pids = pids
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        pid = owner_of(scope["client"][1], self._pids)

        async def noted(event: Event) -> None:
            if event["type"] == "http.response.start":
                self._note(pid, scope["path"], event["status"])
            await send(event)

        return await self._app(scope, receive, noted)


def owner_of(port: int, pids: Iterable[int]) -> int:
    """Which of these processes of this machine has a connection from that port; 0 if none has."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port:04X}")}
    return next((pid for pid in pids if sockets & set(_files(pid))), 0)


def _files(pid: int) -> Iterator[str]:
    try:
        for file in Path(f"/proc/{pid}/fd").iterdir():
            yield str(file.readlink())
    except OSError:  # it ends just now
        return


@dataclass(frozen=True)
class Called:
    """A call of Kore.ai's API. `job_ends`: when the job that it submitted or asks for is done."""

    at: float
    pid: int
    method: str
    scope: str
    status: int
    job_ends: float


class WatchedKore(KoreSandbox):
    """Kore.ai, which remembers who called."""

    def __init__(
        self,
        bots: Sequence[Bot],
        seconds: Sequence[float],
        pids: Iterable[int],
        now: Callable[[], datetime],
    ) -> None:
        """Jobs for windows of n days take the n-th of `seconds`, longer ones the last."""
        super().__init__(
            bots,
            job_seconds=lambda days: seconds[min(max(round(days), 1), len(seconds)) - 1],
            now=now,
        )
        self.called: list[Called] = []
        self.app = Watched(self.app, pids, self._note)

    def _note(self, pid: int, _path: str, status: int) -> None:
        call = self.calls[-1]
        scope = call.path.split("/")[4]
        job = self._jobs.latest(scope)
        ends = job.finished.timestamp() if job else 0.0
        self.called.append(Called(call.at.timestamp(), pid, call.method, scope, status, ends))


class WatchedSlack(SlackSandbox):
    """Slack, which remembers who posted each message, by its ts."""

    def __init__(self, workspace: Workspace, pids: Iterable[int]) -> None:
        super().__init__(workspace)
        self.posters: dict[str, int] = {}
        self.watched = Watched(self.app, pids, self._note)

    def _note(self, pid: int, path: str, _status: int) -> None:
        if path.startswith(POSTS) and self.workspace.posted:
            self.posters.setdefault(self.workspace.posted[-1].ts, pid)


@dataclass(frozen=True)
class Asked:
    """A question for the sessions of some bots, and when it was asked and acknowledged.

    Its window ends at the moment of asking if `end` is None.
    """

    user: str
    text: str
    bots: tuple[Bot, ...]
    start: datetime
    end: datetime | None
    at: float
    promised_at: float | None

    def could_be(self, figure: int, since: datetime, until: datetime) -> bool:
        """Whether Kore.ai would have said so at a moment between the two."""
        least, most = (self._sessions(self.end or moment) for moment in (since, until))
        return least <= figure <= most

    def _sessions(self, end: datetime) -> int:
        return sum(_sessions(bot, self.start, end) for bot in self.bots)


def sessions_in(text: str) -> int | None:
    """How many sessions the text says, if it says so."""
    if NONE in text:
        return 0
    said = FIGURE.search(text)
    return int(said[1].replace(",", "")) if said else None


def _sessions(bot: Bot, start: datetime, end: datetime) -> int:
    """The stand-in's truth; of an hour that `end` cuts, the part that has happened."""
    hours = range(max(0, -(-(end - start) // HOUR)))
    return sum(
        int(hourly_usage(bot, start + n * HOUR).sessions * min(1.0, (end - start) / HOUR - n))
        for n in hours
    )


def midnight(moment: datetime) -> datetime:
    """The start of its day in UTC."""
    return datetime.combine(moment.date(), time(), UTC)


@dataclass
class Mail:
    """The app's messages about one question."""

    parents: list[Message] = field(default_factory=list)
    replies: list[Message] = field(default_factory=list)
    private: list[Message] = field(default_factory=list)

    @property
    def answers(self) -> list[Message]:
        """What ends the question: a reply in the thread, or a word to the asker alone."""
        return self.replies + self.private


def mail(posted: Iterable[Message]) -> Mapping[str, Mail]:
    """All of the app's messages, by the person they are for."""
    by_user: defaultdict[str, Mail] = defaultdict(Mail)
    for message in posted:
        if message.user != APP_USER:
            continue
        if message.to:
            by_user[message.to].private.append(message)
        elif mentioned := MENTION.search(message.text):
            mine = by_user[mentioned[1]]
            (mine.replies if message.is_reply else mine.parents).append(message)
    return by_user


@dataclass(frozen=True)
class Kill:
    """A process was killed."""

    at: float
    pid: int


@dataclass(frozen=True)
class Double:
    """A message that Slack has twice. `in_window`: the process that posted the first was killed
    before it could write it down, which is the window that the app admits."""

    first: Message
    second: Message
    in_window: bool

    @property
    def is_parent(self) -> bool:
        """Whether the question's own message is doubled, not its answer."""
        return not self.first.is_reply and not self.first.to


@dataclass(frozen=True)
class Findings:
    """What came of a run.

    `posters`: who posted, by ts. `recorded`: where the app says that the message of a key stands.
    `died`: how many processes ended although nobody killed them.
    """

    asked: Sequence[Asked]
    since: datetime
    posted: Sequence[Message]
    posters: Mapping[str, int]
    recorded: Mapping[str, str]
    called: Sequence[Called]
    kills: Sequence[Kill]
    died: int = 0

    @property
    def ok(self) -> bool:
        """Whether all bars hold."""
        broken = (self.lost, self.bugs, self.overlaps, self.wrong, self.died)
        return not any(broken) and max(self.takeovers, default=0.0) <= LONGEST_TAKEOVER

    @cached_property
    def promised(self) -> list[Asked]:
        """The questions that were acknowledged."""
        return [question for question in self.asked if question.promised_at]

    @cached_property
    def mails(self) -> list[Mail]:
        """The messages about each question that was asked, in the same order."""
        by_user = mail(self.posted)
        return [by_user.get(question.user, Mail()) for question in self.asked]

    @cached_property
    def lost(self) -> list[Asked]:
        """The promised ones without an answer."""
        asked = zip(self.asked, self.mails, strict=True)
        return [question for question, mine in asked if question.promised_at and not mine.answers]

    @cached_property
    def doubles(self) -> list[Double]:
        """Messages of which one would have been enough."""
        return [
            Double(first, second, self.in_window(first, second))
            for mine in self.mails
            for same in (mine.parents, mine.answers)
            for first, second in pairwise(same)
        ]

    @property
    def bugs(self) -> list[Double]:
        """The doubles that nothing excuses."""
        return [double for double in self.doubles if not double.in_window]

    def in_window(self, first: Message, second: Message) -> bool:
        """Whether the first's poster was killed before it could write it down."""
        key = key_of(first)
        unrecorded = key == key_of(second) and self.recorded.get(key) != first.ts
        return unrecorded and self._died(self.posters.get(first.ts, 0), float(first.ts))

    def _died(self, pid: int, at: float) -> bool:
        """Whether it was killed around then; who could not be looked at was gone at receipt."""
        latest = at + RECORDED_WITHIN if pid else at
        return any(
            at - IN_FLIGHT < kill.at < latest and pid in (0, kill.pid) for kill in self.kills
        )

    @cached_property
    def wrong(self) -> list[Message]:
        """Answers that say something else than Kore.ai, or nothing; who was promised none may be
        told alone why."""
        return [
            answer
            for question, mine in zip(self.asked, self.mails, strict=True)
            for answer in (mine.answers if question.promised_at else mine.replies)
            if not self._is_right(question, answer)
        ]

    def _is_right(self, question: Asked, answer: Message) -> bool:
        until = datetime.fromtimestamp(float(answer.ts), UTC)
        said = sessions_in(answer.text)
        return said is not None and question.could_be(said, self.since, until)

    @property
    def waits(self) -> list[float]:
        """Seconds from each promise to its answer."""
        return [end - start for start, end in self._spans]

    @property
    def delays(self) -> list[float]:
        """For each kill, seconds to the answer of the last question that was open then."""
        return [
            max((end - kill.at for start, end in self._spans if start < kill.at < end), default=0.0)
            for kill in self.kills
        ]

    @cached_property
    def _spans(self) -> list[tuple[float, float]]:
        return [
            (question.promised_at, float(mine.answers[0].ts))
            for question, mine in zip(self.asked, self.mails, strict=True)
            if question.promised_at and mine.answers
        ]

    @cached_property
    def submits(self) -> list[Called]:
        """The calls that began a job."""
        return [call for call in self.called if (call.method, call.status) == ("POST", 200)]

    @cached_property
    def overlaps(self) -> list[tuple[Called, Called]]:
        """Pairs of submits of which the second came into the time of the first one's job.

        After a kill the successor may submit anew, which is none. It is one if the process of the
        first submit submits again before its job is done, asks for its job after the second submit,
        or does anything at all after a second submit that came before its job was done. Who asks
        after the second process was killed has taken that one's job up.
        """
        return [
            (first, second)
            for scope in {call.scope for call in self.submits}
            for first, second in pairwise([call for call in self.submits if call.scope == scope])
            if first.pid and self._overlap(first, second)
        ]

    def _overlap(self, first: Called, second: Called) -> bool:
        running = second.at < first.job_ends
        if first.pid == second.pid:
            return running
        later = [call for call in self.called if call.at > second.at and call.pid == first.pid]
        killed = min((kill.at for kill in self.kills if kill.pid == second.pid), default=inf)
        here = [call for call in later if call.scope == first.scope][:1]
        asks = any(call.method == "GET" and call.at < killed for call in here)
        return asks or (running and bool(later))

    @cached_property
    def takeovers(self) -> list[float]:
        """Seconds from each kill to the next call for each job that the process had under way."""
        return [delay for kill in self.kills for delay in self._taken_over(kill)]

    def _taken_over(self, kill: Kill) -> Iterator[float]:
        for scope in {call.scope for call in self.called if call.pid == kill.pid}:
            here = [call for call in self.called if call.scope == scope]
            before = [call for call in here if call.at <= kill.at]
            after = (call.at - kill.at for call in here if call.at > kill.at)
            if before and before[-1].pid == kill.pid and before[-1].at < before[-1].job_ends:
                yield from islice(after, 1)  # none: its figures had come by another job meanwhile


def key_of(message: Message) -> str:
    """The key that the app gave the message."""
    return str(((message.metadata or {}).get("event_payload") or {}).get("key", ""))
