"""Builds the submission and the closing of a modal, and carries out the app's answer to one."""

from collections.abc import Callable, Mapping
from typing import Any

from slackbot.sandbox.blocks.view import validate_view
from slackbot.sandbox.slack.delivery.interaction import interaction
from slackbot.sandbox.slack.workspace.message import Json
from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.views import ViewError
from slackbot.sandbox.slack.workspace.workspace import User, Workspace


def view_submission(
    workspace: Workspace, view: View, user: User, response_urls: list[Json]
) -> Json:
    """Return the payload of a submitted modal, with the values of all its inputs."""
    trigger = workspace.triggers.issue(user.id, channel=view.channel, root_view=view.root_id)
    return {
        **interaction(workspace, "view_submission", user),
        "trigger_id": trigger,
        "view": workspace.shown_view(view, workspace.state(user.id, view)),
        "response_urls": response_urls,
    }


def view_closed(workspace: Workspace, view: View, user: User, *, is_cleared: bool) -> Json:
    """Return the payload of a closed modal; `is_cleared` if all its views were closed with it."""
    return {
        **interaction(workspace, "view_closed", user),
        "view": workspace.shown_view(view, workspace.state(user.id, view)),
        "is_cleared": is_cleared,
    }


def answered(workspace: Workspace, view: View, answer: Mapping[str, Any] | None) -> None:
    """Do what the acknowledgement of a submission says; without a word, close the view.

    Raises `ViewError` for an answer that Slack does not understand.
    """
    if not answer:
        return workspace.views.close(view)
    act = _ANSWERS.get(str(answer.get("response_action")))
    if act is None:
        raise ViewError("invalid_response_action")
    return act(workspace, view, answer)


def _errors(workspace: Workspace, view: View, answer: Mapping[str, Any]) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    errors = answer.get("errors")
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise ViewError("invalid_errors")
    workspace.views.put(view.refused(errors))


def _update(workspace: Workspace, view: View, answer: Mapping[str, Any]) -> None:
    workspace.views.update(view, _modal(answer))


def _push(workspace: Workspace, view: View, answer: Mapping[str, Any]) -> None:
    workspace.views.push(view.user, _modal(answer))


def _clear(workspace: Workspace, view: View, _answer: Mapping[str, Any]) -> None:
    workspace.views.clear(view.user)


def _modal(answer: Mapping[str, Any]) -> Json:
    view = answer.get("view")
    if not isinstance(view, dict) or view.get("type") != "modal" or validate_view(view):
        raise ViewError("invalid_view")
    return view


_ANSWERS: Mapping[str, Callable[[Workspace, View, Mapping[str, Any]], None]] = {
    "errors": _errors,
    "update": _update,
    "push": _push,
    "clear": _clear,
}
