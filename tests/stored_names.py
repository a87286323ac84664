"""Every name that outlives a process: in the database, in Slack's messages, in logs and metrics.

    .venv/bin/python -m tests.stored_names > tests/stored_names.txt

What an older version wrote down is read by these names, and so are dashboards and old buttons. The
list says what is stored, never which module or class does it: those may be renamed freely.
"""

import ast
import asyncio
import importlib
import inspect
import itertools
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import sqlite_utils
from pydantic import BaseModel

import slackbot
from slackbot.domain.alerts.alert import Alert, RuleState, Told
from slackbot.domain.alerts.episode import State
from slackbot.domain.allowance import Allowance
from slackbot.domain.ask import CANCEL, Ask
from slackbot.domain.channel import ChannelSettings, LinkedBot
from slackbot.domain.connections.habits import Habits
from slackbot.domain.digests.digest import Digest, DigestRun, DigestState, RunState
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, UsageRequest
from slackbot.domain.usage.files.export import HEADER
from slackbot.engine import names
from slackbot.engine.database import sqlite_engine
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.serializer import ERRORS, MODELS, JsonSerializer
from slackbot.kore.run import Submit
from slackbot.store.databases.migrations import STEPS, migrate_sqlite

T = TypeVar("T", bound=ast.AST)
HERE = Path(__file__).parent
MOMENT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
# Where a model stands that the engine's serializer does not write.
COLUMNS: dict[str, type[BaseModel]] = {
    "allowances": Allowance,
    "bots": LinkedBot,
    "channel_settings": ChannelSettings,
    "digest_runs.body": DigestRun,
    "digests.body": Digest,
    "habits.habits": Habits,
    "notices.body": Told,
    "prices": Price,
    "submits.submitted": Submit,
    "threads.query": UsageQuery,
    "thresholds.body": Alert,
    "thresholds.memory": State,
}
STATES = {
    "digest_runs.state": RunState,
    "digests.state": DigestState,
    "ledger.grain": Grain,
    "thresholds.state": RuleState,
    "units": Unit,
}
SEND = {"post", "once", "respond", "_respond", "_tell", "told", "_told"}
LOGGED = {"debug", "info", "warning", "error", "exception"}
KEYS = {"key", "id", "id_"}
KEY_MAKERS = KEYS | {"run_of", "answer_of", "place_of", "first_id"}
# What a module must have to name anything that is stored: most have none of it, and are not parsed.
NAMING = re.compile(
    rf"ask:|\blog\.|\b(workflow|step|{'|'.join(SEND)})\(|\b({'|'.join(KEYS)})=[a-z]*f\""
    rf"|def _*({'|'.join(KEY_MAKERS)})_*\("
)


def lines() -> Iterator[str]:
    """The list."""
    for title, found in SECTIONS.items():
        yield f"[{title}]"
        yield from found()
        yield ""


def _workflows() -> Iterator[str]:
    """Their names and how many arguments each has: DBOS keeps these, not the functions'."""
    yield f"application {names.APPLICATION} version {names.VERSION}"
    for module, node in _nodes(ast.AsyncFunctionDef):
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and _called(decorator) == "workflow":
                (name,) = (_shape(word.value, module) for word in decorator.keywords)
                yield f"workflow {name}, {len(node.args.args)} arguments"


def _steps() -> Iterator[str]:
    """The steps of each function, in the order in which they stand there."""
    found = []
    for module, function in _nodes(ast.AsyncFunctionDef):
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        steps = [
            _shape(call.args[0], module)
            for call in sorted(calls, key=lambda call: call.lineno)
            if _called(call) == "step" and len(call.args) > 1
        ]
        if named := [step for step in steps if step and step != "{}"]:
            found.append(", ".join(named))
    yield from (f"steps {steps}" for steps in sorted(found))


def _runs() -> Iterator[str]:
    """What stands in DBOS's own table for each kind of work that is handed over."""
    with closing(asyncio.new_event_loop()) as loop:  # tests keep theirs
        yield from loop.run_until_complete(_enqueued())


