"""Stores what people have put into the inputs of messages and views, and knows each kind of input.

Slack's name for it is the state: of each block by its id, of each element in it by its action id.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, NamedTuple

from slackbot.sandbox.blocks.elements import NUMERAL
from slackbot.sandbox.blocks.nesting import ELEMENT_LISTS, every

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]
FieldValue = str | Sequence[str] | None  # what a person types or chooses; None empties the input
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
REQUIRED = "Please complete this required field."


class Choice(NamedTuple):
    """A choice of a menu: its id, its label, and its part of the payload once it is chosen."""

    value: str
    label: str
    carried: Any


@dataclass(frozen=True)
class InputKind:
    """A kind of input: the field that has its value, and the field with which it begins."""

    field: str
    initial: str
    is_many: bool = False


_WRITTEN = InputKind("value", "initial_value")
_OPTION = InputKind("selected_option", "initial_option")
_OPTIONS = InputKind("selected_options", "initial_options", is_many=True)
WRITTEN = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
)
KINDS: Mapping[str, InputKind] = {
    "plain_text_input": _WRITTEN,
    "number_input": _WRITTEN,
    "email_text_input": _WRITTEN,
    "url_text_input": _WRITTEN,
    "rich_text_input": InputKind("rich_text_value", "initial_value"),
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "checkboxes": _OPTIONS,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "users_select": InputKind("selected_user", "initial_user"),
    "multi_users_select": InputKind("selected_users", "initial_users", is_many=True),
    "conversations_select": InputKind("selected_conversation", "initial_conversation"),
    "multi_conversations_select": InputKind(
        "selected_conversations", "initial_conversations", is_many=True
    ),
    "channels_select": InputKind("selected_channel", "initial_channel"),
    "multi_channels_select": InputKind("selected_channels", "initial_channels", is_many=True),
    "datepicker": InputKind("selected_date", "initial_date"),
    "timepicker": InputKind("selected_time", "initial_time"),
    "datetimepicker": InputKind("selected_date_time", "initial_date_time"),
}


@dataclass
class Inputs:
    """Holds what was put in, by person and place: a view's id, or a message's channel and ts."""

    _filled: dict[tuple[str, ...], Values] = field(default_factory=dict)
    _offered: dict[tuple[str, ...], list[Choice]] = field(default_factory=dict)

    def fill(self, place: tuple[str, ...], block_id: str, action_id: str, value: Json) -> None:
        """Keep the value of one input in place of the one before."""
        self._filled.setdefault(place, {}).setdefault(block_id, {})[action_id] = value

    def offer(
        self, place: tuple[str, ...], block_id: str, action_id: str, offered: list[Choice]
    ) -> None:
        """Keep what the app offers in a menu, in place of what it offered before."""
        self._offered[(*place, block_id, action_id)] = offered

    def offered(self, place: tuple[str, ...], block_id: str, action_id: str) -> list[Choice]:
        """Return what the app last offered in that menu."""
        return self._offered.get((*place, block_id, action_id), [])

    def state(self, place: tuple[str, ...], blocks: Iterable[Json], channel: str = "") -> Values:
        """Return the value of each input of the blocks: what was put in, or else its initial one.

        What was put in outlives an edit by which the block id, the action id and the kind stay.
        `channel` is the conversation that inputs may begin with.
        """
        filled = self._filled.get(place, {})
        values: Values = {}
        for block, element in elements_in(blocks):
            if element["type"] in KINDS:
                block_id, action_id = block["block_id"], element["action_id"]
                kept = filled.get(block_id, {}).get(action_id)
                is_same = kept is not None and kept["type"] == element["type"]
                value = kept if kept and is_same else _initial(element, channel)
                values.setdefault(block_id, {})[action_id] = value
        return values


# Nobody can act on context_actions in the sandbox.
ACTED_ON = {kind: name for kind, name in ELEMENT_LISTS.items() if kind != "context_actions"}


def elements_in(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Find the elements with which a person can act, each after its block."""
    for _, block in every(list(blocks)):
        inside = block.get(ACTED_ON.get(block["type"], "")) or ()
        for element in (*inside, block.get("accessory"), block.get("element")):
            if element and element["type"] != "image":
                yield block, element


def options_of(menu: Mapping[str, Any]) -> list[Choice]:
    """Return the options of a menu, in groups or not; empty if it has none of its own."""
    groups = menu.get("option_groups") or [menu]
    options = [option for group in groups for option in group.get("options", ())]
    return [Choice(option["value"], option["text"]["text"], option) for option in options]


def with_value(element: Json, given: FieldValue, choices: Sequence[Choice]) -> Json:
    """Return the state of the element once a person has put that in.

    Raises `LookupError` for a choice that is not offered, `ValueError` for what it cannot hold.
    """
    kind = KINDS[element["type"]]
    values = [] if not given else [given] if isinstance(given, str) else list(given)
    most = element.get("max_selected_items", len(values)) if kind.is_many else 1
    if len(values) > most:
        raise ValueError(f"{element['type']} takes no more than {most}.")
    read = _READERS.get(element["type"])
    taken = [read(value) if read else choose(value, choices) for value in values]
    only = taken[0] if taken else None
    return {"type": element["type"], kind.field: taken if kind.is_many else only}


def complaints(blocks: Iterable[Json], values: Values) -> dict[str, str]:
    """Return what Slack itself finds wrong before it submits, by block id; empty if nothing."""
    found: dict[str, str] = {}
    for block, element in elements_in(blocks):
        if block["type"] == "input":
            value = values[block["block_id"]][element["action_id"]]
            given = value[KINDS[element["type"]].field]
            if given in (None, []):
                complaint = "" if block.get("optional") else REQUIRED
            else:
                complaint = _CHECKS.get(element["type"], _fine)(element, given)
            if complaint:
                found[block["block_id"]] = complaint
    return found


def _initial(element: Json, channel: str) -> Json:
    kind = KINDS[element["type"]]
    value = element.get(kind.initial)
    if not value and element.get("default_to_current_conversation") and channel:
        value = [channel] if kind.is_many else channel
    return {"type": element["type"], kind.field: value or ([] if kind.is_many else None)}


def choose(value: FieldValue, choices: Sequence[Choice]) -> Any:
    """Return what the payload says of the choice of that id. Raises `LookupError`."""
    for choice in choices:
        if choice.value == value:
            return choice.carried
    raise LookupError(f"The menu has no option {value!r}, only {[c.value for c in choices]}.")


def _date(value: str) -> str:
    return date.fromisoformat(value).isoformat()


def _time(value: str) -> str:
    return f"{time.fromisoformat(value):%H:%M}"


def _rich(value: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
    return {"type": "rich_text", "elements": [section]}


_READERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(WRITTEN, str),
    "rich_text_input": _rich,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": int,
}


def _fine(_element: Json, _value: str) -> str:
    return ""


def _text(element: Json, value: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter no more than {most} characters." if len(value) > most else ""


def _number(element: Json, value: str) -> str:
    if not NUMERAL.fullmatch(value):
        return "Please enter a number."
    if "." in value and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Please enter a number that is at least {least}."
    if most is not None and float(value) > float(most):
        return f"Please enter a number that is at most {most}."
    return ""


def _email(_element: Json, value: str) -> str:
    return "" if EMAIL.fullmatch(value) else "Please enter a valid email address."


def _url(_element: Json, value: str) -> str:
    return "" if re.match(r"https?://\S+$", value) else "Please enter a valid URL."


_CHECKS: Mapping[str, Callable[[Json, str], str]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
}
