"""The command line: everything that `slackbot` can be told to do."""

import argparse
import asyncio
import contextlib
import functools
import gc
import json
import os
import re
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
import yaml

from slackbot.cli.connection_command import add_connection_command, quiet_settings
from slackbot.clock import SystemClock
from slackbot.domain.errors import ConfigurationError, SlackbotError
from slackbot.extras import brought_by
from slackbot.language.names.zones import known_zone
from slackbot.settings import (
    RunSettings,
    Settings,
    WebSettings,
    WorkerSettings,
    read_settings,
    readable_by_others,
)
from slackbot.telemetry import configure_logging

log = structlog.get_logger()

SERVING: dict[str, tuple[str, type[Settings]]] = {
    "run": ("serve one Slack workspace over Socket Mode, all in one process", RunSettings),
    "web": ("take what Slack delivers over HTTP, for workers to answer", WebSettings),
    "worker": ("answer what was taken; any number of these share one PostgreSQL", WorkerSettings),
}
SLACK_ID = re.compile(r"[A-Z][A-Z0-9]{2,}")
# New values between two garbage collections; of so many, one looks at the values of all before it;
# and of so many of those, one at all values, which takes half a second in the largest question.
COLLECT_AFTER = (5_000, 5, 1_000)
SWITCH_SECONDS = 0.0005
MOST_PORTS = 65_535
SLACK_PORT, KORE_PORT = 4480, 4481
MISCONFIGURED = 2
FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Return 0 on success, 1 on a failure, 2 for a wrong setting or argument."""
    options = _parser().parse_args(arguments)
    try:
        code = int(options.command(options))
        sys.stdout.flush()
    except BrokenPipeError:  # who read it has read enough, as `head` has: the rest goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except ConfigurationError as error:
        print(error.message, file=sys.stderr)
        return MISCONFIGURED
    except SlackbotError as error:
        print(error.message, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print()
        return 128 + signal.SIGINT
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slackbot", description="Ask in Slack what your Kore.ai bots cost."
    )
    # Hidden from the help: programs that start the app beside doubles set the clock of both with
    # it.
    parser.add_argument("--ahead", type=_clock, default="0", dest="clock", help=argparse.SUPPRESS)
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="print the version")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for role, (help_, settings) in SERVING.items():
        serving = commands.add_parser(role, help=help_)
        serving.set_defaults(command=_run, role=role, settings=settings)
    report = commands.add_parser("report", help="print an answer here, or as JSON, CSV or Excel")
    report.add_argument("text", nargs="?", default="", help='such as "last week by day"')
    report.add_argument(
        "--bot", action="append", required=True, metavar="[NAME=]ID",
        help="st-…, or SupportBot=st-…; may be given again",
    )  # fmt: skip
    report.add_argument("--tz", default="UTC", metavar="ZONE", help="your zone")
    report.add_argument(
        "--price", action="append", default=[], metavar="WORDS",
        help='such as "0.20 USD per conversation"; may be given again',
    )  # fmt: skip
    report.add_argument("--json", action="store_true", help="all of it, as JSON")
    report.add_argument("--csv", action="store_true", help="every bucket, as CSV")
    report.add_argument("--table", action="store_true", help="the table, as CSV")
    report.add_argument("--focus", action="store_true", help="the costs, as FOCUS's CSV")
    report.add_argument("--excel", type=Path, metavar="FILE", help="write a workbook")
    report.set_defaults(command=_report)
    mcp = commands.add_parser("mcp", help="give an assistant here figures, over stdin and stdout")
    mcp.add_argument("--workspace", type=_id("T"), metavar="T…", help="by Slack's id, if several")
    mcp.add_argument("--channel", type=_id("CG"), metavar="C…", help="this one only, by Slack's id")
    mcp.add_argument("--tz", default="UTC", metavar="ZONE", help="your zone")
    mcp.set_defaults(command=_mcp)
    check = commands.add_parser("check", help="test every setting and say how to mend it")
    check.set_defaults(command=_check)
    forget = commands.add_parser("forget", help="delete what is kept of a person or a channel")
    whom = forget.add_mutually_exclusive_group(required=True)
    whom.add_argument("--user", type=_id("UW"), metavar="U…", help="by Slack's id")
    whom.add_argument("--channel", type=_id("CGD"), metavar="C…", help="likewise")
    forget.set_defaults(command=_forget)
    backup = commands.add_parser("backup", help="copy the SQLite database while the app runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="which must not be there yet")
    backup.set_defaults(command=_backup)
    export = commands.add_parser("export", help="print all set-up of a workspace as YAML")
    export.add_argument("--team", type=_id("T"), metavar="T…", help="of several")
    export.set_defaults(command=_export)
    copy = commands.add_parser("copy", help="move from a SQLite file to PostgreSQL")
    copy.add_argument("file", type=Path, metavar="FILE", help="to the DATABASE_URL, an empty one")
    copy.set_defaults(command=_copy)
    secrets = commands.add_parser("secrets", help="make or change the keys of SLACKBOT_SECRET_KEYS")
    acts = secrets.add_subparsers(required=True, metavar="ACT")
    new_key = acts.add_parser("new-key", help="print a new key")
    new_key.set_defaults(command=_new_key)
    rotate = acts.add_parser("rotate", help="seal all secrets in the database with the first key")
    rotate.set_defaults(command=_rotate)
    add_connection_command(commands)
    manifest = commands.add_parser("manifest", help="print the Slack app manifest")
    manifest.add_argument("--url", help="for HTTP delivery to this https:// address")
    manifest.add_argument(
        "--direct-messages",
        action="store_true",
        help="let the app read what people write to it in direct messages (scope im:history)",
    )
    manifest.add_argument(
        "--assistants",
        action="store_true",
        help="with --url: let Slackbot ask the app for figures (scope mcp:connect)",
    )
    manifest.add_argument("--json", action="store_true", help="as JSON, for the Slack CLI")
    manifest.set_defaults(command=_manifest)
    parse = commands.add_parser("parse", help="show what a question is understood as")
    parse.add_argument("text", nargs="?", help='such as "last week by day"')
    parse.add_argument("--now", metavar="ISO", help="the moment of asking (default: this one)")
    parse.add_argument("--tz", default="UTC", metavar="ZONE", help="the asker's zone")
    parse.add_argument(
        "--locale",
        default="en-US",
        help="decides 3/4, and the language of what is no English (default: en-US)",
    )
    parse.add_argument(
        "--bot",
        action="append",
        default=[],
        metavar="NAME",
        help="a bot of the channel; may be given again, the first is the default",
    )
    parse.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="NAME=BOTS",
        help='a group of bots, such as "Retail = SalesBot, ShopBot"; may be given again',
    )
    parse.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="WORDS",
        help='a setting of the channel, such as "week sunday"; may be given again',
    )
    parse.add_argument("--thread", default="", metavar="TEXT", help="the question of the thread")
    parse.add_argument("--json", action="store_true", help="all of it, as JSON")
    parse.add_argument(
        "--batch",
        action="store_true",
        help='read JSON lines {"text", "now", "zone", "locale", "bots", "groups", "settings", '
        '"thread"}, write one for each',
    )
    parse.set_defaults(command=_parse)
    demo = commands.add_parser("demo", help="try it in a browser, without any account")
    demo.add_argument(
        "--ask",
        metavar="TEXT",
        action="append",
        default=[],
        help='ask this and end, such as "last week by day"; what a button says, such as Save, '
        "presses it; may be given several times",
    )
    demo.add_argument("--terminal", action="store_true", help="play it in this terminal")
    demo.add_argument("--now", metavar="ISO", help="let it be that moment (default: this one)")
    demo.set_defaults(command=_demo)
    sandbox = commands.add_parser(
        "sandbox", help="run the demo's Slack and Kore.ai alone, for a slackbot of your own"
    )
    sandbox.add_argument("--slack-port", type=_port, default=SLACK_PORT, metavar="PORT")
    sandbox.add_argument("--kore-port", type=_port, default=KORE_PORT, metavar="PORT")
    sandbox.add_argument(
        "--account", action="store_true", help="with credentials of the account, not of its bots"
    )
    sandbox.add_argument(
        "--deliver-to",
        action="append",
        default=[],
        metavar="URL",
        help="where `slackbot web` is, such as http://127.0.0.1:3000/slack/events; may be given "
        "again (default: Socket Mode, for `slackbot run`)",
    )
    sandbox.set_defaults(command=_sandbox)
    return parser


class _ShowVersion(argparse.Action):
    """Prints the version of the installed package, which is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"slackbot {version('slackbot')}")
        parser.exit()


