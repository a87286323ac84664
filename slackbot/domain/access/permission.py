"""Permissions: one table says who may do what, and one pure decision is asked at every entry."""

from enum import StrEnum
from typing import Final, NamedTuple

from pydantic import model_validator

from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.frozen import FrozenModel


class PersonKind(StrEnum):
    """The kinds of people, and the bots, that can reach the app."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"  # of another workspace, as in Slack Connect; or not shown by Slack
    BOT = "bot"
    DEACTIVATED = "deactivated"


class Action(StrEnum):
    """The things that one can do."""

    HELP = "help"
    SEE = "see lists and histories"
    ASK = "ask"
    CANCEL = "cancel a question"
    LINK = "link or unlink a bot"
    SET_UP = "set up a digest or an alert"
    CHANGE = "change a digest or an alert"
    MUTE = "mute an alert"
    ANSWER = "snooze, acknowledge, test or send"
    CALL = "call people"  # a whole channel or a user group, in an alert
    SET_MONEY = "set a price or an allowance"  # or a group
    SET_CHANNEL = "set the channel"
    ALLOW_SHARING = "allow sharing"
    SET_WORKSPACE = "set the workspace"
    APPROVE = "approve a link"
    AUDIT = "read the audit"
    LET_ASK = "manage tokens of assistants"  # one's own; admins see everybody's


class Rule(NamedTuple):
    """Says who may do an action: these kinds, and of the members with `group` or `owned` fewer."""

    kinds: frozenset[PersonKind]
    # `admins`, or the field of WorkspaceSettings that holds the group of members who may, or the
    # users beside the admins.
    group: str = "members"
    # Only the owner of the thing, or an admin; a thing that nobody owns is anybody's.
    owned: bool = False
    # Also in a channel of several organisations where sharing is refused.
    anywhere: bool = False


MEMBERS: Final = frozenset({PersonKind.MEMBER})
INSIDE: Final = frozenset({PersonKind.MEMBER, PersonKind.GUEST, PersonKind.BOT})
ASKING: Final = INSIDE | {PersonKind.OUTSIDER}

RULES: Final[dict[Action, Rule]] = {
    Action.HELP: Rule(ASKING, anywhere=True),
    Action.SEE: Rule(INSIDE),
    Action.ASK: Rule(ASKING),
    Action.CANCEL: Rule(ASKING, owned=True),
    Action.LINK: Rule(MEMBERS, owned=True),
    Action.SET_UP: Rule(MEMBERS),
    Action.CHANGE: Rule(MEMBERS, owned=True),
    Action.MUTE: Rule(MEMBERS),
    Action.ANSWER: Rule(MEMBERS),
    Action.CALL: Rule(MEMBERS, group="calling"),
    Action.SET_MONEY: Rule(MEMBERS, group="money", owned=True),
    Action.SET_CHANNEL: Rule(MEMBERS),
    Action.ALLOW_SHARING: Rule(MEMBERS, group="admins", anywhere=True),
    Action.SET_WORKSPACE: Rule(MEMBERS, group="admins", anywhere=True),
    Action.APPROVE: Rule(MEMBERS, group="approvers"),
    Action.AUDIT: Rule(MEMBERS, group="admins"),
    Action.LET_ASK: Rule(MEMBERS, anywhere=True),
}

DEACTIVATED: Final = "This Slack account is deactivated, so I can't do anything for it."
KEPT: Final = (
    "This channel is shared with another organisation, so I keep its figures to myself until a "
    "workspace admin allows it: `/billing settings sharing allow`"
)
STRANGER: Final = (
    "I know you as somebody of another organisation, or not at all, so you can only ask, and only "
    "where a workspace admin has allowed it: `/billing settings sharing allow`"
)
MEMBERS_ONLY: Final = "Only full members of this workspace may do this. Ask one of them to do it."
ADMINS_ONLY: Final = "Only a workspace admin may do this. Ask one of them to do it."
OWNERS_ONLY: Final = {
    Action.CANCEL: "Only the one who asked or a workspace admin may cancel this.",
    Action.LINK: "Only the person who linked it (see `/billing bots`) or a workspace admin may.",
}
CALLING: Final = (
    "Only a workspace admin may have an alert call a whole channel or a user group. Name people "
    "instead, or ask an admin for `/billing settings calling members`"
)
SOME_ONLY: Final = {
    Action.CALL: CALLING,
    Action.APPROVE: "Only a workspace admin, or somebody whom an admin has named with "
    "`/billing settings approvers`, may approve or refuse a link.",
    Action.SET_MONEY: "Only a workspace admin may set prices, allowances and groups here. Ask one "
    "to do it, or to let members: `/billing settings money members`",
}
UNSEEN: Final = (
    "I can't see this channel, nor whether other organisations do, so only you see this. If I am "
    "not in it, invite me: `/invite @Billing`"
)
UNSEEN_BY_US: Final = (
    "I can't see this channel, nor whether other organisations do, so I post nothing here. Invite "
    "me: `/invite @Billing`"
)

NOT_IN: Final = (
    "I can't see you in that channel. Join it and try again. If it's private, invite me, too: "
    "`/invite @Billing`"
)


class Actor(FrozenModel):
    """A person or bot that acts in a workspace; `is_admin` means its admin or owner.

    Only a member can be one: of anybody else, what Slack says of admins is about other workspaces.
    """

    user: str
    kind: PersonKind = PersonKind.MEMBER
    is_admin: bool = False

    def by_bot(self) -> "Actor":
        """Return the one who let a bot write: it has no more rights than a bot."""
        inside = self.kind in (PersonKind.MEMBER, PersonKind.GUEST)
        return Actor(user=self.user, kind=PersonKind.BOT) if inside else self

    @model_validator(mode="after")
    def _only_members_are_admins(self) -> "Actor":
        if self.is_admin and self.kind is not PersonKind.MEMBER:
            raise ValueError("Only a member can be an admin of the workspace.")
        return self


class Place(FrozenModel):
    """The channel or message in which a person acts, and the people who can read there.

    `shared`: with another organisation; None: unknown.
    """

    channel: str
    shared: bool | None = False
    sharing_allowed: bool = False

    @property
    def is_direct(self) -> bool:
        """Tell whether it is a direct message, or the person whom Slack opens it with."""
        return self.channel.startswith(("D", "U", "W"))


class Thing(FrozenModel):
    """The thing that an action changes: its channel, its owner if any, and its name such as `alert
    2`."""

    channel: str
    owner: str = ""
    name: str = ""


class Decision(FrozenModel):
    """Says whether an action is allowed, and why.

    `privately`: it is allowed, but only the actor may see the outcome. `unknown`: the actor is not
    even to learn that the thing exists.
    """

    allowed: bool
    reason: str
    privately: bool = False
    unknown: bool = False


def may(
    actor: Actor,
    action: Action,
    place: Place,
    thing: Thing | None = None,
    policy: WorkspaceSettings | None = None,
) -> Decision:
    """Decide whether `actor` may do `action` in `place`, to `thing` if it is about one.

    Slack lets only members of a channel write in it, so every actor is one of `place`; of another
    channel's things that says nothing. Without a `policy`, the workspace's settings are the
    defaults.
    """
    rule = RULES[action]
    if refusal := _refusal(actor, rule, place):
        return Decision(allowed=False, reason=refusal)
    if thing and not reaches(actor, place, thing):
        return Decision(allowed=False, reason="It is not known here.", unknown=True)
    if refusal := _not_among(actor, action, rule, thing, policy or WorkspaceSettings()):
        return Decision(allowed=False, reason=refusal)
    if place.shared is None and not place.sharing_allowed and not rule.anywhere:
        return Decision(allowed=True, reason=UNSEEN, privately=True)
    return Decision(allowed=True, reason="Members of the channel may.")


def reaches(actor: Actor, place: Place, thing: Thing) -> bool:
    """Tell whether a thing can be reached from a place: it is the channel's own, or the actor's own
    in a direct message, where the app writes to owners; admins reach all of their workspace.

    To know a thing's id is never enough.
    """
    own = place.is_direct and thing.owner == actor.user
    return actor.is_admin or place.channel == thing.channel or own


def _refusal(actor: Actor, rule: Rule, place: Place) -> str:
    """Say why somebody of this kind may not do this in this place; empty where they may."""
    if actor.kind is PersonKind.DEACTIVATED:
        return DEACTIVATED
    if rule.anywhere and actor.kind in rule.kinds:
        return ""
    if place.shared and not place.sharing_allowed:
        return KEPT
    if actor.kind is PersonKind.OUTSIDER and not (
        actor.kind in rule.kinds and place.sharing_allowed
    ):
        return STRANGER
    return "" if actor.kind in rule.kinds else MEMBERS_ONLY


def _not_among(
    actor: Actor, action: Action, rule: Rule, thing: Thing | None, policy: WorkspaceSettings
) -> str:
    """Say which of those who are of the right kind may do this; empty where the actor may."""
    if actor.is_admin:
        return ""
    who: str | tuple[str, ...] = getattr(policy, rule.group, rule.group)
    if who != "members" and not (isinstance(who, tuple) and actor.user in who):
        return SOME_ONLY.get(action, ADMINS_ONLY)
    if rule.owned and thing and thing.owner not in ("", actor.user):
        return OWNERS_ONLY.get(action) or _owners_only(thing)
    return ""


def _owners_only(thing: Thing) -> str:
    if not thing.name:
        return "Only the person who set it or a workspace admin may change this."
    return (
        f"Only the person who set up {thing.name} (see `/billing {thing.name.partition(' ')[0]}s`) "
        "or a workspace admin may change it."
    )
