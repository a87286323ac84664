"""What people see of the day that it is, set against what the stand-in has counted until then."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from slackbot.bootstrap import App
from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.kore.usage import hourly_usage
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.clock import CLOCK
from tests.scenarios.conftest import PATIENCE, DrawnBefore, Office, OpenOffice
from tests.scenarios.test_digests import confirmed, digest
from tests.scenarios.weeks import DAY, ZONE

pytestmark = pytest.mark.now

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo(ZONE)


def midnight(now: datetime, days: int = 0) -> datetime:
    """When the day began, or one that is so many days away, on the clock of Berlin."""
    return datetime.combine(now.astimezone(BERLIN).date() + days * DAY, time(), BERLIN)


def monday(now: datetime, weeks: int = 0) -> datetime:
    return midnight(now, 7 * weeks - now.astimezone(BERLIN).weekday())


def first(now: datetime) -> datetime:
    """When the month began."""
    return midnight(now).replace(day=1)


def first_before(now: datetime) -> datetime:
    """When the month before it began."""
    return (first(now) - DAY).replace(day=1)


# What is asked, and from when on and until when its hours count.
Edge = Callable[[datetime], datetime]
RUNNING: dict[str, Edge] = {
    "today by hour": midnight,
    "this week by day": monday,
    "this month": first,
    "this year by month": lambda now: midnight(now).replace(month=1, day=1),
}
OVER: dict[str, tuple[Edge, Edge]] = {
    "yesterday by hour": (lambda now: midnight(now, -1), midnight),
    "last week by day": (lambda now: monday(now, -1), monday),
    "last month by week": (first_before, first),
    "last 7 days": (lambda now: midnight(now, -7), midnight),
}


def counted(start: datetime, end: datetime) -> int:
    """The sessions of the hours that begin from the one to the other."""
    hours = range(int(start.timestamp()), int(end.timestamp()), 3600)
    moments = (datetime.fromtimestamp(hour, BERLIN) for hour in hours)
    return sum(hourly_usage(SUPPORT_BOT, moment).sessions for moment in moments)


async def said(office: Office, text: str) -> int:
    """The sessions that an answer tells first."""
    parent, _ = await office.asked(f"sessions {text}")
    if parent.text.startswith("Nothing was used"):  # in the first hour of a day
        return 0
    found = re.search(r"([\d,]+) sessions?", parent.text)
    assert found, parent.text
    return int(found[1].replace(",", ""))


async def test_what_is_over_is_counted_to_the_hour(office: Office) -> None:
    await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
    for text, (start, end) in OVER.items():
        before = CLOCK.now()
        figure = await said(office, text)
        # It may become another day meanwhile.
        assert figure in {counted(start(now), end(now)) for now in (before, CLOCK.now())}, text


async def test_what_still_runs_is_counted_so_far(office: Office) -> None:
    await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
    for text, start in RUNNING.items():
        before = CLOCK.now()
        figure = await said(office, text)
        after = CLOCK.now()
        whole = before.replace(minute=0, second=0, microsecond=0)
        least, most = counted(start(before), whole), counted(start(before), after)
        if start(after) != start(before):
            least = 0
        assert least <= figure <= most, text


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(CLOCK.ahead)


@pytest.fixture
async def turned(open_office: OpenOffice, clock: MovableClock) -> AsyncIterator[Office]:
    """An office at work, and a clock to turn."""
    slack = SlackSandbox(Workspace(lambda: clock.now().timestamp()), rate=None)
    kore = KoreSandbox(now=clock.now, job_seconds=0.0)
    async with open_office(slack=slack, kore=kore) as office:
        app = App(office.settings, clock, charts=DrawnBefore())
        await app.start()
        await office.slack.wait_for_connection()
        await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
        yield office
        await app.stop()


async def test_a_digest_comes_at_its_hour_of_the_next_days(
    turned: Office, clock: MovableClock
) -> None:
    await confirmed(turned, "digest every day at 9 sessions")
    for count in (1, 2):
        due = midnight(clock.now(), 1) + 9 * HOUR
        due = due.replace(hour=9)  # on the wall clock, whatever the night was
        clock.move_to(due)
        parent = await digest(turned, count)
        figure = f"{counted(midnight(due, -1), midnight(due)):,} sessions"
        assert figure in parent.text.replace("*", "")


async def test_an_alert_is_tried_on_the_days_before_and_speaks(
    turned: Office, clock: MovableClock
) -> None:
    await turned.slack.slash(
        "/billing", "alert when sessions > 5 per day", user="anna", channel=turned.channel
    )
    (tried,) = await turned.slack.wait_for(
        lambda: [
            each
            for each in turned.slack.ephemerals("anna", turned.channel)
            if "ask:alert-save" in str(each.blocks)
        ],
        PATIENCE,
    )
    assert re.search(r"would have alerted (8\d|90|91) times in the last 90 days", tried.text)
    await turned.slack.click(tried, "ask:alert-save", user="anna")
    await turned.slack.wait_for(lambda: turned.slack.messages(turned.channel), PATIENCE)
    clock.move_to(midnight(clock.now(), 1).replace(hour=12))
    await turned.slack.wait_for(
        lambda: [
            message
            for message in turned.slack.messages(turned.channel)
            if f"on {clock.now():%a} {clock.now().day} {clock.now():%b} so far" in message.text
        ],
        PATIENCE,
    )
