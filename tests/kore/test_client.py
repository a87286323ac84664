"""The client against answers of Kore.ai's, documented, seen and rude."""

import json
from datetime import datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest

from slackbot.domain.connections.call_budget import CallBudget
from slackbot.domain.errors import JobError, KoreRefusedError, KoreUnavailableError
from slackbot.domain.query import Unit
from slackbot.kore.client import Unlogged
from tests.fakes import NOW, FakeClock, Unkept
from tests.kore.answers import (
    BOT,
    DAY,
    OTHER,
    SECRET,
    Kore,
    Reply,
    client_of,
    data,
    error_reply,
    job,
    status,
    submitted,
    success,
)


async def test_bot_scope_asks_for_everything_of_one_bot() -> None:
    kore = Kore([submitted()], [status("IN_PROGRESS"), success(data(3, 4))])
    usage = await kore.fetch(job())
    post, poll, _ = kore.requests
    assert (post.method, post.url.path) == ("POST", f"/api/public/bot/{BOT}/billingsessionsummary")
    assert poll.url.raw_path.decode().endswith("/billingsessionsummary/status?type=summary")
    assert kore.bodies == [
        {
            "fromDate": "2026-11-16T00:00:00.000Z",
            "toDate": "2026-11-17T23:59:59.999Z",
            "unitType": ["session", "request", "alert", "proactive", "conversations"],
            "groupByBot": "no",
            "groupByPeriod": "date_day",
        }
    ]
    assert [(b.bot_id, b.counts) for b in usage.buckets] == [
        (BOT, {Unit.SESSION: 3}),
        (BOT, {Unit.SESSION: 4}),
    ]
    assert usage.report_ids == ("121242",)


async def test_account_scope_asks_for_several_bots_in_one_job() -> None:
    kore = Kore([submitted()], [success(data(1, 2, bot=BOT), data(3, 4, bot=OTHER))])
    usage = await kore.fetch(job(BOT, OTHER, account=True))
    assert kore.requests[0].url.path == "/api/public/bots/billingsessionsummary"
    assert kore.bodies[0]["groupByBot"] == "yes"
    assert kore.bodies[0]["streamIds"] == [BOT, OTHER]
    assert {b.bot_id for b in usage.buckets} == {BOT, OTHER}


async def test_the_account_path_is_a_setting() -> None:
    kore = Kore([submitted()], [success(data(1, 2, bot=BOT))])
    await kore.fetch(job(account=True), account_path="/api/public/other")
    assert [r.url.path for r in kore.requests] == ["/api/public/other", "/api/public/other/status"]


async def test_each_request_carries_a_token_of_its_own() -> None:
    kore = Kore([submitted()], [status("IN_PROGRESS"), success(data(1, 2))])
    await kore.fetch(job())
    tokens = [
        jwt.decode(
            request.headers["auth"],
            SECRET,
            algorithms=["HS256"],
            options={"verify_exp": False, "verify_iat": False},
        )
        for request in kore.requests
    ]
    assert {token["appId"] for token in tokens} == {"cs-1"}
    assert len({token["jti"] for token in tokens}) == len(kore.requests)
    assert all(0 < token["exp"] - token["iat"] <= 3600 for token in tokens)
    assert all(token["sub"] for token in tokens)


