"""The sandbox's Slack against Slack's own data, whose origin `tests/oracles/README.md` tells."""

import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.web_api.methods import METHODS
from slackbot.sandbox.slack.workspace.inputs import KINDS
from slackbot.sandbox.slack.workspace.message import Draft
from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.clock import seconds
from tests.sandbox.slack.lunch import address_form, home, order_form

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


def a_form(sandbox: SlackSandbox) -> View:
    return sandbox.workspace.views.open("U0ANNA", order_form())


def test_a_click_in_a_view_has_fields_of_slacks() -> None:
    sandbox = SlackSandbox(Workspace(seconds))
    click = sandbox.action(a_form(sandbox), "kind", user="anna", value="salad")

    sample = payload("BlockActionPayload")
    assert without_state(foreign(click, sample)) == set()
    assert foreign(click["actions"][0], sample["actions"][0]) == set()
    missing = sample.keys() - click.keys()
    assert missing == {
        "app_unfurl", "bot_access_token", "channel", "function_data", "interactivity", "message",
        "response_url", "state",
    }  # fmt: skip


def test_values_of_inputs_have_the_names_of_slacks() -> None:
    sample = payload("BlockActionPayload")
    (row,) = [block for block in sample["message"]["blocks"] if block["type"] == "actions"]
    in_sample = [e for e in row["elements"] if e["type"] in KINDS]
    single = {e["type"]: e for e in in_sample if not KINDS[e["type"]].is_many}

    assert single.keys() > {"static_select", "users_select", "conversations_select", "datepicker"}
    for kind, element in single.items():
        assert KINDS[kind].initial in element
    # The sample is older than the third.
    fields = {of.field for of in KINDS.values() if not of.is_many} - {"selected_date_time"}
    assert fields <= sample["actions"][0].keys()


# Fields that only apps made of workflow functions get, or only workspaces in an enterprise.
NOT_OURS = {"bot_access_token", "function_data", "interactivity"}


async def test_a_submission_and_a_closing_have_the_fields_of_slacks() -> None:
    sandbox = SlackSandbox(Workspace(seconds))
    form = a_form(sandbox)
    await sandbox.fill(form, "dishes-soup", "dishes-soup", ["lentil"], user="anna")
    submitted = dict((await sandbox.submit(form)).request)
    (closed,) = await sandbox.close(form)

    sample = payload("ViewSubmissionPayload")
    # The sample has no menu that asks for addresses, and `is_cleared` of the other payload.
    assert without_state(foreign(submitted, sample)) == {"/response_urls"}
    assert sample.keys() - submitted.keys() == NOT_OURS | {"is_cleared"}
    assert without_state(foreign(dict(closed.request), payload("ViewClosedPayload"))) == set()
    assert payload("ViewClosedPayload").keys() - closed.request.keys() == NOT_OURS
    assert sample["view"].keys() - submitted["view"].keys() == {"submit_disabled"}


async def test_a_look_at_the_home_has_the_fields_of_slacks() -> None:
    events = {"app_home_opened"}
    sandbox = SlackSandbox(Workspace(seconds), events=events, retry_seconds=())
    sandbox.workspace.views.publish("U0ANNA", home(1))
    told = dict((await sandbox.open_home("anna")).request)

    sample = payload("AppHomeOpenedPayload")
    assert without_state(foreign(told, sample)) == set()
    assert sample["event"].keys() == told["event"].keys()
    assert sample.keys() - told.keys() == {"enterprise_id", "authed_users", "authed_teams"}


async def test_shortcuts_and_other_events_have_the_fields_of_slacks_pages() -> None:
    events = {"member_joined_channel", "member_left_channel", "message.channels"}
    scopes = {"channels:read", "channels:history"}
    sandbox = SlackSandbox(Workspace(seconds), events=events, scopes=scopes, retry_seconds=())
    said = sandbox.say("soup?", user="anna", channel="finance")
    acks = {
        "shortcut": await sandbox.shortcut("now", user="anna"),
        "message_action": await sandbox.shortcut("this", user="anna", message=said),
        "member_joined_channel": await sandbox.join("olga", "finance", inviter="ben"),
        "member_left_channel": await sandbox.leave("olga", "finance"),
        "message_changed": (await sandbox.edit(said, "salad!"))[0],
        "message": (await sandbox.write("bread?", user="anna", channel="finance"))[0],
    }

    for name, fields in FIELDS.items():
        told = acks[name].request
        assert told.get("event", told).keys() == set(fields.split()), name


# Of docs.slack.dev: interaction-payloads/shortcuts-interactions-payload, and the events' pages.
_SHORTCUT = """type token action_ts team user callback_id trigger_id enterprise api_app_id
    is_enterprise_install"""
_MEMBER = "type user channel channel_type team event_ts"
FIELDS = {
    "shortcut": _SHORTCUT,
    "message_action": _SHORTCUT + " channel message message_ts response_url",
    "member_joined_channel": _MEMBER + " inviter",
    "member_left_channel": _MEMBER,
    "message": "type user text ts client_msg_id team channel channel_type event_ts",
    "message_changed": """type subtype hidden channel channel_type message previous_message ts
        event_ts""",
}


VIEW_CALLS = [
    ("views.open", {"view": order_form()}),
    ("views.push", {"view": address_form()}),
    ("views.update", {"view": order_form()}),
    ("views.publish", {"user_id": "U0ANNA", "view": home(1)}),
]


@pytest.mark.parametrize(("method", "arguments"), VIEW_CALLS)
async def test_a_views_answer_has_the_fields_of_slacks(
    method: str, arguments: dict[str, Any]
) -> None:
    sandbox = SlackSandbox(Workspace(seconds))
    form = a_form(sandbox)
    click = sandbox.action(form, "kind", user="anna", value="salad")
    named = {"views.update": {"view_id": form.id}, "views.publish": {}}
    given = named.get(method, {"trigger_id": click["trigger_id"]})
    async with serve(sandbox.app) as url:
        web = AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/")
        answer: Any = (await web.api_call(method, json={**arguments, **given})).data

    sample = payload("ViewSubmissionPayload")["view"] | {"blocks": [], "state": {"values": {}}}
    assert foreign(answer["view"], sample) == set()
    example = contract(method)["examples"]["success"]["example"]["view"]
    assert example.keys() <= answer["view"].keys()


async def test_an_answer_about_people_has_the_fields_of_slacks() -> None:
    sandbox = SlackSandbox(Workspace(seconds), scopes={"users:read", "im:write"})
    async with serve(sandbox.app) as url:
        web = AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/")
        listed: Any = (await web.users_list(limit=1)).data
        opened: Any = (await web.conversations_open(users="U0ANNA", return_im=True)).data

    output = contract("users.list")["output"]
    assert set(output["required"]) <= listed.keys() - {"ok"} <= output["properties"].keys()
    assert foreign(listed["members"][0], payload("response.users.info")["user"]) == set()
    assert opened.keys() - {"ok"} <= contract("conversations.open")["output"]["properties"].keys()
    example = contract("conversations.open")["examples"]["success_with_return_im"]["example"]
    assert opened["channel"].keys() <= example["channel"].keys()


def without_state(unknown: set[str]) -> set[str]:
    """Without the values of inputs, which the samples have none of, and the blocks of a view."""
    return unknown - {
        "/view/state/values",
        "/view/blocks",
        "/event/view/state/values",
        "/event/view/blocks",
    }


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
