"""The composition root: the one file that knows every class. It builds; `App.start` starts."""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa
import structlog
from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from starlette.types import ASGIApp

from slackbot import telemetry
from slackbot.bootstrap_slack import flow_of, installed_workspaces, one_workspace
from slackbot.bootstrap_usage import UsageSide
from slackbot.charting.renderer import ChartRenderer
from slackbot.domain.ask import Ask
from slackbot.domain.errors import SlackUnavailableError
from slackbot.engine.database import sqlite_engine
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.durable import DurableEngine
from slackbot.engine.job_queue import Lanes
from slackbot.engine.machine import MachineLanes
from slackbot.engine.run import NoRuns
from slackbot.extras import brought_by
from slackbot.kore.client import Unlogged
from slackbot.ports import (
    AlertPorts,
    AssistantPorts,
    Charts,
    Clock,
    DigestPorts,
    Fence,
    HomePorts,
    Ports,
)
from slackbot.settings import Settings
from slackbot.slack.alerts.notifier import SlackNoticeNotifier
from slackbot.slack.digests.notifier import ROUTINE_PATIENCE, SlackDigestNotifier
from slackbot.slack.directory import SlackDirectories
from slackbot.slack.home.publisher import SlackHomeTab
from slackbot.slack.inbound.app import build_app
from slackbot.slack.inbound.sockets import SocketPair
from slackbot.slack.inbound.workspaces import is_installed
from slackbot.slack.outbound.clients import (
    OneWorkspace,
    SlackClients,
    StrangerClient,
    slack_client,
)
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.outbound.rate_limit import ChannelRateLimiter, RateLimiter
from slackbot.slack.questions.files import Files
from slackbot.slack.questions.notifier import SlackNotifier
from slackbot.store.audit import AuditStore
from slackbot.store.closes import CloseStore
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.databases.postgres import PostgresDatabase
from slackbot.store.databases.retrying import RetryingDatabase
from slackbot.store.databases.sqlite import SqliteDatabase
from slackbot.store.deliveries import DeliveryStore
from slackbot.store.forgetting import forget_workspace
from slackbot.store.form_values import FormValueStore
from slackbot.store.hazards import HazardStore
from slackbot.store.home.health import HealthStore
from slackbot.store.home.recent import RecentQuestionStore
from slackbot.store.receipts import ReceiptStore
from slackbot.store.requests import RequestStore
from slackbot.store.response_urls import ResponseUrlStore
from slackbot.store.sealing import Sealer, check_keys
from slackbot.store.setup.alerts import AlertStore
from slackbot.store.setup.allowances import AllowanceStore
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.digests import DigestStore
from slackbot.store.setup.groups import GroupStore
from slackbot.store.setup.installations import InstallationStore
from slackbot.store.setup.tokens import TokenStore
from slackbot.store.setup.workspaces import WorkspaceStore
from slackbot.store.threads import ThreadStore
from slackbot.web.app import web_app
from slackbot.web.health import Check, HealthPages
from slackbot.web.server import WebServer
from slackbot.web.signature import Guard
from slackbot.workflows.assistants.desk import AssistantDesk
from slackbot.workflows.digests.groups import Groups
from slackbot.workflows.forms.desk import FormDesk

log = structlog.get_logger()
FORGET_EVERY = 6 * 3600.0  # seconds
FORGET_ADDRESSES_EVERY = 60.0  # seconds
LEARNED = timedelta(days=60)  # of how days grow after their end
AUDITED = timedelta(days=400)  # how long changes are kept
VERIFY_EVERY = 24 * 3600.0  # seconds


class Role(StrEnum):
    """The part of the work that a process does. On PostgreSQL any number of each may run."""

    RUN = "run"  # everything, over Socket Mode
    WEB = "web"  # takes Slack's HTTP requests, for workers to answer
    WORKER = "worker"  # answers


