"""Whether a notice of an alert is lost, doubled or out of order when processes are killed.

    .venv/bin/python -m tests.chaos.alerts [CHECKS [sqlite|postgres [SEED]]]

Three dozen rules of all kinds over made-up usage, checked every hour of a clock that runs 600 times
as fast, so that a check comes every six seconds and a day passes in two and a half minutes. Every
few calls at Slack and Kore.ai a process is killed with SIGKILL and replaced: on SQLite the one
there is, on PostgreSQL one of two. People press buttons of a third of the rules. Messages are
counted at Slack's side by the key that each carries, and days are counted by hand. Ends with 1 if a
bar is broken.
"""

import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.digests import ACCOUNT
from slackbot.clock import SystemClock
from slackbot.domain.alerts.alert import Alert, Told, Watched
from slackbot.sandbox.kore.bots import SUPPORT_BOT, Bot
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.workspace.workspace import Channel, User, Workspace
from slackbot.store.databases.backends import database_for
from slackbot.store.setup.alerts import AlertStore
from tests.chaos.alert_app import FastClock
from tests.chaos.alert_evidence import AlertFindings, Daily
from tests.chaos.alert_seed import rule_in, seed
from tests.chaos.evidence import WatchedKore, WatchedSlack
from tests.chaos.questions import DATABASES, Fleet, Theatre
from tests.chaos.stage import APP, ASKER, Stage, rest, room, size
from tests.chaos.upstream import Upstream, bot_id

CHECKS, CALM_CHECKS = 80, 10
SPEED, CHECK_MINUTES = 600.0, 60
START = datetime(2026, 11, 9, 0, 5, tzinfo=UTC)  # a Monday
BOTS, CHANNELS = 20, 12
JOB_SECONDS = 30.0  # of the clock
KILL_AFTER = (20, 150)  # calls at Slack and Kore.ai
PRESS_EVERY = (0.5, 4.0)
APP_FILE = str(Path(__file__).with_name("alert_app.py"))
ENVIRONMENT = {
    **ACCOUNT,
    "SLACKBOT_CHECK_MINUTES": str(CHECK_MINUTES),
    "SLACKBOT_JOB_DEADLINE_SECONDS": "3600",
}
DAILY = (
    "sessions > 1500, 2200 and 2600 per day for each bot in UTC",
    "sessions > 3000, 4500 and 5200 per day in UTC",
)
OTHERS = (
    "sessions > 600 in 6 h for each bot in UTC",
    "sessions < 2400 per day for each bot in UTC",
    "sessions up 3 % on yesterday and at least 20 for each bot in UTC",
    "at 10, 20, 30 and 50 % of 20000 sessions per month for each bot in UTC",
    "no sessions for 3 h for each bot in UTC",
    "conversations > 300, 600, 900 and 1200 per day for each bot, at most once per 6 h, in UTC",
)
PRESSED = 3  # the number of the rule whose buttons are pressed
BUTTONS = ("mute 3", "unmute 3", "unmute 3", "pause 3", "resume 3", "resume 3")


def bots_of(channel: int) -> tuple[int, int]:
    """The two of a channel."""
    return channel % BOTS, (channel + 7) % BOTS


def rules() -> list[Alert]:
    """Three for each channel: two about days, and one of the others."""
    return [
        rule_in(channel, number, words, START)
        for channel in range(CHANNELS)
        for number, words in enumerate((*DAILY, OTHERS[channel % len(OTHERS)]), 1)
    ]


@contextlib.asynccontextmanager
async def place(
    url: str, clock: FastClock, bots: int = BOTS, channels: int = CHANNELS
) -> AsyncIterator[Theatre]:
    """Set up around the database, until the block ends; Kore.ai lives by the same clock."""
    members = frozenset({ASKER.id, APP.id})
    rooms = {room(n): Channel(room(n), f"room-{n}", members) for n in range(channels)}
    people: dict[str, User] = {user.id: user for user in (ASKER, APP)}
    all_bots = [Bot(bot_id(n), f"Bot{n}", SUPPORT_BOT.habits) for n in range(bots)]
    pids: set[int] = set()
    kore = WatchedKore(all_bots, [JOB_SECONDS], pids, now=clock.now)
    slack = WatchedSlack(Workspace(time.time, users=people, channels=rooms), pids)
    with tempfile.TemporaryDirectory() as folder:
        async with serve(kore.app) as kore_url, serve(slack.watched) as slack.url:
            upstream = Upstream(kore_url)
            stage = Stage(slack, upstream, Path(folder))
            yield Theatre(kore, slack, pids, stage, url, SystemClock())
            await upstream.close()


