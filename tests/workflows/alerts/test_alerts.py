"""Alerts against small doubles of the outside and a real store: checked, told, and answered."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.domain.alerts.alert import RuleState, Watched
from slackbot.domain.alerts.checks.plan import Check, due_moment, pace
from slackbot.domain.alerts.describe import describe
from slackbot.domain.alerts.episode import NoticeKind, Phase, Waiting
from slackbot.domain.channel import LinkedBot
from slackbot.domain.errors import (
    KoreRefusedError,
    KoreUnavailableError,
    SlackRefusedError,
    SlackUnavailableError,
)
from slackbot.domain.money.currency import ATOMS
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import SummaryJob
from slackbot.ports import OpenCheck, Ports, UsagePorts
from slackbot.store.audit import AuditStore
from slackbot.store.budgets import BudgetStore
from slackbot.store.closes import CloseStore
from slackbot.store.databases.database import Database
from slackbot.store.ledger import LedgerStore
from slackbot.store.setup.allowances import AllowanceStore
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.groups import GroupStore
from slackbot.store.setup.workspaces import WorkspaceStore
from slackbot.workflows.alerts.check import begin_checks, check_alerts
from slackbot.workflows.alerts.evaluate import GIVEN_UP, evaluate_alerts
from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import (
    FakeClock,
    FakeDigestNotifier,
    FakeDirectory,
    FakeLanes,
    FakeNoticeNotifier,
    FakeNotifier,
    FakeReceipts,
    FakeRun,
    FakeSource,
    FakeThreads,
    alert_ports,
    ask,
    assistant_ports,
    digest_ports,
    given_up,
    home_ports,
)

SETTLING = timedelta(hours=6)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MIDNIGHT = NOON.replace(hour=0)
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)


class HourlySource(FakeSource):
    """So many sessions in each hour that has begun; `missing` hours are left out."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock = clock
        self.hourly: dict[str, int] = {}
        self.missing: set[datetime] = set()

    def answer(self, job: SummaryJob) -> tuple[Bucket, ...]:
        return tuple(
            Bucket(
                bot_id=bot_id,
                start=start,
                counts={Unit.SESSION: self.hourly.get(bot_id, 10), Unit.REQUEST: 0},
            )
            for bot_id in job.bot_ids
            for start in job.starts()
            if start <= self.clock.now() and start not in self.missing
        )


@dataclass
class Office:
    """A clock that the test turns, and all that alerts need."""

    database: Database
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))
    notifier: FakeNoticeNotifier = field(default_factory=FakeNoticeNotifier)
    said: FakeNotifier = field(default_factory=FakeNotifier)

    def __post_init__(self) -> None:
        self.source = HourlySource(self.clock)
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
            notifier=self.said,
            directory=FakeDirectory(),
            channels=ChannelStore(self.database),
            workspaces=WorkspaceStore(self.database),
            threads=FakeThreads(),
            receipts=FakeReceipts(),
            allowances=AllowanceStore(self.database),
            groups=GroupStore(self.database),
            closes=CloseStore(self.database),
            audit=AuditStore(self.database),
            digests=digest_ports(self.database, FakeDigestNotifier(), self.clock),
            alerts=alert_ports(self.database, self.notifier),
            home=home_ports(self.database),
            assistants=assistant_ports(self.database),
            question_deadline=timedelta(minutes=25),
        )
        lanes.ports = self.ports

    def with_account(self) -> None:
        self.source.account = True

    async def link(self, *names: str, channel: str = "C1") -> None:
        for name in names:
            bot = LinkedBot(id=f"st-{name.lower()}", name=name, linked_by="U1")
            await self.ports.channels.link("T1", channel, bot, self.clock.now())

    async def type(self, text: str, user: str = "U1", channel: str = "C1") -> None:
        """`/billing TEXT`, now."""
        asked = ask(text, user=user, channel=channel)
        id_ = f"{self.clock.now():%H%M%S}-{len(self.said.told)}-{text}"
        update = {"received_at": self.clock.now(), "id": id_}
        await handle_ask(asked.model_copy(update=update), self.ports, FakeRun())

    async def save(self, rule: str, channel: str = "C1") -> Watched:
        await self.type(f"alert save {rule}", channel=channel)
        return (await self.rules(channel))[-1]

    async def rules(self, channel: str = "C1") -> list[Watched]:
        return await self.ports.alerts.store.of_channel("T1", channel)

    async def check(self, at: datetime | None = None) -> int:
        """What the engine does every 15 minutes; the number of checks that were begun."""
        if at:
            self.clock.time = at
        begun: list[tuple[str, datetime]] = []

        async def start(team: str, moment: datetime) -> None:
            begun.append((team, moment))

        async def evaluate(open_: OpenCheck) -> None:
            await evaluate_alerts(open_, self.ports)

        await begin_checks(self.ports, start)
        for team, moment in begun:
            await check_alerts(team, moment, self.ports, evaluate)
        return len(begun)

    def kinds(self) -> list[str]:
        return [notice.kind.value for notice, _ in self.notifier.posted]


