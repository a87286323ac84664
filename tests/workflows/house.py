"""A house in which T1 has one of everything, T2 and the organisation E1 of T3 and T4 nothing; and
the ways in which Slack brings words, as payloads.

The ids of channels, people, messages and threads are the same in all workspaces, which at Slack
they never are.
"""

import asyncio
import dataclasses
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_sdk.socket_mode.request import SocketModeRequest

from slackbot.domain.access.installation import Installation
from slackbot.domain.access.permission import Actor, PersonKind
from slackbot.domain.ask import CANCEL, Ask
from slackbot.domain.channel import LinkedBot, LinkRequest
from slackbot.domain.usage.fetching.receipt import Receipt
from slackbot.ports import Person
from slackbot.slack.blocks.blocks import ABOUT
from slackbot.slack.inbound.app import build_app
from slackbot.slack.inbound.workspaces import InstalledAdmission
from slackbot.slack.outbound.installed import InstalledWorkspaces
from slackbot.store.databases.database import Database
from slackbot.store.form_values import FormValueStore
from slackbot.store.receipts import ReceiptStore
from slackbot.store.response_urls import ResponseUrlStore
from slackbot.store.sealing import Sealer, new_key
from slackbot.store.setup.installations import InstallationStore
from slackbot.store.threads import ThreadStore
from slackbot.workflows.forms.desk import FormDesk
from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import (
    FakeDigestNotifier,
    FakeDirectory,
    FakeHomeTab,
    FakeLanes,
    FakeNoticeNotifier,
    FakeNotifier,
    FakeRun,
)
from tests.slack.inbound.entries import Json, authorization, click, command, mention
from tests.workflows.alerts.test_alerts import Office

PATIENCE: Final = 10.0  # seconds
HERE, DIRECT, MEMBER, ADMIN = "C1", "D1", "U1", "U9"
QUESTION: Final = "0192f0000000-0123456789abcdef"
SECRETS: Final = ("Tangerine", "Wallaby", "912345", "876543", "54321")
URL: Final = "https://hooks.slack.com/actions/T1/1/owners"
# Words about each thing of T1, with its ids; those that only read come first.
READS: Final = (
    "digests", "digests history {digest}", "alerts", "alerts history {alert}", "bots", "groups",
    "allowance", "price", "settings", "closes", "closes last month", "audit",
    "receipts {question}", "tokens", "who set alert 1", "yesterday",
)  # fmt: skip
CHANGES: Final = (
    "digests send {digest}", "digests pause {digest}", "digests pause 1", "digests edit 1 at 10",
    "digests remove {digest}", "alerts test {alert}", "alerts pause {alert}", "alerts pause 1",
    "alerts mute {alert}", "alerts acknowledge {alert}", "alerts snooze 1d {alert}",
    "alerts remove {alert}", "unlink st-tangerine", "remove group Quokkas",
    "remove allowance sessions", "remove price", "settings week monday", "undo",
    "settings sharing allow", "settings calling admins", "approve st-waits in C1",
    "deny st-waits", "reopen last month", "token revoke {token}",
)  # fmt: skip
OF_REQUESTS: Final = ("editions", "response_urls")
# The alert does not fire, and the link is approved by then.
MEANT_TO_FAIL: Final = (
    "alerts acknowledge {alert}", "alerts snooze 1d {alert}", "deny st-waits",
)  # fmt: skip


class Street(FakeDirectory):
    """People are outsiders where Slack says that they are of a workspace of somebody else."""

    async def person(self, user: str, team: str = "") -> Person:
        if team == "T9":
            return Person(actor=Actor(user=user, kind=PersonKind.OUTSIDER))
        return await super().person(user, team)


@dataclasses.dataclass
class Windows:
    """Shows forms, and remembers in which workspace."""

    shown: list[tuple[str, Json]] = dataclasses.field(default_factory=list)
    new: asyncio.Queue[tuple[str, Json]] = dataclasses.field(default_factory=asyncio.Queue)

    def of(self, team: str) -> "Window":
        return Window(team, self)

    def show(self, team: str, view: Json) -> None:
        self.shown.append((team, view))
        self.new.put_nowait((team, view))

    async def next(self) -> tuple[str, Json]:
        """The next form, which is shown after the acknowledgement."""
        async with asyncio.timeout(PATIENCE):
            return await self.new.get()


class Window(NamedTuple):
    team: str
    windows: Windows

    async def views_open(self, trigger_id: str, view: Json) -> Json:
        self.windows.show(self.team, view)
        return {"view": {**view, "id": f"V{len(self.windows.shown)}", "hash": "1"}}

    async def views_update(self, view_id: str, hash: str, view: Json) -> Json:  # noqa: A002 - Slack's
        self.windows.show(self.team, view)
        return {"ok": True}


