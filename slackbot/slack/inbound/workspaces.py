"""Decides which workspace a payload of Slack's is for, and whether the app is installed there."""

from typing import Any, Final, Protocol

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.internals import extract_enterprise_id
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError
from slackbot.slack.outbound.clients import OneWorkspace, SlackClients
from slackbot.slack.outbound.installed import InstalledWorkspaces

log = structlog.get_logger()

NOT_INSTALLED: Final = (
    "I'm not installed in this workspace any more. Ask an admin to install me again."
)
# These come where the app is installed no longer, or not yet.
OF_INSTALLATIONS: Final = (
    *("app_uninstalled", "tokens_revoked", "team_access_granted", "team_access_revoked"),
)
ADMITTED: Final = "admitted"  # the key in Bolt's context

Payload = dict[str, Any]


def workspace_of(payload: Payload) -> str:
    """Return the workspace that a payload is for; empty if it names none.

    `authorizations` names the installation that sees an event, which in a shared channel may be
    another workspace than the one of its author. A form may be filled in in another workspace than
    the one whose app shows it. `team` is null where the app is installed in a whole organisation.
    """
    return _named(payload) or workspace_id(object_of(payload, "user").get("team_id"))


def _named(payload: Payload) -> str:
    """Return the workspace that a payload names as its own; empty where only a person's is named,
    who may be of another organisation."""
    authorized = payload.get("authorizations")
    named = (
        object_of(payload, "view").get("app_installed_team_id"),
        *(each.get("team_id") for each in authorized or () if isinstance(each, dict)),
        object_of(payload, "team").get("id"),
        payload.get("context_team_id"),  # the other may be the author's, in a shared channel
        payload.get("team_id"),
    )
    return next(filter(None, map(workspace_id, named)), "")


def organisation_of(payload: Payload) -> str:
    """Return the organisation of Enterprise Grid that the workspace is in; empty without one."""
    return str(extract_enterprise_id(payload) or "")


def workspace_id(id_: object) -> str:
    """Return the id of a workspace; empty for others: where a workspace is expected, organisations
    (Enterprise Grid) send their own, which begins with E."""
    return id_ if isinstance(id_, str) and not id_.startswith("E") else ""


class Admission(Protocol):
    """Tells whose app a payload is for. `home` is the workspace of payloads that name none."""

    home: str
    clients: SlackClients

    async def admit(self, body: Payload) -> AuthorizeResult | None:
        """Return who the app is in the payload's workspace; None if it is not installed there."""
        ...


class OneAdmission:
    """Admission where one token in the settings is of one workspace. `me` is what Slack says of
    it; otherwise Bolt would ask before the first acknowledgement."""

    def __init__(self, client: AsyncWebClient, me: AsyncSlackResponse) -> None:
        self.home = str(me["team_id"])
        self.clients: SlackClients = OneWorkspace(client, self.home)
        self._result = AuthorizeResult.from_auth_test_response(
            auth_test_response=me, bot_token=client.token
        )

    async def admit(self, body: Payload) -> AuthorizeResult | None:  # noqa: ARG002 - see Admission
        return self._result


class InstalledAdmission:
    """Admission over the installations."""

    home = ""

    def __init__(self, workspaces: InstalledWorkspaces) -> None:
        self.clients: SlackClients = workspaces
        self._workspaces = workspaces

    async def admit(self, body: Payload) -> AuthorizeResult | None:
        team, organisation = workspace_of(body), organisation_of(body)
        # A person who presses a button may be of another organisation; a shortcut is for its own.
        is_its_own = _named(body) or body.get("type") == "shortcut"
        its_own = organisation if is_its_own else ""
        found = await self._workspaces.admitted(team, its_own) if team else None
        if found is None:
            log.info(telemetry.NOT_INSTALLED, team=team, organisation=organisation)
            return None
        return AuthorizeResult(
            enterprise_id=organisation or None,
            team_id=team,
            bot_user_id=found.app_user,
            bot_id=found.app_bot or None,
            bot_token=found.token.get_secret_value(),
        )


async def is_installed(admission: Admission, team: str, organisation: str) -> bool:
    """Tell whether the app is installed in the workspace, which Slack says is of that
    organisation."""
    if admission.home:
        return team == admission.home
    named = {"team_id": team, "enterprise_id": organisation}
    return await admission.admit(named) is not None


class WorkspaceGate:
    """Lets payloads of workspaces with the app pass to the listeners."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission

    async def admit(
        self,
        body: Payload,
        context: AsyncBoltContext,
        next: Any,  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        """Go on, or answer that the app is not installed; what failed comes again."""
        is_no_request = body.get("type") == "url_verification" or "ssl_check" in body
        if is_no_request or object_of(body, "event").get("type") in OF_INSTALLATIONS:
            await next()
            return None
        try:
            result = await self._admission.admit(body)
        except SlackbotError as error:
            log.warning(telemetry.FAILED, error=type(error).__name__, said=error.message)
            if body.get("command"):
                return BoltResponse(status=200, body=error.message)
            return BoltResponse(status=503)
        if result is None:
            return BoltResponse(status=200, body=NOT_INSTALLED if body.get("command") else "")
        context[ADMITTED] = result
        await next()
        return None


async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
    """Return what the gate has found, for Bolt."""
    result: AuthorizeResult = context[ADMITTED]
    return result


def object_of(payload: Payload, name: str) -> Payload:
    """Return the object of that name; an empty one where Slack sends null or leaves it out."""
    found = payload.get(name)
    return found if isinstance(found, dict) else {}
