"""The manifest is valid, small, and the one that is committed."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from slackbot.slack.manifest import SCOPES, manifest

ROOT = Path(__file__).parent.parent
ORACLES = ROOT / "tests" / "oracles"
SCHEMA = json.loads((ORACLES / "manifest.schema.2.0.0.json").read_text())
# What the app calls, and so what its scopes must allow.
METHODS = (
    "auth.test",
    "chat.postMessage",
    "chat.postEphemeral",
    "chat.update",
    "users.info",
    "conversations.info",
)


def test_manifest_yml_is_what_the_command_prints() -> None:
    assert yaml.safe_load((ROOT / "manifest.yml").read_text()) == manifest()


@pytest.mark.parametrize("form", [manifest(), manifest("https://billing.example")])
def test_both_forms_are_valid(form: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(form)


def test_the_http_form_delivers_to_the_address() -> None:
    form = manifest("https://billing.example/")
    (command,) = form["features"]["slash_commands"]
    assert command["url"] == "https://billing.example/slack/events"
    assert form["settings"]["socket_mode_enabled"] is False


@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_allowed(method: str) -> None:
    contract = json.loads((ORACLES / "slack-methods" / f"{method}.json").read_text())
    needed = set(contract.get("scope", {}).get("bot", []))
    assert not needed or needed & set(SCOPES)


def test_no_scope_is_idle_and_each_is_explained() -> None:
    needed = {"commands"}
    for method in METHODS:
        contract = json.loads((ORACLES / "slack-methods" / f"{method}.json").read_text())
        needed |= set(contract.get("scope", {}).get("bot", []))
    assert set(SCOPES) <= needed
    readme = (ROOT / "README.md").read_text()
    assert all(f"`{scope}`" in readme for scope in SCOPES)
