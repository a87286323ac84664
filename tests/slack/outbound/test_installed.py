"""Clients of installed workspaces: whose token is used, and how it is refreshed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from pydantic import SecretStr

from slackbot.domain.access.installation import Installation
from slackbot.domain.errors import SlackRefusedError
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.platform import SlackPlatform
from slackbot.sandbox.slack.server import SCOPES, SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.slack.outbound.calls import patiently
from slackbot.slack.outbound.installed import EARLY, InstalledWorkspaces
from slackbot.store.databases.database import Database
from slackbot.store.sealing import Sealer, new_key
from slackbot.store.setup.installations import InstallationStore
from tests.fakes import FakeClock

SEALER = Sealer([SecretStr(new_key())])
HOURS = timedelta(hours=12)
ONCE = timedelta(seconds=5)


@dataclass
class Slack:
    """Workspaces T1 and T2, and T3 and T4 of the organisation E1; the app's clients of them."""

    platform: SlackPlatform
    clock: FakeClock
    store: InstallationStore

    def process(self) -> InstalledWorkspaces:
        """What one process knows of installations."""
        platform = self.platform
        return InstalledWorkspaces(
            self.store,
            self.clock,
            f"{platform.url}/api/",
            platform.client_id,
            SecretStr(platform.client_secret),
        )

    async def install(self, owner: str) -> Installation:
        """Keep a token of Slack's as the redirect does."""
        platform = self.platform
        token = platform._issue(owner)
        is_team = owner in platform.workspaces
        now = self.clock.now()
        new = Installation(
            key=owner,
            team=owner if is_team else "",
            app_user="U0SLACKBOT",
            scopes=SCOPES,
            token=SecretStr(token.text),
            refresh_token=SecretStr(token.refresh) if token.refresh else None,
            expires_at=now + HOURS if token.expires_at else None,
            installed_at=now,
        )
        await self.store.save(new)
        return new


@pytest.fixture
async def slack(database: Database) -> AsyncIterator[Slack]:
    clock = FakeClock()

    def now() -> float:
        return clock.now().timestamp()

    sandboxes = [
        SlackSandbox(Workspace(now, team_id=team, organisation=organisation), rate=None)
        for team, organisation in (("T1", ""), ("T2", ""), ("T3", "E1"), ("T4", "E1"))
    ]
    platform = SlackPlatform(*sandboxes, token_seconds=HOURS.total_seconds())
    async with serve(platform.app) as url:
        platform.serve_at(url)
        yield Slack(platform, clock, InstallationStore(database, SEALER))


async def post(workspaces: InstalledWorkspaces, team: str) -> None:
    await patiently(workspaces.of(team).chat_postMessage, ONCE, channel="C0SUPPORT", text=team)


async def test_each_workspace_is_called_with_its_own_token(slack: Slack) -> None:
    workspaces = slack.process()
    for owner in ("T1", "T2", "E1"):
        await slack.install(owner)
    for team in ("T3", "T4"):
        assert await workspaces.admitted(team, "E1")
    await asyncio.gather(*(post(workspaces, team) for team in ("T1", "T2", "T3", "T4") * 5))
    for team, sandbox in slack.platform.workspaces.items():
        assert [each.text for each in sandbox.messages("support-bots")] == [team] * 5
    assert await workspaces.admitted("T5", "E2") is None
    with pytest.raises(SlackRefusedError):
        await post(workspaces, "T5")


async def test_a_token_of_another_workspace_is_not_used(slack: Slack) -> None:
    await slack.install("T1")
    of_other = await slack.install("T2")
    await slack.store.save(of_other.model_copy(update={"key": "T1", "team": "T1"}))
    with pytest.raises(SlackRefusedError, match="not its own"):
        await post(slack.process(), "T1")
    assert slack.platform.workspaces["T2"].messages("support-bots") == []


async def test_one_process_refreshes_a_token_for_all(slack: Slack) -> None:
    first = await slack.install("T1")
    processes = [slack.process() for _ in range(3)]
    slack.clock.time = first.installed_at + HOURS - EARLY + timedelta(minutes=1)
    await asyncio.gather(*(post(each, "T1") for each in processes * 5))
    assert (slack.platform.refreshes["T1"], slack.platform.refused.total()) == (1, 0)
    now = await slack.store.find("T1")
    assert now
    assert now.token != first.token
    assert len(slack.platform.workspaces["T1"].messages("support-bots")) == 15
    # One that is over already, as after days without a question, is refreshed first.
    slack.clock.time += 2 * HOURS
    await asyncio.gather(*(post(each, "T1") for each in processes))
    assert (slack.platform.refreshes["T1"], slack.platform.refused.total()) == (2, 0)


async def test_what_is_remembered_gives_way_to_another_installation(slack: Slack) -> None:
    workspaces = slack.process()
    await slack.install("T1")
    await post(workspaces, "T1")
    slack.platform.revoke("T1")
    await slack.install("T1")  # another process has kept it
    await post(workspaces, "T1")
    slack.platform.revoke("T1")
    with pytest.raises(SlackRefusedError) as caught:
        await post(workspaces, "T1")
    assert caught.value.reason == "token_revoked"


async def test_a_removed_installation_has_no_token_and_a_late_event_spares_the_next(
    slack: Slack,
) -> None:
    before = await slack.install("T1")
    later = before.installed_at + timedelta(hours=1)
    slack.clock.time = later
    await slack.install("T1")
    assert await slack.store.remove("T1", before.installed_at + timedelta(minutes=1)) == []
    assert await slack.store.remove("T1", later) == ["T1"]
    assert await slack.store.find("T1") is None
    assert await slack.store.gone(later) == []
    assert await slack.store.gone(later + timedelta(days=1)) == ["T1"]
    await slack.store.drop("T1")
    assert await slack.store.gone(later + timedelta(days=1)) == []


async def test_a_workspace_leaves_its_organisations_installation(slack: Slack) -> None:
    workspaces = slack.process()
    await slack.install("E1")
    for team in ("T3", "T4"):
        await workspaces.admitted(team, "E1")
    now = slack.clock.now()
    assert await slack.store.remove_team("T3", "E1", now)
    assert await slack.store.find("T3") is None
    assert await slack.store.remove("E1", now) == ["T4"]
    assert list(await slack.store.gone(now + timedelta(days=1))) == ["T3", "T4"]


async def test_a_state_holds_once_and_for_minutes(slack: Slack) -> None:
    now = slack.clock.now()
    for state in ("a", "b"):
        await slack.store.issue(state, now + timedelta(minutes=10))
    assert [await slack.store.consume(state, now) for state in ("a", "a", "c")] == [
        True,
        False,
        False,
    ]
    assert not await slack.store.consume("b", now + timedelta(minutes=11))
