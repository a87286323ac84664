"""Slack refuses the token, will soon, does not answer, or has another time."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from slackbot.domain.errors import ConfigurationError, SlackRefusedError
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.slack.outbound.clients import slack_client
from slackbot.slack.outbound.health import FRESH_SECONDS, SlackHealth, check_expiry
from tests.fakes import NOW, FakeClock


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    slack = SlackSandbox(Workspace(NOW.timestamp), rate=None)
    async with serve(slack.app) as url:
        slack.url = url
        yield slack


def health_of(slack: SlackSandbox, clock: FakeClock) -> SlackHealth:
    return SlackHealth(slack_client(slack.bot_token, f"{slack.url}/api/").auth_test, clock)


async def test_all_is_well(slack: SlackSandbox) -> None:
    health = health_of(slack, FakeClock())
    assert (await health.token(), await health.clock()) == ("token ok", "ok")


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_refused_token_is_seen_within_a_minute(slack: SlackSandbox, word: str) -> None:
    clock = FakeClock()
    health = health_of(slack, clock)
    await health.token()
    slack.faults.add("auth.test", error=word)
    assert await health.token() == "token ok"
    clock.time += timedelta(seconds=FRESH_SECONDS)
    with pytest.raises(SlackRefusedError, match=rf"\({word}\)$"):
        await health.token()
    clock.time += timedelta(seconds=FRESH_SECONDS)
    assert await health.token() == "token ok"


async def test_an_outage_of_slack_is_said_and_no_fault_of_ours(slack: SlackSandbox) -> None:
    slack.faults.add("auth.test", http_status=503)
    health = health_of(slack, FakeClock())
    assert await health.token() == "no answer to auth.test just now"
    assert await health.clock() == "not known"


@pytest.mark.parametrize(
    ("by", "said"), [(-1200, "1200 s behind Slack's"), (90, "90 s ahead of Slack's")]
)
async def test_a_clock_that_is_wrong_is_named(slack: SlackSandbox, by: int, said: str) -> None:
    clock = FakeClock()
    health = health_of(slack, clock)
    assert await health.clock() == "ok"
    clock.set(timedelta(seconds=by))
    clock.time += timedelta(seconds=FRESH_SECONDS)
    slack.workspace.now = lambda: (NOW + timedelta(seconds=FRESH_SECONDS)).timestamp()
    with pytest.raises(ConfigurationError, match=said):
        await health.clock()
    assert await health.token() == "token ok"


def test_a_token_that_is_about_to_expire_is_named() -> None:
    check_expiry({"ok": True})
    check_expiry({"expires_in": 43_000})
    with pytest.raises(ConfigurationError, match=r"expires in 10 minutes.*token rotation"):
        check_expiry({"expires_in": 600})
