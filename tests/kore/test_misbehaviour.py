"""The client against a Kore.ai that misbehaves: the right figures or a sentence, never others.

The sandbox's own server and jobs, on a clock that stands still until somebody sleeps.
"""

# ruff: noqa: S311 - faults are drawn here, no secrets

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from slackbot.domain.connections.habits import Habits
from slackbot.domain.errors import JobError, KoreRefusedError
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.kore.auth import TokenMint
from slackbot.kore.client import KoreClient, Unlogged
from slackbot.sandbox.kore.auth import ADMIN_CLIENT
from slackbot.sandbox.kore.bots import BOTS, SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.manners import Manners
from slackbot.sandbox.kore.server import ACCOUNT_PATH, BOT_PATH, KoreSandbox
from slackbot.sandbox.kore.usage import Counts, hourly_usage
from slackbot.sandbox.kore.usage import Usage as UsageOf
from tests.fakes import NOW, FakeClock, Unkept
from tests.properties import each_nth

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
DAYS = SummaryJob(
    account=False,
    bot_ids=(SUPPORT_BOT.id,),
    start=MONDAY,
    end=MONDAY + timedelta(days=7),
    grain=Grain.DAY,
)
HOURS = DAYS.model_copy(update={"grain": Grain.HOUR, "start": MONDAY + timedelta(hours=5)})
MONTHS = DAYS.model_copy(
    update={"grain": Grain.MONTH, "start": MONDAY - timedelta(days=200), "end": MONDAY}
)
ACCOUNT = DAYS.model_copy(update={"account": True, "bot_ids": (SUPPORT_BOT.id, SALES_BOT.id)})
JOBS = {"days": DAYS, "hours": HOURS, "months": MONTHS, "account": ACCOUNT}


@dataclass
class Fault:
    """What comes in place of an answer. `late`: the call has been carried out all the same.

    `likely`: it can be taken for an answer, at least to a status call.
    """

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    error: type[httpx.TransportError] | None = None
    late: bool = False
    likely: bool = False

    def response(self) -> httpx.Response:
        if self.error:
            raise self.error("made up")
        return httpx.Response(self.status, headers=self.headers, text=self.body)


FAULTS = {
    "429": Fault(429, '{"errors":[{"msg":"You have exceeded the limit","code":429}]}'),
    "429 with a time": Fault(429, headers={"retry-after": "3"}),
    "429 with a page": Fault(429, "<html>Too many</html>"),
    "500": Fault(500, '{"errors":[{"msg":"Internal Server Error","code":500}]}'),
    "503 with a time": Fault(503, headers={"retry-after": "2"}),
    "a proxy's page": Fault(502, "<html>Bad Gateway</html>"),
    "a page that is fine": Fault(200, "<html>Please log in</html>"),
    "cut JSON": Fault(200, '{"_id":"ds-1","status":"succ'),
    "nothing": Fault(200),
    "an empty object": Fault(200, "{}"),
    "an array of two": Fault(200, '[{"status":"success"},{"status":"success"}]'),
    "a word": Fault(200, '"success"'),
    "no status": Fault(200, '{"response":{"data":[]}}'),
    "a status that is none": Fault(200, '{"_id":"ds-1","status":{"word":"success"}}', likely=True),
    "unknown words": Fault(200, '{"_id":"ds-1","status":"HALF-DONE"}', likely=True),
    "success of nobody's": Fault(200, '{"status":"success","response":{"data":[]}}'),
    "failure of somebody's": Fault(200, '{"_id":"ds-1","status":"FAILED"}', likely=True),
    "too early": Fault(425),
    "a reset": Fault(error=httpx.ReadError),
    "a reset once it was done": Fault(error=httpx.ReadError, late=True),
    "a timeout once it was done": Fault(error=httpx.ReadTimeout, late=True),
    "a proxy's page once it was done": Fault(504, "<html>", late=True),
}


class RudeTransport(httpx.AsyncBaseTransport):
    """The way to the sandbox; `before` may do something before a call, or answer it wrongly."""

    def __init__(self, sandbox: KoreSandbox) -> None:
        self._way = httpx.ASGITransport(sandbox.app)
        self._calls = 0
        self.before: Callable[[int], Awaitable[Fault | None]] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._calls += 1
        fault = await self.before(self._calls - 1) if self.before else None
        if fault and not fault.late:
            return fault.response()
        response = await self._way.handle_async_request(request)
        return fault.response() if fault else response


