"""Every statement of the stores says whose rows it is about, except those that are listed here."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Final

import slackbot.store

SQL: Final = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE) ")
TABLE: Final = re.compile(r"\b(?:FROM|JOIN|INTO|(?<!DO )UPDATE) (\{?[a-z_]+\}?)")
NAMES_TEAM: Final = re.compile(r"\bteam_id = (?::team\b|\{?\w+\}?\.team_id\b)")
# The age of rows is no matter of workspaces.
FORGETS: Final = re.compile(r"\.(FORGET\w*|LEAVE|GONE|LEFT|DROP\w*)$")

OF_OTHERS: Final = {
    # Kore.ai counts the calls of a credential, and workspaces that share it take turns.
    "budgets.LOAD",
    "jobs_in_flight.TURNS",
    "jobs_in_flight.AHEAD",
    # The engine asks which workspaces have something to do; each answer says whose it is.
    "budgets.ALL",
    "jobs_in_flight.PEOPLES",
    "jobs_in_flight.DUE",
    "forgetting.TEAMS",
    "setup.alerts.TEAMS",
    "setup.allowances.TEAMS",
    "setup.channels.REQUESTED",
    "setup.connections.TEAMS",
    "setup.digests.DUE",
    "setup.digests.COMING",
    "setup.digests.RETRIES",
    "setup.workspaces.DISCONNECTED",
    # Runs of a process that has died. Ids of runs are the engine's, and random.
    "hazards.DIED",
    # The operator's own commands: `check`, `report`, `secrets`, and `mcp` on this machine.
    "ledger.SEEN",
    "sealing.ALL",
    "sealing.RESEAL",
    "sealing.TEAMS",
    "setup.channels.LINKED_ANYWHERE",
    "setup.channels.NAMES_ANYWHERE",
    "setup.channels.SOME_TEAM",
    # `forget_removed` writes down when it first saw that a thing was removed.
    "setup.removed.SEEN",
    # Keys of installations are workspaces or organisations, as Slack has signed.
    "setup.installations.FIND",
    "setup.installations.OF_KEY",
    "setup.installations.CLAIM",
    "setup.installations.RELEASE",
    "setup.installations.REFRESHED",
    "setup.installations.REMOVE",
    "setup.installations.OF_ORGANISATION",
    "setup.installations.COUNT",
    "setup.installations.ISSUE",
    "setup.installations.CONSUME",
}  # fmt: skip


def test_each_statement_names_the_workspace_for_each_of_its_tables() -> None:
    tried, of_others = 0, set()
    for name, sql in _statements():
        tried += 1
        is_own = len(NAMES_TEAM.findall(sql)) + _inserts_own(sql) >= len(TABLE.findall(sql))
        if not is_own and not FORGETS.search(name):
            of_others.add(name)
    assert of_others == OF_OTHERS
    assert tried > 200


def test_statements_stand_where_they_are_found() -> None:
    """As constants of modules, and not within functions."""
    hidden = [
        (module.__name__, each.value)
        for module in _modules()
        for function in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for each in ast.walk(function)
        if isinstance(each, ast.Constant) and SQL.match(str(each.value))
    ]
    assert not hidden


def _inserts_own(sql: str) -> bool:
    return "INSERT INTO" in sql and ":team" in sql


def _statements() -> Iterator[tuple[str, str]]:
    """Each statement with its name; the names of several together are one."""
    for module in _modules():
        place = module.__name__.removeprefix("slackbot.store.")
        for name, value in vars(module).items():
            for each in value if isinstance(value, tuple) else (value,):
                sql = getattr(each, "statement", each)
                if isinstance(sql, str) and SQL.match(sql):
                    yield f"{place}.{name}", sql


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(slackbot.store.__path__, "slackbot.store."):
        if ".databases" not in found.name:
            yield importlib.import_module(found.name)
