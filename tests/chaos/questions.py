"""Whether anything promised is lost, doubled or wrong when processes are killed at any moment.

    .venv/bin/python -m tests.chaos.questions [QUESTIONS [sqlite|postgres [SEED]]]

Questions come at a steady rate from many people, about twenty bots in twenty channels, some about
equal windows; upstream jobs take 0.5 to 5 s. Every few calls at Slack and Kore.ai a process is
killed with SIGKILL and replaced at once: on SQLite the one there is, on PostgreSQL one of three
workers and two webs. So whatever this machine is doing else, work goes on between two kills. Who
gets Slack's error instead of an acknowledgement types again, which is another question; what was
not acknowledged is not promised. Ends with 1 if a bar is broken.
"""

import asyncio
import contextlib
import random
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from slackbot.clock import SystemClock
from slackbot.ports import Clock
from slackbot.sandbox.kore.bots import SUPPORT_BOT, Bot
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.workspace.workspace import Channel, User, Workspace
from slackbot.store.databases.backends import database_for
from tests.chaos.evidence import Asked, Findings, Kill, WatchedKore, WatchedSlack, mail, midnight
from tests.chaos.postgres import postgres
from tests.chaos.stage import (
    APP,
    ASKER,
    Program,
    Stage,
    app_words,
    at_rate,
    free_port,
    percentile,
    rest,
    room,
    size,
    until,
)
from tests.chaos.upstream import Upstream, bot_id

QUESTIONS = 200
PER_SECOND = 4.0
BOTS = CHANNELS = 20
BOTS_PER_CHANNEL = 2
JOB_SECONDS = (0.5, 1.0, 2.0, 3.5, 5.0)  # for windows of one day, of two, …
FIRST_DAY = datetime(2026, 3, 1, tzinfo=UTC)
FIRST_DAYS = 12
KILL_AFTER = (10, 100)  # calls
LOOK_AT_CALLS = 0.02  # seconds
TYPE_AGAIN_AFTER = 1.0
PATIENCE = 300.0
LINGER = 30.0  # seconds, for what is taken over late

WORKERS, WEBS = 3, 2


class Fleet:
    """Processes that are started again whenever they end."""

    def __init__(
        self, here: Stage, pids: set[int], clock: Clock, happened: Callable[[], int]
    ) -> None:
        """`happened`: how many calls the stand-ins have answered so far."""
        self.kills: list[Kill] = []
        self.deaths = 0
        self.rest = 0.0  # seconds that those stay away who end now
        self._here = here
        self._pids = pids
        self._clock = clock
        self._happened = happened
        self._alive: dict[int, Program] = {}

    async def keep(self, place: int, words: Sequence[str], **environment: str) -> None:
        """Keep one running, until this is cancelled."""
        while True:
            async with self._here.program(*words, **environment) as program:
                self._pids.add(program.pid)
                self._alive[place] = program
                await program.wait()
                self.deaths += 1
            await asyncio.sleep(self.rest)

    async def kill(self, place: int) -> None:
        """Kill the one there."""
        program = self._alive[place]
        self.kills.append(Kill(self._clock.now().timestamp(), program.pid))
        await program.end(signal.SIGKILL)

    @property
    def places(self) -> list[int]:
        """Where one runs, or has."""
        return sorted(self._alive)

    async def keep_killing(
        self, rng: random.Random, apart: tuple[int, int], count: int | None = None
    ) -> None:
        """Kill one of them each time that so many more calls have come; `count` times, or until
        this is cancelled."""
        while count is None or len(self.kills) < count:
            await self.working(rng, apart)
            await self.kill(rng.choice(self.places))

    async def working(self, rng: random.Random, apart: tuple[int, int]) -> None:
        """Until so many more calls have come: after a kill, only who is ready makes any."""
        due = self._happened() + rng.randint(*apart)
        while self._happened() < due:  # noqa: ASYNC110 - in two stand-ins with a bell each
            await asyncio.sleep(LOOK_AT_CALLS)


