"""The methods that show views, as the app calls them: what they answer and what they refuse."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.inputs import REQUIRED
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.sandbox.slack.conftest import Clock
from tests.sandbox.slack.lunch import address_form, home, option, order_form, told

Json = dict[str, Any]


@pytest.fixture
def sandbox(clock: Clock) -> SlackSandbox:
    return SlackSandbox(Workspace(clock))


@pytest.fixture
def web(url: str) -> AsyncWebClient:
    return AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/")


def trigger(sandbox: SlackSandbox) -> str:
    return sandbox.command("/order", user="anna", channel="finance")["trigger_id"]


def trigger_in(sandbox: SlackSandbox) -> str:
    """A trigger of a click in the modal that is open."""
    form = sandbox.modal("anna")
    assert form
    found: str = sandbox.action(form, "kind", user="anna", value="salad")["trigger_id"]
    return found


async def test_a_view_is_opened_updated_pushed_and_published(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    changes = sandbox.workspace.changes
    opened = (await web.views_open(trigger_id=trigger(sandbox), view=order_form()))["view"]
    updated = (await web.views_update(view_id=opened["id"], view=order_form("salad")))["view"]
    pushed = (await web.views_push(trigger_id=trigger_in(sandbox), view=address_form()))["view"]
    below = (await web.views_update(view_id=opened["id"], view=order_form()))["view"]
    published = (await web.views_publish(user_id="U0BEN", view=home(1)))["view"]

    assert opened["id"] == opened["root_view_id"] == updated["id"] == below["id"]
    assert opened["previous_view_id"] is None
    assert opened["hash"] != updated["hash"]
    assert (pushed["root_view_id"], pushed["previous_view_id"]) == (opened["id"], opened["id"])
    assert pushed["blocks"][0]["block_id"] == "street"
    assert (opened["notify_on_close"], opened["clear_on_close"]) == (True, False)
    assert [v.callback_id for v in sandbox.workspace.views.stack("U0ANNA")] == ["order", "address"]
    assert (published["type"], published["private_metadata"]) == ("home", "1")
    assert sandbox.home("ben")
    assert sandbox.workspace.changes >= changes + 5, "a page that listens hears of each"


async def test_what_had_no_id_gets_one(web: AsyncWebClient, sandbox: SlackSandbox) -> None:
    field = {"type": "input", "label": {"type": "plain_text", "text": "a"}}
    blocks = [field | {"element": {"type": "plain_text_input"}}] * 2
    form = {**order_form(), "blocks": blocks}
    await web.views_open(trigger_id=trigger(sandbox), view=form)
    view = sandbox.modal("anna")

    assert view
    for block in view.blocks:
        await sandbox.fill(view, block["block_id"], block["element"]["action_id"], "b", user="anna")
    assert len(sandbox.workspace.state("U0ANNA", view)) == 2


@pytest.mark.parametrize(
    ("seconds", "calls", "error"),
    [(2.9, 1, ""), (3.0, 1, "expired_trigger_id"), (0, 2, "exchanged_trigger_id")],
)
async def test_a_trigger_counts_once_and_for_three_seconds(
    web: AsyncWebClient,
    sandbox: SlackSandbox,
    clock: Clock,
    seconds: float,
    calls: int,
    error: str,
) -> None:
    id_ = trigger(sandbox)
    clock.time += seconds
    said = [await word(web.views_open(trigger_id=id_, view=told("a"))) for _ in range(calls)]

    assert said[-1] == error


async def word(call: Any) -> str:
    """Slack's word of refusal; empty if there is none."""
    try:
        await call
    except SlackApiError as refusal:
        return str(refusal.response["error"])
    return ""


async def test_an_unknown_trigger_is_refused(web: AsyncWebClient, sandbox: SlackSandbox) -> None:
    assert await word(web.views_open(trigger_id="1.2.a", view=told(""))) == "invalid_arguments"
    assert await word(web.views_open(trigger_id="1.2.a", view=told("a"))) == "invalid_trigger_id"
    assert await word(web.api_call("views.open", json={"view": told("a")})) == "invalid_arguments"


