"""Installing by a link, as a browser does it; and what a workspace without the app is told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from slackbot import telemetry
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.platform import SlackPlatform
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.slack.inbound.app import build_app
from slackbot.slack.inbound.oauth import install_flow
from slackbot.slack.inbound.removals import Removals
from slackbot.slack.inbound.workspaces import NOT_INSTALLED, InstalledAdmission
from slackbot.slack.manifest import purposes
from slackbot.slack.outbound.installed import InstalledWorkspaces
from slackbot.store.databases.sqlite import SqliteDatabase
from slackbot.store.sealing import Sealer, new_key
from slackbot.store.setup.installations import InstallationStore
from slackbot.store.setup.workspaces import WorkspaceStore
from slackbot.web.app import MOST_CALLS, web_app
from tests.clock import CLOCK, seconds
from tests.fakes import FakeResponseUrls, NoForms
from tests.logs import json_logs
from tests.slack.inbound.entries import Taken

ALL = tuple(purposes())


@dataclass
class Site:
    """The app's site, and a Slack with two workspaces and an organisation of two."""

    platform: SlackPlatform
    store: InstallationStore
    disconnections: WorkspaceStore
    taken: Taken
    browser: httpx.AsyncClient

    async def begin(self, owner: str) -> tuple[str, str]:
        """Where Slack sends the browser back to, and the cookie that it has."""
        begun = await self.browser.get("/slack/install", params={"team": owner})
        assert begun.status_code == 302
        asked = parse_qs(urlsplit(begun.headers["location"]).query)
        assert set(asked["scope"][0].split(",")) == set(ALL)
        cookie = begun.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "Secure" in cookie
        async with httpx.AsyncClient() as slack:
            agreed = await slack.get(begun.headers["location"])
        return agreed.headers["location"], cookie.partition(";")[0]

    async def end(self, back: str, cookie: str) -> httpx.Response:
        return await self.browser.get(back, headers={"cookie": cookie})

    async def install(self, owner: str) -> str:
        """What the page says at the end."""
        ended = await self.end(*await self.begin(owner))
        assert ended.status_code == 200
        return ended.text


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    sandboxes = [
        SlackSandbox(Workspace(seconds, team_id=team, organisation=organisation), rate=None)
        for team, organisation in (("T1", ""), ("T2", ""), ("T3", "E1"), ("T4", "E1"))
    ]
    platform, database = SlackPlatform(*sandboxes), SqliteDatabase(tmp_path / "test.db")
    await database.open()
    store = InstallationStore(database, Sealer([SecretStr(new_key())]))
    disconnections, taken = WorkspaceStore(database), Taken()
    secret = SecretStr(platform.client_secret)
    async with serve(platform.app) as url:
        platform.serve_at(url)
        allowed = frozenset({"T1", "E1"})
        workspaces = InstalledWorkspaces(
            store, CLOCK, f"{url}/api/", platform.client_id, secret, allowed
        )
        admission = InstalledAdmission(workspaces)
        removals = Removals(workspaces, disconnections, CLOCK)
        bolt = build_app(admission, taken.take, CLOCK, NoForms(), FakeResponseUrls(), removals)
        flow = install_flow(
            workspaces,
            CLOCK,
            api_url=f"{url}/api/",
            client_id=platform.client_id,
            client_secret=secret,
            purposes=purposes(),
        )
        signing = SecretStr(sandboxes[0].signing_secret)
        app = web_app(bolt=bolt, install=flow, signing_secret=signing, pages=None, clock=CLOCK)
        async with serve(app) as address, httpx.AsyncClient(base_url=address) as browser:
            platform.redirect_url = f"{address}/slack/oauth_redirect"
            for each in sandboxes:
                each.deliver_to(f"{address}/slack/events")
            yield Site(platform, store, disconnections, taken, browser)
    await database.close()


