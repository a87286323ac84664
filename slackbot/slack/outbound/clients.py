"""Gives each workspace its own client of Slack's Web API."""

from io import BytesIO
from typing import Any, Protocol, cast

from aiohttp import encode_basic_auth
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackbot import telemetry
from slackbot.domain.errors import SlackRefusedError
from slackbot.network import proxy_for
from slackbot.slack.outbound.calls import MENDING, outcome_of

NOT_INSTALLED = "account_inactive"  # Slack's word where the app is not installed any more


class SlackClients(Protocol):
    """Gives the client that acts in a workspace."""

    def of(self, team: str) -> AsyncWebClient:
        """Return the client of this workspace.

        Its calls raise SlackRefusedError where the app is not installed there: what belongs to one
        workspace is never sent with the token of another.
        """
        ...


class CountedClient(AsyncWebClient):
    """Counts the outcomes of its calls, and sends files in pieces."""

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        # The SDK's way to send a client's id and secret is deprecated by its transport.
        if client := arguments.pop("auth", None):
            basic = encode_basic_auth(client["client_id"], client["client_secret"])
            arguments["headers"] = {**(arguments.get("headers") or {}), "Authorization": basic}
        outcome = "unavailable"
        try:
            response = await super().api_call(api_method, **arguments)
            outcome = "ok"
        except SlackApiError as error:
            outcome = outcome_of(error)
            raise
        finally:
            telemetry.SLACK_CALLS.labels(api_method, outcome).inc()
        return response

    async def _upload_file(self, *, data: bytes, **arguments: Any) -> Any:
        # Of bytes aiohttp makes two more copies at once, which can be 30 MB each.
        return await super()._upload_file(data=cast("bytes", BytesIO(data)), **arguments)


class StrangerClient(AsyncWebClient):
    """Refuses every call: the app is not installed in the workspace."""

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:  # noqa: ARG002 - the SDK's
        raise not_installed()


def not_installed() -> SlackRefusedError:
    """Make the error for a workspace where the app is not installed."""
    return SlackRefusedError(MENDING[NOT_INSTALLED], NOT_INSTALLED)


def slack_client(token: str, base_url: str) -> AsyncWebClient:
    """Make a Web API client that never sends twice by itself.

    The SDK's own retry handler silently posts again after a dropped connection.
    """
    client = CountedClient(
        token=token, base_url=base_url.rstrip("/") + "/", retry_handlers=[], timeout=30
    )
    client.proxy = proxy_for(base_url)  # in place of the SDK's choice, which ignores NO_PROXY
    return client


class OneWorkspace:
    """SlackClients where one token in the settings is of one workspace, `team`."""

    def __init__(self, client: AsyncWebClient, team: str) -> None:
        self._client = client
        self._team = team

    def of(self, team: str) -> AsyncWebClient:
        return self._client if team == self._team else StrangerClient()
