"""Whether every benchmark still runs: each at its smallest size, some at a time.

    .venv/bin/python -m benchmarks.smoke

A benchmark has to end, to print something and to fail nowhere. What it measures here says nothing,
so a bar that does not hold, for which it ends with 1, counts for nothing either.
"""

import asyncio
import sys
import time
from collections.abc import Mapping

AT_ONCE = 4  # they mostly wait
PATIENCE = 900.0  # seconds, on a machine that does much else
# The longest first. By hand: a benchmark that the README or `docs/` names has to be here.
SIZES: Mapping[str, tuple[str, ...]] = {
    "benchmarks.digests": ("1", "1", "bot"),
    "benchmarks.alerts": ("1", "1", "bot"),
    "benchmarks.storms": ("1",),
    "tests.chaos.digests": ("1", "sqlite"),
    "tests.chaos.alerts": ("1", "sqlite"),
    "benchmarks.ack": ("1", "sqlite"),
    "tests.chaos.questions": ("1", "sqlite"),
    "benchmarks.backlog": ("1",),
    "benchmarks.start": ("1",),
    "benchmarks.settled": ("1",),
    "benchmarks.added_wait": ("1",),
    "benchmarks.memory": ("1", "1"),
    "benchmarks.identical": ("1",),
    "benchmarks.parse": (),
    "benchmarks.usual": (),
}


async def runs(name: str) -> bool:
    """Whether it runs; says so, and where not, what it said."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", name, *SIZES[name]),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            out, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        out, _ = await process.communicate()
    said = out.decode()
    is_right = process.returncode in (0, 1) and bool(said) and "Traceback" not in said
    took = f"{time.monotonic() - began:.0f} s"
    print(f"{name}: runs, {took}" if is_right else f"{name}: FAILED, {took}\n{said}", flush=True)
    return is_right


async def main() -> bool:
    """Whether all of them do."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(name: str) -> bool:
        async with turns:
            return await runs(name)

    return all(await asyncio.gather(*map(in_turn, SIZES)))


if __name__ == "__main__":
    sys.exit(not asyncio.run(main()))
