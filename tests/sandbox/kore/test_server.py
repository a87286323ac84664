import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest

from slackbot.sandbox.kore.auth import ADMIN_CLIENT, BOT_CLIENT, Client, ClientKind
from slackbot.sandbox.kore.bots import BOTS, HR_BOT, IDLE_BOT, SUPPORT_BOT, Bot
from slackbot.sandbox.kore.manners import Manners, Reply
from slackbot.sandbox.kore.server import ACCOUNT_PATH, BOT_PATH, Call, KoreSandbox
from slackbot.sandbox.kore.usage import Counts
from tests.clock import CLOCK

START = datetime(2026, 11, 24, 12, 0, 0, 34_000, tzinfo=UTC)
BOT_URL = BOT_PATH.format(bot=SUPPORT_BOT.id)
NOBODY_URL = BOT_PATH.format(bot="st-nobody")
LAST_WEEK: dict[str, Any] = {
    "fromDate": "2026-11-16T00:00:00.000Z",
    "toDate": "2026-11-22T23:59:59.999Z",
    "unitType": ["session", "request", "alert", "proactive", "conversations"],
    "groupByBot": "no",
    "groupByPeriod": "date_day",
}
GROUPED = LAST_WEEK | {"groupByBot": "yes", "streamIds": [HR_BOT.id, IDLE_BOT.id]}


class Caller:
    """A client with its own clock, which the sandbox goes by."""

    def __init__(self, **options: Any) -> None:
        self.at = START
        self.manners = Manners()
        self.sandbox = KoreSandbox(now=lambda: self.at, manners=self.manners, **options)
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.sandbox.app, raise_app_exceptions=False),
            base_url="http://kore.test",
        )

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def token(self, client: Client = ADMIN_CLIENT) -> str:
        exp = int((self.at + timedelta(minutes=5)).timestamp())
        claims = {"sub": "me", "appId": client.id, "exp": exp, "jti": str(uuid4())}
        return jwt.encode(claims, client.secret, algorithm="HS256")

    async def send(
        self, method: str, path: str, body: Any = None, client: Client = ADMIN_CLIENT
    ) -> httpx.Response:
        headers = {"auth": self.token(client)}
        return await self._http.request(method, path, headers=headers, json=body)

    async def bare(self, method: str, path: str, **options: Any) -> httpx.Response:
        return await self._http.request(method, path, **options)

    async def post(self, path: str = BOT_URL, **changes: Any) -> dict[str, Any]:
        answer = await self.send("POST", path, LAST_WEEK | changes)
        assert answer.status_code == 200
        return dict(answer.json())

    async def get(self, path: str = BOT_URL) -> Any:
        answer = await self.send("GET", f"{path}/status?type=summary")
        assert answer.status_code == 200
        return answer.json()

    async def finished(self, path: str = BOT_URL, **changes: Any) -> Any:
        await self.post(path, **changes)
        self.wait(2)
        return await self.get(path)


@pytest.fixture
def caller() -> Caller:
    return Caller()


def error(answer: httpx.Response) -> tuple[int, int, str]:
    (only,) = answer.json()["errors"]
    assert set(answer.json()) == {"errors"}
    assert set(only) == {"msg", "code"}
    return answer.status_code, only["code"], only["msg"]


@pytest.mark.parametrize("path", [BOT_URL, ACCOUNT_PATH], ids=["bot", "account"])
async def test_a_summary_from_post_to_success(caller: Caller, path: str) -> None:
    posted = await caller.post(path)
    caller.wait(1)
    halfway = await caller.get(path)
    caller.wait(1)
    done = await caller.get(path)
    assert [halfway["status"], done["status"]] == ["IN_PROGRESS", "success"]
    assert posted["_id"] == halfway["_id"] == done["_id"]
    (entry,) = done["response"]["data"]
    assert entry["bot"] == "ALL"
    assert [bucket["date"][:10] for bucket in entry["val"]] == [
        f"2026-11-{day}" for day in range(16, 23)
    ]


