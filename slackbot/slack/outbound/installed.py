"""Clients for all workspaces where the app is installed, each with its installation's token."""

import asyncio
import contextlib
from collections import defaultdict
from datetime import timedelta
from typing import Any

import structlog
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackbot import telemetry
from slackbot.domain.access.installation import Installation
from slackbot.domain.errors import SlackRefusedError, SlackUnavailableError
from slackbot.network import proxy_for
from slackbot.ports import Clock
from slackbot.ports.installations import Installations
from slackbot.slack.outbound.calls import MENDING, patiently
from slackbot.slack.outbound.clients import CountedClient, not_installed, slack_client

log = structlog.get_logger()

FRESH_SECONDS = 60.0  # how long an installation is remembered without a look at the database
EARLY = timedelta(hours=2)  # a token lives for twelve, and this long before its end it is refreshed
USABLE = timedelta(minutes=1)  # a token with less time is not used while another is fetched
REFRESHING = timedelta(seconds=60)  # after that a process that refreshes counts as dead
LOOK_AGAIN = 0.5  # seconds between two looks whether another process has refreshed
ONCE = timedelta(seconds=10)
# Slack's words for a token that may have been replaced since it was read.
REPLACED = {"token_expired", "token_revoked", "invalid_auth", "account_inactive", "not_authed"}
FOREIGN = "The token that is kept for this workspace is not its own. Install the app again."


