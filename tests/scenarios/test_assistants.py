"""An assistant asks the whole program over HTTP, for a token's person or for whom Slack names."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from slackbot.bootstrap import App, Role
from slackbot.domain.access.assistant import AssistantToken, hash_of, written
from slackbot.domain.channel import LinkedBot
from slackbot.domain.errors import JobError
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.store.setup.tokens import TokenStore
from slackbot.workflows.assistants.desk import Asker, AssistantDesk
from tests.clock import CLOCK
from tests.scenarios.conftest import OpenOffice

TEAM, ANNA, CHANNEL = "T0SANDBOX", "U0ANNA", "C0SUPPORT"
HOST = "billing.example.com"
TOKEN = written(TEAM, "a" * 43)
SECRET = b"sandbox-signing-secret"
ASK = {"words": "yesterday for SupportBot"}


@asynccontextmanager
async def web(open_office: OpenOffice, kore: KoreSandbox | None = None) -> AsyncIterator[App]:
    """The app in `web` mode, with a bot in #support-bots and a token of Anna's."""
    async with open_office(kore=kore, slackbot_mcp_url=f"https://{HOST}/mcp") as office:
        app = App(office.settings, CLOCK, Role.WEB)
        await app.start()
        try:
            ports, now = app._assistant_desk._ports, CLOCK.now()
            bot = LinkedBot(id=SUPPORT_BOT.id, name="SupportBot", linked_by=ANNA)
            await ports.channels.link(TEAM, CHANNEL, bot, now)
            made = AssistantToken(
                team=TEAM, id="abcdef", user=ANNA, made_at=now, expires_at=now + timedelta(days=1)
            )
            await TokenStore(app._database).save(made, hash_of(TOKEN))
            yield app
        finally:
            await app.stop()


def signed(**slack: Any) -> tuple[bytes, dict[str, str]]:
    """A call as Slackbot makes it, and its headers."""
    call = {"name": "ask", "arguments": ASK, "_meta": {"slack": slack}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    body, at = json.dumps(message).encode(), str(int(CLOCK.now().timestamp()))
    made = hmac.new(SECRET, b"v0:%s:%s" % (at.encode(), body), hashlib.sha256).hexdigest()
    return body, {"x-slack-request-timestamp": at, "x-slack-signature": f"v0={made}"}


async def test_an_assistant_asks_for_its_person(open_office: OpenOffice) -> None:
    async with web(open_office) as app:
        url = f"http://127.0.0.1:{app.server.port}/mcp"
        known = {"host": HOST, "authorization": f"Bearer {TOKEN}"}
        async with (
            create_mcp_http_client(headers=known) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            answer = (await client.call_tool("ask", ASK)).structured_content
            refused = await client.call_tool("ask", {"words": "unlink SupportBot"})
        assert answer["figures"]["bots"] == ["SupportBot"]
        assert refused.is_error

        accepts = {
            "host": HOST,
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
        }
        async with httpx.AsyncClient(headers=accepts) as stranger:

            async def sent(body: bytes, headers: dict[str, str]) -> tuple[int, bool]:
                """The status, and whether there is a figure."""
                reply = await stranger.post(url, content=body, headers=headers)
                return reply.status_code, "sessions" in reply.text

            body, headers = signed(user_id=ANNA, team_id=TEAM)
            assert await sent(body, headers) == (200, True)
            assert await sent(body.replace(b"U0ANNA", b"U0BENX"), headers) == (401, False)
            assert await sent(*signed(user_id="U0NOBODY", team_id=TEAM)) == (200, False)
            assert await sent(*signed(user_id=ANNA, team_id="T0OTHER")) == (200, False)
            assert await sent(*signed(user_id=ANNA, team_id=None)) == (200, False)
            assert await sent(body, {}) == (401, False)
            other = TOKEN.replace(TEAM, "T0OTHER")
            assert await sent(body, {"authorization": f"Bearer {other}"}) == (401, False)
            token = {"authorization": f"Bearer {TOKEN}"}
            assert await sent(body, token | {"host": "evil.example"}) == (421, False)
            assert await sent(body, token | {"origin": "https://evil.example"}) == (403, False)
            await TokenStore(app._database).revoke(TEAM, "abcdef")
            assert await sent(body, token) == (401, False)


async def test_who_asks_again_goes_on_with_the_same_job(open_office: OpenOffice) -> None:
    kore = KoreSandbox(now=CLOCK.now, job_seconds=1.0)
    async with web(open_office, kore) as app:
        ports, anna = app._assistant_desk._ports, Asker(TEAM, ANNA, "token abcdef")
        with pytest.raises(JobError, match="no figure yet"):
            await AssistantDesk(ports, CLOCK, patience=0.3).ask(anna, ASK["words"])
        found = await app._assistant_desk.ask(anna, ASK["words"])
    assert found.report.report_ids == ("121242",)  # the first that Kore.ai was given