async def test_a_workspace_and_an_organisation_are_installed_and_asked_for(site: Site) -> None:
    assert "Type <code>/billing</code>" in await site.install("T1")
    await site.install("E1")
    for team in ("T1", "T3", "T4"):
        sandbox = site.platform.workspaces[team]
        ack = await sandbox.slash("/billing", "last week", user="anna", channel="support-bots")
        assert ack.ok
        _, ask = site.taken.asks[-1]
        assert (ask.team, ask.text) == (team, "last week")
    found = await site.store.find("T4")
    assert found
    assert (found.key, found.is_org_wide) == ("E1", True)
    stranger = site.platform.workspaces["T2"]
    ack = await stranger.slash("/billing", "last week", user="anna", channel="support-bots")
    assert ack.payload == {"text": NOT_INSTALLED}
    assert len(site.taken.asks) == 3


async def test_a_state_is_of_one_browser_and_holds_once(site: Site) -> None:
    back, cookie = await site.begin("T1")
    _, of_another = await site.begin("T1")
    for wrong in ("", of_another):
        refused = await site.end(back, wrong)
        assert refused.status_code == 400
        assert "did not start the installation" in refused.text
    assert (await site.end(back, cookie)).status_code == 200
    assert (await site.end(back, cookie)).status_code == 401
    assert await site.store.find("T2") is None


async def test_an_address_begins_so_many_times_a_minute(site: Site) -> None:
    back, cookie = await site.begin("T1")
    for _ in range(MOST_CALLS - 1):
        await site.browser.get("/slack/install")
    assert (await site.browser.get("/slack/install")).status_code == 429
    assert (await site.end(back, cookie)).status_code == 200


async def test_what_was_cancelled_or_is_forged_installs_nothing(site: Site) -> None:
    back, cookie = await site.begin("T1")
    state = parse_qs(urlsplit(back).query)["state"][0]
    cancelled = await site.end("/slack/oauth_redirect?error=access_denied<script>", cookie)
    assert "<script>" not in cancelled.text
    forged = await site.end(f"/slack/oauth_redirect?code=made-up&state={state}", cookie)
    assert forged.status_code == 401
    assert await site.store.find("T1") is None


async def test_who_is_not_listed_is_told_its_id(site: Site) -> None:
    ended = await site.end(*await site.begin("T2"))
    assert ended.status_code == 403
    assert "add T2 to SLACKBOT_WORKSPACES" in ended.text
    assert await site.store.find("T2") is None
    assert all(token.is_revoked for token in site.platform._tokens.values())


async def test_an_installation_with_fewer_scopes_or_more_replaces_the_former(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    pages, kept, called = [], [], []
    sandbox = site.platform.workspaces["T1"]
    with json_logs(capsys) as lines:
        for lacking in (set[str](), {"files:write"}, set[str]()):
            back, cookie = await site.begin("T1")
            code = site.platform.consent("T1", set(ALL) - lacking)
            state = parse_qs(urlsplit(back).query)["state"][0]
            page = await site.end(f"/slack/oauth_redirect?code={code}&state={state}", cookie)
            pages.append("files:write" in page.text)
            assert "channels:history" not in page.text
            found = await site.store.find("T1")
            kept.append(set(found.scopes) if found else None)
            ack = await sandbox.slash("/billing", "last week", user="anna", channel="finance")
            called.append(ack.ok)
    assert pages == [False, True, False]
    assert kept == [set(ALL), set(ALL) - {"files:write"}, set(ALL)]
    assert called == [True] * 3
    told = [line for line in lines if line["event"] == telemetry.INSTALLED]
    assert [line["lost"] for line in told] == [[], ["files:write"], []]
    assert [line["without"] for line in told] == [[], ["files:write"], []]


async def test_an_uninstalled_workspace_is_disconnected_and_may_come_back(site: Site) -> None:
    await site.install("T1")
    await site.install("E1")
    sandbox = site.platform.workspaces["T3"]
    await sandbox.slash("/billing", "last week", user="anna", channel="support-bots")
    await site.platform.uninstall("T1")
    await site.platform.uninstall("E1")
    assert set(await site.disconnections.disconnected()) == {"T1", "T3"}  # T4 has never come
    ack = await sandbox.slash("/billing", "last week", user="anna", channel="support-bots")
    assert ack.payload == {"text": NOT_INSTALLED}
    before = seconds() - 60
    await site.install("T1")
    await site.platform.tell("T1", "app_uninstalled", event_time=before)  # Slack was late
    assert await site.store.find("T1")
