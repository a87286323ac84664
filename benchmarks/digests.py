"""Monday 09:00: what digests cost of which thousands are due at once, and a person meanwhile.

    .venv/bin/python -m benchmarks.digests [DIGESTS [BOTS [bot|account]]]

A weekly digest for each channel, on two of the bots, all due at one moment in Berlin, so that it
takes nine weeks of hourly figures; Kore.ai's jobs take two seconds, Slack takes one message a
second in a channel and now and then answers 429. First a short pass at the default rate; then with
credentials for each bot, and with the account's, at as many digests a minute as may be set. A
person asks all the while, what is known and what needs a job; baseline: the same before the
digests, in the same run. Ends with 1 if a message is lost, doubled or too early, or if a job is
asked for twice.
"""

import asyncio
import itertools
import math
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slackbot.domain.usage.fetching.split import LARGEST_BATCH
from slackbot.sandbox.kore.auth import ADMIN_CLIENT
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.web_api.rate import SLACK_RATE
from tests.chaos.digest_seed import next_minute, seed, weekly
from tests.chaos.evidence import key_of
from tests.chaos.stage import Program, Stage, percentile, rest, room, size, stage
from tests.chaos.upstream import Call, Plan, bot_id

DIGESTS, BOTS = 10_000, 100
FEW = 120  # digests of the pass at the default rate
JOB_SECONDS = 2.0
ZONE = "Europe/Berlin"
FASTEST = 6000  # digests a minute
ACCOUNT = {
    "KORE_SCOPE": "account",
    "KORE_CLIENT_ID": ADMIN_CLIENT.id,
    "KORE_CLIENT_SECRET": ADMIN_CLIENT.secret,
}
PERSONS_CHANNELS = 8  # with a bot of its own each
ASK_EVERY = 3.0  # seconds; a job of the account's is asked for five times, of sixty calls a minute
JOB_EVERY = 5  # questions; the others are known
IDLE = 25  # questions
FIRST_DAY = date(2026, 3, 1)
KNOWN = "sessions 2026-02-10"
REFUSE_EVERY, RETRY_AFTER = 5.0, 2  # seconds
PATIENCE = 300.0  # seconds without any news
WAIT_FOR_LAST = 60.0
CHANNEL = re.compile(rb'"?channel"?[=:] ?"?(\w+)')


class Waits(NamedTuple):
    """Seconds to the reply where it is known and where it needs a job, and to acknowledgements."""

    known: list[float]
    job: list[float]
    ack: list[float]


class Person:
    """Asks in channels of its own, as one person after the other, and how long that took."""

    def __init__(self, here: Stage, first_channel: int) -> None:
        self.waits = Waits([], [], [])
        self.asked_jobs = 0
        self._here = here
        self._first = first_channel
        self._days = itertools.count()

    def forget(self) -> Waits:
        """Begin anew; returns what was so far."""
        waits, self.waits, self.asked_jobs = self.waits, Waits([], [], []), 0
        return waits

    async def idle(self) -> Waits:
        """How long it takes where nothing else is to be done, once some of it is known."""
        await self.keep_asking(PERSONS_CHANNELS, jobs=False)
        self.forget()
        await self.keep_asking(IDLE)
        return self.forget()

    async def keep_asking(self, count: int | None = None, *, jobs: bool = True) -> None:
        """Ask every so often, whether or not earlier ones are answered."""
        asked = []
        try:
            for n in itertools.count() if count is None else range(count):
                asked.append(asyncio.ensure_future(self._ask(n, jobs=jobs)))
                await asyncio.sleep(rest(ASK_EVERY))
        finally:
            await asyncio.wait(asked, timeout=WAIT_FOR_LAST)

    async def _ask(self, n: int, *, jobs: bool) -> None:
        channel = self._first + n % PERSONS_CHANNELS
        if n % JOB_EVERY or not jobs:
            self.waits.known.append(await self._answered(KNOWN, channel))
            return
        self.asked_jobs += 1
        day = FIRST_DAY + timedelta(days=next(self._days))
        self.waits.job.append(await self._answered(f"sessions {day}", channel))

    async def _answered(self, text: str, channel: int) -> float:
        """Seconds from the command to the reply in the thread."""
        slack, place, began = self._here.slack, room(channel), time.time()
        before = len(slack.messages(place))

        def replied() -> float | None:
            parents = slack.messages(place)[before:]
            replies = slack.replies(place, parents[0].ts) if parents else []
            return float(replies[0].ts) if replies else None

        ack = await self._here.ask_as_many(text, channel)
        self.waits.ack.append(ack.seconds)
        if not ack.ok:  # Slack tells the asker so
            return math.inf
        return await slack.wait_for(replied, PATIENCE) - began