def _id(kinds: str) -> Callable[[str], str]:
    """A reader of ids of Slack's that begin with one of these letters."""

    def slack_id(text: str) -> str:
        if text[:1] not in kinds or not SLACK_ID.fullmatch(text):
            raise ValueError(text)
        return text

    return slack_id


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= MOST_PORTS:
        raise ValueError(text)
    return port


def _clock(seconds: str) -> SystemClock:
    return SystemClock(timedelta(seconds=float(seconds)))


def _run(options: argparse.Namespace) -> int:
    settings = read_settings(kind=options.settings)
    configure_logging(settings.slackbot_log_level, settings.slackbot_log_format)
    asyncio.run(_serve(settings, options.clock, options.role))
    return 0


async def _serve(settings: Settings, clock: SystemClock, role: str) -> None:
    """Run the app until SIGTERM or SIGINT."""
    gc.disable()  # collecting while modules load takes a tenth of the start and frees nothing
    from slackbot.bootstrap import App, Role

    gc.enable()

    stop = _told_to_stop()
    if (platform := settings.ephemeral_platform) and settings.sqlite_path:
        log.warning(
            "this platform empties its disk at each deploy: unless DATABASE_URL points to a "
            "mounted disk or to PostgreSQL, linked bots and running questions are lost then",
            platform=platform,
            database=str(settings.sqlite_path.resolve()),
        )
    if role == "run" and settings.slack_client_id:
        log.warning(
            "setting is not used", setting="SLACK_CLIENT_ID", why="run serves one workspace"
        )
    if warning := readable_by_others():
        log.warning("secrets are readable by others", why=warning)
    if clock.ahead:
        log.warning("the clock is not the machine's", ahead=str(clock.ahead))
    app = App(settings, clock, Role(role))
    try:
        if await _unless(stop, app.start()):
            favour_the_loop()
            await stop.wait()
    finally:
        await app.stop()


