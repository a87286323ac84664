"""The composition root: the one file that knows every class. It builds; `App.start` starts."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import httpx
import structlog

from slackbot import telemetry
from slackbot.domain.ask import Ask
from slackbot.engine.durable import DurableEngine
from slackbot.kore.auth import TokenMint
from slackbot.kore.client import KoreClient
from slackbot.ports import Clock, Ports
from slackbot.settings import Settings
from slackbot.slack.app import build_app, connect, slack_client
from slackbot.slack.directory import SlackDirectory
from slackbot.slack.notifier import SlackNotifier
from slackbot.slack.pace import ChannelPace
from slackbot.store.channels import ChannelStore
from slackbot.store.database import Database
from slackbot.store.deliveries import DeliveryStore
from slackbot.store.requests import RequestStore

log = structlog.get_logger()
FORGET_EVERY = 6 * 3600.0  # seconds


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class App:
    """The whole program for one workspace: Socket Mode in, Kore.ai out, one SQLite file."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._database = Database(settings.database_path)
        self._requests = RequestStore(self._database)
        self._deliveries = DeliveryStore(self._database)
        self._http = kore_http(settings)
        self._slack = slack_client(
            settings.slack_bot_token.get_secret_value(), settings.slack_api_url
        )
        self._open = AsyncExitStack()
        ports = Ports(
            source=kore_client(settings, self._http, self._clock),
            notifier=SlackNotifier(
                self._slack,
                self._deliveries,
                ChannelPace(self._clock),
                settings.question_deadline,
            ),
            directory=SlackDirectory(self._slack, self._clock),
            channels=ChannelStore(self._database),
            account=settings.kore_scope == "account",
        )
        self._engine = DurableEngine(
            settings.database_path, ports, self._clock, settings.question_deadline
        )

    async def start(self) -> None:
        """Take up what was left, then listen. Raises ConfigurationError if something is amiss."""
        settings = self._settings
        log.info(
            telemetry.STARTING,
            database=str(settings.database_path.resolve()),
            slack=settings.slack_api_url,
            kore=settings.kore_host,
        )
        self._open.push_async_callback(self._http.aclose)
        bolt = await build_app(self._slack, self.take, self._clock)
        await self._database.open(alone=True)
        self._open.push_async_callback(self._database.close)
        await self._engine.start()
        self._open.push_async_callback(self._engine.stop)
        socket = await connect(
            bolt, settings.slack_app_token.get_secret_value(), settings.slack_api_url
        )
        self._open.push_async_callback(socket.close_async)
        forgetting = asyncio.create_task(self._keep_forgetting())
        self._open.callback(forgetting.cancel)
        log.info(telemetry.STARTED)

    async def take(self, request: str, ask: Ask) -> None:
        """Take a question durably; the same request of Slack's a second time starts nothing."""
        id_ = await self._requests.question_id(ask.team, request, ask.received_at)
        await self._engine.ask(ask.model_copy(update={"id": id_}))
        log.info(telemetry.ASKED, question=id_, channel=ask.channel)

    async def forget(self) -> None:
        """Forget older questions than the setting says: their words, figures and addresses."""
        before = self._clock.now() - self._settings.history
        await self._engine.forget(before)
        await self._requests.forget(before)
        await self._deliveries.forget(before)

    async def _keep_forgetting(self) -> None:
        while True:
            await self.forget()
            await self._clock.sleep(FORGET_EVERY)

    async def stop(self) -> None:
        """Close what was opened, Slack first; what still runs is resumed at the next start."""
        log.info(telemetry.STOPPING)
        await self._open.aclose()


def kore_http(settings: Settings) -> httpx.AsyncClient:
    """Connections to Kore.ai's host."""
    return httpx.AsyncClient(
        base_url=settings.kore_host, timeout=httpx.Timeout(30, connect=5), follow_redirects=False
    )


def kore_client(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> KoreClient:
    """Kore.ai with the credentials in the settings."""
    return KoreClient(
        http,
        TokenMint(settings.kore_client_id, settings.kore_client_secret),
        clock,
        account_path=settings.slackbot_kore_account_path,
        deadline=settings.job_deadline,
    )
