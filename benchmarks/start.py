"""How soon `slackbot run` is ready on SQLite and answers, what it costs when nobody asks, and how
soon it is gone.

    .venv/bin/python -m benchmarks.start [STARTS]

Ready is a connected socket; the first start makes the database. Baseline: a Python that imports
Bolt and httpx, which no app like this can do without.
"""

import asyncio
import resource
import statistics
import time

from tests.chaos.stage import ASKER, Stage, app_words, rest, room, size, stage
from tests.chaos.upstream import Plan

STARTS = 5
SETTLE_SECONDS = 5.0
IDLE_SECONDS = 20.0
IMPORTS = "import slack_bolt, httpx"
APP_IMPORTS = (
    "import gc; gc.disable(); import slackbot.cli.main, slackbot.bootstrap"  # as `run` does
)
QUESTIONS = ("sessions today", "requests today")  # each a job of its own


async def main(starts: int) -> None:
    """Print both, and their ratios."""
    async with stage(Plan(seconds=(0.0,))) as here:
        bare = [await start_of_imports(here) for _ in range(starts)]
        first = await start_of_app(here)
        ours = [await start_of_app(here) for _ in range(starts)]
        imports = [await cpu_of(here, code, starts) for code in (IMPORTS, APP_IMPORTS)]
        asked = [await first_questions(here) for _ in range(starts)]
        memory, cpu = await idle_app(here)
        bare_memory = await memory_of_imports(here)
    ready, imported = statistics.median(ours), statistics.median(bare)
    print(f"{starts} starts  first s  median s  longest s  idle MB  idle CPU")
    print(f"imports {bare[0]:10.2f}{imported:10.2f}{max(bare):11.2f}{bare_memory:9.0f}")
    print(f"slackbot{first:10.2f}{ready:10.2f}{max(ours):11.2f}{memory:9.0f}{cpu:10.1%}")
    print(f"ratios: time {ready / imported:.2f}, memory {memory / bare_memory:.2f}")
    print(f"CPU of the imports, s {imports[1]:.2f}; ratio {imports[1] / imports[0]:.2f}")
    first_answer, second, stop = (statistics.median(times) for times in zip(*asked, strict=True))
    print(
        f"after a start, s: first answer {first_answer:.2f}, second {second:.2f}, stop {stop:.2f}"
    )
    print(f"ratios: first to second answer {first_answer / second:.2f}")


async def start_of_app(here: Stage) -> float:
    """Seconds from the command line to a connected socket."""
    await here.disconnected()
    began = time.monotonic()
    async with here.program(*app_words("run")) as program:
        await here.connected(program)
        return time.monotonic() - began


async def first_questions(here: Stage) -> tuple[float, float, float]:
    """Seconds from a question to its answer, the first and the second after a start, and from
    SIGTERM to the end of the idle process."""
    async with here.app() as app:
        if not here.slack.ephemerals(ASKER.id, room(0)):
            await here.link([(0, 0)])
        answers = [await answered(here, text) for text in QUESTIONS]
        await asyncio.sleep(rest(SETTLE_SECONDS))
        began = time.monotonic()
        await app.end()
        return answers[0], answers[1], time.monotonic() - began


async def answered(here: Stage, text: str) -> float:
    """Seconds from a question to the reply in its thread."""
    before, began = len(here.replies()), time.monotonic()
    assert (await here.ask(text, 0)).ok
    await here.slack.wait_for(lambda: len(here.replies()) > before, 60)
    return time.monotonic() - began


async def cpu_of(here: Stage, code: str, starts: int) -> float:
    """Seconds of CPU that a Python takes for it, the least of some."""
    return min([await _cpu(here, code) for _ in range(starts)])


async def _cpu(here: Stage, code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    async with here.program("-c", code) as program:
        await program.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(after[:2]) - sum(before[:2])


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
