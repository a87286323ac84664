"""The switches of the demo's troubles, each seen by a caller of the stand-ins."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from slackbot.sandbox.demo.troubles import LATE_BY, SLOW_SECONDS, TROUBLES, Troubles
from slackbot.sandbox.kore.manners import Manners
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.sandbox.kore.test_server import BOT_URL, START, Caller

YESTERDAY = START - timedelta(days=1)
BY_HOUR = {
    "fromDate": "2026-11-16T00:00:00.000Z",
    "toDate": "2026-11-24T23:59:59.999Z",
    "groupByPeriod": "date_day_hour",
}


@pytest.fixture
def caller() -> Caller:
    return Caller()


@pytest.fixture
def slack() -> SlackSandbox:
    return SlackSandbox(Workspace(START.timestamp))


@pytest.fixture
def troubles(caller: Caller, slack: SlackSandbox) -> Troubles:
    return Troubles(slack, caller.sandbox, lambda: caller.at)


def buckets(answer: dict[str, Any]) -> dict[datetime, dict[str, int]]:
    (entry,) = answer["response"]["data"]
    return {datetime.fromisoformat(each["date"]): each["val"] for each in entry["val"]}


async def statuses(caller: Caller, count: int) -> list[int]:
    return [
        (await caller.send("GET", f"{BOT_URL}/status?type=summary")).status_code
        for _ in range(count)
    ]


async def test_a_slow_one_takes_longer_until_it_is_switched_off(
    caller: Caller, troubles: Troubles
) -> None:
    troubles.turn("kore-slow", on=True)
    await caller.post()
    caller.wait(SLOW_SECONDS)
    assert (await caller.get())["status"] == "IN_PROGRESS"
    caller.wait(2)
    assert (await caller.get())["status"] == "success"
    troubles.turn("kore-slow", on=False)
    assert (await caller.finished())["status"] == "success"


async def test_rude_answers_take_turns_with_good_ones(caller: Caller, troubles: Troubles) -> None:
    await caller.finished()
    troubles.turn("kore-errors", on=True)
    assert await statuses(caller, 4) == [500, 200, 500, 200]
    troubles.turn("kore-busy", on=True)
    assert await statuses(caller, 4) == [500, 200, 429, 200]
    troubles.turn("kore-errors", on=False)
    assert await statuses(caller, 2) == [429, 200]
    troubles.turn("kore-busy", on=False)
    assert await statuses(caller, 2) == [200, 200]


async def test_a_garbled_answer_is_no_json(caller: Caller, troubles: Troubles) -> None:
    await caller.finished()
    troubles.turn("kore-garbled", on=True)
    answer = await caller.send("GET", f"{BOT_URL}/status?type=summary")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()


async def test_late_figures_are_not_there_yet(caller: Caller, troubles: Troubles) -> None:
    on_time = buckets(await caller.finished(**BY_HOUR))
    troubles.turn("kore-late", on=True)
    late = buckets(await caller.finished(**BY_HOUR))
    assert max(on_time) == START.replace(minute=0, second=0, microsecond=0)
    assert START - LATE_BY - timedelta(hours=1) <= max(late) <= START - LATE_BY
    caller.wait(LATE_BY.total_seconds())
    come = buckets(await caller.finished(**BY_HOUR))
    assert all(come[hour] == on_time[hour] for hour in come if hour < max(on_time))
    assert max(come) >= max(on_time)


async def test_holes_lack_some_hours_of_wednesday(caller: Caller, troubles: Troubles) -> None:
    whole = buckets(await caller.finished(**BY_HOUR))
    troubles.turn("kore-holes", on=True)
    holed = buckets(await caller.finished(**BY_HOUR))
    left_out = {datetime(2026, 11, 18, hour, tzinfo=UTC) for hour in (9, 10, 11)}
    assert set(whole) - set(holed) == left_out
    troubles.turn("kore-holes", on=False)
    assert set(buckets(await caller.finished(**BY_HOUR))) >= left_out


async def test_a_day_is_restated_and_no_other(caller: Caller, troubles: Troubles) -> None:
    before = buckets(await caller.finished(**BY_HOUR))
    troubles.turn("kore-restates", on=True)
    after = buckets(await caller.finished(**BY_HOUR))
    over = [hour for hour in before if hour.date() < START.date()]
    assert {hour.date() for hour in over if after[hour] != before[hour]} == {YESTERDAY.date()}
    noon = YESTERDAY.replace(hour=12, minute=0, second=0, microsecond=0)
    assert after[noon]["sessions"] == round(before[noon]["sessions"] * 1.25)


async def post(slack: SlackSandbox) -> httpx.Response:
    transport = httpx.ASGITransport(slack.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://slack.test") as http:
        return await http.post(
            "/api/chat.postMessage",
            json={"channel": "C0SUPPORT", "text": "hello"},
            headers={"authorization": f"Bearer {slack.bot_token}"},
        )


@pytest.mark.parametrize(("name", "status"), [("slack-limits", 429), ("slack-away", 503)])
async def test_slack_refuses_until_it_is_switched_off(
    slack: SlackSandbox, troubles: Troubles, name: str, status: int
) -> None:
    troubles.turn(name, on=True)
    for _ in range(3):
        refused = await post(slack)
        assert refused.status_code == status
    assert ("retry-after" in refused.headers) == (status == 429)
    troubles.turn(name, on=False)
    assert (await post(slack)).json()["ok"] is True


@pytest.mark.parametrize("name", [trouble.name for trouble in TROUBLES])
def test_each_is_off_at_first_and_leaves_nothing_behind(
    caller: Caller, slack: SlackSandbox, troubles: Troubles, name: str
) -> None:
    def state() -> tuple[object, ...]:
        manners = dict(vars(caller.manners))
        holes = manners.pop("leaves_out")
        wednesday = datetime(2026, 11, 18, 10, tzinfo=UTC)
        return manners, holes("ALL", wednesday, "sessions"), dict(slack.faults.lasting)

    before = state()
    assert not troubles.is_on(name)
    troubles.turn(name, on=True)
    troubles.turn(name, on=True)
    assert troubles.is_on(name)
    assert state() != before
    troubles.turn(name, on=False)
    assert not troubles.is_on(name)
    assert state() == before


def test_a_trouble_nobody_knows_is_refused(caller: Caller, troubles: Troubles) -> None:
    with pytest.raises(LookupError, match="storm"):
        troubles.turn("storm", on=True)
    with pytest.raises(LookupError, match="storm"):
        troubles.is_on("storm")
    assert caller.manners.rude == Manners().rude
