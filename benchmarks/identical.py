"""What very many people cost who ask the same at the same time.

    .venv/bin/python -m benchmarks.identical [QUESTIONS]

All at once over a hundred channels about one bot; the upstream job ends when all have their thread
and the waiting has been measured. Baseline: one upstream job for each question.
"""

import asyncio
import time

from benchmarks.stage import milliseconds, size, stage, until
from benchmarks.upstream import Plan

QUESTIONS = 1_000
CHANNELS = 100
WAIT_SECONDS = 15.0
PATIENCE_SECONDS = 600.0
SLACK_WAITS = 3.0
QUESTION = "2026-03-01 to 2026-03-10 by day"


async def main(questions: int) -> None:
    """Print jobs, replies, and what the waiting costs."""
    channels = min(CHANNELS, questions)
    plan = Plan(held=True)
    async with stage(plan, channels, ack_seconds=120) as here, here.app() as app:
        await here.link((n, 0) for n in range(channels))
        began = time.time()
        acks = await asyncio.gather(*(here.ask(QUESTION, n % channels) for n in range(questions)))
        assert all(ack.ok for ack in acks)
        await until(lambda: len(here.parents()) == questions, PATIENCE_SECONDS)
        print(f"all have their thread after {time.time() - began:.1f} s", flush=True)
        share = await app.share(WAIT_SECONDS)
        await here.kore.release()
        released = time.time()
        await until(lambda: len(here.replies()) >= questions, PATIENCE_SECONDS, every=1.0)
        replies = here.replies()
        last = max(float(reply.ts) for reply in replies) - released
        memory = app.rss_megabytes
        jobs = sum(call.method == "POST" for call in await here.kore.calls())
    late = sum(ack.seconds > SLACK_WAITS for ack in acks)
    print(f"{questions} identical questions over {channels} channels")
    print(f"upstream jobs: {jobs} ({jobs / questions:.1%} of one for each question)")
    print(f"replies: {len(replies)}, in {len({reply.thread_ts for reply in replies})} threads")
    print(f"last reply {last:.1f} s after the job's end")
    print(f"ack ms: {milliseconds([ack.seconds for ack in acks])} (median, p95, p99, longest)")
    print(f"  {late} later than Slack waits")
    print(f"waiting: {share:.1%} of one core; {memory:.0f} MB")


if __name__ == "__main__":
    asyncio.run(main(size(QUESTIONS)))
