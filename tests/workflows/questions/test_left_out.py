"""What Kore.ai leaves out once or for a while: nothing known is lost, and it is asked for again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

import pytest
from structlog.testing import capture_logs

from slackbot.domain.query import Unit
from slackbot.domain.usage.report import UsageReport
from slackbot.store.databases.database import Database
from slackbot.workflows.questions.deliver import NOTHING_SENT
from tests.fakes import FakeSource
from tests.properties import each_nth
from tests.workflows.alerts.test_alerts import NOON, QUARTER, Office

HOUR: Final = timedelta(hours=1)
WEEK = "16-22 Nov 2026 in Berlin"  # 168 hours of ten sessions, and the week before to compare with
LeavesOut = Callable[[datetime, Unit], bool]


def nothing(start: datetime, unit: Unit) -> bool:
    return False


def all_of_it(start: datetime, unit: Unit) -> bool:
    return True


def all_sessions(start: datetime, unit: Unit) -> bool:
    return unit is Unit.SESSION


def the_last_hour(start: datetime, unit: Unit) -> bool:
    return start == datetime(2026, 11, 22, 22, tzinfo=UTC)


class Billing(Office):
    """An office whose Kore.ai counts ten sessions in every hour."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.kore = FakeSource()
        self.kore.now, self.kore.every_bucket = self.clock.now, True
        self.ports = replace(self.ports, usage=replace(self.ports.usage, source=self.kore))
        self.ports.lanes.ports = self.ports  # type: ignore[attr-defined] # FakeLanes

    async def answer(self, text: str = WEEK) -> UsageReport:
        before = len(self.said.delivered)
        await self.type(text)
        ((_, report),) = self.said.delivered[before:]
        return report


@pytest.fixture
async def office(database: Database) -> Billing:
    office = Billing(database)
    await office.link("Support")
    return office


async def test_a_figure_is_not_lost_by_a_reply_that_lacks_it(office: Billing) -> None:
    assert (await office.answer()).cached == ""
    office.kore.leaves_out = all_sessions
    office.kore.counts = {**office.kore.counts, Unit.REQUEST: 3}
    with capture_logs() as lines:
        gap = await office.answer(f"{WEEK} fresh")
    assert gap.total.counts[Unit.SESSION] == 1680
    assert gap.total.counts[Unit.REQUEST] == 504
    assert gap.cached == (
        "Kore.ai left some figures out this time: those are cached, the oldest from "
        "2026-11-24 12:00 UTC"
    )
    assert [(each.unit, each.before, each.after) for each in gap.restated] == [
        (Unit.REQUEST, 0, 504)  # what is lost is no change
    ]
    (lost,) = [line for line in lines if line["event"] == "known figures left out"]
    assert (lost["lane"], lost["report"], lost["figures"]) == ("bot:st-support", "121242", 336)
    kept = await office.answer()
    assert kept.total == gap.total
    assert kept.cached.startswith("cached; ")
    assert len(office.kore.fetched) == 2


async def test_a_loss_alone_is_no_restatement(office: Billing) -> None:
    await office.answer()
    office.kore.leaves_out = all_sessions
    with capture_logs() as lines:
        assert (await office.answer(f"{WEEK} fresh")).restated == ()
        office.kore.leaves_out = nothing
        assert (await office.answer(f"{WEEK} fresh")).restated == ()
    assert [line["event"] for line in lines] == ["known figures left out"]


async def test_a_part_that_is_known_is_told_in_a_longer_window(office: Billing) -> None:
    await office.answer()
    monday = datetime(2026, 11, 22, 23, tzinfo=UTC)
    office.kore.leaves_out = lambda start, unit: all_sessions(start, unit) and start < monday
    report = await office.answer("9-23 Nov 2026 in Berlin fresh vs 9 Nov 2026")
    assert report.total.counts[Unit.SESSION] == 3600
    assert "left some figures out" in report.cached


@pytest.mark.parametrize("leaves_out", [all_sessions, the_last_hour])
async def test_the_next_question_asks_for_what_was_left_out(
    office: Billing, leaves_out: LeavesOut
) -> None:
    office.kore.leaves_out = leaves_out
    assert (await office.answer()).total.counts[Unit.SESSION] != 1680
    office.kore.leaves_out = nothing
    right = await office.answer()
    assert right.total.counts[Unit.SESSION] == 1680
    assert right.is_whole
    assert (await office.answer()).cached.startswith("cached; ")
    assert len(office.kore.fetched) == 2


async def test_nothing_is_asked_for_again_as_well(office: Billing) -> None:
    office.kore.leaves_out = all_of_it
    for _ in range(2):
        await office.type(WEEK)
    assert [error.message for _, error in office.said.failed] == [NOTHING_SENT] * 2
    office.kore.leaves_out = nothing
    assert (await office.answer()).total.counts[Unit.SESSION] == 1680


