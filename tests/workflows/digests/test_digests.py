"""Runs of digests against small doubles of the outside and a real store: what becomes of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from slackbot.domain.access.permission import DEACTIVATED, PersonKind
from slackbot.domain.channel import LinkedBot
from slackbot.domain.digests.digest import Digest, DigestRun, DigestState, RunState
from slackbot.domain.digests.recurrence import Weekly
from slackbot.domain.digests.schedule import Schedule, next_slot
from slackbot.domain.errors import (
    BugError,
    KoreRefusedError,
    KoreUnavailableError,
    SlackbotError,
    SlackRefusedError,
    SlackUnavailableError,
)
from slackbot.domain.group import BotGroup
from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit
from slackbot.domain.usage.fetching.job import UsageRequest
from slackbot.kore.client import Unlogged
from slackbot.ports import Digests, Open, OpenDigest, Ports, UsagePorts
from slackbot.slack.digests.lines import digest_lead
from slackbot.store.audit import AuditStore
from slackbot.store.budgets import BudgetStore
from slackbot.store.closes import CloseStore
from slackbot.store.databases.database import Database
from slackbot.store.ledger import LedgerStore
from slackbot.store.setup.allowances import AllowanceStore
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.groups import GroupStore
from slackbot.store.setup.workspaces import WorkspaceStore
from slackbot.workflows.digests.deliver import deliver_digest
from slackbot.workflows.digests.failed import failed_run
from slackbot.workflows.digests.run_due import realign, run_due
from slackbot.workflows.digests.send import send_digest
from slackbot.workflows.questions.fetch import fetch_usage
from slackbot.workflows.reconnect import reconnect
from tests.fakes import (
    FakeClock,
    FakeDigestNotifier,
    FakeDirectory,
    FakeLanes,
    FakeNotifier,
    FakeReceipts,
    FakeSource,
    FakeThreads,
    alert_ports,
    assistant_ports,
    digest_ports,
    given_up,
    home_ports,
)

SETTLING = timedelta(hours=6)
MONDAYS = Schedule(recurrence=Weekly(weekdays=(0,)), at=time(9), zone="Europe/Berlin")
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # 09:00 in Berlin
WEEK = timedelta(weeks=1)


@dataclass
class Office:
    """A clock that the test turns, and all that digests need."""

    database: Database
    clock: FakeClock = field(default_factory=lambda: FakeClock(MONDAY - timedelta(days=1)))
    source: FakeSource = field(default_factory=FakeSource)
    notifier: FakeDigestNotifier = field(default_factory=FakeDigestNotifier)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    started: list[DigestRun] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source.now = self.clock.now
        lanes = FakeLanes()
        self.ports = Ports(
            usage=UsagePorts(
                self.source,
                LedgerStore(self.database, "kore", SETTLING),
                BudgetStore(self.database, "kore"),
                self.source,
            ),
            lanes=lanes,
            notifier=FakeNotifier(),
            directory=self.directory,
            channels=ChannelStore(self.database),
            workspaces=WorkspaceStore(self.database),
            threads=FakeThreads(),
            receipts=FakeReceipts(),
            allowances=AllowanceStore(self.database),
            groups=GroupStore(self.database),
            closes=CloseStore(self.database),
            audit=AuditStore(self.database),
            digests=digest_ports(self.database, self.notifier, self.clock),
            alerts=alert_ports(self.database),
            home=home_ports(self.database),
            assistants=assistant_ports(self.database),
            question_deadline=timedelta(minutes=25),
        )
        lanes.ports = self.ports

    @property
    def store(self) -> Digests:
        return self.ports.digests.store

    async def link(self, *names: str, channel: str = "C1") -> None:
        for name in names:
            bot = LinkedBot(id=f"st-{name.lower()}", name=name, linked_by="U1")
            await self.ports.channels.link("T1", channel, bot, self.clock.now())

    async def set_up(self, id_: str = "d1", **fields: object) -> Digest:
        digest = Digest(
            team="T1",
            channel="C1",
            id=id_,
            number=1,
            owner="U1",
            schedule=MONDAYS,
            created_at=self.clock.now(),
        ).model_copy(update=fields)
        slot = next_slot(digest.schedule, self.clock.now())
        await self.store.save(digest, slot, slot.at)
        return digest

    async def tick(self, at: datetime | None = None) -> None:
        """What the engine does every other second, with the runs that it begins."""
        if at:
            self.clock.time = at
        begun: list[DigestRun] = []

        async def start(run: DigestRun, turn: int) -> None:
            begun.append(run)

        await run_due(self.ports, start)
        self.started += begun
        for run in begun:
            await self.run(run)

    async def run(self, run: DigestRun) -> None:
        try:
            await send_digest(run, self.ports)
        except SlackbotError as error:
            await failed_run(run, error, self.ports)

    async def of(self, key: str = "2026-11-30") -> DigestRun:
        """The run of that slot."""
        run = await self.store.run("T1", "d1", key)
        assert run
        return run

    async def next_try(self) -> datetime:
        """When the run of the first Monday is tried again."""
        run = await self.of()
        assert run.retry_at
        return run.retry_at

    async def runs(self, id_: str = "d1") -> list[tuple[str, RunState]]:
        return [(run.key, run.state) for run in await self.store.runs("T1", id_, 20)]


@pytest.fixture
async def office(database: Database) -> Office:
    office = Office(database)
    await office.link("Support")
    return office


async def test_a_slot_is_run_once_and_the_next_one_comes(office: Office) -> None:
    await office.set_up()
    await office.tick(MONDAY - timedelta(seconds=1))
    await office.tick(MONDAY)
    await office.tick(MONDAY + timedelta(seconds=2))
    assert await office.runs() == [("2026-11-30", RunState.SENT)]
    (sent,) = office.notifier.sent
    assert sent[1].report.query.period.describe() == (
        "Mon 23 Nov – Sun 29 Nov 2026 (Europe/Berlin)"
    )
    (due,) = await office.store.of_channel("T1", "C1")
    assert due.run_at == MONDAY + WEEK


@pytest.mark.parametrize("question", ["", "with cost"])
async def test_where_there_is_a_price_a_digest_says_the_cost(office: Office, question: str) -> None:
    price = Price(unit=Unit.SESSION, amount=Decimal("0.5"), currency=Currency("EUR"), set_by="U1")
    await office.ports.allowances.save("T1", "C1", price, MONDAY)
    await office.set_up(question=question)
    await office.tick(MONDAY)
    ((_, content, *_),) = office.notifier.sent
    said = digest_lead(content).head if question else content.outlook[-1]
    assert "5.00 EUR" in said
    assert all("5.00 EUR" not in line for line in content.outlook) == bool(question)


async def test_two_processes_begin_the_same_run_under_the_same_key(office: Office) -> None:
    await office.set_up()
    office.clock.time = MONDAY
    due = await office.store.due(MONDAY, 10)  # what the other process saw as well
    await office.tick()
    again: list[DigestRun] = []

    async def start(run: DigestRun, turn: int) -> None:
        again.append(run)

    await run_due(office.ports, start)
    assert [(run.digest_id, run.key, run.attempts) for run in office.started] == [
        ("d1", "2026-11-30", 0)
    ]
    assert again == []
    assert len(due) == 1


async def test_workspaces_take_turns(office: Office) -> None:
    for number, team in enumerate(("T1", "T1", "T1", "T2")):
        await office.set_up(id=f"d{number}", number=number + 1, team=team)
    office.clock.time = MONDAY
    turns: dict[str, int] = {}

    async def start(run: DigestRun, turn: int) -> None:
        turns[run.digest_id] = turn

    await run_due(office.ports, start)
    assert sorted(turns[id_] for id_ in ("d0", "d1", "d2")) == [0, 1, 2]
    assert turns["d3"] == 0


async def test_a_crash_between_begin_and_move_repeats_what_does_nothing(office: Office) -> None:
    await office.set_up()
    office.clock.time = MONDAY

    class CrashError(Exception):
        pass

    async def start(run: DigestRun, turn: int) -> None:
        await office.run(run)
        raise CrashError

    with pytest.raises(CrashError):
        await run_due(office.ports, start)
    await office.tick(MONDAY + timedelta(minutes=1))
    assert len(office.notifier.sent) == 1
    assert await office.runs() == [("2026-11-30", RunState.SENT)]


class SlowLanes(FakeLanes):
    """Fetches at once, and delivers when it is told to."""

    async def board(self, question: Open, requests: Sequence[UsageRequest]) -> None:
        for request in requests:
            await fetch_usage(request, self.ports.usage, Unlogged())
        if question not in self.waiting:
            self.waiting.append(question)


async def test_what_waits_is_not_sent_by_a_run_that_is_repeated_after_a_crash(
    office: Office,
) -> None:
    lanes = SlowLanes()
    lanes.ports = office.ports = replace(office.ports, lanes=lanes)
    await office.set_up()
    await office.tick(MONDAY)
    (run,) = office.started
    await office.run(run)  # its figures are known by now
    assert office.notifier.sent == []
    (waiting,) = lanes.waiting
    assert isinstance(waiting, OpenDigest)
    await deliver_digest(waiting, office.ports)
    assert len(office.notifier.sent) == 1


async def test_a_try_that_has_failed_is_not_made_again_after_a_crash(office: Office) -> None:
    await office.set_up()
    office.source.failures["st-support"] = KoreUnavailableError("Kore.ai does not answer.")
    await office.tick(MONDAY)
    (first,) = office.started
    failed = await office.of()
    office.source.failures.clear()
    await office.run(first)
    assert await office.of() == failed
    assert office.notifier.sent == []


async def test_of_missed_slots_only_the_latest_is_caught_up_and_says_so(office: Office) -> None:
    await office.set_up()
    await office.tick(MONDAY + 2 * WEEK + timedelta(hours=3))
    assert await office.runs() == [
        ("2026-12-14", RunState.SENT),
        ("2026-12-07", RunState.SKIPPED),
        ("2026-11-30", RunState.SKIPPED),
    ]
    ((open_, content),) = office.notifier.sent
    assert (content.late, content.skipped) == (timedelta(hours=3), 2)
    assert content.report.query.period.describe() == ("Mon 7 Dec – Sun 13 Dec 2026 (Europe/Berlin)")
    assert open_.run.due_at == MONDAY + 2 * WEEK


async def test_the_window_is_that_of_its_slot_however_late_it_is_run(office: Office) -> None:
    await office.set_up()
    await office.tick(MONDAY + timedelta(days=6, hours=20))  # the next Sunday
    assert office.notifier.sent[0][1].report.query.period.describe() == (
        "Mon 23 Nov – Sun 29 Nov 2026 (Europe/Berlin)"
    )


async def test_wait_for_settled_figures(office: Office) -> None:
    night = Schedule(recurrence=Weekly(weekdays=(0,)), at=time(1), zone="Europe/Berlin")
    digest = await office.set_up(schedule=night, when_settled=True)
    slot = next_slot(night, office.clock.now())
    settled = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)  # six hours after Berlin's midnight
    await office.tick(slot.at)
    assert office.notifier.sent == []
    await office.tick(settled)
    ((_, content),) = office.notifier.sent
    assert not content.report.is_provisional
    assert content.late == timedelta()
    assert digest.when_settled


async def test_what_is_not_settled_is_marked(office: Office) -> None:
    night = Schedule(recurrence=Weekly(weekdays=(0,)), at=time(1), zone="Europe/Berlin")
    await office.set_up(schedule=night)
    await office.tick(next_slot(night, office.clock.now()).at)
    assert office.notifier.sent[0][1].report.is_provisional


async def test_something_passing_is_tried_again_later_and_later(office: Office) -> None:
    await office.set_up()
    office.source.failures["st-support"] = KoreUnavailableError("Kore.ai does not answer.")
    await office.tick(MONDAY)
    pauses = []
    for _ in range(4):
        run, retry_at = await office.of(), await office.next_try()
        assert (run.state, run.said) == (RunState.RETRYING, "Kore.ai does not answer.")
        pauses.append((retry_at - office.clock.now()).total_seconds())
        await office.tick(retry_at - timedelta(seconds=2))
        assert (await office.of()).attempts == run.attempts
        await office.tick(retry_at)
    assert all(45 * 2**n <= pause <= 75 * 2**n for n, pause in enumerate(pauses))
    office.source.failures.clear()
    await office.tick(await office.next_try())
    assert await office.runs() == [("2026-11-30", RunState.SENT)]
    assert office.notifier.sent[0][1].late_because == "Kore.ai does not answer."


async def test_what_cannot_be_sent_by_its_deadline_is_told_to_its_owner_once(
    office: Office,
) -> None:
    await office.set_up()
    office.source.failures["st-support"] = KoreRefusedError("Kore.ai refuses our credentials.")
    await office.tick(MONDAY)
    while not office.notifier.failed:
        await office.tick(await office.next_try())
    assert timedelta(hours=5) < office.clock.now() - MONDAY <= timedelta(hours=6)
    await office.tick(MONDAY + timedelta(days=2))
    ((digest, run),) = office.notifier.failed
    assert (run.state, run.said) == (RunState.FAILED, "Kore.ai refuses our credentials.")
    assert digest.is_active
    office.source.failures.clear()
    await office.tick(MONDAY + WEEK)
    assert await office.runs() == [
        ("2026-12-07", RunState.SENT),
        ("2026-11-30", RunState.FAILED),
    ]


async def test_slacks_own_wait_is_obeyed(office: Office) -> None:
    await office.set_up()
    office.notifier.closed = SlackUnavailableError("Slack is busy.", 600)
    await office.tick(MONDAY)
    assert await office.next_try() >= MONDAY + timedelta(minutes=10)


@pytest.mark.parametrize(
    "reason", ["not_in_channel", "channel_not_found", "is_archived", "restricted_action"]
)
async def test_a_closed_channel_stops_the_digest_and_tells_its_owner_once(
    office: Office, reason: str
) -> None:
    await office.set_up()
    office.notifier.closed = SlackRefusedError(f"Slack refused this ({reason}).", reason)
    await office.tick(MONDAY)
    await office.tick(MONDAY + WEEK)
    ((digest, run),) = office.notifier.failed
    assert (digest.state, digest.reason) == (
        DigestState.STOPPED,
        f"Slack refused this ({reason}).",
    )
    assert run.state is RunState.FAILED
    assert await office.runs() == [("2026-11-30", RunState.FAILED)]


async def test_a_digest_for_one_who_left_the_workspace_stops(office: Office) -> None:
    """Slack may still list the account in its channels."""
    await office.set_up(to="U1")
    office.directory.members["U1"] = {"C1": "finance"}
    office.directory.kinds["U1"] = PersonKind.DEACTIVATED
    await office.tick(MONDAY)
    await office.tick(MONDAY + WEEK)
    ((digest, _),) = office.notifier.failed
    assert (digest.state, digest.reason) == (DigestState.STOPPED, DEACTIVATED)
    assert await office.runs() == [("2026-11-30", RunState.FAILED)]


async def test_a_bot_that_is_linked_no_more_stops_the_digest(office: Office) -> None:
    await office.set_up(bot_ids=("st-sales",))
    await office.tick(MONDAY)
    ((digest, _),) = office.notifier.failed
    assert "st-sales is no longer linked" in digest.reason


async def test_a_digest_of_a_group_follows_it_and_stops_without_it(office: Office) -> None:
    await office.link("Sales", "Help")
    retail = BotGroup(id="gr-00000000000a", name="Retail", bot_ids=("st-support", "st-sales"))
    assert await office.ports.groups.save("T1", retail, None, MONDAY)
    named: dict[str, Any] = {
        "question": "Retail vs Help",
        "names": ("Help", "Retail"),
        "groups": ("Retail",),
    }
    await office.set_up(**named, bot_ids=("st-help", retail.id))
    shops = retail.model_copy(update={"name": "Shops", "bot_ids": ("st-sales",)})
    assert await office.ports.groups.save("T1", shops, retail, MONDAY)
    await office.tick(MONDAY)
    ((_, content),) = office.notifier.sent
    assert [(bot.name) for bot in content.report.bots] == ["Help", "Shops"]
    assert [bot.name for bot in content.report.members] == ["Help", "Sales"]
    await office.ports.groups.remove("T1", shops)
    await office.tick(MONDAY + WEEK)
    ((digest, _),) = office.notifier.failed
    assert "Its group was removed" in digest.reason


async def test_one_that_fetches_too_much_for_the_bots_of_by_now_is_stopped(office: Office) -> None:
    await office.link(*(f"Bot{n}" for n in range(30)))
    await office.set_up(question="last 365 days by hour")
    await office.tick(MONDAY)
    (found,) = await office.store.of_channel("T1", "C1")
    assert found.digest.state is DigestState.STOPPED
    assert "more than the 250,000 that I fetch at once" in found.digest.reason
    assert office.source.fetched == []


async def test_a_channel_that_others_see_by_now_gets_no_figures(office: Office) -> None:
    await office.set_up()
    office.directory.shared_channels["C1"] = True
    await office.tick(MONDAY)
    assert office.notifier.sent == []
    ((digest, _),) = office.notifier.failed
    assert "shared with another organisation" in digest.reason


async def test_a_digest_for_one_person_ends_when_they_leave_its_channel(office: Office) -> None:
    await office.set_up(to="U1")
    office.directory.members["U1"] = {"C1": "finance"}
    await office.tick(MONDAY)
    ((open_, _),) = office.notifier.sent
    assert (open_.ask.channel, open_.ask.about) == ("U1", "C1")
    office.directory.members["U1"] = {}
    await office.tick(MONDAY + WEEK)
    assert len(office.notifier.sent) == 1
    ((digest, _),) = office.notifier.failed
    assert digest.state is DigestState.STOPPED
    assert "can't see you in that channel" in digest.reason


async def test_nor_does_one_that_is_shared_while_figures_are_fetched(office: Office) -> None:
    await office.set_up()

    def share() -> None:
        office.directory.shared_channels["C1"] = True

    office.source.meanwhile = share
    await office.tick(MONDAY)
    assert office.source.fetched
    assert office.notifier.sent == []
    ((digest, _),) = office.notifier.failed
    assert "shared with another organisation" in digest.reason


async def test_an_owner_who_cannot_be_told_now_is_told_later(office: Office) -> None:
    await office.set_up()
    office.notifier.closed = SlackRefusedError("Slack refused this.", "is_archived")
    office.notifier.unreachable = SlackUnavailableError("Slack does not answer.")
    await office.tick(MONDAY)
    office.notifier.unreachable = None
    await office.tick(MONDAY + timedelta(minutes=9))
    assert office.notifier.failed == []
    await office.tick(MONDAY + timedelta(minutes=11))
    await office.tick(MONDAY + timedelta(hours=11))
    assert len(office.notifier.failed) == 1
    assert (await office.of()).told


async def test_a_revoked_token_cuts_the_workspace_off_until_it_is_back(office: Office) -> None:
    await office.set_up()
    await office.set_up("d2", owner="U2")
    await office.set_up("d0", owner="U0")
    office.notifier.gone.add("U0")  # whoever has left keeps nobody waiting
    office.notifier.closed = SlackRefusedError("Slack has revoked the token.", "token_revoked")
    await office.tick(MONDAY)
    assert list(await office.ports.digests.disconnections.disconnected()) == ["T1"]
    office.notifier.connected = False
    await reconnect(office.ports)
    await office.tick(MONDAY + timedelta(days=8))
    assert (office.notifier.back, office.notifier.failed) == ([], [])
    office.notifier.connected, office.notifier.closed = True, None
    await reconnect(office.ports)
    await reconnect(office.ports)
    assert office.notifier.back == ["U1", "U2"]
    await office.tick(MONDAY + timedelta(days=8, minutes=1))
    assert ("2026-12-07", RunState.SENT) in await office.runs("d1")
    assert ("2026-12-07", RunState.SENT) in await office.runs("d2")


async def test_an_unknown_error_is_tried_three_times_and_keeps_its_id(office: Office) -> None:
    await office.set_up()
    office.notifier.closed = BugError("Something went wrong. Tell your admin this id: ab12", "ab12")
    await office.tick(MONDAY)
    while not office.notifier.failed:
        await office.tick(await office.next_try())
    assert len(office.started) == 3
    assert "ab12" in office.notifier.failed[0][1].said


async def test_a_digest_that_is_given_up_is_not_tried_again_and_its_owner_is_told(
    office: Office,
) -> None:
    await office.set_up()
    with given_up():
        await office.tick(MONDAY)
    assert await office.runs() == [("2026-11-30", RunState.FAILED)]
    ((digest, run),) = office.notifier.failed
    assert "ended my process twice" in run.said
    assert digest.is_active
    await office.tick(MONDAY + WEEK)
    assert [state for _, state in await office.runs()] == [RunState.SENT, RunState.FAILED]


async def test_a_paused_digest_is_not_sent_even_if_it_was_begun(office: Office) -> None:
    digest = await office.set_up()
    paused = digest.model_copy(update={"state": DigestState.PAUSED})
    await office.store.save(paused, None, None)
    await office.run(DigestRun(team="T1", digest_id="d1", key="2026-11-30", due_at=MONDAY))
    assert await office.runs() == [("2026-11-30", RunState.SKIPPED)]
    assert office.notifier.sent == []


async def test_what_an_earlier_digest_told_otherwise_is_restated_there(office: Office) -> None:
    await office.set_up()
    office.source.every_bucket = True
    await office.tick(MONDAY)
    office.source.counts = {Unit.SESSION: 11}
    await office.tick(MONDAY + WEEK)
    ((earlier, restated),) = office.notifier.restated
    assert earlier.key == "2026-11-30"
    (change,) = restated
    assert (change.bot_id, change.before, change.after) == ("st-support", 168 * 10, 168 * 11)


async def test_nothing_is_restated_where_nothing_changed(office: Office) -> None:
    await office.set_up()
    office.source.every_bucket = True
    await office.tick(MONDAY)
    await office.tick(MONDAY + WEEK)
    assert office.notifier.restated == []


async def test_digests_of_one_moment_share_one_job(office: Office) -> None:
    await office.link("Support", channel="C2")
    await office.set_up("d1")
    await office.set_up("d2", channel="C2")
    await office.tick(MONDAY)
    assert len(office.notifier.sent) == 2
    assert len(office.source.fetched) == 1


async def test_with_the_accounts_credentials_all_bots_come_in_one_job(office: Office) -> None:
    office.source.account = True
    for number in range(5):
        await office.link(f"Bot{number}", channel=f"C{number}0")
        await office.set_up(f"d{number}", channel=f"C{number}0")
    await office.tick(MONDAY)
    (job,) = office.source.fetched
    assert job.bot_ids == tuple(f"st-bot{number}" for number in range(5))
    reports = [content.report for _, content in office.notifier.sent]
    assert [[bot.name for bot in report.bots] for report in reports] == [
        [f"Bot{number}"] for number in range(5)
    ]


async def test_a_bot_that_is_refused_stops_its_own_digest_alone(office: Office) -> None:
    office.source.account = True
    await office.link("Ghost", channel="C2")
    await office.link("Sales", channel="C3")
    await office.link("Ghost", channel="C3")
    for number in (1, 2, 3):
        await office.set_up(f"d{number}", channel=f"C{number}")
    office.source.refused = {"st-ghost": "Kore.ai does not know this bot."}
    await office.tick(MONDAY)
    reports = [content.report for _, content in office.notifier.sent]
    assert [(len(report.bots), [gap.bot for gap in report.gaps]) for report in reports] == [
        (1, []),
        (2, ["Ghost"]),
    ]
    run = await office.store.run("T1", "d2", "2026-11-30")
    assert run
    assert (run.state, run.said) == (RunState.RETRYING, "Kore.ai does not know this bot.")


async def test_digests_of_other_windows_are_other_jobs(office: Office) -> None:
    office.source.account = True
    for number, question in enumerate(("", "last 5 days", "", "last 5 days")):
        await office.link(f"Bot{number}", channel=f"C{number}0")
        await office.set_up(f"d{number}", channel=f"C{number}0", question=question)
    await office.tick(MONDAY)
    assert sorted(job.bot_ids for job in office.source.fetched) == [
        ("st-bot0", "st-bot2"),
        ("st-bot1", "st-bot3"),
    ]


async def test_figures_of_the_same_period_a_year_ago_are_told_where_they_are_known(
    office: Office,
) -> None:
    await office.set_up()
    office.source.every_bucket = True
    await office.tick(MONDAY)
    await office.tick(MONDAY + 52 * WEEK)
    ((_, first), (_, second)) = office.notifier.sent
    assert first.year_ago is None
    assert second.year_ago is not None


async def test_changed_zone_rules_move_a_slot_but_never_double_it(office: Office) -> None:
    digest = await office.set_up()
    slot = next_slot(MONDAYS, office.clock.now())
    wrong = slot.model_copy(update={"at": slot.at - timedelta(hours=1)})  # as older rules had it
    await office.store.save(digest, wrong, wrong.at)
    await office.tick(wrong.at)
    assert office.notifier.sent == []
    await office.tick(slot.at)
    assert await office.runs() == [("2026-11-30", RunState.SENT)]


async def test_at_the_start_slots_are_put_to_where_the_zones_rules_have_them(
    office: Office,
) -> None:
    digest = await office.set_up()
    slot = next_slot(MONDAYS, office.clock.now())
    late = slot.model_copy(update={"at": slot.at + timedelta(hours=1)})
    await office.store.save(digest, late, late.at)
    await realign(office.ports)
    (due,) = await office.store.of_channel("T1", "C1")
    assert due.run_at == slot.at