async def test_more_than_ninety_days_are_split_and_merged() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            bodies.append(json.loads(request.content))
            return submitted(f"ds-{len(bodies)}")
        start = datetime.fromisoformat(bodies[-1]["fromDate"])
        end = datetime.fromisoformat(bodies[-1]["toDate"])
        days = -(-(end - start) // timedelta(days=1))
        return success(data(*[1] * days, start=start), id_=f"ds-{len(bodies)}")

    bodies: list[dict[str, Any]] = []
    client = client_of(answer, FakeClock())
    usage = await client.fetch(job(days=200), Unkept(), Unlogged())
    assert [body["fromDate"][:10] for body in bodies] == ["2026-11-16", "2027-02-14", "2027-05-15"]
    assert [body["toDate"][:10] for body in bodies] == ["2027-02-13", "2027-05-14", "2027-06-03"]
    assert len(usage.buckets) == 200
    assert len(usage.report_ids) == 3


STALE = success(data(9, 9), id_="ds-previous", modified=NOW - timedelta(minutes=1))
LATER = NOW + timedelta(seconds=3)

ACCEPTED = {
    "at once": [success(data(3, 4))],
    "after the previous job's result": [STALE, STALE, STALE, STALE, success(data(3, 4))],
    "in another case": [status("Success", response={"data": [data(3, 4)]})],
    "after words that nobody knows": [status("QUEUED"), status("Halfway"), success(data(3, 4))],
    "in an array of one": [httpx.Response(200, json=[success(data(3, 4)).json()])],
    "after an empty answer": [
        httpx.Response(200, json={}),
        httpx.Response(200, json=[]),
        success(data(3, 4)),
    ],
    "after 'Invalid request ID'": [
        httpx.Response(400, json={"errors": [{"msg": "Invalid request ID", "code": 400}]}),
        success(data(3, 4)),
    ],
    "after a 500, a proxy's page and cut JSON": [
        httpx.Response(500, json={"errors": [{"msg": "Internal Server Error", "code": 500}]}),
        httpx.Response(502, text="<html>Bad Gateway</html>"),
        httpx.Response(200, text="<html>Login</html>"),
        httpx.Response(200, text='{"status":"succ'),
        success(data(3, 4)),
    ],
    "after a dropped connection and a timeout": [
        httpx.ReadError("reset"),
        httpx.ReadTimeout("slow"),
        success(data(3, 4)),
    ],
    "after 429s": [
        httpx.Response(429, headers={"retry-after": "7"}, json={"errors": []}),
        httpx.Response(429, text="slow down"),
        success(data(3, 4)),
    ],
    "after the previous job's garbage": [
        success(data(-9, 9), id_="ds-previous", modified=NOW - timedelta(minutes=1)),
        success(data(3, 4)),
    ],
    "after success without a result": [status("success"), success(data(3, 4))],
    "after somebody else's job of the same bot": [
        status("IN_PROGRESS"),
        success(data(9, 9), id_="ds-theirs", modified=LATER),
        success(data(9, 9), id_="ds-theirs", modified=LATER),
        success(data(9, 9), id_="ds-theirs", modified=LATER),
        success(data(3, 4)),
    ],
    "where ids never match, by time and fit": [success(data(3, 4), id_="other", modified=LATER)],
}


@pytest.mark.parametrize("polls", ACCEPTED.values(), ids=ACCEPTED.keys())
async def test_a_result_is_accepted(polls: list[Reply]) -> None:
    usage = await Kore([submitted()], polls).fetch(job())
    assert [bucket.counts[Unit.SESSION] for bucket in usage.buckets] == [3, 4]


REFUSED = {
    "never ends": ([status("IN_PROGRESS")], "no answer within 10 minutes"),
    "failed": ([status("FAILED")], "couldn't compute"),
    "only ever the previous result": ([STALE], "only told of jobs that are not ours"),
    "ids never match and the window is another": (
        [success(data(3, 4, 5), id_="other", modified=LATER)],
        "does not fit",
    ),
    "ids never match and a day is missing": (
        [success(data(3), id_="other", modified=LATER)],
        "a bucket is missing",
    ),
    "a bucket outside the window": (
        [success(data(3, 4, start=DAY + timedelta(days=1)))],
        "does not fit",
    ),
    "the same bucket twice": ([success(data(3, 4), data(3, 4))], "does not fit"),
    "a bucket in the middle of a day": (
        [success(data(3, start=DAY + timedelta(hours=5)))],
        "does not fit",
    ),
    "figures that are none": (
        [httpx.Response(200, text=success(data(3, 4)).text.replace(":3}", ':"x"}'))],
        "cannot be read",
    ),
    "negative figures": ([success(data(-3, 4))], "cannot be read"),
    "another bot's figures": ([success(data(3, 4, bot=OTHER))], "was not asked for"),
    "a figure that is true": (
        [httpx.Response(200, text=success(data(3, 4)).text.replace(":3}", ":true}"))],
        "cannot be read",
    ),
    "nested without end": ([httpx.Response(200, text="[" * 100_000)], "no answer within"),
}


@pytest.mark.parametrize(("polls", "words"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_doubtful_result_is_never_shown(polls: list[Reply], words: str) -> None:
    with pytest.raises(JobError, match=words):
        await Kore([submitted()], polls).fetch(job())


async def test_a_bot_that_was_not_asked_for_is_refused() -> None:
    kore = Kore([submitted()], [success(data(1, 2, bot=BOT), data(1, 2, bot="st-nobody"))])
    with pytest.raises(JobError, match="names a bot that was not asked for"):
        await kore.fetch(job(BOT, OTHER, account=True))


async def test_where_bots_are_not_named_by_id_they_are_asked_one_by_one() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            bodies.append(json.loads(request.content))
            return submitted(f"ds-{len(bodies)}")
        names = {BOT: "Support", OTHER: "Sales"}
        asked = bodies[-1]["streamIds"]
        parts = [data(1, len(bodies), bot=names[bot]) for bot in asked]
        return success(*parts, id_=f"ds-{len(bodies)}")

    bodies: list[dict[str, Any]] = []
    client = client_of(answer, FakeClock())
    usage = await client.fetch(job(BOT, OTHER, account=True), Unkept(), Unlogged())
    assert [body["streamIds"] for body in bodies] == [[BOT, OTHER], [BOT], [OTHER]]
    figures = {b.bot_id: b.counts[Unit.SESSION] for b in usage.buckets if b.start != DAY}
    assert figures == {BOT: 2, OTHER: 3}


async def test_ids_are_the_same_in_capitals() -> None:
    kore = Kore([submitted()], [success(data(3, 4, bot=BOT.upper()), data(5, 6, bot=OTHER))])
    usage = await kore.fetch(job(BOT, OTHER, account=True))
    assert {bucket.bot_id for bucket in usage.buckets} == {BOT, OTHER}


async def test_the_accounts_result_without_our_id_must_name_its_bots() -> None:
    nameless = success(data(3, 4), id_="other", modified=LATER)
    with pytest.raises(JobError, match="does not name its bots by their ids"):
        await Kore([submitted()], [nameless]).fetch(job(account=True))
    named = success(data(3, 4, bot=BOT), id_="other", modified=LATER)
    assert (await Kore([submitted()], [named]).fetch(job(account=True))).buckets


@pytest.mark.parametrize(
    "value", ["9" * 30, "Fri, 31 Dec 9999 23:59:59 GMT", "soon", "-5", "½", ""]
)
async def test_an_odd_retry_after_is_no_trouble(value: str) -> None:
    busy = httpx.Response(429, headers=[(b"Retry-After", value.encode())])
    kore = Kore([busy, submitted()], [success(data(3, 4))])
    if value[:1] in "9F" and value:
        with pytest.raises(JobError, match="asks us to wait 24 hours"):
            await kore.fetch(job())
    else:
        await kore.fetch(job())


async def test_a_missing_day_is_a_hole_and_refuses_nothing() -> None:
    kore = Kore([submitted()], [success(data(3))])
    (bucket,) = (await kore.fetch(job())).buckets
    assert bucket.counts


async def test_a_missing_unit_and_a_missing_bot_are_not_zero() -> None:
    kore = Kore([submitted()], [success(data(1, 2, bot=BOT))])
    usage = await kore.fetch(job(BOT, OTHER, account=True))
    assert {bucket.bot_id for bucket in usage.buckets} == {BOT}
    assert all(Unit.REQUEST not in bucket.counts for bucket in usage.buckets)


async def test_once_ids_were_seen_to_match_nothing_else_counts() -> None:
    foreign = success(data(9, 9), id_="ds-theirs", modified=LATER)
    kore = Kore([submitted()], [success(data(3, 4)), foreign])
    known = Unkept()
    await kore.client().fetch(job(), known, Unlogged())
    with pytest.raises(JobError, match="Another program's questions"):
        await kore.client().fetch(job(), Unkept(habits=known.habits), Unlogged())


REFUSALS = {
    "bad credentials": (error_reply(401, "Invalid SDK credentials", 4002), "KORE_CLIENT_SECRET"),
    "bad token": (error_reply(401, "Invalid JWT token", 4002), "KORE_CLIENT_SECRET"),
    "missing scope": (
        error_reply(401, "Permission denied. Scope is incorrect!", 4002),
        "API Scopes",
    ),
    "replay": (
        error_reply(401, "error verifying the jwt: jti possibly a replay", 401),
        "clock",
    ),
    "unknown bot": (error_reply(400, "Invalid StreamId", 400), "does not know this bot"),
    "bad body": (error_reply(412, "Validation errors/ Invalid arguments", 412), "did not accept"),
    "wrong path": (error_reply(405, "Method Not Allowed", 405), "KORE_HOST"),
    "no such page": (httpx.Response(404, text="<html>"), "KORE_HOST"),
    "redirect": (httpx.Response(302, headers={"location": "https://login"}), "KORE_HOST"),
    "forbidden by a proxy": (httpx.Response(403, text="<html>no</html>"), "KORE_CLIENT_ID"),
}


@pytest.mark.parametrize(("reply", "words"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_a_refusal_says_what_to_mend_and_is_not_tried_again(
    reply: httpx.Response, words: str
) -> None:
    kore = Kore([reply], [success(data(3, 4))])
    with pytest.raises(KoreRefusedError, match=words) as caught:
        await kore.fetch(job())
    assert not caught.value.retriable
    assert len(kore.requests) == 1


async def test_a_submit_is_tried_again_until_it_is_taken() -> None:
    unwell: list[Reply] = [
        httpx.Response(503, text="<html>"),
        httpx.ConnectError("refused"),
        httpx.Response(429, headers={"retry-after": "9"}),
        submitted(),
    ]
    kore = Kore(unwell, [success(data(3, 4))])
    await kore.fetch(job())
    assert 9 in kore.clock.slept


async def test_no_secret_in_what_users_read() -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        return error_reply(412, f"bad token {request.headers['auth']}", 412)

    client = client_of(echo, FakeClock())
    with pytest.raises(KoreRefusedError) as caught:
        await client.fetch(job(), Unkept(), Unlogged())
    assert "eyJ" not in caught.value.message
    assert SECRET not in repr(vars(client))


async def test_polling_starts_quick_stretches_and_is_frugal() -> None:
    kore = Kore([submitted()], [status("IN_PROGRESS")])
    with pytest.raises(JobError):
        await kore.fetch(job(), deadline=timedelta(seconds=120))
    waits = kore.clock.slept
    assert waits[0] == 0.5
    assert waits[:-1] == sorted(waits[:-1])
    assert kore.clock.time == NOW + timedelta(seconds=120)  # the last call is made at the deadline
    assert len(kore.requests) <= 25


async def test_the_rate_limit_is_kept_from_job_to_job_and_client_to_client() -> None:
    kore, budget = Kore([submitted()], [success(data(3, 4))]), CallBudget()
    for _ in range(70):
        await kore.client().fetch(job(), Unkept(budget), Unlogged())
        budget = CallBudget.of(budget.calls)
    elapsed = (kore.clock.time - NOW).total_seconds()
    assert len(kore.requests) == len(budget.calls) == 140
    assert elapsed >= 120  # 140 calls at 55 a minute


@pytest.mark.parametrize(
    ("reply", "known"),
    [
        (success(data(1)), True),
        (httpx.Response(200, json={}), True),
        (error_reply(400, "Invalid request ID", 400), True),
        (error_reply(400, "Invalid StreamId", 400), False),
        (error_reply(412, "Invalid arguments", 412), False),  # it has no other argument
    ],
)
async def test_whether_a_bot_is_known_is_asked_by_get_only(
    reply: httpx.Response, known: bool
) -> None:
    kore = Kore([submitted()], [reply])
    assert await kore.client().knows(BOT) is known
    assert [request.method for request in kore.requests] == ["GET"]


async def test_knows_tells_of_trouble() -> None:
    refused = Kore([submitted()], [error_reply(401, "Invalid SDK credentials", 4002)])
    with pytest.raises(KoreRefusedError):
        await refused.client().knows(BOT)
    with pytest.raises(KoreUnavailableError):
        await Kore([submitted()], [httpx.ConnectError("refused")]).client().knows(BOT)