async def test_what_has_been_left_out_for_days_is_asked_for_now_and_then(office: Billing) -> None:
    """As a unit may be that a plan does not count: the answers say so."""
    office.kore.leaves_out = lambda _, unit: unit is Unit.ALERT
    said = []
    for hours in (0, 0.1, 71, 73, 74, 74.1, 74.2):  # after 73 hours: for as many minutes less 12
        office.clock.time = NOON + hours * HOUR
        said.append((await office.answer()).cached)
    assert [bool(each) for each in said] == [False, False, False, False, True, False, True]
    assert (
        said[-1] == "cached, and Kore.ai has left some of it out for days; add `fresh` to refetch"
    )
    assert len(office.kore.fetched) == 5
    office.kore.leaves_out = nothing
    assert (await office.answer(f"{WEEK} fresh")).cached == ""


async def test_nothing_for_days_says_when_it_was_asked_for_and_what_helps(office: Billing) -> None:
    office.kore.leaves_out = all_of_it
    for hours in (0, 80, 80.5):
        office.clock.time = NOON + hours * HOUR
        await office.type(WEEK)
    assert office.said.failed[-1][1].message == (
        "No figures for this: Kore.ai sent none the last time I fetched it, 2026-11-27 20:00 UTC, "
        "and for days before. Add `fresh` to fetch it now."
    )
    assert len(office.kore.fetched) == 2
    office.kore.leaves_out = nothing
    assert (await office.answer(f"{WEEK} fresh")).total.counts[Unit.SESSION] == 1680


async def test_what_an_older_version_kept_as_none_is_asked_for(office: Billing) -> None:
    await office.answer()
    await office.database.execute(
        "UPDATE ledger SET session = NULL WHERE start_at >= :monday",
        {"monday": int(datetime(2026, 11, 15, 23, tzinfo=UTC).timestamp())},
    )
    assert (await office.answer()).total.counts[Unit.SESSION] == 1680
    assert len(office.kore.fetched) == 2


async def test_a_rule_of_a_month_sees_again_within_the_hour(office: Billing) -> None:
    """565 hours of November, 5,650 sessions, of which Kore.ai tells none at first."""
    office.kore.leaves_out = all_sessions
    await office.save("at 50, 80 and 100 % of 6,000 sessions per month in UTC")
    for quarter in range(4):
        await office.check(NOON + quarter * QUARTER)
    assert "fired" not in office.kinds()
    office.kore.leaves_out = nothing
    await office.check(NOON + 4 * QUARTER)
    (fired,) = [notice for notice, _ in office.notifier.posted if notice.kind.value == "fired"]
    assert fired.level
    assert fired.level.at == 80
    assert fired.figures
    assert fired.figures.value == 5_650


async def test_a_check_does_not_care_for_a_unit_that_no_rule_is_about(office: Billing) -> None:
    office.kore.leaves_out = lambda _, unit: unit is Unit.ALERT
    await office.save("at 100 % of 60,000 sessions per month in UTC")
    await office.check(NOON)
    office.kore.fetched.clear()
    for hours in range(1, 5):
        await office.check(NOON + hours * HOUR)
    assert {job.end for job in office.kore.fetched} == {
        NOON + (hours + 1) * HOUR for hours in range(1, 5)
    }


@pytest.mark.parametrize("seed", each_nth(2, range(8)))
async def test_after_any_holes_what_was_ever_sent_is_told_and_no_hole_is_unmarked(
    office: Billing, seed: int
) -> None:
    """Questions about days of two weeks, of a Kore.ai that leaves out other things each time."""
    random = Random(seed)  # noqa: S311 - guards no secret
    start = datetime(2026, 11, 8, 23, tzinfo=UTC)  # the 9th in Berlin
    known: dict[tuple[datetime, Unit], int] = {}

    def day(number: int) -> list[datetime]:
        return [start + (24 * number + hour) * HOUR for hour in range(24)]

    for turn in range(24):
        last = turn == 23  # by then Kore.ai is whole
        holes = random.choice([0.0, 0.01, 0.3, 1.0]) * (not last)
        units = random.sample(list(Unit), random.randint(1, len(Unit)))
        left_out = {
            (hour, unit)
            for hour in (each for number in range(-14, 14) for each in day(number))
            for unit in units
            if random.random() < holes
        }
        office.kore.leaves_out = lambda *cell, cells=left_out: cell in cells
        first, days = (0, 14) if last else (random.randrange(10), random.randint(1, 4))
        fresh = " fresh" if random.random() < 0.3 else ""
        asked = len(office.kore.fetched)
        await office.type(
            f"{first + 9} Nov to {first + days + 8} Nov 2026 by hour in Berlin{fresh}"
        )
        hours = [hour for number in range(first, first + days) for hour in day(number)]
        for job in office.kore.fetched[asked:]:
            sent = ((at, unit) for at in job.starts() for unit in Unit)
            known |= {cell: office.kore.counts[cell[1]] for cell in sent if cell not in left_out}
        if not any((hour, unit) in known for hour in hours for unit in Unit):
            continue
        _, report = office.said.delivered[-1]
        for unit in Unit:
            cells = [known[hour, unit] for hour in hours if (hour, unit) in known]
            assert report.total.counts[unit] == (sum(cells) if cells else None), (turn, unit)
            assert report.total.missing.get(unit, 0) == len(hours) - len(cells)
        assert report.is_whole is all((hour, unit) in known for hour in hours for unit in Unit)
    assert report.total.counts[Unit.SESSION] == 14 * 240
    assert report.is_whole