class Kore:
    """A sandbox, a client of it, somebody else's client, and the clock of all."""

    def __init__(
        self, *, job_seconds: float = 20.0, usage: UsageOf = hourly_usage, **manners: Any
    ) -> None:
        self.clock = FakeClock()
        self.habits = Habits()
        self.sandbox = KoreSandbox(
            usage=usage,
            now=self.clock.now,
            job_seconds=job_seconds,
            manners=Manners(**manners),
        )
        self.transport = RudeTransport(self.sandbox)
        self._mint = TokenMint(ADMIN_CLIENT.id, SecretStr(ADMIN_CLIENT.secret))
        self._others = self._http(httpx.ASGITransport(self.sandbox.app))
        self.client = KoreClient(
            self._http(self.transport),
            self._mint,
            self.clock,
            account_path=ACCOUNT_PATH,
            deadline=timedelta(minutes=10),
        )

    @staticmethod
    def _http(transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=transport, base_url="http://kore.test")

    async def fetch(self, job: SummaryJob) -> tuple[Bucket, ...]:
        return tuple((await self.usage(job)).buckets)

    async def usage(self, job: SummaryJob) -> Usage:
        return await self.client.fetch(job, Unkept(habits=self.habits), Unlogged())

    async def somebody_else_submits(self, job: SummaryJob) -> None:
        """About the same bot or account, but October."""
        path = ACCOUNT_PATH if job.account else BOT_PATH.format(bot=job.bot_ids[0])
        body = {
            "fromDate": "2026-10-01",
            "toDate": "2026-10-31",
            "unitType": ["session"],
            "groupByBot": "yes" if job.account else "no",
            "groupByPeriod": "date_day",
        }
        body |= {"streamIds": list(job.bot_ids)} if job.account else {}
        headers = {"auth": self._mint.mint(self.clock.now())}
        (await self._others.post(path, json=body, headers=headers)).raise_for_status()


TRUTHS: dict[SummaryJob, tuple[Bucket, ...]] = {}


async def truth(job: SummaryJob) -> tuple[Bucket, ...]:
    """What a Kore.ai without faults says: the same each time, so it is asked once."""
    if job not in TRUTHS:
        TRUTHS[job] = await Kore(job_seconds=0).fetch(job)
    return TRUTHS[job]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_one_fault_at_any_call_is_survived(fault: Fault) -> None:
    async def at_place(call: int) -> Fault | None:
        return fault if call == place else None

    for place in range(fault.likely, 6):
        kore = Kore()
        kore.transport.before = at_place
        assert await kore.fetch(DAYS) == await truth(DAYS), f"at call {place}"


@pytest.mark.parametrize("seed", each_nth(2, range(16)))
async def test_many_faults_and_somebody_else_never_make_a_wrong_figure(seed: int) -> None:
    random.seed(seed)  # the client's jitter is drawn from the same
    job = list(JOBS.values())[seed % len(JOBS)]

    async def anything(_: int) -> Fault | None:
        if random.random() < 0.03:
            await kore.somebody_else_submits(job)
        return random.choice(list(FAULTS.values())) if random.random() < 0.3 else None

    kore = Kore(job_seconds=random.choice([0, 2, 15]), stale_polls=random.choice([0, 2, 5]))
    kore.transport.before = anything
    right = 0
    for _ in range(5):
        with suppress(JobError):
            assert await kore.fetch(job) == await truth(job)
            right += 1
    assert right


@pytest.mark.parametrize(
    "manners",
    each_nth(
        2,
        [
            {"ids_match": False},
            {"wrap_in_array": True},
            {"stale_polls": 3},
            {"stale_polls": 3, "ids_match": False},
            {"success_word": "SUCCESS", "running_word": "Queued"},
            {"names_instead_of_ids": True},
            {"percentage": lambda percent: None},
            {"percentage": lambda percent: 99},
            {"percentage": lambda percent: f"{percent}"},
        ],
    ),
    ids=lambda manners: " ".join(manners),
)
@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
async def test_other_manners_give_the_same_figures(
    job: SummaryJob, manners: dict[str, Any]
) -> None:
    kore, expected = Kore(job_seconds=5, **manners), await truth(job)
    await kore.somebody_else_submits(job)
    await kore.clock.sleep(10)
    for _ in range(2):
        found = await kore.fetch(job)
        assert sorted(found, key=str) == sorted(expected, key=str)


async def test_a_job_that_fails_or_never_ends_has_a_sentence() -> None:
    for ids_match in (True, False):
        with pytest.raises(JobError, match=r"couldn't compute this \(out of memory\)\. Ask again"):
            await Kore(fails="out of memory", ids_match=ids_match).fetch(DAYS)
    with pytest.raises(JobError, match=r"says “QUEUED” about this job, a status that I don't know"):
        await Kore(never_finishes=True, running_word="QUEUED").fetch(DAYS)
    with pytest.raises(JobError, match=r"still said “In progress” .* may not be all of them"):
        await Kore(success_word="In progress").fetch(DAYS)
    with pytest.raises(JobError, match="no answer within 10 minutes"):
        await Kore(never_finishes=True).fetch(DAYS)


@pytest.mark.parametrize("calls", range(1, 8))
async def test_the_place_is_taken_back_from_somebody_else(calls: int) -> None:
    async def come_between(call: int) -> Fault | None:
        if call == before + calls:
            await kore.somebody_else_submits(DAYS)
        return None

    kore = Kore()
    await kore.fetch(DAYS)  # from now on it is known that ids agree
    before = len(kore.sandbox.calls)
    kore.transport.before = come_between
    assert await kore.fetch(DAYS) == await truth(DAYS)
    assert sum(call.method == "POST" for call in kore.sandbox.calls) == 4


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
@pytest.mark.parametrize(
    "word", ["COMPLETED", "completed", "DONE", "FINISHED", "succeeded", "weird", "", "HALF-DONE"]
)
async def test_a_result_is_done_whatever_its_word(job: SummaryJob, word: str) -> None:
    kore = Kore(job_seconds=5, success_word=word)
    assert await kore.fetch(job) == await truth(job)
    assert kore.clock.now() < NOW + len(job.split()) * timedelta(seconds=8)


