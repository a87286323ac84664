"""How long an answer takes after Kore.ai has it, as a share of the job's own time.

    .venv/bin/python -m benchmarks.added_wait [DURATIONS]

Jobs of 2 to 120 seconds, each length twice: once with percentages and once without, all on bots and
in channels of their own and begun within some seconds. Baseline: the job's own time.
"""

import asyncio
import random
import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tests.chaos.stage import Stage, at_rate, percentile, room, size, stage, until
from tests.chaos.upstream import Plan, bot_id

DURATIONS = 40
SHORTEST, LONGEST = 2.0, 120.0
QUESTION = "2026-03-01"
PER_SECOND = 4.0
PATIENCE_SECONDS = 120.0
BANDS = (2.0, 10.0, 30.0, 121.0)


class Answer(NamedTuple):
    """One job: its own time, what was added to it, and the calls of Kore.ai for it."""

    seconds: float
    added: float
    calls: int

    @property
    def share(self) -> float:
        """The added wait as a share of the job's own time."""
        return self.added / self.seconds


async def main(durations: int) -> None:
    """Print shares and calls, with percentages and without."""
    # Lengths are even on a logarithmic scale; the seed makes each run the same.
    chance = random.Random(4)  # noqa: S311 - a sample, no secret
    lengths = sorted(SHORTEST * (LONGEST / SHORTEST) ** chance.random() for _ in range(durations))
    plan = Plan(bots=2 * durations, seconds=tuple(lengths), silent=durations)
    async with stage(plan, plan.bots) as here, here.app():
        await here.link((n, n) for n in range(plan.bots))
        answers = await measure(here, lengths)
    print(f"{plan.bots} jobs of {lengths[0]:.1f} to {lengths[-1]:.1f} s")
    print(f"{'':19}    added wait / own time       added s          calls")
    print(f"{'':19}  median     p90     max   median     max   median   max")
    print(f"{'with percentages':19}{row(answers[:durations])}")
    print(f"{'without':19}{row(answers[durations:])}")
    for low, high in pairwise(BANDS):
        band = [answer for answer in answers if low <= answer.seconds < high]
        if band:
            print(f"{f'{low:.0f} to {high:.0f} s':19}{row(band)}")
    print(f"{'all':19}{row(answers)}")


def row(answers: Sequence[Answer]) -> str:
    """The figures of some answers."""
    shares = [answer.share for answer in answers]
    added = [answer.added for answer in answers]
    calls = [answer.calls for answer in answers]
    return (
        f"{statistics.median(shares):8.1%}{percentile(shares, 0.9):8.1%}{max(shares):8.1%}"
        f"{statistics.median(added):9.2f}{max(added):8.2f}"
        f"{statistics.median(calls):9.0f}{max(calls):6}"
    )


async def measure(here: Stage, lengths: Sequence[float]) -> list[Answer]:
    """Ask about each bot, whose job takes the length of its place, and wait for all answers."""
    linked = len(await here.kore.calls())
    bots = 2 * len(lengths)

    async def ask(bot: int) -> None:
        ack = await here.ask_as_many(QUESTION, bot)
        assert ack.ok, ack.error

    await at_rate(PER_SECOND, bots, ask)
    await until(lambda: len(here.replies()) == bots, lengths[-1] + PATIENCE_SECONDS)
    calls = (await here.kore.calls())[linked:]
    replied = {reply.channel: float(reply.ts) for reply in here.replies()}
    answers = []
    for bot in range(bots):
        mine = [call for call in calls if call.scope == bot_id(bot)]
        (submit,) = (call for call in mine if call.method == "POST")
        seconds = lengths[bot % len(lengths)]
        answers.append(Answer(seconds, replied[room(bot)] - submit.at - seconds, len(mine)))
    return answers


if __name__ == "__main__":
    asyncio.run(main(size(DURATIONS)))
