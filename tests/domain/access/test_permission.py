"""Who may do what, where: the table in the code against one that was written apart from it."""

import csv
from itertools import product
from pathlib import Path

import pytest
from pydantic import ValidationError

from slackbot.domain.access.permission import Action, Actor, PersonKind, Place, Thing, may
from slackbot.domain.access.workspace import WorkspaceSettings
from tests.rows import try_rows

ME, SOMEBODY = "U1", "U2"
ACTORS = {kind.value: Actor(user=ME, kind=kind) for kind in PersonKind} | {
    "admin": Actor(user=ME, is_admin=True)
}
CHANNELS = {
    "plain": (False, False),
    "unseen": (None, False),
    "refused": (True, False),
    "allowed": (True, True),
}
PLACES = {"here": "C1", "other": "C2", "dm": "D1"}
THINGS = {
    "none": None,
    "own": Thing(channel="C1", owner=ME, name="alert 2"),
    "other": Thing(channel="C1", owner=SOMEBODY, name="alert 2"),
}
MEMBERS_CALL = WorkspaceSettings(calling="members")


def _rows() -> list[dict[str, str]]:
    lines = (Path(__file__).parent / "permission_matrix.csv").read_text().splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


ROWS = _rows()


def _place(row: dict[str, str]) -> Place:
    shared, allowed = CHANNELS[row["channel"]]
    return Place(channel=PLACES[row["place"]], shared=shared, sharing_allowed=allowed)


def _outcome(actor: Actor, row: dict[str, str]) -> str:
    decision = may(actor, Action(row["action"]), _place(row), THINGS[row["thing"]])
    assert decision.reason
    if not decision.allowed:
        return "-" if decision.unknown else "n"
    return "P" if decision.privately else "Y"


@pytest.mark.parametrize("who", ACTORS)
def test_the_table_is_what_was_decided(who: str) -> None:
    def check(row: dict[str, str]) -> None:
        assert _outcome(ACTORS[who], row) == row[who]

    try_rows(ROWS, check)


def test_the_expectations_are_complete() -> None:
    assert set(ROWS[0]) == {"action", "thing", "place", "channel", *ACTORS}
    written = {(row["action"], row["thing"], row["place"], row["channel"]) for row in ROWS}
    assert len(written) == len(ROWS)
    for action in Action:
        rows = [row for row in ROWS if row["action"] == action]
        assert {row["channel"] for row in rows} >= {"plain", "refused", "allowed"}, action
        things = {row["thing"] for row in rows}
        if things != {"none"}:
            reached = set(product(("other",), ("here", "other")))
            assert {(row["thing"], row["place"]) for row in rows} >= reached, action


def test_what_no_row_says_is_as_its_neighbours() -> None:
    """A channel that cannot be seen is a plain one whose answers are private."""
    for row, (who, actor) in product(ROWS, ACTORS.items()):
        if row["channel"] != "plain" or row["place"] == "dm":
            continue
        unseen = _outcome(actor, row | {"channel": "unseen"})
        assert unseen.replace("P", "Y") == row[who]


@pytest.mark.parametrize("kind", PersonKind)
def test_members_may_call_where_an_admin_allowed_it(kind: PersonKind) -> None:
    decision = may(Actor(user=ME, kind=kind), Action.CALL, Place(channel="C1"), None, MEMBERS_CALL)
    assert decision.allowed is (kind is PersonKind.MEMBER)


@pytest.mark.parametrize("kind", PersonKind)
def test_an_approver_is_a_member_whom_an_admin_has_named(kind: PersonKind) -> None:
    for user in (ME, ""):
        policy = WorkspaceSettings(approvers=(ME, SOMEBODY))
        actor = Actor(user=user, kind=kind)
        decision = may(actor, Action.APPROVE, Place(channel="C1"), None, policy)
        assert decision.allowed is (kind is PersonKind.MEMBER and user == ME)


@pytest.mark.parametrize("thing", [None, Thing(channel="C1", owner=ME)])
def test_money_may_be_for_admins_alone(thing: Thing | None) -> None:
    policy, here = WorkspaceSettings(money="admins"), Place(channel="C1")
    assert not may(Actor(user=ME), Action.SET_MONEY, here, thing, policy).allowed
    assert may(ACTORS["admin"], Action.SET_MONEY, here, thing, policy).allowed


@pytest.mark.parametrize("kind", [kind for kind in PersonKind if kind is not PersonKind.MEMBER])
def test_only_a_member_is_an_admin(kind: PersonKind) -> None:
    with pytest.raises(ValidationError):
        Actor(user=ME, kind=kind, is_admin=True)


@pytest.mark.parametrize("action", Action)
def test_an_owner_in_a_channel_of_others_is_nobody(action: Action) -> None:
    """What one owns is reached from one's direct message, and from no other channel."""
    own = Thing(channel="C1", owner=ME)
    assert not may(Actor(user=ME), action, Place(channel="C2"), own).allowed


def test_a_thing_that_nobody_owns_is_the_channels() -> None:
    """Of a time when owners were not recorded."""
    thing = Thing(channel="C1")
    assert may(Actor(user=ME), Action.CHANGE, Place(channel="C1"), thing).allowed
    assert may(Actor(user=ME), Action.CHANGE, Place(channel="D1"), thing).unknown


def test_whoever_lets_a_bot_write_has_no_more_rights_than_it() -> None:
    for actor in ACTORS.values():
        by_bot = actor.by_bot()
        assert not by_bot.is_admin
        assert by_bot.kind in (PersonKind.BOT, PersonKind.OUTSIDER, PersonKind.DEACTIVATED)