async def test_the_answer_to_a_post_is_as_documented(caller: Caller) -> None:
    posted = await caller.post(ACCOUNT_PATH)
    assert re.fullmatch(r"ds-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", posted.pop("_id"))
    assert posted.pop("orgId").startswith("o-")
    assert posted.pop("createdBy").startswith("u-")
    assert posted == {
        "reportId": "121242",
        "status": "IN_PROGRESS",
        "percentageComplete": 0,
        "jobType": "BILLINGSESSIONS_API",
        "action": "QUERY",
        "statusLogs": [],
        "lMod": "2026-11-24T12:00:00.000Z",
        "createdOn": "2026-11-24T12:00:00.034Z",
        "__v": 0,
    }


async def test_a_finished_answer_is_as_documented(caller: Caller) -> None:
    done = await caller.finished()
    assert set(done) == {"_id", "status", "__v", "lastModifiedBy", "modifiedOn", "response"}
    assert done["modifiedOn"] == "2026-11-24T12:00:02.034Z"
    assert set(done["response"]) == {"data", "averageSessions"}
    assert type(done["response"]["averageSessions"]) is int
    bucket = done["response"]["data"][0]["val"][0]
    assert set(bucket) == {"date", "val"}
    assert set(bucket["val"]) == {
        "requests",
        "sessions",
        "alert_notifications",
        "proactive_notifications",
        "conversations",
    }


async def test_a_running_answer_is_the_posts_with_its_progress(caller: Caller) -> None:
    posted = await caller.post()
    shown = []
    for _ in range(3):
        running = await caller.get()
        shown.append(running["percentageComplete"])
        assert running == posted | {"percentageComplete": shown[-1]}
        caller.wait(0.9)
    assert shown == [0, 45, 90]


async def test_an_account_is_told_by_bot(caller: Caller) -> None:
    done = await caller.finished(ACCOUNT_PATH, **GROUPED)
    assert [entry["bot"] for entry in done["response"]["data"]] == [HR_BOT.id, IDLE_BOT.id]


async def test_an_account_is_told_of_all_bots_where_none_is_named(caller: Caller) -> None:
    done = await caller.finished(ACCOUNT_PATH, groupByBot="yes")
    assert [entry["bot"] for entry in done["response"]["data"]] == [bot.id for bot in BOTS]


async def test_a_bot_grouped_is_told_by_its_id(caller: Caller) -> None:
    done = await caller.finished(groupByBot="yes")
    assert [entry["bot"] for entry in done["response"]["data"]] == [SUPPORT_BOT.id]


async def test_whoever_posts_last_owns_the_answer(caller: Caller) -> None:
    first = await caller.post()
    caller.wait(2)
    assert (await caller.get())["_id"] == first["_id"]
    second = await caller.post(groupByPeriod="date_month")
    running = await caller.get()
    assert (running["_id"], running["status"]) == (second["_id"], "IN_PROGRESS")
    caller.wait(2)
    done = await caller.get()
    assert done["_id"] == second["_id"] != first["_id"]
    assert len(done["response"]["data"][0]["val"]) == 1


async def test_bots_and_the_account_have_a_job_each(caller: Caller) -> None:
    paths = [BOT_URL, BOT_PATH.format(bot=HR_BOT.id), ACCOUNT_PATH]
    posted = [(await caller.post(path))["_id"] for path in paths]
    assert [(await caller.get(path))["_id"] for path in paths] == posted
    assert len(set(posted)) == 3


async def test_a_jobs_time_may_follow_from_its_range() -> None:
    caller = Caller(job_seconds=lambda days: 10 * days)
    await caller.post(toDate="2026-11-18T00:00:00.000Z")
    caller.wait(19.9)
    assert (await caller.get())["percentageComplete"] == 99
    caller.wait(0.1)
    assert (await caller.get())["status"] == "success"


async def test_a_job_may_take_no_time() -> None:
    caller = Caller(job_seconds=0)
    await caller.post()
    assert (await caller.get())["status"] == "success"


async def test_the_figures_are_those_of_the_post() -> None:
    """One job, one result: usage after the POST is not in it."""
    caller = Caller(usage=lambda bot, hour: Counts(sessions=1))
    await caller.post(toDate="2026-11-30", groupByPeriod="date_month")
    caller.wait(5 * 3600)
    (entry,) = (await caller.get())["response"]["data"]
    assert entry["val"][0]["val"]["sessions"] == 8 * 24 + 12


