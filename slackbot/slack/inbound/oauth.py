"""Installs the app by a link: Bolt's OAuth over our own stores and pages."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from logging import Logger
from secrets import token_urlsafe
from typing import Final
from urllib.parse import urlencode, urljoin

import structlog
from pydantic import SecretStr
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from slackbot import telemetry
from slackbot.domain.access.installation import Installation
from slackbot.domain.errors import SlackRefusedError
from slackbot.ports import Clock
from slackbot.ports.installations import Installations
from slackbot.slack.outbound.clients import slack_client
from slackbot.slack.outbound.installed import InstalledWorkspaces

log = structlog.get_logger()

INSTALL_PATH: Final = "/slack/install"
REDIRECT_PATH: Final = "/slack/oauth_redirect"
STATE_LIVES: Final = timedelta(minutes=10)
NOT_ALLOWED: Final = (
    "{key} may not install this app yet. Ask whoever runs it to add {key} to SLACKBOT_WORKSPACES."
)
NO_BOT: Final = "Slack gave no bot token. Start again from the link that installs the app."
PAGE: Final = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:36em;margin:3em auto;padding:0 1em}}</style>
<h1>{title}</h1>{body}</html>"""
PAGE_HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",  # the address has a code
    "Cache-Control": "no-store",
}
AGAIN: Final = f'<p><a href="{INSTALL_PATH}">Start again</a></p>'
REASONS: Final = {
    "access_denied": "Nothing was installed: it was cancelled at Slack.",
    "invalid_browser": "This browser did not start the installation, or its cookies are off.",
    "invalid_state": "That link was used before, or is older than ten minutes.",
    "invalid_code": "Slack did not take the code of this installation.",
}


class Registrar(AsyncInstallationStore):
    """Keeps what Slack answers to an installation. The tokens of people are left out."""

    def __init__(self, workspaces: InstalledWorkspaces, clock: Clock, asked: Sequence[str]) -> None:
        self._workspaces = workspaces
        self._clock = clock
        self._asked = frozenset(asked)

    @property
    def logger(self) -> Logger:
        return logging.getLogger("slackbot.bolt")

    async def async_save(self, installation: SlackInstallation) -> None:
        store, new = self._workspaces.store, installed(installation, self._clock.now())
        if not self._workspaces.allows(new):
            await self._workspaces.give_back(new.token)
            log.warning(telemetry.NOT_INSTALLED_BY_LINK, reason="not_allowed", owner=new.key)
            raise BoltError(NOT_ALLOWED.format(key=new.key))
        before = await store.of_key(new.key)
        await store.save(new)
        self._workspaces.drop(new.key)
        log.info(
            telemetry.INSTALLED,
            installation=new.key,
            org_wide=new.is_org_wide,
            by=new.installed_by,
            without=sorted(self._asked - new.scopes),
            lost=sorted(before.scopes - new.scopes) if before else [],
        )

    async def async_save_bot(self, bot: Bot) -> None:
        raise NotImplementedError  # Bolt's own rotation, which is not used


@dataclass(frozen=True)
class StateStore(AsyncOAuthStateStore):
    """States of installing browsers: each is kept as a hash, lives for minutes, and holds once."""

    store: Installations
    clock: Clock

    @property
    def logger(self) -> Logger:
        return logging.getLogger("slackbot.bolt")

    async def async_issue(self, *_: object, **__: object) -> str:
        state = token_urlsafe(32)
        await self.store.issue(state, self.clock.now() + STATE_LIVES)
        return state

    async def async_consume(self, state: str) -> bool:
        return await self.store.consume(state, self.clock.now())


