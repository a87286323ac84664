"""Bolt, set up so that nothing stands between a request and its acknowledgement."""

import logging
from datetime import timedelta

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.domain.errors import SlackRefusedError
from slackbot.ports import Clock
from slackbot.slack.calls import patiently
from slackbot.slack.directory import PATIENCE
from slackbot.slack.listeners import Start, register


def slack_client(token: str, base_url: str) -> AsyncWebClient:
    """A Web API client that never sends twice by itself.

    The SDK's own retry handler posts again after a dropped connection, without a word.
    """
    return AsyncWebClient(
        token=token, base_url=base_url.rstrip("/") + "/", retry_handlers=[], timeout=30
    )


async def build_app(client: AsyncWebClient, start: Start, clock: Clock) -> AsyncApp:
    """The Bolt app with its listeners. Asks Slack once who we are.

    Bolt would ask before it acknowledges the first request; here it is done at the start.
    Raises SlackRefusedError where Slack refuses the token.
    """
    me = await patiently(client.auth_test, PATIENCE)
    authorized = AuthorizeResult.from_auth_test_response(
        auth_test_response=me, bot_token=client.token
    )

    async def authorize() -> AuthorizeResult:
        return authorized

    # Without a token of its own: the one that `authorize` gives is used.
    bare = AsyncWebClient(base_url=client.base_url, retry_handlers=[])
    # Bolt warns that it ignores the SLACK_BOT_TOKEN that it finds in the environment: it should.
    logger = logging.getLogger("slackbot.bolt")
    logger.setLevel(logging.ERROR)
    app = AsyncApp(
        client=bare, authorize=authorize, request_verification_enabled=False, logger=logger
    )
    logger.setLevel(logging.WARNING)
    register(app, start, clock)
    return app


async def connect(app: AsyncApp, app_token: str, base_url: str) -> AsyncSocketModeHandler:
    """Open the Socket Mode connection. Raises SlackRefusedError if Slack refuses the app token.

    Asked first, because the SDK would go on trying with a bad token for ever.
    """
    client = slack_client(app_token, base_url)
    await check_app_token(client, app_token, PATIENCE)
    handler = AsyncSocketModeHandler(app, app_token, web_client=client)
    await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt's
    return handler


async def check_app_token(client: AsyncWebClient, app_token: str, patience: timedelta) -> None:
    """Raise SlackRefusedError, saying how to mend it, if Slack refuses the app token."""
    try:
        await patiently(client.apps_connections_open, patience, app_token=app_token)
    except SlackRefusedError as error:
        raise SlackRefusedError(
            f"Slack refused the app token ({error.reason}). Make one under Basic Information, "
            "App-Level Tokens, with the scope connections:write, and set SLACK_APP_TOKEN.",
            error.reason,
        ) from error
