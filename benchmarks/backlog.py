"""What very many unanswered questions cost one process on SQLite, and how soon a restart has them.

    .venv/bin/python -m benchmarks.backlog [QUESTIONS]

Up to 200 bots, each in a channel of its own and asked for windows of its own; upstream jobs that
never end. Baseline for CPU: a bare loop of as many httpx polls a second, in the same run.
"""

import asyncio
import signal
import sqlite3
import time
from datetime import date, timedelta
from pathlib import Path

from slackbot.sandbox.slack.delivery.socket import ACK_SECONDS
from tests.chaos.stage import BARE, Program, Stage, in_parallel, rest, size, stage, until
from tests.chaos.upstream import Plan, bot_id

QUESTIONS = 10_000
BOTS = 200
FIRST_DAY = date(2026, 3, 1)
REST_SECONDS = 30.0
FILL_SECONDS = 1_200.0
AT_ONCE = 16
DEADLINES = {
    "SLACKBOT_JOB_DEADLINE_SECONDS": "3600",
    "SLACKBOT_QUESTION_DEADLINE_SECONDS": "1700",
}


async def main(questions: int) -> None:
    """Print what they cost at rest, and how soon all are going again after kill -9."""
    bots = min(BOTS, questions)
    plan = Plan(bots=bots, held=True)
    async with stage(plan, channels=bots, ack_seconds=600) as here:
        async with here.app(**DEADLINES) as app:
            await here.link((n, n) for n in range(bots))
            empty = app.rss_megabytes
            await fill(here, bots, questions)
            full = app.rss_megabytes
            print(f"{questions} questions over {bots} scopes")
            print(f"memory: {full:.0f} MB; before them {empty:.0f} MB; ", end="")
            print(f"{(full - empty) * 1024 / questions:.1f} kB a question")
            share, per_second = await at_rest(here, app)
            await app.end(signal.SIGKILL)
        await restart(here, bots, questions)
        bare = await bare_polls(here, per_second)
        print(f"at rest, of one core: {share:.1%} with {per_second:.1f} polls a second")
        print(f"  the same polls by bare httpx: {bare:.1%}; beside them: {share - bare:.1%}")


async def fill(here: Stage, bots: int, questions: int) -> None:
    """Ask them all, as fast as they are acknowledged, and wait until each has its thread."""
    began = time.monotonic()
    late = 0

    async def ask(n: int) -> None:
        nonlocal late
        ack = await here.ask_as_many(str(FIRST_DAY + timedelta(days=n // bots)), n % bots)
        assert ack.ok, ack.error
        late += ack.seconds > ACK_SECONDS

    await in_parallel(ask, range(questions), AT_ONCE)
    acked = time.monotonic() - began
    print(f"acknowledged in {acked:.0f} s, {late} of them too late for Slack", flush=True)
    await until(lambda: len(here.parents()) == questions, FILL_SECONDS)
    print(f"all have their thread after {time.monotonic() - began:.0f} s", flush=True)


async def at_rest(here: Stage, app: Program) -> tuple[float, float]:
    """The share of a core that the app uses, and the calls to Kore.ai per second meanwhile."""
    began = time.time()
    share = await app.share(rest(REST_SECONDS))
    calls = [call for call in await here.kore.calls() if call.at >= began]
    return share, len(calls) / rest(REST_SECONDS)


async def restart(here: Stage, bots: int, questions: int) -> None:
    """Print when all scopes are asked again, and that no question has lost its job."""
    began = time.time()
    async with here.app(**DEADLINES) as app:
        print(f"connected {time.time() - began:.1f} s after the restart", flush=True)
        first: dict[str, float] = {}
        async with asyncio.timeout(FILL_SECONDS):
            while len(first) < bots:
                await asyncio.sleep(1)
                for call in await here.kore.calls():
                    if call.at >= began:
                        first.setdefault(call.scope, call.at - began)
        print(f"all {bots} scopes are polled again after {max(first.values()):.1f} s", flush=True)
        waiting = with_their_jobs(here.folder / "benchmark.db")
        print(f"questions whose job runs or is in its lane: {waiting} of {questions}")
        print(f"memory then: {app.rss_megabytes:.0f} MB")


def with_their_jobs(database: Path) -> int:
    """The questions that are not answered and have a job that is not done.

    Who waits is a row: after a restart its job is all that has to go again.
    """
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as reader:
        (count,) = reader.execute(
            "SELECT count(DISTINCT q.question_id) FROM questions q "
            "JOIN tickets t ON t.team_id = q.team_id AND t.question_id = q.question_id "
            "JOIN workflow_status w ON w.workflow_uuid = t.run_id "
            "WHERE q.answered = 0 AND w.status IN ('ENQUEUED', 'PENDING')"
        ).fetchone()
    return int(count)


async def bare_polls(here: Stage, per_second: float) -> float:
    """The share of a core that a bare loop uses for so many polls."""
    url = f"{here.kore.url}/api/public/bot/{bot_id(0)}/billingsessionsummary/status"
    async with here.program(str(BARE), "polls", url, str(per_second)) as program:
        await asyncio.sleep(2)
        return await program.share(rest(REST_SECONDS))


if __name__ == "__main__":
    asyncio.run(main(size(QUESTIONS)))
