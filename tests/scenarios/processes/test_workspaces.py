"""Two workspaces and an organisation of two on one `web` and one `worker`.

The ids of channels and people are the same in all of them.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from slackbot import telemetry
from slackbot.cli import connections
from slackbot.sandbox.kore.auth import BOT_CLIENT
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.platform import SlackPlatform
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.settings import Settings
from slackbot.slack.manifest import purposes
from slackbot.slack.outbound.installed import EARLY
from slackbot.store.databases.backends import database_for
from slackbot.store.sealing import new_key
from tests.clock import CLOCK, seconds
from tests.scenarios.conftest import PATIENCE, settings_for
from tests.scenarios.processes.start import SECRETS, Process, environment, slackbot
from tests.scenarios.weeks import ANSWER, EARLIER, WEEK

TEAMS = {"T1": "One", "T2": "Two", "T3": "Three", "T4": "Four"}  # and the name of each one's bot
HERE = "support-bots"
IDS = "SELECT digest_id AS id FROM digests UNION SELECT rule_id FROM thresholds"
ASKED = 2  # questions in each workspace; tests/workflows/test_tenancy.py tries what each has set up
LIVES = EARLY.total_seconds() + 2  # of tokens: each is refreshed two seconds later


@dataclass
class Street:
    """The workspaces, and the two processes."""

    platform: SlackPlatform
    kore: KoreSandbox
    web: Process
    worker: Process
    address: str
    database_url: str

    async def stored(self, number: int) -> list[str]:
        """The ids of all digests and alerts, once there are so many: the channel is told of each
        before it is stored."""
        database = database_for(self.database_url)
        await database.open()
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    found = await database.rows(IDS, {})
                    if len(found) == number:
                        return [row["id"] for row in found]
                    await asyncio.sleep(0.1)
        finally:
            await database.close()

    async def install(self, owner: str) -> None:
        """Install by the link, as a browser does."""
        async with httpx.AsyncClient() as browser:
            begun = await browser.get(f"{self.address}/slack/install", params={"team": owner})
            agreed = await browser.get(begun.headers["location"])
            cookie = begun.headers["set-cookie"].partition(";")[0]
            ended = await browser.get(agreed.headers["location"], headers={"cookie": cookie})
        assert ended.status_code == 200
        scopes = parse_qs(urlsplit(begun.headers["location"]).query)["scope"][0]
        assert set(scopes.split(",")) == set(purposes())

    async def told(self, team: str, text: str) -> str:
        """What anna alone reads after `/billing TEXT`."""
        slack = self.platform.workspaces[team]
        before = len(slack.ephemerals("anna", HERE))
        assert (await slack.slash("/billing", text, user="anna", channel=HERE)).ok
        said = await slack.wait_for(lambda: slack.ephemerals("anna", HERE)[before:], PATIENCE)
        return said[0].text

    async def posted(self, team: str, text: str, saying: str = "") -> Message:
        """What the channel reads after `/billing TEXT`, with these words in it."""
        slack = self.platform.workspaces[team]
        before = len(slack.messages(HERE))
        assert (await slack.slash("/billing", text, user="anna", channel=HERE)).ok

        def told() -> list[Message]:
            return [m for m in slack.messages(HERE)[before:] if saying in str(m)]

        return (await slack.wait_for(told, PATIENCE))[0]

    async def answered(self, team: str, number: int) -> list[Message]:
        """The parents in the channel, once so many have their answer."""
        slack = self.platform.workspaces[team]

        def done() -> list[Message] | None:
            parents = [m for m in slack.messages(HERE) if ":white_check_mark:" in m.text]
            return parents if len(parents) >= number else None

        return await slack.wait_for(done, PATIENCE)

    def read_in(self, team: str) -> str:
        """All that anybody reads there."""
        workspace = self.platform.workspaces[team].workspace
        return "".join(str(each) for each in (*workspace.posted, *workspace.edited))


@pytest.fixture
async def street(tmp_path: Path, postgres_url: str) -> AsyncIterator[Street]:
    sandboxes = [
        SlackSandbox(
            Workspace(seconds, team_id=team, organisation="E1" if team > "T2" else ""), rate=None
        )
        for team in TEAMS
    ]
    platform = SlackPlatform(*sandboxes, token_seconds=LIVES)
    kore = KoreSandbox(now=CLOCK.now, job_seconds=0.0)
    async with serve(platform.app) as slack_url, serve(kore.app) as kore_url:
        platform.serve_at(slack_url)
        settings = settings_for(tmp_path, slack_url, kore_url, {"database_url": postgres_url})
        env = environment(settings) | {
            "SLACKBOT_LOG_FORMAT": "json",
            "SLACK_CLIENT_ID": platform.client_id,
            "SLACK_CLIENT_SECRET": platform.client_secret,
            "SLACKBOT_SECRET_KEYS": new_key(),
            "SLACKBOT_WORKSPACES": "T1,T2,E1",
        }
        env.pop("SLACK_BOT_TOKEN")
        key = SecretStr(env["SLACKBOT_SECRET_KEYS"])
        await connect(settings.model_copy(update={"slackbot_secret_keys": key}), tmp_path)
        async with (
            slackbot("web", env=env, folder=tmp_path) as web,
            slackbot("worker", env=env, folder=tmp_path) as worker,
        ):
            address = await web.started()
            await worker.started()
            platform.redirect_url = f"{address}/slack/oauth_redirect"
            for each in sandboxes:
                each.deliver_to(f"{address}/slack/events")
            street = Street(platform, kore, web, worker, address, postgres_url)
            for owner in ("T1", "T2", "E1"):
                await street.install(owner)
            yield street
            said = "".join(web.lines + worker.lines)
            tokens = [*platform._tokens, platform.client_secret, env["SLACKBOT_SECRET_KEYS"]]
            assert not [secret for secret in (*SECRETS[1:], *tokens) if secret in said]
            assert "Traceback" not in said


async def connect(settings: Settings, folder: Path) -> None:
    """Give each workspace the same credential: the environment's serves none of them."""
    file = folder / "secret"
    file.write_text(BOT_CLIENT.secret)
    host = settings.kore_host or ""
    given = connections.Given("Support", host, BOT_CLIENT.id, SUPPORT_BOT.id, file)
    for team in TEAMS:
        await connections.add(settings, CLOCK, given, team, lambda _: None)


