"""One job within its deadline and its budget, also when another client takes its place."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from slackbot import telemetry
from slackbot.domain.connections.call_budget import CallBudget
from slackbot.domain.connections.habits import Habits
from slackbot.domain.errors import JobError
from slackbot.domain.query import Unit
from slackbot.kore.calls import LONGEST_CALL
from slackbot.kore.client import Unlogged
from tests.fakes import NOW, FakeClock, Unkept
from tests.kore.answers import (
    SECRET,
    Kore,
    Reply,
    client_of,
    data,
    job,
    status,
    submitted,
    success,
)
from tests.logs import json_logs

LATER = NOW + timedelta(seconds=3)
MUCH_LATER = NOW + timedelta(hours=1)
OURS_RUNS = status("IN_PROGRESS")
THEIRS_RUNS = status("IN_PROGRESS", "ds-theirs", createdOn=LATER.isoformat())
THEIRS = success(data(9, 9), id_="ds-theirs", modified=LATER)
THEIRS_FAILED = status("FAILED", "ds-theirs", createdOn=LATER.isoformat())
OURS = success(data(3, 4), id_="ds-ours")
OURS_AGAIN = success(data(3, 4), id_="ds-again")

TAKEN_BACK = {
    "when theirs is done": [OURS_RUNS, THEIRS_RUNS, THEIRS_RUNS, THEIRS, THEIRS, THEIRS],
    "when theirs has failed": [OURS_RUNS, THEIRS_FAILED, THEIRS_FAILED, THEIRS_FAILED],
    "also if a poll fails meanwhile": [
        OURS_RUNS,
        THEIRS,
        httpx.Response(502),
        THEIRS,
        httpx.ReadError("reset"),
        THEIRS,
    ],
}


@pytest.mark.parametrize("polls", TAKEN_BACK.values(), ids=TAKEN_BACK.keys())
async def test_the_place_that_another_clients_job_took_is_taken_back(polls: list[Reply]) -> None:
    kore = Kore([submitted(), submitted("ds-again", created=MUCH_LATER)], [*polls, OURS_AGAIN])
    usage = await kore.fetch(job())
    assert [bucket.counts[Unit.SESSION] for bucket in usage.buckets] == [3, 4]
    assert len(kore.bodies) == 2
    assert kore.bodies[0] == kore.bodies[1]


LEFT_ALONE = {
    "before it was told of three times": [OURS_RUNS, THEIRS, THEIRS, OURS],
    "unless three times running": [OURS_RUNS, THEIRS, THEIRS, OURS_RUNS, THEIRS, THEIRS, OURS],
    "if no id says that it is another": [
        OURS_RUNS,
        *[success(data(9, 9), id_=None, modified=LATER)] * 4,
        OURS,
    ],
    "if it is older than ours": [
        OURS_RUNS,
        *[success(data(9, 9), id_="ds-previous", modified=NOW - timedelta(seconds=1))] * 4,
        OURS,
    ],
    "if its age is not told": [OURS_RUNS, *[success(data(9, 9), id_="ds-theirs")] * 4, OURS],
}


@pytest.mark.parametrize("polls", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
async def test_the_place_is_left_alone(polls: list[Reply]) -> None:
    kore = Kore([submitted()], polls)
    usage = await kore.fetch(job())
    assert [bucket.counts[Unit.SESSION] for bucket in usage.buckets] == [3, 4]
    assert len(kore.bodies) == 1


async def test_a_job_of_anothers_is_waited_for_and_named() -> None:
    kore = Kore([submitted()], [OURS_RUNS, THEIRS_RUNS])
    with pytest.raises(JobError, match=r"within 10 minutes\. Another program's questions"):
        await kore.fetch(job())
    assert len(kore.bodies) == 1  # ours would have taken the place of theirs


async def test_somebody_who_always_comes_between_is_named_after_a_few_tries() -> None:
    submits = polls = 0
    clock = FakeClock()

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal submits, polls
        if request.method == "POST":
            submits, polls = submits + 1, 0
            return submitted(f"ds-{submits}", created=clock.now())
        polls += 1
        if polls == 1:
            return status("IN_PROGRESS", f"ds-{submits}")
        return success(data(9, 9), id_=f"ds-theirs-{submits}", modified=clock.now())

    with pytest.raises(JobError, match=r"^Another program's questions to Kore"):
        await client_of(answer, clock).fetch(job(), Unkept(), Unlogged())
    assert submits == 4


class SlowKore:
    """Jobs that take `seconds`, and a clock; the first `lost` answers to a submit are lost."""

    def __init__(self, seconds: float, lost: int = 0, *, ids_match: bool = True) -> None:
        self.clock = FakeClock()
        self.calls = 0
        self._ids_match = ids_match
        self.submits: list[datetime] = []
        self._seconds = timedelta(seconds=seconds)
        self._lost = lost
        self._body: dict[str, Any] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        now = self.clock.now()
        self.calls += 1
        if request.method == "POST":
            self.submits.append(now)
            self._body = json.loads(request.content)
            if len(self.submits) <= self._lost:
                raise httpx.ReadError("reset")
            return submitted(f"ds-{len(self.submits)}", created=now)
        id_ = f"ds-{len(self.submits)}" if self._ids_match else "ds-other"
        if now < self.submits[-1] + self._seconds:
            return status("IN_PROGRESS", id_)
        start = datetime.fromisoformat(self._body["fromDate"])
        end = datetime.fromisoformat(self._body["toDate"])
        days = -(-(end - start) // timedelta(days=1))
        finished = self.submits[-1] + self._seconds
        return success(data(*[1] * days, start=start), id_=id_, modified=finished)


async def test_each_part_has_the_deadline_from_its_own_submit() -> None:
    kore = SlowKore(seconds=400)
    usage = await client_of(kore, kore.clock).fetch(job(days=200), Unkept(), Unlogged())
    assert len(usage.buckets) == 200
    assert kore.clock.now() > NOW + timedelta(minutes=20)


async def test_a_result_at_the_deadline_is_still_seen() -> None:
    kore = SlowKore(seconds=600)
    assert (await client_of(kore, kore.clock).fetch(job(), Unkept(), Unlogged())).buckets
    kore = SlowKore(seconds=601)
    with pytest.raises(JobError, match=r"no answer within 10 minutes\. Ask again later"):
        await client_of(kore, kore.clock).fetch(job(), Unkept(), Unlogged())


@pytest.mark.parametrize("seconds", [10, 60, 119])
async def test_where_ids_never_match_two_submits_that_agree_are_believed(seconds: int) -> None:
    kore, upkeep = SlowKore(seconds=seconds, ids_match=False), Unkept()
    for submits in (2, 4):
        usage = await client_of(kore, kore.clock).fetch(job(), upkeep, Unlogged())
        assert [bucket.counts[Unit.SESSION] for bucket in usage.buckets] == [1, 1]
        assert not usage.certain
        assert usage.report_ids == ("ds-other",)
        assert len(kore.submits) == submits
    assert not upkeep.habits.ids_agree
    assert kore.clock.now() < NOW + timedelta(seconds=4 * (1.6 * seconds + 1))


async def test_where_ids_never_match_a_figure_that_differs_is_not_believed() -> None:
    """Another program's job over the same days, but other hours of the last one."""
    ours, theirs = ([figure, 4] for figure in (3, 9))

    def kore(*figures: list[int]) -> Kore:
        results = [success(data(*each), id_="other", modified=MUCH_LATER) for each in figures]
        return Kore([submitted()], [poll for result in results for poll in [result] * 3])

    for figures in ([theirs, ours, ours], [ours, theirs, ours, ours], [ours, ours]):
        usage = await kore(*figures).fetch(job())
        assert [bucket.counts[Unit.SESSION] for bucket in usage.buckets] == ours
    with pytest.raises(JobError, match="no two in a row agreed on every figure"):
        await kore(theirs, ours, theirs, ours).fetch(job())


