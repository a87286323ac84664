"""A click on a button, or a choice from a menu, as Slack sends it to the app."""

from collections.abc import Iterator

from slackbot.sandbox.slack.delivery.command import told_name, trigger_id
from slackbot.sandbox.slack.workspace.message import Json, Message
from slackbot.sandbox.slack.workspace.workspace import Channel, User, Workspace

MENUS = ("overflow", "static_select", "radio_buttons")


def block_actions(
    workspace: Workspace,
    message: Message,
    action: Json,
    *,
    user: User,
    channel: Channel,
    response_url: str,
) -> Json:
    """The payload of an action in a message.

    With one in an ephemeral message there is no `message`: no history has it.
    """
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.to else {"message": workspace.shown(message)}
    return {
        "type": "block_actions",
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": workspace.team_id,
        },
        "api_app_id": workspace.app_id,
        "token": "sandbox",
        "container": container,
        "trigger_id": trigger_id(workspace),
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel.id, "name": told_name(channel)},
        **shown,
        "state": {"values": _chosen(action)},
        "response_url": response_url,
        "actions": [{**action, "action_ts": workspace.next_ts()}],
    }


def action_in(message: Message, action_id: str, value: str | None) -> Json:
    """What a click on that element says. A button's own value gives way to `value`, which then is
    forged; of a menu, the option of that value is chosen.

    Raises `LookupError` where the message has no such element or option: one cannot click there.
    """
    for block_id, element in elements_of(message):
        if element.get("action_id") == action_id:
            named = {name: element[name] for name in ("type", "action_id")}
            return {**named, "block_id": block_id, **_done(element, value)}
    has = [element.get("action_id") for _, element in elements_of(message)]
    raise LookupError(f"The message has no {action_id}, only {has}.")


def elements_of(message: Message) -> Iterator[tuple[str, Json]]:
    """What can be clicked, each with the id of its block."""
    attached = (block for thing in message.attachments for block in thing.get("blocks", ()))
    for block in (*message.blocks, *attached):
        inside = block["elements"] if block["type"] == "actions" else [block.get("accessory")]
        for element in inside:
            if element:
                yield block.get("block_id", ""), element


def _done(element: Json, value: str | None) -> Json:
    if element["type"] == "button":
        forged = {} if value is None else {"value": value}
        shown = {name: element[name] for name in ("text", "value", "style") if name in element}
        return shown | forged
    if element["type"] not in MENUS:
        raise LookupError(f"The sandbox cannot click on a {element['type']}.")
    for option in _options(element):
        if option["value"] == value:
            return {"selected_option": option}
    has = [option["value"] for option in _options(element)]
    raise LookupError(f"The menu has no option {value!r}, only {has}.")


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or [element]
    return [option for group in groups for option in group["options"]]


def _chosen(action: Json) -> Json:
    """The state of the message's menus. An overflow menu keeps no choice."""
    if action["type"] not in MENUS or action["type"] == "overflow":
        return {}
    choice = {"type": action["type"], "selected_option": action["selected_option"]}
    return {action["block_id"]: {action["action_id"]: choice}}
