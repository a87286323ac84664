"""Permissions: one pure decision, asked at every entry."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Action(StrEnum):
    """The kinds of things that people do in a channel."""

    ASK = "ask"
    LINK = "link"
    CHANGE = "change"  # something that has an owner
    CANCEL = "cancel"  # a question
    ALLOW_SHARING = "allow sharing"


class Actor(BaseModel):
    """A person in a workspace; `is_admin` means workspace admin or owner."""

    model_config = ConfigDict(frozen=True)

    user: str
    is_admin: bool = False


class Audience(BaseModel):
    """The people who can read a channel. `shared`: with another organisation; None: unknown."""

    model_config = ConfigDict(frozen=True)

    shared: bool | None = False
    sharing_allowed: bool = False


class Decision(BaseModel):
    """Says whether an action is allowed, and why.

    `privately`: it is allowed, but only the actor may see the outcome.
    """

    model_config = ConfigDict(frozen=True)

    allowed: bool
    reason: str
    privately: bool = False


def may(actor: Actor, action: Action, place: Audience, owner: str | None = None) -> Decision:
    """Decide whether `actor` may do `action` in `place` to a thing that belongs to `owner`.

    Slack lets only members type a command in a channel, so every actor is a member.
    """
    if action is Action.ALLOW_SHARING:
        return _admins_only(actor, "Only a workspace admin may change this.")
    if place.shared and not place.sharing_allowed:
        return Decision(
            allowed=False,
            reason="This channel is shared with another organisation, so I keep its figures to "
            "myself until a workspace admin allows it: `/billing settings sharing allow`",
        )
    if action is Action.CANCEL and owner != actor.user:
        return _admins_only(actor, "Only the one who asked or a workspace admin may cancel this.")
    if action is Action.CHANGE and owner not in (None, actor.user):
        return _admins_only(
            actor, "Only the person who linked it (see `/billing bots`) or a workspace admin may."
        )
    if place.shared is None and not place.sharing_allowed:
        return Decision(
            allowed=True,
            reason="I cannot see this channel, nor whether other organisations do, so only you see "
            "this. If I am not in it, invite me: `/invite @Billing`",
            privately=True,
        )
    return Decision(allowed=True, reason="Members of the channel may.")


def _admins_only(actor: Actor, otherwise: str) -> Decision:
    reason = "Workspace admins may." if actor.is_admin else otherwise
    return Decision(allowed=actor.is_admin, reason=reason)
