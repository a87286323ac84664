"""Alerts where two do the same at once, or something comes between: one case for each."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import pytest

from slackbot.domain.alerts.alert import RuleState, Watched
from slackbot.domain.alerts.checks.plan import Check
from slackbot.domain.alerts.episode import Notice, Waiting
from slackbot.domain.ask import Thread
from slackbot.domain.errors import KoreRefusedError, SlackRefusedError, SlackUnavailableError
from slackbot.ports import OpenCheck
from slackbot.store.databases.database import Database
from slackbot.workflows.alerts.check import check_alerts
from slackbot.workflows.alerts.evaluate import evaluate_alerts
from tests.fakes import FakeNoticeNotifier
from tests.workflows.alerts.test_alerts import HOUR, NOON, QUARTER, Office

ARCHIVED = SlackRefusedError("Slack refused this (is_archived).", "is_archived")
AWAY = SlackUnavailableError("Slack does not answer.")


class Interrupted(FakeNoticeNotifier):
    """Something happens while a notice is posted."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def post(
        self, watched: Watched, notice: Notice, names: Mapping[str, str], thread: Thread | None
    ) -> Thread:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            await meanwhile()
        return await super().post(watched, notice, names, thread)


@pytest.fixture
async def office(database: Database) -> Office:
    office = Office(database, notifier=Interrupted())
    await office.link("Support")
    return office


async def hold(office: Office, moment: datetime) -> None:
    """A process makes the check of that moment."""

    async def evaluate(open_: OpenCheck) -> None:
        await evaluate_alerts(open_, office.ports)

    office.clock.time = moment
    await check_alerts("T1", moment, office.ports, evaluate)


async def only(office: Office) -> Watched:
    (watched,) = await office.rules()
    return watched


async def test_of_two_who_make_the_same_check_one_tells(office: Office) -> None:
    for level in (50, 60, 70):
        await office.save(f"sessions > {level} per day in UTC")
    other = Office(office.database, office.clock, office.notifier)
    await asyncio.gather(hold(office, NOON), hold(other, NOON))
    assert office.kinds() == ["fired"] * 3


async def test_who_presses_a_button_tells_nothing_that_a_check_is_telling(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    assert isinstance(office.notifier, Interrupted)

    async def pressed() -> None:
        await office.type("alerts mute 1")
        await office.type("alerts unmute 1")

    office.notifier.meanwhile = pressed
    await hold(office, NOON)
    assert office.kinds() == ["fired"]


async def test_what_a_dead_process_left_is_told_by_the_next_check_once(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await hold(office, NOON)
    (notice, _), watched = office.notifier.posted.pop(), await only(office)
    memory = watched.memory.model_copy(update={"outbox": (Waiting(notice=notice, sent=True),)})
    assert await office.ports.alerts.store.remember(watched, memory)
    await hold(office, NOON)  # it is taken up again, and cannot know whether the other lives
    assert office.kinds() == []
    other = Office(office.database, office.clock, office.notifier)
    await asyncio.gather(hold(office, NOON + QUARTER), hold(other, NOON + QUARTER))
    assert office.kinds() == ["fired"]
    assert office.notifier.kept == []  # which is for what follows


async def test_a_check_that_fails_is_counted_once_however_often_it_is_made(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    office.source.failures["st-support"] = KoreRefusedError("Kore.ai refuses our credentials.")
    for _ in range(8):
        await hold(office, NOON)
    assert ((await only(office)).memory.lasting, office.kinds()) == (1, ["check_failed"])


async def test_a_check_that_comes_late_changes_nothing(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await hold(office, NOON)
    office.source.failures["st-support"] = KoreRefusedError("Kore.ai refuses our credentials.")
    await hold(office, NOON - QUARTER)
    assert ((await only(office)).memory.lasting, office.kinds()) == (0, ["fired"])


async def test_a_check_of_which_the_next_has_begun_is_left_to_that(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.ports.alerts.store.begin_check("T1", Check(moment=NOON + QUARTER))
    await hold(office, NOON)
    assert office.kinds() == []
    await hold(office, NOON + QUARTER)
    assert office.kinds() == ["fired"]


async def test_a_rule_that_is_changed_during_a_check_says_nothing_of_before(
    office: Office,
) -> None:
    for level in (50, 100):
        await office.save(f"sessions > {level} per day in UTC")
    assert isinstance(office.notifier, Interrupted)

    async def edited() -> None:
        for number in (1, 2):
            await office.type(f"alerts save #{number} sessions > 500{number} per day in UTC")

    office.notifier.meanwhile = edited
    await hold(office, NOON)
    assert office.kinds() == ["fired"]  # which was on its way
    for watched in await office.rules():
        assert watched.memory.watches == ()


@pytest.mark.parametrize("word", ["pause", "remove"])
async def test_a_rule_that_is_put_away_while_slack_refuses_stays_so(
    office: Office, word: str
) -> None:
    rule = (await office.save("sessions > 100 per day in UTC")).alert
    assert isinstance(office.notifier, Interrupted)

    async def put_away() -> None:
        await office.type(f"alerts {word} 1")
        office.notifier.closed = ARCHIVED

    office.notifier.meanwhile = put_away
    await hold(office, NOON)
    found = await office.ports.alerts.store.find("T1", rule.id)
    assert found
    assert found.alert.state is {"pause": RuleState.PAUSED, "remove": RuleState.REMOVED}[word]
    assert office.notifier.stopped == []


async def test_a_slack_that_is_away_is_waited_for_at_few_rules_only(office: Office) -> None:
    for level in range(10, 90, 10):
        await office.save(f"sessions > {level} per day in UTC")
    tried: list[str] = []

    class Away(FakeNoticeNotifier):
        async def post(
            self, watched: Watched, notice: Notice, names: Mapping[str, str], thread: Thread | None
        ) -> Thread:
            tried.append(notice.key)
            raise AWAY

    away = Office(office.database, office.clock, Away())
    await hold(away, NOON)
    assert len(tried) == 3
    await hold(office, NOON + QUARTER)
    assert office.kinds() == ["fired"] * 8


async def test_what_began_an_episode_is_kept_once(office: Office) -> None:
    await office.save("sessions > 100, 150 and 200 per day in UTC")
    await hold(office, NOON)
    for n in range(1, 11):
        await hold(office, NOON + n * HOUR)
    assert office.kinds() == ["fired", "escalated", "escalated"]
    assert len(office.notifier.kept) == 1
