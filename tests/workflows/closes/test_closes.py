"""A month's close: what is frozen stays, whatever changes afterwards."""

import json
from hashlib import sha256

import pytest

from slackbot.domain.query import Unit
from slackbot.domain.usage.report import UsageReport
from slackbot.language.closes import CloseMonth
from slackbot.ports import OpenQuestion
from slackbot.store.databases.database import Database
from slackbot.workflows.closes.manage import open_close
from slackbot.workflows.questions.deliver import deliver_answer
from tests.fakes import NOW, ask
from tests.workflows.questions.test_questions import Desk, desk_over

PRICE = "price 0.20 USD per session"
OCTOBER = "October 2026"


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = desk_over(database)
    await desk.type("settings zone UTC")
    desk.source.every_bucket = True  # ten sessions in each bucket, which is a day in UTC
    await desk.link("Support", "Sales")
    await desk.type(PRICE)
    return desk


def refused(desk: Desk) -> str:
    return desk.notifier.failed[-1][1].message


def last(desk: Desk) -> UsageReport:
    return desk.notifier.delivered[-1][1]


async def test_a_month_is_frozen_under_the_hash_of_its_json(desk: Desk) -> None:
    await desk.type("settings zone Europe/Berlin")
    await desk.type("group Retail = Sales")
    await desk.type("price 50 EUR flat per month for Retail")
    run = await desk.type("close October")
    assert run.steps == ["open_thread", "show_waiting"]
    (close,) = desk.notifier.closes
    hours = 31 * 24 + 1  # clocks go back in Berlin
    pack = close.pack
    assert (pack.month, pack.zone) == (OCTOBER, "Europe/Berlin")
    assert pack.total.counts[Unit.SESSION] == 2 * 10 * hours
    assert [cost.describe() for cost in pack.total.costs] == ["50.00 EUR", "2,980.00 USD"]
    assert {bot.name for bot in pack.bots} == {"Support", "Sales"}
    assert [len(pack.days), len(pack.bots[0].days)] == [31, 31]
    assert pack.receipts[0].report_ids == ("121242",)
    names = [file.name for file in desk.notifier.files]
    stem = f"close-2026-10-{close.short}"
    assert names == [f"{stem}.xlsx", f"{stem}.csv", f"{stem}.json"]
    content = desk.notifier.files[-1].content
    assert sha256(content).hexdigest() == close.number
    said = json.loads(content)
    assert "U1" not in str(said)  # no person is named in it
    text = desk.notifier.files[1].content.decode()
    assert "\r\nTotal,,50.00,2980.00,14900\r\n" in text
    assert (
        "By group\r\nGroup,Cost (EUR),Cost (USD),Sessions\r\nRetail,50.00,1490.00,7450\r\n" in text
    )
    assert "In no group,,1490.00,7450\r\n" in text
    assert "Price,Retail,50 EUR flat each month from the 1st\r\n" in text
    for name in ("Summary", "By bot", "By group", "By day", "By bot and day", "Prices", "Receipts"):
        assert f"{name}\r\n" in text


async def test_it_survives_restatements_prices_and_a_new_bot(
    desk: Desk, database: Database
) -> None:
    await desk.type("close October")
    (first,) = await desk.closes.of("T1", "C1")
    await desk.type("October by bot")
    assert not any("since its close" in note for note in last(desk).notes)
    desk.source.counts[Unit.SESSION] = 11
    await desk.type("price 0.30 USD per session")
    await desk.link("Late")
    await desk.type("October fresh for all")
    drift = (
        "October 2026 has changed since its close (pack {}), then → now: 620 → 682 sessions (+62) "
    )
    drift += "and 124.00 USD → 204.60 USD (+80.60 USD)"
    assert drift.format(first.short) in last(desk).notes
    assert desk.notifier.told_closes == [drift.format(first.short)]
    assert await desk_over(database).closes.of("T1", "C1") == [first]
    await desk.type("5 October for Sales cost")
    (note,) = [note for note in last(desk).notes if "since its close" in note]
    assert note.startswith("Mon 5 Oct 2026 (UTC) has changed")
    assert "10 → 11 sessions (+1) and 2.00 USD → 3.30 USD (+1.30 USD)" in note
    assert len(desk.notifier.told_closes) == 1  # a day of one bot is not worth a message
    await desk.type("5 October in Berlin")
    assert not any("since its close" in note for note in last(desk).notes)


