"""What people read of alerts beside their notices: how they stand, what was told, who changed what."""

from collections.abc import AsyncIterator

import pytest

from slackbot.store.backends import database_for
from tests.workflows.alert_desk import Desk, open_desk
from tests.workflows.test_alerts import NOON, QUARTER


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    database = database_for(sqlite_url)
    await database.open()
    async with open_desk(database, NOON) as desk:
        yield desk
    await database.close()


async def test_a_check_that_fails_is_listed_so_until_it_works_again(desk: Desk) -> None:
    await desk.link("Sales")
    await desk.save("sessions > 1000 per day for Sales in UTC")
    await desk.type("unlink Sales")
    assert "cannot be checked: Sales is not linked here any more" in await desk.read("alerts")
    for n in range(2):
        await desk.check(NOON + n * QUARTER)
    listed = await desk.read("alerts")
    since = "its check fails since Tue 24 Nov, 12:00 – Sales is not linked here any more"
    assert f":warning: {since}\nchecked Tue 24 Nov, 12:15" in listed
    assert "ok" not in listed.split()
    await desk.link("Sales")
    await desk.check(NOON + 2 * QUARTER)
    assert "\nok\nchecked Tue 24 Nov, 12:30" in await desk.read("alerts")


async def test_a_rule_whose_bot_is_gone_is_not_tried(desk: Desk) -> None:
    await desk.link("Sales")
    await desk.save("sessions > 1000 per day for Sales in UTC")
    await desk.type("unlink Sales")
    await desk.type("alert test 1")
    _, error = desk.said.failed[-1]
    assert error.message == (
        "Sales is not linked here any more, so there is nothing to try. See `/billing bots`"
    )
    assert desk.alone == []


async def test_a_rule_that_is_paused_would_say_nothing(desk: Desk) -> None:
    await desk.save("sessions > 100 per day in UTC")
    assert "It would say now:" in await desk.read("alert test 1")
    await desk.type("alert pause 1")
    tried = await desk.read("alert test 1")
    assert "*120* sessions" in tried
    assert "It would say nothing now: the rule is paused." in tried
