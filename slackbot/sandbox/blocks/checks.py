"""Checks JSON against a form; the tables of Slack's blocks are built from these checks.

A check yields every fault with its place; it does not stop at the first.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class BlockError:
    """One thing that Slack refuses, and its place: a JSON pointer into the blocks, or the view."""

    pointer: str
    code: str
    message: str

    def wire(self) -> dict[str, str]:
        """The error as blocks.validate gives it."""
        return {"pointer": self.pointer, "code": self.code, "message": self.message}

    def sentence(self, of: str = "blocks") -> str:
        """The error as a line of `response_metadata.messages`; `of` is the argument's name."""
        return f"[ERROR] {self.message} [json-pointer:/{of}{self.pointer}]"


Errors = Iterator[BlockError]
Check = Callable[[Any, str], Errors]


def wrong(pointer: str, message: str, code: str = "failed_constraint") -> BlockError:
    """The error at that place."""
    return BlockError(pointer, code, message)


def string(most: int, least: int = 1) -> Check:
    """A string of so many characters."""

    def check(value: Any, at: str) -> Errors:
        if not isinstance(value, str):
            yield wrong(at, "must be a string")
        elif len(value) < least:
            yield wrong(at, f"must be more than {least - 1} characters")
        elif len(value) > most:
            yield wrong(at, f"must be less than {most + 1} characters")

    return check


def address(*schemes: str) -> Check:
    """Check the address of something on the web, by one of these schemes.

    A script or a file is none. Where Slack's apps take others, such as `mailto:`, its pages do not
    say that messages of apps may have them.
    """
    pattern = re.compile(rf"({'|'.join(schemes)})://[^\s/]", re.IGNORECASE)
    words = " or ".join(scheme.upper() for scheme in schemes)

    def check(value: Any, at: str) -> Errors:
        errors = list(string(3000)(value, at))
        yield from errors
        if not errors and not pattern.match(value):
            yield wrong(at, f"must be an {words} URL")

    return check


def integer(least: int, most: int) -> Check:
    """A whole number in a range, both ends included."""

    def check(value: Any, at: str) -> Errors:
        if not isinstance(value, int) or isinstance(value, bool):
            yield wrong(at, "must be an integer")
        elif not least <= value <= most:
            yield wrong(at, f"must be between {least} and {most}")

    return check


def number(*, positive: bool = False) -> Check:
    """A number, whole or not."""

    def check(value: Any, at: str) -> Errors:
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            yield wrong(at, "must be a number")
        elif value != value or value in (float("inf"), float("-inf")):
            yield wrong(at, "must be a finite number")
        elif positive and value <= 0:
            yield wrong(at, "must be greater than 0")

    return check


def boolean(value: Any, at: str) -> Errors:
    """True or false."""
    if not isinstance(value, bool):
        yield wrong(at, "must be a boolean")


def one_of(*words: str) -> Check:
    """One of these words."""

    def check(value: Any, at: str) -> Errors:
        if value not in words:
            yield wrong(at, f"must be one of: {', '.join(words)}")

    return check


def array(item: Check, most: int, least: int = 1) -> Check:
    """A list of so many items, each of which passes."""

    def check(value: Any, at: str) -> Errors:
        if not isinstance(value, (list, tuple)):
            yield wrong(at, "must be an array")
            return
        if len(value) < least:
            yield wrong(at, f"no fewer than {least} items allowed")
        if len(value) > most:
            yield wrong(at, f"no more than {most} items allowed")
        for index, thing in enumerate(value):
            yield from item(thing, f"{at}/{index}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no other. `None` counts as not given, as it does to Slack."""
    fields = {**required, **(optional or {})}

    def check(value: Any, at: str) -> Errors:
        if not isinstance(value, Mapping):
            yield wrong(at, "must be an object")
            return
        given = {name: thing for name, thing in value.items() if thing is not None}
        for name in required:
            if name not in given:
                yield wrong(at, f"missing required field: {name}", "missing_field")
        for name, thing in given.items():
            if name in fields:
                yield from fields[name](thing, f"{at}/{name}")
            else:
                yield wrong(at, f"invalid additional property: {name}", "unknown_field")

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these checks it has to pass."""

    def check(value: Any, at: str) -> Errors:
        if not isinstance(value, Mapping):
            yield wrong(at, "must be an object")
        elif not isinstance(kind := value.get("type"), str) or kind not in kinds:
            yield wrong(f"{at}/type", f"unsupported type: {kind}")
        else:
            rest = {name: thing for name, thing in value.items() if name != "type"}
            yield from kinds[kind](rest, at)

    return check


def both(*checks: Check) -> Check:
    """All of these; a later one is asked only if the earlier ones have nothing to say."""

    def check(value: Any, at: str) -> Errors:
        for one in checks:
            errors = list(one(value, at))
            yield from errors
            if errors:
                return

    return check


def any_field(*names: str) -> Check:
    """At least one of these fields."""

    def check(value: Any, at: str) -> Errors:
        if not any(value.get(name) for name in names):
            yield wrong(at, f"missing required field: {' or '.join(names)}", "missing_field")

    return check


def one_field(*names: str) -> Check:
    """Exactly one of these fields."""

    def check(value: Any, at: str) -> Errors:
        if sum(value.get(name) is not None for name in names) != 1:
            yield wrong(at, f"must have exactly one of: {', '.join(names)}")

    return check


def unique(values: Sequence[str | None], at: str, name: str, below: str = "") -> Errors:
    """Yield an error for each value that occurs earlier, too; None is no value."""
    for index, value in enumerate(values):
        if value is not None and value in values[:index]:
            yield wrong(f"{at}/{index}{below}", f"`{name}` {value} already exists")
