"""Runs the stand-ins until they are stopped, and says how the app finds them."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence

from slackbot.clock import SystemClock
from slackbot.domain.errors import ConfigurationError
from slackbot.sandbox.demo.stand_ins import open_sandbox
from slackbot.sandbox.kore.auth import ADMIN_CLIENT, BOT_CLIENT
from slackbot.sandbox.kore.bots import BOTS, SUPPORT_BOT
from slackbot.sandbox.slack.installed import InstalledApp
from slackbot.slack.manifest import manifest

Say = Callable[[str], None]
DATABASE = "sqlite:///sandbox.db"  # made-up figures do not belong among real ones


async def sandbox(
    clock: SystemClock,
    stop: asyncio.Event,
    say: Say,
    *,
    slack_port: int,
    kore_port: int,
    account: bool = False,
    deliver_to: Sequence[str] = (),
) -> None:
    """Serve both stand-ins until `stop` is set. `say` is told each line once they can be used.

    Raises ConfigurationError for a port that is in use.
    """
    try:
        async with open_sandbox(
            clock,
            InstalledApp.of(manifest()),
            slack_port=slack_port,
            kore_port=kore_port,
            client=ADMIN_CLIENT if account else BOT_CLIENT,
            deliver_to=deliver_to,
        ) as (variables, page):
            for line in lines_of(variables, page):
                say(line)
            await stop.wait()
    except OSError as error:
        raise ConfigurationError(
            f"The ports {slack_port} and {kore_port} cannot be used: {error.strerror}. Choose "
            "others with --slack-port and --kore-port; 0 is any free one."
        ) from None


def lines_of(variables: Mapping[str, str], page: str) -> Iterator[str]:
    """Yield what is printed: the lines of a `.env` file, with comments that say how to use it."""
    yield "# Put these lines into .env, or export them, for run, web, worker, report and check:"
    yield from (f"{name}={value}" for name, value in variables.items())
    yield f"DATABASE_URL={DATABASE}"
    if page:
        yield f"# Slack for people: {page}"
    yield "# Kore.ai's bots: " + ", ".join(f"{bot.name} is {bot.id}" for bot in BOTS)
    slack = variables["SLACK_API_URL"].removesuffix("/api/")
    yield f'# Figures: slackbot report "last week" --bot {SUPPORT_BOT.id}'
    yield "# A command, while the app runs, and what the channel shows then:"
    yield (
        '#   curl -d \'{"command": "/billing", "text": "help", "user": "anna", "channel": '
        f'"support-bots"}}\' {slack}/sandbox/slash'
    )
    yield f"#   curl {slack}/sandbox/channels/C0SUPPORT/messages"
    yield "# Ctrl-C stops both."
