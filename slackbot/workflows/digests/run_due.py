"""Starts due digests, and retries failed runs."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

import structlog

from slackbot import telemetry
from slackbot.domain.digests.digest import DigestRun, RunState
from slackbot.domain.digests.schedule import Slot, latest_slot, next_slot, slot_on
from slackbot.language.digests.asked import run_at
from slackbot.ports import DueDigest, Ports
from slackbot.workflows.holidays import ready

log = structlog.get_logger()

AT_A_TIME = 200
MOST_SKIPPED = 60  # missed slots of one digest that are stored
MISSED = "I was not running at that time; the latest one was sent instead."
# Starts a run durably, and once for each of its keys, after those of earlier turns.
Start = Callable[[DigestRun, int], Awaitable[None]]


async def run_due(ports: Ports, start: Start) -> None:
    """Start each due digest, and each run that is to be retried.

    Of several missed slots only the latest is started. Workspaces take turns, so that one with
    many digests at nine does not keep others waiting. Any number of processes may do so at once,
    and after a crash at any point.
    """
    now, store = ports.digests.clock.now(), ports.digests.store
    begun: Counter[str] = Counter()

    async def start_in_turn(run: DigestRun) -> None:
        await start(run, begun[run.team])
        begun[run.team] += 1

    while due := await store.due(now, AT_A_TIME):
        for each in due:
            await _run(each, now, ports, start_in_turn)
        if len(due) < AT_A_TIME:
            break  # otherwise more may be due
    while again := await store.retries(now, AT_A_TIME):
        for run in again:
            await start_in_turn(run.model_copy(update={"attempts": run.attempts + 1}))
            await store.taken(run)
        if len(again) < AT_A_TIME:
            break


async def _run(
    due: DueDigest, now: datetime, ports: Ports, start: Callable[[DigestRun], Awaitable[None]]
) -> None:
    digest, store, settling = due.digest, ports.digests.store, ports.usage.settling
    await ready(digest.holidays, now.year)
    slot = _as_of_today(due)
    if slot is None or run_at(digest, slot, settling) > now:  # the zone's rules changed
        slot = slot or next_slot(digest.schedule, now)
        return await store.move(due, slot, run_at(digest, slot, settling))
    latest = slot
    for later in _slots_from(due, slot, now):
        if run_at(digest, later, settling) <= now:
            latest = later
    at = run_at(digest, latest, settling)
    await start(DigestRun(team=digest.team, digest_id=digest.id, key=str(latest.day), due_at=at))
    telemetry.DIGESTS.labels("due").inc()
    skipped = [
        DigestRun(
            team=digest.team,
            digest_id=digest.id,
            key=str(missed.day),
            due_at=missed.at,
            state=RunState.SKIPPED,
            finished_at=now,
            said=MISSED,
        )
        for missed in _slots_from(due, slot, latest.at)
        if missed.day < latest.day
    ]
    if skipped:
        telemetry.DIGESTS.labels("skipped").inc(len(skipped))
        log.warning(telemetry.DIGESTS_MISSED, digest=digest.id, slots=len(skipped))
    following = next_slot(digest.schedule, latest.at)
    return await store.move(
        due, following, run_at(digest, following, settling), skipped[-MOST_SKIPPED:]
    )


def _as_of_today(due: DueDigest) -> Slot | None:
    """Return its slot by the zone's current rules; the slot's day stays the same."""
    return slot_on(due.digest.schedule, due.slot.day) if due.slot else None


def _slots_from(due: DueDigest, first: Slot, until: datetime) -> Iterator[Slot]:
    """Return the slots from `first` up to `until`, both included."""
    last = latest_slot(due.digest.schedule, until)
    slot = first
    while last and slot.at <= last.at:
        yield slot
        slot = next_slot(due.digest.schedule, slot.at)


async def realign(ports: Ports) -> None:
    """Move each digest's next slot to where the zone's current rules put it."""
    store, settling = ports.digests.store, ports.usage.settling
    after = ""
    while some := await store.coming(after, AT_A_TIME):
        for due in some:
            slot = _as_of_today(due)
            if due.slot and slot and slot.at != due.slot.at:
                await store.move(due, slot, run_at(due.digest, slot, settling))
        after = some[-1].digest.id