class App:
    """The whole program for one workspace, or the part of it that `role` names.

    On SQLite no other process can do the work, so `web` does it too.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        role: Role = Role.RUN,
        charts: Charts | None = None,  # the renderer's processes if None
    ) -> None:
        self._settings = settings
        self._charts = charts or ChartRenderer()
        self._role = role
        self._clock = clock
        self._open = AsyncExitStack()
        self._database = database_for(settings.database_url.get_secret_value())
        # Work in progress waits for a database that is away; a new request fails at once, so that
        # its user knows.
        self._retrying = retrying = RetryingDatabase(self._database, self._clock)
        self._deliveries = DeliveryStore(retrying)
        self._by_link = bool(settings.slack_client_id) and role is not Role.RUN
        self._usage = usage = UsageSide(
            settings, retrying, clock, has_environment=not self._by_link
        )
        self._flights, self._ledger = usage.flights, usage.ledger
        self._hazards = HazardStore(retrying)
        self._threads = ThreadStore(retrying)
        self._receipts = ReceiptStore(retrying)
        self._recent = RecentQuestionStore(retrying)
        self._form_values = FormValueStore(retrying)
        self._response_urls = ResponseUrlStore(retrying)
        self._digests = DigestStore(retrying)
        self._alerts = AlertStore(retrying)
        self._audit = AuditStore(retrying)
        self._sealer = Sealer(settings.secret_keys)
        self._installations = InstallationStore(retrying, self._sealer)
        self._works = role is not Role.WEB or isinstance(self._database, SqliteDatabase)
        self._ask: Callable[[Ask], Awaitable[None]]
        self._backlog: Callable[[], Awaitable[telemetry.Backlog]]

    async def start(self) -> None:
        """Resume unfinished work, then listen. Raises ConfigurationError if a setting is wrong."""
        settings = self._settings
        log.info(
            telemetry.STARTING,
            version=version("slackbot"),
            role=self._role.value,
            database=str(self._database),
            slack=settings.slack_api_url,
            kore=settings.kore_host,
        )
        if self._by_link:
            self._sealer.require()
            self._slack = installed_workspaces(settings, self._installations, self._clock)
        else:
            self._slack = await one_workspace(settings, self._clock)
        await self._database.open(alone=True)
        self._open.push_async_callback(self._database.close)
        await check_keys(self._database, self._sealer)
        if not self._by_link:
            await self._usage.require()
        self._keep(self._keep_verifying())
        await self._start_work(self._slack.admission.clients)
        bolt = build_app(
            self._slack.admission,
            self.take,
            self._clock,
            self._desk,
            self._response_urls,
            self._slack.removals(WorkspaceStore(self._retrying), self._clock),
        )
        if self._role is Role.RUN:
            await self._connect(bolt)
        await self._serve(bolt if self._role is Role.WEB else None)
        home = self._slack.admission.home
        if self._usage.listed and home and self._role is not Role.WORKER:
            self._usage.listed.of(home)  # so that the first form has them
        log.info(telemetry.STARTED, role=self._role.value, port=self.server.port)

    @asynccontextmanager
    async def attend(self, *, alone: bool) -> AsyncIterator[Ports]:
        """Open the database for a process that asks for this machine; Slack is neither asked nor
        told anything.

        `alone`: no app works on it meanwhile, and this process does the jobs itself. Raises
        AlreadyRunningError where one works; on PostgreSQL it may, and does the jobs.
        """
        async with self._open:
            await self._database.open(alone=alone)
            self._open.push_async_callback(self._database.close)
            engine = engine_database(self._database)
            self._open.callback(engine.dispose)
            enqueuer = Enqueuer(engine)
            self._open.push_async_callback(enqueuer.close)
            lanes = MachineLanes(self._flights, enqueuer, engine)
            ports = self._ports(OneWorkspace(StrangerClient(), ""), lanes, NoRuns())
            if alone and isinstance(self._database, SqliteDatabase):
                lanes.alone(ports.usage, Unlogged())
            yield ports

    async def take(self, request: str, ask: Ask) -> None:
        """Accept a question durably. The same request of Slack a second time starts nothing."""
        requests = RequestStore(self._database)
        id_ = await requests.question_id(ask.team, request, ask.received_at)
        if ask.response_url:
            urls = ResponseUrlStore(self._database)
            await urls.keep(ask.team, id_, ask.response_url, ask.received_at)
        await self._ask(ask.model_copy(update={"id": id_, "response_url": ""}))
        log.info(telemetry.ASKED, question=id_, channel=ask.channel)

    async def forget(self) -> None:
        """Delete what is older than the settings allow: questions with words and addresses, and
        figures.
        """
        await self.forget_addresses()
        before = self._clock.now() - self._settings.history
        await self._engine.forget(before)
        await RequestStore(self._retrying).forget(before)
        await self._deliveries.forget(before)
        await self._flights.forget(before)
        await self._hazards.forget(before)
        await self._threads.forget(before)
        await self._receipts.forget(before)
        await self._recent.forget(before)
        await self._form_values.forget(before)
        long_ago = self._clock.now() - self._settings.ledger
        await self._ledger.forget(long_ago)
        await self._ledger.forget_growth(self._clock.now() - LEARNED)
        await self._digests.forget(long_ago, self._clock.now())
        await self._alerts.forget(long_ago, self._clock.now())
        await self._usage.budgets.forget(long_ago)
        await self._audit.forget(self._clock.now() - AUDITED)
        await TokenStore(self._retrying).forget(self._clock.now())
        await self._forget_workspaces(before)

    async def _forget_workspaces(self, before: datetime) -> None:
        """Delete what is kept of workspaces that have been without the app since that moment."""
        for team in await self._installations.gone(before):
            await forget_workspace(self._retrying, team)
            await self._installations.drop(team)
            log.warning(telemetry.WORKSPACE_FORGOTTEN, team=team)
        await self._installations.forget(before)

    async def forget_addresses(self) -> None:
        """Forget the addresses for answers that Slack takes no more, and old installs' states."""
        await self._response_urls.forget(self._clock.now())
        await self._installations.forget_states(self._clock.now())

    async def stop(self) -> None:
        """Close what `start` opened, Slack first. Another process or the next start resumes the
        rest.
        """
        log.info(telemetry.STOPPING)
        await self._open.aclose()

    async def _start_work(self, clients: SlackClients) -> None:
        """Start the engine; a process that only takes requests gets the means to enqueue them."""
        engine = engine_database(self._database)
        self._open.callback(engine.dispose)
        if not self._works:
            enqueuer = Enqueuer(engine)
            await enqueuer.prepare()
            self._open.push_async_callback(enqueuer.close)
            self._ask, self._backlog = enqueuer.question, enqueuer.backlog
            ports = self._ports(clients, Lanes(self._flights, enqueuer), NoRuns())
            self._take_forms(ports)
            return
        self._engine = DurableEngine(
            engine,
            self._flights,
            self._hazards,
            self._clock,
            self._settings.slackbot_digests_per_minute,
        )
        ports = self._ports(clients, self._engine.lanes, self._engine)
        self._take_forms(ports)
        await self._engine.start(ports)
        self._open.push_async_callback(self._engine.stop)
        self._ask, self._backlog = self._engine.ask, self._engine.backlog
        self._keep(self._keep_forgetting(self.forget, FORGET_EVERY))
        self._keep(self._keep_forgetting(self.forget_addresses, FORGET_ADDRESSES_EVERY))

    def _take_forms(self, ports: Ports) -> None:
        self._desk = FormDesk(ports, self._form_values, self._usage.listed)
        self._assistant_desk = AssistantDesk(ports, self._clock)

    async def _listen(self, server: WebServer) -> None:
        await server.start()
        self._open.push_async_callback(server.stop)

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Let `work` go on until the app stops."""
        task = asyncio.create_task(work)
        self._open.callback(task.cancel)

    def _ports(self, clients: SlackClients, lanes: Lanes, fence: Fence) -> Ports:
        settings, patience = self._settings, self._settings.question_deadline
        self._open.push_async_callback(self._usage.aclose)
        pace = ChannelRateLimiter(self._clock)
        workspaces = WorkspaceStore(self._retrying, self._usage.as_installed)

        def poster(patience: timedelta) -> Poster:
            return Poster(clients, self._deliveries, pace, fence, workspaces, patience)

        files = Files(clients, poster(patience), self._charts, patience)
        routine = poster(ROUTINE_PATIENCE)
        notifier = SlackNotifier(
            settings.slack_api_url,
            poster(patience),
            files,
            self._response_urls,
            self._clock,
            patience,
        )
        return Ports(
            usage=self._usage.ports,
            lanes=lanes,
            notifier=notifier,
            directory=SlackDirectories(clients, self._clock),
            channels=ChannelStore(self._retrying),
            workspaces=workspaces,
            allowances=AllowanceStore(self._retrying),
            groups=GroupStore(self._retrying),
            closes=CloseStore(self._retrying),
            audit=self._audit,
            threads=self._threads,
            receipts=self._receipts,
            digests=DigestPorts(
                store=self._digests,
                notifier=SlackDigestNotifier(
                    clients,
                    routine,
                    files,
                    notifier.respond,
                    self._clock,
                    RateLimiter(self._clock, settings.slackbot_digests_per_minute),
                ),
                disconnections=workspaces,
                groups=Groups(),
                clock=self._clock,
                deadline=settings.digest_deadline,
            ),
            alerts=AlertPorts(
                store=self._alerts,
                notifier=SlackNoticeNotifier(routine, notifier.respond),
                every=settings.check_every,
            ),
            home=HomePorts(
                tab=SlackHomeTab(clients, self._clock),
                recent=self._recent,
                health=HealthStore(
                    self._retrying, settings.connection, self._waiting, self._usage.reader.of
                ),
            ),
            assistants=AssistantPorts(TokenStore(self._retrying), settings.slackbot_mcp_url),
            question_deadline=patience,
        )

    async def _waiting(self) -> tuple[int, int]:
        """Return how many questions wait, without the one who looks, and how many jobs are
        queued."""
        backlog = await self._backlog()
        return max(0, int(backlog.waiting_questions) - 1), int(backlog.queued)

    async def _connect(self, bolt: AsyncApp) -> None:
        """Open two Socket Mode connections; none without a token that Slack accepts."""
        token = self._settings.secret("slack_app_token")
        client = slack_client(token, self._settings.slack_api_url)
        self._sockets = SocketPair(bolt, token, client, self._clock)
        await self._sockets.open()
        self._open.push_async_callback(self._sockets.close)

    async def _serve(self, bolt: AsyncApp | None) -> None:
        """Serve health and metrics, and with `bolt` Slack's requests."""
        secret = self._settings.slack_signing_secret
        pages = HealthPages(self, self._clock)
        apart = self._settings.metrics_address
        app = web_app(
            bolt=bolt,
            install=flow_of(self._slack, self._settings, self._clock) if bolt else None,
            signing_secret=secret,
            pages=None if apart else pages,
            clock=self._clock,
            assistants=await self._assistants(secret) if bolt and secret else None,
        )
        self.server = WebServer(app, self._settings.port, host=self._settings.slackbot_bind_host)
        await self._listen(self.server)
        if apart:
            host, port = apart
            app = web_app(bolt=None, signing_secret=None, pages=pages, clock=self._clock)
            self.metrics_server = WebServer(
                app, port, host=host, setting="SLACKBOT_METRICS_ADDRESS"
            )
            await self._listen(self.metrics_server)
        self._keep(pages.keep_checking())

    async def _assistants(self, secret: SecretStr) -> ASGIApp | None:
        """Return what serves assistants; None where no address is set for it."""
        if not (url := self._settings.slackbot_mcp_url):
            return None
        with brought_by("mcp", "/mcp"):
            from slackbot.assistants.endpoint import AssistantEndpoint

        endpoint = AssistantEndpoint(
            self._assistant_desk,
            TokenStore(self._database),
            Guard(secret, self._clock),
            self._clock,
            url,
            functools.partial(is_installed, self._slack.admission),
        )
        self._keep(endpoint.serve())
        await endpoint.serving.wait()
        return endpoint

    def checks(self) -> Mapping[str, Check]:
        """See Health."""
        return {
            "database": self._check_database,
            "slack": self._check_slack,
            "clock": self._slack.health.clock,
        }

    async def backlog(self) -> telemetry.Backlog:
        """See Health."""
        if self._role is Role.RUN:
            telemetry.SOCKET_CONNECTIONS.set(self._sockets.live)
        telemetry.DATABASE_BYTES.set(await self._database.size())
        return await self._backlog()

    async def _check_database(self) -> str:
        await self._database.probe()
        return "ok"

    async def _check_slack(self) -> str:
        token = await self._slack.health.token()
        if self._role is not Role.RUN:
            return token
        if not self._sockets.live:
            raise SlackUnavailableError("no Socket Mode connection is alive")
        return f"{self._sockets.live} connections, {token}"

    async def _keep_verifying(self) -> None:
        while True:
            await self._database.verify()
            await self._clock.sleep(VERIFY_EVERY)

    async def _keep_forgetting(self, forget: Callable[[], Awaitable[None]], every: float) -> None:
        while True:
            try:
                await forget()
            # a failure must not end the loop: nobody would notice that nothing is deleted
            except Exception:
                log.exception(telemetry.BUG, task="forget")
            await self._clock.sleep(every)


def engine_database(database: Database) -> sa.Engine:
    """Return the engine for DBOS's tables, in the same database as ours."""
    match database:
        case PostgresDatabase():
            return database.engine
        case SqliteDatabase():
            return sqlite_engine(database.path)
    raise TypeError(type(database))
