"""Digests and their runs, on both databases."""

from datetime import UTC, date, datetime, time, timedelta

from slackbot.domain.ask import Thread
from slackbot.domain.digests.digest import Digest, DigestRun, DigestState, RunState
from slackbot.domain.digests.recurrence import Weekly
from slackbot.domain.digests.schedule import Schedule, next_slot
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.store.databases.database import Database
from slackbot.store.setup.digests import DigestStore
from slackbot.store.setup.workspaces import WorkspaceStore
from tests.fakes import NOW

MONDAYS = Schedule(recurrence=Weekly(weekdays=(0,)), at=time(9), zone="Europe/Berlin")
SLOT = next_slot(MONDAYS, NOW)
FOLLOWING = next_slot(MONDAYS, SLOT.at)


def digest(id_: str = "d1", *, team: str = "T1", channel: str = "C1", number: int = 1) -> Digest:
    return Digest(
        team=team,
        channel=channel,
        id=id_,
        number=number,
        owner="U1",
        schedule=MONDAYS,
        question="by day",
        names=("Support",),
        bot_ids=("st-support",),
        created_at=NOW,
    )


def run(key: str = "2026-11-30", **fields: object) -> DigestRun:
    return DigestRun(team="T1", digest_id="d1", key=key, due_at=SLOT.at).model_copy(update=fields)


async def saved(database: Database, *digests: Digest) -> DigestStore:
    store = DigestStore(database)
    for each in digests:
        await store.save(each, SLOT, SLOT.at)
    return store


async def test_a_digest_comes_back_as_it_was(database: Database) -> None:
    store = await saved(database, digest())
    (due,) = await store.of_channel("T1", "C1")
    assert (due.digest, due.slot, due.run_at) == (digest(), SLOT, SLOT.at)
    assert await store.find("T1", "d1") == digest()


async def test_workspaces_and_channels_have_their_own(database: Database) -> None:
    store = await saved(database, digest(), digest("d2", channel="C2"), digest("d1", team="T2"))
    assert [d.digest.id for d in await store.of_channel("T1", "C2")] == ["d2"]
    assert await store.find("T2", "d2") is None
    assert await store.owners("T3") == frozenset()


async def test_numbers_are_a_channels_own_and_never_come_back(database: Database) -> None:
    store = DigestStore(database)
    numbers = [await store.next_number("T1", "C1") for _ in range(2)]
    await store.save(digest(number=2), None, None)
    await store.save(digest(number=2).model_copy(update={"state": DigestState.REMOVED}), None, None)
    numbers += [await store.next_number("T1", channel) for channel in ("C1", "C2")]
    assert numbers == [1, 2, 3, 1]


async def test_only_the_active_are_due_and_only_when_their_time_has_come(
    database: Database,
) -> None:
    store = await saved(database, digest(), digest("d2"))
    await store.save(digest("d2").model_copy(update={"state": DigestState.PAUSED}), None, None)
    assert await store.due(SLOT.at - timedelta(seconds=1), 10) == []
    assert [due.digest.id for due in await store.due(SLOT.at, 10)] == ["d1"]


async def test_a_paused_digest_keeps_why(database: Database) -> None:
    stopped = digest().model_copy(update={"state": DigestState.STOPPED, "reason": "archived"})
    store = await saved(database, digest())
    await store.save(stopped, None, None)
    (due,) = await store.of_channel("T1", "C1")
    assert (due.digest, due.slot, due.run_at) == (stopped, None, None)


async def test_moving_on_happens_once(database: Database) -> None:
    store = await saved(database, digest())
    (due,) = await store.due(SLOT.at, 10)
    await store.move(due, FOLLOWING, FOLLOWING.at)
    later = next_slot(MONDAYS, FOLLOWING.at)
    await store.move(due, later, later.at)  # another process, which saw the same
    (moved,) = await store.of_channel("T1", "C1")
    assert moved.slot == FOLLOWING


async def test_a_stopped_digest_is_not_moved_on(database: Database) -> None:
    store = await saved(database, digest())
    (due,) = await store.due(SLOT.at, 10)
    await store.save(digest().model_copy(update={"state": DigestState.STOPPED}), None, None)
    await store.move(due, FOLLOWING, FOLLOWING.at)
    assert await store.due(FOLLOWING.at, 10) == []


async def test_who_shares_a_slot_is_known_before_and_after_it_is_taken(database: Database) -> None:
    store = await saved(database, digest(), digest("d2"), digest("d1", team="T2"))
    due = await store.due(SLOT.at, 10)
    await store.move(next(d for d in due if d.digest.id == "d2"), FOLLOWING, FOLLOWING.at)
    assert [d.id for d in await store.at_slot("T1", SLOT.at)] == ["d1", "d2"]