class Sender(NamedTuple):
    """Somebody in a workspace, as Slack names both in its payloads; `of` is the person's own."""

    team: str
    user: str = ADMIN
    organisation: str | None = None
    of: str = ""

    def interactive(self, *button: str, **changed: Any) -> Json:
        of_organisation = self.organisation and {"id": self.organisation}
        whose = {
            "user": {"id": self.user, "team_id": self.of or self.team},
            "team": None if of_organisation else {"id": self.team},
            "enterprise": of_organisation,
        }
        return click(*button, **{**whose, **changed})

    def event(self, payload: Json, **event: Any) -> Json:
        where = authorization(None if self.organisation else self.team, self.organisation)
        said = {**payload["event"], "user": self.user, "team": self.of or self.team, **event}
        return {**payload, "team_id": self.team, "authorizations": [where], "event": said}


class House:
    """The app for T1, T2 and the organisation E1 of T3 and T4, in one process."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.office = Office(database)
        self.ids: dict[str, str] = {}
        self.windows = Windows()
        self.asked: list[Ask] = []
        self.addresses = ResponseUrlStore(database)

    async def open(self) -> None:
        office = self.office
        directory = Street()
        directory.members = {user: {HERE: "finance"} for user in (MEMBER, ADMIN)}
        lanes = office.ports.lanes
        assert isinstance(lanes, FakeLanes)
        office.ports = lanes.ports = dataclasses.replace(
            office.ports,
            directory=directory,
            receipts=ReceiptStore(self.database),
            threads=ThreadStore(self.database),
        )
        store = InstallationStore(self.database, Sealer([SecretStr(new_key())]))
        for key in ("T1", "T2", "E1"):
            await store.save(
                Installation(
                    key=key,
                    team="" if key == "E1" else key,
                    app_user="UBILLING",
                    scopes=frozenset(),
                    token=SecretStr(key),
                    installed_at=office.clock.now(),
                )
            )
        workspaces = InstalledWorkspaces(store, office.clock, "http://slack", "id", SecretStr("s"))
        self.store, self.admission = store, InstalledAdmission(workspaces)
        self.admission.clients = self.windows  # type: ignore[assignment] # what forms need of it
        desk = FormDesk(office.ports, FormValueStore(self.database), later=60.0)
        self.app = build_app(self.admission, self.take, office.clock, desk, self.addresses)

    async def take(self, request: str, taken: Ask) -> None:
        now, id_ = self.office.clock.now(), f"{len(self.asked)}-{request}"
        self.asked.append(taken)
        await handle_ask(
            taken.model_copy(update={"id": id_, "received_at": now}), self.office.ports, FakeRun()
        )

    async def send(self, kind: str, payload: Json) -> Json:
        """Deliver the payload, and return what Slack is told at once."""
        request = SocketModeRequest(type=kind, envelope_id="1", payload=payload)
        response = await run_async_bolt_app(self.app, request)
        assert response.status == 200, response.body
        return json.loads(response.body) if response.body.startswith("{") else {}

    async def settle(self) -> None:
        """Let T1 have one of everything."""
        office, ports, now = self.office, self.office.ports, self.office.clock.now()
        await office.link("Tangerine")
        for words in (
            "digest every Thursday at 9:17 for Tangerine",
            "alert save sessions > 912345 per day for Tangerine",
            "group Quokkas = Tangerine",
            "allowance 876543 sessions per month",
            "price 0.54321 USD per session",
            "settings week sunday",
            "token",
            "close last month with gaps",
        ):
            await office.type(words)
        waits = LinkedBot(id="st-waits", name="Wallaby", linked_by=MEMBER)
        await ports.channels.request("T1", LinkRequest(channel=HERE, bot=waits, asked="1"), now)
        receipt = Receipt(channel=HERE, only_for="", lines=("of Tangerine",))
        await ports.receipts.keep("T1", QUESTION, receipt)
        await self.addresses.keep("T1", "V0", URL, now)
        await self.send(
            "events_api", Sender("T1", MEMBER).event(mention("yesterday for Tangerine"))
        )
        lanes = ports.lanes
        assert isinstance(lanes, FakeLanes)
        (digest,) = await ports.digests.store.of_channel("T1", HERE)
        (rule,) = await ports.alerts.store.of_channel("T1", HERE)
        (token,) = await ports.assistants.tokens.of("T1", now)
        self.ids = {
            "digest": digest.digest.id,
            "alert": rule.alert.id,
            "token": token.id,
            "question": QUESTION,
        }

    def forget(self) -> None:
        """Forget what was said until now."""
        ports = self.office.ports
        notifier = FakeNotifier()
        self.office.said = notifier
        lanes = ports.lanes
        assert isinstance(lanes, FakeLanes)
        new = dataclasses.replace(
            ports,
            notifier=notifier,
            digests=dataclasses.replace(ports.digests, notifier=FakeDigestNotifier()),
            alerts=dataclasses.replace(ports.alerts, notifier=FakeNoticeNotifier()),
            home=dataclasses.replace(ports.home, tab=FakeHomeTab()),
        )
        self.office.ports = lanes.ports = new
        self.windows.shown.clear()

    def heard(self) -> str:
        """All that was said since then, to anybody and in any way."""
        ports = self.office.ports
        said = (ports.notifier, ports.digests.notifier, ports.alerts.notifier, ports.home.tab)
        return str([*map(vars, said), self.windows.shown])

    async def kept(self, team: str = "T1") -> str:
        """All that the database has of a workspace, but nothing of a request as such."""
        tables = await self.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'", {})
        found = {}
        for name in sorted(row["name"] for row in tables):
            columns = await self.database.rows(f"PRAGMA table_info({name})", {})
            if name not in OF_REQUESTS and "team_id" in {row["name"] for row in columns}:
                sql = f"SELECT * FROM {name} WHERE team_id = :team"  # noqa: S608 - our own tables
                found[name] = await self.database.rows(sql, {"team": team})
        return json.dumps(found)


Entry = Callable[[House, Sender, str], Awaitable[Any]]


async def typed(house: House, by: Sender, words: str) -> None:
    payload = command(text=words, team_id=by.team, user_id=by.user, trigger_id=words)
    enterprise = {"enterprise_id": by.organisation} if by.organisation else {}
    await house.send("slash_commands", {**payload, **enterprise})


async def mentioned_in_its_thread(house: House, by: Sender, words: str) -> None:
    said = mention(words, ts=f"101.{len(house.asked):06}", thread_ts="100.000001")
    await house.send("events_api", by.event(said))


async def edited(house: House, by: Sender, words: str) -> None:
    now = {"user": by.user, "ts": f"150.{len(house.asked):06}"}
    await house.send("events_api", by.event(mention(words, edited=now)))


async def in_a_direct_message(house: House, by: Sender, words: str) -> None:
    said = mention(f"{words} in #finance", ts=f"102.{len(house.asked):06}")
    where = {"type": "message", "channel": DIRECT, "channel_type": "im"}
    await house.send("events_api", by.event(said, **where))


async def pressed(house: House, by: Sender, words: str) -> None:
    await house.send("interactive", by.interactive(value=words, response_url=URL, **message_of(by)))


async def chosen(house: House, by: Sender, words: str) -> None:
    for kind in ("overflow", "static_select"):
        option = {"type": kind, "action_id": "ask:more", "block_id": "b"}
        action = {**option, "selected_option": {"value": words}}
        await house.send("interactive", by.interactive(actions=[action], **message_of(by)))


async def pressed_on_the_home_tab(house: House, by: Sender, words: str) -> None:
    view = {"type": "home", "id": "VH", "app_installed_team_id": by.team}
    pressed = by.interactive(
        action=f"ask:x{ABOUT}{HERE}", value=words, view=view, container={"type": "view"},
        channel=None, response_url=None,
    )  # fmt: skip
    await house.send("interactive", pressed)


async def cancelled(house: House, by: Sender, words: str) -> None:
    await house.send("interactive", by.interactive(CANCEL, QUESTION, **message_of(by)))


async def looked_at_home(house: House, by: Sender, words: str) -> None:
    await house.office.clock.sleep(10)
    look = {"type": "app_home_opened", "tab": "home", "channel": DIRECT}
    await house.send("events_api", by.event(mention(), **look))


def message_of(by: Sender) -> Json:
    """What names the workspace of a message, where an organisation has installed the app."""
    return {"team": {"id": by.team}} if by.organisation else {}


ENTRIES: Final[Mapping[str, Entry]] = {
    each.__name__: each
    for each in (
        typed, mentioned_in_its_thread, edited, in_a_direct_message, pressed, chosen,
        pressed_on_the_home_tab, cancelled, looked_at_home,
    )
}  # fmt: skip
SENDERS: Final = (Sender("T2"), Sender("T3", organisation="E1"), Sender("T4", MEMBER, "E1"))
WORDLESS: Final = (cancelled, looked_at_home)