INVALID = (401, 4002, "Invalid SDK credentials")
MISSING_SCOPE = (401, 4002, "Permission denied. Scope is incorrect!")
ARGUMENTS = (412, 412, "Validation errors/ Invalid arguments")
NO_METHOD = (405, 405, "Method Not Allowed")
NOT_FOUND = (404, 404, "Not Found")
REFUSED: dict[str, tuple[str, str, Any, Client, tuple[int, int, str]]] = {
    "a bot nobody knows": (
        "POST",
        NOBODY_URL,
        LAST_WEEK,
        ADMIN_CLIENT,
        (400, 400, "Invalid StreamId"),
    ),
    "the status of a bot nobody knows": (
        "GET",
        f"{NOBODY_URL}/status?type=summary",
        None,
        BOT_CLIENT,
        (400, 400, "Invalid StreamId"),
    ),
    "a status before any job": (
        "GET",
        f"{BOT_URL}/status?type=summary",
        None,
        BOT_CLIENT,
        (400, 400, "Invalid request ID"),
    ),
    "a status without type": ("GET", f"{BOT_URL}/status", None, BOT_CLIENT, ARGUMENTS),
    "a status of another type": (
        "GET",
        f"{BOT_URL}/status?type=detail",
        None,
        BOT_CLIENT,
        ARGUMENTS,
    ),
    "no body": ("POST", BOT_URL, None, BOT_CLIENT, ARGUMENTS),
    "a bad body": ("POST", ACCOUNT_PATH, {"fromDate": "x"}, ADMIN_CLIENT, ARGUMENTS),
    "unknown bots in the account": (
        "POST",
        ACCOUNT_PATH,
        GROUPED | {"streamIds": ["st-nobody"]},
        ADMIN_CLIENT,
        ARGUMENTS,
    ),
    "the account by a bot's client": (
        "POST",
        ACCOUNT_PATH,
        LAST_WEEK,
        BOT_CLIENT,
        MISSING_SCOPE,
    ),
    "an unknown client": (
        "POST",
        BOT_URL,
        LAST_WEEK,
        replace(BOT_CLIENT, id="cs-nobody"),
        INVALID,
    ),
    "another secret": (
        "POST",
        BOT_URL,
        LAST_WEEK,
        replace(BOT_CLIENT, secret=ADMIN_CLIENT.secret),
        INVALID,
    ),
    "another method": ("GET", BOT_URL, None, BOT_CLIENT, NO_METHOD),
    "a status posted": ("POST", f"{ACCOUNT_PATH}/status", None, ADMIN_CLIENT, NO_METHOD),
    "the short form of the vendor's table": (
        "POST",
        "/api/public/billingsessionsummary",
        LAST_WEEK,
        ADMIN_CLIENT,
        NOT_FOUND,
    ),
    "the vendor's misspelt status": (
        "GET",
        f"{BOT_URL}/statu?type=summary",
        None,
        BOT_CLIENT,
        NOT_FOUND,
    ),
}


@pytest.mark.parametrize(
    ("method", "path", "body", "client", "expected"), REFUSED.values(), ids=REFUSED
)
async def test_refusals(
    caller: Caller,
    method: str,
    path: str,
    body: Any,
    client: Client,
    expected: tuple[int, int, str],
) -> None:
    assert error(await caller.send(method, path, body, client)) == expected


HEADERS: dict[str, tuple[Callable[[str], dict[str, str]], tuple[int, int, str]]] = {
    "none": (lambda token: {}, INVALID),
    "Authorization": (lambda token: {"Authorization": f"Bearer {token}"}, INVALID),
    "Bearer in auth": (
        lambda token: {"auth": f"Bearer {token}"},
        (401, 4002, "Invalid JWT token"),
    ),
}


@pytest.mark.parametrize(("headers", "expected"), HEADERS.values(), ids=HEADERS)
async def test_tokens_belong_in_auth(
    caller: Caller,
    headers: Callable[[str], dict[str, str]],
    expected: tuple[int, int, str],
) -> None:
    answer = await caller.bare("POST", BOT_URL, headers=headers(caller.token()), json=LAST_WEEK)
    assert error(answer) == expected


