"""The notifier, the directory and their calls against a Slack over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from slackbot import telemetry
from slackbot.domain.ask import Ask
from slackbot.domain.channel import LinkedBot
from slackbot.domain.errors import SlackRefusedError, SlackUnavailableError
from slackbot.ports import File, Opened, OpenQuestion
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.slack.directory import FRESH_FOR, MANY, SlackDirectory
from slackbot.slack.outbound.calls import patiently
from slackbot.slack.outbound.clients import OneWorkspace, slack_client
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.outbound.rate_limit import ChannelRateLimiter
from slackbot.slack.questions.files import Files
from slackbot.slack.questions.notifier import SlackNotifier, is_slacks
from tests.clock import seconds
from tests.fakes import (
    NOW,
    FakeCharts,
    FakeClock,
    FakeDeliveries,
    FakeFence,
    FakeResponseUrls,
    FakeWorkspaces,
)
from tests.slack.questions.test_messages import REPORTS

PATIENCE = timedelta(seconds=5)


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    sandbox = SlackSandbox(Workspace(seconds), rate=None)
    async with serve(sandbox.app) as url:
        sandbox.url = url
        yield sandbox


def notifier(
    slack: SlackSandbox,
    watch: FakeClock | None = None,
    workspaces: FakeWorkspaces | None = None,
    patience: timedelta = PATIENCE,
    urls: dict[str, str] | None = None,
) -> SlackNotifier:
    url = f"{slack.url}/api/"
    clients = OneWorkspace(slack_client(slack.bot_token, url), slack.workspace.team_id)
    clock, refusing = FakeClock(), workspaces or FakeWorkspaces()
    poster = Poster(
        clients, FakeDeliveries(), ChannelRateLimiter(clock), FakeFence(), refusing, patience
    )
    files = Files(clients, poster, FakeCharts(), PATIENCE)
    return SlackNotifier(
        url, poster, files, FakeResponseUrls(**urls or {}), watch or clock, PATIENCE
    )


def directory(slack: SlackSandbox, clock: FakeClock) -> SlackDirectory:
    return SlackDirectory(slack_client(slack.bot_token, f"{slack.url}/api/"), clock, "T0SANDBOX")


def ask(slack: SlackSandbox) -> Ask:
    command = slack.command("/billing", "last week", user="anna", channel="support-bots")
    return Ask(
        team=command["team_id"],
        channel=command["channel_id"],
        user=command["user_id"],
        text=command["text"],
        received_at=NOW,
        response_url=command["response_url"],
    )


async def test_private_words_are_seen_by_the_asker_alone(slack: SlackSandbox) -> None:
    await notifier(slack).tell(ask(slack), "A <b>")
    (told,) = slack.ephemerals("anna", "support-bots")
    assert told.text == "A &lt;b&gt;"
    assert slack.messages("support-bots") == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/commands/secret",
        "https://hooks.slack.com.evil.example/x",
        "https://hooks.slack-gov.com.evil.example/x",
        "https://user@evil.example/hooks.slack.com",
        "http://hooks.slack.com/commands/x",
        "file:///etc/passwd",
    ],
)
async def test_only_slacks_own_hosts_are_answered(slack: SlackSandbox, address: str) -> None:
    elsewhere = ask(slack).model_copy(update={"response_url": address})
    assert not is_slacks(address, f"{slack.url}/api/")
    await notifier(slack).tell(elsewhere, "secret figures")
    (told,) = slack.ephemerals("anna", "support-bots")  # by Slack itself, as we are in the channel
    assert told.text == "secret figures"


async def test_the_address_stands_in_a_table_of_its_own(slack: SlackSandbox) -> None:
    asked = ask(slack)
    apart = asked.model_copy(update={"id": "q1", "response_url": ""})
    slack.faults.add("chat.postEphemeral", error="not_in_channel", times=9)
    await notifier(slack, urls={"q1": asked.response_url}).tell(apart, "by its address")
    assert [told.text for told in slack.ephemerals("anna", "support-bots")] == ["by its address"]


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("https://hooks.slack.com/commands/T1/2/3", "https://slack.com/api/"),
        ("https://hooks.slack-gov.com/commands/T1/2/3", "https://slack-gov.com/api/"),
        ("https://slack.com/x", "https://slack.com/api/"),
        ("http://localhost:5/x", "http://127.0.0.1:4/api/"),
        ("http://127.0.0.1:5/x", "http://127.0.0.1:4/api/"),
        ("https://slack.internal/x", "http://slack.internal/api/"),
    ],
)
def test_slacks_own_hosts(address: str, base: str) -> None:
    assert is_slacks(address, base)


async def test_a_used_up_address_is_replaced_where_we_may_post(slack: SlackSandbox) -> None:
    asked = ask(slack)
    for number in range(6):
        await notifier(slack).tell(asked, f"{number}")
    assert [m.text for m in slack.ephemerals("anna", "support-bots")] == list("012345")
    outside = asked.model_copy(update={"channel": "C0LOUNGE"})
    with pytest.raises(SlackRefusedError):
        await notifier(slack).tell(outside, "once too often")


async def test_a_step_that_runs_again_posts_nothing_twice(slack: SlackSandbox) -> None:
    asked, sender, report = ask(slack), notifier(slack), REPORTS["a week"]
    threads = [await sender.open_thread(asked, report.query, report.bots) for _ in range(2)]
    assert threads[0] == threads[1]
    other = asked.model_copy(update={"id": "another"})
    assert await sender.open_thread(other, report.query, report.bots) != threads[0]
    opened = Opened(query=report.query, bots=(), jobs=(), thread=threads[0])
    for _ in range(2):
        await sender.deliver(asked, opened, report)
    assert len(slack.messages("support-bots")) == 2
    assert len(slack.replies("support-bots", threads[0].ts)) == 1


class RunningClock(FakeClock):
    def now(self) -> datetime:
        self.time += timedelta(minutes=2)
        return self.time


async def test_an_answer_that_slack_made_late_says_so(slack: SlackSandbox) -> None:
    asked, sender, report = ask(slack), notifier(slack, RunningClock()), REPORTS["a week"]
    thread = await sender.open_thread(asked, report.query, report.bots)
    slack.faults.add("chat.postMessage", http_status=503)
    opened = Opened(query=report.query, bots=(), jobs=(), thread=thread)
    await sender.deliver(asked, opened, report)
    (reply,) = slack.replies("support-bots", thread.ts)
    assert "This is late: you asked 8 minutes ago." in str(reply.blocks)


@pytest.mark.long
async def test_what_cannot_be_looked_for_is_posted(slack: SlackSandbox) -> None:
    asked, sender, report = ask(slack), notifier(slack), REPORTS["a week"]
    thread = await sender.open_thread(asked, report.query, report.bots)
    slack.faults.add("chat.postMessage", drop=True)
    slack.faults.add("conversations.replies", http_status=503, times=1000)
    opened = Opened(query=report.query, bots=(), jobs=(), thread=thread)
    await sender.deliver(asked, opened, report)
    assert len(slack.replies("support-bots", thread.ts)) == 1


async def test_an_answer_is_not_lost_with_the_channel(slack: SlackSandbox) -> None:
    asked, sender = ask(slack), notifier(slack)
    report = REPORTS["a week"]
    thread = await sender.open_thread(asked, report.query, report.bots)
    bots = tuple(LinkedBot(**bot.model_dump(), linked_by="U1") for bot in report.bots)
    opened = Opened(query=report.query, bots=bots, jobs=(), thread=thread)
    slack.faults.add("chat.postMessage", error="is_archived")
    await sender.deliver(asked, opened, report)
    (told,) = slack.ephemerals("anna", "support-bots")
    assert "I couldn't answer in the thread" in told.text


WEEK_CSV = File(name="week.csv", content=b"Day,Sessions\n2026-11-16,3\n")


async def test_the_parent_says_that_all_is_there_when_it_is(slack: SlackSandbox) -> None:
    asked, sender, report = ask(slack), notifier(slack), REPORTS["a week"]
    thread = await sender.open_thread(asked, report.query, report.bots)
    opened = Opened(query=report.query, bots=(), jobs=(), thread=thread)
    await sender.deliver(asked, opened, report, [WEEK_CSV])
    (file,) = (reply for reply in slack.replies("support-bots", thread.ts) if reply.files)
    (parent,) = slack.messages("support-bots")
    assert file.ts < parent.wire()["edited"]["ts"]


async def test_no_file_goes_where_the_answer_could_not(slack: SlackSandbox) -> None:
    asked, sender, report = ask(slack), notifier(slack), REPORTS["a week"]
    thread = await sender.open_thread(asked, report.query, report.bots)
    opened = Opened(query=report.query, bots=(), jobs=(), thread=thread)
    slack.faults.add("chat.postMessage", error="is_archived", times=9)
    await sender.deliver(asked, opened, report, [WEEK_CSV])
    assert len(slack.ephemerals("anna", "support-bots")) == 1
    assert not slack.files


async def test_the_sdk_never_sends_twice_by_itself(slack: SlackSandbox) -> None:
    slack.faults.add("chat.postMessage", drop=True, after_effect=True)
    client = slack_client(slack.bot_token, f"{slack.url}/api/")
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the SDK raises
        await client.chat_postMessage(channel="C0SUPPORT", text="once")
    assert len(slack.messages("support-bots")) == 1


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "missing_scope"])
async def test_a_refusal_is_not_tried_again_and_says_what_to_mend(
    slack: SlackSandbox, word: str
) -> None:
    slack.faults.add("users.info", error=word)
    client = slack_client(slack.bot_token, f"{slack.url}/api/")
    with pytest.raises(SlackRefusedError, match=r"admin|install"):
        await patiently(client.users_info, PATIENCE, user="U0ANNA")
    await patiently(client.users_info, PATIENCE, user="U0ANNA")


async def test_patience_ends(slack: SlackSandbox) -> None:
    slack.faults.add("users.info", http_status=503, times=100)
    client = slack_client(slack.bot_token, f"{slack.url}/api/")
    with pytest.raises(SlackUnavailableError):
        await patiently(client.users_info, timedelta(seconds=0.5), user="U0ANNA")


async def test_people_are_remembered_for_some_minutes(slack: SlackSandbox) -> None:
    clock = FakeClock()
    people = directory(slack, clock)
    anna = await people.person("U0ANNA")
    assert (anna.zone, anna.actor.is_admin) == ("Europe/Berlin", False)
    assert (await people.person("U0ADMIN")).actor.is_admin
    slack.faults.add("users.info", error="internal_error", times=100)
    clock.set(timedelta(days=1))
    assert await people.person("U0ANNA") == anna
    slack.faults.clear()
    clock.set(timedelta(days=-1))
    clock.time += timedelta(seconds=FRESH_FOR + 1)
    slack.workspace.users.pop("U0ANNA")
    assert (await people.person("U0ANNA")).zone == "UTC"


async def test_whether_outsiders_listen(slack: SlackSandbox) -> None:
    channels = directory(slack, FakeClock())
    assert await channels.shared("C0SUPPORT") is False
    assert await channels.shared("C0PARTNER") is True
    assert await channels.shared("G0SECRET") is None
    assert await channels.shared("D0ANNA") is False


async def test_many_channels_are_learned_of_together(slack: SlackSandbox) -> None:
    rooms = slack.workspace.add_channels(1200)
    slack.workspace.channels[rooms[1100].id] = replace(rooms[1100], is_ext_shared=True)
    methods = ("conversations.info", "conversations.list")
    before = [calls(method) for method in methods]
    channels = directory(slack, FakeClock())
    found = [await channels.shared(room.id) for room in rooms]
    assert found == [room is rooms[1100] for room in rooms]
    after = [calls(method) for method in methods]
    assert [now - was for now, was in zip(after, before, strict=True)] == [MANY, 2]


def calls(method: str) -> float:
    """How often the method was called so far, in this process."""
    labels = {"method": method, "outcome": "ok"}
    return telemetry.REGISTRY.get_sample_value("slackbot_slack_calls_total", labels) or 0.0


async def test_channels_that_cannot_be_listed_are_asked_for_one_by_one(slack: SlackSandbox) -> None:
    rooms = slack.workspace.add_channels(40)
    slack.faults.add("conversations.list", error="missing_scope", times=1)
    channels = directory(slack, FakeClock())
    assert [await channels.shared(room.id) for room in rooms] == [False] * 40


CHART, TABLE = "data_visualization", "data_table"
# What the workspace does not have, and whether it was known: who sees no chart gets a picture.
PICTURES = {
    "all kinds of blocks": (frozenset(), False, 0),
    "no chart, which this message is the first to show": (frozenset({CHART}), False, 1),
    "no chart, as is known": (frozenset({CHART}), True, 1),
    "no table, and so none of the rungs with a chart": (frozenset({TABLE}), True, 1),
    "neither": (frozenset({CHART, TABLE, "table"}), False, 1),
}


@pytest.mark.parametrize(("lacks", "known", "pictures"), PICTURES.values(), ids=PICTURES.keys())
async def test_where_no_chart_is_shown_a_picture_is(
    slack: SlackSandbox, lacks: frozenset[str], known: bool, pictures: int
) -> None:
    asked, report, workspaces = ask(slack), REPORTS["a week by day"], FakeWorkspaces()
    slack.workspace.refused_blocks = lacks
    if known:
        await workspaces.refuse_blocks(asked.team, lacks)
    sender = notifier(slack, workspaces=workspaces)
    thread = await sender.open_thread(asked, report.query, report.bots)
    await sender.deliver(asked, Opened(query=report.query, bots=(), jobs=(), thread=thread), report)
    reply = next(m for m in slack.replies("support-bots", thread.ts) if m.blocks)
    assert not {block["type"] for block in reply.blocks} & lacks
    assert [file.name for file in slack.files] == ["chart.png"] * pictures


async def test_answered_is_logged_once_slack_has_it(slack: SlackSandbox) -> None:
    asked, report = ask(slack), REPORTS["a week"]
    sender = notifier(slack, patience=timedelta(milliseconds=1))  # one try
    thread = await sender.open_thread(asked, report.query, report.bots)
    opened = Opened(query=report.query, bots=(), jobs=(), thread=thread)
    slack.faults.add("chat.postMessage", http_status=503)
    with capture_logs() as lines, pytest.raises(SlackUnavailableError):
        await sender.deliver(asked, opened, report)
    assert telemetry.ANSWERED not in [line["event"] for line in lines]
    with capture_logs() as lines:
        await sender.deliver(asked, opened, report)
    assert telemetry.ANSWERED in [line["event"] for line in lines]


async def test_a_refused_file_is_logged_and_calls_nobody(slack: SlackSandbox) -> None:
    """A picture is an extra, and said to nobody; a CSV was asked for."""
    asked, report = ask(slack), REPORTS["a week by day"]
    slack.workspace.refused_blocks = frozenset({CHART})
    slack.faults.add("files.getUploadURLExternal", error="unknown_method", times=9)
    sender = notifier(slack)
    thread = await sender.open_thread(asked, report.query, report.bots)
    opened = Opened(query=report.query, bots=(), jobs=(), thread=thread)
    with capture_logs() as lines:
        await sender.deliver(asked, opened, report, [WEEK_CSV])
    refused = [line for line in lines if line["event"] == telemetry.UPLOAD_REFUSED]
    assert [(each["kind"], each["reason"]) for each in refused] == [
        ("chart", "unknown_method"),
        ("csv", "unknown_method"),
    ]
    _, said = slack.replies("support-bots", thread.ts)
    assert said.text.startswith("I couldn't upload week.csv: ")
    assert "<@" not in said.text


async def test_who_waits_for_kores_limit_is_told_and_may_cancel(slack: SlackSandbox) -> None:
    asked, sender, report = ask(slack), notifier(slack), REPORTS["a week"]
    thread = await sender.open_thread(asked, report.query, report.bots)
    opened = Opened(query=report.query, bots=(), jobs=(), thread=thread)
    question = OpenQuestion(ask=asked, opened=opened, until=NOW)
    await sender.progress(question, None)
    (parent,) = slack.messages("support-bots")
    assert "limit of calls is used up for now" in parent.text
    assert "Cancel" in str(parent.blocks)
    await sender.progress(question, 40)
    (parent,) = slack.messages("support-bots")
    assert "40%" in parent.text


async def test_how_far_a_question_is_never_replaces_that_it_is_answered(
    slack: SlackSandbox,
) -> None:
    asked, sender, report = ask(slack), notifier(slack), REPORTS["a week"]
    thread = await sender.open_thread(asked, report.query, report.bots)
    opened = Opened(query=report.query, bots=(), jobs=(), thread=thread)
    question = OpenQuestion(ask=asked, opened=opened, until=NOW)
    # The one edit is under way as the other begins; and one is late.
    await asyncio.gather(
        sender.in_line(question, 2),
        sender.deliver(asked, opened, report),
        sender.in_line(question, 2),
    )
    await sender.progress(question, 40)
    parent = slack.messages("support-bots")[0]
    assert "see the thread" in parent.text
