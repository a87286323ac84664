"""Sets up Bolt so that nothing delays the acknowledgement of a request."""

import logging
from datetime import timedelta
from io import BytesIO
from typing import Any, cast

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackbot import telemetry
from slackbot.domain.errors import SlackRefusedError
from slackbot.network import proxy_for
from slackbot.ports import Clock
from slackbot.slack.inbound.forms import Addresses, FormWindow
from slackbot.slack.inbound.listeners import Start, register
from slackbot.slack.inbound.payloads import PayloadReader
from slackbot.slack.outbound.calls import outcome_of, patiently
from slackbot.workflows.forms.desk import FormDesk

START_PATIENCE = timedelta(hours=1)  # the start waits through an outage of Slack


class CountedClient(AsyncWebClient):
    """Counts the outcomes of its calls, and sends files in pieces."""

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
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


def slack_client(token: str, base_url: str) -> AsyncWebClient:
    """Make a Web API client that never sends twice by itself.

    The SDK's own retry handler silently posts again after a dropped connection.
    """
    client = CountedClient(
        token=token, base_url=base_url.rstrip("/") + "/", retry_handlers=[], timeout=30
    )
    client.proxy = proxy_for(base_url)  # in place of the SDK's choice, which ignores NO_PROXY
    return client


async def who_am_i(client: AsyncWebClient) -> AsyncSlackResponse:
    """Ask Slack for the app's identity. Raises SlackRefusedError if it refuses the token."""
    response: AsyncSlackResponse = await patiently(client.auth_test, START_PATIENCE)
    return response


def build_app(
    client: AsyncWebClient,
    me: AsyncSlackResponse,
    start: Start,
    clock: Clock,
    desk: FormDesk,
    addresses: Addresses,
) -> AsyncApp:
    """Make the Bolt app with its listeners. `desk` has the forms, and `addresses` are kept for the
    answers to them.

    `me` is the app's identity; otherwise Bolt would ask for it before the first acknowledgement.
    """
    authorized = AuthorizeResult.from_auth_test_response(
        auth_test_response=me, bot_token=client.token
    )

    async def authorize() -> AuthorizeResult:
        return authorized

    # The client has no token of its own: Bolt uses the token from `authorize`.
    bare = AsyncWebClient(base_url=client.base_url, retry_handlers=[])
    # Bolt warns that it ignores SLACK_BOT_TOKEN in the environment, which is what we want.
    logger = logging.getLogger("slackbot.bolt")
    logger.setLevel(logging.ERROR)
    app = AsyncApp(
        name="slackbot",  # else Bolt reads the source of each caller to find one
        client=bare,
        authorize=authorize,
        request_verification_enabled=False,
        raise_error_for_unhandled_request=True,  # our own handler acknowledges it, quietly
        logger=logger,
    )
    logger.setLevel(logging.WARNING)
    reader = PayloadReader(str(me["team_id"]), clock, str(me["user_id"]))
    register(app, start, reader, FormWindow(desk, client, addresses, start))
    return app


async def check_app_token(client: AsyncWebClient, app_token: str, patience: timedelta) -> None:
    """Raise SlackRefusedError, with the remedy, if Slack refuses the app token."""
    try:
        await patiently(client.apps_connections_open, patience, app_token=app_token)
    except SlackRefusedError as error:
        raise SlackRefusedError(
            f"Slack refused the app token ({error.reason}). Make one under Basic Information, "
            "App-Level Tokens, with the scope connections:write, and set SLACK_APP_TOKEN.",
            error.reason,
        ) from error
