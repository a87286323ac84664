"""What is optional stays optional, and who misses it is told what to install."""

import json
import subprocess
import sys
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from slackbot.charting.renderer import ChartRenderer
from slackbot.cli.main import main
from slackbot.domain.errors import ConfigurationError, TransientError
from slackbot.extras import brought_by
from slackbot.slack.manifest import manifest
from slackbot.store.databases.backends import database_for
from tests.charting.series import series

ROOT = Path(__file__).parent.parent
# Two that packages of the default bring along, and load by themselves when they please.
BROUGHT_ANYWAY = {"psycopg", "markdown_it"}
# Refuses the packages, loads what `slackbot run` does, and carries out the commands after it.
WITHOUT = """
import sys
for name in sys.argv[1].split(","):
    sys.modules[name] = None
import slackbot.bootstrap, slackbot.cli.report, slackbot.cli.check, slackbot.cli.stored_data
from slackbot.cli.main import main
assert main(["parse", "last week"]) == 0
assert main(["manifest"]) == 0
"""


def optional_modules() -> set[str]:
    """The names of the modules that only extras for users bring."""
    optional = {
        canonicalize_name(requirement.name)
        for requirement in map(Requirement, requires("slackbot") or ())
        if requirement.marker and not requirement.marker.evaluate({"extra": "dev"})
    }
    return {
        module
        for module, packages in packages_distributions().items()
        if not optional.isdisjoint(map(canonicalize_name, packages))
    } - BROUGHT_ANYWAY


def test_the_default_needs_no_optional_package() -> None:
    names = optional_modules()
    assert {"vl_convert", "jinja2"} <= names
    code = [sys.executable, "-c", WITHOUT, ",".join(sorted(names))]
    run = subprocess.run(code, capture_output=True, text=True, cwd=ROOT, check=False)  # noqa: S603
    assert run.returncode == 0, run.stderr


async def test_without_charts_a_picture_is_not_drawn_and_the_reason_says_what_to_install() -> None:
    with pytest.raises(TransientError, match=r"pip install 'slackbot\[charts\]'"):
        await ChartRenderer(library="no_such_library").draw(series(1, 2))


def test_without_its_driver_postgresql_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as if it were not installed
    with pytest.raises(ConfigurationError, match=r"pip install 'slackbot\[postgres\]'"):
        database_for("postgresql://host/database")


def test_a_module_of_ours_that_is_missing_is_no_missing_extra() -> None:
    with pytest.raises(ModuleNotFoundError), brought_by("demo", "The page"):
        import slackbot.no_such_module  # type: ignore[import-not-found]  # noqa: F401


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"slackbot {version('slackbot')}\n"


def test_the_slack_cli_gets_the_manifest_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    hooks = json.loads((ROOT / ".slack" / "hooks.json").read_text())["hooks"]
    name, *arguments = hooks["get-manifest"].split()
    assert (name, main(arguments)) == ("slackbot", 0)
    assert json.loads(capsys.readouterr().out) == manifest()
    assert hooks["start"] == "slackbot run"
