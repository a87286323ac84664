"""A workspace with the credentials of an account, and those of a bot on another host."""

from pathlib import Path

import pytest

from slackbot import telemetry
from slackbot.bootstrap import App
from slackbot.cli import connections, stored_data
from slackbot.domain.access.audit import AuditFilter, What, describe_change
from slackbot.domain.channel import LinkedBot
from slackbot.domain.connections.connection import connection_id
from slackbot.domain.errors import ConfigurationError, SlackbotError
from slackbot.sandbox.kore.auth import ADMIN_CLIENT, BOT_CLIENT, Client, ClientKind
from slackbot.sandbox.kore.bots import HR_BOT, SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.settings import Settings
from slackbot.store.audit import AuditStore
from slackbot.store.databases.backends import database_for
from slackbot.store.sealing import new_key
from slackbot.store.setup.channels import ChannelStore
from tests.clock import CLOCK
from tests.scenarios.conftest import Office, OpenOffice

HR_CLIENT = Client(
    "cs-hr", "secret-of-hr-0123456789-0123456789", ClientKind.BOT, frozenset({HR_BOT.id})
)
WHATS: tuple[What, ...] = ("connection", "secrets")
NO_ENVIRONMENT = {"kore_host": None, "kore_client_id": None, "kore_client_secret": None}


class Desk:
    """An operator at the command line."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.said: list[str] = []
        self._folder = folder

    async def add(self, name: str, host: str, client: Client, bot: str = "") -> None:
        file = self._folder / "secret"
        file.write_text(client.secret + "\n")
        given = connections.Given(name, host, client.id, bot, file)
        await connections.add(self.settings, CLOCK, given, "", self.said.append)


async def test_one_answer_has_the_figures_of_two_connections(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    here = KoreSandbox([SUPPORT_BOT, SALES_BOT], now=CLOCK.now, job_seconds=0.0)
    there = KoreSandbox([HR_BOT], clients=[HR_CLIENT], now=CLOCK.now, job_seconds=0.0)
    async with (
        serve(there.app) as other_host,
        open_office(kore=here, slackbot_secret_keys=new_key(), **NO_ENVIRONMENT) as office,
        serve(here.app) as own_host,
    ):
        app = App(office.settings, CLOCK)
        with pytest.raises(ConfigurationError, match="slackbot connection add"):
            await app.start()
        await app.stop()
        desk = Desk(office.settings, tmp_path)
        with pytest.raises(SlackbotError, match="credentials"):
            await desk.add("HR", own_host, HR_CLIENT, HR_BOT.id)  # the wrong host
        await desk.add("Account", own_host, ADMIN_CLIENT)
        await desk.add("HR", other_host, HR_CLIENT, HR_BOT.id)
        assert await connections.test(office.settings, CLOCK, "", "", desk.said.append) == 0
        async with office.app():
            for bot in (SUPPORT_BOT, HR_BOT):
                await office.told(f"link {bot.id} as {bot.name}")
            _, reply = await office.asked("yesterday for all in UTC")
            audit = await office.told("audit of connections", user="admin")
        assert HR_BOT.name in str(reply.blocks)
        for host, client in ((own_host, ADMIN_CLIENT), (other_host, HR_CLIENT)):
            labels = {"connection": connection_id(host, client.id), "outcome": "ok"}
            calls = telemetry.REGISTRY.get_sample_value("slackbot_connection_calls_total", labels)
            assert calls, "no calls with this credential were counted"
        by = "somebody at the command line of the server added the connection"
        assert f"{by} HR: bot {HR_BOT.id} at {other_host}" in audit
        assert f"{by} Account: its account at {own_host}" in audit
        assert audit.count(by) == 2
        assert {"POST", "GET"} == {call.method for call in here.calls}
        assert {"POST", "GET"} == {call.method for call in there.calls}
        await without_one(office, desk, here)


async def without_one(office: Office, desk: Desk, here: KoreSandbox) -> None:
    """What depended on a connection is said as it is removed, and to who asks."""
    with pytest.raises(ConfigurationError, match="--yes"):
        await connections.remove(
            office.settings, CLOCK, "account", "", desk.said.append, sure=False
        )
    assert f"{SUPPORT_BOT.name} ({SUPPORT_BOT.id}) has no connection any more" in desk.said[-1]
    await connections.remove(office.settings, CLOCK, "account", "", desk.said.append, sure=True)
    desk.said.clear()
    await connections.show(office.settings, CLOCK, "", desk.said.append)
    (line,) = desk.said
    assert line.startswith("HR: covers bot")
    assert HR_CLIENT.secret not in "".join(desk.said)
    await stored_data.rotate(office.settings, CLOCK, desk.said.append)
    database = database_for(office.settings.database_url.get_secret_value())
    await database.open()
    audit = AuditStore(database)
    changes = [
        await audit.find(office.slack.workspace.team_id, AuditFilter(what=what), 1)
        for what in WHATS
    ]
    await database.close()
    assert [describe_change(change).split(":")[0] for (change,) in changes] == [
        "removed the connection Account",
        "changed the key that seals secrets",
    ]
    here.calls.clear()
    async with office.app():
        assert "No connection to Kore.ai covers" in await office.told("last week fresh")
        _, reply = await office.asked("last week for all in UTC fresh")
    assert "No connection to Kore.ai covers" in str(reply.blocks) + reply.text
    assert not here.calls


async def test_a_row_may_stand_for_the_environments_credential(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    kore = KoreSandbox([SUPPORT_BOT], now=CLOCK.now, job_seconds=0.0)
    async with open_office(kore=kore, slackbot_secret_keys=new_key()) as office:
        desk, host = Desk(office.settings, tmp_path), str(office.settings.kore_host)
        assert await connections.test(office.settings, CLOCK, "", "", desk.said.append) == 0
        assert "no bot is linked yet" in desk.said[-1]
        database = database_for(office.settings.database_url.get_secret_value())
        await database.open()
        bot = LinkedBot(id=SUPPORT_BOT.id, name=SUPPORT_BOT.name, linked_by="U1", is_default=True)
        await ChannelStore(database).link("T0SANDBOX", "C1", bot, CLOCK.now())
        await database.close()
        await desk.add("Ours", f"{host}/", BOT_CLIENT, SUPPORT_BOT.id)
        assert await connections.test(office.settings, CLOCK, "", "", desk.said.append) == 0
        assert desk.said[-1].startswith("ok    Ours: ")
        await connections.remove(
            office.settings, CLOCK, "Ours", "", desk.said.append, sure=False
        )  # nothing depends on it
        await connections.show(office.settings, CLOCK, "", desk.said.append)
        assert desk.said[-1].startswith("environment: covers every bot")
