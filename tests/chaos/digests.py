"""Whether a digest is lost, doubled or sent by two at once when processes are killed at any moment.

    .venv/bin/python -m tests.chaos.digests [DIGESTS [sqlite|postgres [SEED]]]

Daily digests on one or two of twenty bots, which come due over the next minutes; one in five has
been missed for three days when the app starts. Every few calls at Slack and Kore.ai a process is
killed with SIGKILL and replaced: on SQLite the one there is, on PostgreSQL one of two. Now and then
all are killed and stay away for longer than the minute between two slots. Messages are counted at
Slack's side by the key that each carries. Ends with 1 if a bar is broken.
"""

import asyncio
import random
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from slackbot.clock import SystemClock
from slackbot.domain.digests.digest import DigestRun
from slackbot.store.databases.backends import database_for
from tests.chaos.digest_evidence import DigestFindings, Set
from tests.chaos.digest_seed import daily, next_minute, seed
from tests.chaos.questions import BOTS, CHANNELS, DATABASES, Fleet, Theatre, in_seconds, place
from tests.chaos.stage import rest, size

DIGESTS = 200
A_MINUTE = 40  # digests
MISSED, DAYS_MISSED = 5, 3  # one in so many, for so long
QUESTIONS = ("", "yesterday", "yesterday by hour")
FIRST_AFTER = timedelta(seconds=5)
KILL_AFTER = (10, 50)  # calls
OUTAGE_AFTER = 15  # kills between two times that all are away
OUTAGE = 65.0  # seconds
KILL_FOR = 200.0  # seconds from the last slot on, if not all is sent before
PATIENCE = 120.0  # seconds after the last outage
LINGER = 40.0  # seconds, for what is taken over late
ENVIRONMENT = {"SLACKBOT_DIGESTS_PER_MINUTE": "600"}


def plan(here: Theatre, count: int, first: datetime, rng: random.Random) -> list[Set]:
    """The digests, of which some come at `first` and others in the minutes after that."""
    bots = list(here.kore.bots.values())
    minutes = max(2, count // A_MINUTE)
    found = []
    for n in range(count):
        channel, at = n % CHANNELS, first + timedelta(minutes=n % minutes)
        mine = tuple(bots[(channel + k) % BOTS] for k in range(rng.choice((1, 2))))
        digest = daily(n, channel, at, rng.choice(QUESTIONS))
        digest = digest.model_copy(update={"bot_ids": tuple(bot.id for bot in mine)})
        missed = timedelta(days=DAYS_MISSED if n % MISSED == 0 else 0)
        found.append(Set(digest, at - missed, mine))
    return found


async def keep_killing(
    fleet: Fleet, rng: random.Random, apart: tuple[int, int], outage: float
) -> None:
    """Kill one now and then, and sometimes all for longer, until this is cancelled."""
    whole = OUTAGE_AFTER
    while True:
        await fleet.working(rng, apart)
        if not outage or len(fleet.kills) < whole:
            await fleet.kill(rng.choice(fleet.places))
            continue
        fleet.rest = outage
        await asyncio.gather(*map(fleet.kill, fleet.places))
        await fleet.working(rng, apart)
        fleet.rest, whole = 0.0, len(fleet.kills) + OUTAGE_AFTER


async def digest_chaos(
    url: str,
    clock: SystemClock,
    count: int,
    number: int,
    kill_after: tuple[int, int] = KILL_AFTER,
    outage: float = OUTAGE,
    linger: float = LINGER,
    first: datetime | None = None,
) -> DigestFindings:
    """Let so many digests come, from `first` or else the next minute on, while processes on that
    empty database are killed."""
    planning, killing = (random.Random(f"{number} {what}") for what in ("planning", "killing"))  # noqa: S311 - to be the same again
    since = clock.now()
    async with place(url, clock) as here:
        first = first or next_minute(clock.now(), FIRST_AFTER)
        digests = plan(here, count, first, planning)
        links = [(n, (n + k) % BOTS) for n in range(CHANNELS) for k in range(2)]
        await seed(url, links, ((each.digest, each.first) for each in digests), since)
        async with here.fleet(1 if url.startswith("sqlite") else 2, **ENVIRONMENT) as fleet:
            killer = asyncio.create_task(keep_killing(fleet, killing, kill_after, outage))
            last = max(each.first for each in digests)
            await asyncio.sleep((last - clock.now()).total_seconds() + 1)  # by then it has come
            await _sent(here, digests, rest(KILL_FOR))
            killer.cancel()
            await _sent(here, digests, outage + PATIENCE)
            await asyncio.sleep(linger)
            recorded, died = await here.recorded(), fleet.deaths - len(fleet.kills)
    return DigestFindings(
        asked=[],
        since=since,
        posted=here.slack.workspace.posted,
        posters=here.slack.posters,
        recorded=recorded,
        called=here.kore.called,
        kills=fleet.kills,
        died=died,
        digests=digests,
        runs=await _runs(url),
        until=clock.now(),
        outage=outage,
    )


async def _sent(here: Theatre, digests: Sequence[Set], seconds: float) -> None:
    """Until the database says that all of today is over, or the time is."""
    wanted = {(each.digest.id, str(max(each.slots(here.clock.now())).date())) for each in digests}
    patient_until = time.monotonic() + seconds
    while time.monotonic() < patient_until:
        runs = await _runs(here.url)
        if all(key in runs and runs[key].is_over for key in wanted):
            return
        await asyncio.sleep(1)


async def _runs(url: str) -> dict[tuple[str, str], DigestRun]:
    database = database_for(url)
    await database.open()
    rows = await database.rows("SELECT body FROM digest_runs", {})
    await database.close()
    found = [DigestRun.model_validate_json(row["body"]) for row in rows]
    return {(run.digest_id, run.key): run for run in found}


def show(title: str, found: DigestFindings) -> None:
    """A table, and each broken promise."""
    lines: Mapping[str, object] = {
        "kills": len(found.kills),
        "ended by themselves": found.died,
        "slots": f"{len(found.slots)}: {found.sent} sent, {found.skipped} skipped",
        "lost": len(found.unsent),
        "doubled in the window": len(found.doubles) - len(found.bugs),
        "doubled otherwise": len(found.bugs),
        "files doubled": found.second_files,
        "sent by two at once": len(found.shared),
        "other messages": len(found.strange),
        "overlapping jobs": f"{len(found.overlaps)} of {len(found.submits)} submits",
        "wrong, or late without a word": len(found.untrue),
        "job taken over after, s": in_seconds(found.takeovers),
        "detail after its slot, s": in_seconds(found.lateness),
    }
    print(f"{title}                     median     p95 longest")
    for name, value in lines.items():
        print(f"  {name:32}{value}")
    broken = (found.unsent, found.bugs, found.shared, found.strange, found.overlaps, found.untrue)
    for each in (one for some in broken for one in some):
        print(f"  BROKEN {str(each)[:500]}")
    print("  all bars hold" if found.ok else "  A BAR IS BROKEN", flush=True)


async def main(digests: int, databases: Sequence[str], number: int) -> bool:
    """Whether all bars hold on each database."""
    ok = True
    for database in databases:
        with DATABASES[database]() as url:
            found = await digest_chaos(url, SystemClock(), digests, number, linger=rest(LINGER))
        show(f"{database}, seed {number}", found)
        ok = ok and found.ok
    return ok


if __name__ == "__main__":
    chosen = sys.argv[2:3] or list(DATABASES)
    seed_number = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    sys.exit(not asyncio.run(main(size(DIGESTS), chosen, seed_number)))
