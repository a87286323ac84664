"""The composition root: the one file that knows every class. It builds; `App.start` starts."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from enum import StrEnum

import httpx
import sqlalchemy as sa
import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import telemetry
from slackbot.charting.renderer import ChartRenderer
from slackbot.domain.ask import Ask
from slackbot.domain.errors import SlackUnavailableError
from slackbot.engine.database import sqlite_engine
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.durable import DurableEngine
from slackbot.kore.auth import TokenMint
from slackbot.kore.client import KoreClient
from slackbot.ports import AlertPorts, Clock, DigestPorts, Ports, UsagePorts
from slackbot.settings import Settings
from slackbot.slack.alerts.notifier import SlackNoticeNotifier
from slackbot.slack.digests.notifier import ROUTINE_PATIENCE, SlackDigestNotifier
from slackbot.slack.directory import SlackDirectory
from slackbot.slack.inbound.app import build_app, slack_client, who_am_i
from slackbot.slack.inbound.sockets import SocketPair
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.outbound.rate_limit import ChannelPace, EvenPace
from slackbot.slack.questions.files import Files
from slackbot.slack.questions.notifier import SlackNotifier
from slackbot.store.alerts import AlertStore
from slackbot.store.allowances import AllowanceStore
from slackbot.store.budgets import BudgetStore
from slackbot.store.channels import ChannelStore
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.databases.postgres import PostgresDatabase
from slackbot.store.databases.retrying import RetryingDatabase
from slackbot.store.databases.sqlite import SqliteDatabase
from slackbot.store.deliveries import DeliveryStore
from slackbot.store.digests import DigestStore
from slackbot.store.flights import FlightStore
from slackbot.store.ledger import LedgerStore
from slackbot.store.requests import RequestStore
from slackbot.store.threads import ThreadStore
from slackbot.store.workspaces import WorkspaceStore
from slackbot.web.app import web_app
from slackbot.web.health import Check
from slackbot.web.server import WebServer
from slackbot.workflows.digests.groups import Groups

log = structlog.get_logger()
FORGET_EVERY = 6 * 3600.0  # seconds


class Role(StrEnum):
    """What this process does. On PostgreSQL any number of each may run."""

    RUN = "run"  # all of it, over Socket Mode
    WEB = "web"  # take what Slack delivers over HTTP, for workers to answer
    WORKER = "worker"  # answer


class App:
    """The whole program for one workspace, or the part of it that `role` says.

    On SQLite no other process can do the work, so there `web` does it too.
    """

    def __init__(self, settings: Settings, clock: Clock, role: Role = Role.RUN) -> None:
        self._settings = settings
        self._role = role
        self._clock = clock
        self._open = AsyncExitStack()
        self._database = database_for(settings.database_url.get_secret_value())
        # Work under way waits for a database that is away; who has just asked is told at once.
        self._retrying = retrying = RetryingDatabase(self._database, self._clock)
        self._deliveries = DeliveryStore(retrying)
        self._flights = FlightStore(retrying, settings.connection)
        self._threads = ThreadStore(retrying)
        self._ledger = ledger_of(settings, retrying)
        self._digests = DigestStore(retrying)
        self._alerts = AlertStore(retrying)
        self._works = role is not Role.WEB or isinstance(self._database, SqliteDatabase)
        self._ask: Callable[[Ask], Awaitable[None]]
        self._backlog: Callable[[], Awaitable[telemetry.Backlog]]

    async def start(self) -> None:
        """Take up what was left, then listen. Raises ConfigurationError if something is amiss."""
        settings = self._settings
        log.info(
            telemetry.STARTING,
            role=self._role.value,
            database=str(self._database),
            slack=settings.slack_api_url,
            kore=settings.kore_host,
        )
        client = slack_client(settings.secret("slack_bot_token"), settings.slack_api_url)
        me = await who_am_i(client)
        await self._database.open(alone=True)
        self._open.push_async_callback(self._database.close)
        await self._start_work(client)
        bolt = build_app(client, me, self.take, self._clock)
        if self._role is Role.RUN:
            await self._connect(bolt)
        await self._serve(bolt if self._role is Role.WEB else None)
        log.info(telemetry.STARTED, role=self._role.value, port=self.server.port)

    async def take(self, request: str, ask: Ask) -> None:
        """Take a question durably; the same request of Slack's a second time starts nothing."""
        requests = RequestStore(self._database)
        id_ = await requests.question_id(ask.team, request, ask.received_at)
        await self._ask(ask.model_copy(update={"id": id_}))
        log.info(telemetry.ASKED, question=id_, channel=ask.channel)

    async def forget(self) -> None:
        """Forget what is older than the settings say: questions with their words and addresses,
        and figures."""
        before = self._clock.now() - self._settings.history
        await self._engine.forget(before)
        await RequestStore(self._retrying).forget(before)
        await self._deliveries.forget(before)
        await self._flights.forget(before)
        await self._threads.forget(before)
        long_ago = self._clock.now() - self._settings.ledger
        await self._ledger.forget(long_ago)
        await self._digests.forget(long_ago)
        await self._alerts.forget(long_ago)

    async def stop(self) -> None:
        """Close what was opened, Slack first; what still runs is resumed by another process or at
        the next start."""
        log.info(telemetry.STOPPING)
        await self._open.aclose()

    async def _start_work(self, client: AsyncWebClient) -> None:
        """The engine, or where others work, only the way to hand them questions."""
        engine = engine_database(self._database)
        self._open.callback(engine.dispose)
        if not self._works:
            enqueuer = Enqueuer(engine)
            await enqueuer.prepare()
            self._open.push_async_callback(enqueuer.close)
            self._ask, self._backlog = enqueuer.question, enqueuer.backlog
            return
        self._engine = DurableEngine(
            engine, self._flights, self._clock, self._settings.slackbot_digests_per_minute
        )
        await self._engine.start(self._ports(client))
        self._open.push_async_callback(self._engine.stop)
        self._ask, self._backlog = self._engine.ask, self._engine.backlog
        forgetting = asyncio.create_task(self._keep_forgetting())
        self._open.callback(forgetting.cancel)

    def _ports(self, client: AsyncWebClient) -> Ports:
        settings, patience = self._settings, self._settings.question_deadline
        http = kore_http(settings)
        self._open.push_async_callback(http.aclose)
        pace = ChannelPace(self._clock)
        workspaces = WorkspaceStore(self._retrying)

        def poster(patience: timedelta) -> Poster:
            return Poster(client, self._deliveries, pace, self._engine, workspaces, patience)

        files = Files(client, poster(patience), ChartRenderer(), patience)
        routine = poster(ROUTINE_PATIENCE)
        notifier = SlackNotifier(client, poster(patience), files, self._clock, patience)
        return Ports(
            usage=usage_ports(settings, self._retrying, http, self._clock),
            lanes=self._engine.lanes,
            notifier=notifier,
            directory=SlackDirectory(client, self._clock),
            channels=ChannelStore(self._retrying),
            allowances=AllowanceStore(self._retrying),
            threads=self._threads,
            digests=DigestPorts(
                store=self._digests,
                notifier=SlackDigestNotifier(
                    client,
                    routine,
                    files,
                    notifier.respond,
                    self._clock,
                    EvenPace(self._clock, settings.slackbot_digests_per_minute),
                ),
                connections=workspaces,
                groups=Groups(),
                clock=self._clock,
                deadline=settings.digest_deadline,
            ),
            alerts=AlertPorts(
                store=self._alerts,
                notifier=SlackNoticeNotifier(client, routine, notifier.respond),
                every=settings.check_every,
            ),
            question_deadline=patience,
        )

    async def _connect(self, bolt: AsyncApp) -> None:
        """Two Socket Mode connections; without a token that Slack accepts, none."""
        token = self._settings.secret("slack_app_token")
        client = slack_client(token, self._settings.slack_api_url)
        self._sockets = SocketPair(bolt, token, client, self._clock)
        await self._sockets.open()
        self._open.push_async_callback(self._sockets.close)

    async def _serve(self, bolt: AsyncApp | None) -> None:
        """Health and metrics, and with `bolt` what Slack delivers."""
        secret = self._settings.slack_signing_secret
        app = web_app(bolt=bolt, signing_secret=secret, health=self, clock=self._clock)
        self.server = WebServer(app, self._settings.port, host=self._settings.slackbot_bind_host)
        await self.server.start()
        self._open.push_async_callback(self.server.stop)

    def checks(self) -> Mapping[str, Check]:
        """See Health."""
        checks: dict[str, Check] = {"database": self._check_database}
        if self._role is Role.RUN:
            checks["slack"] = self._check_slack
        return checks

    async def backlog(self) -> telemetry.Backlog:
        """See Health."""
        if self._role is Role.RUN:
            telemetry.SOCKET_CONNECTIONS.set(self._sockets.live)
        return await self._backlog()

    async def _check_database(self) -> str:
        await self._database.rows("SELECT 1", {})
        return "ok"

    async def _check_slack(self) -> str:
        if not self._sockets.live:
            raise SlackUnavailableError("no Socket Mode connection is alive")
        return f"{self._sockets.live} connections"

    async def _keep_forgetting(self) -> None:
        while True:
            try:
                await self.forget()
            except Exception:  # the next time: nobody would notice that nothing is forgotten
                log.exception(telemetry.BUG, task="forget")
            await self._clock.sleep(FORGET_EVERY)


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
        count=lambda call, outcome: telemetry.UPSTREAM_CALLS.labels(call, outcome).inc(),
    )


def ledger_of(settings: Settings, database: Database) -> LedgerStore:
    """What is known of the settings' account at Kore.ai."""
    return LedgerStore(database, settings.connection, settings.settling)


def usage_ports(
    settings: Settings, database: Database, http: httpx.AsyncClient, clock: Clock
) -> UsagePorts:
    """Where figures come from."""
    return UsagePorts(
        source=kore_client(settings, http, clock),
        ledger=ledger_of(settings, database),
        budgets=BudgetStore(database, settings.connection),
        account=settings.kore_scope == "account",
        batch=settings.slackbot_account_batch_size,
        settling=settings.settling,
    )


def engine_database(database: Database) -> sa.Engine:
    """Where DBOS keeps its tables: beside ours."""
    match database:
        case PostgresDatabase():
            return database.engine
        case SqliteDatabase():
            return sqlite_engine(database.path)
    raise TypeError(type(database))
