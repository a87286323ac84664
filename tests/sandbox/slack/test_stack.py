"""What holds of everybody's modals and Home tabs, whatever apps and people do in whatever order."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.views import MAX_STACK, ViewError, Views
from tests.clock import seconds
from tests.properties import steady

USERS = ("U1", "U2")
ACTS = ("open", "push", "publish", "update", "close", "clear")
Act = tuple[str, str, str, int]


def content(kind: str, external_id: str) -> dict[str, Any]:
    return {"type": kind, "blocks": [], "external_id": external_id}


def do(views: Views, act: Act) -> None:
    """One act for one user; `which` chooses among the views that are there."""
    name, user, external_id, which = act
    stack = views.stack(user)
    if name in ("open", "push"):
        getattr(views, name)(user, content("modal", external_id))
    elif name == "publish":
        views.publish(user, content("home", external_id))
    elif name == "clear":
        views.clear(user)
    elif stack:
        view = stack[which % len(stack)]
        if name == "close":
            views.close(view)
        else:
            views.update(view, content("modal", external_id), view.hash)


def everything(views: Views) -> list[View]:
    homes = [home for user in USERS if (home := views.home(user))]
    return [*homes, *(view for user in USERS for view in views.stack(user))]


@steady(200)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(ACTS),
            st.sampled_from(USERS),
            st.sampled_from(("", "", "mine", "yours")),
            st.integers(0, 2),
        ),
        max_size=25,
    )
)
def test_stacks_are_chains_of_at_most_three_and_every_name_is_of_one_view(acts: list[Act]) -> None:
    views = Views(seconds)
    for act in acts:
        before = everything(views)
        try:
            do(views, act)
        except ViewError:
            assert everything(views) == before, "what is refused changes nothing"
        now = everything(views)
        for names in (
            [view.id for view in now],
            [view.hash for view in now],
            [view.external_id for view in now if view.external_id],
        ):
            assert len(set(names)) == len(names)
        for user in USERS:
            is_chain(views, user)


def is_chain(views: Views, user: str) -> None:
    stack = views.stack(user)
    assert len(stack) <= MAX_STACK
    for below, view in pairwise(stack):
        assert view.previous_id == below.id
        assert views.visible(below.id) is None
    for view in stack:
        assert view.root_id == stack[0].id
    for top in stack[-1:]:
        assert views.visible(top.id) == top