async def test_a_level_is_told_once_and_higher_ones_in_its_thread(office: Office) -> None:
    await office.save("sessions > 100, 150 and 200 per day in UTC")
    await office.check(NOON)  # 12 hours of 10
    await office.check(NOON + QUARTER)
    await office.check(NOON + 4 * HOUR)
    assert office.kinds() == ["fired", "escalated"]
    (first, no_thread), (second, thread) = office.notifier.posted
    assert (no_thread, thread) == (None, (await place(office, first.episode)))
    assert first.level
    assert second.level
    assert (first.level.at, second.level.at) == (100, 150)
    assert office.notifier.edited[-1] == (second, thread)
    assert office.notifier.kept == [first]


async def place(office: Office, episode: str) -> object:
    return await office.ports.alerts.store.place("T1", episode.partition(":")[0], episode)


async def test_only_the_highest_of_several_new_levels_is_told(office: Office) -> None:
    await office.save("sessions > 10, 50 and 100 per day in UTC")
    await office.check(NOON)
    ((notice, _),) = office.notifier.posted
    assert notice.level
    assert notice.level.at == 100
    assert notice.provisional


async def test_a_new_day_is_a_new_episode_and_the_old_one_ends_once_settled(
    office: Office,
) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.check(NOON)
    tomorrow = MIDNIGHT + timedelta(days=1)
    await office.check(tomorrow + HOUR)
    assert office.kinds() == ["fired"]
    await office.check(tomorrow + SETTLING + QUARTER)
    assert office.kinds() == ["fired", "ended"]
    await office.check(tomorrow + timedelta(hours=12))
    assert office.kinds() == ["fired", "ended", "fired"]
    episodes = [notice.episode for notice, _ in office.notifier.posted]
    assert episodes[0] == episodes[1] != episodes[2]


async def test_all_rules_of_all_channels_share_one_job_for_each_bot(office: Office) -> None:
    await office.link("Support", channel="C2")
    await office.save("sessions > 100 per day in UTC")
    await office.save("sessions > 1000 per day in UTC")
    await office.save("requests > 100 per day in UTC", channel="C2")
    await office.check(NOON)
    assert len(office.source.fetched) == 1
    assert office.kinds() == ["fired"]


async def test_with_the_accounts_credentials_all_bots_are_one_job(office: Office) -> None:
    office.with_account()
    await office.link("Sales", "Help")
    await office.save("sessions > 100 per day for each bot in UTC")
    await office.check(NOON)
    (job,) = office.source.fetched
    assert job.bot_ids == ("st-help", "st-sales", "st-support")
    assert sorted(notice.bot_id for notice, _ in office.notifier.posted) == list(job.bot_ids)