async def test_a_view_that_slack_would_not_show_uses_no_trigger(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    id_ = trigger(sandbox)
    with pytest.raises(SlackApiError) as refused:
        await web.views_open(
            trigger_id=id_, view={**told("a"), "title": option("a")["text"] | {"text": "x" * 25}}
        )

    assert refused.value.response["error"] == "invalid_arguments"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    assert await word(web.views_open(trigger_id=id_, view=home(1))) == "invalid_arguments"
    assert await word(web.views_open(trigger_id=id_, view=told("a"))) == ""


async def test_a_change_to_what_has_changed_is_refused(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    opened = (await web.views_open(trigger_id=trigger(sandbox), view=order_form()))["view"]
    seen = {"view_id": opened["id"], "hash": opened["hash"]}
    published = (await web.views_publish(user_id="U0ANNA", view=home(1)))["view"]
    old = published["hash"]

    assert await word(web.views_update(**seen, view=order_form("salad"))) == ""
    assert await word(web.views_update(**seen, view=order_form())) == "hash_conflict"
    assert await word(web.views_publish(user_id="U0ANNA", view=home(2), hash=old)) == ""
    assert (
        await word(web.views_publish(user_id="U0ANNA", view=home(3), hash=old)) == "hash_conflict"
    )
    assert await word(web.views_publish(user_id="U0BEN", view=home(3), hash=old)) == "hash_conflict"
    form, shown = sandbox.modal("anna"), sandbox.home("anna")
    assert form
    assert shown
    assert form.blocks[1]["block_id"] == "dishes-salad"
    assert shown.blocks[0]["text"]["text"] == "2 orders"


async def test_an_external_id_names_one_view(web: AsyncWebClient, sandbox: SlackSandbox) -> None:
    named = {**told("a"), "external_id": "mine"}
    await web.views_open(trigger_id=trigger(sandbox), view=named)
    await web.views_update(external_id="mine", view={**told("b"), "external_id": "mine"})
    again = await word(web.views_publish(user_id="U0BEN", view={**home(1), "external_id": "mine"}))
    view = sandbox.modal("anna")

    assert view
    assert view.blocks[0]["text"]["text"] == "b"
    assert again == "duplicate_external_id"
    await sandbox.close(view)
    assert await word(web.views_update(external_id="mine", view=named)) == "not_found"


async def test_a_view_is_pushed_only_from_the_modal_below(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    outside = trigger(sandbox)
    assert await word(web.views_push(trigger_id=outside, view=told("a"))) == "not_found"
    await web.views_open(trigger_id=trigger(sandbox), view=order_form())
    triggers = [trigger_in(sandbox) for _ in range(3)]
    said = [await word(web.views_push(trigger_id=id_, view=told("a"))) for id_ in triggers]

    assert said == ["", "", "push_limit_reached"]
    elsewhere = trigger(sandbox)
    assert await word(web.views_push(trigger_id=elsewhere, view=told("a"))) == "not_found"


async def test_what_is_too_large_or_for_nobody_is_refused(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    large = {**home(1), "blocks": [section] * 90}

    assert await word(web.views_publish(user_id="U0BEN", view=large)) == "view_too_large"
    assert await word(web.views_publish(user_id="U0NOBODY", view=home(1))) == "invalid_arguments"
    assert await word(web.views_publish(user_id="U0BEN", view=told("a"))) == "invalid_arguments"
    assert await word(web.api_call("views.update", json={"view": told("a")})) == "invalid_arguments"
    sandbox.workspace.has_home_tab = False
    assert await word(web.views_publish(user_id="U0BEN", view=home(1))) == "not_enabled"
    assert sandbox.home("ben") is None


# ---- choices


def picker(kind: str, **more: Any) -> Json:
    element = {"type": kind, "action_id": "pick", **more}
    label = {"type": "plain_text", "text": "Pick"}
    return {
        **order_form(),
        "blocks": [{"type": "input", "block_id": "b", "label": label, "element": element}],
    }


@pytest.mark.parametrize(
    ("kind", "more", "user", "offered"),
    [
        ("channels_select", {}, "anna", "support-bots finance lounge partner"),
        ("multi_channels_select", {}, "guest", "support-bots finance lounge partner"),
        ("conversations_select", {}, "olga", "partner"),
        ("conversations_select", {}, "anna", "support-bots finance lounge secret partner dm-anna"),
        ("conversations_select", {"filter": {"include": ["private"]}}, "anna", "secret"),
        ("conversations_select", {"filter": {"include": ["im"]}}, "anna", "dm-anna"),
        (
            "conversations_select",
            {"filter": {"exclude_external_shared_channels": True, "exclude_bot_users": True}},
            "anna",
            "support-bots finance lounge secret",
        ),
        (
            "users_select",
            {},
            "anna",
            "anna ben owner admin guest olga robot slackbot",
        ),
        ("datepicker", {}, "anna", ""),
    ],
)
async def test_a_menu_offers_what_the_person_sees(
    sandbox: SlackSandbox, kind: str, more: Json, user: str, offered: str
) -> None:
    person = sandbox.workspace.find_user(user)
    assert person
    sandbox.workspace.direct("U0ANNA")
    view = sandbox.workspace.views.open(person.id, picker(kind, **more))
    choices = sandbox.choices(view, "pick", user=user)

    assert [choice.label.lstrip("#@") for choice in choices] == offered.split()
    for choice in choices:
        await sandbox.fill(view, "b", "pick", choice.value, user=user)
    with pytest.raises((LookupError, ValueError)):
        await sandbox.fill(view, "b", "pick", "C0OLD", user=user)


@pytest.mark.parametrize(
    ("element", "said", "value"),
    [
        ({"type": "datetimepicker"}, "1795993584", {"selected_date_time": 1_795_993_584}),
        ({"type": "timepicker"}, "9:00", None),
        ({"type": "datepicker"}, "2026-02-30", None),
        ({"type": "datepicker", "initial_date": "2026-02-03"}, None, {"selected_date": None}),
        (
            {"type": "checkboxes", "options": [option("a"), option("b")]},
            "b",
            {"selected_options": [option("b")]},
        ),
        (
            {
                "type": "multi_static_select",
                "options": [option("a"), option("b")],
                "max_selected_items": 1,
            },
            ["a", "b"],
            None,
        ),
        (
            {"type": "rich_text_input"},
            "hello",
            {
                "rich_text_value": {
                    "type": "rich_text",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "text", "text": "hello"}],
                        }
                    ],
                }
            },
        ),
    ],
    ids=lambda case: case["type"] if isinstance(case, dict) and "type" in case else "",
)
async def test_an_input_holds_what_its_kind_can(
    sandbox: SlackSandbox, element: Json, said: Any, value: Json | None
) -> None:
    refused = "Invalid isoformat|out of range|no more than 1"
    view = sandbox.workspace.views.open(
        "U0ANNA", picker(**{"kind": element.pop("type"), **element})
    )
    kind = view.blocks[0]["element"]["type"]
    before = sandbox.workspace.state("U0ANNA", view)
    if value is None:
        with pytest.raises(ValueError, match=refused):
            await sandbox.fill(view, "b", "pick", said, user="anna")
        assert sandbox.workspace.state("U0ANNA", view) == before
        return
    await sandbox.fill(view, "b", "pick", said, user="anna")

    assert sandbox.workspace.state("U0ANNA", view)["b"]["pick"] == {"type": kind, **value}


