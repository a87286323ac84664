"""A small app for lunch orders, which uses all that Slack has for forms and for the app's Home.

`/order` opens a form. It is submitted, corrected, followed by a second view, closed; a menu in it
changes the form at once. The Home tab counts orders. What the app heard is in `heard`.
"""

from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]
MOST = 5


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": words(value.title()), "value": value}


def row(block_id: str, element: Json, **more: Any) -> Json:
    """An input block, whose element has the block's name too."""
    named = {"action_id": block_id, **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(block_id),
        "element": named,
    } | more


COOKS = ["carol", "carlos", "dave"]
DISHES = {"soup": ["lentil", "tomato"], "salad": ["greek"]}


def order_form(kind: str = "soup", **more: Any) -> Json:
    """The form. A menu outside an input chooses the kind of dish, and with it the dishes."""
    kinds = {
        "type": "static_select",
        "action_id": "kind",
        "options": [option(name) for name in DISHES],
        "initial_option": option(kind),
    }
    typed = {"trigger_actions_on": ["on_character_entered"]}
    return {
        "type": "modal",
        "callback_id": "order",
        "title": words("Order lunch"),
        "submit": words("Order"),
        "close": words("Cancel"),
        "notify_on_close": True,
        "private_metadata": "from the form",
        "blocks": [
            {
                "type": "section",
                "block_id": "kinds",
                "text": words("What kind?"),
                "accessory": kinds,
            },
            row(
                f"dishes-{kind}",
                {"type": "multi_static_select", "options": [option(d) for d in DISHES[kind]]},
            ),
            row(
                "count",
                {"type": "number_input", "is_decimal_allowed": False, "initial_value": "1"},
            ),
            row(
                "note",
                {"type": "plain_text_input", "dispatch_action_config": typed, "max_length": 20},
                optional=True,
                dispatch_action=True,
            ),
            row("day", {"type": "datepicker"}, optional=True),
            row("time", {"type": "timepicker", "initial_time": "12:00"}, optional=True),
            row("for", {"type": "users_select"}, optional=True),
            row(
                "where",
                {
                    "type": "conversations_select",
                    "default_to_current_conversation": True,
                    "response_url_enabled": True,
                },
                optional=True,
            ),
            row("extras", {"type": "checkboxes", "options": [option("bread")]}, optional=True),
            row(
                "pay",
                {"type": "radio_buttons", "options": [option("cash"), option("card")]},
                optional=True,
            ),
            row("mail", {"type": "email_text_input"}, optional=True),
            row("menu", {"type": "url_text_input"}, optional=True),
            row("cook", {"type": "external_select"}, optional=True),
        ],
        **more,
    }


def address_form(**more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "address",
        "title": words("Where to?"),
        "submit": words("Next"),
        "notify_on_close": True,
        "blocks": [row("street", {"type": "plain_text_input"})],
        **more,
    }


def told(text: str) -> Json:
    """A modal that only tells."""
    block = {"type": "section", "text": words(text)}
    return {"type": "modal", "callback_id": "told", "title": words("Done"), "blocks": [block]}


def home(orders: int) -> Json:
    choice = {
        "type": "static_select",
        "action_id": "favourite",
        "options": [option(name) for name in DISHES],
    }
    again = {"type": "button", "action_id": "again", "text": words("Order"), "value": "again"}
    more = {"type": "overflow", "action_id": "more", "options": [option("clear"), option("help")]}
    return {
        "type": "home",
        "private_metadata": str(orders),
        "blocks": [
            {"type": "header", "text": words(f"{orders} orders")},
            {"type": "actions", "block_id": "home", "elements": [choice, again, more]},
        ],
    }


@dataclass
class Lunch:
    """The app, on a Bolt app that is connected already."""

    bolt: AsyncApp
    heard: list[Json] = field(default_factory=list)
    orders: int = 0
    answers: list[Json] = field(default_factory=list)  # for the next submissions of addresses

    def __post_init__(self) -> None:
        app = self.bolt
        app.command("/order")(self.ask)
        app.action("kind")(self.change_kind)
        app.action("note")(self.hear)
        app.view("order")(self.take_order)
        app.view("address")(self.take_address)
        app.view_closed("order")(self.hear)
        app.view_closed("address")(self.hear)
        app.event("app_home_opened")(self.show_home)
        app.action("favourite")(self.hear)
        app.action("more")(self.hear)
        app.action("again")(self.order_again)
        app.shortcut("order_now")(self.ask)
        app.shortcut("order_this")(self.ask)
        app.event("member_joined_channel")(self.hear_event)
        app.event("member_left_channel")(self.hear_event)
        app.options("cook")(self.find_cooks)
        app.event("app_mention")(self.hear_event)
        app.event({"type": "message", "subtype": None})(self.hear_event)
        app.event({"type": "message", "subtype": "message_changed"})(self.hear_event)

    async def ask(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.heard.append(body)
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=order_form())

    async def change_kind(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.heard.append(body)
        await ack()
        view = body["view"]
        kind = view["state"]["values"]["kinds"]["kind"]["selected_option"]["value"]
        await client.views_update(view_id=view["id"], hash=view["hash"], view=order_form(kind))

    async def take_order(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.heard.append(body)
        count = int(body["view"]["state"]["values"]["count"]["count"]["value"])
        if count > MOST:
            await ack(response_action="errors", errors={"count": f"At most {MOST}."})
            return
        await ack(response_action="push", view=address_form())

    async def take_address(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.heard.append(body)
        answer = self.answers.pop(0) if self.answers else {"response_action": "clear"}
        await ack(**answer)
        if answer.get("response_action") == "clear":
            self.orders += 1
            user = body["user"]["id"]
            await client.views_publish(user_id=user, view=home(self.orders))
            opened = await client.conversations_open(users=user)
            await client.chat_postMessage(channel=opened["channel"]["id"], text="Ordered.")

    async def show_home(self, event: Json, client: AsyncWebClient) -> None:
        self.heard.append(event)
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view=home(self.orders))

    async def order_again(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.heard.append(body)
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=order_form())

    async def hear(self, ack: AsyncAck, body: Json) -> None:
        self.heard.append(body)
        await ack()

    async def find_cooks(self, ack: AsyncAck, body: Json) -> None:
        self.heard.append(body)
        await ack(options=[option(cook) for cook in COOKS if body["value"] in cook])

    async def hear_event(self, event: Json) -> None:
        self.heard.append(event)
