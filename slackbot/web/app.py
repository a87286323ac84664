"""Builds the ASGI app: Slack's requests, health, metrics."""

import secrets
from collections.abc import Awaitable, Callable

import structlog
from pydantic import SecretStr
from slack_bolt.adapter.starlette.async_handler import (
    to_async_bolt_request,
    to_starlette_response,
)
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from slackbot import telemetry
from slackbot.domain.errors import ConfigurationError, SlackbotError, bug
from slackbot.ports import Clock
from slackbot.web.health import HealthPages
from slackbot.web.signature import TOO_OFTEN, UNREADABLE, Guard
from slackbot.workflows.call_limit import CallLimit

log = structlog.get_logger()

MOST_CALLS = 60  # of an address in a minute, for each page that installs the app


def web_app(
    *,
    bolt: AsyncApp | None,
    install: AsyncOAuthFlow | None = None,
    signing_secret: SecretStr | None,
    pages: HealthPages | None,
    clock: Clock,
    assistants: ASGIApp | None = None,
) -> ASGIApp:
    """Serve `/healthz`; with `pages` also `/readyz` and `/metrics`; with `bolt` also
    `POST /slack/events`, and with `install` the pages that install the app; with `assistants` also
    `/mcp`, which is theirs.

    Raises ConfigurationError if there is a `bolt` but no signing secret.
    """
    routes = [Route("/healthz", _alive)]
    if pages is not None:
        routes += [Route("/readyz", pages.ready), Route("/metrics", pages.metrics)]
    if bolt is not None:
        if signing_secret is None or not signing_secret.get_secret_value().strip():
            raise ConfigurationError(
                "SLACK_SIGNING_SECRET is missing: requests of Slack's cannot be told from others."
            )
        guard = Guard(signing_secret, clock)
        endpoint = SlackEndpoint(bolt, guard)
        routes.append(Route("/slack/events", endpoint.answer, methods=["POST"]))
        if install is not None:
            browser = InstallEndpoint(install, guard, CallLimit(clock, MOST_CALLS))
            routes.append(Route(install.install_path, browser.begin))
            routes.append(Route(install.redirect_uri_path, browser.end))
    if assistants is not None:
        routes.append(Route("/mcp", assistants))
    return Starlette(routes=routes)


async def _alive(_: Request) -> Response:
    return PlainTextResponse("ok")


class InstallEndpoint:
    """Answers the browser that installs the app, and refuses one that comes too often.

    Behind a proxy all browsers have the proxy's address: what a proxy says of them is not trusted.
    """

    def __init__(self, flow: AsyncOAuthFlow, guard: Guard, limit: CallLimit) -> None:
        self._flow = flow
        self._guard = guard
        self._limit = limit

    async def begin(self, request: Request) -> Response:
        """Send the browser to Slack."""
        return await self._answer(self._flow.handle_installation, request)

    async def end(self, request: Request) -> Response:
        """Keep the installation that the browser brings from Slack."""
        return await self._answer(self._flow.handle_callback, request)

    async def _answer(
        self, handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]], request: Request
    ) -> Response:
        address = request.client.host if request.client else ""
        if not self._limit.admits(f"{request.url.path} {address}"):  # so that who began can end
            return self._guard.refuse(TOO_OFTEN)
        try:
            return to_starlette_response(await handle(to_async_bolt_request(request, b"")))
        except SlackbotError as error:
            log.warning(telemetry.FAILED, error=type(error).__name__, said=error.message)
            return PlainTextResponse(error.message, 503)
        except Exception:
            id_ = secrets.token_hex(4)
            log.exception(telemetry.BUG, id=id_)
            return PlainTextResponse(bug(id_).message, 500)


class SlackEndpoint:
    """Passes Slack's commands, events and clicks through the guard to Bolt."""

    def __init__(self, bolt: AsyncApp, guard: Guard) -> None:
        self._bolt = bolt
        self._guard = guard

    async def answer(self, request: Request) -> Response:
        """Return Bolt's answer; 400 for a body that cannot be read.

        Any other failure is a 500 with an id that its log lines have too.
        """
        body = await self._guard.admit(request)
        if isinstance(body, Response):
            return body
        try:
            asked = to_async_bolt_request(request, body)
        # not JSON, or not an object
        except (ValueError, AttributeError, TypeError, RecursionError):
            return self._guard.refuse(UNREADABLE)
        id_ = secrets.token_hex(4)
        with structlog.contextvars.bound_contextvars(request=id_):
            try:
                answer = await self._bolt.async_dispatch(asked)
            except Exception:
                log.exception(telemetry.BUG)
            else:
                if answer.status < 500:  # Bolt caught and logged the others
                    return to_starlette_response(answer)
        return PlainTextResponse(bug(id_).message, 500)