async def _enqueued() -> list[str]:
    ask = Ask(id="q1", team="T1", channel="C1", user="U1", text="x", received_at=MOMENT)
    later = MOMENT.replace(hour=13)
    job = SummaryJob(account=False, bot_ids=("st-1",), start=MOMENT, end=later, grain=Grain.HOUR)
    request = UsageRequest(team="T1", job=job)
    run = DigestRun(team="T1", digest_id="d1", due_at=MOMENT, key="k1")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "engine.db"
        engine = sqlite_engine(path)
        enqueuer = Enqueuer(engine)
        await enqueuer.prepare()
        await enqueuer.question(ask)
        await enqueuer.fetch(f"q1-{request.key[:16]}", request, 1)
        await enqueuer.fetch("q2-job", request.model_copy(update={"since": MOMENT}))
        await enqueuer.digest(run)
        await enqueuer.check("T1", MOMENT)
        await enqueuer.close()
        engine.dispose()
        with closing(sqlite3.connect(path)) as database:
            rows = database.execute(
                "SELECT name, queue_name, queue_partition_key, priority, s.workflow_uuid, "
                "serialization, i.inputs FROM workflow_status s JOIN workflow_input i "
                "ON i.workflow_uuid = s.workflow_uuid ORDER BY s.workflow_uuid"
            ).fetchall()
    words = ("run", "queue", "partition", "priority", "id", "serializer", "inputs")
    return [" ".join(f"{w} {v}" for w, v in zip(words, row, strict=True)) for row in rows]


def _registry() -> Iterator[str]:
    yield f"serializer {JsonSerializer().name()}"
    yield from (f"model {name}" for name in sorted(MODELS))
    for name in sorted(ERRORS):
        given = list(inspect.signature(ERRORS[name].__init__).parameters)[1:]
        yield f"error {name}: {', '.join(given)}"


def _models() -> Iterator[str]:
    for name, model in sorted({**MODELS, **COLUMNS}.items()):
        schema = model.model_json_schema(mode="serialization", by_alias=True)
        for path, what in _fields(schema, schema.get("$defs", {}), ()):
            yield f"{name} {path}: {what}"
    for name, states in STATES.items():
        yield f"{name}: {', '.join(state.value for state in states)}"


def _fields(
    schema: Any, definitions: Any, path: tuple[str, ...], note: str = ""
) -> Iterator[tuple[str, str]]:
    """Each field below, by its path, with its type; models within have their fields instead."""
    if reference := schema.get("$ref"):
        schema = {**definitions[reference.rpartition("/")[2]]}
    if ways := schema.get("anyOf") or schema.get("oneOf"):
        several = sum(way.get("type") != "null" for way in ways) > 1
        for number, each in enumerate(ways):
            way = (f"|{number}",) if several else ()
            yield from _fields(each, definitions, (*path, *way), note)
    elif "properties" in schema:
        required = set(schema.get("required", ()))
        for name, each in schema["properties"].items():
            optional = "" if name in required and "default" not in each else " ="
            yield from _fields(each, definitions, (*path, f".{name}"), optional)
    elif schema.get("type") == "array" and "items" in schema:
        yield from _fields(schema["items"], definitions, (*path, "[]"), note)
    elif isinstance(schema.get("additionalProperties"), dict):
        yield from _fields(schema["additionalProperties"], definitions, (*path, "{}"), note)
    else:
        yield "".join(path).lstrip("."), _type(schema, definitions) + note


def _type(schema: Any, definitions: Any) -> str:
    values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    inner = [_type(each, definitions) for each in schema.get("prefixItems", ())]
    words = [schema.get("type", "any"), schema.get("format", ""), *map(str, values), *inner]
    return " ".join(word for word in words if word)