async def test_a_token_is_good_for_one_call(caller: Caller) -> None:
    headers = {"auth": caller.token()}
    first = await caller.bare("POST", BOT_URL, headers=headers, json=LAST_WEEK)
    assert first.status_code == 200
    again = await caller.bare("GET", f"{BOT_URL}/status?type=summary", headers=headers)
    text = "error verifying the jwt: jti was used before, possibly a replay"
    assert error(again) == (401, 401, text)


async def test_a_bots_client_opens_the_bots_it_has() -> None:
    client = Client("cs-hr", BOT_CLIENT.secret, ClientKind.BOT, frozenset({HR_BOT.id}))
    caller = Caller(clients=[client])
    mine = await caller.send("POST", BOT_PATH.format(bot=HR_BOT.id), LAST_WEEK, client)
    assert mine.status_code == 200
    assert error(await caller.send("POST", BOT_URL, LAST_WEEK, client)) == MISSING_SCOPE


async def test_polls_count_against_the_rate(caller: Caller) -> None:
    await caller.post()
    for _ in range(59):
        await caller.get()
    refused = await caller.send("GET", f"{BOT_URL}/status?type=summary")
    assert error(refused)[:2] == (429, 429)
    assert "retry-after" not in refused.headers
    await caller.post(ACCOUNT_PATH)
    caller.wait(60)
    assert (await caller.get())["status"] == "success"


@pytest.mark.parametrize(
    ("options", "status", "wait"),
    [({"rate_limits": False}, 400, None), ({"retry_after": True}, 429, "60")],
    ids=["switched off", "with Retry-After"],
)
async def test_rate_limits(options: dict[str, Any], status: int, wait: str | None) -> None:
    caller = Caller(**options)
    for _ in range(60):
        await caller.send("GET", f"{BOT_URL}/status?type=summary")
    answer = await caller.send("GET", f"{BOT_URL}/status?type=summary")
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, wait)


async def test_calls_are_written_down(caller: Caller) -> None:
    await caller.post()
    caller.wait(1)
    await caller.bare("GET", f"{BOT_URL}/status?type=summary")
    await caller.bare("GET", "/api/public/nowhere")
    await caller.bare("GET", "/sandbox/bots")
    assert list(caller.sandbox.calls) == [
        Call("POST", BOT_URL, 200, START),
        Call("GET", f"{BOT_URL}/status", 401, caller.at),
        Call("GET", "/api/public/nowhere", 404, caller.at),
    ]
    shown = (await caller.bare("GET", "/sandbox/calls")).json()["calls"]
    assert len(shown) == 3
    assert shown[0] == {
        "method": "POST",
        "path": BOT_URL,
        "status": 200,
        "at": "2026-11-24T12:00:00.034Z",
    }


async def test_bots_are_listed_for_a_person(caller: Caller) -> None:
    shown = (await caller.bare("GET", "/sandbox/bots")).json()["bots"]
    assert shown[0] == {"id": SUPPORT_BOT.id, "name": "SupportBot"}
    assert len(shown) == len(BOTS)


async def test_a_fault_of_its_own_looks_like_kores() -> None:
    def usage(bot: Bot, hour: datetime) -> Counts:
        raise ArithmeticError

    caller = Caller(usage=usage)
    broken = await caller.send("POST", BOT_URL, LAST_WEEK)
    assert error(broken) == (500, 500, "Internal Server Error")
    assert caller.sandbox.calls[-1].status == 500


@pytest.mark.parametrize("word", ["SUCCESS", "Completed-ish"])
async def test_another_word_for_success(caller: Caller, word: str) -> None:
    caller.manners.success_word = word
    assert (await caller.finished())["status"] == word


async def test_another_word_for_running(caller: Caller) -> None:
    caller.manners.running_word = "QUEUED"
    assert (await caller.post())["status"] == "QUEUED"
    assert (await caller.get())["status"] == "QUEUED"


async def test_ids_that_never_match(caller: Caller) -> None:
    caller.manners.ids_match = False
    posted = await caller.post()
    running = await caller.get()
    caller.wait(2)
    done = await caller.get()
    assert posted["_id"] != running["_id"] == done["_id"]
    assert done["modifiedOn"] > posted["createdOn"]


