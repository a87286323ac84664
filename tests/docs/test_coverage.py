"""Whatever the app has a name for is named in a page. Each failure says in which one."""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from prometheus_client.metrics import MetricWrapperBase

from slackbot import telemetry
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.channel import ChannelSettings
from slackbot.domain.errors import UserError
from slackbot.language.alerts.commands import SaveAlert
from slackbot.language.channel_settings import SETTINGS, Settings
from slackbot.language.commands import Command, ShowReceipt, read_command
from slackbot.language.groups import RestoreGroup
from tests.docs.pages import DOCS, ROOT, code, filled, text_of, typed
from tests.docs.test_examples import PEOPLE, subcommands

COMMANDS, MONITORING, CLI = (DOCS / f"{page}.md" for page in ("commands", "monitoring", "cli"))
BY_BUTTON = {ShowReceipt, SaveAlert, RestoreGroup}  # nobody types them
DRAWS = {"button", "form_button", "select", "overflow"}
LOGGED = re.compile(
    r'\blog\.(debug|info|warning|error|exception)\(\s*(?:([\w.]*\b[A-Z_]+\b)|"(.+?)")[,)\s]'
)


def test_every_command_and_setting_has_an_example() -> None:
    read = [each for words, mentions in typed(COMMANDS) if (each := reading(words, mentions))]
    kinds = {type(each) for each in read}
    lacking = {kind.__name__ for kind in members(Command)} - {
        kind.__name__ for kind in kinds | BY_BUTTON
    }
    assert not lacking, f"docs/commands.md has no `/billing …` that is read as {lacking}"
    changes = [each for each in read if isinstance(each, Settings)]
    unsaid = {
        f"{setting.name} {choice.word}"
        for setting in SETTINGS
        for choice in setting.choices
        if setting.to(choice.value) not in changes and not isinstance(choice.value, FiscalYear)
    }
    assert not unsaid, f"docs/commands.md has no `/billing settings …` for {unsaid}"
    fields = {*ChannelSettings.model_fields, *WorkspaceSettings.model_fields}
    unset = fields - {each.field for each in changes}
    assert not unset, f"docs/commands.md has no `/billing settings …` that sets {unset}"


def reading(words: str, mentions: bool) -> Command | None:
    if mentions:
        words = re.sub(r"@\w+", lambda found: PEOPLE.get(found[0], found[0]), words)
    try:
        return read_command(filled(words))
    except UserError:
        return None  # a follow-up


def members(union: Any) -> Iterator[type]:
    for each in get_args(union):
        yield from members(each) if get_args(each) else (each,)


def test_every_command_and_option_of_the_command_line_is_named() -> None:
    words = " ".join((*code(CLI), text_of(CLI)))
    assert "`slackbot --version`" in words
    for name, parser in subcommands().items():
        assert f"`slackbot {name}`" in words, f"the table of docs/cli.md lacks `slackbot {name}`"
        options = {each for each in parser._option_string_actions if each.startswith("--")}
        lacking = {each for each in options - {"--help"} if not re.search(f"{each}\\b", words)}
        assert not lacking, f"docs/cli.md lacks {lacking} of `slackbot {name}`"


def test_every_metric_is_named_with_its_labels() -> None:
    named = set(code(MONITORING))
    lacking = {shown(metric) for metric in metrics().values()} - named
    assert not lacking, f"the table of metrics in docs/monitoring.md lacks {lacking}"


def metrics() -> dict[str, MetricWrapperBase]:
    return metrics_of(vars(telemetry))


def metrics_of(names: Mapping[str, Any]) -> dict[str, MetricWrapperBase]:
    found = [each for each in names.values() if isinstance(each, MetricWrapperBase)]
    return {str(metric._name): metric for metric in found}


def shown(metric: MetricWrapperBase) -> str:
    total = "_total" if metric._type == "counter" else ""
    labels = f"{{{','.join(metric._labelnames)}}}" if metric._labelnames else ""
    return f"{metric._name}{total}{labels}"


def test_every_log_event_is_named_with_its_level() -> None:
    rows = dict(rows_of(MONITORING, "| event | level | means | do |"))
    events = {short(line.rpartition(": ")[0]) for line in names("event")}
    events |= {value for value in constants(vars(telemetry)) if value not in events}
    lacking = events - set(rows)
    assert not lacking, f"the tables of log events in docs/monitoring.md lack {lacking}"
    unknown = set(rows) - events
    assert not unknown, f"docs/monitoring.md names events that are not logged: {unknown}"
    wrong = {event: level for event, level in levels() if level not in rows[event]}
    assert not wrong, f"docs/monitoring.md has another level for {wrong}"


