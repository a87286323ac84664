"""From a slash command to the threaded reply, as people would see it."""

import asyncio
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from slackbot.bootstrap import App
from slackbot.clock import SystemClock
from slackbot.sandbox.kore.bots import IDLE_BOT, SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.settings import Settings
from tests.clock import CLOCK, seconds
from tests.fakes import FakeClock
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice
from tests.scenarios.weeks import ANSWER, DAY, EARLIER, WEEK, Days

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
LINK_SALES = f"link {SALES_BOT.id} as SalesBot"


async def test_a_question_is_answered_in_a_thread_of_its_own(office: Office) -> None:
    await office.told(LINK)
    parent, reply = await office.asked(f"{WEEK} by day")
    assert f"<@U0ANNA> asked “{WEEK} by day”" in parent.text
    assert "SupportBot" in parent.text
    assert WEEK.shown in parent.text
    assert "Asking Kore.ai" not in parent.earlier[0].text, "it is said once a kill cannot orphan it"
    assert "Asking Kore.ai" in parent.earlier[1].text
    assert ANSWER in parent.text
    assert "<@U0ANNA>" in reply.text
    (table,) = [block for block in reply.blocks if block["type"] == "data_table"]
    rows = [[cell["text"] for cell in row] for row in table["rows"]]
    assert rows[0] == ["Day", "Sessions", "Conv.", "Requests", "Alerts"]
    days = [Days(WEEK.first + n * DAY, 1) for n in range(7)]
    assert [row[1] for row in rows[1:-1]] == [day.sessions() for day in days]
    assert rows[3][0] == days[2].shown.partition(f" {days[2].first.year}")[0]
    assert rows[-1][:2] == ["Total", WEEK.sessions()]


async def test_several_bots_and_all_of_them(office: Office) -> None:
    await office.told(LINK)
    await office.told(LINK_SALES)
    _, reply = await office.asked(f"{EARLIER} sessions for all")
    (table,) = [block for block in reply.blocks if block["type"] == "data_table"]
    rows = [[cell["text"] for cell in row] for row in table["rows"]]
    assert [row[0] for row in rows] == ["Bot", "SupportBot", "SalesBot", "Total"]
    figures = [int(row[1].replace(",", "")) for row in rows[1:]]
    assert figures[0] + figures[1] == figures[2]
    _, reply = await office.asked(f"{EARLIER} sessions for salesbot")
    assert f"{figures[1]:,} sessions" in reply.text


async def test_account_credentials_need_one_job_for_all_bots(open_office: OpenOffice) -> None:
    async with open_office(kore_scope="account") as office, office.app():
        await office.told(LINK)
        await office.told(f"link {IDLE_BOT.id} as IdleBot")
        office.kore.calls.clear()
        _, reply = await office.asked(f"{EARLIER} sessions for all")
        posts = [call for call in office.kore.calls if call.method == "POST"]
        assert [call.path for call in posts] == ["/api/public/bots/billingsessionsummary"]
        assert "SupportBot, IdleBot" in reply.text


async def test_a_bot_that_kore_leaves_out_is_named_not_zero(open_office: OpenOffice) -> None:
    async with open_office(kore_scope="account") as office, office.app():
        office.kore.manners.omit_idle_bots = True
        await office.told(LINK)
        await office.told(f"link {IDLE_BOT.id} as IdleBot")
        _, reply = await office.asked(f"{EARLIER} sessions for all")
        (table,) = [block for block in reply.blocks if block["type"] == "data_table"]
        assert [cell["text"] for cell in table["rows"][2]] == ["IdleBot", "–"]
        assert "Without IdleBot: Kore.ai sent no figures for it" in reply.text


async def test_a_failed_bot_is_named_and_the_rest_is_answered(office: Office) -> None:
    await office.told(LINK)
    await office.told(f"link {IDLE_BOT.id} as Ghost")
    del office.kore.bots[IDLE_BOT.id]  # it was linked while Kore.ai still had it
    _, reply = await office.asked(f"{EARLIER} sessions for all")
    assert "Without Ghost: Kore.ai does not know this bot" in reply.text
    parent, reply = await office.asked(f"{EARLIER} for Ghost")
    assert ":warning:" in parent.text
    assert "does not know this bot" in reply.text


