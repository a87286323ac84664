"""How long people wait until a command is acknowledged: ours against a bare Bolt app.

    .venv/bin/python -m benchmarks.ack [SECONDS [sqlite|postgres]]

At a steady rate, whether or not earlier commands are done: 20 a second to `slackbot run` on SQLite
over Socket Mode, and 5 a second to `slackbot web` with `slackbot worker` on PostgreSQL over signed
HTTP. The stand-ins run on the same cores. Ours writes each question down before it acknowledges,
and answers earlier ones meanwhile; the bare app, reached in the same way, only acknowledges.

The ratio alone says little: Bolt looks every 10 ms whether a listener has acknowledged
(slack_bolt/listener/asyncio_runner.py), so the bare app needs more than 10 ms too, and whatever a
listener does in less is not seen in either. So our listener's own time is printed beside it, and
how many commands missed the first look.
"""

import asyncio
import contextlib
import statistics
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, timedelta

from slackbot.sandbox.slack.delivery.socket import Ack
from tests.chaos.postgres import postgres
from tests.chaos.stage import BARE, Stage, at_rate, free_port, milliseconds, size, stage
from tests.chaos.upstream import Plan

SECONDS = 60
SQLITE_RATE, POSTGRES_RATE = 20, 5
WARM_UP_SECONDS = 3
BOTS, CHANNELS, DAYS = 20, 60, 10
FIRST_DAY = date(2026, 3, 1)


async def main(seconds: int, database: str | None) -> None:
    """Print both, or the one that is named."""
    if database in (None, "sqlite"):
        await on_sqlite(seconds)
    if database in (None, "postgres"):
        await on_postgres(seconds)


async def on_sqlite(seconds: int) -> None:
    """Socket Mode, one process."""
    async with stage(Plan(bots=BOTS), CHANNELS) as here:
        async with here.program(str(BARE), "socket") as program:
            await here.connected(program)
            bare = await measure(here, SQLITE_RATE, seconds)
        port = free_port()
        async with here.app(PORT=str(port)):
            await here.link((n, n % BOTS) for n in range(CHANNELS))
            before = await here.metrics(port)
            ours = await measure(here, SQLITE_RATE, seconds)
            after = await here.metrics(port)
        show(f"SQLite, Socket Mode, {SQLITE_RATE} commands/s for {seconds} s", bare, ours)
        show_listener(here, before, after)


async def on_postgres(seconds: int) -> None:
    """Signed HTTP, a process that takes and one that answers."""
    with postgres() as url:
        async with stage(Plan(bots=BOTS), CHANNELS) as here:
            async with listening(here, str(BARE), "http"):
                bare = await measure(here, POSTGRES_RATE, seconds)
            async with (
                here.program("-m", "slackbot", "worker", DATABASE_URL=url),
                listening(here, "-m", "slackbot", "web", DATABASE_URL=url) as port,
            ):
                await here.link((n, n % BOTS) for n in range(CHANNELS))
                before = await here.metrics(port)
                ours = await measure(here, POSTGRES_RATE, seconds)
                after = await here.metrics(port)
            show(f"PostgreSQL, HTTP, {POSTGRES_RATE} commands/s for {seconds} s", bare, ours)
            show_listener(here, before, after)


@contextlib.asynccontextmanager
async def listening(here: Stage, *words: str, **environment: str) -> AsyncIterator[int]:
    """A program to which Slack delivers over HTTP, and its port."""
    port = free_port()
    async with here.program(*words, PORT=str(port), **environment):
        await here.answering(port)
        here.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        yield port


async def measure(here: Stage, per_second: int, seconds: int) -> tuple[list[Ack], float]:
    """The acknowledgements after the warm-up, and how late the latest command was given."""

    async def ask(n: int) -> Ack:
        return await here.ask_as_many(
            str(FIRST_DAY + timedelta(days=n // BOTS % DAYS)), n % CHANNELS
        )

    await at_rate(per_second, per_second * WARM_UP_SECONDS, ask)
    acks, late = await at_rate(per_second, per_second * seconds, ask)
    taken = [ack for ack in acks if ack.ok]
    if missed := len(acks) - len(taken):
        print(f"{missed} of {len(acks)} commands were not acknowledged in time: they are left out")
    return taken, late


def show(title: str, bare: tuple[list[Ack], float], ours: tuple[list[Ack], float]) -> None:
    """A table with both, and the ratio of their medians."""
    print(f"{title}\n{'':12}   median      p95      p99  longest   given late   milliseconds")
    for name, (acks, late) in (("bare Bolt", bare), ("slackbot", ours)):
        print(f"{name:12}{milliseconds(times(acks))}{1000 * late:13.1f}")
    ratio = statistics.median(times(ours[0])) / statistics.median(times(bare[0]))
    print(f"ratio of medians: {ratio:.2f}", flush=True)


def show_listener(here: Stage, before: Mapping[str, float], after: Mapping[str, float]) -> None:
    """What the app itself counted between the two, warm-up included."""
    listener = "slackbot_ack_seconds"
    count, total, quick = (
        after[name] - before[name]
        for name in (f"{listener}_count", f"{listener}_sum", f'{listener}_bucket{{le="0.01"}}')
    )
    print(f"in our listener: {1000 * total / count:.1f} ms on average, ", end="")
    print(f"{1 - quick / count:.1%} of commands over Bolt's 10 ms")
    replies, parents = len(here.replies()), len(here.parents())
    print(f"replies so far: {replies} to {parents} questions", flush=True)
    assert replies, "nothing was answered: that is not what is to be measured"


def times(acks: Sequence[Ack]) -> list[float]:
    """Seconds from giving each command to its acknowledgement."""
    return [ack.seconds for ack in acks]


if __name__ == "__main__":
    asyncio.run(main(size(SECONDS), sys.argv[2] if len(sys.argv) > 2 else None))
