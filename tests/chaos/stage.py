"""What the benchmarks share: stand-ins, programs as processes, steady rates, and figures of /proc.

Slack runs in the measuring process, for it is what gives the commands and hears the answers;
Kore.ai and the programs have processes of their own.
"""

import asyncio
import contextlib
import itertools
import math
import os
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx

from slackbot.clock import SystemClock
from slackbot.domain.ask import MOST_OPEN
from slackbot.sandbox.kore.auth import BOT_CLIENT
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.delivery.socket import ACK_SECONDS, Ack
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.web_api.rate import Rate
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Channel, User, Workspace
from tests.chaos.upstream import Plan, Upstream, bot_id, upstream

T = TypeVar("T")
TICKS = os.sysconf("SC_CLK_TCK")
ASKER = User("U0ASKER", "asker", "An Asker", tz="UTC")
APP = User(APP_USER, "slackbot", "slackbot", is_bot=True)
BARE = Path(__file__).with_name("bare.py")


def app_words(role: str, clock: SystemClock | None = None) -> tuple[str, ...]:
    """How Python is told to be `slackbot ROLE`, on that clock or else the machine's."""
    return ("-m", "slackbot", *(clock.arguments if clock else ()), role)


class Program:
    """A running process, and what it has cost so far."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self._proc = Path("/proc") / str(child.pid)

    @property
    def pid(self) -> int:
        """Its number, as long as it runs."""
        return self._child.pid

    @property
    def cpu_seconds(self) -> float:
        """Time of a core that it has used, its threads' and the system's for it included."""
        fields = (self._proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def rss_megabytes(self) -> float:
        """Memory that it holds."""
        return self._megabytes("VmRSS")

    @property
    def peak_megabytes(self) -> float:
        """The most memory that it has ever held."""
        return self._megabytes("VmHWM")

    def _megabytes(self, name: str) -> float:
        lines = (self._proc / "status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024

    async def share(self, seconds: float) -> float:
        """The share of one core that it uses in the next seconds."""
        loop = asyncio.get_running_loop()
        used, began = self.cpu_seconds, loop.time()
        await asyncio.sleep(seconds)
        return (self.cpu_seconds - used) / (loop.time() - began)

    async def wait(self) -> None:
        """Until it ends by itself."""
        await self._child.wait()

    async def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send it the signal and wait until it has gone."""
        with contextlib.suppress(ProcessLookupError):
            self._child.send_signal(number)
        await self._child.wait()


@dataclass
class Stage:
    """A Slack with channels C0 to Cn, a Kore.ai, and a folder for the app."""

    slack: SlackSandbox
    kore: Upstream
    folder: Path
    _asked: Iterator[int] = field(default_factory=itertools.count)

    @property
    def database(self) -> str:
        """The URL of the app's database, where a program is not told otherwise."""
        return f"sqlite:///{self.folder}/benchmark.db"

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to know to work here; a database of its own on SQLite."""
        return {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": f"{self.slack.url}/api/",
            "KORE_HOST": self.kore.url,
            "KORE_CLIENT_ID": BOT_CLIENT.id,
            "KORE_CLIENT_SECRET": BOT_CLIENT.secret,
            "DATABASE_URL": self.database,
            "PORT": "0",
            "SLACKBOT_LOG_LEVEL": "ERROR",
        }

    @contextlib.asynccontextmanager
    async def program(self, *words: str, **environment: str) -> AsyncIterator[Program]:
        """`python WORDS` in the folder, until the block ends."""
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *words,
            cwd=self.folder,
            env={**os.environ, **self.environment, **environment},
        )
        program = Program(child)
        try:
            yield program
        finally:
            await program.end()

    @contextlib.asynccontextmanager
    async def app(self, **environment: str) -> AsyncIterator[Program]:
        """`slackbot run`, connected."""
        await self.disconnected()
        async with self.program(*app_words("run"), **environment) as program:
            await self.connected(program)
            yield program

    async def connected(self, program: Program) -> None:
        """Until the program is connected. Raises RuntimeError if it ends before."""
        ended = asyncio.create_task(program.wait())
        connected = asyncio.create_task(self.slack.wait_for_connection(60))
        await asyncio.wait((ended, connected), return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            connected.cancel()
            raise RuntimeError("The program ended before it was connected; see above.")
        ended.cancel()
        await connected

    async def disconnected(self) -> None:
        """Until Slack has noticed that the last app is gone."""
        await self.slack.wait_for(lambda: not self.slack.socket.connections, 30)

    async def answering(self, port: int) -> None:
        """Until somebody answers HTTP there, whatever it is."""
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(60):
            while True:
                with contextlib.suppress(httpx.TransportError):
                    await client.get(f"http://127.0.0.1:{port}/healthz")
                    return
                await asyncio.sleep(0.05)

    async def metrics(self, port: int) -> dict[str, float]:
        """What `/metrics` tells there, each by its name and labels."""
        async with httpx.AsyncClient(trust_env=False) as client:
            page = (await client.get(f"http://127.0.0.1:{port}/metrics")).raise_for_status().text
        lines = [line.rpartition(" ") for line in page.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in lines}

    async def ask(self, text: str, channel: int) -> Ack:
        """Let somebody ask in a channel."""
        return await self.slack.slash("/billing", text, user=ASKER.id, channel=room(channel))

    async def ask_as_many(self, text: str, channel: int) -> Ack:
        """Let one of many people ask: each asks no more often than they may have questions open."""
        user = f"U{next(self._asked) // MOST_OPEN:06}"
        self.slack.workspace.users[user] = User(user, user.lower(), user)
        return await self.slack.slash("/billing", text, user=user, channel=room(channel))

    async def link(self, links: Iterable[tuple[int, int]], at_once: int = 8) -> None:
        """Link bots to channels, each (channel, bot)."""

        async def one(link: tuple[int, int]) -> None:
            channel, bot = link
            before = len(self.slack.ephemerals(ASKER.id, room(channel)))
            ack = await self.ask(f"link {bot_id(bot)} as Bot{bot}", channel)
            assert ack.ok, ack.error
            told = await self.slack.wait_for(
                lambda: self.slack.ephemerals(ASKER.id, room(channel))[before:], 60
            )
            assert "linked" in told[0].text, told[0].text

        await in_parallel(one, links, at_once)

    def parents(self) -> list[Message]:
        """The questions' own messages in all channels."""
        everywhere = self.slack.workspace.channels
        return [message for channel in everywhere for message in self.slack.messages(channel)]

    def replies(self) -> list[Message]:
        """What stands in the threads of all questions."""
        return [reply for p in self.parents() for reply in self.slack.replies(p.channel, p.ts)]


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def room(number: int) -> str:
    """The id of the channel of that number, from 0."""
    return f"C{number:04}"


