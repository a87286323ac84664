"""The manifest is valid, small, and the one that is committed."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from slackbot.slack.manifest import EVENTS, OPTIONAL_SCOPES, SCOPES, manifest, purposes

ROOT = Path(__file__).parent.parent
ORACLES = ROOT / "tests" / "oracles"
SCHEMA = json.loads((ORACLES / "manifest.schema.2.0.0.json").read_text())
# What the app calls, and so what its scopes must allow.
METHODS = (
    "auth.test",
    "chat.postMessage",
    "chat.postEphemeral",
    "chat.update",
    "views.open",
    "views.update",
    "users.info",
    "conversations.info",
    "users.conversations",
    "views.publish",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
)
# What Slack asks for to deliver an event (docs.slack.dev/reference/events).
EVENT_SCOPES = {
    "app_mention": {"app_mentions:read"},
    "app_home_opened": set[str](),
    "member_joined_channel": {"channels:read", "groups:read"},
    "channel_left": {"channels:read"},
    "group_left": {"groups:read"},
    "app_uninstalled": set[str](),
    "tokens_revoked": set[str](),
}


def test_manifest_yml_is_what_the_command_prints() -> None:
    assert yaml.safe_load((ROOT / "manifest.yml").read_text()) == manifest()


@pytest.mark.parametrize(
    "form",
    [
        manifest(),
        manifest("https://billing.example"),
        manifest(direct=True),
        manifest("https://billing.example", assistants=True),
    ],
)
def test_both_forms_are_valid(form: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(form)


def test_direct_messages_are_read_only_where_somebody_wants_it() -> None:
    without, with_ = (json.dumps(form) for form in (manifest(), manifest(direct=True)))
    for word in ("im:history", "message.im"):
        assert word not in without
        assert word in with_


@pytest.mark.parametrize("assistants", [False, True])
def test_the_link_asks_for_the_scopes_of_the_manifest(assistants: bool) -> None:
    made = manifest("https://billing.example", assistants=assistants)["oauth_config"]["scopes"]
    assert list(purposes(assistants=assistants)) == made["bot"] + made["bot_optional"]
    assert ("mcp:connect" in made["bot"]) == assistants


def test_the_http_form_delivers_to_the_address() -> None:
    form = manifest("https://billing.example/")
    (command,) = form["features"]["slash_commands"]
    assert command["url"] == "https://billing.example/slack/events"
    assert form["settings"]["socket_mode_enabled"] is False


@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_allowed(method: str) -> None:
    needed = scopes_of(method)
    assert not needed or needed & set(SCOPES)


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_allowed(event: str) -> None:
    assert EVENT_SCOPES[event] <= set(SCOPES)


def test_no_scope_is_idle_and_each_is_explained() -> None:
    needed = {"commands"}.union(*map(scopes_of, METHODS), *map(EVENT_SCOPES.__getitem__, EVENTS))
    assert set(SCOPES) <= needed
    rows = [
        line.split("|")[1]
        for line in (ROOT / "docs" / "install.md").read_text().splitlines()
        if "|" in line
    ]
    assert all(any(f"`{scope}`" in row for row in rows) for scope in (*SCOPES, *OPTIONAL_SCOPES))


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
def test_what_is_optional_is_used(method: str) -> None:
    assert set(OPTIONAL_SCOPES) <= scopes_of(method)
    assert not set(OPTIONAL_SCOPES) & set(SCOPES)


def scopes_of(method: str) -> set[str]:
    """The bot scopes of which a method needs one."""
    contract = json.loads((ORACLES / "slack-methods" / f"{method}.json").read_text())
    return set(contract.get("scope", {}).get("bot", []))
