"""The use cases against small doubles of the outside and a real store."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.domain.allowance import Allowance
from slackbot.domain.ask import CANCEL, MOST_OPEN, Thread
from slackbot.domain.channel import LinkedBot
from slackbot.domain.errors import (
    KoreRefusedError,
    KoreUnavailableError,
    SlackRefusedError,
    UnreadableError,
    UserError,
)
from slackbot.domain.query import Unit
from slackbot.language.commands import ShowReceipt
from slackbot.ports import (
    AlertPorts,
    AssistantPorts,
    DigestPorts,
    HomePorts,
    OpenQuestion,
    Ports,
    UsagePorts,
)
from slackbot.store.audit import AuditStore
from slackbot.store.budgets import BudgetStore
from slackbot.store.closes import CloseStore
from slackbot.store.databases.database import Database
from slackbot.store.ledger import LedgerStore
from slackbot.store.setup.allowances import AllowanceStore
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.groups import GroupStore
from slackbot.workflows.context import TOO_MANY
from slackbot.workflows.ended_terms import tell_ended_terms
from slackbot.workflows.handle_ask import handle_ask
from slackbot.workflows.questions.answer import open_thread
from slackbot.workflows.questions.deliver import deliver_answer
from slackbot.workflows.questions.receipts import show_receipt
from tests.fakes import (
    NOW,
    FakeDirectory,
    FakeLanes,
    FakeNotifier,
    FakeReceipts,
    FakeRun,
    FakeSource,
    FakeThreads,
    FakeWorkspaces,
    alert_ports,
    ask,
    assistant_ports,
    digest_ports,
    given_up,
    home_ports,
)


@dataclass
class Desk:
    """The workflows' surroundings, and how to type a command."""

    source: FakeSource
    notifier: FakeNotifier
    directory: FakeDirectory
    channels: ChannelStore
    ledger: LedgerStore
    budgets: BudgetStore
    workspaces: FakeWorkspaces
    threads: FakeThreads
    allowances: AllowanceStore
    groups: GroupStore
    closes: CloseStore
    audit: AuditStore
    digests: DigestPorts
    alerts: AlertPorts
    home: HomePorts
    assistants: AssistantPorts
    batch: int = 50
    receipts: FakeReceipts = field(default_factory=FakeReceipts)

    @property
    def ports(self) -> Ports:
        usage = UsagePorts(self.source, self.ledger, self.budgets, self.source, self.batch)
        lanes = FakeLanes()
        ports = Ports(
            usage,
            lanes,
            self.notifier,
            self.directory,
            self.channels,
            self.workspaces,
            self.threads,
            self.receipts,
            self.allowances,
            self.groups,
            self.closes,
            self.audit,
            self.digests,
            self.alerts,
            self.home,
            self.assistants,
            question_deadline=timedelta(minutes=25),
        )
        lanes.ports = ports
        return ports

    async def type(self, text: str, user: str = "U1", thread: Thread | None = None) -> FakeRun:
        run = FakeRun()
        asked = ask(text, user=user).model_copy(update={"thread": thread})
        await handle_ask(asked, self.ports, run)
        return run

    async def link(self, *names: str) -> None:
        for name in names:
            bot = LinkedBot(id=f"st-{name.lower()}", name=name, linked_by="U1")
            await self.channels.link("T1", "C1", bot, NOW)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return desk_over(database)


def desk_over(database: Database) -> Desk:
    """A desk whose stores are in that database."""
    return Desk(
        FakeSource(),
        FakeNotifier(),
        FakeDirectory(),
        ChannelStore(database),
        LedgerStore(database, "kore", timedelta(hours=6)),
        BudgetStore(database, "kore"),
        FakeWorkspaces(),
        FakeThreads(),
        AllowanceStore(database),
        GroupStore(database),
        CloseStore(database),
        AuditStore(database),
        digest_ports(database),
        alert_ports(database),
        home_ports(database),
        assistant_ports(database),
    )


async def test_a_question_takes_few_coarse_steps(desk: Desk) -> None:
    await desk.link("Support")
    run = await desk.type("last week by day")
    assert run.steps == ["open_thread", "show_waiting"]
    ((opened, report),) = desk.notifier.delivered
    assert opened.thread is not None
    assert report.total.counts[Unit.SESSION] == 10


