"""Notices on their way to a Slack that fails, over real sockets."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from slackbot.domain.alerts.alert import Alert, Watched
from slackbot.domain.alerts.episode import Measurement, Notice, State
from slackbot.domain.alerts.rule import window_at
from slackbot.domain.alerts.transitions import step
from slackbot.domain.ask import Thread
from slackbot.domain.errors import SlackUnavailableError
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE, named
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SCOPES, SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.slack.alerts.notifier import SlackNoticeNotifier
from slackbot.slack.outbound.clients import OneWorkspace, slack_client
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.outbound.rate_limit import ChannelRateLimiter
from slackbot.store.databases.backends import database_for
from slackbot.store.deliveries import DeliveryStore
from slackbot.store.setup.workspaces import WorkspaceStore
from tests.clock import CLOCK, seconds
from tests.fakes import FakeClock, FakeFence

NOON = CLOCK.now().replace(hour=12, minute=0, second=0, microsecond=0)
HOUR = timedelta(hours=1)
ONCE = timedelta(milliseconds=1)  # of patience: nothing is tried again
RULE = Alert(
    team="T0SANDBOX",
    channel="C0SUPPORT",
    id="0123456789ab",
    number=1,
    owner="U0ANNA",
    rule=read_alert(
        "sessions > 100 and 200 per day in UTC", replace(ANYWHERE, bots=named(["Bot"]))
    ),
    created_at=NOON,
)


@dataclass
class Post:
    """A Slack, and the way of notices to it."""

    slack: SlackSandbox
    notifier: SlackNoticeNotifier

    async def send(self, notice: Notice, thread: Thread | None = None) -> Thread:
        return await self.notifier.post(watched(), notice, {}, thread)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.slack.workspace.posted]


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    slack = SlackSandbox(
        Workspace(seconds), rate=None, scopes=SCOPES | {"channels:history", "groups:history"}
    )
    database = database_for(f"sqlite:///{tmp_path}/test.db")
    await database.open()
    async with serve(slack.app) as slack.url:
        client = slack_client(slack.bot_token, f"{slack.url}/api/")
        poster = Poster(
            OneWorkspace(client, RULE.team),
            DeliveryStore(database),
            ChannelRateLimiter(FakeClock()),
            FakeFence(),
            WorkspaceStore(database),
            ONCE,
        )

        async def respond(*_: object) -> None:
            raise AssertionError("nobody has asked")

        yield Post(slack, SlackNoticeNotifier(poster, respond, ONCE))
    await database.close()


def watched() -> Watched:
    return Watched(alert=RULE, memory=State(rule_id=RULE.id))


def fired(at: datetime, value: int = 150) -> Notice:
    """The notice of a check at that moment; of all checks of a day it is the same one."""
    found = Measurement(
        bot_id="",
        window=window_at(RULE.rule, at),
        at=at,
        score=value,
        value=value,
        over=False,
        settled=False,
    )
    (notice,) = step(State(rule_id=RULE.id), found, at, RULE.rule).notices
    return notice


async def test_an_answer_that_was_lost_doubles_no_notice_where_the_app_may_look(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", drop=True, after_effect=True)
    with pytest.raises(SlackUnavailableError):
        await post.send(fired(NOON))
    later = fired(NOON + HOUR, 170)
    stands = await post.send(later)
    (message,) = post.slack.messages("C0SUPPORT")
    assert (message.ts, stands.channel) == (stands.ts, "C0SUPPORT")
    assert "150" in message.text


async def test_a_notice_of_another_day_is_another(post: Post) -> None:
    await post.send(fired(NOON))
    await post.send(fired(NOON + 24 * HOUR))
    assert len(post.texts) == 2


async def test_edits_rest_where_slack_does_not_answer(post: Post) -> None:
    stands = await post.send(fired(NOON))
    post.slack.faults.add("chat.update", http_status=500, times=100)
    await post.notifier.edit(watched(), fired(NOON), {}, stands)
    left = post.slack.faults.left("chat.update")
    assert left < 100
    await post.notifier.edit(watched(), fired(NOON), {}, stands)
    assert post.slack.faults.left("chat.update") == left
