"""How soon `slackbot run` is ready on SQLite, and what it costs when nobody asks.

    .venv/bin/python -m benchmarks.start [STARTS]

Ready is a connected socket; the first start makes the database. Baseline: a Python that imports
Bolt and httpx, which no app like this can do without.
"""

import asyncio
import statistics
import time

from tests.chaos.stage import Stage, app_words, rest, size, stage
from tests.chaos.upstream import Plan

STARTS = 5
SETTLE_SECONDS = 5.0
IDLE_SECONDS = 20.0
IMPORTS = "import slack_bolt, httpx"


async def main(starts: int) -> None:
    """Print both, and their ratios."""
    async with stage(Plan()) as here:
        bare = [await start_of_imports(here) for _ in range(starts)]
        first = await start_of_app(here)
        ours = [await start_of_app(here) for _ in range(starts)]
        memory, cpu = await idle_app(here)
        bare_memory = await memory_of_imports(here)
    ready, imported = statistics.median(ours), statistics.median(bare)
    print(f"{starts} starts  first s  median s  longest s  idle MB  idle CPU")
    print(f"imports {bare[0]:10.2f}{imported:10.2f}{max(bare):11.2f}{bare_memory:9.0f}")
    print(f"slackbot{first:10.2f}{ready:10.2f}{max(ours):11.2f}{memory:9.0f}{cpu:10.1%}")
    print(f"ratios: time {ready / imported:.2f}, memory {memory / bare_memory:.2f}")


async def start_of_app(here: Stage) -> float:
    """Seconds from the command line to a connected socket."""
    await here.disconnected()
    began = time.monotonic()
    async with here.program(*app_words("run")) as program:
        await here.connected(program)
        return time.monotonic() - began


async def start_of_imports(here: Stage) -> float:
    """Seconds from the command line to the end of the imports."""
    began = time.monotonic()
    async with here.program("-c", IMPORTS) as program:
        await program.wait()
        return time.monotonic() - began


async def idle_app(here: Stage) -> tuple[float, float]:
    """Its memory, and its share of a core, some seconds after it is ready."""
    async with here.app() as app:
        await asyncio.sleep(rest(SETTLE_SECONDS))
        cpu = await app.share(rest(IDLE_SECONDS))
        return app.rss_megabytes, cpu


async def memory_of_imports(here: Stage) -> float:
    """What a Python holds that has imported them."""
    async with here.program("-c", f"{IMPORTS}, time; time.sleep(60)") as program:
        await asyncio.sleep(rest(SETTLE_SECONDS))
        return program.rss_megabytes


if __name__ == "__main__":
    asyncio.run(main(size(STARTS)))
