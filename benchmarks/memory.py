"""What the largest question costs the app's process: memory, and the time of its event loop.

    .venv/bin/python -m benchmarks.memory [DAYS [BOTS]]

With the account's credentials, and as many bots as one question may ask about by the hour for that
many days: asked once as a table, fresh, and then as a CSV file. Baseline: the same process in the
same run, after some questions about days. Memory is VmHWM, the most that the process has held since
its start (charts have processes of their own); the loop's time is the longest in which nothing else
could happen. Ends with 1 where either is above its bar.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime

from benchmarks.alerts import Blocks
from benchmarks.digests import ACCOUNT
from slackbot.domain.usage.fetching.split import MOST_BUCKETS
from tests.chaos.alert_seed import seed
from tests.chaos.alerts import APP_FILE
from tests.chaos.stage import Program, Stage, room, size, stage, until
from tests.chaos.upstream import Plan

DAYS, MOST_BOTS = 365, 28
IDLE = 5  # questions
MEGABYTES, LONGEST_BLOCK = 350.0, 0.1
PATIENCE = 600.0  # seconds
ENDED = (":white_check_mark:", ":warning:", ":x:")  # of a parent


async def main(days: int, bots: int) -> bool:
    """Print it, and whether the bars hold."""
    began = time.time()
    async with stage(Plan(bots=bots, seconds=(0.2,))) as here:
        blocks = Blocks(here.folder / "blocks")
        words = (APP_FILE, str(began), str(began), "1", str(blocks.file))
        await seed(here.database, ((0, n) for n in range(bots)), (), datetime.now(UTC))
        async with here.program(*words, **ACCOUNT) as app:
            await here.connected(app)
            print(f"{bots} bots, {24 * bots * days:,} buckets")
            print(f"{'':40}{'seconds':>9}{'MB':>7}{'/ idle':>8}{'held up, ms':>13}{'/ idle':>8}")
            for n in range(IDLE - 1):
                await answered(here, f"last {n + 2} days")
            idle = await cost(here, app, blocks, "yesterday")
            most = idle
            for words_ in ("by hour for all fresh", "by hour for all as csv"):
                found = await cost(here, app, blocks, f"last {days} days {words_}", idle)
                most = max(most[0], found[0]), max(most[1], found[1])
    return most[0] <= MEGABYTES and most[1] <= LONGEST_BLOCK


async def cost(
    here: Stage,
    app: Program,
    blocks: Blocks,
    text: str,
    idle: tuple[float, float] | None = None,
) -> tuple[float, float]:
    """Ask, print and return the most memory so far and the longest time that the loop was held."""
    began = time.time()
    await answered(here, text)
    took = time.time() - began
    await asyncio.sleep(1)  # the last is written down after the answer
    held = max(blocks.between(began, time.time()))
    peak = app.peak_megabytes
    beside = idle or (peak, held)
    print(
        f"{text:40}{took:9.1f}{peak:7.0f}{peak / beside[0]:8.1f}{1000 * held:13.0f}"
        f"{held / beside[1]:8.1f}",
        flush=True,
    )
    return peak, held


async def answered(here: Stage, text: str) -> None:
    """Ask, and wait until its parent says that it is answered. Raises TimeoutError."""
    before = len(here.slack.messages(room(0)))
    assert (await here.ask(text, 0)).ok

    def has_ended() -> bool:
        parents = here.slack.messages(room(0))[before:]
        return any(word in parent.text for parent in parents for word in ENDED)

    await until(has_ended, PATIENCE, 0.1)


if __name__ == "__main__":
    days = size(DAYS)
    most = min(MOST_BOTS, max(1, MOST_BUCKETS // (24 * days)))
    bots = int(sys.argv[2]) if len(sys.argv) > 2 else most
    sys.exit(not asyncio.run(main(days, bots)))
