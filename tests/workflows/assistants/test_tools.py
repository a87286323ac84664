"""A client of the library's own asks the three tools, in this process."""

import contextlib
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from mcp import Client

from slackbot.assistants.server import server_of
from slackbot.domain.access.permission import PersonKind
from slackbot.domain.errors import SlackbotError
from slackbot.domain.usage.figures import _exact
from slackbot.workflows.assistants.ask import PATIENCE, STILL
from slackbot.workflows.assistants.desk import MOST_CALLS, TOO_FAST, Asker, AssistantDesk
from tests.fakes import FakeDirectory, FakeLanes
from tests.workflows.alerts.test_alerts import Office


@contextlib.asynccontextmanager
async def assistant(office: Office, patience: float = PATIENCE) -> AsyncIterator[Client]:
    """The assistant of U1, who is in #support of two channels with bots."""
    assert isinstance(office.ports.directory, FakeDirectory)
    office.ports.directory.members["U1"] = {"C1": "support"}
    await office.link("Secret", channel="C2")
    desk = AssistantDesk(office.ports, office.clock, patience)
    asker = Asker("T1", "U1", "token 1")
    async with Client(server_of(desk, office.clock, lambda _: asker)) as client:
        yield client


async def said(client: Client, words: str, **more: str) -> tuple[bool, str]:
    """Whether it was refused, and what was said."""
    result = await client.call_tool("ask", {"words": words, **more})
    return result.is_error, result.content[0].text  # type: ignore[union-attr] # text


async def test_the_answer_has_the_apps_words_exact_figures_and_a_receipt(office: Office) -> None:
    async with assistant(office) as client:
        result = await client.call_tool("ask", {"words": "yesterday by day in UTC"})
    assert not result.is_error, result.content
    answer: dict[str, Any] = result.structured_content
    figures = answer["figures"]
    assert answer["said"][0] == "10 sessions"
    assert figures["total"]["counts"] == [{"unit": "sessions", "value": "10"}]
    assert figures["window"] | {"described": ""} == {
        "start": "2026-11-23T00:00:00Z",
        "end": "2026-11-24T00:00:00Z",
        "zone": "UTC",
        "described": "",
    }
    assert (figures["settled"], figures["complete"]) == (True, False)
    assert figures["holes"] == [
        "Kore.ai sent no figure for conversations, alert messages or proactive messages."
    ]
    receipt = await office.ports.receipts.find("T1", answer["receipt"]["number"])
    assert receipt
    assert (receipt.channel, receipt.only_for) == ("C1", "U1")
    assert list(receipt.lines) == answer["receipt"]["lines"]
    assert not office.said.opened  # nothing was posted
    assert not office.said.told


REFUSED = {
    "pause alert 1": "Assistants can only read, so nothing was changed.",
    "help": "That is a command, not a question about figures.",
    "alerts": "Call the tool `alerts` for that.",
    "yesterday in #secret": "I can't see you in that channel.",
    "yesterday in #nowhere": "I can't see you in that channel.",
    "yesterday for Secret": "no bot",
}


async def test_what_is_no_question_of_the_person_is_refused(office: Office) -> None:
    async with assistant(office) as client:
        for words, reason in REFUSED.items():
            refused, why = await said(client, words)
            assert refused, words
            assert reason in why


async def test_rights_are_those_of_the_person_now(office: Office) -> None:
    directory = office.ports.directory
    assert isinstance(directory, FakeDirectory)
    async with assistant(office) as client:
        directory.shared_channels["C1"] = True
        refused, why = await said(client, "yesterday")
        assert refused
        assert "shared with another organisation" in why
        directory.shared_channels.clear()
        directory.kinds["U1"] = PersonKind.DEACTIVATED
        for tool in ("digests", "alerts"):
            assert (await client.call_tool(tool, {})).is_error
        assert (await said(client, "yesterday"))[0]


async def test_no_figure_rather_than_a_late_one(office: Office) -> None:
    lanes = office.ports.lanes
    assert isinstance(lanes, FakeLanes)
    lanes.slow = True
    async with assistant(office, patience=0.0) as client:
        assert await said(client, "yesterday") == (True, STILL)
    lanes.slow = False
    async with assistant(office) as client:
        assert not (await said(client, "yesterday"))[0]
    assert not lanes.open


async def test_a_person_has_so_many_calls_in_a_minute(office: Office) -> None:
    desk, asker = AssistantDesk(office.ports, office.clock), Asker("T1", "U1", "token 1")
    for _ in range(MOST_CALLS):
        await desk.set_ups(asker)
    with pytest.raises(SlackbotError, match=TOO_FAST):
        await desk.set_ups(asker)
    await desk.set_ups(Asker("T1", "U2", "token 2"))
    await office.clock.sleep(60)
    await desk.set_ups(asker)


async def test_the_lists_are_those_of_channels_that_the_person_sees(office: Office) -> None:
    async with assistant(office) as client:
        await office.save("sessions > 100 per day in UTC")
        await office.save("sessions > 200 per day in UTC", channel="C2")
        await office.type("digest every Monday at 9")
        alerts = (await client.call_tool("alerts", {})).structured_content["alerts"]
        digests = (await client.call_tool("digests", {"channel": "#support"})).structured_content
        assert (await client.call_tool("alerts", {"channel": "C2"})).is_error
    assert [(each["channel"], each["alert"]) for each in alerts] == [("support", "1")]
    assert digests["digests"][0]["next_at"] == "2026-11-30T09:00:00+01:00"


@pytest.mark.parametrize(
    ("figure", "text"),
    [(12, "12"), (100, "100"), (Decimal("12.30"), "12.3"), (Decimal("1E+3"), "1000"), (None, None)],
)
def test_figures_are_written_exactly(figure: int | Decimal | None, text: str | None) -> None:
    assert _exact(figure) == text
