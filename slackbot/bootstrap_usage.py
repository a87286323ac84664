"""The part of the composition root that builds what figures come through: Kore.ai's side."""

import ssl
from contextlib import AsyncExitStack
from functools import cache

import httpx
from pydantic import SecretStr

from slackbot import telemetry
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.connections.connection import Connection, gone
from slackbot.domain.errors import ConfigurationError
from slackbot.kore.auth import TokenMint
from slackbot.kore.client import KoreClient
from slackbot.kore.connections import CoverageReader, KoreConnections
from slackbot.kore.listed_bots import ListedBots
from slackbot.network import proxy_for
from slackbot.ports import Clock, UsagePorts
from slackbot.settings import Settings
from slackbot.store.budgets import BudgetStore
from slackbot.store.databases.database import Database
from slackbot.store.jobs_in_flight import FlightStore
from slackbot.store.ledger import LedgerStore
from slackbot.store.sealing import Sealer
from slackbot.store.setup.connections import ConnectionStore


class UsageSide:
    """Kore.ai's side of a process: the stores of figures and jobs, and a client for each
    connection.

    `has_environment` says whether the environment's credential serves the workspaces. It does where
    a bot token from the environment names the one workspace; whoever installs the app by a link
    must not see the figures of its operator. If it is None, the settings say which it is.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        *,
        has_environment: bool | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._open = AsyncExitStack()
        self._https: dict[str, httpx.AsyncClient] = {}
        if has_environment is None:
            has_environment = not settings.slack_client_id
        own = settings.environment if has_environment else None
        self.credentials = ConnectionStore(database, Sealer(settings.secret_keys))
        self.reader = CoverageReader(self.credentials, clock, own)
        self.connections = KoreConnections(self.reader, self._secret_of, self.client)
        lists = settings.slackbot_kore_list_bots
        self.listed = ListedBots(self.connections.accounts, clock) if lists else None
        self.flights = FlightStore(database, settings.connection)
        self.budgets = BudgetStore(database, settings.connection)
        self.ledger = LedgerStore(database, settings.connection, settings.settling, self.reader.of)

    @property
    def ports(self) -> UsagePorts:
        """The ports through which figures come."""
        return UsagePorts(
            source=self.connections,
            ledger=self.ledger,
            budgets=self.budgets,
            connections=self.connections,
            batch=self._settings.slackbot_account_batch_size,
            settling=self._settings.settling,
        )

    async def as_installed(self, team: str) -> WorkspaceSettings:
        """Return the settings of a workspace in which nobody has decided anything."""
        account = await self.connections.has_account(team)
        return WorkspaceSettings(
            bots="approved" if account else "open", approvers=self._settings.approvers
        )

    def client(self, connection: Connection, secret: SecretStr) -> KoreClient:
        """Make the client of a connection. Those of a host share their HTTP connections."""
        http = self._https.get(connection.host)
        if http is None:
            http = self._https[connection.host] = kore_http(connection.host)
            self._open.push_async_callback(http.aclose)
        return kore_client(self._settings, connection, secret, http, self._clock)

    async def client_of(self, team: str, connection: Connection) -> KoreClient:
        """Make the client of a connection of that workspace, with the secret that is stored."""
        return self.client(connection, await self._secret_of(team, connection))

    async def require(self) -> None:
        """Raise ConfigurationError unless there is a credential of Kore.ai, in the environment or
        stored for a workspace."""
        if self._settings.environment is None and not await self.credentials.teams():
            raise ConfigurationError(self._settings.without_kore)

    async def aclose(self) -> None:
        """Close the HTTP connections."""
        if self.listed:
            await self.listed.aclose()
        await self._open.aclose()

    async def _secret_of(self, team: str, connection: Connection) -> SecretStr:
        own = self._settings.environment
        if own and connection.id == own.id and self._settings.kore_client_secret:
            return self._settings.kore_client_secret
        secret = await self.credentials.secret(team, connection.id)
        if secret is None:
            raise gone([], connection.id)
        return secret


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates that this process trusts, or those that SSL_CERT_FILE names. They are
    read once, since that takes a while."""
    return httpx.create_ssl_context()


def kore_http(host: str) -> httpx.AsyncClient:
    """Make the HTTP client for a host of Kore.ai's."""
    return httpx.AsyncClient(
        base_url=host,
        timeout=httpx.Timeout(30, connect=5),
        follow_redirects=False,
        proxy=proxy_for(host),
        verify=_trusted(),
        trust_env=False,  # the proxy is chosen above, as it is for Slack
    )


def kore_client(
    settings: Settings,
    connection: Connection,
    secret: SecretStr,
    http: httpx.AsyncClient,
    clock: Clock,
) -> KoreClient:
    """Make the client of a connection over the HTTP client of its host."""

    def count(call: str, outcome: str) -> None:
        telemetry.UPSTREAM_CALLS.labels(call, outcome).inc()
        telemetry.CONNECTION_CALLS.labels(connection.label, outcome).inc()

    return KoreClient(
        http,
        TokenMint(connection.client_id, secret),
        clock,
        account_path=settings.slackbot_kore_account_path,
        deadline=settings.job_deadline,
        count=count,
    )