async def test_a_bot_that_is_refused_breaks_its_own_alert_alone(office: Office) -> None:
    office.with_account()
    await office.link("Ghost", channel="C2")
    await office.save("sessions > 100 per day in UTC")
    await office.save("sessions > 50 per day in UTC", channel="C2")
    office.source.refused = {"st-ghost": "Kore.ai does not know this bot."}
    for quarter in range(3):
        await office.check(NOON + quarter * QUARTER)
    assert sorted(office.kinds()) == ["check_failed", "fired"]
    (failed,) = (notice for notice, _ in office.notifier.posted if notice.kind == "check_failed")
    assert failed.reason == "Ghost: Kore.ai does not know this bot."
    office.source.refused = {}
    await office.check(NOON + 4 * QUARTER)
    assert sorted(office.kinds())[1:] == ["check_recovered", "fired", "fired"]


async def test_a_check_that_is_given_up_has_failed_for_each_alert(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.save("sessions > 50 per day in UTC")
    with given_up():
        await office.check(NOON)
    assert office.kinds() == ["check_failed", "check_failed"]
    assert {notice.reason for notice, _ in office.notifier.posted} == {GIVEN_UP}
    await office.check(NOON + QUARTER)
    assert sorted(office.kinds()[2:]) == ["check_recovered", "check_recovered", "fired", "fired"]


async def test_of_several_bots_the_one_that_is_refused_is_not_known_for_that(
    office: Office,
) -> None:
    office.with_account()
    await office.link("Ghost")
    await office.save("sessions > 100 per day for each bot in UTC")
    office.source.refused = {"st-ghost": "Kore.ai does not know this bot."}
    for quarter in range(2):
        await office.check(NOON + quarter * QUARTER)
    told = {notice.kind: notice for notice, _ in office.notifier.posted}
    assert sorted(told) == ["check_failed", "fired"]
    assert told[NoticeKind.FIRED].bot_id == "st-support"
    blind = told[NoticeKind.CHECK_FAILED]
    assert (blind.bot_id, blind.reason) == ("st-ghost", "Kore.ai does not know this bot")


async def test_a_trial_of_a_bot_that_is_refused_says_so(office: Office) -> None:
    office.with_account()
    office.source.refused = {"st-support": "Kore.ai does not know this bot."}
    await office.type("alert sessions > 100 per day in UTC")
    assert office.said.failed[-1][-1].message == "Kore.ai does not know this bot."


async def test_a_rule_that_fetches_too_much_may_be_saved_untried_or_is_refused(
    office: Office,
) -> None:
    await office.link(*(f"Bot{n}" for n in range(120)))
    rule = "sessions unusual for the weekday for each bot in UTC"
    await office.type(f"alert {rule}")
    assert "save it untried" in office.said.failed[-1][-1].message
    assert office.source.fetched == []
    await office.save(rule)
    await office.link(*(f"More{n}" for n in range(120)))
    await office.type("alert save sessions unusual in UTC")
    assert "Name one bot in the rule" in office.said.failed[-1][-1].message
    assert len(await office.rules()) == 1


async def test_a_rule_whose_bots_became_too_many_fails_and_breaks_no_other(office: Office) -> None:
    await office.link("Sales", channel="C2")
    await office.save("sessions > 100 per day in UTC")
    await office.save("sessions unusual for the weekday for each bot in UTC", channel="C2")
    await office.link(*(f"Bot{n}" for n in range(200)), channel="C2")
    await office.check()
    assert {id_ for job in office.source.fetched for id_ in job.bot_ids} == {"st-support"}
    (failed,) = (notice for notice, _ in office.notifier.posted if notice.kind == "check_failed")
    assert "more than the 250,000 that I fetch at once" in failed.reason


async def test_history_is_fetched_once_and_then_known(office: Office) -> None:
    await office.save("sessions unusual for the weekday in UTC")
    await office.check(NOON)
    assert len(office.source.fetched) == 2  # eight weeks, and what may still change
    for hour in range(1, 48):
        await office.check(NOON + hour * HOUR)
    live = office.source.fetched[2:]
    assert len(live) == 47
    assert max(job.end - job.start for job in live) <= timedelta(days=5)


async def test_an_hour_that_comes_two_days_late_still_counts(office: Office) -> None:
    await office.save("sessions > 200 per day in UTC")
    office.source.missing = {MIDNIGHT + 3 * HOUR}
    for hour in range(48):
        await office.check(NOON + hour * HOUR)
    assert fired(office) == [MIDNIGHT, MIDNIGHT + 24 * HOUR]  # 230 are known of the first
    assert MIDNIGHT not in windows(office, NoticeKind.ENDED)  # of a part no end is said
    office.source.missing = set()
    await office.check(NOON + 48 * HOUR)
    assert fired(office) == [MIDNIGHT, MIDNIGHT + 24 * HOUR]
    assert MIDNIGHT in windows(office, NoticeKind.ENDED)
    end = office.notifier.posted[-1][0]
    assert end.figures
    assert (end.figures.value, end.figures.holes) == (240, "")


def fired(office: Office) -> list[datetime]:
    """The beginnings of the windows that fired."""
    return windows(office, NoticeKind.FIRED)


def windows(office: Office, kind: NoticeKind) -> list[datetime]:
    told = (notice for notice, _ in office.notifier.posted if notice.kind is kind)
    return [notice.window.start for notice in told if notice.window]


class BusyLedger(LedgerStore):
    """Of which another process keeps what is asked for, just after it was looked at."""

    async def knows(self, *job: object, patient: bool) -> bool:
        return False


async def test_settled_figures_that_were_fetched_long_ago_make_no_check_an_old_one(
    office: Office,
) -> None:
    usage = office.ports.usage
    ledger = BusyLedger(office.database, "kore", SETTLING)
    office.ports = replace(office.ports, usage=replace(usage, ledger=ledger))
    office.ports.lanes.ports = office.ports  # type: ignore[attr-defined] # FakeLanes
    await office.save("at 70 and 71% of 8000 sessions per month in UTC")
    await office.check(NOON)
    await office.check(NOON + 4 * HOUR)
    assert office.kinds() == ["fired", "escalated"]


async def test_a_missing_figure_neither_fires_nor_clears(office: Office) -> None:
    await office.save("sessions > 125 per day in UTC")  # there are 130, of which 120 are known
    office.source.missing = {MIDNIGHT + 3 * HOUR}
    await office.check(NOON)
    assert office.kinds() == []
    office.source.missing = set()
    await office.check(NOON + QUARTER)
    assert office.kinds() == ["fired"]
    office.source.missing = {MIDNIGHT + 3 * HOUR}
    await office.check(NOON + 2 * QUARTER)
    assert office.kinds() == ["fired"]
    (watched,) = await office.rules()
    assert [e.phase for w in watched.memory.watches for e in w.episodes] == [Phase.FIRING]


async def test_holes_that_last_are_told_once_and_so_is_their_end(office: Office) -> None:
    await office.save("sessions > 125 per day in UTC")
    office.source.missing = {MIDNIGHT + 3 * HOUR}
    await office.check(NOON)
    assert office.kinds() == []  # the next check may have it
    for quarter in range(1, 5):
        await office.check(NOON + quarter * QUARTER)
    assert office.kinds() == ["check_failed"]
    (told,) = [notice for notice, _ in office.notifier.posted]
    assert told.holes
    assert told.reason == ("Kore.ai sent no figure for 1 of 13 hours; the others hold 120 sessions")
    await office.check(NOON + HOUR + QUARTER)  # by then 130 are known without it
    assert office.kinds() == ["check_failed", "check_recovered", "fired"]
    fired_ = office.notifier.posted[-1][0]
    assert fired_.figures
    assert (fired_.figures.value, bool(fired_.figures.holes)) == (130, True)
    office.source.missing = set()
    await office.check(NOON + HOUR + 2 * QUARTER)
    assert office.kinds() == ["check_failed", "check_recovered", "fired"]
    (watched,) = await office.rules()
    assert (watched.memory.failures, watched.memory.holes) == (0, False)


async def test_of_several_levels_the_known_one_is_told_and_the_others_are_not_seen(
    office: Office,
) -> None:
    await office.save("at 50, 80 and 100% of 200 sessions per day in UTC")
    office.source.missing = {MIDNIGHT + 3 * HOUR}
    for quarter in range(3):
        await office.check(NOON + quarter * QUARTER)
    assert office.kinds() == ["fired", "check_failed"]
    fired_ = office.notifier.posted[0][0]
    assert fired_.figures
    assert (fired_.rank, fired_.figures.percent) == (0, 55)


async def test_a_check_that_fails_is_told_once_and_so_is_its_recovery(office: Office) -> None:
    await office.save("sessions > 1000 per day in UTC")
    office.source.failures["st-support"] = KoreUnavailableError("Kore.ai does not answer.")
    for quarter in range(6):
        await office.check(NOON + quarter * QUARTER)
    assert office.kinds() == ["check_failed"]
    office.source.failures.clear()
    await office.check(NOON + 7 * QUARTER)
    await office.check(NOON + 8 * QUARTER)
    assert office.kinds() == ["check_failed", "check_recovered"]


async def test_a_check_that_no_retry_helps_breaks_the_rule_until_it_is_resumed(
    office: Office,
) -> None:
    await office.save("sessions > 100 per day in UTC")
    office.source.failures["st-support"] = KoreRefusedError("Kore.ai refuses our credentials.")
    for quarter in range(8):
        await office.check(NOON + quarter * QUARTER)
    assert office.kinds() == ["check_failed"]
    assert [notice.kind.value for notice, _ in office.notifier.edited] == ["check_failed"]
    (watched,) = await office.rules()
    assert watched.memory.broken
    office.source.failures.clear()
    assert len(office.source.fetched) == 5
    await office.type("alerts resume 1")
    await office.check(NOON + 9 * QUARTER)
    assert office.kinds() == ["check_failed", "check_recovered", "fired"]


async def test_the_message_shows_the_latest_figures_though_nothing_new_is_told(
    office: Office,
) -> None:
    await office.save("sessions > 100 and 1000 per day in UTC")
    await office.check(NOON)
    await office.check(NOON + QUARTER)  # in which an hour has begun
    await office.check(NOON + 2 * QUARTER)
    assert len(office.notifier.edited) == 1
    await office.check(NOON + HOUR + QUARTER)
    assert len(office.notifier.edited) == 2
    assert office.kinds() == ["fired"]


async def test_the_message_says_what_becomes_of_its_rule(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.check(NOON)
    for words in ("pause 1", "resume 1", "save #1 sessions > 110 per day in UTC"):
        await office.type(f"alert {words}")
    assert office.notifier.shown_as == ["paused", "active", "changed"]
    await office.check(NOON + QUARTER)
    await office.type("alert remove 1")
    assert office.notifier.shown_as[3:] == ["removed"]
    assert [thread.ts for _, thread in office.notifier.edited] == ["1.0"] * 3 + ["2.0"]


async def test_an_undelivered_notice_is_sent_with_the_next_check(office: Office) -> None:
    await office.save("sessions > 100 per day, at most once per 24 h, in UTC")
    office.notifier.closed = SlackUnavailableError("Slack does not answer.")
    await office.check(NOON)
    (watched,) = await office.rules()
    assert (watched.fired_at, office.kinds()) == (None, [])
    office.notifier.closed = None
    await office.check(NOON + QUARTER)
    await office.check(NOON + 2 * QUARTER)
    assert office.kinds() == ["fired"]
    (watched,) = await office.rules()
    assert watched.fired_at == NOON + QUARTER


async def test_after_a_crash_a_notice_that_was_handed_over_is_told(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.check(NOON)
    (told,) = office.notifier.posted
    (watched,) = await office.rules()
    # As it stands when the process dies between the post and its being written down.
    outbox = (Waiting(notice=told[0], sent=True),)
    memory = watched.memory.model_copy(update={"outbox": outbox})
    assert await office.ports.alerts.store.remember(watched, memory)
    await office.check(NOON + QUARTER)
    assert [notice.key for notice, _ in office.notifier.posted] == [told[0].key] * 2


async def test_a_closed_channel_stops_the_rule_and_tells_its_owner(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    office.notifier.closed = SlackRefusedError("Slack refused this (is_archived).", "is_archived")
    await office.check(NOON)
    await office.check(NOON + QUARTER)
    (stopped,) = office.notifier.stopped
    assert (stopped.state, stopped.reason) == (
        RuleState.STOPPED,
        "Slack refused this (is_archived).",
    )
    office.notifier.closed = None
    await office.type(f"alerts resume {stopped.id}", channel="D1")
    await office.check(NOON + 2 * QUARTER)
    assert office.kinds() == ["fired"]


async def test_what_others_would_see_by_now_is_not_told(office: Office) -> None:
    await office.save("sessions > 100 and 120 per day in UTC")
    await office.check(NOON)
    office.ports.directory.shared_channels["C1"] = True  # type: ignore[attr-defined] # of the fake
    edits = len(office.notifier.edited)
    await office.check(NOON + 3 * HOUR)
    assert office.kinds() == ["fired"]
    assert len(office.notifier.edited) == edits
    (stopped,) = office.notifier.stopped
    assert (stopped.state, (await office.rules())[0].alert.state) == ("stopped", "stopped")
    assert "shared with another organisation" in stopped.reason


async def test_a_refused_token_cuts_the_workspace_off_and_stops_no_rule(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    office.notifier.closed = SlackRefusedError("Slack has revoked the token.", "token_revoked")
    await office.check(NOON)
    assert await office.check(NOON + QUARTER) == 0
    await office.ports.digests.disconnections.reconnect("T1")
    office.notifier.closed = None
    await office.check(NOON + 2 * QUARTER)
    assert (office.kinds(), office.notifier.stopped) == (["fired"], [])


async def test_acknowledged_and_snoozed_by_button(office: Office) -> None:
    await office.save("sessions > 100, 150 and 200 per day in UTC")
    await office.check(NOON)
    episode = office.notifier.posted[0][0].episode
    await office.type(f"alerts ack {episode}", user="U2")
    (watched,) = await office.rules()
    assert watched.memory.episode(episode).acknowledged_by == "U2"  # type: ignore[union-attr]
    assert len(office.notifier.edited) == 1
    await office.type(f"alerts snooze 1d {episode}", user="U2")
    await office.check(NOON + 5 * HOUR)
    assert office.kinds() == ["fired"]
    await office.type("alerts ack 0123456789ab:*:2026-11-24T00:00:1")
    assert "no alert 0123456789ab" in office.said.failed[-1][1].message


async def test_what_fires_is_answered_by_number_too(office: Office) -> None:
    await office.save("sessions > 100, 150 and 200 per day in UTC")
    await office.type("alerts ack 1")
    assert "not firing" in office.said.failed[-1][1].message
    await office.check(NOON)
    await office.type("alerts ack 1", user="U2")
    await office.type("alerts snooze 1", user="U2")
    (watched,) = await office.rules()
    (episode,) = [each for watch in watched.memory.watches for each in watch.episodes]
    assert episode.acknowledged_by == "U2"
    assert episode.snooze
    await office.check(NOON + 5 * HOUR)
    assert office.kinds() == ["fired"]


async def test_muted_rules_are_checked_and_say_nothing(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.type("alerts mute 1")
    await office.check(NOON)
    assert office.kinds() == []
    await office.type("alerts unmute 1")
    assert office.kinds() == ["fired"]


async def test_who_may_change_a_rule(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    for words in ("pause 1", "remove 1", "mute 1", "edit 1 sessions > 5 per day"):
        await office.type(f"alerts {words}", user="U2")
        assert "Only the person who set up alert 1" in office.said.failed[-1][1].message
    await office.type("alerts pause 1", user="U9")
    assert "is paused" in office.said.told[-1]
    assert await office.check(NOON) == 0


async def test_a_rule_is_tried_on_the_past_before_it_is_saved(office: Office) -> None:
    await office.type("alert when sessions > 100 per day in UTC")
    (replay,) = office.notifier.replayed
    assert len(replay.fired) in (90, 91)
    assert await office.rules() == []
    await office.type("alert save sessions > 100 per day in UTC")
    (watched,) = await office.rules()
    assert (watched.alert.number, len(office.notifier.confirmed)) == (1, 1)


async def test_our_allowance_is_the_one_that_the_channel_has_set(office: Office) -> None:
    await office.type("alert save at 80 % of our allowance")
    assert "`/billing allowance 40000 sessions per month`" in office.said.failed[-1][1].message
    await office.type("allowance 300 sessions per month from the 15th")
    watched = await office.save("at 80% of our allowance")
    threshold = watched.alert.rule
    assert (threshold.allowance, threshold.from_day) == (300, 15)
    await office.check()
    assert office.kinds() == ["fired"]


async def test_a_cost_is_watched_by_the_prices_of_the_channel(office: Office) -> None:
    await office.type("alert when cost over 5 EUR per day in UTC")
    await office.type("price 0.05 EUR per session")
    await office.type("alert when cost over 5 USD per day in UTC")
    refused = [error.message for _, error in office.said.failed]
    assert "until this channel has a price" in refused[0]
    assert "prices are in EUR, and I don't convert currencies" in refused[1]
    await office.type("alert when cost over 5 EUR per day in UTC")
    assert office.notifier.replayed[0].fired  # 12 EUR on each day
    await office.save("cost over 5 EUR per day in UTC")
    await office.check(NOON)
    ((fired, _),) = office.notifier.posted
    assert fired.figures
    assert fired.figures.value == 6 * ATOMS  # 12 hours of 10 sessions
    await office.type("price remove sessions")
    await office.check(NOON + QUARTER)
    assert "until this channel has a price" in office.notifier.posted[-1][0].reason


async def test_an_edit_is_tried_too_and_keeps_the_number(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.type("alerts edit 1 sessions > 1000 per day in UTC")
    assert office.notifier.replayed[0].fired == ()
    await office.type("alerts save #1 sessions > 1000 per day in UTC")
    (watched,) = await office.rules()
    assert (watched.alert.number, watched.alert.rule.levels[0].at) == (1, 1000)


async def test_an_edit_without_words_shows_the_present_ones(office: Office) -> None:
    watched = await office.save("sessions > 100 per day in UTC")
    await office.type("alerts edit 1")
    message = office.said.failed[-1][1].message
    assert f"`/billing alerts edit 1 {describe(watched.alert.rule)}`" in message


async def test_a_changed_rule_speaks_of_its_window_again_under_other_keys(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.check(NOON)
    await office.type("alerts save #1 sessions > 110 per day in UTC")
    await office.check(NOON + QUARTER)
    assert office.kinds() == ["fired", "fired"]
    first, second = (notice for notice, _ in office.notifier.posted)
    assert first.key != second.key
    await office.type(f"alerts ack {second.episode}")
    assert office.said.told[-1] == "Alert 1: acknowledged."


async def test_of_the_time_before_a_change_nothing_is_told(office: Office) -> None:
    await office.save("sessions > 1000 per day in UTC")
    await office.check(NOON)
    await office.check(NOON + timedelta(days=3))
    await office.type("alerts save #1 sessions > 100 per day in UTC")
    await office.check(NOON + timedelta(days=3) + QUARTER)
    (notice,) = [notice for notice, _ in office.notifier.posted]
    assert notice.window
    assert notice.window.start == MIDNIGHT + timedelta(days=3)


async def test_of_what_ended_while_a_rule_was_paused_only_the_end_is_told(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.check(NOON)
    await office.type("alerts pause 1")
    office.clock.time = NOON + timedelta(days=5)
    await office.type("alerts resume 1")
    await office.check(NOON + timedelta(days=5) + QUARTER)
    starts = [notice.window.start for notice, _ in office.notifier.posted if notice.window]
    assert office.kinds() == ["fired", "ended", "fired"]
    assert starts == [MIDNIGHT, MIDNIGHT, MIDNIGHT + timedelta(days=5)]


async def test_what_ended_while_we_were_down_is_told_late(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.check(NOON)
    await office.check(NOON + timedelta(days=2))
    told: dict[datetime, list[tuple[str, bool]]] = {}
    for notice, _ in office.notifier.posted:
        if notice.window:
            told.setdefault(notice.window.start, []).append((notice.kind.value, notice.final))
    days = [MIDNIGHT + timedelta(days=n) for n in range(3)]
    assert told == {
        days[0]: [("fired", False), ("ended", True)],
        days[1]: [("fired", True)],  # at once with how it ended
        days[2]: [("fired", False)],
    }


async def test_a_bot_that_is_linked_no_more_is_forgotten(office: Office) -> None:
    await office.link("Sales")
    await office.save("sessions > 100 per day for each bot in UTC")
    await office.check(NOON)
    await office.ports.channels.unlink("T1", "C1", "st-sales")
    await office.check(NOON + QUARTER)
    (watched,) = await office.rules()
    assert [watch.bot_id for watch in watched.memory.watches] == ["st-support"]


async def test_what_would_you_say_now(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.type("alerts test 1")
    ((found, step),) = office.notifier.tried
    assert [notice.kind for notice in step.notices] == [NoticeKind.FIRED]
    assert len(found) == 1
    (watched,) = await office.rules()
    assert watched.memory.watches == ()


async def test_history_keeps_the_values_of_its_time(office: Office) -> None:
    await office.save("sessions > 100 and 150 per day in UTC")
    await office.check(NOON)
    await office.check(NOON + 4 * HOUR)
    await office.type("alerts history")
    (told,) = office.notifier.told
    values = [each.notice.figures.value for _, each in told if each.notice.figures]
    assert values == [160, 120]


async def test_no_bot_no_rule(office: Office) -> None:
    await office.type("alert when sessions > 100 per day", channel="C9")
    assert "no bot yet" in office.said.failed[-1][1].message
    await office.type("alert when sessions > 100 per day for Ghost")
    assert 'no bot called "Ghost"' in office.said.failed[-1][1].message


async def test_questions_about_the_unit_alerts_stay_questions(office: Office) -> None:
    await office.type("alerts last week")
    assert len(office.said.opened) == 1


CHECKED = [
    # wanted, checks as (minutes ago, seconds), due
    ([], True),
    ([(15, 40.0)], True),
    ([(14, 40.0)], False),
    ([(15, None)], False),  # it still runs
    ([(45, None)], True),  # its process has died
    ([(15, 460.0)], False),  # half of the lane is people's
    ([(30, 460.0)], True),
    ([(30, 1000.0), (15, 10.0)], False),
    ([(30, 80_000.0), (15, 10.0)], True),  # the machine slept
]


@pytest.mark.parametrize(("checks", "due"), CHECKED)
def test_when_a_check_is_due(checks: list[tuple[int, float | None]], *, due: bool) -> None:
    known = [
        Check(moment=NOON - timedelta(minutes=minutes), seconds=seconds)
        for minutes, seconds in checks
    ]
    assert due_moment(NOON, QUARTER, known) == (NOON if due else None)


def test_every_process_finds_the_same_moment() -> None:
    for seconds in (0, 7, 899):
        assert due_moment(NOON + timedelta(seconds=seconds), QUARTER, []) == NOON


def test_the_pace_says_why_it_is_slower() -> None:
    assert pace(QUARTER, [Check(moment=NOON, seconds=450)]) == (QUARTER, "")
    slower = pace(QUARTER, [Check(moment=NOON, seconds=451)])
    assert (slower.every, slower.why) == (2 * QUARTER, "a check has taken 451 s at Kore.ai")


def test_the_pace_leaves_half_of_kores_calls_to_people() -> None:
    assert pace(QUARTER, [Check(moment=NOON, seconds=30, jobs=22)]).every == QUARTER
    slower = pace(QUARTER, [Check(moment=NOON, seconds=30, jobs=23)])
    assert slower.every == 2 * QUARTER
    assert "23 jobs in one lane" in slower.why
