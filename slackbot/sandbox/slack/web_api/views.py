"""Implements the methods that show views: views.open, push, update and publish."""

import json
from collections.abc import Callable
from typing import Any

from slackbot.sandbox.blocks.view import validate_view
from slackbot.sandbox.slack.web_api.method import Call, MethodError, json_argument
from slackbot.sandbox.slack.workspace.message import Json
from slackbot.sandbox.slack.workspace.triggers import Trigger, TriggerError
from slackbot.sandbox.slack.workspace.view import HOME, MODAL, View
from slackbot.sandbox.slack.workspace.views import ViewError

# `view_too_large`: "if the provided view is greater than 250kb".
MAX_BYTES = 250_000


def open_view(call: Call) -> Json:
    """Show a modal to the person whose act the trigger id stands for."""
    content = _content(call, MODAL)
    trigger = _trigger(call)
    return _answer(call, lambda: call.workspace.views.open(trigger.user, content, trigger.channel))


def push_view(call: Call) -> Json:
    """Show a view above the one in which the person acted."""
    content = _content(call, MODAL)
    trigger = _trigger(call)
    stack = call.workspace.views.stack(trigger.user)
    if not stack or stack[0].id != trigger.root_view:
        raise MethodError("not_found")
    return _answer(call, lambda: call.workspace.views.push(trigger.user, content))


def update_view(call: Call) -> Json:
    """Show other content in a view that is open."""
    views = call.workspace.views
    if not (call.text("view_id") or call.text("external_id")):
        raise _invalid("missing required field: view_id or external_id")
    view = views.find(call.text("view_id")) or views.find_external(call.text("external_id"))
    if view is None:
        raise MethodError("not_found")
    content = _content(call, view.type)
    return _answer(call, lambda: views.update(view, content, call.text("hash")))


def publish_view(call: Call) -> Json:
    """Show a Home tab to a user."""
    if call.text("user_id") not in call.workspace.users:
        raise _invalid("invalid `user_id`")
    if not call.workspace.has_home_tab:
        raise MethodError("not_enabled")
    content = _content(call, HOME)
    user, hash_ = call.text("user_id"), call.text("hash")
    return _answer(call, lambda: call.workspace.views.publish(user, content, hash_))


def _answer(call: Call, show: Callable[[], View]) -> Json:
    try:
        view = show()
    except ViewError as refusal:
        raise MethodError(refusal.word) from refusal
    call.workspace.notify()
    return {"view": call.workspace.shown_view(view)}


def _trigger(call: Call) -> Trigger:
    if not call.text("trigger_id"):
        raise _invalid("missing required field: trigger_id")
    try:
        return call.workspace.triggers.exchange(call.text("trigger_id"))
    except TriggerError as refusal:
        raise MethodError(refusal.word) from refusal


def _content(call: Call, kind: str) -> Any:
    content = json_argument(call, "view", dict, "invalid_arguments")
    if len(json.dumps(content).encode()) > MAX_BYTES:
        raise MethodError("view_too_large")
    if errors := validate_view(content):
        raise MethodError(
            "invalid_arguments",
            response_metadata={"messages": [error.sentence("view") for error in errors]},
        )
    if content["type"] != kind:
        raise _invalid(f"must be of type {kind} [json-pointer:/view/type]")
    return content


def _invalid(message: str) -> MethodError:
    return MethodError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {message}"]})
