"""Kore.ai's own variety, as people see what comes of it, with credentials of both kinds."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from slackbot.kore.auth import TokenMint
from slackbot.kore.client import BOT_PATH, SAMPLES_PATH
from slackbot.sandbox.kore.auth import ADMIN_CLIENT
from slackbot.sandbox.kore.bots import IDLE_BOT, SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.manners import Manners
from tests.clock import CLOCK
from tests.scenarios.conftest import Office, OpenOffice
from tests.scenarios.weeks import ANSWER, EARLIER, WEEK

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
LINK_SALES = f"link {SALES_BOT.id} as SalesBot"
LINK_GHOST = f"link {IDLE_BOT.id} as Ghost"
UNCERTAIN = "it may be another program's"


@pytest.fixture(params=["bot", "account"])
async def office(request: pytest.FixtureRequest, open_office: OpenOffice) -> AsyncIterator[Office]:
    async with open_office(kore_scope=request.param) as office, office.app():
        await office.told(LINK)
        yield office


ANSWERED: dict[str, tuple[dict[str, Any], bool]] = {
    "another word for done": ({"success_word": "COMPLETED"}, True),
    "a word that nobody knows": ({"success_word": "weird"}, True),
    "ids never agree": ({"ids_match": False}, False),
    "ids change": ({"ids_change": True}, False),
    "the other path": ({"short_path": True}, True),
    "grouping by another name": ({"by_app": True}, True),
}


@pytest.mark.parametrize(("manners", "certain"), ANSWERED.values(), ids=ANSWERED.keys())
async def test_a_question_is_answered(
    office: Office, manners: dict[str, Any], certain: bool
) -> None:
    office.kore.manners = Manners(**manners)
    for question in (str(WEEK), f"{WEEK} fresh"):
        parent, reply = await office.asked(question)
        assert ANSWER in parent.text
        assert (UNCERTAIN in str(reply.blocks)) is not certain


async def test_the_first_question_after_a_start_beside_another_program(office: Office) -> None:
    """Its job comes right after ours, over other days."""
    account = office.settings.kore_scope == "account"
    path = SAMPLES_PATH if account else BOT_PATH.format(bot_id=SUPPORT_BOT.id)
    mint = TokenMint(ADMIN_CLIENT.id, SecretStr(ADMIN_CLIENT.secret))
    theirs = {
        "fromDate": "2025-01-01",
        "toDate": "2025-01-03",
        "unitType": ["session"],
        "groupByBot": "yes" if account else "no",
        "groupByPeriod": "date_day_hour",
        **({"streamIds": [SALES_BOT.id]} if account else {}),
    }
    office.kore.calls.clear()
    ack = await office.slack.slash("/billing", str(WEEK), user="anna", channel=office.channel)
    assert ack.ok
    await office.kore.wait_for(
        lambda: any(call.method == "POST" for call in office.kore.calls) or None
    )
    async with httpx.AsyncClient(base_url=office.settings.kore_host or "") as http:
        headers = {"auth": mint.mint(CLOCK.now())}
        (await http.post(path, json=theirs, headers=headers)).raise_for_status()
    await office.slack.wait_for(
        lambda: any(ANSWER in m.text for m in office.slack.messages(office.channel)) or None, 30
    )
    posts = [call for call in office.kore.calls if call.method == "POST"]
    assert len(posts) == 3


async def test_what_cannot_be_answered_says_why(office: Office) -> None:
    office.kore.manners = Manners(fails="no rows for <!here> & others")
    _, reply = await office.asked(str(EARLIER))
    assert "Kore.ai couldn't compute this (no rows for &lt;!here&gt; &amp; others)" in reply.text


async def test_a_bot_that_is_unknown_breaks_no_other_of_its_batch(office: Office) -> None:
    await office.told(LINK_SALES)
    await office.told(LINK_GHOST)
    del office.kore.bots[IDLE_BOT.id]  # it was linked while Kore.ai still had it
    parent, reply = await office.asked(f"{EARLIER} sessions for all")
    assert ":warning:" in parent.text
    (table,) = [block for block in reply.blocks if block["type"] == "data_table"]
    rows = [[cell["text"] for cell in row] for row in table["rows"]]
    assert rows[1][1] == EARLIER.sessions(SUPPORT_BOT)
    assert rows[2][1] == EARLIER.sessions(SALES_BOT)
    assert rows[3] == ["Ghost", "–"]
    assert "Without Ghost: Kore.ai did not accept this bot" in reply.text or (
        "Without Ghost: Kore.ai does not know this bot" in reply.text
    )
    parent, _ = await office.asked(str(WEEK))
    assert ANSWER in parent.text
