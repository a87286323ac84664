"""Sets up Bolt so that nothing delays the acknowledgement of a request."""

import logging
from datetime import timedelta

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackbot.domain.errors import SlackRefusedError
from slackbot.ports import Clock
from slackbot.slack.inbound.forms import Addresses, FormWindow, Start
from slackbot.slack.inbound.listeners import register
from slackbot.slack.inbound.payloads import PayloadReader
from slackbot.slack.inbound.removals import Removals, register_removals
from slackbot.slack.inbound.workspaces import Admission, WorkspaceGate, authorize
from slackbot.slack.outbound.calls import patiently
from slackbot.workflows.forms.desk import FormDesk

START_PATIENCE = timedelta(hours=1)  # the start waits through an outage of Slack


async def who_am_i(client: AsyncWebClient) -> AsyncSlackResponse:
    """Ask Slack for the app's identity. Raises SlackRefusedError if it refuses the token."""
    response: AsyncSlackResponse = await patiently(client.auth_test, START_PATIENCE)
    return response


def build_app(
    admission: Admission,
    start: Start,
    clock: Clock,
    desk: FormDesk,
    addresses: Addresses,
    removals: Removals | None = None,
) -> AsyncApp:
    """Make the Bolt app with its listeners. `admission` tells whose app a payload is for, `desk`
    has the forms, and `addresses` are kept for the answers to them.
    """
    # Bolt warns that it ignores SLACK_BOT_TOKEN in the environment, which is what we want.
    logger = logging.getLogger("slackbot.bolt")
    logger.setLevel(logging.ERROR)
    app = AsyncApp(
        name="slackbot",  # else Bolt reads the source of each caller to find one
        # It has no token of its own, and the listeners do not use it.
        client=AsyncWebClient(retry_handlers=[]),
        before_authorize=WorkspaceGate(admission).admit,
        authorize=authorize,
        request_verification_enabled=False,
        raise_error_for_unhandled_request=True,  # our own handler acknowledges it, quietly
        logger=logger,
    )
    logger.setLevel(logging.WARNING)
    reader = PayloadReader(admission.home, clock)
    register(app, start, reader, FormWindow(desk, admission.clients, addresses, start))
    if removals:
        register_removals(app, removals)
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