async def test_a_failed_job_ends_in_the_thread(office: Office) -> None:
    await office.told(LINK)
    office.kore.manners.fails = "Something broke"
    parent, reply = await office.asked("last week")
    assert ":warning:" in parent.text
    assert "Kore.ai couldn't compute this" in reply.text


MISTAKES = {
    "help": "/billing last week by day",
    "bots": "This channel has no bot yet",
    "last week": "This channel has no bot yet",
    "link": "Which bot?",
    "link foo as Bar": "isn't a bot ID",
    "unlink Foo": "This channel has no bot yet",
    "frobnicate last week": "frobnicate",
    "digest every Mondey": "every Monday",
    "alert when sessions > 5": "Per day, week, month",
    "x" * 10_000: "too long",
}


async def test_mistakes_are_told_to_the_asker_alone(office: Office) -> None:
    for text, answer in MISTAKES.items():
        assert answer in await office.told(text), text
    assert office.slack.messages("support-bots") == []


async def test_an_unknown_bot_and_a_future_period_are_mistakes(office: Office) -> None:
    await office.told(LINK)
    assert 'Did you mean "SupportBot"?' in await office.told("last week for SuportBot")
    assert "2099" in await office.told("March 2099")
    assert office.slack.messages("support-bots") == []


async def test_bots_are_listed_unlinked_and_the_default_moves_on(office: Office) -> None:
    await office.told(LINK)
    await office.told(LINK_SALES)
    listed = await office.told("bots")
    assert "SupportBot" in listed
    assert "the default" in listed
    assert "The default is SalesBot" in await office.told("unlink supportbot")


async def test_another_persons_bot_is_changed_by_its_owner_or_an_admin(office: Office) -> None:
    await office.told(LINK)
    assert "Only the person who linked it" in await office.told("unlink SupportBot", user="ben")
    assert "no longer linked" in await office.told("unlink SupportBot", user="admin")


async def test_where_the_app_is_not_the_asker_is_answered_and_told_to_invite(
    office: Office,
) -> None:
    for channel in ("lounge", "secret"):
        await office.told(LINK, channel=channel)
        answer = await office.told(str(WEEK), channel=channel)
        assert ANSWER in answer
        assert "/invite" in answer
        assert office.slack.messages(channel) == []


async def test_a_shared_channel_is_refused_until_an_admin_allows_it(office: Office) -> None:
    office.channel = "partner"
    assert "shared with another organisation" in await office.told(LINK)
    assert "Only a workspace admin" in await office.told("settings sharing allow")
    assert "sharing: allow" in await office.told("settings sharing allow", user="admin")
    await office.told(LINK)
    _, reply = await office.asked(str(WEEK))
    assert ANSWER in reply.text


async def test_a_bot_named_channel_pings_nobody(office: Office) -> None:
    await office.told(f"link {SUPPORT_BOT.id} as <!channel> & *friends*")
    await office.asked(f"{WEEK} by day")
    everything = [
        str(message.wire())
        for message in (
            *office.slack.messages("support-bots"),
            *office.slack.ephemerals("anna", "support-bots"),
        )
    ]
    assert everything
    assert not [text for text in everything if "<!" in text]


async def test_a_redelivered_command_starts_nothing_twice(office: Office) -> None:
    await office.told(LINK)
    request = office.slack.command("/billing", str(WEEK), user="anna", channel="support-bots")
    for _ in range(3):
        assert (await office.slack.redeliver(request)).ok
    await office.slack.wait_for(lambda: office._done(0))
    await office.asked(str(EARLIER))
    assert len(office.slack.messages("support-bots")) == 2


async def test_a_workspace_that_refuses_tables_gets_fixed_width(open_office: OpenOffice) -> None:
    async with open_office() as office, office.app():
        await office.told(LINK)
        slack = office.slack
        slack.workspace.refused_blocks = frozenset({"table", "data_table", "data_visualization"})
        _, reply = await office.asked(f"{WEEK} by day")
        assert {block["type"] for block in reply.blocks} == {"section", "context", "actions"}
        wednesday = Days(WEEK.first + 2 * DAY, 1)
        assert re.search(
            rf"Wed {wednesday.first:%-d %b}    ? ?{wednesday.sessions()}", str(reply.blocks)
        )