@contextlib.asynccontextmanager
async def stage(
    plan: Plan, channels: int = 1, ack_seconds: float = ACK_SECONDS, rate: Rate | None = None
) -> AsyncIterator[Stage]:
    """Stand-ins with that many channels, the app in all of them; without `rate` it may post as fast
    as it can."""
    members = frozenset({ASKER.id, APP.id})
    rooms = [Channel(room(n), f"room-{n}", members) for n in range(channels)]
    workspace = Workspace(
        time.time,
        users={user.id: user for user in (ASKER, APP)},
        channels={each.id: each for each in rooms},
    )
    slack = SlackSandbox(workspace, rate=rate, ack_seconds=ack_seconds)
    with tempfile.TemporaryDirectory() as folder:
        async with upstream(plan) as kore, serve(slack.app) as url:
            slack.url = url
            yield Stage(slack, kore, Path(folder))


async def at_rate(
    per_second: float, count: int, send: Callable[[int], Awaitable[T]]
) -> tuple[list[T], float]:
    """What `send` gives for 0 to count - 1, begun at a steady rate whether or not others are done;
    and by how many seconds one began too late at most."""
    loop = asyncio.get_running_loop()
    tasks, late, began = [], 0.0, loop.time()
    for n in range(count):
        due = began + n / per_second
        await asyncio.sleep(due - loop.time())
        late = max(late, loop.time() - due)
        tasks.append(asyncio.ensure_future(send(n)))
    return list(await asyncio.gather(*tasks)), late


async def in_parallel(
    work: Callable[[T], Awaitable[None]], items: Iterable[T], at_once: int
) -> None:
    """Do `work` for all items, so many at a time, each begun as soon as an earlier one is done."""
    left = iter(items)

    async def worker() -> None:
        for item in left:
            await work(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(worker())


async def until(predicate: Callable[[], bool], seconds: float, every: float = 0.5) -> float:
    """Seconds until it is true, looked at every so often. Raises TimeoutError."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not predicate():
        if loop.time() - began > seconds:
            raise TimeoutError
        await asyncio.sleep(every)
    return loop.time() - began


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least `share` of them do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def milliseconds(times: Sequence[float]) -> str:
    """Median, p95, p99 and the longest, in columns of nine characters."""
    figures = (statistics.median(times), *(percentile(times, p) for p in (0.95, 0.99, 1.0)))
    return "".join(f"{1000 * figure:9.1f}" for figure in figures)


def rest(seconds: float) -> float:
    """So many seconds, of which a run of size 1 takes a tenth: it measures nothing, it shows that
    it runs."""
    return seconds / 10 if sys.argv[1:2] == ["1"] else seconds


def size(default: int) -> int:
    """The number on the command line, if any."""
    return int(sys.argv[1]) if len(sys.argv) > 1 else default