def names(kind: str) -> Iterator[str]:
    """The stored names of a kind, each with its fields."""
    for line in (ROOT / "tests" / "stored_names.txt").read_text().splitlines():
        first, _, rest = line.partition(" ")
        if first == kind:
            yield rest


def short(event: str) -> str:
    return f"{event.partition(': ')[0]}: …" if ": " in event else event


def constants(names: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a module's constants."""
    yield from (value for name, value in names.items() if name.isupper() and type(value) is str)


def levels() -> Iterator[tuple[str, str]]:
    """Each event and a level at which it is logged."""
    for file in (ROOT / "slackbot").rglob("*.py"):
        text = file.read_text()
        own = dict(re.findall(r'^([A-Z_]+) = "(.+)"$', text, re.MULTILINE))
        for level, name, words in LOGGED.findall(text):
            event = words or own.get(name) or getattr(telemetry, name.rpartition(".")[2])
            yield short(event), "error" if level == "exception" else level


def rows_of(page: Path, head: str) -> Iterator[tuple[str, set[str]]]:
    """What the first column of each table with this head names, with the words of the second."""
    for table in text_of(page).split(head)[1:]:
        for line in table.partition("\n\n")[0].splitlines()[2:]:
            _, names, second, *_ = line.split("|")
            for name in re.findall("`([^`]+)`", names):
                yield name, set(re.findall(r"\w+", second))


def test_every_button_is_named() -> None:
    section = text_of(COMMANDS).partition("## Buttons and menus")[2].partition("\n## ")[0]
    said = re.findall("`([^`]+)`", section)
    drawn = {*labels_in_code(), *labels_in_snapshots()}
    assert len(drawn) > 40
    lacking = {
        label
        for label in drawn
        if not any(
            pattern(a).fullmatch(b) for each in said for a, b in ((each, label), (label, each))
        )
    }
    assert not lacking, f"the table of buttons in docs/commands.md lacks {sorted(lacking)}"


def pattern(label: str) -> re.Pattern[str]:
    return re.compile(re.escape(label).replace("…", ".*"))


def labels_in_code() -> Iterator[str]:
    """Labels that stand in the code, with … for what a run puts in."""
    for file in sorted((ROOT / "slackbot" / "slack").rglob("*.py")):
        nodes = list(ast.walk(ast.parse(file.read_text())))
        calls = [each for each in nodes if isinstance(each, ast.Call) and each.args]
        drawing = [each for each in calls if getattr(each.func, "id", "") in DRAWS]
        yield from labels(each.args[0] for each in drawing)
        if drawing:  # the options of its menus
            keys = (key for each in nodes if isinstance(each, ast.Dict) for key in each.keys if key)
            yield from (each for each in labels(keys) if each[0].isupper())


def labels(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)) if text and not re.match(r"ask:|form:", text):
                yield text
            case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if text[0].isupper():
                yield f"{text}…"


def labels_in_snapshots() -> Iterator[str]:
    for file in sorted((ROOT / "tests").rglob("snapshots*/*.json")):
        yield from drawn_in(json.loads(file.read_text()))


def drawn_in(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from drawn_in(each)
    elif isinstance(part, dict):
        if part.get("type") == "button":
            yield part["text"]["text"]
        if part.get("type") == "overflow":
            yield from (each["text"]["text"] for each in part["options"])
        yield from drawn_in(list(part.values()))


def test_what_troubleshooting_quotes_is_what_the_app_says() -> None:
    texts = "\n".join(texts_of_the_app())
    for quote in code(DOCS / "troubleshooting.md"):
        if " " in quote and not re.match(r"/|slackbot |curl ", quote):
            said = ".{0,80}".join(map(re.escape, quote.strip("… ").split("…")))
            assert re.search(said, texts), f"docs/troubleshooting.md: nothing says {quote!r}"


def texts_of_the_app() -> Iterator[str]:
    """The code, with texts over several lines as one, and with … for what a run puts in."""
    for file in (ROOT / "slackbot").rglob("*.py"):
        joined = re.sub(r'"\s*\n\s*f?"', "", file.read_text())
        yield re.sub(r"\{[^{}\n]*\}", "…", joined)