@contextlib.asynccontextmanager
async def fleet_of(here: Theatre, words: Sequence[str], count: int) -> AsyncIterator[Fleet]:
    """So many processes, kept running until the block ends."""
    fleet = Fleet(here.stage, here.pids, here.clock, here.happened)
    environment = {**ENVIRONMENT, "DATABASE_URL": here.url}
    kept = [asyncio.create_task(fleet.keep(n, words, **environment)) for n in range(count)]
    try:
        await here.slack.wait_for_connection(60)
        yield fleet
    finally:
        for task in kept:
            task.cancel()
        await asyncio.gather(*kept, return_exceptions=True)


async def keep_pressing(here: Theatre, rng: random.Random) -> None:
    """Let somebody press a button of a rule now and then, until this is cancelled."""
    while True:
        await asyncio.sleep(rng.uniform(*PRESS_EVERY))
        text = f"alerts {rng.choice(BUTTONS)}"
        with contextlib.suppress(TimeoutError):
            await here.stage.ask(text, rng.randrange(CHANNELS))


async def alert_chaos(url: str, checks: int, number: int) -> AlertFindings:
    """Let so many checks come while processes on that empty database are killed."""
    killing, pressing = (random.Random(f"{number} {what}") for what in ("killing", "pressing"))  # noqa: S311 - to be the same again
    began, since, watched = time.time(), datetime.now(UTC), rules()
    clock = FastClock(began, START.timestamp(), SPEED)
    links = [(channel, bot) for channel in range(CHANNELS) for bot in bots_of(channel)]
    await seed(url, links, watched, START)
    words = (APP_FILE, str(began), str(START.timestamp()), str(SPEED))
    seconds = CHECK_MINUTES * 60 / SPEED
    async with place(url, clock) as here:
        async with fleet_of(here, words, 1 if url.startswith("sqlite") else 2) as fleet:
            busy = (fleet.keep_killing(killing, KILL_AFTER), keep_pressing(here, pressing))
            tasks = [asyncio.create_task(each) for each in busy]
            await asyncio.sleep(checks * seconds)
            for task in tasks:
                task.cancel()
            for channel in range(CHANNELS):
                await here.stage.ask(f"alerts resume {PRESSED}", channel)
            await asyncio.sleep(rest(CALM_CHECKS * seconds))
            died, until = fleet.deaths - len(fleet.kills), clock.now()
        await asyncio.sleep(1)
        recorded, (stand, told, done) = await here.recorded(), await _left(url, watched)
        bots = list(here.kore.bots.values())
    return AlertFindings(
        asked=[],
        since=since,
        posted=here.slack.workspace.posted,
        posters=here.slack.posters,
        recorded=recorded,
        called=here.kore.called,
        kills=fleet.kills,
        died=died,
        daily=[
            Daily(rule, tuple(bots[n] for n in bots_of(int(rule.channel[1:]))))
            for rule in watched
            if rule.number < PRESSED
        ],
        rules=stand,
        told=told,
        until=until,
        checks=done,
    )


async def _left(url: str, watched: Sequence[Alert]) -> tuple[list[Watched], list[Told], int]:
    """How the rules stand, what was told of them, and how many checks were over."""
    database = database_for(url)
    await database.open()
    store = AlertStore(database)
    found = [await store.find(rule.team, rule.id) for rule in watched]
    told = [each for rule in watched for each in await store.history(rule.team, rule.id, 10_000)]
    (row,) = await database.rows("SELECT COUNT(*) AS n FROM checks WHERE seconds IS NOT NULL", {})
    await database.close()
    return [each for each in found if each], told, row["n"]


def show(title: str, found: AlertFindings) -> None:
    """A table, and each broken promise."""
    lines: Mapping[str, object] = {
        "kills": len(found.kills),
        "ended by themselves": found.died,
        "checks that were over": found.checks,
        "rules": len(found.rules),
        "notices": len(found.notices),
        "places": len(found.by_place),
        "days counted by hand": len(found.days),
        "  lost, or not ended": len(found.missed),
        "told and not there": len(found.unposted),
        "handed over and never told": len(found.unsaid),
        "doubled in the window": len(found.doubles) - len(found.bugs),
        "doubled otherwise": len(found.bugs),
        "in two places": len(found.misplaced),
        "out of order": len(found.disorder),
    }
    print(title)
    for name, value in lines.items():
        print(f"  {name:32}{value}")
    broken = (found.missed, found.unposted, found.unsaid, found.bugs, found.misplaced)
    for each in (one for some in (*broken, found.disorder) for one in some):
        print(f"  BROKEN {str(each)[:600]}")
    print("  all bars hold" if found.ok else "  A BAR IS BROKEN", flush=True)


async def main(checks: int, databases: Sequence[str], number: int) -> bool:
    """Whether all bars hold on each database."""
    ok = True
    for database in databases:
        with DATABASES[database]() as url:
            found = await alert_chaos(url, checks, number)
        show(f"{database}, seed {number}", found)
        ok = ok and found.ok
    return ok


if __name__ == "__main__":
    chosen = sys.argv[2:3] or list(DATABASES)
    seed_number = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    sys.exit(not asyncio.run(main(size(CHECKS), chosen, seed_number)))