@dataclass(frozen=True)
class Theatre:
    """Watched stand-ins, the URL of an empty database, and the clock that all live by."""

    kore: WatchedKore
    slack: WatchedSlack
    pids: set[int]
    stage: Stage
    url: str
    clock: SystemClock

    @contextlib.asynccontextmanager
    async def fleet(self, runs: int = 0, **environment: str) -> AsyncIterator[Fleet]:
        """The app's processes, ready at first: so many `run`, or what suits the database."""
        fleet = Fleet(self.stage, self.pids, self.clock, self.happened)
        alone = runs or self.url.startswith("sqlite")
        ports = [] if alone else [free_port() for _ in range(WEBS)]
        commands = [("worker", 0)] * WORKERS + [("web", port) for port in ports]
        if alone:
            commands = [("run", 0)] * max(runs, 1)
        environment = {**environment, "DATABASE_URL": self.url}
        kept = [
            asyncio.create_task(
                fleet.keep(n, app_words(role, self.clock), **environment, PORT=str(port))
            )
            for n, (role, port) in enumerate(commands)
        ]
        try:
            await self._reached(ports)
            yield fleet
        finally:
            for task in kept:
                task.cancel()
            await asyncio.gather(*kept, return_exceptions=True)

    def happened(self) -> int:
        """How many messages Slack and calls Kore.ai has had so far."""
        return len(self.slack.posters) + len(self.kore.called)

    async def _reached(self, ports: Sequence[int]) -> None:
        if not ports:
            return await self.slack.wait_for_connection(60)
        for port in ports:
            await self.stage.answering(port)
        return self.slack.deliver_to(*(f"http://127.0.0.1:{port}/slack/events" for port in ports))

    async def recorded(self) -> dict[str, str]:
        """Where the app says that the message of each key stands."""
        database = database_for(self.url)
        await database.open()
        rows = await database.rows("SELECT message_key, ts FROM deliveries", {})
        await database.close()
        return {row["message_key"]: row["ts"] for row in rows}


@contextlib.asynccontextmanager
async def place(url: str, clock: SystemClock) -> AsyncIterator[Theatre]:
    """Set up around the database, until the block ends."""
    members = frozenset({ASKER.id, APP.id})
    rooms = [Channel(room(n), f"room-{n}", members) for n in range(CHANNELS)]
    workspace = Workspace(
        lambda: clock.now().timestamp(),
        users={user.id: user for user in (ASKER, APP)},
        channels={each.id: each for each in rooms},
    )
    bots = [Bot(bot_id(n), f"Bot{n}", SUPPORT_BOT.habits) for n in range(BOTS)]
    pids: set[int] = set()
    kore = WatchedKore(bots, JOB_SECONDS, pids, clock.now)
    slack = WatchedSlack(workspace, pids)
    with tempfile.TemporaryDirectory() as folder:
        async with serve(kore.app) as kore_url, serve(slack.watched) as slack.url:
            upstream = Upstream(kore_url)
            stage = Stage(slack, upstream, Path(folder))
            yield Theatre(kore, slack, pids, stage, url, clock)
            await upstream.close()


@dataclass
class Crowd:
    """People who ask, a new one for each question."""

    here: Stage
    bots: Sequence[Bot]
    rng: random.Random
    clock: Clock
    asked: list[Asked] = field(default_factory=list)

    async def ask(self, n: int) -> None:
        """Ask until it is acknowledged."""
        channel = self.rng.randrange(CHANNELS)
        bots, which = self._bots(channel)
        start, end, when = self._window()
        attempt, promised = 0, False
        while not promised:
            user, text = f"U{n:04}X{attempt}", f"sessions {when} {which}"
            at = self.clock.now().timestamp()
            promised = await self._type(user, channel, text)
            promised_at = self.clock.now().timestamp() if promised else None
            self.asked.append(Asked(user, text, bots, start, end, at, promised_at))
            attempt += 1

    async def _type(self, user: str, channel: int, text: str) -> bool:
        """Whether it was acknowledged without a word."""
        self.here.slack.workspace.users[user] = User(user, user.lower(), user)
        ack = await self.here.slack.slash("/billing", text, user=user, channel=room(channel))
        if ack.ok and not ack.payload:
            return True
        await asyncio.sleep(TYPE_AGAIN_AFTER)
        return False

    def _bots(self, channel: int) -> tuple[tuple[Bot, ...], str]:
        mine = [(channel + n) % BOTS for n in range(BOTS_PER_CHANNEL)]
        if self.rng.random() < 0.2:
            return tuple(self.bots[n] for n in mine), "for all"
        n = self.rng.choice(mine)
        return (self.bots[n],), f"for Bot{n}"

    def _window(self) -> tuple[datetime, datetime | None, str]:
        """One that still runs, or a settled one, perhaps asked for before."""
        today, kind = midnight(self.clock.now()), self.rng.random()
        if kind < 0.1:
            return today, None, "today"
        if kind < 0.2:
            return today - timedelta(days=today.weekday()), None, "this week"
        first = FIRST_DAY + timedelta(days=self.rng.randrange(FIRST_DAYS))
        end = first + timedelta(days=self.rng.randint(1, len(JOB_SECONDS)))
        return first, end, f"{first:%Y-%m-%d} to {end - timedelta(days=1):%Y-%m-%d}"