async def test_a_pack_that_was_changed_in_the_database_is_named_and_spoils_no_answer(
    desk: Desk, database: Database
) -> None:
    await desk.type("close October")
    await database.execute("UPDATE closes SET body = REPLACE(body, '620', '62')", {})
    await desk.type("October for all")
    assert last(desk).total.counts[Unit.SESSION] == 620
    assert "is not what its number says" in last(desk).notes[0]
    await desk.type("closes")
    assert "is not what its number says" in refused(desk)


async def test_a_month_is_closed_once_and_reopened_into_a_pack_that_names_it(desk: Desk) -> None:
    await desk.type("close October")
    await desk.type("close last month")
    assert refused(desk).startswith("October 2026 is closed already.")
    await desk.type("reopen October", user="U2")
    assert "Only the person who set it" in refused(desk)
    await desk.type("reopen October")
    assert "October 2026 is open again" in desk.notifier.told[-1]
    assert desk.notifier.announced[-1].startswith("reopened October 2026")
    await desk.type("reopen October")
    assert refused(desk).startswith("October 2026 isn't closed here.")
    await desk.type("close October")
    second, first = sorted(
        await desk.closes.of("T1", "C1"), key=lambda close: bool(close.reopened_at)
    )
    assert (second.pack.replaces, first.reopened_by) == (first.number, "U1")
    await desk.type("closes")
    assert [line.text.split(",")[0] for line in desk.notifier.signed] == [f"• {OCTOBER}"] * 2
    files = len(desk.notifier.files)
    await desk.type("closes October")
    assert [file.content for file in desk.notifier.files[files:]] == [
        file.content for file in desk.notifier.files[files - 3 : files]
    ]


async def test_what_is_not_settled_or_not_whole_is_not_closed(desk: Desk) -> None:
    await desk.type("close November")
    assert refused(desk) == (
        "November 2026 isn't settled yet: Kore.ai may still change 24–30 Nov until 1 Dec 2026, "
        "06:00 (UTC). Try again after that."
    )
    await desk.type("close 5 October")
    assert refused(desk).startswith('"5 October" is not one month.')
    desk.source.leaves_out = lambda start, unit: unit is Unit.SESSION and start.day == 3
    await desk.type("close October")
    assert refused(desk).startswith("I can't close October 2026: Kore.ai sent no sessions for 1 of")
    assert await desk.closes.of("T1", "C1") == []
    await desk.type("close October with gaps")
    (close,) = desk.notifier.closes
    assert "no sessions for 1 of" in close.pack.gaps[0]


async def test_a_repeated_delivery_finds_its_own_pack(desk: Desk) -> None:
    await desk.type("October by day cost for all")  # so that the ledger has all figures
    asked, ports = ask("close October"), desk.ports
    opened = await open_close(asked, CloseMonth(text="October"), ports)
    question = OpenQuestion(ask=asked, opened=opened, until=NOW)
    await deliver_answer(question, ports)
    await desk.type("price 0.30 USD per session")
    await deliver_answer(question, ports)
    first, again = desk.notifier.closes
    assert first.number == again.number
    assert len(await desk.closes.of("T1", "C1")) == 1


async def test_an_invoice_is_reconciled_with_zones_and_what_was_restated(desk: Desk) -> None:
    await desk.type("settings zone Europe/Berlin")
    run = await desk.type("reconcile October 14880 sessions")  # its hours in UTC: no 25th on 25 Oct
    assert run.steps == ["open_thread", "show_waiting"]
    (found,) = desk.notifier.reconciled
    assert (found.difference, found.unexplained) == (-20, 0)
    assert [part.why for part in found.parts] == [
        "its days are counted in UTC, not in Europe/Berlin"
    ]
    await desk.type("close October")
    desk.source.counts[Unit.SESSION] = 11
    await desk.type("October by hour fresh for all")
    await desk.type("reconcile October invoice 14,900 sessions")
    found = desk.notifier.reconciled[-1]
    assert (found.counted, found.difference, found.unexplained) == (16_390, -1_490, 0)
    assert [part.size for part in found.parts] == [-1_490]
    await desk.type("reconcile November 5 sessions")
    assert refused(desk).startswith("November 2026 isn't settled yet")
