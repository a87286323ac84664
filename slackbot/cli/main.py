"""The command line: run, web, worker, report, check, parse, manifest, demo."""

import argparse
import asyncio
import contextlib
import gc
import json
import signal
import sys
from collections.abc import Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
import yaml

from slackbot.clock import SystemClock
from slackbot.domain.errors import ConfigurationError, SlackbotError
from slackbot.language.context import ReadingContext
from slackbot.language.core.zones import known_zone
from slackbot.settings import RunSettings, Settings, WebSettings, WorkerSettings, read_settings
from slackbot.telemetry import configure_logging

log = structlog.get_logger()

SERVING: dict[str, tuple[str, type[Settings]]] = {
    "run": ("serve one Slack workspace over Socket Mode, all in one process", RunSettings),
    "web": ("take what Slack delivers over HTTP, for workers to answer", WebSettings),
    "worker": ("answer what was taken; any number of these share one PostgreSQL", WorkerSettings),
}
NEW_VALUES = 5_000  # between two looks for garbage
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
    # Not in the help: for those who start the app between stand-ins, which have to agree with it.
    parser.add_argument("--ahead", type=_clock, default="0", dest="clock", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for role, (help_, settings) in SERVING.items():
        serving = commands.add_parser(role, help=help_)
        serving.set_defaults(command=_run, role=role, settings=settings)
    report = commands.add_parser("report", help="print an answer here, as a table, JSON or CSV")
    report.add_argument("text", nargs="?", default="", help='such as "last week by day"')
    report.add_argument(
        "--bot", action="append", required=True, metavar="ID", help="st-…; may be given again"
    )
    report.add_argument("--tz", default="UTC", metavar="ZONE", help="your zone")
    report.add_argument("--json", action="store_true", help="all of it, as JSON")
    report.add_argument("--csv", action="store_true", help="every bucket, as CSV")
    report.set_defaults(command=_report)
    check = commands.add_parser("check", help="test every setting and say how to mend it")
    check.set_defaults(command=_check)
    manifest = commands.add_parser("manifest", help="print the Slack app manifest")
    manifest.add_argument("--url", help="for HTTP delivery to this https:// address")
    manifest.set_defaults(command=_manifest)
    parse = commands.add_parser("parse", help="show what a question is understood as")
    parse.add_argument("text", nargs="?", help='such as "last week by day"')
    parse.add_argument("--now", metavar="ISO", help="the moment of asking (default: this one)")
    parse.add_argument("--tz", default="UTC", metavar="ZONE", help="the asker's zone")
    parse.add_argument("--locale", default="en-US", help="decides 3/4 (default: en-US)")
    parse.add_argument("--json", action="store_true", help="all of it, as JSON")
    parse.add_argument(
        "--batch",
        action="store_true",
        help='read JSON lines {"text", "now", "zone", "locale"}, write one for each',
    )
    parse.set_defaults(command=_parse)
    demo = commands.add_parser("demo", help="try it in this terminal, without any account")
    demo.add_argument(
        "--ask",
        metavar="TEXT",
        action="append",
        default=[],
        help='ask this and end, such as "last week by day"; what a button says, such as Save, '
        "presses it; may be given several times",
    )
    demo.add_argument("--now", metavar="ISO", help="let it be that moment (default: this one)")
    demo.set_defaults(command=_demo)
    return parser


def _clock(seconds: str) -> SystemClock:
    return SystemClock(timedelta(seconds=float(seconds)))


def _run(options: argparse.Namespace) -> int:
    settings = read_settings(kind=options.settings)
    configure_logging(settings.slackbot_log_level, settings.slackbot_log_format)
    asyncio.run(_serve(settings, options.clock, options.role))
    return 0


async def _serve(settings: Settings, clock: SystemClock, role: str) -> None:
    """Until SIGTERM or SIGINT."""
    gc.disable()  # modules are no garbage: looking for it in them takes a tenth of the start
    from slackbot.bootstrap import App, Role

    gc.enable()

    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    if (platform := settings.ephemeral_platform) and settings.sqlite_path:
        log.warning(
            "this platform empties its disk at each deploy: unless DATABASE_URL points to a "
            "mounted disk or to PostgreSQL, linked bots and running questions are lost then",
            platform=platform,
            database=str(settings.sqlite_path.resolve()),
        )
    if clock.ahead:
        log.warning("the clock is not the machine's", ahead=str(clock.ahead))
    app = App(settings, clock, Role(role))
    try:
        if await _unless(stop, app.start()):
            look_for_garbage_seldom()
            await stop.wait()
    finally:
        await app.stop()


def look_for_garbage_seldom() -> None:
    """Figures come in thousands of small values, which half of the time would go into looking
    through all that there is for cycles. What is there at the start stays anyway."""
    gc.freeze()
    gc.set_threshold(NEW_VALUES)


def _report(options: argparse.Namespace) -> int:
    from rich.console import Console

    from slackbot.cli.report import report
    from slackbot.cli.report_view import printed

    settings = read_settings()
    configure_logging("ERROR", "text")
    zone = known_zone(options.tz)
    answer, figures = asyncio.run(report(settings, options.clock, options.text, options.bot, zone))
    if options.json:
        print(answer.model_dump_json(indent=2))
    elif options.csv:
        print(figures.text, end="")
    else:
        Console(highlight=False).print(printed(answer))
    return 0


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Whether `work` was done before `stop`; else it is cancelled. It may wait for Slack long."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not task.done():
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return False
    await task
    return True


def _check(options: argparse.Namespace) -> int:
    from slackbot.cli.doctor import check

    configure_logging("ERROR", "text")
    settings = read_settings()
    return asyncio.run(check(settings, options.clock, print))


def _manifest(options: argparse.Namespace) -> int:
    from slackbot.slack.manifest import manifest

    if options.url and not options.url.startswith("https://"):
        raise ConfigurationError("Slack delivers to https:// addresses only: --url https://…")
    print(yaml.safe_dump(manifest(options.url), sort_keys=False), end="")
    return 0


def _parse(options: argparse.Namespace) -> int:
    from slackbot.cli import parse

    if options.batch:
        for line in parse.answers(sys.stdin.buffer, options.clock.now()):
            print(line, flush=True)
        return 0
    if options.text is None:
        raise ConfigurationError('Give a text, such as `slackbot parse "last week"`, or --batch.')
    zone = known_zone(options.tz)
    now = _now(options, zone) or options.clock.now()
    context = ReadingContext(now=now, zone=zone, locale=options.locale)
    answer = parse.parsed(options.text, context)
    if options.json:
        print(json.dumps(answer, indent=2, ensure_ascii=False))
    elif answer["ok"]:
        print(*parse.lines_of(answer), sep="\n")
    else:
        print(answer["error"]["message"], file=sys.stderr)
    return 0 if answer["ok"] else FAILED


def _demo(options: argparse.Namespace) -> int:
    from slackbot.sandbox.demo.run import demo

    now = _now(options, "UTC")
    return demo(SystemClock.at(now) if now else options.clock, options.ask)


def _now(options: argparse.Namespace, zone: str) -> datetime | None:
    """What `--now` says, on the clock of `zone` where it has no offset."""
    from slackbot.cli.parse import read_now

    try:
        return read_now(options.now, zone) if options.now else None
    except ValueError:
        raise ConfigurationError("--now is an ISO 8601 moment: 2026-11-24T09:30:00Z") from None
