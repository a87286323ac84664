"""Setting, showing and removing what a channel may use and what it costs."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest

from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.channel import ChannelSettings, LinkedBot
from slackbot.domain.errors import NotAllowedError, UnknownBotError, UnreadableError, UserError
from slackbot.domain.query import Unit
from slackbot.ports import Ports, UsagePorts
from slackbot.store.audit import AuditStore
from slackbot.store.budgets import BudgetStore
from slackbot.store.closes import CloseStore
from slackbot.store.databases.database import Database
from slackbot.store.ledger import LedgerStore
from slackbot.store.setup.allowances import AllowanceStore
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.groups import GroupStore
from slackbot.store.setup.workspaces import WorkspaceStore
from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import (
    NOW,
    FakeDirectory,
    FakeLanes,
    FakeNotifier,
    FakeReceipts,
    FakeRun,
    FakeSource,
    FakeThreads,
    alert_ports,
    ask,
    assistant_ports,
    digest_ports,
    home_ports,
)

NOVEMBER = "This term: Sun 1 Nov – Mon 30 Nov 2026 (Europe/Berlin)."
ALL = "for all bots of this channel"


@dataclass
class Desk:
    """A channel with two bots, in which commands are typed."""

    database: Database
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    directory: FakeDirectory = field(default_factory=FakeDirectory)

    @property
    def channels(self) -> ChannelStore:
        return ChannelStore(self.database)

    async def type(self, text: str, user: str = "U1") -> str:
        """What the asker is told, and nobody else."""
        told, run = len(self.notifier.told), FakeRun()
        await handle_ask(ask(text, user=user), self.ports, run)
        assert run.steps == ["manage_allowance"]
        assert not self.notifier.opened
        (answer,) = self.notifier.told[told:]
        return answer

    async def refused(self, text: str, user: str = "U1") -> UserError:
        """Why it is not done."""
        told, failed = len(self.notifier.told), len(self.notifier.failed)
        await handle_ask(ask(text, user=user), self.ports, FakeRun())
        assert len(self.notifier.told) == told
        ((opened, error),) = self.notifier.failed[failed:]
        assert opened is None
        assert isinstance(error, UserError)
        return error

    async def known(self) -> ChannelAllowances:
        return await AllowanceStore(self.database).of("T1", "C1")

    @property
    def ports(self) -> Ports:
        return Ports(
            usage=UsagePorts(
                source := FakeSource(),
                LedgerStore(self.database, "kore", timedelta(hours=6)),
                BudgetStore(self.database, "kore"),
                source,
            ),
            lanes=FakeLanes(),
            notifier=self.notifier,
            directory=self.directory,
            channels=self.channels,
            workspaces=WorkspaceStore(self.database),
            threads=FakeThreads(),
            receipts=FakeReceipts(),
            allowances=AllowanceStore(self.database),
            groups=GroupStore(self.database),
            closes=CloseStore(self.database),
            audit=AuditStore(self.database),
            digests=digest_ports(self.database),
            alerts=alert_ports(self.database),
            home=home_ports(self.database),
            assistants=assistant_ports(self.database),
            question_deadline=timedelta(minutes=25),
        )


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = Desk(database)
    for name in ("SupportBot", "Sales"):
        bot = LinkedBot(id=f"st-{name.lower()}", name=name, linked_by="U1")
        await desk.channels.link("T1", "C1", bot, NOW)
    return desk


async def test_what_was_understood_is_repeated_with_the_term(desk: Desk) -> None:
    assert await desk.type("allowance 40k sessions a month") == (
        f"Allowance: 40,000 sessions each month from the 1st, {ALL}. {NOVEMBER}"
    )
    assert await desk.type("price $0.20 per conversation for supportbot") == (
        "Price: 0.20 USD per conversation, for SupportBot."
    )
    known = await desk.known()
    (allowance,) = known.allowances
    assert (allowance.amount, allowance.bot_id, allowance.set_by) == (40000, "", "U1")
    (price,) = known.prices
    assert (price.unit, price.bot_id) == (Unit.CONVERSATION, "st-supportbot")
    assert (price.amount, price.currency, price.set_by) == (Decimal("0.20"), "USD", "U1")


async def test_the_terms_of_the_fiscal_year(desk: Desk) -> None:
    error = await desk.refused("allowance 40k sessions per fiscal year")
    assert "settings fiscal year April" in error.message
    saved = ChannelSettings(fiscal_year=FiscalYear(month=4))
    await desk.channels.save_settings("T1", "C1", saved)
    told = await desk.type("allowance 40k sessions per fiscal year")
    assert "This term: Wed 1 Apr 2026 – Wed 31 Mar 2027 (Europe/Berlin)." in told


async def test_terms_are_in_the_channels_zone(desk: Desk) -> None:
    await desk.channels.save_settings("T1", "C1", ChannelSettings(zone="Asia/Tokyo"))
    told = await desk.type("allowance 40k sessions per month from the 25th")
    # It is the 24th in Tokyo, too.
    assert "This term: Sun 25 Oct – Tue 24 Nov 2026 (Asia/Tokyo)." in told


def removals(desk: Desk) -> list[str]:
    """The commands behind "Remove" in the menus of the list that was told last."""
    return [each.menu["Remove"].removesuffix("?") for each in desk.notifier.signed if each.menu]


async def test_they_are_shown_with_how_to_remove_them(desk: Desk) -> None:
    assert await desk.type("allowance") == (
        "This channel has no allowance yet. "
        "Try `/billing allowance 40000 sessions per month from the 1st`"
    )
    assert "no price yet" in await desk.type("price")
    await desk.type("allowance 100 requests per year for Sales")
    await desk.type("allowance 40000 sessions per month")
    await desk.type("price 0.20 USD per conversation for SupportBot")
    first, second, hint = (await desk.type("allowance", user="U2")).splitlines()
    assert first == (f"• Allowance: 40,000 sessions each month from the 1st, {ALL}. {NOVEMBER}")
    assert second == (
        "• Allowance: 100 requests each year from 1 Jan, for Sales. "
        "This term: Thu 1 Jan – Thu 31 Dec 2026 (Europe/Berlin)."
    )
    assert removals(desk) == [
        "allowance remove sessions",
        'allowance remove requests for "Sales"',
    ]
    assert hint.endswith("left: `/billing allowance left`")
    assert await desk.type("price") == "• Price: 0.20 USD per conversation, for SupportBot."
    assert removals(desk) == ["price remove conversations for SupportBot"]


async def test_a_new_one_says_what_it_replaces(desk: Desk) -> None:
    await desk.type("price 0.20 USD per session")
    assert "Until now" not in await desk.type("price 0.20 USD per session")
    told = await desk.type("price 0.30 EUR per session")
    assert told == f"Price: 0.30 EUR per session, {ALL}. Until now: 0.20 USD per session."
    assert len((await desk.known()).prices) == 1


async def test_what_somebody_has_set_is_theirs_and_the_admins(desk: Desk) -> None:
    await desk.type("allowance 40000 sessions per month", user="U1")
    for text in ("allowance 5 sessions per month", "allowance remove"):
        error = await desk.refused(text, user="U2")
        assert isinstance(error, NotAllowedError)
        assert error.message == (
            "Only the person who set it or a workspace admin may change this: "
            f"40,000 sessions each month from the 1st, {ALL}."
        )
    # Another unit, another bot, and a price are nobody's yet.
    await desk.type("allowance 5 requests per month", user="U2")
    await desk.type("allowance 5 sessions per month for Sales", user="U2")
    await desk.type("price 1 USD per session", user="U2")
    await desk.type("allowance 6 sessions per month", user="U9")
    # Now it is the admin's.
    assert isinstance(
        await desk.refused("allowance 7 sessions per month", user="U1"), NotAllowedError
    )


async def test_none_is_removed_where_one_is_not_the_askers(desk: Desk) -> None:
    await desk.type("price 1 USD per session", user="U1")
    await desk.type("price 2 USD per alert", user="U2")
    assert isinstance(await desk.refused("price remove", user="U1"), NotAllowedError)
    assert len((await desk.known()).prices) == 2
    told = await desk.type("price remove", user="U9")
    assert told == f"Removed, {ALL}: 1 USD per session; 2 USD per alert message."
    assert (await desk.known()).prices == ()


async def test_only_what_was_named_is_removed(desk: Desk) -> None:
    for text in ("sessions per month", "requests per month", "sessions per month for Sales"):
        await desk.type(f"allowance 5 {text}")
    await desk.type("allowance remove sessions")
    left = (await desk.known()).allowances
    assert [(a.unit, a.bot_id) for a in left] == [(Unit.SESSION, "st-sales"), (Unit.REQUEST, "")]


async def test_what_is_not_there_cannot_be_removed_but_the_others_are_named(desk: Desk) -> None:
    error = await desk.refused("allowance remove")
    assert error.message.startswith(f"There is no allowance {ALL}. Try `/billing allowance 40000")
    await desk.type("allowance 5 requests per month for Sales")
    error = await desk.refused("allowance remove sessions for SupportBot")
    assert error.message == (
        "There is no allowance of sessions for SupportBot. "
        'Try `/billing allowance remove requests for "Sales"`'
    )


async def test_a_bot_has_to_be_known_or_to_have_been(desk: Desk) -> None:
    error = await desk.refused("price 1 USD per session for Salez")
    assert isinstance(error, UnknownBotError)
    assert 'Did you mean "Sales"?' in error.message
    await desk.type("price 1 USD per session for Sales")
    await desk.channels.unlink("T1", "C1", "st-sales")
    await desk.type("price")
    assert removals(desk) == ["price remove sessions for st-sales"]
    await desk.type("price remove sessions for st-sales")
    assert (await desk.known()).prices == ()


async def test_the_ways_that_are_named_work(desk: Desk) -> None:
    for text in ("5 alerts per month", '5 sessions per year for "Sales"', "5 chats quarterly"):
        await desk.type(f"allowance {text}")
    await desk.type("allowance")
    for removal in removals(desk):
        await desk.type(removal)
    assert await desk.known() == ChannelAllowances()


async def test_a_shared_channel_keeps_its_prices_to_itself(desk: Desk) -> None:
    await desk.type("price 1 USD per session")
    desk.directory.shared_channels["C1"] = True
    for text in ("price", "price 2 USD per session", "price remove", "allowance remove"):
        error = await desk.refused(text)
        assert "shared with another organisation" in error.message


async def test_what_cannot_be_read_changes_nothing(desk: Desk) -> None:
    assert isinstance(await desk.refused("allowance 40000 sessions"), UnreadableError)
    assert await desk.known() == ChannelAllowances()


async def test_a_price_from_a_day_leaves_the_earlier_one(desk: Desk) -> None:
    await desk.type("price 0.20 USD per conversation")
    assert await desk.type("price 0.25 USD per conversation from 1 July") == (
        f"Price: 0.25 USD per conversation, from 1 Jul 2026, {ALL}."
    )
    listed = await desk.type("price")
    assert "0.20 USD per conversation, for all" in listed
    assert "price remove conversations from 1 Jul 2026" in removals(desk)
    assert "From which day" in (await desk.refused("price 1 USD per conversation")).message
    assert "count the same use" in (await desk.refused("price 1 USD per session")).message
    removed = await desk.type("price remove conversations from 1 July")
    assert removed == f"Removed, {ALL}: 0.25 USD per conversation, from 1 Jul 2026."
    assert [price.describe() for price in (await desk.known()).prices] == [
        "0.20 USD per conversation"
    ]


async def test_a_price_beyond_the_allowance_keeps_the_amount_of_then(desk: Desk) -> None:
    await desk.type("allowance 40k sessions a month from the 15th")
    await desk.type("price 0.05 USD per session beyond the allowance")
    told = await desk.type("allowance 50k sessions a month from the 15th")
    assert "still includes the old amount: 0.05 USD per session beyond 40,000" in told


async def test_a_budget_is_set_beside_one_of_another_term_and_removed(desk: Desk) -> None:
    told = await desk.type("budget 5000 EUR per month")
    assert told == f"Budget: 5,000 EUR each month from the 1st, {ALL}. {NOVEMBER}"
    told = await desk.type("allowance 50k EUR per year")
    assert told.endswith(
        "\nBeside it stays: 5,000 EUR each month from the 1st. Remove that: "
        "`/billing budget remove EUR per month`"
    )
    assert "Until now: 50,000 EUR" in await desk.type("budget 60k EUR per year")
    error = await desk.refused("budget remove USD")
    assert "There is no budget in USD" in error.message
    assert "budget remove EUR per year" in error.message
    await desk.type("budget remove EUR per year")
    (left,) = (await desk.known()).allowances
    assert left.describe() == "5,000 EUR each month from the 1st"
