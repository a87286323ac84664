"""How long a person waits whose figures are known, and for an acknowledgement, while the clock's
work storms: as a multiple of the same when the app idles.

    .venv/bin/python -m benchmarks.storms [ALERTS|DIGESTS [checks|digests]]

Eight people ask in turn, twice a second, each in a channel of their own and about figures that are
in the ledger. First nothing else is to be done: that is the baseline. Then the first check of the
alerts begins, which fetches the history of a hundred bots with a credential for each; or the
digests are due, all at one moment, and are sent as fast as may be set. Kore.ai's jobs take two
seconds. Ends with 1 if a median or a p95 is more than three times the baseline's.

Why the first check kept people waiting before it was bounded (known: p95 4.6 s against 0.17 s, on
a machine with other work): DBOS began a job in each of the hundred lanes at once. Of the samples
in which a thread held the interpreter's lock, 63 % were the loop's, half of them for these jobs
(calls, and rows for the ledger), 15 % those of threads that parse, 13 % those of DBOS's queues, 5
% the store's. No single step is long; but a question comes back to the loop after each call to a
database or to Slack, and each time it comes after what a hundred lanes have ready, and after a
computing thread that may keep the lock for five milliseconds. So few lanes do background work at a
time (`engine/priority.py`), and threads give way sooner (`cli/main.py`).
"""

import asyncio
import itertools
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from benchmarks.alerts import CHANNELS, OVER, rules_of
from benchmarks.digests import FASTEST, ZONE, Monday
from slackbot.domain.alerts.checks.plan import Check
from slackbot.sandbox.slack.workspace.workspace import User, Workspace
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.setup.alerts import AlertStore
from tests.chaos import alert_seed, digest_seed
from tests.chaos.stage import Program, Stage, percentile, rest, room, size, stage
from tests.chaos.upstream import Plan

ALERTS, BOTS, DIGESTS = 300, 100, 2_000
JOB_SECONDS = 2.0
PEOPLE = 8  # in a channel and with a bot of their own each
ASK_EVERY = 0.5  # seconds
IDLE = 120  # questions
KNOWN = "sessions 2026-02-10"
MOST = 3.0  # times the baseline
PATIENCE = 900.0
WAIT_FOR_LAST = 60.0


class Waits(NamedTuple):
    """Seconds to the replies, and to the acknowledgements."""

    known: list[float]
    ack: list[float]


class People:
    """They ask in turn what is known, and count how long that takes."""

    def __init__(self, here: Stage, first_channel: int) -> None:
        self._here = here
        self._first = first_channel
        self._waits = Waits([], [])
        for n in range(PEOPLE):
            here.slack.workspace.users[_person(n)] = User(_person(n), f"person-{n}", _person(n))

    async def ask(self, count: int) -> Waits:
        """Ask so often; how long that took."""
        self._waits = Waits([], [])
        await self._keep_asking(range(count))
        return self._waits

    async def ask_during(self, storm: Awaitable[None]) -> Waits:
        """Ask until the storm is over; how long that took."""
        self._waits = Waits([], [])
        asking = asyncio.create_task(self._keep_asking(itertools.count()))
        await storm
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        return self._waits

    async def _keep_asking(self, numbers: Iterable[int]) -> None:
        asked = []
        try:
            for n in numbers:
                asked.append(asyncio.ensure_future(self._ask(n % PEOPLE)))
                await asyncio.sleep(ASK_EVERY)
        finally:
            await asyncio.wait(asked, timeout=WAIT_FOR_LAST)

    async def _ask(self, n: int) -> None:
        slack, channel, began = self._here.slack, room(self._first + n), time.time()
        before = len(slack.messages(channel))

        def replied() -> float | None:
            parents = slack.messages(channel)[before:]
            replies = slack.replies(channel, parents[0].ts) if parents else []
            return float(replies[0].ts) if replies else None

        ack = await slack.slash("/billing", KNOWN, user=_person(n), channel=channel)
        self._waits.ack.append(ack.seconds)
        self._waits.known.append(await slack.wait_for(replied, PATIENCE) - began)


