"""What checks of alerts cost: jobs at Kore.ai, the event loop, and a person meanwhile.

    .venv/bin/python -m benchmarks.alerts [RULES [BOTS [bot|account]]]

Rules of all kinds in a hundred channels with two bots each, checked every five minutes of a clock
that runs twenty times as fast: the first check fetches the history, and a later one comes when one
more day is settled. A person asks all the while, what is known and what needs a job; baseline: the
same before there are rules, in the same run. Ends with 1 if history is asked for again, if a check
asks for more jobs than there are batches (or bots), or if a later check holds the loop up for too
long at a time.
"""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.digests import ACCOUNT, PERSONS_CHANNELS, Person, show_person
from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.checks.plan import Check
from slackbot.domain.usage.fetching.split import LARGEST_BATCH
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Row
from slackbot.store.setup.alerts import AlertStore
from tests.chaos.alert_app import FastClock
from tests.chaos.alert_seed import rule_in, seed
from tests.chaos.alerts import APP_FILE, place
from tests.chaos.evidence import Called
from tests.chaos.questions import Theatre, sqlite
from tests.chaos.stage import Program, percentile, size
from tests.chaos.upstream import bot_id

OVER = "SELECT moment_at, seconds FROM checks WHERE seconds > 0 ORDER BY moment_at"
RULES, BOTS, CHANNELS = 300, 100, 100
SPEED, CHECK_MINUTES, CHECKS = 20.0, 5, 4
START = datetime(2026, 11, 24, 7, 35, tzinfo=UTC)
IDLE = 15  # questions
LONGEST_BLOCK = 0.05  # seconds that nothing else may happen in
PATIENCE = 480.0
WORDS = (
    "sessions > 2200, 2600 and 9000 per day for each bot in UTC",
    "sessions unusual for the weekday for each bot in UTC",
    "at 50, 80, 90 and 100 % of 90000 sessions per month in UTC",
    "forecast for the month over 120000 sessions in UTC",
    "sessions up 30 % on last week and at least 200 in UTC",
    "no sessions for 24 h for each bot in UTC",
    "sessions > 5000 in 24 h in UTC",
)


def links(bots: int) -> Iterator[tuple[int, int]]:
    """Two bots for each channel, and one of their own for the person's."""
    for channel in range(CHANNELS):
        yield channel, channel % bots
        yield channel, (channel + 37) % bots
    for n in range(PERSONS_CHANNELS):
        yield CHANNELS + n, bots + n