async def chaos(
    url: str,
    clock: SystemClock,
    questions: int,
    seed: int,
    kill_after: tuple[int, int] = KILL_AFTER,
    linger: float = LINGER,
    kills: int | None = None,
) -> Findings:
    """Ask so many questions while processes on that empty database are killed: so many times,
    or for as long as questions come."""
    since = clock.now()
    asking, killing = (random.Random(f"{seed} {what}") for what in ("asking", "killing"))  # noqa: S311 - to be the same again
    async with place(url, clock) as here, here.fleet() as fleet:
        crowd = Crowd(here.stage, list(here.kore.bots.values()), asking, clock)
        for n in range(BOTS_PER_CHANNEL):
            await here.stage.link((channel, (channel + n) % BOTS) for channel in range(CHANNELS))
        killer = asyncio.create_task(fleet.keep_killing(killing, kill_after, kills))
        await at_rate(PER_SECOND, questions, crowd.ask)
        if kills is None:
            killer.cancel()
        await _answered(here.slack, crowd)
        killer.cancel()
        await asyncio.sleep(linger)
        recorded, died = await here.recorded(), fleet.deaths - len(fleet.kills)
    return Findings(
        asked=crowd.asked,
        since=since,
        posted=here.slack.workspace.posted,
        posters=here.slack.posters,
        recorded=recorded,
        called=here.kore.called,
        kills=fleet.kills,
        died=died,
    )


async def _answered(slack: WatchedSlack, crowd: Crowd) -> None:
    """Until every promise is kept, or patience is over."""

    def is_answered() -> bool:
        mails = mail(slack.workspace.posted)
        promised = (question.user for question in crowd.asked if question.promised_at)
        return all(user in mails and mails[user].answers for user in promised)

    with contextlib.suppress(TimeoutError):  # what is lost is among the findings
        await until(is_answered, PATIENCE)


def show(title: str, found: Findings) -> None:
    """A table, and each broken promise."""
    parents = sum(double.is_parent for double in found.doubles)
    lines: Mapping[str, object] = {
        "kills": len(found.kills),
        "ended by themselves": found.died,
        "commands": f"{len(found.asked)}, acknowledged {len(found.promised)}",
        "lost": len(found.lost),
        "doubled in the window": len(found.doubles) - len(found.bugs),
        "doubled otherwise": len(found.bugs),
        "  of both, parents": parents,
        "overlapping jobs": f"{len(found.overlaps)} of {len(found.submits)} submits",
        "wrong or no figures": len(found.wrong),
        "job taken over after, s": in_seconds(found.takeovers),
        "last open answer after kill, s": in_seconds(found.delays),
        "answer after promise, s": in_seconds(found.waits),
    }
    print(f"{title}                     median     p95 longest")
    for name, value in lines.items():
        print(f"  {name:32}{value}")
    for broken in (*found.lost, *found.bugs, *found.overlaps, *found.wrong):
        print(f"  BROKEN {broken}")
    print("  all bars hold" if found.ok else "  A BAR IS BROKEN", flush=True)


def in_seconds(times: Sequence[float]) -> str:
    """Median, p95 and the longest."""
    if not times:
        return "-"
    figures = (percentile(times, share) for share in (0.5, 0.95, 1.0))
    return "".join(f"{figure:8.1f}" for figure in figures) + f"   of {len(times)}"


@contextlib.contextmanager
def sqlite() -> Iterator[str]:
    """The URL of a new file, gone with the block."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/chaos.db"


DATABASES = {"sqlite": sqlite, "postgres": postgres}


async def main(questions: int, databases: Sequence[str], seed: int) -> bool:
    """Whether all bars hold on each database."""
    ok = True
    for database in databases:
        with DATABASES[database]() as url:
            found = await chaos(url, SystemClock(), questions, seed, linger=rest(LINGER))
        show(f"{database}, seed {seed}", found)
        ok = ok and found.ok
    return ok


if __name__ == "__main__":
    chosen = sys.argv[2:3] or list(DATABASES)
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    sys.exit(not asyncio.run(main(size(QUESTIONS), chosen, seed)))