async def test_the_askers_zone_is_used(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("yesterday")
    assert desk.notifier.opened[0].period.describe() == "Mon 23 Nov 2026 (Europe/Berlin)"


async def test_a_question_is_read_in_the_language_of_the_askers_slack(desk: Desk) -> None:
    await desk.link("Support")
    desk.directory.locale = "de-DE"
    await desk.type("Sitzungen für Support von gestern pro Stunde")
    (query,) = desk.notifier.opened
    assert query.period.describe() == "Mon 23 Nov 2026 (Europe/Berlin)"
    assert (query.grouping, query.bots, query.units) == ("hour", ("Support",), (Unit.SESSION,))


async def test_a_mistake_opens_nothing_and_costs_nothing(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("the day after never")
    assert (desk.notifier.opened, desk.source.fetched) == ([], [])
    ((opened, error),) = desk.notifier.failed
    assert opened is None
    assert isinstance(error, UnreadableError)


async def test_the_period_before_comes_in_the_same_job(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("last week")
    (job,) = desk.source.fetched
    assert job.end - job.start == timedelta(days=14)
    ((opened, report),) = desk.notifier.delivered
    assert opened.before is not None
    assert opened.before.end == opened.query.period.start
    assert report.total.counts[Unit.SESSION] == 10
    assert report.previous is not None
    assert report.previous.counts[Unit.SESSION] == 0


async def test_a_named_comparison_is_a_job_of_its_own_where_it_is_far(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("last week vs January 2026")
    assert len(desk.source.fetched) == 2
    ((_, report),) = desk.notifier.delivered
    assert report.total.counts[Unit.SESSION] == 10
    assert report.changes[Unit.SESSION].before == 10


async def test_no_figures_to_compare_with_are_no_failure(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("last week")
    desk.source.failures["st-support"] = KoreUnavailableError("Kore.ai is down")
    await desk.type("last week vs January 2026")
    _, report = desk.notifier.delivered[1]
    assert (report.previous, report.gaps) == (None, ())


async def test_privately_posts_nothing(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("last week privately")
    assert desk.notifier.opened == []
    ((opened, _),) = desk.notifier.delivered
    assert opened.note == "Only you see this, as you asked."


async def test_a_follow_up_keeps_what_its_thread_asked(desk: Desk) -> None:
    await desk.link("Support", "Sales")
    await desk.type("last week for Sales")
    thread = Thread(channel="C1", ts="1.000001")
    for words in ("by hour", "and the week before?"):
        await desk.type(words, thread=thread)
    assert len(desk.notifier.opened) == 1
    asked = [opened.query for opened, _ in desk.notifier.delivered]
    assert [query.bots for query in asked] == [("Sales",)] * 3
    assert [query.grouping for query in asked] == [None, "hour", "hour"]
    assert asked[2].period.end == asked[1].period.start
    assert all(opened.thread == thread for opened, _ in desk.notifier.delivered)


async def test_a_mention_elsewhere_is_a_question_like_another(desk: Desk) -> None:
    await desk.link("Support")
    thread = Thread(channel="C1", ts="9.000001")
    await desk.type("yesterday", thread=thread)
    ((opened, _),) = desk.notifier.delivered
    assert (opened.thread, desk.notifier.opened) == (thread, [])


@pytest.mark.parametrize(("user", "stopped"), [("U1", True), ("U9", True), ("U2", False)])
async def test_a_waiting_question_is_cancelled_by_its_asker_or_an_admin(
    desk: Desk, user: str, *, stopped: bool
) -> None:
    await desk.link("Support")
    await desk.type("last week")
    opened, _ = desk.notifier.delivered[0]
    question = OpenQuestion(ask=ask("last week", user="U1"), opened=opened, until=NOW)
    ports = desk.ports
    lanes = FakeLanes()
    lanes.waiting.append(question)
    click = ask(question.ask.id, user=user).model_copy(update={"command": CANCEL})
    await handle_ask(click, replace(ports, lanes=lanes), FakeRun())
    assert ((question.ask.id, user) in desk.notifier.stopped) is stopped
    assert bool(lanes.waiting) is not stopped
    await handle_ask(click, replace(ports, lanes=FakeLanes()), FakeRun())
    assert "over already" in desk.notifier.failed[-1][1].message


async def test_a_sixth_open_question_is_refused_in_a_sentence_and_counts_no_more(
    desk: Desk,
) -> None:
    await desk.link("Support")
    ports = desk.ports
    lanes = FakeLanes()
    lanes.ports = ports
    lanes.open = {str(number) for number in range(MOST_OPEN)}
    sixth = ask("last week", user="U1")
    await handle_ask(sixth, replace(ports, lanes=lanes), FakeRun())
    _, error = desk.notifier.failed[-1]
    assert error.message == TOO_MANY
    assert (desk.notifier.opened, sixth.id in lanes.open) == ([], False)
    lanes.open.pop()
    await handle_ask(sixth, replace(ports, lanes=lanes), FakeRun())
    assert len(desk.notifier.delivered) == 1


@pytest.mark.parametrize("text", ["last week", "the day of reckoning", "for Nobody"])
async def test_what_has_its_answer_or_refusal_is_open_no_more(desk: Desk, text: str) -> None:
    await desk.link("Support")
    await desk.type("last week")
    ports = desk.ports
    await handle_ask(ask(text, user="U1"), ports, FakeRun())
    assert isinstance(ports.lanes, FakeLanes)
    assert ports.lanes.open == set()


async def test_figures_of_the_comparison_alone_are_no_answer(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("January 2026")
    desk.source.failures["st-support"] = KoreUnavailableError("Kore.ai is down")
    await desk.type("last week vs January 2026")
    _, error = desk.notifier.failed[-1]
    assert error.message == "Kore.ai is down"


async def test_one_failed_bot_does_not_silence_the_others(desk: Desk) -> None:
    await desk.link("Support", "Sales")
    desk.source.failures["st-sales"] = KoreUnavailableError("Kore.ai is down")
    await desk.type("last week for all")
    ((_, report),) = desk.notifier.delivered
    assert [(gap.bot, gap.reason) for gap in report.gaps] == [("Sales", "Kore.ai is down")]


async def test_no_figure_at_all_is_a_failure(desk: Desk) -> None:
    await desk.link("Support")
    desk.source.counts = {}
    await desk.type("last week")
    ((opened, error),) = desk.notifier.failed
    assert opened is not None
    assert "sent no figures" in error.message


async def test_a_period_beyond_all_measure_is_refused_before_anything_is_posted(
    desk: Desk,
) -> None:
    await desk.link("Support")
    await desk.type("2001 to 2025 by hour")
    assert (desk.notifier.opened, desk.source.fetched) == ([], [])
    assert "one year at a time" in desk.notifier.failed[0][1].message


async def link_many(desk: Desk, count: int) -> None:
    for n in range(count):
        bot = LinkedBot(id=f"st-many-{n}", name=f"Many{n}", linked_by="U1")
        await desk.channels.link("T1", "C1", bot, NOW)


async def test_a_question_for_too_many_figures_is_refused_before_anything_is_posted(
    desk: Desk,
) -> None:
    await link_many(desk, 40)
    await desk.type("2026-01-01 to 2026-11-20 by hour for all bots in UTC")
    assert (desk.notifier.opened, desk.source.fetched) == ([], [])
    said = desk.notifier.failed[0][1].message
    assert "Try `by day`, fewer bots, or a shorter period" in said


async def test_a_failure_of_all_is_told_in_the_thread(desk: Desk) -> None:
    await desk.link("Support")
    desk.source.failures["st-support"] = KoreRefusedError("Check the secret")
    await desk.type("last week")
    ((opened, error),) = desk.notifier.failed
    assert opened is not None
    assert opened.thread is not None
    assert error.message == "Check the secret"


@pytest.mark.parametrize("known", [True, False])
async def test_a_question_that_is_given_up_is_told_so_in_its_thread(
    desk: Desk, *, known: bool
) -> None:
    await desk.link("Support")
    if known:
        await desk.type("last week by day")
    with given_up():
        run = await desk.type("last week by day")
    ((opened, error),) = desk.notifier.failed
    assert opened is not None
    assert opened.thread is not None
    assert "ended my process twice" in error.message
    assert "refuse" not in run.steps  # steps of a run that goes on are those of before
    await desk.type("last week by day")  # another question is another run
    assert len(desk.notifier.delivered) == 1 + known


@pytest.mark.parametrize("reason", ["not_in_channel", "channel_not_found", "is_archived"])
async def test_where_we_may_not_post_the_asker_is_answered_alone(desk: Desk, reason: str) -> None:
    await desk.link("Support")
    desk.notifier.closed = SlackRefusedError("no", reason)
    await desk.type("last week")
    ((opened, _),) = desk.notifier.delivered
    assert opened.thread is None
    assert "only you see this" in opened.note


async def test_an_unseen_channel_is_never_posted_to(desk: Desk) -> None:
    await desk.link("Support")
    desk.directory.shared_channels["C1"] = None
    await desk.type("last week")
    assert desk.notifier.opened == []
    ((opened, _),) = desk.notifier.delivered
    assert opened.thread is None


async def test_a_shared_channel_is_refused_until_an_admin_allows_it(desk: Desk) -> None:
    await desk.link("Support")
    desk.directory.shared_channels["C1"] = True
    for text in ("last week", "bots", "link st-new as New", "settings sharing allow"):
        await desk.type(text)
    assert len(desk.notifier.failed) == 4
    await desk.type("settings sharing allow", user="U9")
    await desk.type("last week")
    assert len(desk.notifier.delivered) == 1


async def test_a_channel_that_is_shared_while_figures_are_fetched_does_not_see_them(
    desk: Desk,
) -> None:
    await desk.link("Support")

    def share() -> None:
        desk.directory.shared_channels["C1"] = True

    desk.source.meanwhile = share
    await desk.type("last week by day as csv")
    assert desk.notifier.opened
    assert desk.source.fetched
    assert (desk.notifier.delivered, desk.notifier.files) == ([], [])
    assert "shared with another organisation" in desk.notifier.failed[-1][1].message


async def test_a_bot_that_is_unlinked_while_figures_are_fetched_is_not_shown(desk: Desk) -> None:
    await desk.link("Support", "Sales")
    opened = await open_thread(ask("last week for all"), "last week for all", desk.ports)
    asked = ask("last week for all")
    question = OpenQuestion(ask=asked, opened=opened, until=NOW + timedelta(minutes=25))
    await desk.channels.unlink("T1", "C1", "st-sales")
    await deliver_answer(question, desk.ports)
    assert desk.notifier.delivered == []
    assert "Sales was unlinked from this channel meanwhile" in desk.notifier.failed[-1][1].message


async def test_account_credentials_make_one_job(desk: Desk) -> None:
    await desk.link("Support", "Sales")
    desk.source.account = True
    await desk.type("last week for all")
    (job,) = desk.source.fetched
    assert job.account
    assert set(job.bot_ids) == {"st-support", "st-sales"}


async def test_a_bot_that_is_refused_among_others_is_named_and_the_others_are_answered(
    desk: Desk,
) -> None:
    await desk.link("Anna", "Ben")
    desk.source.account = True
    desk.source.refused = {"st-ben": "Kore.ai does not know this bot."}
    await desk.type("last week for all")
    ((_, report),) = desk.notifier.delivered
    assert [(gap.bot, gap.reason) for gap in report.gaps] == [
        ("Ben", "Kore.ai does not know this bot.")
    ]
    assert report.total.counts[Unit.SESSION] == 10
    assert not report.is_whole
    await desk.type("last week for Ben")
    ((_, failure),) = desk.notifier.failed
    assert failure.message == "Kore.ai does not know this bot."


async def test_the_account_is_asked_in_batches_and_each_bot_of_a_failed_one_is_named(
    desk: Desk,
) -> None:
    await desk.link("Anna", "Ben", "Cleo")
    desk.source.account, desk.batch = True, 2
    desk.source.failures["st-cleo"] = KoreUnavailableError("Kore.ai is down")
    await desk.type("last week for all")
    assert sorted(len(job.bot_ids) for job in desk.source.fetched) == [1, 2]
    ((_, report),) = desk.notifier.delivered
    assert [gap.bot for gap in report.gaps] == ["Cleo"]


async def test_what_is_settled_and_known_is_not_asked_again(desk: Desk) -> None:
    await desk.link("Support")
    for text in ("last week by day", "last week by day", "Saturday to Sunday last week by day"):
        await desk.type(text)
    assert len(desk.source.fetched) == 1
    reports = [report for _, report in desk.notifier.delivered]
    assert [report.from_ledger for report in reports] == [False, True, True]
    assert reports[1].total == reports[0].total
    assert reports[1].report_ids == ("121242",)


async def test_figures_that_may_be_anothers_are_not_kept(desk: Desk) -> None:
    await desk.link("Support")
    desk.source.certain = False
    for _ in range(2):
        await desk.type("last week")
    assert len(desk.source.fetched) == 2


async def test_what_may_still_change_is_asked_again(desk: Desk) -> None:
    await desk.link("Support")
    for _ in range(2):
        await desk.type("this month")
    assert len(desk.source.fetched) == 2
    assert desk.source.fetched[0] == desk.source.fetched[1]


async def test_fresh_asks_again_and_a_difference_is_told(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("last week")
    await desk.type("last week fresh")
    desk.source.counts = {Unit.SESSION: 12}
    await desk.type("last week fresh")
    await desk.type("last week")
    assert len(desk.source.fetched) == 3
    told = [report.restated for _, report in desk.notifier.delivered]
    assert [[(c.unit, c.before, c.after) for c in changes] for changes in told] == [
        [],
        [],
        [(Unit.SESSION, 10, 12)],
        [],
    ]


async def test_a_lanes_calls_are_counted_from_job_to_job(desk: Desk) -> None:
    await desk.link("Support")
    desk.source.failures["st-support"] = KoreUnavailableError("Kore.ai is down")
    for _ in range(3):
        await desk.type("last week")
    assert len((await desk.budgets.load("T1", "bot:st-support")).budget.calls) == 3


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (True, "Kore.ai knows this id"),
        (None, "with your first question"),
        (KoreUnavailableError("Kore.ai is down"), "couldn't check the id"),
    ],
)
async def test_a_link_holds_and_says_what_kore_knows(
    desk: Desk, known: bool | KoreUnavailableError | None, words: str
) -> None:
    desk.source.known = known
    await desk.type("link st-1a as Support")
    assert words in desk.notifier.told[0]
    assert (await desk.channels.bots("T1", "C1")).names == ("Support",)


async def test_a_name_means_one_bot(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("link st-other as SUPPORT")
    ((_, error),) = desk.notifier.failed
    assert isinstance(error, UserError)
    assert 'already calls st-support "Support"' in error.message


async def test_relinking_anothers_bot_needs_its_owner_or_an_admin(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("link st-support as Mine", user="U2")
    assert (await desk.channels.bots("T1", "C1")).names == ("Support",)
    await desk.type("link st-support as Renamed", user="U9")
    (bot,) = (await desk.channels.bots("T1", "C1")).bots
    assert (bot.name, bot.is_default) == ("Renamed", True)
    assert "It was called Support until now." in desk.notifier.told[0]


async def test_help_and_bots(desk: Desk) -> None:
    await desk.type("")
    await desk.type("help")
    await desk.type("help dates")
    await desk.type("help alerts")
    await desk.type("bots")
    assert (desk.notifier.helped, desk.notifier.dates_helped) == (3, 1)
    assert desk.notifier.topics == [None, None, "alerts"]
    assert len(desk.notifier.listed) == 1


async def test_settings_are_shown(desk: Desk) -> None:
    await desk.type("settings")
    assert "sharing: refuse" in desk.notifier.told[0]
    assert "yours: Europe/Berlin" in desk.notifier.told[0]


async def test_the_channels_zone_and_week_come_before_the_askers(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("settings zone new york")
    await desk.type("settings week sunday")
    await desk.type("last week")
    described = desk.notifier.opened[0].period.describe()
    assert described == "Sun 15 Nov – Sat 21 Nov 2026 (America/New_York)"
    await desk.type("last week in UTC")
    assert desk.notifier.opened[1].period.zone == "UTC"
    await desk.type("settings zone asker")
    await desk.type("yesterday")
    assert desk.notifier.opened[2].period.zone == "Europe/Berlin"


async def test_the_channels_fiscal_year(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("FY26")
    ((_, error),) = desk.notifier.failed
    assert "settings fiscal year April" in error.message
    await desk.type("settings fiscal year April")
    assert "starts in April; FY26 is from 1 Apr 2025." in desk.notifier.told[-1]
    await desk.type("FY26")
    described = desk.notifier.opened[0].period.describe()
    assert described == "Tue 1 Apr 2025 – Tue 31 Mar 2026 (Europe/Berlin)"


async def test_the_channels_public_holidays(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("christmas")
    await desk.type("settings holidays Smurfland")
    reasons = [error.message for _, error in desk.notifier.failed]
    assert "settings holidays Germany" in reasons[0]
    assert 'no public holidays of "smurfland"' in reasons[1]
    await desk.type("settings holidays United States, CA")
    assert "holidays: those of United States (CA); next is Thanksgiving" in desk.notifier.told[-1]
    await desk.type("christmas")
    assert desk.notifier.opened[0].period.describe() == "Thu 25 Dec 2025 (Europe/Berlin)"


async def test_unlinking(desk: Desk) -> None:
    await desk.link("Support", "Sales")
    await desk.type("unlink suport")
    ((_, error),) = desk.notifier.failed
    assert 'Did you mean "Support"?' in error.message
    await desk.type("unlink st-support")
    assert "The default is Sales" in desk.notifier.told[0]


async def test_receipts_are_shown_where_the_answer_was_seen(desk: Desk) -> None:
    await desk.link("Support")
    for words in ("last week", "last week privately"):
        await desk.type(words)
    open_, private = (question for _, question in desk.receipts)

    async def show(question: str, user: str = "U1", channel: str = "C1") -> str:
        asked = ask("", user=user).model_copy(update={"channel": channel})
        await show_receipt(asked, ShowReceipt(question=question), desk.ports)
        return desk.notifier.told[-1]

    assert "Source: Kore.ai report" in await show(open_, user="U2")
    assert "Window asked: " in await show(private)
    for question, user, channel in ((private, "U2", "C1"), (open_, "U2", "C9"), ("?", "U1", "C1")):
        with pytest.raises(UserError, match="I don't have the receipts"):
            await show(question, user, channel)


async def test_a_part_of_a_term_says_what_is_used_of_it_if_that_is_known(desk: Desk) -> None:
    await desk.link("Support", "Sales")
    desk.source.every_bucket = True  # ten sessions an hour
    await desk.type("allowance 20000 sessions per month")
    await desk.type("yesterday for Support")
    assert not any("allowance" in note for note in desk.notifier.delivered[-1][1].notes)
    await desk.type("this month by hour for all bots")
    await desk.type("yesterday for Support")
    first = desk.notifier.delivered[-1][1].notes[0]
    # 23 days and 4 hours until 03:00 UTC, six hours ago, of both bots; and an hour of October UTC
    assert first.startswith("Up to Tue 24 Nov, 04:00 (of all bots): ")
    assert "sessions left of the November allowance (55% of 20,000 used)" in first
    await desk.type("allowance")
    line = desk.notifier.told[-1]
    assert "of the November allowance (55% of 20,000 used)" in line
    assert "77% of the term is over" in line


async def test_a_channel_may_always_have_costs(desk: Desk) -> None:
    await desk.link("Support")
    await desk.type("price 0.20 USD per session")
    await desk.type("last week")
    assert desk.notifier.delivered[-1][1].facts == ()
    await desk.type("settings cost on")
    await desk.type("last week")
    report = desk.notifier.delivered[-1][1]
    assert report.facts[0].startswith("2.00 USD")
    assert report.shown_costs


async def test_a_channel_hears_how_a_term_has_ended(desk: Desk) -> None:
    await desk.link("Support")
    desk.source.every_bucket = True  # ten sessions an hour
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    term = Allowance(unit=Unit.SESSION, amount=10_000, from_day=23, set_by="U1")  # from 22 Nov UTC
    await desk.allowances.save("T1", "C1", term, at - timedelta(days=60))
    await tell_ended_terms(desk.ports, at - timedelta(hours=5))  # not settled
    await tell_ended_terms(desk.ports, at)  # not known
    assert desk.notifier.announced == []
    await desk.type("23 Oct to 22 Nov by hour")
    await tell_ended_terms(desk.ports, at)
    (said,) = desk.notifier.announced
    assert said == (
        "2,550 sessions left of the allowance for Fri 23 Oct – Sun 22 Nov 2026 (Europe/Berlin) "
        "(74% of 10,000 used). The term ended on Sun 22 Nov."
    )
    await tell_ended_terms(desk.ports, at + timedelta(days=4))
    assert len(desk.notifier.announced) == 1


async def test_where_figures_stay_unknown_the_channel_hears_so(desk: Desk) -> None:
    await desk.link("Support")
    term = Allowance(unit=Unit.SESSION, amount=10_000, from_day=23, set_by="U1")
    await desk.allowances.save("T1", "C1", term, NOW - timedelta(days=60))
    await tell_ended_terms(desk.ports, datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    (said,) = desk.notifier.announced
    assert "10,000 sessions. I don't have all figures of it" in said