@pytest.mark.chaos
async def test_workspaces_do_not_meet_and_one_may_leave(street: Street) -> None:
    """One test, as the processes take the longest."""
    await do_not_meet(street)
    await leave_while_a_digest_runs(street)  # before an alert asks Kore.ai, too
    await reach_nothing_by_ids(street)


async def do_not_meet(street: Street) -> None:
    platform = street.platform
    for team, name in TEAMS.items():
        assert name in await street.told(team, f"link {SUPPORT_BOT.id} as {name}Bot")

    # Tokens are replaced while people ask, and no answer is lost, doubled or told elsewhere.
    asked = [(team, n) for n in range(ASKED) for team in TEAMS]
    for team, n in asked:
        await platform.workspaces[team].slash(
            "/billing", f"{WEEK} fresh", user=("anna", "ben")[n % 2], channel=HERE
        )
        await asyncio.sleep(0.1)
    for team, name in TEAMS.items():
        parents = await street.answered(team, ASKED)
        assert len(parents) == len(platform.workspaces[team].messages(HERE)) == ASKED
        for parent in parents:
            (reply,) = platform.workspaces[team].replies(HERE, parent.ts)
            assert ANSWER in reply.text
        others = [f"{each}Bot" for each in TEAMS.values() if each != name]
        assert not [other for other in others if other in street.read_in(team)]
    assert platform.refreshes.total() > 2
    assert platform.refused.total() == 0


VERBS = ("digests history", "digests remove", "alerts test")


async def tried(slack: SlackSandbox, words: list[str]) -> str:
    """What the owner of a workspace reads after these, typed and as values of a button."""
    parent = slack.messages(HERE)[0]
    message, button = next(
        (message, each)
        for message in (parent, *slack.replies(HERE, parent.ts))
        for block in message.blocks
        for each in block.get("elements", ())
        if each.get("value")
    )
    for each in words:
        assert (await slack.slash("/billing", each, user="owner", channel=HERE)).ok
        clicked = await slack.click(message, button["action_id"], user="owner", value=each)
        assert clicked.ok

    def told() -> list[Message] | None:
        found = slack.ephemerals("owner", HERE)
        return found if len(found) >= 2 * len(words) else None

    return "".join(str(each) for each in await slack.wait_for(told, PATIENCE))


async def reach_nothing_by_ids(street: Street) -> None:
    """What one workspace has set up can be reached from no other one, by none of its ids."""
    await street.posted("T1", "digest every Thursday at 9:17")
    await street.posted("T1", "alerts save sessions > 900000 per day", "900,000")
    known = street.read_in("T1")
    slack = street.platform.workspaces["T3"]
    said = await tried(slack, [f"{verb} {id_}" for id_ in await street.stored(3) for verb in VERBS])
    assert not [word for word in ("OneBot", "900,000", "9:17") if word in said]
    assert street.read_in("T1") == known


async def leave_while_a_digest_runs(street: Street) -> None:
    platform = street.platform
    await street.posted("T2", "digest every Monday at 9")
    await street.stored(1)
    street.kore._job_seconds = 3.0
    calls = len(street.kore.calls)
    slack = platform.workspaces["T2"]
    assert (await slack.slash("/billing", "digests send 1", user="anna", channel=HERE)).ok
    await street.kore.wait_for(lambda: "POST" in [c.method for c in [*street.kore.calls][calls:]])
    before = street.read_in("T2")
    await platform.uninstall("T2")
    failed = await street.worker.logged(telemetry.DIGEST_FAILED)
    assert failed["error"] == "SlackRefusedError"
    assert street.web.find(telemetry.UNINSTALLED)
    assert street.read_in("T2") == before
    street.kore._job_seconds = 0.0
    await platform.workspaces["T1"].slash("/billing", str(EARLIER), user="anna", channel=HERE)
    await street.answered("T1", ASKED + 1)
    await street.install("T2")
    await slack.slash("/billing", str(EARLIER), user="anna", channel=HERE)
    await street.answered("T2", ASKED + 1)
