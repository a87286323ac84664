"""An office whose notices stand in a Slack over real sockets: what people read there, and press."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.ask import Ask
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import SummaryJob
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.inputs import elements_in
from slackbot.sandbox.slack.workspace.message import Message as Shown
from slackbot.sandbox.slack.workspace.workspace import EVERYONE, PEOPLE, Channel, User, Workspace
from slackbot.slack.alerts.notifier import SlackNoticeNotifier
from slackbot.slack.blocks.blocks import Message
from slackbot.slack.outbound.clients import OneWorkspace, slack_client
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.outbound.rate_limit import ChannelRateLimiter
from slackbot.store.databases.database import Database
from slackbot.store.deliveries import DeliveryStore
from slackbot.store.setup.workspaces import WorkspaceStore
from tests.clock import seconds
from tests.fakes import FakeClock, FakeFence
from tests.workflows.alerts.test_alerts import HourlySource, Office

PATIENCE = timedelta(seconds=20)
NO_PATIENCE = timedelta(milliseconds=1)  # one try, as where Slack stays away
Count = Callable[[str, datetime], int | None]  # of a bot in an hour; None is not sent


class CountedSource(HourlySource):
    """So many sessions, and requests, of a bot in an hour as `count` says."""

    count: Count = staticmethod(lambda bot_id, hour: 10)

    def answer(self, job: SummaryJob) -> tuple[Bucket, ...]:
        hours = [start for start in job.starts() if start <= self.clock.now()]
        found = [(bot, hour, self.count(bot, hour)) for bot in job.bot_ids for hour in hours]
        return tuple(
            Bucket(bot_id=bot, start=hour, counts={Unit.SESSION: count, Unit.REQUEST: count})
            for bot, hour, count in found
            if count is not None
        )


@dataclass
class Desk(Office):
    """The notices of this office go to `slack`; `alone` is what only an asker has read."""

    slack: SlackSandbox = field(default_factory=lambda: SlackSandbox(Workspace(seconds)))
    alone: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.source: CountedSource = CountedSource(self.clock)
        self.source.now = self.clock.now
        usage = replace(self.ports.usage, source=self.source)
        self._put(replace(self.ports, usage=usage))
        self.wait(PATIENCE)

    def _put(self, ports: object) -> None:
        self.ports = ports  # type: ignore[assignment] # of replace
        self.ports.lanes.ports = self.ports  # type: ignore[attr-defined] # FakeLanes

    def wait(self, patience: timedelta) -> None:
        """From now on Slack is waited for so long."""
        client = slack_client(self.slack.bot_token, f"{self.slack.url}/api/")
        poster = Poster(
            OneWorkspace(client, "T1"),
            DeliveryStore(self.database),
            ChannelRateLimiter(FakeClock()),
            FakeFence(),
            WorkspaceStore(self.database),
            patience,
        )
        notifier = SlackNoticeNotifier(poster, self._respond, patience)
        alerts = replace(self.ports.alerts, notifier=notifier)
        self._put(replace(self.ports, alerts=alerts))

    async def _respond(self, ask: Ask, kind: str, said: Message) -> None:
        self.alone.append(said.text)

    def another(self) -> "Desk":
        """Another process on the same database and Slack."""
        return Desk(self.database, self.clock, slack=self.slack)

    def counts(self, count: Count) -> None:
        """From now on Kore.ai answers this."""
        self.source.count = count

    async def every(self, step: timedelta, until: datetime) -> None:
        """Checks, one after each `step`, up to that moment."""
        while self.clock.now() + step <= until:
            await self.check(self.clock.now() + step)

    def notices(self, channel: str = "C1") -> list[Shown]:
        """The messages in the channel itself, but for those that tell of what was set up."""
        return [each for each in self.slack.messages(channel) if kind_of(each) == "notice"]

    def thread(self, parent: Shown) -> list[str]:
        """What is read under a message."""
        return [each.text for each in self.slack.replies(parent.channel, parent.ts)]

    def pings(self) -> list[str]:
        """Notices that called somebody as they arrived: to edit a message calls nobody."""
        posted = [each for each in self.slack.workspace.posted if kind_of(each) != "alert"]
        return [each.text for each in posted if "<@" in each.text or "<!" in each.text]

    async def press(self, label: str, shown: Shown, user: str = "U1") -> None:
        """The button of that label, or a menu's option, on the message as it stands by now."""
        current = self.slack.workspace.as_it_stands(shown)
        (value,) = [words for said, words in offers(current) if said == label] if current else []
        await self.type(value, user=user, channel=shown.channel)

    async def read(self, text: str, channel: str = "C1") -> str:
        """What only the asker reads on `/billing TEXT`."""
        await self.type(text, channel=channel)
        return self.alone[-1]


def offers(shown: Shown) -> list[tuple[str, str]]:
    """The labels and words of the buttons of a message, and of the options of its menus."""
    found = [each for _, element in elements_in(shown.all_blocks)
             for each in element.get("options", [element])]  # fmt: skip
    return [(each["text"]["text"], each["value"]) for each in found]


def kind_of(shown: Shown) -> str:
    """`notice`, `first`, `alert`: as what it was posted."""
    payload = (shown.metadata or {}).get("event_payload") or {}
    return str(payload.get("key", "")).rpartition(":")[2]


def workspace(clock: FakeClock) -> Workspace:
    """Anna's and Ben's, with the people and channels that the other tests of alerts have."""
    people = {f"U{n}": User(f"U{n}", f"person-{n}", f"Person {n}") for n in (1, 2, 9)}
    members = EVERYONE | frozenset(people)
    rooms = {id_: Channel(id_, id_.lower(), members) for id_ in ("C1", "C2")}
    return Workspace(
        lambda: clock.now().timestamp(),
        users={user.id: user for user in PEOPLE} | people,
        channels=rooms,
    )


@asynccontextmanager
async def open_desk(database: Database, at: datetime) -> AsyncIterator[Desk]:
    """A desk at that time, with one bot in its channel, where members may call."""
    clock = FakeClock(at)
    slack = SlackSandbox(workspace(clock), rate=None)
    async with serve(slack.app) as url:
        slack.url = url
        desk = Desk(database, clock, slack=slack)
        await desk.link("Support")
        await WorkspaceStore(database).save_settings("T1", WorkspaceSettings(calling="members"))
        yield desk
