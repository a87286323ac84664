"""Stores the views that people see: each person's open modal, and their Home tab."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from slackbot.sandbox.slack.workspace.view import HOME, MODAL, View

# The modals page: "A modal can hold up to 3 views at a time in a view stack."
MAX_STACK = 3


class ViewError(Exception):
    """Slack refuses what the app wants to show; `word` is its reason."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass
class Views:
    """Holds the views on people's screens. A person has at most one modal, a stack of views."""

    now: Callable[[], float]
    _stacks: dict[str, list[View]] = field(default_factory=dict)  # by user, the visible one last
    _homes: dict[str, View] = field(default_factory=dict)  # by user
    _count: int = 0

    def stack(self, user: str) -> Sequence[View]:
        """Return the views of the user's modal, the visible one last; empty if none is open."""
        return tuple(self._stacks.get(user, ()))

    def home(self, user: str) -> View | None:
        """Return the user's Home tab; None before the app first published one."""
        return self._homes.get(user)

    def find(self, id_: str) -> View | None:
        """Return the current view of that id; None if it was closed."""
        return next((view for view in self._all() if view.id == id_), None)

    def visible(self, id_: str) -> View | None:
        """Return the current view of that id; None if it was closed or lies below another."""
        view = self.find(id_)
        is_covered = view and view.type == MODAL and self.stack(view.user)[-1].id != view.id
        return None if is_covered else view

    def find_external(self, external_id: str) -> View | None:
        """Return the view to which the app gave that id; None if it was closed."""
        found = (view for view in self._all() if external_id and view.external_id == external_id)
        return next(found, None)

    def open(self, user: str, content: Mapping[str, Any], channel: str = "") -> View:
        """Show a new modal, in place of the one that is open. Raises `ViewError`."""
        view = replace(self._new(user, content), channel=channel)
        self._stacks[user] = [view]
        return view

    def push(self, user: str, content: Mapping[str, Any]) -> View:
        """Show a view above the visible one of the open modal. Raises `ViewError`."""
        stack = self._stacks.get(user)
        if not stack:
            raise ViewError("not_found")
        if len(stack) >= MAX_STACK:
            raise ViewError("push_limit_reached")
        view = self._new(user, content)
        below = stack[-1]
        view = replace(view, root_id=below.root_id, previous_id=below.id, channel=below.channel)
        stack.append(view)
        return view

    def publish(self, user: str, content: Mapping[str, Any], hash_: str = "") -> View:
        """Show a Home tab, with a hash only in place of that very one. Raises `ViewError`."""
        home = self._homes.get(user)
        if home:
            return self.update(home, content, hash_)
        if hash_:
            raise ViewError("hash_conflict")
        self._homes[user] = self._new(user, content)
        return self._homes[user]

    def update(self, view: View, content: Mapping[str, Any], hash_: str = "") -> View:
        """Show other content in the view, with a hash only if it is still that of the view.

        Raises `ViewError`.
        """
        if hash_ and hash_ != view.hash:
            raise ViewError("hash_conflict")
        self._check_external_id(content, view)
        return self.put(view.with_content(content, self._next_hash()))

    def put(self, view: View) -> View:
        """Keep the view in place of the one with its id, which is still shown."""
        if view.type == HOME:
            self._homes[view.user] = view
        else:
            stack = self._stacks[view.user]
            stack[[each.id for each in stack].index(view.id)] = view
        return view

    def close(self, view: View) -> None:
        """Show the view no longer, nor those above it."""
        stack = self._stacks[view.user]
        del stack[[each.id for each in stack].index(view.id) :]

    def clear(self, user: str) -> None:
        """Close the user's modal."""
        self._stacks.pop(user, None)

    def _all(self) -> Iterator[View]:
        yield from self._homes.values()
        for stack in self._stacks.values():
            yield from stack

    def _new(self, user: str, content: Mapping[str, Any]) -> View:
        self._check_external_id(content, None)
        self._count += 1
        id_ = f"V{self._count:08}"
        return View(id_, user, {}, "", id_).with_content(content, self._next_hash())

    def _check_external_id(self, content: Mapping[str, Any], own: View | None) -> None:
        other = self.find_external(str(content.get("external_id") or ""))
        if other and (own is None or other.id != own.id):
            raise ViewError("duplicate_external_id")

    def _next_hash(self) -> str:
        return f"{int(self.now())}.{secrets.token_hex(4)}"
