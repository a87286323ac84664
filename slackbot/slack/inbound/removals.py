"""Listeners for what Slack tells of installations: the app was removed, or its token revoked."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.internals import extract_is_enterprise_install
from slack_bolt.response import BoltResponse

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError
from slackbot.ports import Clock, Disconnections
from slackbot.slack.inbound.workspaces import organisation_of, workspace_of
from slackbot.slack.outbound.installed import InstalledWorkspaces

log = structlog.get_logger()
Payload = dict[str, Any]


class Removals:
    """Ends the work of workspaces without the app. Their data is kept for a while, and their work
    goes on if the app is installed again before."""

    def __init__(
        self, workspaces: InstalledWorkspaces | None, disconnections: Disconnections, clock: Clock
    ) -> None:
        self._workspaces = workspaces
        self._disconnections = disconnections
        self._clock = clock

    async def take(
        self,
        body: Payload,
        next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        """Do what follows from the event, or have Slack deliver it again."""
        try:
            await self._take(body)
        except SlackbotError as error:
            log.warning(telemetry.FAILED, error=type(error).__name__, said=error.message)
            return BoltResponse(status=503)
        await next()
        return None

    async def _take(self, body: Payload) -> None:
        event = body["event"]
        kind = str(event["type"])
        if kind == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return  # the tokens of people, which we have none of
        at = _moment(body) or self._clock.now()
        for team in await self._removed(body, event, kind, at):
            await self._disconnections.disconnect(team, self._clock.now(), kind)
            log.warning(telemetry.UNINSTALLED, team=team, reason=kind)

    async def _removed(
        self, body: Payload, event: Payload, kind: str, at: datetime
    ) -> Sequence[str]:
        """Remove the installation, and return the workspaces where the app cannot act any more."""
        team, organisation = workspace_of(body), organisation_of(body)
        if self._workspaces is None:
            return [team]
        store = self._workspaces.store
        if kind == "team_access_revoked":
            teams = [str(each) for each in event.get("team_ids") or ()]
            gone = [each for each in teams if await store.remove_team(each, organisation, at)]
            removed = [each for each in gone if not await store.find(each)]
        else:
            whole = extract_is_enterprise_install(body) or not team
            removed = [*await store.remove(organisation if whole else team, at)]
        for each in (team, organisation, *removed):
            self._workspaces.drop(each)
        return removed


def register_removals(app: AsyncApp, removals: Removals) -> None:
    """Register the listeners."""

    @app.event("app_uninstalled", middleware=[removals.take])
    @app.event("tokens_revoked", middleware=[removals.take])
    @app.event("team_access_revoked", middleware=[removals.take])
    async def removed() -> None:
        pass

    @app.event("team_access_granted")
    async def granted() -> None:
        pass  # the first request from there adds it


def _moment(body: Payload) -> datetime | None:
    """Return when it happened: Slack may deliver it late, after another installation."""
    at = body.get("event_time")
    return datetime.fromtimestamp(at, UTC) if isinstance(at, int | float) else None