class Busy:
    """Slack's Web API, which now and then answers 429 in the channels of `digests`, and of which it
    is seen whether anything was posted there too early after that."""

    def __init__(self, app: ASGIApp, digests: int) -> None:
        self._app = app
        self._channels = {room(n) for n in range(digests)}
        self._next = math.inf
        self._until: dict[str, float] = {}  # the channel was told to wait
        self.refused = self.too_early = 0

    def begin(self) -> None:
        """From now on."""
        self._next = time.time()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, mostly."""
        if scope["type"] != "http" or scope["path"] != "/api/chat.postMessage":
            return await self._app(scope, receive, send)
        event = await receive()
        while event.get("more_body"):
            more = await receive()
            event = {**more, "body": event["body"] + more["body"]}
        found = CHANNEL.search(event["body"])
        if found and self._refuses(found[1].decode()):
            headers = {"Retry-After": str(RETRY_AFTER)}
            refusal = {"ok": False, "error": "ratelimited"}
            return await JSONResponse(refusal, 429, headers)(scope, receive, send)

        async def again() -> Message:
            return event

        return await self._app(scope, again, send)

    def _refuses(self, channel: str) -> bool:
        now = time.time()
        self.too_early += now < self._until.pop(channel, 0.0)
        if now < self._next or channel not in self._channels:
            return False
        self._next, self._until[channel] = now + REFUSE_EVERY, now + RETRY_AFTER
        self.refused += 1
        return True


@dataclass
class Monday:
    """Digests that are all due at `at`, and what has come of them."""

    here: Stage
    digests: int
    at: datetime
    times: list[float] = field(default_factory=list)  # of their messages
    keys: Counter[str] = field(default_factory=Counter)
    cpu_seconds: float = 0.0
    megabytes: float = 0.0  # at most
    _seen: int = 0

    async def come(self, app: Program) -> None:
        """Until all messages stand, or none has come for long."""
        used, changed = app.cpu_seconds, time.time()
        while len(self.keys) < 2 * self.digests and time.time() < changed + PATIENCE:
            await asyncio.sleep(0.5)
            if self._look():
                changed = time.time()
            self.cpu_seconds = app.cpu_seconds - used
            self.megabytes = max(self.megabytes, app.rss_megabytes)

    def _look(self) -> bool:
        """Whether there is anything new."""
        posted = self.here.slack.workspace.posted
        new = [(key_of(posted[n]), posted[n].ts) for n in range(self._seen, len(posted))]
        ours = [(key, ts) for key, ts in new if self._day in key]
        self._seen += len(new)
        self.keys.update(key for key, _ in ours)
        self.times += [float(ts) for _, ts in ours]
        return bool(ours)

    @property
    def _day(self) -> str:
        return f"-{self.at.astimezone(ZoneInfo(ZONE)).date()}:"

    @property
    def began(self) -> float:
        """When they were due, in epoch seconds."""
        return self.at.timestamp()

    @property
    def is_right(self) -> bool:
        """Whether every message stands once."""
        return len(self.keys) == 2 * self.digests == self.keys.total()

    def show(self) -> None:
        """How fast they came."""
        took, lost = max(self.times) - self.began, 2 * self.digests - len(self.keys)
        print(f"messages: {self.keys.total()}, lost {lost}, ", end="")
        print(f"doubled {self.keys.total() - len(self.keys)}")
        print(
            f"first after {min(self.times) - self.began:.1f} s, last after {took:.1f} s: ", end=""
        )
        print(f"{self.digests / took:.1f} digests a second, ", end="")
        print(f"{len(self.times) / took:.1f} messages a second")
        seconds = Counter(int(moment - self.began) for moment in self.times)
        print(f"messages in the fullest second: {max(seconds.values())}")
        print(f"the process: {self.cpu_seconds:.0f} s of CPU, ", end="")
        print(f"{1000 * self.cpu_seconds / self.digests:.1f} ms a digest; ", end="")
        print(f"{self.megabytes:.0f} MB at most", flush=True)


@dataclass(frozen=True)
class Pass:
    """So many digests of so many bots, with the account's credentials or each bot's, at so many a
    minute or at the default rate."""

    digests: int
    bots: int
    account: bool = False
    per_minute: int | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the app has to know of it."""
        rate = {"SLACKBOT_DIGESTS_PER_MINUTE": str(self.per_minute)} if self.per_minute else {}
        return rate | (ACCOUNT if self.account else {})

    def submits(self, calls: Iterable[Call], by_person: int) -> tuple[int, int]:
        """Jobs that were asked for because of digests, and how many are needed."""
        scopes = {bot_id(n) for n in range(self.bots)}
        own = [call for call in calls if self.account or call.scope in scopes]
        count = sum(call.method == "POST" for call in own)
        if self.account:
            return count - by_person, -(-self.bots // LARGEST_BATCH)
        return count, self.bots

    def describe(self) -> str:
        """The head of its figures."""
        whose = "the account's credentials" if self.account else "credentials for each bot"
        rate = f"at {self.per_minute} a minute" if self.per_minute else "at the default rate"
        return f"{self.digests} digests of {self.bots} bots, {whose}, {rate}"

    async def run(self) -> bool:
        """Print what they cost; whether nothing was lost, doubled or asked for twice."""
        plan = Plan(bots=self.bots + PERSONS_CHANNELS, seconds=(JOB_SECONDS,))
        channels = self.digests + PERSONS_CHANNELS
        async with stage(plan, channels, rate=SLACK_RATE) as here:
            busy = Busy(here.slack.app, self.digests)
            async with serve(busy) as here.slack.url:
                return await self._run(here, busy)

    async def _run(self, here: Stage, busy: Busy) -> bool:
        idle_seconds = rest((PERSONS_CHANNELS + IDLE) * ASK_EVERY) + 15
        at = next_minute(datetime.now(UTC), timedelta(seconds=idle_seconds + self.digests / 500))
        due = ((weekly(n, n, at, ZONE), at) for n in range(self.digests))
        await seed(here.database, links(self.digests, self.bots), due, datetime.now(UTC))
        person = Person(here, self.digests)
        async with here.app(**self.environment) as app:
            idle = await person.idle()
            assert datetime.now(UTC) < at, "they are due before the idle system is measured"
            await asyncio.sleep((at - datetime.now(UTC)).total_seconds())
            asking = asyncio.create_task(person.keep_asking())
            busy.begin()
            came = Monday(here, self.digests, at)
            await came.come(app)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            calls = [call for call in await here.kore.calls() if call.at >= came.began]
        submits, wanted = self.submits(calls, person.asked_jobs)
        print(self.describe())
        came.show()
        print(f"upstream jobs: {submits}; distinct scopes and windows: {wanted}")
        print(f"429: {busy.refused}; posted before the time they named: {busy.too_early}")
        show_person(idle, person.waits)
        return came.is_right and submits <= wanted and not busy.too_early


def links(digests: int, bots: int) -> Iterator[tuple[int, int]]:
    """Two bots for each digest's channel, and one of their own for the person's."""
    for n in range(digests):
        yield n, n % bots
        yield n, (n + n // bots + 1) % bots
    for n in range(PERSONS_CHANNELS):
        yield digests + n, bots + n


def show_person(idle: Waits, meanwhile: Waits) -> None:
    """A table of the waits, and the ratios of their medians."""
    print("a person waits               median     p95   ratio   seconds")
    for name, before, after in zip(Waits._fields, idle, meanwhile, strict=True):
        ratio = statistics.median(after) / statistics.median(before) if after and before else 0.0
        for when, some in (("idle", before), ("meanwhile", after)):
            print(f"  {name:10}{when:14}", end="")
            if some:
                figures = f"{statistics.median(some):9.3f}{percentile(some, 0.95):8.3f}"
                print(f"{figures}{ratio:8.2f}" if when == "meanwhile" else figures, end="")
            print(f"   of {len(some)}", flush=True)


async def main(digests: int, bots: int, scopes: Sequence[str]) -> bool:
    """Whether all bars hold."""
    few = [Pass(FEW, min(bots, FEW))] if digests > FEW else []
    fast = [Pass(digests, bots, scope == "account", FASTEST) for scope in scopes]
    return all([await each.run() for each in (*few, *fast)])


if __name__ == "__main__":
    bots = int(sys.argv[2]) if len(sys.argv) > 2 else BOTS
    sys.exit(not asyncio.run(main(size(DIGESTS), bots, sys.argv[3:4] or ["bot", "account"])))
