"""How long people wait until a command is acknowledged: ours against a bare Bolt app.

    .venv/bin/python -m benchmarks.ack [COMMANDS]

Both run as processes of their own against the Slack sandbox, one command after another; ours writes
each question down before it acknowledges, the bare app only acknowledges.
"""

import asyncio
import contextlib
import os
import signal
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence

from slackbot.sandbox.kore.auth import BOT_CLIENT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox

COMMANDS = 200
WARM_UP = 10
OURS = ("-m", "slackbot", "run")
BARE = (
    "-c",
    """
import asyncio, logging, os
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

async def main():
    url = os.environ["SLACK_API_URL"]
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=url)
    logging.disable()
    app = AsyncApp(client=client)

    @app.command("/billing")
    async def billing(ack):
        await ack()

    handler = AsyncSocketModeHandler(
        app, os.environ["SLACK_APP_TOKEN"], web_client=AsyncWebClient(base_url=url)
    )
    await handler.connect_async()
    await asyncio.Event().wait()

asyncio.run(main())
""",
)


async def main(commands: int) -> None:
    """Print both, and their ratio."""
    bare = await measure(BARE, commands)
    ours = await measure(OURS, commands)
    print(f"{commands} commands   median      p95      p99   milliseconds")
    for name, times in (("bare Bolt", bare), ("slackbot", ours)):
        print(f"{name:12} {row(times)}")
    print(f"ratio of medians: {statistics.median(ours) / statistics.median(bare):.2f}")


def row(times: Sequence[float]) -> str:
    """Median, 95th and 99th percentile in milliseconds."""
    hundredths = statistics.quantiles(times, n=100)
    return "".join(f"{1000 * t:9.1f}" for t in (statistics.median(times), *hundredths[94::4]))


async def measure(program: Sequence[str], commands: int) -> list[float]:
    """Seconds from sending a command to its acknowledgement."""
    slack, kore = SlackSandbox(rate=None), KoreSandbox(job_seconds=0.5)
    async with serve(slack.app) as slack_url, serve(kore.app) as kore_url:
        slack.url = slack_url
        async with process(program, slack_url, kore_url):
            await slack.wait_for_connection(30)
            acks = [
                await slack.slash("/billing", "last week", user="anna", channel="support-bots")
                for _ in range(WARM_UP + commands)
            ]
    assert all(ack.ok for ack in acks)
    return [ack.seconds for ack in acks[WARM_UP:]]


@contextlib.asynccontextmanager
async def process(program: Sequence[str], slack_url: str, kore_url: str) -> AsyncIterator[None]:
    """The program in a folder of its own, stopped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *program,
            cwd=folder,
            env={
                **os.environ,
                "SLACK_BOT_TOKEN": slack_token("bot"),
                "SLACK_APP_TOKEN": slack_token("app"),
                "SLACK_API_URL": f"{slack_url}/api/",
                "KORE_HOST": kore_url,
                "KORE_CLIENT_ID": BOT_CLIENT.id,
                "KORE_CLIENT_SECRET": BOT_CLIENT.secret,
                "DATABASE_URL": f"sqlite:///{folder}/ack.db",
                "SLACKBOT_LOG_LEVEL": "ERROR",
            },
        )
        try:
            yield
        finally:
            child.send_signal(signal.SIGTERM)
            await child.wait()


def slack_token(kind: str) -> str:
    """The sandbox's made-up tokens."""
    return {"bot": "xoxb-sandbox", "app": "xapp-sandbox"}[kind]


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else COMMANDS))