class InstallPages:
    """The pages that a browser shows at the end of an installation."""

    def __init__(self, purposes: Mapping[str, str]) -> None:
        self._purposes = purposes

    async def installed(self, args: AsyncSuccessArgs) -> BoltResponse:
        """Say that it is done, and what the app cannot do for want of scopes."""
        done, api = args.installation, args.settings.authorization_url
        granted = set(done.bot_scopes or ())
        where = escape(done.team_name or done.enterprise_name or "Slack")
        body = f"<p>The app is installed in {where}. Type <code>/billing</code> in a channel.</p>"
        link = urlencode({"app": done.app_id or "", "team": done.team_id or ""})
        body += f'<p><a href="{escape(urljoin(api, "/app_redirect?" + link))}">Open Slack</a></p>'
        missing = [(scope, why) for scope, why in self._purposes.items() if scope not in granted]
        if missing:
            lines = "".join(f"<li><code>{s}</code>: {escape(why)}</li>" for s, why in missing)
            body += f"<p>These were not granted, so I can't:</p><ul>{lines}</ul>"
        return self._page(200, "Installed", body, args)

    async def failed(self, args: AsyncFailureArgs) -> BoltResponse:
        """Say why nothing was installed."""
        log.warning(telemetry.NOT_INSTALLED_BY_LINK, reason=args.reason)
        why = REASONS.get(args.reason, "Slack did not complete the installation.")
        status = args.suggested_status_code
        if args.error:  # the registrar's refusal, for which Bolt suggests 500
            why, status = str(args.error), 403
        body = f"<p>{escape(why)}</p>{AGAIN}"
        return self._page(status, "Not installed", body, args)

    def _page(
        self, status: int, title: str, body: str, args: AsyncSuccessArgs | AsyncFailureArgs
    ) -> BoltResponse:
        forgotten = args.settings.state_utils.build_set_cookie_for_deletion()
        headers = {**PAGE_HEADERS, "Set-Cookie": forgotten}
        return BoltResponse(
            status=status, body=PAGE.format(title=title, body=body), headers=dict(headers)
        )


def install_flow(
    workspaces: InstalledWorkspaces,
    clock: Clock,
    *,
    api_url: str,
    client_id: str,
    client_secret: SecretStr,
    purposes: Mapping[str, str],
) -> AsyncOAuthFlow:
    """Make the flow that asks for the scopes of `purposes`, each with what it is for."""
    logger = logging.getLogger("slackbot.oauth")
    logger.setLevel(logging.CRITICAL)  # it would log codes; what fails is logged by the pages
    pages = InstallPages(purposes)
    return AsyncOAuthFlow(
        client=slack_client("", api_url),
        logger=logger,
        settings=AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret.get_secret_value(),
            scopes=list(purposes),
            user_scopes=[],
            install_path=INSTALL_PATH,
            install_page_rendering_enabled=False,
            redirect_uri_path=REDIRECT_PATH,
            callback_options=AsyncCallbackOptions(success=pages.installed, failure=pages.failed),
            authorization_url=urljoin(api_url, "/oauth/v2/authorize"),
            installation_store=Registrar(workspaces, clock, list(purposes)),
            state_store=StateStore(workspaces.store, clock),
            state_expiration_seconds=int(STATE_LIVES.total_seconds()),
            logger=logger,
        ),
    )


def installed(answer: SlackInstallation, now: datetime) -> Installation:
    """Read Slack's answer. Raises SlackRefusedError without a bot token."""
    key = answer.enterprise_id if answer.is_enterprise_install else answer.team_id
    if not answer.bot_token or not answer.bot_user_id or not key:
        raise SlackRefusedError(NO_BOT, "no_bot_token")
    expires = answer.bot_token_expires_at
    refresh = answer.bot_refresh_token
    return Installation(
        key=key,
        team="" if answer.is_enterprise_install else key,
        enterprise=answer.enterprise_id or "",
        app_user=answer.bot_user_id,
        app_bot=answer.bot_id or "",
        scopes=frozenset(answer.bot_scopes or ()),
        token=SecretStr(answer.bot_token),
        refresh_token=SecretStr(refresh) if refresh else None,
        expires_at=datetime.fromtimestamp(expires, UTC) if expires else None,
        installed_by=answer.user_id or "",
        installed_at=now.replace(microsecond=0),
    )