@pytest.mark.parametrize(
    ("block_id", "value", "words"),
    [
        ("dishes-soup", None, REQUIRED),
        ("count", "a few", "a number"),
        ("count", "1.5", "a whole number"),
        ("note", "x" * 21, "no more than 20"),
        ("mail", "anna", "email"),
        ("menu", "example.com", "URL"),
    ],
)
async def test_slack_itself_refuses_to_submit(
    sandbox: SlackSandbox, block_id: str, value: str | None, words: str
) -> None:
    form = sandbox.workspace.views.open("U0ANNA", order_form())
    await sandbox.fill(form, "dishes-soup", "dishes-soup", ["lentil"], user="anna")
    await sandbox.fill(form, block_id, block_id, value, user="anna")
    ack = await sandbox.submit(form)
    seen = sandbox.modal("anna")

    assert (ack.ok, ack.error, ack.request) == (False, "invalid_inputs", {})
    assert seen
    assert seen.errors.keys() == {block_id}
    assert words in seen.errors[block_id]


async def test_a_submission_brings_an_address_for_the_chosen_conversation(
    sandbox: SlackSandbox, web: AsyncWebClient
) -> None:
    more = {"response_url_enabled": True, "default_to_current_conversation": True}
    await web.views_open(trigger_id=trigger(sandbox), view=picker("conversations_select", **more))
    view = sandbox.modal("anna")
    assert view
    (url,) = (await sandbox.submit(view)).request["response_urls"]

    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("b", "pick", "C0FINANCE")
    assert url["response_url"].startswith(sandbox.url)