def _person(n: int) -> str:
    return f"U0PERSON{n}"


def links(channels: int) -> Iterator[tuple[int, int]]:
    """Two bots for each channel, and one of their own for each of the people's."""
    for n in range(channels):
        yield n, n % BOTS
        yield n, (n + 37) % BOTS
    for n in range(PEOPLE):
        yield channels + n, BOTS + n


# Prepares itself, and gives what begins the storm and ends with it.
Storm = Callable[[Stage, Program], Awaitable[Awaitable[None]]]


async def measure(title: str, channels: int, storm: Storm, **environment: str) -> bool:
    """Print the waits without and with the storm; whether they hold."""
    plan = Plan(bots=BOTS + PEOPLE, seconds=(JOB_SECONDS,))
    async with stage(plan, channels + PEOPLE) as here:
        await alert_seed.seed(here.database, links(channels), (), datetime.now(UTC))
        people = People(here, channels)
        async with here.app(**environment) as app:
            await people.ask(PEOPLE)  # from now on it is known
            idle = await people.ask(PEOPLE + round(rest(IDLE)))
            ready = await storm(here, app)
            began, used = time.time(), app.cpu_seconds
            during = await people.ask_during(ready)
            took, cpu = time.time() - began, app.cpu_seconds - used
    print(f"{title}: {took:.0f} s, {cpu / took:.0%} of a core; load {os.getloadavg()[0]:.1f}")
    return show(idle, during)


def show(idle: Waits, during: Waits) -> bool:
    """A table, and whether all of it holds."""
    print("a person waits             idle   storm   ratio   of   milliseconds")
    held = True
    for name, before, after in zip(Waits._fields, idle, during, strict=True):
        for what, figure in (("median", statistics.median), ("p95", _p95)):
            ratio = figure(after) / figure(before)
            held = held and ratio <= MOST
            print(f"  {name:8}{what:10}{1000 * figure(before):11.1f}", end="")
            print(f"{1000 * figure(after):8.1f}{ratio:8.2f}{len(after):5}", flush=True)
    return held


def _p95(values: Sequence[float]) -> float:
    return percentile(values, 0.95)


async def checks(alerts: int) -> bool:
    """The first check of so many alerts."""

    async def storm(here: Stage, _: Program) -> Awaitable[None]:
        database = database_for(here.database)
        await database.open()
        # No check begins while one seems to be under way.
        await AlertStore(database).begin_check(Workspace.team_id, Check(moment=datetime.now(UTC)))
        await alert_seed.seed(here.database, (), rules_of(alerts), datetime.now(UTC))
        return checked(database)

    return await measure(f"first check of {alerts} alerts on {BOTS} bots", CHANNELS, storm)


async def checked(database: Database) -> None:
    """Let the first check begin, until it is over."""
    until = time.monotonic() + PATIENCE
    await database.execute("DELETE FROM checks", {})
    while time.monotonic() < until and not await database.rows(OVER, {}):  # noqa: ASYNC110 - it ends in another process
        await asyncio.sleep(0.5)
    await database.close()


async def digests(count: int) -> bool:
    """So many digests at one moment."""

    async def storm(here: Stage, app: Program) -> Awaitable[None]:
        at = digest_seed.next_minute(datetime.now(UTC), timedelta(seconds=count / 500))
        due = ((digest_seed.weekly(n, n, at, ZONE), at) for n in range(count))
        await digest_seed.seed(here.database, (), due, datetime.now(UTC))
        await asyncio.sleep((at - datetime.now(UTC)).total_seconds())
        return Monday(here, count, at).come(app)

    rate = {"SLACKBOT_DIGESTS_PER_MINUTE": str(FASTEST)}
    return await measure(f"{count} digests at once", count, storm, **rate)


STORMS = {"checks": (checks, ALERTS), "digests": (digests, DIGESTS)}


async def main(names: Sequence[str]) -> bool:
    """Whether all of it holds."""
    chosen = [STORMS[name] for name in names]
    return all([await storm(size(most)) for storm, most in chosen])


if __name__ == "__main__":
    sys.exit(not asyncio.run(main(sys.argv[2:] or list(STORMS))))
