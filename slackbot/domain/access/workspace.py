"""The settings of a whole workspace, which only its admins change."""

from typing import Literal

from slackbot.domain.frozen import FrozenModel

Group = Literal["admins", "members"]
Bots = Literal["open", "approved"]


class WorkspaceSettings(FrozenModel):
    """The settings of a workspace. A field that says who may do something is a `Group`."""

    calling: Group = "admins"  # who may have an alert call a whole channel or a user group
    money: Group = "members"  # who may set prices, allowances and groups
    # With the account's credentials whoever knows a bot's id sees its bill. So a link may have to
    # be `approved`, by an admin or one of the `approvers`.
    bots: Bots = "open"
    approvers: tuple[str, ...] = ()