class Blocks:
    """How long the loop was held up, as the program has written it down."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def between(self, start: float, end: float) -> list[float]:
        """The longest of each quarter of a second, in seconds."""
        rows = [line.split() for line in self.file.read_text().splitlines()]
        return [float(longest) for at, longest in rows if start <= float(at) <= end]


async def cost(rules: int, bots: int, *, account: bool) -> bool:
    """Print it, and whether all bars hold."""
    clock = FastClock(began := time.time(), START.timestamp(), SPEED)
    everyone, rooms = bots + PERSONS_CHANNELS, CHANNELS + PERSONS_CHANNELS
    with sqlite() as url:
        await seed(url, links(bots), (), START)
        async with place(url, clock, everyone, rooms) as here:
            blocks = Blocks(here.stage.folder / "blocks")
            environment = {
                **(ACCOUNT if account else {}),
                "DATABASE_URL": url,
                "SLACKBOT_CHECK_MINUTES": str(CHECK_MINUTES),
                "SLACKBOT_JOB_DEADLINE_SECONDS": "3600",
            }
            words = (APP_FILE, str(began), str(START.timestamp()), str(SPEED), str(blocks.file))
            async with here.stage.program(*words, **environment) as app:
                await here.stage.connected(app)
                return await _cost(here, app, clock, blocks, rules, bots, account=account)


async def _cost(
    here: Theatre,
    app: Program,
    clock: FastClock,
    blocks: Blocks,
    rules: int,
    bots: int,
    *,
    account: bool,
) -> bool:
    person = Person(here.stage, CHANNELS)
    await person.keep_asking(PERSONS_CHANNELS, jobs=False)
    person.forget()
    idle_began, used = time.time(), app.cpu_seconds
    await person.keep_asking(IDLE)
    idle, idle_share = person.forget(), (app.cpu_seconds - used) / (time.time() - idle_began)
    asking = asyncio.create_task(person.keep_asking())
    began, used = time.time(), app.cpu_seconds
    async with unchecked(here.url, clock.now()):
        await seed(here.url, (), rules_of(rules), START)
    checks = await _checks(here.url)
    ended, cpu = time.time(), app.cpu_seconds - used
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    print(f"{rules} rules, {bots} bots, credentials of {'the account' if account else 'bots'}")
    scopes = {bot_id(n) for n in range(bots)}
    posts = [call for call in here.kore.called if (call.method, call.status) == ("POST", 200)]
    submits = [call for call in posts if account or call.scope in scopes]
    wanted = -(-bots // LARGEST_BATCH) if account else bots
    held = show_jobs(submits, checks, wanted, person.asked_jobs if account else 0)
    spent = (cpu - idle_share * (ended - began)) / len(checks)
    print(f"the process: {spent:.2f} s of CPU a check, {app.rss_megabytes:.0f} MB")
    first = here_at(checks[1].moment, clock)
    spans = {"before": (idle_began, began), "history": (began, first), "later": (first, ended)}
    found = {name: blocks.between(*span) for name, span in spans.items()}
    for name, some in found.items():
        shares = (percentile(some, share) for share in (0.5, 0.99, 1.0))
        figures = "".join(f"{1000 * each:9.1f}" for each in shares)
        print(f"loop held up {name:12}{figures} ms: median, p99, longest of {len(some)} quarters")
    show_person(idle, person.waits)
    return held and max(found["later"]) <= max(LONGEST_BLOCK, max(found["before"]))


@contextlib.asynccontextmanager
async def unchecked(url: str, now: datetime) -> AsyncIterator[None]:
    """No check begins until the block ends: a check seems to be under way."""
    database = database_for(url)
    await database.open()
    checks = AlertStore(database)
    await checks.begin_check(Workspace.team_id, Check(moment=now))
    yield
    await checks.end_check(Workspace.team_id, Check(moment=now, seconds=0))
    await database.close()


def here_at(moment: datetime, clock: FastClock) -> float:
    """When that was by the machine's clock."""
    return time.time() - (clock.now() - moment).total_seconds() / SPEED


def rules_of(count: int) -> Iterator[Alert]:
    """So many, in turn of each kind and spread over the channels."""
    for n in range(count):
        words = WORDS[(n + n // CHANNELS) % len(WORDS)]
        yield rule_in(n % CHANNELS, n // CHANNELS + 1, words, START)


async def _checks(url: str) -> list[Check]:
    """The checks, once there are so many that are over."""
    database, patient_until = database_for(url), time.monotonic() + PATIENCE
    await database.open()
    rows: list[Row] = []
    while len(rows) < CHECKS and time.monotonic() < patient_until:
        await asyncio.sleep(0.5)
        rows = await database.rows(OVER, {})
    await database.close()
    return [
        Check(moment=datetime.fromtimestamp(row["moment_at"], UTC), seconds=row["seconds"])
        for row in rows
    ]


def show_jobs(submits: Sequence[Called], checks: Sequence[Check], wanted: int, asked: int) -> bool:
    """Print how many jobs each check had, and whether that is no more than `wanted`: twice in the
    first, which fetches the history, too. People have `asked` for some meanwhile."""
    begins = [check.moment.timestamp() for check in checks]
    ends = [*begins[1:], begins[-1] + CHECK_MINUTES * 60]
    spans = zip(begins, ends, strict=True)
    counts = [sum(start <= call.at < end for call in submits) for start, end in spans]
    took = [(check.seconds or 0.0) / SPEED for check in checks]
    print(f"checks: {len(checks)}, of which the first fetched the history")
    print(f"  jobs at Kore.ai: {', '.join(map(str, counts))}; people asked for {asked} of them")
    print(f"  seconds: {', '.join(f'{each:.1f}' for each in took)}")
    return len(checks) >= CHECKS and sum(counts) - asked <= wanted * (len(checks) + 1)


async def main(rules: int, bots: int, scopes: Sequence[str]) -> bool:
    """Whether all bars hold."""
    held = [await cost(rules, bots, account=scope == "account") for scope in scopes]
    return all(held)


if __name__ == "__main__":
    some_bots = int(sys.argv[2]) if len(sys.argv) > 2 else BOTS
    sys.exit(not asyncio.run(main(size(RULES), some_bots, sys.argv[3:4] or ["bot", "account"])))
