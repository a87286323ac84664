"""How soon a question about a settled period is answered that has been answered before, while the
lane is full of slow jobs.

    .venv/bin/python -m benchmarks.settled [QUESTIONS]

Asked again one at a time, twice in each channel: an answer is two messages, and Slack takes bursts
of five in a channel, then one a second, which the app waits for. Baseline: the same questions the
first time, each with an upstream job of its own of one second.
"""

import asyncio
import statistics
import time
from typing import NamedTuple

from tests.chaos.stage import Stage, milliseconds, room, size, stage, until
from tests.chaos.upstream import Plan

QUESTIONS = 200
A_CHANNEL = 2  # questions
WINDOWS = tuple(f"2026-0{month}-0{day}" for month in (3, 4) for day in range(1, 6))
SLOW_WINDOWS = tuple(f"2026-05-{day} to 2026-05-{day + 1}" for day in range(10, 20))
JOB_SECONDS = 1.0
PATIENCE_SECONDS = 60.0


class Wait(NamedTuple):
    """Seconds until a reply stood; it may stand before the acknowledgement has arrived."""

    after_ack: float
    after_command: float


async def main(questions: int) -> None:
    """Print upstream calls, and the time from acknowledgement to reply."""
    channels = max(-(-questions // A_CHANNEL), len(SLOW_WINDOWS))
    async with stage(Plan(seconds=(JOB_SECONDS,)), channels) as here, here.app():
        await here.link((n, 0) for n in range(channels))
        windows = WINDOWS[:questions]
        first = [await answered(here, text, n % channels) for n, text in enumerate(windows)]
        await fill_lane(here, channels)
        began = time.time()
        again = [
            await answered(here, windows[n % len(windows)], n % channels) for n in range(questions)
        ]
        calls = [call for call in await here.kore.calls() if call.at >= began]
    submits = sum(call.method == "POST" for call in calls)
    print(f"{questions} repeated questions, {len(SLOW_WINDOWS)} slow jobs in their lane")
    print(f"upstream: {submits} submits; {len(calls) - submits} polls, all of the slow job")
    print("until the reply              median      p95      p99  longest   milliseconds")
    print(f"first time, after the ack {milliseconds([each.after_ack for each in first])}")
    print(f"again, after the ack      {milliseconds([each.after_ack for each in again])}")
    print(f"again, after the command  {milliseconds([each.after_command for each in again])}")
    medians = [statistics.median(each.after_command for each in some) for some in (again, first)]
    print(f"ratio of medians, after the command: {medians[0] / medians[1]:.3f}")


async def answered(here: Stage, text: str, channel: int) -> Wait:
    """Ask, and wait for the reply."""
    before = len(here.slack.messages(room(channel)))

    def reply_ts() -> str | None:
        parents = here.slack.messages(room(channel))[before:]
        replies = here.slack.replies(room(channel), parents[0].ts) if parents else []
        return replies[0].ts if replies else None

    given = time.time()
    ack = await here.ask_as_many(text, channel)
    acknowledged = time.time()
    assert ack.ok, ack.error
    replied = float(await here.slack.wait_for(reply_ts, PATIENCE_SECONDS))
    return Wait(max(0.0, replied - acknowledged), replied - given)


async def fill_lane(here: Stage, channels: int) -> None:
    """Ask for jobs that do not end, and come back when the first runs and the others wait."""
    await here.kore.hold()
    before, submits = len(here.parents()), await submits_of(here)
    for n, text in enumerate(SLOW_WINDOWS):
        assert (await here.ask_as_many(text, n % channels)).ok
    wanted = before + len(SLOW_WINDOWS)
    await until(lambda: len(here.parents()) == wanted, PATIENCE_SECONDS)
    while await submits_of(here) == submits:  # noqa: ASYNC110 - it happens in another process
        await asyncio.sleep(0.5)


async def submits_of(here: Stage) -> int:
    """How many jobs there were so far."""
    return sum(call.method == "POST" for call in await here.kore.calls())


if __name__ == "__main__":
    asyncio.run(main(size(QUESTIONS)))