async def test_a_result_of_anothers_is_not_believed_before_any_id_was_seen() -> None:
    kore = Kore([submitted(), submitted("ds-again", created=LATER)], [*[THEIRS] * 3, OURS_AGAIN])
    usage = await kore.fetch(job())
    assert [bucket.counts[Unit.SESSION] for bucket in usage.buckets] == [3, 4]
    assert usage.certain
    assert len(kore.bodies) == 2


class Kept(Unlogged):
    """Keeps the submits, as the engine's log does beyond a crash."""

    def __init__(self) -> None:
        self.submits: dict[str, str] = {}
        self.heard: list[float | None] = []

    def told(self, percent: float | None) -> None:
        self.heard.append(percent)

    async def submitted(self, part: str) -> str | None:
        return self.submits.get(part)

    async def submit(self, part: str, submitted: str) -> None:
        self.submits[part] = submitted


class KilledError(BaseException):
    pass


async def test_what_was_submitted_before_a_crash_is_polled_and_not_submitted_again() -> None:
    kore, log = SlowKore(seconds=60), Kept()

    def dies(request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and kore.clock.now() > NOW + timedelta(seconds=20):
            raise KilledError
        return kore(request)

    with pytest.raises(KilledError):
        await client_of(dies, kore.clock).fetch(job(days=90), Unkept(), log)
    usage = await client_of(kore, kore.clock).fetch(job(days=90), Unkept(), log)
    assert len(kore.submits) == 1
    assert usage.fetched_at == NOW
    assert usage.certain


async def test_each_part_of_a_long_job_has_its_own_submit() -> None:
    kore, log = SlowKore(seconds=60), Kept()
    await client_of(kore, kore.clock).fetch(job(days=200), Unkept(), log)
    assert len(log.submits) == len(kore.submits) == 3


async def test_a_submit_whose_deadline_has_come_is_not_taken_up() -> None:
    kore, log = SlowKore(seconds=60), Kept()
    await client_of(kore, kore.clock).fetch(job(), Unkept(), log)
    kore.clock.time = NOW + timedelta(minutes=10)
    usage = await client_of(kore, kore.clock).fetch(job(), Unkept(), log)
    assert len(kore.submits) == 2
    assert usage.fetched_at == NOW + timedelta(minutes=10)


async def test_usage_is_of_the_moment_it_was_asked_for() -> None:
    kore = SlowKore(seconds=50)
    usage = await client_of(kore, kore.clock).fetch(job(days=200), Unkept(), Unlogged())
    assert usage.fetched_at == kore.submits[0] == NOW
    kore = SlowKore(seconds=50, lost=2)
    usage = await client_of(kore, kore.clock).fetch(job(), Unkept(), Unlogged())
    assert usage.fetched_at == kore.submits[-1] > NOW


async def test_a_wait_that_reaches_past_the_deadline_ends_the_job_at_once() -> None:
    busy = httpx.Response(429, headers={"retry-after": "3600"})
    kore = Kore([submitted()], [OURS_RUNS, busy])
    with pytest.raises(JobError, match="asks us to wait 60 minutes"):
        await kore.fetch(job())
    assert kore.clock.now() < NOW + timedelta(seconds=2)
    down = httpx.Response(503, headers={"retry-after": "601"})
    kore = Kore([down], [])
    with pytest.raises(JobError, match="asks us to wait 11 minutes"):
        await kore.fetch(job())
    assert kore.clock.now() == NOW


async def test_a_failure_that_lasts_to_the_deadline_is_told_as_what_it_is() -> None:
    page = httpx.Response(200, text="<html>")
    kore = Kore([submitted()], [OURS_RUNS, *[page] * 200])
    with pytest.raises(JobError, match=r"no answer within 10 minutes\. .*could not be read"):
        await kore.fetch(job())


async def test_a_rate_limit_without_a_time_is_given_ten_seconds() -> None:
    kore = Kore([httpx.Response(429), submitted()], [OURS])
    await kore.fetch(job())
    assert 7.5 <= kore.clock.slept[0] <= 12.5


async def test_a_spent_budget_is_waited_for_up_to_the_deadline() -> None:
    kore = Kore([submitted()], [OURS])
    log = Kept()
    await kore.client().fetch(job(), Unkept(CallBudget.of([NOW.timestamp()] * 55)), log)
    assert kore.clock.slept[0] == 62
    assert log.heard == [None]  # who waits is told why
    kore = Kore([submitted()], [OURS])
    spent = Unkept(CallBudget.of([NOW.timestamp()] * 1760))
    with pytest.raises(JobError, match="as often as it allows for this bot, and may ask again in"):
        await kore.client().fetch(job(), spent, Unlogged())
    assert not kore.requests
    assert not kore.clock.slept


ODD_PERCENTAGES = ["40", "40 %", None, True, -5, 150, 1e300, [40], {"is": 40}, ""]


@pytest.mark.parametrize("percentage", ODD_PERCENTAGES, ids=repr)
async def test_an_odd_percentage_is_no_trouble(percentage: object) -> None:
    running = status("IN_PROGRESS", percentageComplete=percentage)
    not_a_number = httpx.Response(200, text=running.text[:-1] + ',"percentageComplete":NaN}')
    usage = await Kore([submitted()], [running, not_a_number, running, OURS]).fetch(job())
    assert [bucket.counts[Unit.SESSION] for bucket in usage.buckets] == [3, 4]


UNTOLD = {
    "no id and no time": httpx.Response(200, json={"status": "IN_PROGRESS"}),
    "nothing": httpx.Response(200, json={}),
    "an error in a success": httpx.Response(200, json={"errors": [{"msg": "no", "code": 1}]}),
    "a page": httpx.Response(200, text="<html>"),
}


@pytest.mark.parametrize("reply", UNTOLD.values(), ids=UNTOLD.keys())
async def test_a_submit_that_cannot_be_known_again_is_sent_again(reply: httpx.Response) -> None:
    kore = Kore([reply, submitted()], [OURS])
    assert (await kore.fetch(job())).buckets
    assert len(kore.bodies) == 2
    with pytest.raises(JobError, match="its answer could not be read"):
        await Kore([reply], [OURS]).fetch(job())


async def test_each_call_is_counted_and_kept_before_it_is_made() -> None:
    upkeep = Unkept()

    def dies(request: httpx.Request) -> httpx.Response:
        made.append(request)
        assert [len(calls) for calls in upkeep.saved] == list(range(1, len(made) + 1))
        if len(made) == 5:
            raise KilledError
        return kore(request)

    made: list[httpx.Request] = []
    kore = SlowKore(seconds=60)
    with pytest.raises(KilledError):
        await client_of(dies, kore.clock).fetch(job(), upkeep, Unlogged())
    assert len(upkeep.saved[-1]) == len(made) == 5


async def test_a_call_that_hangs_is_cut_at_the_deadline() -> None:
    async def hangs(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            kore.clock.time += timedelta(minutes=9, seconds=59)
            return submitted()
        await asyncio.Event().wait()
        raise AssertionError

    kore = Kore([submitted()], [OURS])
    http = httpx.AsyncClient(transport=httpx.MockTransport(hangs), base_url="https://kore.example")
    async with asyncio.timeout(LONGEST_CALL / 2):  # what a call may take by itself is twice that
        with pytest.raises(JobError, match=r"no answer within 10 minutes\. .*it took too long"):
            await kore.fetch(job(), http=http)


async def test_that_ids_agree_is_doubted_where_ours_never_shows() -> None:
    known = Unkept(habits=Habits(ids_agree=True))
    kore = SlowKore(seconds=1, ids_match=False)
    with pytest.raises(JobError, match="Another program's questions"):
        await client_of(kore, kore.clock).fetch(job(), known, Unlogged())
    assert not known.habits.ids_agree
    assert (await client_of(kore, kore.clock).fetch(job(), known, Unlogged())).buckets


async def test_no_answer_at_all_says_nothing_about_ids() -> None:
    known = Unkept(habits=Habits(ids_agree=True))
    kore = Kore([submitted()], [httpx.Response(503)])
    with pytest.raises(JobError, match="no answer within"):
        await kore.client().fetch(job(), known, Unlogged())
    assert known.habits.ids_agree


REASONS = {
    "a text": ({"statusLogs": ["out of memory"]}, r" \(out of memory\)"),
    "texts of several keys": (
        {"statusLogs": [{"msg": "no rows"}, {"error": {"message": "disk\nfull"}}], "message": "no"},
        r" \(no rows; disk full; no\)",
    ),
    "nothing": ({"statusLogs": []}, ""),
    "what cannot be read": ({"statusLogs": {"code": 7}}, ""),
    "too much": ({"statusLogs": ["x" * 999]}, r" \(x{200}\)"),
    "secrets": ({"statusLogs": [f"{SECRET} eyJhbGci.eyJzdWIi.c2ln"]}, r" \(\.\.\. …\)"),
}


@pytest.mark.parametrize(("body", "said"), REASONS.values(), ids=REASONS.keys())
async def test_a_failed_job_says_why(body: dict[str, Any], said: str) -> None:
    kore = Kore([submitted()], [status("FAILED", **body)])
    with pytest.raises(JobError, match=f"^Kore.ai couldn't compute this{said}. Ask again"):
        await kore.fetch(job())


async def test_an_unknown_word_without_figures_that_fit_is_shown() -> None:
    responses: list[Any] = [None, {"data": [data(3, 4, 5)]}, {"data": []}]
    for response in responses:
        kore = Kore([submitted()], [status("ARCHIVED <!here>", response=response)])
        with pytest.raises(JobError, match="says “ARCHIVED <!here>” about this job"):
            await kore.fetch(job())
        assert len(kore.bodies) == 1


async def test_a_job_on_its_way_is_not_done_though_it_brings_figures() -> None:
    def told(word: str, percentage: int, *figures: int) -> httpx.Response:
        return status(word, percentageComplete=percentage, response={"data": [data(*figures)]})

    for polls in (
        [told("PARTIAL", 40, 1, 1), told("PARTIAL", 100, 3, 4)],
        [told("IN_PROGRESS", 40, 1, 1), told("IN_PROGRESS", 100, 3, 4)],
        [told("IN_PROGRESS", 0, 1, 1), told("DONE", 0, 3, 4)],
    ):
        usage = await Kore([submitted()], list(polls)).fetch(job())
        assert [bucket.counts[Unit.SESSION] for bucket in usage.buckets] == [3, 4]


async def test_the_log_says_what_kore_did(capsys: pytest.CaptureFixture[str]) -> None:
    with json_logs(capsys) as lines:
        polls = [httpx.Response(502), httpx.Response(502), status("HALF"), status("HALF"), OURS]
        await Kore([submitted()], list(polls)).fetch(job())
        polls = [*[THEIRS] * 3, success(data(9, 9, 9), id_="ds-again")]
        with pytest.raises(JobError):
            await Kore([submitted(), submitted("ds-again")], list(polls)).fetch(job())
    told = [(line["event"], line.get("kore_job")) for line in lines]
    assert told == [
        (telemetry.KORE_FAILED, "ds-ours"),
        (telemetry.KORE_RECOVERED, "ds-ours"),
        (telemetry.UNKNOWN_WORD, "ds-ours"),
        (telemetry.KORE_DONE, "ds-ours"),
        (telemetry.KORE_INCOMPLETE, "ds-ours"),
        (telemetry.UNSURE, "ds-ours"),
        (telemetry.UNFIT, "ds-again"),
        (telemetry.JOB_FAILED, "ds-again"),
    ]
    assert lines[0]["http"] == 502
    assert lines[2]["word"] == "HALF"
    assert lines[4]["without_request"] == lines[4]["of"] == 2
    assert SECRET not in str(lines)
    assert "eyJ" not in str(lines)