def _tables() -> Iterator[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        database = sqlite_utils.Database(connection)
        migrate_sqlite(database)
        yield from (f"migration {step.name}" for step in STEPS)
        for table in sorted(database.tables, key=lambda table: table.name):
            columns = ", ".join(f"{c.name} {c.type}" for c in table.columns)
            yield f"table {table.name} ({', '.join(table.pks)}): {columns}"


def _keys() -> Iterator[str]:
    """Of what is sent once: the kinds of messages, and how keys and ids are made."""
    kinds, made = set(), set()
    for module, call in _nodes(ast.Call):
        kind = _shape(call.args[1], module) if len(call.args) > 2 else ""
        if _called(call) in SEND and kind.islower():
            kinds.add(kind)
        words = [word.value for word in call.keywords if word.arg in KEYS]
        made |= {_shape(word, module) for word in words if isinstance(word, ast.JoinedStr)}
    for module, node in _nodes(ast.FunctionDef):
        if node.name.strip("_") in KEY_MAKERS:
            made |= {_shape(text, module) for text in _outermost(node)}
    yield from (f"message {kind}" for kind in sorted(kinds))
    yield from (f"key {key}" for key in sorted(made - {"{}"}))


def _buttons() -> Iterator[str]:
    """Action ids, each with what its value is; other parts than words of ours are braces. And those
    on the messages that tests have drawn, with N for any number."""
    found = {f"{CANCEL}: a question's id"}
    for module, call in _nodes(ast.Call):
        shapes = [_shape(argument, module) for argument in call.args]
        for action, value in itertools.pairwise([*shapes, ""]):
            if action.startswith("ask:") and _called(call) != "compile":
                found.add(f"{action}: {value}")
    yield from (f"action {each}" for each in sorted(found))
    drawn = "".join(each.read_text() for each in sorted(HERE.rglob("snapshots*/*.json")))
    actions = set(re.findall(r'"action_id": "([^"]*)"', drawn))
    shown = {re.sub(r"\b([0-9a-f]{12}|\d+)$", "N", action) for action in actions}
    yield from (f"drawn {each}" for each in sorted(shown))


def _metrics() -> Iterator[str]:
    """In a process of its own, where nothing has been counted yet."""
    command = [sys.executable, "-m", "tests.stored_metrics"]
    done = subprocess.run(  # noqa: S603 - this Python, our own module
        command, cwd=HERE.parent, capture_output=True, text=True, check=True
    )
    yield from done.stdout.splitlines()


def _events() -> Iterator[str]:
    found: dict[str, set[str]] = {}
    for module, call in _nodes(ast.Call):
        is_log = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "log"
        if is_log and call.func.attr in LOGGED:
            fields = {word.arg or "…" for word in call.keywords}
            found.setdefault(_shape(call.args[0], module), set()).update(fields)
    for event in sorted(found):
        yield f"event {event}: {', '.join(sorted(found[event]))}"


def _csv() -> Iterator[str]:
    yield ",".join(HEADER)


SECTIONS: dict[str, Callable[[], Iterator[str]]] = {
    "workflows": _workflows,
    "steps": _steps,
    "runs": _runs,
    "serializer": _registry,
    "models": _models,
    "tables": _tables,
    "keys": _keys,
    "buttons": _buttons,
    "metrics": _metrics,
    "log events": _events,
    "csv": _csv,
}


@cache
def _modules() -> list[tuple[ModuleType, list[ast.AST]]]:
    """The modules of the app in which a name may stand, and all that stands in them. Not the
    sandbox's: it is no part."""
    root = Path(slackbot.__file__).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        place = path.relative_to(root.parent).with_suffix("").parts
        text = path.read_text()
        if "sandbox" not in place and place[-1] != "__main__" and NAMING.search(text):
            name = ".".join(place).removesuffix(".__init__")
            found.append((importlib.import_module(name), [*ast.walk(ast.parse(text))]))
    return found


@cache
def _nodes(kind: type[T]) -> list[tuple[ModuleType, T]]:
    return [(its, node) for its, tree in _modules() for node in tree if isinstance(node, kind)]


def _outermost(node: ast.AST) -> Iterator[ast.JoinedStr]:
    """Its texts with something put in, without those that say how."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr):
            yield child
        else:
            yield from _outermost(child)


def _called(call: ast.Call) -> str:
    """The last word of what is called."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _shape(node: ast.expr, module: ModuleType) -> str:
    """The text that stands there, with braces for what only a run could tell."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_shape(part, module) for part in parts)
        case ast.FormattedValue(format_spec=ast.JoinedStr() as how):
            return f"{{:{_shape(how, module)}}}"
        case ast.Name() | ast.Attribute():
            known = _known(node, module)
            return known if isinstance(known, str) else "{}"
    return "{}"


def _known(node: ast.expr, module: ModuleType) -> object:
    match node:
        case ast.Name(id=name):
            return vars(module).get(name)
        case ast.Attribute(value=inner, attr=name):
            return getattr(_known(inner, module), name, None)
    return None


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
