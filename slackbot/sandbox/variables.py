"""Says how the app finds the stand-ins: the environment variables that it reads."""

from slackbot.sandbox.kore.auth import BOT_CLIENT, Client
from slackbot.sandbox.slack.server import SlackSandbox


def variables(
    slack: SlackSandbox, slack_url: str, kore_url: str, client: Client = BOT_CLIENT
) -> dict[str, str]:
    """Return the variables for an app between the stand-ins at these addresses.

    The secrets are the stand-ins' own; they open nothing else.
    """
    return {
        "SLACK_API_URL": f"{slack_url}/api/",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "KORE_HOST": kore_url,
        "KORE_CLIENT_ID": client.id,
        "KORE_CLIENT_SECRET": client.secret,
        "KORE_SCOPE": client.kind.value,
    }