class InstalledWorkspaces:
    """SlackClients over the installations. Each call takes the token that holds at that moment.

    Tokens that expire are refreshed before they do, by one process at a time. A token is used for
    a workspace only after Slack has said that it is of it. `allowed` has the workspaces and
    organisations that may install the app; None are all.
    """

    def __init__(
        self,
        store: Installations,
        clock: Clock,
        api_url: str,
        client_id: str,
        client_secret: SecretStr,
        allowed: frozenset[str] | None = None,
    ) -> None:
        self.store = store
        self._clock = clock
        self._api_url = api_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._allowed = allowed
        self._clients: dict[str, AsyncWebClient] = {}
        self._known: dict[str, tuple[float, Installation]] = {}  # until when, by workspace
        self._verified: dict[str, SecretStr] = {}  # by installation
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # likewise

    def of(self, team: str) -> AsyncWebClient:
        if team not in self._clients:
            self._clients[team] = WorkspaceClient(team, self, self._api_url)
        return self._clients[team]

    async def admitted(self, team: str, organisation: str) -> Installation | None:
        """Return the installation for a request of Slack's from this workspace.

        `organisation` is the one that the workspace is in, as Slack says.
        """
        if found := await self._find(team):
            return found
        if not organisation or await self.store.of_key(organisation) is None:
            return None
        await self.store.add_team(team, organisation)
        return await self._find(team)

    async def installation(self, team: str) -> Installation:
        """Return the installation whose token holds now.

        Raises SlackRefusedError where there is none, and SlackUnavailableError where Slack does not
        answer about its token.
        """
        found = await self._find(team)
        if found is None:
            raise not_installed()
        if found.expires_within(EARLY, self._clock.now()):
            found = await self._refreshed(found, team)
        try:
            await self._verify(found)
        except SlackRefusedError:
            self.drop(found.key)
            raise
        return found

    async def has_other(self, team: str, token: SecretStr) -> bool:
        """Tell whether the workspace has another token than this one, which Slack has refused."""
        self.drop(team)
        found = await self._find(team)
        return found is not None and found.token != token

    def drop(self, id_: str) -> None:
        """Look into the database before the next call: for this workspace, or for those of the
        installation with this key."""
        self._known = {
            team: known for team, known in self._known.items() if id_ not in (team, known[1].key)
        }

    def allows(self, installation: Installation) -> bool:
        """Tell whether the workspace or its organisation may have the app."""
        named = {installation.key, installation.enterprise}
        return self._allowed is None or bool(self._allowed & named)

    async def give_back(self, token: SecretStr) -> None:
        """Revoke a token that is not kept."""
        client = slack_client(token.get_secret_value(), self._api_url)
        with contextlib.suppress(SlackRefusedError, SlackUnavailableError):
            await patiently(client.auth_revoke, ONCE)

    async def _find(self, team: str) -> Installation | None:
        until, known = self._known.get(team, (0.0, None))
        now = self._clock.monotonic()
        if known and now < until:
            return known
        found = await self.store.find(team)
        if found is None or not self.allows(found):
            return None
        self._known[team] = (now + FRESH_SECONDS, found)
        return found

    async def _verify(self, found: Installation) -> None:
        """Ask Slack once for each token whose it is. Raises SlackRefusedError if it is another's,
        such as after a mistake in the database."""
        if self._verified.get(found.key) == found.token:
            return
        client = slack_client(found.token.get_secret_value(), self._api_url)
        answer = await patiently(client.auth_test, ONCE)
        whose = answer.get("enterprise_id") if found.is_org_wide else answer.get("team_id")
        if whose != found.key:
            log.error(telemetry.FOREIGN_TOKEN, installation=found.key)
            raise SlackRefusedError(FOREIGN, "invalid_auth")
        self._verified[found.key] = found.token

    async def _refreshed(self, found: Installation, team: str) -> Installation:
        """Return the installation with a token that lives longer, or this one while it can be used
        and somebody else is fetching the next."""
        turn = self._turns[found.key]
        if turn.locked() and not found.expires_within(USABLE, self._clock.now()):
            return found
        async with turn:
            while True:
                found = await self.store.find(team) or found
                now = self._clock.now()
                if not found.expires_within(EARLY, now):
                    break
                if await self.store.claim_refresh(found, now, REFRESHING):
                    found = await self._refresh(found)
                    break
                if not found.expires_within(USABLE, now):
                    return found
                await self._clock.sleep(LOOK_AGAIN)
        self._known[team] = (self._clock.monotonic() + FRESH_SECONDS, found)
        return found

    async def _refresh(self, found: Installation) -> Installation:
        """Fetch the next token and keep it. Slack takes each refresh token once."""
        try:
            answer = await self._fetch(found)
        except (SlackRefusedError, SlackUnavailableError) as error:
            await self.store.release_refresh(found.key)
            log.warning(telemetry.NOT_REFRESHED, installation=found.key, said=error.message)
            if not found.expires_within(USABLE, self._clock.now()):
                return found
            if isinstance(error, SlackRefusedError):
                raise SlackRefusedError(MENDING["token_revoked"], "token_revoked") from error
            raise
        expires = self._clock.now() + timedelta(seconds=int(answer["expires_in"]))
        fresh = {
            "token": SecretStr(answer["access_token"]),
            "refresh_token": SecretStr(answer["refresh_token"]),
            "expires_at": expires.replace(microsecond=0),
        }
        new = found.model_copy(update=fresh)
        await self.store.refreshed(found, new)
        log.info(telemetry.REFRESHED, installation=found.key)
        return new

    async def _fetch(self, found: Installation) -> Any:
        client = slack_client("", self._api_url)
        token = found.refresh_token.get_secret_value() if found.refresh_token else ""
        return await patiently(
            client.oauth_v2_access,
            ONCE,
            client_id=self._client_id,
            client_secret=self._client_secret.get_secret_value(),
            grant_type="refresh_token",
            refresh_token=token,
        )


class WorkspaceClient(CountedClient):
    """The client of one workspace."""

    def __init__(self, team: str, workspaces: InstalledWorkspaces, base_url: str) -> None:
        super().__init__(base_url=base_url.rstrip("/") + "/", retry_handlers=[], timeout=30)
        self.proxy = proxy_for(base_url)
        self._team = team
        self._workspaces = workspaces

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """Make the call with the workspace's token; once more if that was replaced meanwhile, as
        Slack then has done nothing.

        Raises SlackRefusedError where the app is not installed in the workspace.
        """
        installation = await self._workspaces.installation(self._team)
        try:
            return await self._call(installation, api_method, arguments)
        except SlackApiError as error:
            refused = error.response.get("error") in REPLACED
            if not refused or not await self._workspaces.has_other(self._team, installation.token):
                raise
        installation = await self._workspaces.installation(self._team)
        return await self._call(installation, api_method, arguments)

    async def _call(
        self, installation: Installation, api_method: str, arguments: dict[str, Any]
    ) -> AsyncSlackResponse:
        telemetry.WORKSPACE_CALLS.labels(self._team).inc()
        # The SDK reads both before it first waits, so calls at the same time do not mix them up.
        self.token = installation.token.get_secret_value()
        self.default_params = {"team_id": self._team} if installation.is_org_wide else {}
        return await super().api_call(api_method, **arguments)
