"""The part of the composition root that chooses how the app acts in Slack: for one workspace by a
token, or wherever it was installed by a link.
"""

from dataclasses import dataclass

from pydantic import SecretStr
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow

from slackbot.ports import Clock, Disconnections
from slackbot.ports.installations import Installations
from slackbot.settings import Settings
from slackbot.slack.inbound.app import who_am_i
from slackbot.slack.inbound.oauth import install_flow
from slackbot.slack.inbound.removals import Removals
from slackbot.slack.inbound.workspaces import Admission, InstalledAdmission, OneAdmission
from slackbot.slack.manifest import purposes
from slackbot.slack.outbound.clients import slack_client
from slackbot.slack.outbound.health import SlackHealth
from slackbot.slack.outbound.installed import InstalledWorkspaces


@dataclass(frozen=True)
class SlackAccess:
    """The clients of workspaces, whose requests are admitted, and how Slack is.

    `workspaces` are those where the app was installed by a link; None with a token of one.
    """

    admission: Admission
    health: SlackHealth
    workspaces: InstalledWorkspaces | None = None

    def removals(self, disconnections: Disconnections, clock: Clock) -> Removals:
        """Make what is told of uninstalled apps."""
        return Removals(self.workspaces, disconnections, clock)


async def one_workspace(settings: Settings, clock: Clock) -> SlackAccess:
    """Ask Slack whose the token of the settings is. Raises SlackRefusedError if it refuses it."""
    client = slack_client(settings.secret("slack_bot_token"), settings.slack_api_url)
    me = await who_am_i(client)
    return SlackAccess(OneAdmission(client, me), SlackHealth(client.auth_test, clock))


def installed_workspaces(settings: Settings, store: Installations, clock: Clock) -> SlackAccess:
    """Use the installations. Raises ConfigurationError if the client's secret is missing."""
    secret = SecretStr(settings.secret("slack_client_secret"))
    workspaces = InstalledWorkspaces(
        store, clock, settings.slack_api_url, settings.slack_client_id, secret, settings.workspaces
    )
    anybody = slack_client("", settings.slack_api_url)
    health = SlackHealth(anybody.api_test, clock, "reachable")
    return SlackAccess(InstalledAdmission(workspaces), health, workspaces)


def flow_of(access: SlackAccess, settings: Settings, clock: Clock) -> AsyncOAuthFlow | None:
    """Make the pages that install the app; None where one token is in the settings."""
    if access.workspaces is None or settings.slack_client_secret is None:
        return None
    return install_flow(
        access.workspaces,
        clock,
        api_url=settings.slack_api_url,
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
        purposes=purposes(assistants=bool(settings.slackbot_mcp_url)),
    )