def _told_to_stop() -> asyncio.Event:
    """Return an event of the running loop that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


def favour_the_loop() -> None:
    """Leave the interpreter to the event loop as much as possible.

    Garbage collections are rare and leave out all that exists at the start: figures are thousands
    of small values, and half of the time would go into the search for cycles. A thread that
    computes gives way to the loop within half a millisecond. By default it is five, each time that
    the loop comes back from waiting, as a question does after each of its calls.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    sys.setswitchinterval(SWITCH_SECONDS)


def _report(options: argparse.Namespace) -> int:
    from slackbot.cli.report import report, written
    from slackbot.cli.report_view import show

    settings = quiet_settings()
    zone = known_zone(options.tz)
    text = f"{options.text} as focus" if options.focus else options.text
    found = asyncio.run(report(settings, options.clock, text, options.bot, zone, options.price))
    if options.excel:
        options.excel.write_bytes(written(found, "excel"))
    elif options.json:
        print(found.report.model_dump_json(indent=2))
    elif kind := next((kind for kind in ("csv", "table", "focus") if getattr(options, kind)), ""):
        print(written(found, kind).decode(), end="")
    else:
        show(found.report)
    return 0


def _mcp(options: argparse.Namespace) -> int:
    with brought_by("mcp", "What serves assistants"):
        from slackbot.cli.mcp import McpScope, serve

    settings = read_settings()
    configure_logging(settings.slackbot_log_level, settings.slackbot_log_format)
    place = McpScope(options.workspace or "", options.channel or "", known_zone(options.tz))
    asyncio.run(serve(settings, options.clock, place))
    return 0


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Tell whether `work` ended before `stop` was set; else cancel it. It may wait for Slack
    long.
    """
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
    from slackbot.cli.check import check

    return asyncio.run(check(quiet_settings(), options.clock, print))


def _forget(options: argparse.Namespace) -> int:
    from slackbot.cli.stored_data import forget

    whom = {"user": options.user or "", "channel": options.channel or ""}
    asyncio.run(forget(quiet_settings(), options.clock, print, **whom))
    return 0


def _backup(options: argparse.Namespace) -> int:
    from slackbot.cli.stored_data import backup

    asyncio.run(backup(quiet_settings(), options.file, print))
    return 0


def _new_key(_options: argparse.Namespace) -> int:
    from slackbot.store.sealing import new_key

    print(new_key())
    return 0


def _rotate(options: argparse.Namespace) -> int:
    from slackbot.cli.stored_data import rotate

    asyncio.run(rotate(quiet_settings(), options.clock, print))
    return 0


def _export(options: argparse.Namespace) -> int:
    from slackbot.cli.export import export

    asyncio.run(export(quiet_settings(), options.clock, print, options.team or ""))
    return 0


def _copy(options: argparse.Namespace) -> int:
    from slackbot.cli.copying import copy

    asyncio.run(copy(quiet_settings(), options.file, print))
    return 0


def _manifest(options: argparse.Namespace) -> int:
    from slackbot.slack.manifest import manifest

    if options.url and not options.url.startswith("https://"):
        raise ConfigurationError("Slack delivers to https:// addresses only: --url https://…")
    if options.assistants and not options.url:
        raise ConfigurationError("Slackbot asks over HTTP only: --assistants --url https://…")
    form = manifest(options.url, direct=options.direct_messages, assistants=options.assistants)
    print(json.dumps(form) if options.json else yaml.safe_dump(form, sort_keys=False).rstrip())
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
    place = parse.place_of(
        now,
        zone,
        options.locale,
        bots=options.bot,
        groups=dict(map(parse.read_group, options.group)),
        settings=options.set,
        thread=options.thread,
    )
    answer = parse.parsed(options.text, place)
    if options.json:
        print(json.dumps(answer, indent=2, ensure_ascii=False))
    elif answer["ok"]:
        print(*parse.lines_of(answer), sep="\n")
    else:
        print(answer["error"]["message"], file=sys.stderr)
        for each in answer["buttons"]:
            print(f"  [{each['label']}]", file=sys.stderr)
    return 0 if answer["ok"] else FAILED


def _demo(options: argparse.Namespace) -> int:
    from slackbot.cli.demo import play
    from slackbot.sandbox.demo.clock import MovableClock

    now = _now(options, "UTC")
    clock = MovableClock.at(now) if now else MovableClock(options.clock.ahead)
    return play(clock, options.ask, in_terminal=options.terminal)


def _sandbox(options: argparse.Namespace) -> int:
    from slackbot.cli.sandbox import sandbox

    async def serve() -> None:
        await sandbox(
            options.clock,
            _told_to_stop(),
            functools.partial(print, flush=True),
            slack_port=options.slack_port,
            kore_port=options.kore_port,
            account=options.account,
            deliver_to=options.deliver_to,
        )

    asyncio.run(serve())
    return 0


def _now(options: argparse.Namespace, zone: str) -> datetime | None:
    """Return the moment of `--now`; without an offset it is local time in `zone`."""
    from slackbot.cli.parse import read_now

    try:
        return read_now(options.now, zone) if options.now else None
    except ValueError:
        raise ConfigurationError("--now is an ISO 8601 moment: 2026-11-24T09:30:00Z") from None
