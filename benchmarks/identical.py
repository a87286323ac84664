"""What very many people cost who ask the same at the same time.

    .venv/bin/python -m benchmarks.identical [QUESTIONS]

All at once over a hundred channels about one bot; the upstream job ends when all have their thread
and the waiting has been measured. Baseline: one upstream job for each question.

Slack waits three seconds for an acknowledgement. Of those that come later the asker is told that
the command failed; they are counted, and so is whether they are answered all the same.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable

from tests.chaos.stage import milliseconds, rest, size, stage, until
from tests.chaos.upstream import Plan

QUESTIONS = 1_000
CHANNELS = 100
WAIT_SECONDS = 15.0
STANDSTILL_SECONDS = 30.0
QUESTION = "2026-03-01 to 2026-03-10 by day"


async def main(questions: int) -> None:
    """Print jobs, replies, and what the waiting costs."""
    channels = min(CHANNELS, questions)
    async with stage(Plan(held=True), channels) as here, here.app() as app:
        await here.link((n, 0) for n in range(channels))
        began = time.time()
        acks = await asyncio.gather(
            *(here.ask_as_many(QUESTION, n % channels) for n in range(questions))
        )
        parents = await reached(lambda: len(here.parents()), questions)
        print(f"{parents} have their thread after {time.time() - began:.1f} s", flush=True)
        share = await app.share(rest(WAIT_SECONDS))
        await here.kore.release()
        released = time.time()
        await reached(lambda: len(here.replies()), questions)
        replies = here.replies()
        last = max(float(reply.ts) for reply in replies) - released
        memory = app.rss_megabytes
        jobs = sum(call.method == "POST" for call in await here.kore.calls())
    taken = [ack.seconds for ack in acks if ack.ok]
    print(f"{questions} identical questions over {channels} channels")
    print(f"upstream jobs: {jobs} ({jobs / questions:.1%} of one for each question)")
    print(f"replies: {len(replies)}, in {len({reply.thread_ts for reply in replies})} threads")
    print(f"last reply {last:.1f} s after the job's end")
    print(f"acknowledged in time: {len(taken)} of {questions}")
    print(f"  ack ms: {milliseconds(taken)} (median, p95, p99, longest)")
    print(f"waiting: {share:.1%} of one core; {memory:.0f} MB")


async def reached(count: Callable[[], int], wanted: int) -> int:
    """The count when it is as wanted, or when it has not grown for a while."""
    last = -1
    while last < count() < wanted:
        last = count()
        with contextlib.suppress(TimeoutError):
            await until(lambda: count() >= wanted, STANDSTILL_SECONDS)
    return count()


if __name__ == "__main__":
    asyncio.run(main(size(QUESTIONS)))