@pytest.mark.parametrize("job", [DAYS, ACCOUNT], ids=["bot", "account"])
@pytest.mark.parametrize("ids_match", [True, False])
@pytest.mark.parametrize("taken", [1, 2])
async def test_the_first_question_after_a_start_is_answered_beside_somebody_else(
    job: SummaryJob, ids_match: bool, taken: int
) -> None:
    """Their job comes right after ours, before any id was seen."""

    async def come_between(_: int) -> Fault | None:
        if kore.sandbox.calls and kore.sandbox.calls[-1].method == "POST" and len(theirs) < taken:
            theirs.append(job)
            await kore.somebody_else_submits(job)
        return None

    theirs: list[SummaryJob] = []
    kore = Kore(job_seconds=0, ids_match=ids_match)
    kore.transport.before = come_between
    assert sorted(await kore.fetch(job), key=str) == sorted(await truth(job), key=str)
    assert len(theirs) == taken


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
async def test_an_id_that_changes_with_each_call_costs_little_and_is_named(job: SummaryJob) -> None:
    kore = Kore(job_seconds=2, ids_change=True)
    found = await kore.fetch(job)
    assert sorted(found, key=str) == sorted(await truth(job), key=str)
    assert len(kore.sandbox.calls) < 20 * len(job.split())
    figures = count()

    def growing(bot: Any, hour: datetime) -> Counts:
        return Counts(*[next(figures)] * len(Counts._fields))

    kore = Kore(job_seconds=2, ids_change=True, usage=growing)
    with pytest.raises(JobError, match=r"no two in a row agreed|names another job each time"):
        await kore.fetch(job)
    assert len(kore.sandbox.calls) < 50


@pytest.mark.parametrize(
    "manners", [{"short_path": True}, {"by_app": True}, {"short_path": True, "by_app": True}]
)
async def test_the_other_documented_spelling_is_tried_once_and_remembered(
    manners: dict[str, Any],
) -> None:
    kore = Kore(job_seconds=0, **manners)
    for refused in (len(manners), 0):
        kore.sandbox.calls.clear()
        assert await kore.fetch(ACCOUNT) == await truth(ACCOUNT)
        assert sum(call.status in (404, 412) for call in kore.sandbox.calls) == refused
    await kore.client.greet()
    kore = Kore(job_seconds=0, by_app=True)
    assert await kore.fetch(DAYS) == await truth(DAYS)


async def test_where_neither_spelling_is_known_the_path_is_named() -> None:
    kore = Kore()

    async def not_found(_: int) -> Fault | None:
        return Fault(404, "<html>")

    kore.transport.before = not_found
    for _ in range(2):
        with pytest.raises(KoreRefusedError, match="SLACKBOT_KORE_ACCOUNT_PATH"):
            await kore.fetch(ACCOUNT)
    assert kore.habits == Habits()


GONE, LOST = "st-00000000-0000-5000-8000-000000000001", "st-00000000-0000-5000-8000-000000000002"


@pytest.mark.parametrize("place", range(4))
async def test_a_bot_that_is_refused_fails_alone(place: int) -> None:
    known = [bot.id for bot in BOTS[:3]]
    job = ACCOUNT.model_copy(update={"bot_ids": (*known[:place], GONE, *known[place:])})
    rest = ACCOUNT.model_copy(update={"bot_ids": tuple(known)})
    kore = Kore(job_seconds=0)
    for refusals in (3, 1):  # of the batch, of its half, and of the bot; then it is asked apart
        kore.sandbox.calls.clear()
        usage = await kore.usage(job)
        assert usage.job == rest
        assert sorted(usage.buckets, key=str) == sorted(await truth(rest), key=str)
        assert list(usage.refused) == [GONE]
        assert "link it again" in usage.refused[GONE]
        assert sum(call.status == 412 for call in kore.sandbox.calls) == refusals
    kore.sandbox.bots[GONE] = replace(BOTS[3], id=GONE)
    assert not (await kore.usage(job)).refused
    assert kore.habits.unknown_bots == ()


async def test_bots_that_are_all_refused_are_an_error_and_not_asked_for_without_end() -> None:
    kore = Kore(job_seconds=0)
    with pytest.raises(KoreRefusedError, match="did not accept the question"):
        await kore.fetch(ACCOUNT.model_copy(update={"bot_ids": (GONE, LOST)}))
    nobody = tuple(f"st-00000000-0000-5000-8000-0000000001{number:02}" for number in range(50))
    kore.sandbox.calls.clear()
    with pytest.raises(KoreRefusedError, match="did not accept the question"):
        await kore.fetch(ACCOUNT.model_copy(update={"bot_ids": nobody}))
    assert len(kore.sandbox.calls) == 13
    assert kore.habits.unknown_bots == ()
