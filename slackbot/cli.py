"""The command line: run, check, manifest, demo."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence

import structlog
import yaml

from slackbot.domain.errors import ConfigurationError, SlackbotError
from slackbot.settings import Settings, read_settings
from slackbot.telemetry import configure_logging

log = structlog.get_logger()

MISCONFIGURED = 2
FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if something failed, 2 if a setting or word is amiss."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except ConfigurationError as error:
        print(error.message, file=sys.stderr)
        return MISCONFIGURED
    except SlackbotError as error:
        print(error.message, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print()
        return 128 + signal.SIGINT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slackbot", description="Ask in Slack what your Kore.ai bots cost."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="serve one Slack workspace over Socket Mode")
    run.set_defaults(command=_run)
    check = commands.add_parser("check", help="test every setting and say how to mend it")
    check.set_defaults(command=_check)
    manifest = commands.add_parser("manifest", help="print the Slack app manifest")
    manifest.add_argument("--url", help="for HTTP delivery to this https:// address")
    manifest.set_defaults(command=_manifest)
    demo = commands.add_parser("demo", help="try it in this terminal, without any account")
    demo.add_argument("--ask", metavar="TEXT", help='ask this and end, such as "last week by day"')
    demo.set_defaults(command=_demo)
    return parser


def _run(_: argparse.Namespace) -> int:
    settings = read_settings()
    configure_logging(settings.slackbot_log_level, settings.slackbot_log_format)
    asyncio.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    from slackbot.bootstrap import App

    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    if platform := settings.ephemeral_platform:
        log.warning(
            "this platform empties its disk at each deploy: unless DATABASE_URL points to a "
            "mounted disk, linked bots and running questions are lost then",
            platform=platform,
            database=str(settings.database_path.resolve()),
        )
    app = App(settings)
    try:
        await app.start()
        await stop.wait()
    finally:
        await app.stop()


def _check(_: argparse.Namespace) -> int:
    from slackbot.doctor import check

    configure_logging("ERROR", "text")
    settings = read_settings()
    return asyncio.run(check(settings, print))


def _manifest(options: argparse.Namespace) -> int:
    from slackbot.slack.manifest import manifest

    if options.url and not options.url.startswith("https://"):
        raise ConfigurationError("Slack delivers to https:// addresses only: --url https://…")
    print(yaml.safe_dump(manifest(options.url), sort_keys=False), end="")
    return 0


def _demo(options: argparse.Namespace) -> int:
    from slackbot.sandbox.demo import demo

    return demo(options.ask)