# ---- people and conversations


async def test_users_are_listed_in_pages(web: AsyncWebClient, sandbox: SlackSandbox) -> None:
    everybody = (await web.users_list())["members"]
    names, cursor = [], ""
    while True:
        page: Any = await web.users_list(limit=3, cursor=cursor)
        names += [member["name"] for member in page["members"]]
        assert len(page["members"]) <= 3
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break

    assert names == [member["name"] for member in everybody]
    assert names == ["anna", "ben", "owner", "admin", "guest", "robot", "slackbot"]
    kinds = {
        member["name"]: [kind for kind in ("is_owner", "is_admin", "is_restricted") if member[kind]]
        for member in everybody
        if not member["is_bot"]
    }
    assert kinds == {
        "anna": [],
        "ben": [],
        "owner": ["is_owner", "is_admin"],
        "admin": ["is_admin"],
        "guest": ["is_restricted"],
    }
    assert await word(web.users_list(cursor="elsewhere")) == "invalid_cursor"


async def test_a_conversation_is_opened_once(web: AsyncWebClient, sandbox: SlackSandbox) -> None:
    sandbox.scopes |= {"im:write", "mpim:write"}
    first: Any = await web.conversations_open(users="U0ANNA")
    second: Any = await web.conversations_open(users=["U0ANNA"], return_im=True)
    resumed: Any = await web.conversations_open(channel=first["channel"]["id"])
    several: Any = await web.conversations_open(users="U0ANNA,U0BEN")
    posted: Any = await web.chat_postMessage(channel=first["channel"]["id"], text="hello")

    assert first["channel"] == {"id": "D0ANNA"} == resumed["channel"]
    assert ("already_open" in first.data, second["already_open"]) == (False, True)
    assert (second["channel"]["user"], second["channel"]["is_im"]) == ("U0ANNA", True)
    assert several["channel"]["id"] != first["channel"]["id"]
    assert posted["channel"] == "D0ANNA"
    sandbox.scopes |= {"im:read", "mpim:read"}
    listed: Any = await web.conversations_list()
    assert {channel["id"][0] for channel in listed["channels"]} == {"C"}
    direct: Any = await web.conversations_list(types="im,mpim")
    assert [channel["is_im"] for channel in direct["channels"]] == [True, False]
    described: Any = await web.conversations_info(channel="D0ANNA")
    assert described["channel"] == second["channel"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({}, "users_list_not_supplied"),
        ({"users": "U0NOBODY"}, "user_not_found"),
        ({"users": "U0SLACKBOT"}, "user_not_found"),
        ({"users": ",".join(["U0ANNA"] * 9)}, "too_many_users"),
        ({"users": "U0ANNA,U0BEN"}, "missing_scope"),
        ({"channel": "C0FINANCE"}, "method_not_supported_for_channel_type"),
        ({"channel": "D0NOBODY"}, "channel_not_found"),
    ],
)
async def test_a_conversation_is_not_opened(
    web: AsyncWebClient, sandbox: SlackSandbox, asked: Json, error: str
) -> None:
    sandbox.scopes |= {"im:write"}
    channels = set(sandbox.workspace.channels)

    assert await word(web.api_call("conversations.open", json=asked)) == error
    assert set(sandbox.workspace.channels) == channels
