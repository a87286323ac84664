"""Who may do what, where: a row for each rule."""

import pytest

from slackbot.domain.permission import Action, Actor, Audience, may

MEMBER, OWNER, ADMIN = Actor(user="U1"), Actor(user="U2"), Actor(user="U9", is_admin=True)
HERE = Audience()
SHARED = Audience(shared=True)
ALLOWED = Audience(shared=True, sharing_allowed=True)
UNSEEN = Audience(shared=None)

RULES = [
    ("members ask", MEMBER, Action.ASK, HERE, None, True),
    ("members link", MEMBER, Action.LINK, HERE, None, True),
    ("what nobody owns is anybody's", MEMBER, Action.CHANGE, HERE, None, True),
    ("an owner changes their own", OWNER, Action.CHANGE, HERE, "U2", True),
    ("a member changes nothing of another's", MEMBER, Action.CHANGE, HERE, "U2", False),
    ("an admin changes another's", ADMIN, Action.CHANGE, HERE, "U2", True),
    ("nobody asks where outsiders listen", MEMBER, Action.ASK, SHARED, None, False),
    ("not even an admin", ADMIN, Action.ASK, SHARED, None, False),
    ("unless it was allowed", MEMBER, Action.ASK, ALLOWED, None, True),
    ("which a member cannot do", MEMBER, Action.ALLOW_SHARING, SHARED, None, False),
    ("and an admin can", ADMIN, Action.ALLOW_SHARING, SHARED, None, True),
    ("an unseen channel is asked in privately", MEMBER, Action.ASK, UNSEEN, None, True),
    ("but changes nothing of another's", MEMBER, Action.CHANGE, UNSEEN, "U2", False),
]


@pytest.mark.parametrize(
    ("actor", "action", "place", "owner", "allowed"),
    [rule[1:] for rule in RULES],
    ids=[rule[0] for rule in RULES],
)
def test_rules(
    actor: Actor, action: Action, place: Audience, owner: str | None, allowed: bool
) -> None:
    decision = may(actor, action, place, owner)
    assert decision.allowed is allowed
    assert decision.reason


def test_an_unseen_channel_hears_nothing() -> None:
    assert may(MEMBER, Action.ASK, UNSEEN).privately
    assert not may(MEMBER, Action.ASK, HERE).privately
    assert not may(MEMBER, Action.ASK, ALLOWED).privately
