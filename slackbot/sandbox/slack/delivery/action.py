"""Builds clicks on buttons, choices from menus and texts in inputs, as Slack sends them."""

from slackbot.sandbox.slack.delivery.command import told_name
from slackbot.sandbox.slack.delivery.interaction import interaction
from slackbot.sandbox.slack.workspace.choices import choices
from slackbot.sandbox.slack.workspace.inputs import (
    KINDS,
    WRITTEN,
    FieldValue,
    choose,
    elements_in,
    with_value,
)
from slackbot.sandbox.slack.workspace.message import Json, Message
from slackbot.sandbox.slack.workspace.view import MODAL, View
from slackbot.sandbox.slack.workspace.workspace import Channel, User, Workspace

Surface = Message | View
SHOWN = ("placeholder", "confirm")  # of a menu, in the payload of a choice


def message_actions(
    workspace: Workspace,
    message: Message,
    action: Json,
    *,
    user: User,
    channel: Channel,
    response_url: str,
) -> Json:
    """Return the payload of an action in a message."""
    return {
        **interaction(workspace, "block_actions", user),
        **_in_message(workspace, message, channel),
        "trigger_id": workspace.triggers.issue(user.id, channel=channel.id),
        "state": {"values": workspace.state(user.id, message)},
        "response_url": response_url,
        "actions": [{**action, "action_ts": workspace.next_ts()}],
    }


def view_actions(workspace: Workspace, view: View, action: Json, *, user: User) -> Json:
    """Return the payload of an action in a modal or a Home tab; the state is in its `view`."""
    root = view.root_id if view.type == MODAL else None
    return {
        **interaction(workspace, "block_actions", user),
        **_in_view(workspace, view, user),
        "trigger_id": workspace.triggers.issue(user.id, channel=view.channel, root_view=root),
        "actions": [{**action, "action_ts": workspace.next_ts()}],
    }


def block_suggestion(
    workspace: Workspace,
    surface: Surface,
    found: tuple[Json, Json],
    typed: str,
    *,
    user: User,
    channel: Channel | None,
) -> Json:
    """Return the payload that asks for the options of a menu, by what was typed into it.

    `channel` is that of the message; None for a view.
    """
    block, element = found
    if isinstance(surface, View):
        place = _in_view(workspace, surface, user)
    else:
        place = _in_message(workspace, surface, channel) if channel else {}
    return {
        **interaction(workspace, "block_suggestion", user),
        **place,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": typed,
    }


def _in_message(workspace: Workspace, message: Message, channel: Channel) -> Json:
    """Return where an action was; for an ephemeral message without it, as no history has one."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.to else {"message": workspace.shown(message)}
    told = {"id": channel.id, "name": told_name(channel)}
    return {"container": container, "channel": told, **shown}


def _in_view(workspace: Workspace, view: View, user: User) -> Json:
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": workspace.shown_view(view, workspace.state(user.id, view)),
    }


def find_element(
    surface: Surface, action_id: str, block_id: str | None = None
) -> tuple[Json, Json]:
    """Find an element by its action id, of that block if it is named; return it after its block.

    Raises `LookupError`.
    """
    found = list(elements_in(surface.all_blocks))
    for block, element in found:
        if element["action_id"] == action_id and block_id in (None, block["block_id"]):
            return block, element
    has = [element["action_id"] for _, element in found]
    raise LookupError(f"There is no {action_id}, only {has}.")


def act(
    workspace: Workspace, surface: Surface, user: User, found: tuple[Json, Json], given: FieldValue
) -> Json:
    """Let the user click that element or put something in; return what the payload says of it.

    What was put in is kept. A text for a button is a forged value in place of its own. Raises
    `LookupError` if a menu has no such choice, `ValueError` for what the element cannot hold.
    """
    block, element = found
    named: Json = {name: element[name] for name in ("type", "action_id")}
    named["block_id"] = block["block_id"]
    if element["type"] == "button":
        forged: Json = {} if given is None else {"value": given}
        shown: Json = {
            name: element[name] for name in ("text", "value", "style") if name in element
        }
        return {**named, **shown, **forged}
    offered = choices(workspace, user, surface, found)
    if element["type"] == "overflow":  # it keeps no choice
        return {**named, "selected_option": choose(given, offered)}
    if element["type"] not in KINDS:
        raise LookupError(f"The sandbox cannot act on a {element['type']}.")
    value = with_value(element, given, offered)
    workspace.fill(user.id, surface, block["block_id"], element["action_id"], value)
    return {**named, **{name: element[name] for name in SHOWN if name in element}, **value}


def is_sent(block: Json, element: Json, *, by_enter: bool) -> bool:
    """Tell whether the app hears of what was put into that element before it is submitted.

    Of an input block it does where the block says `dispatch_action`; of a text, as the element's
    `dispatch_action_config` says: with each character, or with the Enter key, which is the default.
    """
    if block["type"] != "input":
        return True
    if not block.get("dispatch_action"):
        return False
    if element["type"] not in WRITTEN:
        return True
    config = element.get("dispatch_action_config", {})
    on = config.get("trigger_actions_on", ["on_enter_pressed"])
    return (by_enter and "on_enter_pressed" in on) or "on_character_entered" in on