async def test_slacks_limits_and_outages_delay_an_answer_but_lose_none(office: Office) -> None:
    await office.told(LINK)
    faults = office.slack.faults
    faults.add("chat.postMessage", retry_after=1)
    faults.add("chat.postMessage", http_status=500)
    faults.add("chat.update", http_status=503)
    faults.add("chat.update", drop=True)
    faults.add("response_url", http_status=500)
    _, reply = await office.asked(str(WEEK))
    assert ANSWER in reply.text
    assert "SupportBot" in await office.told("bots")


async def test_what_is_over_is_forgotten_after_a_time(open_office: OpenOffice) -> None:
    async with open_office() as office, office.app() as app:
        await office.told(LINK)
        await office.asked(str(WEEK))
        assert "SupportBot" in _remembered(office)
        if running := app._engine._running:  # answered, but not yet written down as such
            await asyncio.wait(running)
        await app.forget()
        assert str(WEEK) in _remembered(office)
        app._clock = FakeClock(CLOCK.now() + timedelta(days=31))
        await app.forget()
        assert str(WEEK) not in _remembered(office)
        assert "/response/" not in _remembered(office)
        assert "SupportBot" in _remembered(office)  # linked still


def _remembered(office: Office) -> str:
    """All that the database holds."""
    with closing(sqlite3.connect(office.settings.sqlite_path or "")) as database:
        return "\n".join(database.iterdump())


async def test_jobs_of_one_bot_never_overlap(open_office: OpenOffice) -> None:
    kore = KoreSandbox(now=CLOCK.now, job_seconds=0.3)
    async with open_office(kore=kore) as office, office.app():
        await office.told(LINK)
        for n in range(4):
            # Each compares with the day before: none is to know that day from another's answer.
            day = str(EARLIER.first + 2 * n * DAY)
            await office.slack.slash("/billing", day, user="anna", channel="support-bots")
        answered = await office.slack.wait_for(lambda: _answered(office, 4), PATIENCE)
        assert len({message.text for message in answered}) == 4
        # A submit while another job runs would make the first one's result another's.
        submits = [call.at for call in kore.calls if call.method == "POST"]
        gaps = [after - before for before, after in pairwise(submits)]
        assert len(gaps) == 3
        assert min(gaps).total_seconds() >= 0.3


def _answered(office: Office, count: int) -> list[Message] | None:
    parents = office.slack.messages("support-bots")
    replies = [r for p in parents for r in office.slack.replies("support-bots", p.ts)]
    return list(replies) if len(replies) == count else None


async def test_zones_are_the_askers_and_so_are_the_days(
    open_office: OpenOffice,
) -> None:
    slack = SlackSandbox(Workspace(seconds), rate=None)
    slack.workspace.users["U0ANNA"] = replace(slack.workspace.users["U0ANNA"], tz="Asia/Kolkata")
    async with open_office(slack=slack) as office, office.app():
        await office.told(LINK)
        parent, reply = await office.asked(f"{Days(WEEK.first, 2)} by day")
        assert "(Asia/Kolkata)" in parent.text
        assert "Days are counted from 18:00 UTC (23:30 in Kolkata)" in reply.text
        assert "Only a part" not in reply.text


class Hurried(SystemClock):
    async def sleep(self, seconds: float) -> None:
        await super().sleep(min(seconds, 0.01))


class Forgetful(App):
    """Fails the first time that it should forget."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, Hurried(CLOCK.ahead))
        self.tries = 0
        self.again = asyncio.Event()

    async def forget(self) -> None:
        self.tries += 1
        if self.tries == 1:
            raise RuntimeError("the disk is gone")
        await super().forget()
        self.again.set()


async def test_what_could_not_be_forgotten_is_tried_again(
    open_office: OpenOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_office() as office:
        app = Forgetful(office.settings)
        await app.start()
        try:
            async with asyncio.timeout(PATIENCE):
                await app.again.wait()
        finally:
            await app.stop()
    assert "the disk is gone" in capsys.readouterr().out