async def test_an_answer_in_an_array(caller: Caller) -> None:
    caller.manners.wrap_in_array = True
    await caller.post()
    (running,) = await caller.get()
    caller.wait(2)
    (done,) = await caller.get()
    assert [running["status"], done["status"]] == ["IN_PROGRESS", "success"]


async def test_the_job_before_shines_through(caller: Caller) -> None:
    caller.manners.stale_polls = 2
    first = await caller.post()
    assert (await caller.get())["_id"] == first["_id"]  # there is none before the first
    caller.wait(2)
    second = await caller.post()
    polled = [await caller.get() for _ in range(3)]
    assert [answer["_id"] for answer in polled] == [first["_id"]] * 2 + [second["_id"]]
    assert [answer["status"] for answer in polled] == ["success", "success", "IN_PROGRESS"]


async def test_a_percentage_that_lies(caller: Caller) -> None:
    caller.manners.percentage = "{} %".format
    await caller.post()
    caller.wait(1)
    assert (await caller.get())["percentageComplete"] == "50 %"


async def test_a_job_that_never_finishes(caller: Caller) -> None:
    caller.manners.never_finishes = True
    await caller.post()
    caller.wait(86_400)
    running = await caller.get()
    assert (running["status"], running["percentageComplete"]) == ("IN_PROGRESS", 99)


@pytest.mark.parametrize("word", ["FAILED", "failure"])
async def test_a_job_that_fails(caller: Caller, word: str) -> None:
    caller.manners.fails = "the report could not be made"
    caller.manners.failed_word = word
    await caller.post()
    assert (await caller.get())["status"] == "IN_PROGRESS"
    caller.wait(2)
    failed = await caller.get()
    assert failed["status"] == word
    assert failed["statusLogs"] == [{"msg": "the report could not be made"}]
    assert "response" not in failed


async def test_idle_bots_left_out(caller: Caller) -> None:
    caller.manners.omit_idle_bots = True
    done = await caller.finished(ACCOUNT_PATH, **GROUPED)
    assert [entry["bot"] for entry in done["response"]["data"]] == [HR_BOT.id]


async def test_bots_called_by_name(caller: Caller) -> None:
    caller.manners.names_instead_of_ids = True
    done = await caller.finished(ACCOUNT_PATH, **GROUPED)
    assert [entry["bot"] for entry in done["response"]["data"]] == ["HRBot", "IdleBot"]


REPLIES = {
    "a plain 500": Reply(),
    "a proxy's page": Reply(502, {"content-type": "text/html"}, "<h1>Bad Gateway</h1>"),
    "cut JSON": Reply(200, body='{"_id":"ds-1","sta'),
    "429 with a wait": Reply(429, {"Retry-After": "7"}, "{}"),
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
async def test_a_reply_in_place_of_the_next_call(caller: Caller, reply: Reply) -> None:
    caller.manners.next_replies.append(reply)
    answer = await caller.bare("POST", BOT_URL)  # not even a token is looked at
    assert (answer.status_code, answer.text) == (reply.status, reply.body)
    assert {name: answer.headers[name] for name in reply.headers} == reply.headers
    assert caller.sandbox.calls[-1].status == reply.status
    assert await caller.post()


async def test_replies_are_json_and_come_in_order(caller: Caller) -> None:
    caller.manners.next_replies.extend([Reply(503), Reply(500)])
    answers = [await caller.send("POST", BOT_URL, LAST_WEEK) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 500, 200]
    assert answers[0].headers["content-type"] == "application/json"
    assert error(answers[1]) == (500, 500, "Internal Server Error")


async def test_a_job_whose_answer_is_lost_has_begun_all_the_same(caller: Caller) -> None:
    caller.manners.next_replies.append(Reply(502, after_effect=True))
    lost = await caller.send("POST", BOT_URL, LAST_WEEK)
    assert lost.status_code == 502
    caller.wait(2)
    assert (await caller.get())["status"] == "success"


async def test_a_system_clock_is_the_default() -> None:
    sandbox = KoreSandbox(now=CLOCK.now)
    transport = httpx.ASGITransport(sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://kore.test") as http:
        assert (await http.get("/api/")).status_code == 404
    assert abs(CLOCK.now() - sandbox.calls[-1].at) < timedelta(minutes=1)
