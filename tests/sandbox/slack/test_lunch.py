"""Forms and the app's Home as a person uses them, by Socket Mode and by signed HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from slackbot.sandbox.slack.delivery.event import MENTION
from slackbot.sandbox.slack.server import SCOPES, SlackSandbox
from slackbot.sandbox.slack.workspace.message import Draft
from slackbot.sandbox.slack.workspace.view import View
from tests.sandbox.slack.lunch import Lunch, address_form, home, option, order_form, told

Json = dict[str, Any]
EVENTS = {
    "app_home_opened",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.im",
}


@pytest.fixture
def lunch(bolt: AsyncApp, live: SlackSandbox) -> Lunch:
    live.events |= EVENTS
    live.scopes = SCOPES | {"im:write", "im:history", "channels:history"}
    return Lunch(bolt)


async def opened(live: SlackSandbox, user: str = "anna") -> View:
    """Give the command and wait for its form, which takes the place of one that is open."""
    before = live.modal(user)
    assert (await live.slash("/order", user=user, channel="finance")).ok

    def is_new(view: View) -> bool:
        return view.callback_id == "order" and (before is None or view.id != before.id)

    return await shown(live, is_new, user)


async def shown(live: SlackSandbox, is_it: Callable[[View], bool], user: str = "anna") -> View:
    """Wait until the user sees that modal."""

    def seen() -> View | None:
        view = live.modal(user)
        return view if view and is_it(view) else None

    return await live.wait_for(seen)


async def at_the_address(live: SlackSandbox) -> View:
    """Fill in the form, submit it and wait for the view that it pushes."""
    form = await opened(live)
    await live.fill(form, "dishes-soup", "dishes-soup", ["lentil"], user="anna")
    assert (await live.submit(form)).ok
    return await shown(live, lambda view: view.callback_id == "address")


async def test_a_command_opens_a_form_which_is_filled_in_submitted_and_taken(
    lunch: Lunch, live: SlackSandbox
) -> None:
    form = await opened(live)
    said: dict[str, Any] = {
        "dishes-soup": ["lentil", "tomato"],
        "count": "2",
        "day": "2026-11-30",
        "time": "12:30",
        "for": "U0BEN",
        "extras": ["bread"],
        "pay": "card",
        "mail": "anna@example.com",
        "menu": "https://example.com/menu",
    }
    for name, value in said.items():
        assert await live.fill(form, name, name, value, user="anna") is None

    ack = await live.submit(form)
    address = await shown(live, lambda view: view.callback_id == "address")
    await live.fill(address, "street", "street", "Main Street 1", user="anna")
    await live.submit(address)
    ordered = await live.wait_for(lambda: live.workspace.messages("D0ANNA"))

    assert ack.ok
    values = lunch.heard[1]["view"]["state"]["values"]
    assert {name: of[name] for name, of in values.items() if name != "kinds"} == {
        "cook": {"type": "external_select", "selected_option": None},
        "dishes-soup": {
            "type": "multi_static_select",
            "selected_options": [option("lentil"), option("tomato")],
        },
        "count": {"type": "number_input", "value": "2"},
        "note": {"type": "plain_text_input", "value": None},
        "day": {"type": "datepicker", "selected_date": "2026-11-30"},
        "time": {"type": "timepicker", "selected_time": "12:30"},
        "for": {"type": "users_select", "selected_user": "U0BEN"},
        "where": {"type": "conversations_select", "selected_conversation": "C0FINANCE"},
        "extras": {"type": "checkboxes", "selected_options": [option("bread")]},
        "pay": {"type": "radio_buttons", "selected_option": option("card")},
        "mail": {"type": "email_text_input", "value": "anna@example.com"},
        "menu": {"type": "url_text_input", "value": "https://example.com/menu"},
    }
    assert values["kinds"]["kind"]["selected_option"] == option("soup")
    assert lunch.heard[1]["view"]["private_metadata"] == "from the form"
    assert address.root_id == address.previous_id == form.id
    assert live.modal("anna") is None, "the app has cleared the stack"
    assert [message.text for message in ordered] == ["Ordered."]


async def test_the_words_of_the_app_stand_below_an_input_until_it_is_corrected(
    lunch: Lunch, live: SlackSandbox
) -> None:
    form = await opened(live)
    await live.fill(form, "dishes-soup", "dishes-soup", ["lentil"], user="anna")
    await live.fill(form, "count", "count", "6", user="anna")
    await live.submit(form)
    refused = live.modal("anna")
    await live.fill(form, "count", "count", "5", user="anna")
    await live.submit(form)
    taken = await shown(live, lambda view: view.callback_id == "address")

    assert refused
    assert (refused.id, refused.errors) == (form.id, {"count": "At most 5."})
    assert taken.errors == {}


async def test_a_menu_changes_the_form_and_what_was_put_in_stays(
    lunch: Lunch, live: SlackSandbox
) -> None:
    form = await opened(live)
    await live.fill(form, "count", "count", "3", user="anna")
    ack = await live.click(form, "kind", user="anna", value="salad")
    changed = await shown(live, lambda view: view.hash != form.hash)
    with pytest.raises(LookupError, match="no dishes-soup"):
        await live.fill(changed, "dishes-soup", "dishes-soup", ["lentil"], user="anna")
    await live.fill(changed, "dishes-salad", "dishes-salad", ["greek"], user="anna")
    await live.submit(changed)

    assert ack.ok
    clicked, submitted = lunch.heard[1:]
    assert clicked["container"] == {"type": "view", "view_id": form.id}
    assert clicked["actions"][0]["selected_option"] == option("salad")
    assert submitted["view"]["state"]["values"]["count"]["count"]["value"] == "3"


async def test_a_text_may_be_told_with_each_character(lunch: Lunch, live: SlackSandbox) -> None:
    form = await opened(live)
    ack = await live.fill(form, "note", "note", "no s", user="anna")

    assert ack
    assert ack.ok
    (told_of,) = lunch.heard[1:]
    assert told_of["actions"][0]["value"] == "no s"
    assert told_of["view"]["state"]["values"]["note"]["note"]["value"] == "no s"


@pytest.mark.parametrize(
    ("answer", "stack"),
    [
        ({}, ["order"]),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": told("Thanks")}, ["order", "told"]),
        ({"response_action": "push", "view": told("Thanks")}, ["order", "address", "told"]),
        ({"response_action": "errors", "errors": {"street": "Where?"}}, ["order", "address"]),
    ],
    ids=["closed", "cleared", "updated", "pushed", "refused"],
)
async def test_the_app_answers_a_submission(
    lunch: Lunch, live: SlackSandbox, answer: Json, stack: list[str]
) -> None:
    lunch.answers = [answer]
    address = await at_the_address(live)
    await live.fill(address, "street", "street", "Main Street 1", user="anna")
    ack = await live.submit(address)

    assert ack.ok
    assert [view.callback_id for view in live.workspace.views.stack("U0ANNA")] == stack


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "?"}}, "invalid_errors"),
        ({"response_action": "update", "view": home(1)}, "invalid_view"),
        ({"response_action": "push", "view": {**told(""), "title": None}}, "invalid_view"),
    ],
)
async def test_an_answer_that_slack_does_not_understand_leaves_the_modal_with_a_word_of_trouble(
    lunch: Lunch, live: SlackSandbox, answer: Json, error: str
) -> None:
    lunch.answers = [answer]
    address = await at_the_address(live)
    await live.fill(address, "street", "street", "Main Street 1", user="anna")
    ack = await live.submit(address)
    seen = live.modal("anna")

    assert (ack.ok, ack.error) == (False, error)
    assert seen
    assert (seen.id, seen.trouble != "") == (address.id, True)


async def test_a_stack_has_three_views_at_most(lunch: Lunch, live: SlackSandbox) -> None:
    lunch.answers = [{"response_action": "push", "view": address_form()}] * 2
    for number in (2, 3):
        address = await at_the_address(live) if number == 2 else live.modal("anna")
        assert address
        await live.fill(address, "street", "street", "Main Street 1", user="anna")
        ack = await live.submit(address)

    assert ack.error == "push_limit_reached"
    assert len(live.workspace.views.stack("U0ANNA")) == 3


async def test_an_app_that_does_not_answer_in_time_leaves_the_modal(
    lunch: Lunch, live: SlackSandbox
) -> None:
    view = live.workspace.views.open("U0ANNA", {**order_form(), "callback_id": "unknown"})
    live.socket.ack_seconds = live.http.ack_seconds = 0.05
    await live.fill(view, "dishes-soup", "dishes-soup", ["lentil"], user="anna")
    ack = await live.submit(view)
    seen = live.modal("anna")

    assert not ack.ok
    assert seen
    assert "trouble" in seen.trouble


async def test_a_view_is_closed_or_the_whole_modal(lunch: Lunch, live: SlackSandbox) -> None:
    address = await at_the_address(live)
    (closed,) = await live.close(address)
    form = live.modal("anna")
    assert form
    await at_the_address(live)
    top = live.modal("anna")
    assert top
    cleared = await live.close(top, all_of_it=True)

    assert closed.ok
    assert (closed.request["view"]["callback_id"], closed.request["is_cleared"]) == (
        "address",
        False,
    )
    assert form.callback_id == "order"
    assert [ack.request["view"]["callback_id"] for ack in cleared] == ["address", "order"]
    assert all(ack.ok and ack.request["is_cleared"] for ack in cleared)
    assert live.modal("anna") is None
    with pytest.raises(LookupError, match="does not see"):
        await live.submit(form)


async def test_one_acts_only_in_the_view_that_one_sees(lunch: Lunch, live: SlackSandbox) -> None:
    address = await at_the_address(live)
    form = live.workspace.views.stack("U0ANNA")[0]
    for act in (
        live.submit(form),
        live.close(form),
        live.fill(form, "count", "count", "2", user="anna"),
        live.click(form, "kind", user="anna", value="salad"),
        live.fill(address, "street", "street", "Main Street 1", user="ben"),
    ):
        with pytest.raises(LookupError, match="does not see that view"):
            await act
    await live.close(address)

    assert await live.fill(form, "count", "count", "2", user="anna") is None


async def test_a_closed_view_tells_nothing_unless_it_asked_for_it(
    lunch: Lunch, live: SlackSandbox
) -> None:
    quiet = live.workspace.views.open("U0ANNA", told("Thanks"))

    assert await live.close(quiet) == []
    assert live.modal("anna") is None


async def test_the_home_tab_is_published_clicked_and_published_again(
    lunch: Lunch, live: SlackSandbox
) -> None:
    assert (await live.open_home("anna")).ok
    seen = await live.wait_for(lambda: live.home("anna"))
    await live.click(seen, "favourite", user="anna", value="salad")
    await live.click(seen, "more", user="anna", value="help")
    await live.click(seen, "again", user="anna")
    form = await shown(live, lambda view: view.callback_id == "order")
    await live.close(form)
    with pytest.raises(LookupError, match="neither submitted nor closed"):
        await live.submit(seen)
    with pytest.raises(LookupError, match="neither submitted nor closed"):
        await live.close(seen)
    lunch.orders = 7
    await live.open_home("anna")
    await live.wait_for(lambda: live.home("anna") != seen)
    later = live.home("anna")
    await live.open_home("anna", tab="messages")

    first, favourite, more, again, _closed, second, messages = lunch.heard
    assert "view" not in first, "none was published before"
    assert (first["tab"], first["channel"], first["user"]) == ("home", "D0ANNA", "U0ANNA")
    assert favourite["view"]["type"] == "home"
    assert more["actions"][0]["selected_option"] == option("help")
    chosen = again["view"]["state"]["values"]["home"]
    assert chosen == {"favourite": {"type": "static_select", "selected_option": option("salad")}}, (
        "buttons and overflow menus have no state"
    )
    assert later
    assert second["view"]["id"] == seen.id == later.id
    assert later.blocks[0]["text"]["text"] == "7 orders"
    assert messages["tab"] == "messages"
    assert "view" not in messages
    assert live.home("ben") is None


async def test_a_shortcut_opens_the_form_from_anywhere_or_from_a_message(
    lunch: Lunch, live: SlackSandbox
) -> None:
    asked = live.say("soup?", user="ben", channel="finance")
    assert (await live.shortcut("order_now", user="anna")).ok
    anywhere = await shown(live, lambda view: view.callback_id == "order")
    assert (await live.shortcut("order_this", user="anna", message=asked)).ok
    from_message = await shown(live, lambda view: view.id != anywhere.id)

    glob, message = lunch.heard
    assert "channel" not in glob
    assert anywhere.channel == ""
    assert (message["message_ts"], message["message"]["text"]) == (asked.ts, "soup?")
    assert from_message.channel == "C0FINANCE"
    alone = live.workspace.post("C0FINANCE", Draft("only you"), to="U0ANNA")
    with pytest.raises(LookupError, match="no shortcuts"):
        await live.shortcut("order_this", user="anna", message=alone)


async def test_members_come_and_go_and_messages_are_edited(
    lunch: Lunch, live: SlackSandbox
) -> None:
    said = live.say("soup?", user="ben", channel="finance")
    joined = await live.join("olga", "finance", inviter="admin")
    left = await live.leave("olga", "finance")
    (changed,) = await live.edit(said, "salad!")
    await live.wait_for(lambda: len(lunch.heard) == 3)

    assert joined.ok
    assert left.ok
    assert changed.ok
    came, went, edit = lunch.heard
    assert (came["type"], came["user"], came["channel"]) == (
        "member_joined_channel",
        "U0OUTSIDER",
        "C0FINANCE",
    )
    assert (came["team"], came["channel_type"], came["inviter"]) == ("T0PARTNER", "C", "U0ADMIN")
    assert went["type"] == "member_left_channel"
    assert (edit["message"]["text"], edit["previous_message"]["text"]) == ("salad!", "soup?")
    assert edit["message"]["edited"]["user"] == "U0BEN"


async def test_what_a_person_writes_is_told_in_every_way_that_the_app_asked_for(
    lunch: Lunch, live: SlackSandbox
) -> None:
    live.workspace.direct("U0ANNA")
    (direct,) = await live.write("soup", user="anna", channel="D0ANNA")
    both = await live.write(f"{MENTION} soup", user="anna", channel="finance")
    edited = await live.edit(live.messages("finance")[0], f"{MENTION} salad")
    await live.wait_for(lambda: len(lunch.heard) == 5)

    assert direct.ok
    assert all(ack.ok for ack in both + edited)
    said = [(event["type"], event.get("subtype"), event.get("text")) for event in lunch.heard]
    assert said == [
        ("message", None, "soup"),
        ("message", None, f"{MENTION} soup"),
        ("app_mention", None, f"{MENTION} soup"),
        ("message", "message_changed", None),
        ("app_mention", None, f"{MENTION} salad"),
    ]
    assert [lunch.heard[n]["channel_type"] for n in (0, 1)] == ["im", "channel"]


async def test_a_menu_offers_what_the_app_finds_for_a_text(
    lunch: Lunch, live: SlackSandbox
) -> None:
    form = await opened(live)
    too_little = await live.search(form, "cook", "ca", user="anna")
    found = await live.search(form, "cook", "car", user="anna")
    await live.fill(form, "cook", "cook", "carol", user="anna")

    assert too_little == []
    assert [choice.label for choice in found] == ["Carol", "Carlos"]
    (asked,) = lunch.heard[1:]
    assert (asked["value"], asked["action_id"], asked["block_id"]) == ("car", "cook", "cook")
    assert asked["view"]["id"] == form.id
    state = live.workspace.state("U0ANNA", form)
    assert state["cook"]["cook"]["selected_option"] == option("carol")
    await live.search(form, "cook", "dora", user="anna")
    with pytest.raises(LookupError, match="no option 'carol'"):
        await live.fill(form, "cook", "cook", "carol", user="anna")


async def test_the_app_is_told_only_of_what_it_may_know(lunch: Lunch, live: SlackSandbox) -> None:
    assert (await live.join("anna", "lounge")).error == "not_in_channel"
    assert (await live.join("slackbot", "lounge")).ok, "of its own coming it is told"
    assert (await live.leave("slackbot", "lounge")).error == "not_subscribed", "to `channel_left`"
    live.scopes -= {"channels:history", "groups:read"}
    said = live.say("soup?", user="ben", channel="finance")
    assert [ack.error for ack in await live.edit(said, "salad")] == ["missing_scope"]
    assert await live.write("soup?", user="ben", channel="secret") == [], "it did not subscribe"
    assert (await live.join("ben", "secret")).error == "missing_scope"
    live.events -= {"app_home_opened"}
    assert (await live.open_home("ben")).error == "not_subscribed"


async def test_a_form_is_opened_by_a_trigger_only_once(lunch: Lunch, live: SlackSandbox) -> None:
    ack = await live.slash("/order", user="anna", channel="finance")
    await shown(live, lambda view: view.callback_id == "order")
    client = lunch.bolt.client

    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=ack.request["trigger_id"], view=order_form())
