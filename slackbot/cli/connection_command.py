"""The arguments of `slackbot connection`."""

import argparse
import asyncio
import re
from pathlib import Path
from typing import Any

from slackbot.domain.channel import BOT_ID
from slackbot.settings import Settings, read_settings
from slackbot.telemetry import configure_logging

TEAM = re.compile(r"[TE][A-Z0-9]{2,}")


def add_connection_command(commands: Any) -> None:
    """Add `connection add`, `list`, `test` and `remove` to the commands of a parser."""
    connection = commands.add_parser(
        "connection", help="add, list, test or remove a workspace's credentials at Kore.ai"
    )
    acts = connection.add_subparsers(required=True, metavar="ACT")
    add = acts.add_parser("add", help="test credentials against Kore.ai, and keep them sealed")
    add.add_argument("name", metavar="NAME", help='what to call it, such as "EU account"')
    add.add_argument(
        "--host", required=True, metavar="URL", help="such as https://eu-platform.kore.ai"
    )
    add.add_argument("--client-id", required=True, metavar="cs-…", help="of the app at Kore.ai")
    covers = add.add_mutually_exclusive_group(required=True)
    covers.add_argument("--account", action="store_true", help="it covers all bots of its account")
    covers.add_argument("--bot", type=_bot, metavar="st-…", help="it covers this bot")
    add.add_argument(
        "--secret-file", type=Path, metavar="FILE",
        help="a file with the Client Secret; without it, standard input or a prompt",
    )  # fmt: skip
    add.set_defaults(command=_add)
    list_ = acts.add_parser("list", help="say what each connection covers")
    list_.set_defaults(command=_list)
    test = acts.add_parser("test", help="test one connection against Kore.ai, or all")
    test.add_argument("name", nargs="?", default="", metavar="NAME")
    test.set_defaults(command=_test)
    remove = acts.add_parser("remove", help="delete a connection with its secret")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("--yes", action="store_true", help="even if linked bots depend on it")
    remove.set_defaults(command=_remove)
    for act in (add, list_, test, remove):
        act.add_argument("--team", type=_team, metavar="T…", help="the workspace")


def _bot(text: str) -> str:
    if not BOT_ID.fullmatch(text):
        raise ValueError(text)
    return text


def _team(text: str) -> str:
    if not TEAM.fullmatch(text):
        raise ValueError(text)
    return text


def quiet_settings() -> Settings:
    """Return the settings for a command whose output is for people, not for a log."""
    configure_logging("ERROR", "text")
    return read_settings()


def _add(options: argparse.Namespace) -> int:
    from slackbot.cli.connections import Given, add

    given = Given(
        options.name, options.host, options.client_id, options.bot or "", options.secret_file
    )
    asyncio.run(add(quiet_settings(), options.clock, given, options.team or "", print))
    return 0


def _list(options: argparse.Namespace) -> int:
    from slackbot.cli.connections import show

    asyncio.run(show(quiet_settings(), options.clock, options.team or "", print))
    return 0


def _test(options: argparse.Namespace) -> int:
    from slackbot.cli.connections import test

    team = options.team or ""
    return asyncio.run(test(quiet_settings(), options.clock, options.name, team, print))


def _remove(options: argparse.Namespace) -> int:
    from slackbot.cli.connections import remove

    settings, team = quiet_settings(), options.team or ""
    asyncio.run(remove(settings, options.clock, options.name, team, print, sure=options.yes))
    return 0
