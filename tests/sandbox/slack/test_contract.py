"""The sandbox's Slack against Slack's own data, whose origin `tests/oracles/README.md` tells."""

import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.web_api.methods import METHODS
from slackbot.sandbox.slack.workspace.message import Draft
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.clock import seconds

ORACLES = Path(__file__).parents[2] / "oracles"
TOKENS = {"bot": "xoxb-sandbox", "app": "xapp-sandbox"}
# What Slack's examples have and the sandbox leaves out, since no app of ours could use it.
KEPT_BACK = {
    "channel": {"is_frozen", "parent_conversation", "properties"},
    "user": {"has_2fa"},
}


def contract(method: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ORACLES / "slack-methods" / f"{method}.json").read_text())
    return found


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ORACLES / "slack-payloads" / f"{name}.json").read_text())
    return found


@pytest.mark.parametrize("method", METHODS)
def test_a_method_reads_only_arguments_that_it_has(method: str) -> None:
    assert METHODS[method].arguments <= contract(method)["args"]["properties"].keys()


@pytest.mark.parametrize("method", METHODS)
def test_a_method_asks_for_what_it_requires(method: str) -> None:
    required = set(contract(method)["args"]["required"])

    assert {*METHODS[method].required, "token"} == required


@pytest.mark.parametrize("method", METHODS)
def test_a_method_needs_the_scopes_of_a_bot(method: str) -> None:
    assert METHODS[method].scopes == set(contract(method)["scope"].get("bot", ()))


@pytest.mark.parametrize("method", METHODS)
def test_a_method_refuses_in_words_that_it_declares(method: str) -> None:
    assert METHODS[method].errors <= set(contract(method)["errors"])


CALLS: list[tuple[str, dict[str, Any]]] = [
    ("auth.test", {}),
    ("apps.connections.open", {}),
    ("conversations.info", {"channel": "C0SUPPORT", "include_num_members": True}),
    ("users.info", {"user": "U0ANNA", "include_locale": True}),
]


@pytest.mark.parametrize(("method", "arguments"), CALLS)
async def test_an_answer_has_the_fields_of_slacks(method: str, arguments: dict[str, Any]) -> None:
    async with serve(SlackSandbox(Workspace(seconds)).app) as url:
        web = AsyncWebClient(TOKENS[METHODS[method].caller], base_url=f"{url}/api/")
        answer: Any = (await web.api_call(method, json=arguments)).data

    assert foreign(answer, payload(f"response.{method}")) == set()
    example = contract(method)["examples"]["success"]["example"]
    for name, things in example.items():
        if isinstance(things, dict):
            missing = things.keys() - answer[name].keys() - KEPT_BACK[name]
            assert missing == set(), f"{name} lacks what Slack's example has"


def foreign(answer: Any, sample: Any, at: str = "") -> set[str]:
    """The fields that the answer has and the sample has not, in depth."""
    if not isinstance(answer, dict) or not isinstance(sample, dict):
        return set()
    unknown = {f"{at}/{name}" for name in answer.keys() - sample.keys()}
    return unknown.union(
        *(foreign(answer[k], sample[k], f"{at}/{k}") for k in answer.keys() & sample.keys())
    )


async def test_a_posts_answer_has_the_fields_that_the_contract_requires() -> None:
    async with serve(SlackSandbox(Workspace(seconds)).app) as url:
        web = AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/")
        posted: Any = (await web.chat_postMessage(channel="C0SUPPORT", text="a")).data
        updated: Any = (await web.chat_update(channel="C0SUPPORT", ts=posted["ts"], text="b")).data

    for method, answer in (("chat.postMessage", posted), ("chat.update", updated)):
        output = contract(method)["output"]
        assert set(output["required"]) <= answer.keys() - {"ok"} <= output["properties"].keys()


async def test_a_history_has_the_fields_that_the_contract_requires() -> None:
    sandbox = SlackSandbox(Workspace(seconds), scopes={"channels:history"})
    for text in ("a", "b"):
        sandbox.say(text, user="anna", channel="finance")
    async with serve(sandbox.app) as url:
        web = AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/")
        found: Any = (await web.conversations_history(channel="C0FINANCE", limit=1)).data

    output = contract("conversations.history")["output"]
    assert set(output["required"]) <= found.keys() - {"ok"} <= output["properties"].keys()
    assert "response_metadata" in found, "the optional fields are looked at too"


def test_a_command_has_the_fields_of_slacks() -> None:
    command = SlackSandbox(Workspace(seconds)).command(
        "/billing", "last week", user="anna", channel="finance"
    )

    enterprise = {"enterprise_id", "enterprise_name"}
    assert command.keys() == payload("SlashCommandPayload").keys() - enterprise
    assert command["is_enterprise_install"] == "false", "a form has only strings"


BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Refresh"}, "action_id": "a"}
ROW = {"type": "actions", "elements": [BUTTON]}


@pytest.mark.parametrize("to", [None, "U0ANNA"])
def test_a_click_has_fields_of_slacks(to: str | None) -> None:
    sandbox = SlackSandbox(Workspace(seconds))
    parent = sandbox.say("by day?", user="anna", channel="finance")
    draft = Draft("12,345", [ROW])
    message = sandbox.workspace.post("C0FINANCE", draft, thread_ts=parent.ts, to=to)

    click = sandbox.action(message, "a", user="anna")

    sample = payload("BlockActionPayload")
    # The sample's state is empty: its values are named by the ids of the app's own blocks.
    assert foreign(click, sample) == {"/state/values"}
    assert foreign(click["actions"][0], sample["actions"][0]) == set()
    missing = sample.keys() - click.keys() - {"message"}
    assert missing == {"view", "app_unfurl", "bot_access_token", "function_data", "interactivity"}


async def test_a_mention_has_the_fields_of_slacks() -> None:
    sandbox = SlackSandbox(Workspace(seconds), retry_seconds=())
    parent = sandbox.say("by day?", user="anna", channel="finance")

    asked = {"user": "anna", "channel": "finance", "thread_ts": parent.ts}
    told = dict((await sandbox.mention("by hour", **asked)).request)

    sample = payload("AppMentionPayload")
    assert foreign(told, sample) == set()
    assert foreign(told["authorizations"][0], sample["authorizations"][0]) == set()
    # Only workspaces in an enterprise have the first; the others are of the time before
    # `authorizations`.
    missing = sample.keys() - told.keys()
    assert missing == {"enterprise_id", "authed_users", "authed_teams"}


async def test_an_upload_is_answered_with_fields_of_slacks() -> None:
    async with serve(SlackSandbox(Workspace(seconds)).app) as url:
        web = AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/")
        announced: Any = (await web.files_getUploadURLExternal(filename="a", length=1)).data
        completed: Any = (await web.files_upload_v2(filename="a.csv", content="a")).data
    del completed["file"]  # the client's own

    assert foreign(announced, payload("response.files.getUploadURLExternal")) == set()
    sample = payload("response.files.completeUploadExternal")
    assert foreign(completed, sample) == set()
    assert foreign(completed["files"][0], sample["files"][0]) == set()
    for method, answer in (
        ("files.getUploadURLExternal", announced),
        ("files.completeUploadExternal", completed),
    ):
        assert set(contract(method)["output"]["required"]) <= answer.keys()


def test_the_name_of_a_private_channel_is_not_told() -> None:
    command = SlackSandbox(Workspace(seconds)).command("/billing", user="anna", channel="secret")

    assert (command["channel_id"], command["channel_name"]) == ("G0SECRET", "privategroup")
