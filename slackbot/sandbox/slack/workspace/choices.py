"""Lists what a person can choose from a menu: its own options, or people and conversations."""

from collections.abc import Callable, Mapping

from slackbot.sandbox.slack.workspace.inputs import Choice, options_of
from slackbot.sandbox.slack.workspace.message import Json, Message
from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.workspace import Channel, User, Workspace


def choices(
    workspace: Workspace, user: User, surface: Message | View, found: tuple[Json, Json]
) -> list[Choice]:
    """Return the choices of a menu as this user gets them; empty for what is no menu.

    `found` is the menu after its block. Of a menu whose options the app gives, they are those that
    it gave last.
    """
    block, element = found
    kind = element["type"].removeprefix("multi_")
    if kind == "users_select":
        everybody = workspace.users.values()
        return [Choice(u.id, f"@{u.name}", u.id) for u in everybody if not u.is_deleted]
    if kind in _OFFERED:
        everywhere = workspace.channels.values()
        seen = [c for c in everywhere if c.is_seen_by(user) and not c.is_archived]
        offered = [c for c in seen if _OFFERED[kind](element, c)]
        return [Choice(c.id, f"#{c.name}", c.id) for c in offered]
    if kind == "external_select":
        place = (user.id, *surface.place)
        return workspace.inputs.offered(place, block["block_id"], element["action_id"])
    return options_of(element)


def _is_public(_element: Json, channel: Channel) -> bool:
    return channel.kind == "channels"


def _passes_filter(element: Json, channel: Channel) -> bool:
    wanted = element.get("filter", {})
    kind = {"channels": "public", "groups": "private"}.get(channel.kind, channel.kind)
    is_wanted = kind in wanted.get("include", (kind,))
    is_kept_out = channel.is_ext_shared and wanted.get("exclude_external_shared_channels")
    is_with_bot = channel.kind == "im" and channel.is_member and wanted.get("exclude_bot_users")
    return is_wanted and not is_kept_out and not is_with_bot


_OFFERED: Mapping[str, Callable[[Json, Channel], bool]] = {
    "channels_select": _is_public,
    "conversations_select": _passes_filter,
}