async def test_all_active_ones_come_in_portions(database: Database) -> None:
    store = await saved(database, *(digest(f"d{n}") for n in range(5)))
    first = await store.coming("", 3)
    rest = await store.coming(first[-1].digest.id, 3)
    assert [d.digest.id for d in (*first, *rest)] == [f"d{n}" for n in range(5)]


async def test_a_run_begins_once(database: Database) -> None:
    store = DigestStore(database)
    begun = run(begun_at=NOW)
    assert await store.begin(begun) == begun
    assert await store.begin(run(begun_at=NOW + timedelta(hours=1))) == begun


async def test_what_a_run_told_is_kept(database: Database) -> None:
    store = DigestStore(database)
    sent = (
        run()
        .over(RunState.SENT, NOW)
        .model_copy(
            update={
                "thread": Thread(channel="C1", ts="1.1"),
                "period": Period.of_days(date(2026, 11, 16), date(2026, 11, 22), "Europe/Berlin"),
                "totals": {"st-support": {Unit.SESSION: 12340, Unit.REQUEST: None}},
            }
        )
    )
    await store.record(sent)
    assert await store.run("T1", "d1", "2026-11-30") == sent
    following = run("2026-12-07", due_at=FOLLOWING.at)
    await store.record(following)
    assert await store.sent_before(following) == sent
    assert await store.sent_before(sent) is None
    assert [r.key for r in await store.runs("T1", "d1", 5)] == ["2026-12-07", "2026-11-30"]


async def test_runs_to_be_tried_again_are_taken_once_each_time(database: Database) -> None:
    store = DigestStore(database)
    again = run(state=RunState.RETRYING, retry_at=NOW)
    await store.record(again)
    assert await store.retries(NOW - timedelta(seconds=1), 10) == []
    assert await store.retries(NOW, 10) == [again]
    await store.taken(again)
    assert await store.retries(NOW, 10) == []
    later = again.model_copy(update={"attempts": 1, "retry_at": NOW + timedelta(minutes=1)})
    await store.record(later)
    await store.taken(again)  # by a process that is late
    assert await store.retries(NOW + timedelta(minutes=1), 10) == [later]


async def test_nothing_is_begun_in_a_workspace_that_is_cut_off(database: Database) -> None:
    store = await saved(database, digest())
    disconnections = WorkspaceStore(database)
    await store.record(run(state=RunState.RETRYING, retry_at=NOW))
    await disconnections.disconnect("T1", NOW, "token_revoked")
    await disconnections.disconnect("T1", NOW + timedelta(hours=1), "token_revoked")
    assert (await store.due(SLOT.at, 10), await store.retries(SLOT.at, 10)) == ([], [])
    assert await disconnections.disconnected() == {"T1": NOW}
    await disconnections.reconnect("T1")
    assert len(await store.due(SLOT.at, 10)) == len(await store.retries(SLOT.at, 10)) == 1


async def test_old_runs_are_forgotten(database: Database) -> None:
    store = DigestStore(database)
    await store.save(digest(), None, None)
    await store.record(run())
    await store.forget(datetime(2026, 11, 30, tzinfo=UTC), NOW)
    assert len(await store.runs("T1", "d1", 5)) == 1
    await store.forget(datetime(2026, 12, 1, tzinfo=UTC), NOW)
    assert await store.runs("T1", "d1", 5) == []


async def test_a_removed_digest_goes_after_its_time(database: Database) -> None:
    store = DigestStore(database)
    await store.save(digest().model_copy(update={"state": DigestState.REMOVED}), None, None)
    later = run().model_copy(update={"due_at": NOW + timedelta(days=3)})
    await store.record(later)
    await store.forget(NOW - timedelta(days=1), NOW)
    assert await store.find("T1", "d1")
    await store.forget(NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert await store.find("T1", "d1") is None
    assert await store.runs("T1", "d1", 5) == []


async def test_removed_ones_and_those_of_other_workspaces_do_not_count(database: Database) -> None:
    store = await saved(database, digest(), digest("b", channel="C2"), digest("c", team="T2"))
    assert await store.count("T1") == 2
    removed = digest("b", channel="C2").model_copy(update={"state": DigestState.REMOVED})
    await store.save(removed, None, None)
    assert [await store.count(team) for team in ("T1", "T2", "T3")] == [1, 1, 0]
