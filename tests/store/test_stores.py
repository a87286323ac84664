"""The stores, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.domain.ask import Ask, Thread, first_id
from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.channel import ChannelSettings, LinkedBot
from slackbot.domain.connections.call_budget import CallBudget
from slackbot.domain.connections.habits import Habits
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage, UsageRequest
from slackbot.ports import Claim
from slackbot.store.budgets import BudgetStore
from slackbot.store.databases.database import Database
from slackbot.store.deliveries import DeliveryStore
from slackbot.store.jobs_in_flight import FlightStore
from slackbot.store.ledger import LedgerStore
from slackbot.store.requests import RequestStore
from slackbot.store.response_urls import ResponseUrlStore
from slackbot.store.setup.channels import ChannelStore
from tests.fakes import NOW

HOUR = timedelta(hours=1)
SETTLING = 6 * HOUR
MESSAGE = Thread(channel="C1", ts="1.1")


def bot(name: str, *, default: bool = False) -> LinkedBot:
    return LinkedBot(id=f"st-{name.lower()}", name=name, linked_by="U1", is_default=default)


async def linked(store: ChannelStore, team: str = "T1", channel: str = "C1") -> dict[str, bool]:
    return {b.name: b.is_default for b in (await store.bots(team, channel)).bots}


async def test_the_first_bot_is_the_default(database: Database) -> None:
    store = ChannelStore(database)
    await store.link("T1", "C1", bot("Support"), NOW)
    await store.link("T1", "C1", bot("Sales"), NOW + HOUR)
    assert await linked(store) == {"Support": True, "Sales": False}


async def test_there_is_one_default(database: Database) -> None:
    store = ChannelStore(database)
    await store.link("T1", "C1", bot("Support"), NOW)
    await store.link("T1", "C1", bot("Sales", default=True), NOW)
    assert (await linked(store))["Support"] is False
    await store.unlink("T1", "C1", "st-sales")
    assert await linked(store) == {"Support": True}


async def test_relinking_renames(database: Database) -> None:
    store = ChannelStore(database)
    await store.link("T1", "C1", bot("Support", default=True), NOW)
    renamed = bot("Support", default=True).model_copy(update={"name": "Help"})
    await store.link("T1", "C1", renamed, NOW)
    assert await linked(store) == {"Help": True}


async def test_workspaces_and_channels_see_only_their_own(database: Database) -> None:
    store = ChannelStore(database)
    saved = ChannelSettings(
        sharing_allowed=True,
        zone="Asia/Tokyo",
        week_start="sunday",
        fiscal_year=FiscalYear(month=10, named_by="start"),
        holidays="US-CA",
    )
    await store.link("T1", "C1", bot("Support"), NOW)
    await store.save_settings("T1", "C1", saved)
    for team, channel in (("T1", "C2"), ("T2", "C1")):
        assert await linked(store, team, channel) == {}
        assert await store.settings(team, channel) == ChannelSettings()
    assert await store.settings("T1", "C1") == saved


async def test_some_linked_bot_is_found(database: Database) -> None:
    store = ChannelStore(database)
    assert await store.linked_anywhere() is None
    await store.link("T1", "C1", bot("Support"), NOW)
    assert await store.linked_anywhere() == "st-support"


async def test_a_request_keeps_its_id_and_only_its_hash_is_kept(database: Database) -> None:
    store = RequestStore(database)
    first = await store.question_id("T1", "trigger-secret", NOW)
    assert await store.question_id("T1", "trigger-secret", NOW) == first
    assert await store.question_id("T1", "another", NOW) != first
    assert await store.question_id("T2", "trigger-secret", NOW) != first
    assert "trigger-secret" not in str(await database.rows("SELECT * FROM requests", {}))


async def test_a_message_is_claimed_before_it_is_posted(database: Database) -> None:
    store = DeliveryStore(database)
    assert await store.claim("T1", "q1:answer", "C1") == Claim(first=True)
    assert await store.claim("T1", "q1:answer", "C1") == Claim(first=False)
    for team, key in (("T2", "q1:answer"), ("T1", "q1:parent")):
        assert await store.claim(team, key, "C1") == Claim(first=True)


async def test_a_message_stands_where_it_was_posted_first(database: Database) -> None:
    store = DeliveryStore(database)
    await store.claim("T1", "q1:answer", "C1")
    await store.done("T1", "q1:answer", MESSAGE)
    await store.done("T1", "q1:answer", Thread(channel="C1", ts="2.2"))
    assert await store.claim("T1", "q1:answer", "C1") == Claim(first=False, message=MESSAGE)


async def test_what_slack_did_not_take_is_claimed_anew(database: Database) -> None:
    store = DeliveryStore(database)
    await store.claim("T1", "q1:answer", "C1")
    await store.release("T1", "q1:answer")
    assert await store.claim("T1", "q1:answer", "C1") == Claim(first=True)


async def test_old_requests_and_deliveries_are_forgotten(database: Database) -> None:
    requests, deliveries = RequestStore(database), DeliveryStore(database)
    ids = []
    for days in (40, 20):
        id_ = await requests.question_id("T1", f"request {days}", NOW - timedelta(days=days))
        await deliveries.claim("T1", f"{id_}:answer", "C1")
        await deliveries.done("T1", f"{id_}:answer", MESSAGE)
        ids.append(id_)
    for store in (requests, deliveries):
        await store.forget(NOW - timedelta(days=30))
    assert (await deliveries.claim("T1", f"{ids[0]}:answer", "C1")).message is None
    assert (await deliveries.claim("T1", f"{ids[1]}:answer", "C1")).message == MESSAGE
    assert await requests.question_id("T1", "request 20", NOW) == ids[1]
    assert await requests.question_id("T1", "request 40", NOW) != ids[0]


def usage(
    *, fetched_at: datetime = NOW, bots: tuple[str, ...] = ("st-1",), count: int = 7
) -> Usage:
    """Two days of a week ago; what Kore.ai did not send (alerts) is absent."""
    start = datetime(2026, 11, 16, tzinfo=UTC)
    job = SummaryJob(
        account=False, bot_ids=bots, start=start, end=start + timedelta(days=2), grain=Grain.DAY
    )
    counts = {Unit.SESSION: count, Unit.REQUEST: 2**40}
    buckets = tuple(
        Bucket(bot_id=bot_id, start=day, counts=counts) for bot_id in bots for day in job.starts()
    )
    return Usage(job=job, buckets=buckets, report_ids=("121242",), fetched_at=fetched_at)


async def test_settled_usage_is_found_again(database: Database) -> None:
    store = LedgerStore(database, "cs-1", SETTLING)
    kept = usage(bots=("st-1", "st-2"))
    await store.keep("T1", kept)
    known = {"from_ledger": True, "again_at": NOW}  # alerts were not sent
    assert await store.find("T1", kept.job) == kept.model_copy(update=known)
    for one in kept.job.each_bot():
        assert await store.find("T1", one) is not None


async def test_the_ledger_is_of_one_workspace_and_one_connection(database: Database) -> None:
    store, other = (LedgerStore(database, name, SETTLING) for name in ("cs-1", "cs-2"))
    await store.keep("T1", usage())
    assert await store.find("T2", usage().job) is None
    assert await other.find("T1", usage().job) is None


async def test_the_ledger_holds_only_what_is_settled(database: Database) -> None:
    store = LedgerStore(database, "cs-1", SETTLING)
    await store.keep("T1", usage(fetched_at=usage().job.end + HOUR))
    assert await store.find("T1", usage().job) is None
    first_day = usage().job.model_copy(update={"end": usage().job.end - timedelta(days=1)})
    assert await store.find("T1", first_day) is not None


async def test_what_is_fetched_again_takes_the_place(database: Database) -> None:
    store = LedgerStore(database, "cs-1", SETTLING)
    for count in (7, 8):
        await store.keep("T1", usage(count=count))
    found = await store.find("T1", usage().job)
    assert found is not None
    assert {bucket.counts[Unit.SESSION] for bucket in found.buckets} == {8}


def lacking(*units: Unit, at: datetime = NOW, report: str = "later", count: int = 8) -> Usage:
    """The same two days, of which only these units were sent."""
    kept = usage(fetched_at=at, count=count)
    counts = dict.fromkeys(units, count)
    buckets = tuple(
        Bucket(bot_id="st-1", start=day, counts=counts) for day in kept.job.starts() if units
    )
    return kept.model_copy(update={"buckets": buckets, "report_ids": (report,)})


FIRST = dict.fromkeys(Unit, 7)


@pytest.mark.parametrize(
    ("units", "count", "counts", "reports", "hour"),
    [
        ((), 8, FIRST, "first", 0),  # nothing came of it
        ((Unit.REQUEST,), 7, FIRST, "first", 0),  # nor of this
        ((Unit.REQUEST,), 8, {**FIRST, Unit.REQUEST: 8}, "first later", 0),
        (tuple(Unit), 8, dict.fromkeys(Unit, 8), "later", 1),
    ],
    ids=["all is lost", "one is the same", "one is another", "all are others"],
)
async def test_a_count_gives_way_to_a_count_only_and_the_receipt_says_whose_it_is(
    database: Database,
    units: tuple[Unit, ...],
    count: int,
    counts: dict[Unit, int],
    reports: str,
    hour: int,
) -> None:
    store = LedgerStore(database, "cs-1", SETTLING)
    await store.keep("T1", lacking(*Unit, report="first", count=7))
    await store.keep("T1", lacking(*units, at=NOW + HOUR, count=count))
    found = await store.find("T1", usage().job)
    assert found is not None
    assert [bucket.counts for bucket in found.buckets] == [counts] * 2
    assert found.report_ids == tuple(reports.split())
    assert (found.fetched_at, found.again_at) == (NOW + hour * HOUR, None)


async def test_what_was_left_out_is_filled_with_what_is_known(database: Database) -> None:
    store = LedgerStore(database, "cs-1", SETTLING)
    await store.keep("T1", lacking(Unit.SESSION, Unit.ALERT, count=7))
    later = lacking(Unit.SESSION, Unit.REQUEST, at=NOW + HOUR)
    filled = await store.fill("T1", later)
    known = {Unit.SESSION: 8, Unit.REQUEST: 8, Unit.ALERT: 7}
    assert [bucket.counts for bucket in filled.buckets] == [known] * 2
    assert (filled.remembered_at, filled.fetched_at) == (NOW, NOW + HOUR)
    assert filled.report_ids == ("later",)
    nothing = await store.fill("T1", lacking())
    assert [set(bucket.counts) for bucket in nothing.buckets] == [{Unit.SESSION, Unit.ALERT}] * 2
    assert await store.fill("T2", later) == later


async def test_what_was_left_out_is_not_settled(database: Database) -> None:
    """A check waits a part of the time for which it has been so, a question does from three days
    on; and only for the units that they want."""
    store, job = LedgerStore(database, "cs-1", SETTLING), usage().job
    minute = timedelta(minutes=1)

    async def known(at: datetime, *units: Unit, patient: bool) -> bool:
        return await store.knows("T1", job, units, at, patient=patient)

    # Hours since it was first left out, and minutes for which it is left alone then.
    for hours, pause in ((0, 30), (1, 30), (36, 30), (72, 60), (144, 120), (9999, 24 * 60)):
        at = NOW + hours * HOUR
        await store.keep("T1", lacking(Unit.SESSION, at=at))
        again = at + pause * minute
        for units in ((Unit.REQUEST,), tuple(Unit)):
            assert await known(again - minute, *units, patient=True)
            assert not await known(again, *units, patient=True)
            assert await known(again - minute, *units, patient=False) is (hours >= 72)
        assert await known(at, Unit.SESSION, patient=False)
        found = await store.find("T1", job)
        assert found is not None
        assert found.again_at == (again if hours >= 72 else at)
    await store.keep("T1", lacking(*set(Unit) - {Unit.SESSION}, at=NOW))  # together they are all
    assert await known(NOW, *Unit, patient=False)
    row, _ = await database.rows("SELECT lacking_since, again_at FROM ledger", {})
    assert set(row.values()) == {None}


async def test_what_an_older_version_kept_as_none_is_asked_for(database: Database) -> None:
    store, job = LedgerStore(database, "cs-1", SETTLING), usage().job
    await store.keep("T1", lacking())
    await database.execute("UPDATE ledger SET lacking_since = NULL, again_at = NULL", {})
    for patient in (True, False):
        assert not await store.knows("T1", job, tuple(Unit), NOW, patient=patient)
    found = await store.find("T1", job)
    assert found is not None
    assert found.again_at == NOW  # when it was asked for
    await store.keep("T1", lacking(Unit.SESSION, at=NOW + HOUR))
    assert await store.knows("T1", job, tuple(Unit), NOW + HOUR, patient=True)


async def test_old_buckets_are_forgotten(database: Database) -> None:
    store = LedgerStore(database, "cs-1", SETTLING)
    await store.keep("T1", usage())
    await store.forget(usage().job.end)
    assert await store.find("T1", usage().job) is None  # its first day is gone


async def board(
    store: FlightStore, question: str, *requests: UsageRequest, hours: int = 1, team: str = "T1"
) -> set[str]:
    runs = {f"{question}-{request.job.bot_ids[0]}": request for request in requests}
    payload = f"payload of {question}"
    return set(await store.board(team, runs, NOW + hours * HOUR, question, payload, "U1"))


def wanting(bot_id: str, *, fresh: bool = False) -> UsageRequest:
    job = usage().job.model_copy(update={"bot_ids": (bot_id,)})
    return UsageRequest(team="T1", job=job, fresh=fresh)


async def test_equal_requests_fly_together(database: Database) -> None:
    store, other = (FlightStore(database, name) for name in ("cs-1", "cs-2"))
    a, b = wanting("a"), wanting("b")
    assert await board(store, "q1", a) == {"q1-a"}
    assert await board(store, "q2", a, b, hours=3) == {"q1-a", "q2-b"}
    assert await board(store, "q3", wanting("a", fresh=True)) == {"q3-a"}
    assert await board(other, "q4", a) == {"q4-a"}
    assert await board(store, "q5", a, team="T2") == {"q5-a"}
    assert await store.wanted_until("T1", "q1-a") == NOW + 3 * HOUR
    assert await store.wanted_until("T1", "q9-a") is None


async def test_a_question_without_an_answer_is_found_by_what_it_asks(database: Database) -> None:
    store, hour_ago = FlightStore(database, "cs-1"), NOW - HOUR
    asked = f"{first_id(NOW)}-assistant-abc"
    await board(store, asked, wanting("a"))
    assert await store.unanswered("T1", "-assistant-abc", hour_ago) == asked
    assert await store.unanswered("T1", "-assistant-abd", hour_ago) is None
    assert await store.unanswered("T2", "-assistant-abc", hour_ago) is None
    assert await store.unanswered("T1", "-assistant-abc", NOW + HOUR) is None
    await store.answered("T1", asked)
    assert await store.unanswered("T1", "-assistant-abc", hour_ago) is None


async def test_a_question_is_ready_when_all_it_waits_for_has_landed(database: Database) -> None:
    store = FlightStore(database, "cs-1")
    a, b = wanting("a"), wanting("b")
    await board(store, "q1", a)
    await board(store, "q2", a, b)
    await store.land("T1", "q1-a", "ten")
    assert await store.ready("T1", "q1-a") == ["q1"]
    assert await store.due(NOW, 9) == [("T1", "q1")]
    await store.land("T1", "q2-b", "two")
    assert await store.ready("T1", "q2-b") == ["q2"]
    assert await store.due(NOW, 1) == [("T1", "q1")]
    assert await store.outcome("T1", "q1-a") == "ten"
    assert await store.outcome("T2", "q1-a") is None
    assert set((await store.runs("T1", "q2")).values()) == {"q1-a", "q2-b"}
    assert await board(store, "q3", a) == {"q3-a"}


async def test_a_run_remembers_the_newest_submit_of_each_part_until_it_has_landed(
    database: Database,
) -> None:
    store = FlightStore(database, "cs-1")
    for part, submitted in (("p1", "one"), ("p2", "two"), ("p1", "again")):
        await store.submit("T1", "q1-a", part, submitted)
    await store.submit("T1", "q2-b", "p1", "another run")
    assert await store.submitted("T1", "q1-a", "p1") == "again"
    assert await store.submitted("T1", "q1-a", "p2") == "two"
    assert await store.submitted("T2", "q1-a", "p1") is None
    await store.land("T1", "q1-a", "ten")
    assert await store.submitted("T1", "q1-a", "p1") is None
    assert await store.submitted("T1", "q2-b", "p1") == "another run"


async def test_what_has_waited_too_long_is_due(database: Database) -> None:
    store = FlightStore(database, "cs-1")
    await board(store, "q1", wanting("a"))
    assert await store.due(NOW, 9) == []
    assert await store.due(NOW + HOUR, 9) == [("T1", "q1")]


async def test_who_may_wait_longer_is_answered_later(database: Database) -> None:
    store, request = FlightStore(database, "cs-1"), wanting("a")
    for question, until in (("q1", NOW + 6 * HOUR), ("q2", NOW + HOUR)):
        await store.board("T1", {f"{question}-a": request}, until, question, "payload", "U1")
    await store.land("T1", "q1-a", "ten")
    assert await store.due(NOW, 1) == [("T1", "q2")]


async def test_who_looks_for_himself_is_never_due(database: Database) -> None:
    store, request = FlightStore(database, "cs-1"), wanting("a")
    assert await store.board("T1", {"q1-a": request}, NOW, "q1", None, "") == {"q1-a": 1}
    await store.land("T1", "q1-a", "ten")
    assert await store.ready("T1", "q1-a") == []
    assert await store.due(NOW + HOUR, 9) == []
    assert set((await store.runs("T1", "q1")).values()) == {"q1-a"}


async def test_an_answered_question_waits_no_more(database: Database) -> None:
    store = FlightStore(database, "cs-1")
    await board(store, "q1", wanting("a"))
    assert await store.waiting("T1", "q1") == "payload of q1"
    assert await store.waiting("T2", "q1") is None
    await store.land("T1", "q1-a", "ten")
    await store.answered("T1", "q1")
    assert await store.waiting("T1", "q1") is None
    assert "payload of" not in str(await database.rows("SELECT * FROM questions", {}))
    # Taken up again after a crash, it neither waits nor keeps a landed run in flight.
    await board(store, "q1", wanting("a"))
    assert await store.due(NOW + 9 * HOUR, 9) == []
    assert await board(store, "q2", wanting("a")) == {"q2-a"}


def by(user: str, number: int, team: str = "T1", at: datetime = NOW) -> Ask:
    return Ask(
        id=f"{first_id(at)}-{user}-{number}",
        team=team,
        channel="C1",
        user=user,
        text="today",
        received_at=at,
    )


async def admitted(store: FlightStore, *asks: Ask) -> list[bool]:
    return [await store.admit(ask, 2, HOUR) for ask in asks]


async def test_a_person_has_so_many_open_questions_and_each_counts_once(
    database: Database,
) -> None:
    store = FlightStore(database, "cs-1")
    one, two, three = (by("U1", number) for number in (1, 2, 3))
    assert await admitted(store, one, one, two, three) == [True, True, True, False]
    assert await admitted(store, by("U2", 1), by("U1", 1, team="T2")) == [True, True]
    await store.answered("T2", one.id)
    assert not await store.admit(three, 2, HOUR)
    await store.answered("T1", one.id)
    assert await admitted(store, three, by("U1", 4)) == [True, False]
    await store.leave("T1", three.id)
    await store.leave("T1", by("U1", 4).id)  # which never counted
    assert await admitted(store, by("U1", 5), by("U1", 6)) == [True, False]


async def test_a_question_that_nobody_closed_counts_no_longer_than_it_can_wait(
    database: Database,
) -> None:
    store = FlightStore(database, "cs-1")
    assert await admitted(store, by("U1", 1), by("U1", 2), by("U1", 3)) == [True, True, False]
    later = NOW + HOUR + timedelta(seconds=1)
    assert await admitted(store, by("U1", 4, at=NOW + HOUR)) == [False]
    assert await admitted(store, *(by("U1", number, at=later) for number in (5, 6, 7))) == [
        True,
        True,
        False,
    ]


async def test_processes_that_count_at_once_admit_no_more(database: Database) -> None:
    store = FlightStore(database, "cs-1")
    asks = [by("U1", number) for number in range(20)]
    taken = await asyncio.gather(*(store.admit(ask, 5, HOUR) for ask in asks))
    assert taken.count(True) == 5


def job_on(day: int, bot_id: str = "a") -> UsageRequest:
    job = wanting(bot_id).job
    start = job.start + timedelta(days=day)
    return UsageRequest(team="T1", job=job.model_copy(update={"start": start, "end": job.end}))


async def turns(
    store: FlightStore, question: str, person: str | None, *requests: UsageRequest
) -> list[int | None]:
    """The turns of its jobs, in the order of their runs."""
    runs = {f"{question}-{n}": request for n, request in enumerate(requests)}
    found = await store.board("T1", runs, NOW + HOUR, question, "payload", person)
    return [found[run] for run in sorted(found)]


async def test_people_take_turns_in_a_lane(database: Database) -> None:
    store = FlightStore(database, "cs-1")
    days = iter(range(1000))
    for person in range(40):
        for number in range(5):
            question = f"q-{number}-{person:02}"
            assert await turns(store, question, f"U{person}", job_on(next(days))) == [number + 1]
    assert await store.ahead("T1", "q-0-00") == 0
    assert await store.ahead("T1", "q-1-05") == 40 + 5
    assert await turns(store, "q-9", "U41", job_on(next(days))) == [1]
    assert await store.ahead("T1", "q-9") == 40
    assert await turns(store, "q-9", "U41", job_on(999)) == [1]  # again, after a crash
    assert await turns(store, "r-1", "U41", job_on(next(days), "another")) == [1]
    assert await store.ahead("T1", "r-1") == 0


async def test_nobody_saves_turns_up_and_nobody_is_overtaken_for_ever(database: Database) -> None:
    store = FlightStore(database, "cs-1")
    for number in range(3):
        assert await turns(store, f"q{number}", "U1", job_on(number)) == [number + 1]
    await store.land("T1", "q0-0", "ten")
    assert await turns(store, "q3", "U2", job_on(3)) == [2]  # beside the others' next
    await store.land("T1", "q3-0", "ten")
    assert await turns(store, "q4", "U2", job_on(4)) == [3]  # not before U1's second again
    for run in ("q1-0", "q2-0", "q4-0"):
        await store.land("T1", run, "ten")
    assert await turns(store, "q5", "U3", job_on(5)) == [3]
    assert await turns(store, "q6", "U1", job_on(6)) == [4]


async def test_each_job_of_a_question_takes_a_turn(database: Database) -> None:
    store = FlightStore(database, "cs-1")
    both = sorted((job_on(0), job_on(1)), key=lambda request: request.key)
    assert await turns(store, "q1", "U1", *both, job_on(0, "b")) == [1, 2, 1]
    assert await turns(store, "q1", "U1", *both, job_on(0, "b")) == [1, 2, 1]
    assert await turns(store, "q2", "U1", job_on(2)) == [3]
    assert await store.ahead("T1", "q1") == 1


async def test_whoever_joins_a_later_run_brings_it_forward(database: Database) -> None:
    store = FlightStore(database, "cs-1")
    for number in range(3):
        await turns(store, f"q{number}", "U1", job_on(number))
    assert await turns(store, "q3", None, job_on(3)) == [None]
    assert await turns(store, "q4", "U2", job_on(2)) == [1]
    assert await store.ahead("T1", "q4") == 1
    assert await turns(store, "q5", "U2", job_on(3)) == [2]
    assert await turns(store, "q6", None, job_on(3)) == [2]
    await store.cancel("T1", "q0")
    assert await store.ahead("T1", "q4") == 0


async def test_flights_are_forgotten(database: Database) -> None:
    store = FlightStore(database, "cs-1")
    await board(store, first_id(NOW), wanting("a"))
    await board(store, first_id(NOW - HOUR), wanting("b"))
    await store.forget(NOW)
    rows = await database.rows("SELECT question_id FROM questions", {})
    assert [row["question_id"] for row in rows] == [first_id(NOW)]


async def test_a_budget_goes_from_process_to_process(database: Database) -> None:
    store, other = (BudgetStore(database, name) for name in ("cs-1", "cs-2"))
    calls = [NOW.timestamp() + second / 3 for second in range(3)]
    upkeep = await store.load("T1", "bot:st-1")
    for spent in (calls[:1], calls):
        upkeep.budget = CallBudget.of(spent)
        await upkeep.save()
    assert list((await store.load("T1", "bot:st-1")).budget.calls) == calls
    assert list((await store.load("T2", "bot:st-1")).budget.calls) == calls  # with its credential
    for strange in (
        await store.load("T1", "bot:st-2"),
        await other.load("T1", "bot:st-1"),
    ):
        assert list(strange.budget.calls) == []


async def test_habits_go_from_process_to_process_and_from_lane_to_lane(database: Database) -> None:
    store = BudgetStore(database, "cs-1")
    one, other = await store.load("T1", "bot:st-1"), await store.load("T1", "bot:st-2")
    one.habits.ids_agree = True
    one.habits.refused("st-gone")
    await one.save()
    assert other.habits == one.habits
    later = await BudgetStore(database, "cs-1").load("T1", "account")
    assert later.habits == Habits(ids_agree=True, unknown_bots=("st-gone",))
    for connection, team in (("cs-2", "T1"), ("cs-1", "T2")):
        strange = await BudgetStore(database, connection).load(team, "account")
        assert strange.habits == Habits()


NEEDED = (Unit.SESSION, Unit.REQUEST)


async def test_the_ledger_knows_what_it_could_answer(database: Database) -> None:
    store = LedgerStore(database, "cs-1", SETTLING)
    await store.keep("T1", usage())
    job = usage().job
    cut = job.model_copy(update={"start": job.start + HOUR})
    await store.keep("T1", usage().model_copy(update={"job": cut}))  # beside the whole ones
    day = timedelta(days=1)
    jobs = (
        job,
        job.model_copy(update={"start": job.start - day}),
        job.model_copy(update={"start": job.start + day}),
        job.model_copy(update={"bot_ids": ("st-other",)}),
    )
    for team, each in [*(("T1", each) for each in jobs), ("T2", job)]:
        assert await store.knows(team, each, NEEDED, NOW, patient=True) is (
            await store.find(team, each) is not None
        )
    assert not await store.knows("T1", cut, NEEDED, NOW, patient=True)


async def test_lanes_without_calls_are_forgotten(database: Database) -> None:
    store = BudgetStore(database, "cs-1")
    old, new = NOW - timedelta(days=900), NOW
    for lane, at in (("bot:1", old), ("bot:2", new)):
        upkeep = await store.load("T1", lane)
        upkeep.budget.spend(at)
        await upkeep.save()
    await store.forget(NOW - timedelta(days=800))
    assert [len((await store.load("T1", lane)).budget.calls) for lane in ("bot:1", "bot:2")] == [
        0,
        1,
    ]


async def test_an_address_for_an_answer_lives_half_an_hour(database: Database) -> None:
    store = ResponseUrlStore(database)
    await store.keep("T1", "q1", "https://hooks.slack.com/1", NOW)
    await store.keep("T1", "q1", "https://hooks.slack.com/2", NOW)
    assert await store.find("T1", "q1", NOW) == "https://hooks.slack.com/1"
    assert await store.find("T2", "q1", NOW) is None
    assert await store.find("T1", "q1", NOW + timedelta(minutes=30)) is None
    await store.forget(NOW + timedelta(minutes=29))
    assert len(await database.rows("SELECT url FROM response_urls", {})) == 1
    await store.forget(NOW + timedelta(minutes=30))
    assert await database.rows("SELECT url FROM response_urls", {}) == []
