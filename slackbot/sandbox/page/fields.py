"""Puts the values of Slack's inputs into the fields of an HTML form, and reads them from one."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from slackbot.sandbox.page.spans import Names, inline, words
from slackbot.sandbox.slack.workspace.inputs import KINDS, FieldValue

Json = Mapping[str, Any]
# Inputs as browsers know them.
BROWSER_TYPES = {
    "plain_text_input": "text",
    "number_input": "number",
    "email_text_input": "email",
    "url_text_input": "url",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}


def key(block: Json, element: Json, value: str | None = None) -> str:
    """Return the name of an element in a form; with a value, that choice of it."""
    parts = [block["block_id"], element["action_id"]]
    return json.dumps(parts if value is None else [*parts, value])


def read_key(text: str) -> tuple[str, str, str | None]:
    """Read a name again: block id, action id, and the choice. Raises `ValueError`."""
    match json.loads(text):
        case [str(block_id), str(action_id)]:
            return block_id, action_id, None
        case [str(block_id), str(action_id), str(value)]:
            return block_id, action_id, value
    raise ValueError(f"{text} is no element of a form.")


def shown(element: Json, state: Json, zone: tzinfo) -> list[str]:
    """Return the value of the field, or the ids of what is chosen; empty if nothing is."""
    value = state.get(KINDS[element["type"]].field)
    several = value if isinstance(value, (list, tuple)) else [value]
    return [_shown(element, each, zone) for each in several if each not in (None, "")]


def value_of(element: Json, fields: Sequence[str], zone: tzinfo) -> FieldValue:
    """Return what a person said by the fields of that input. Raises `ValueError`."""
    given = [field for field in fields if field]
    if element["type"] == "datetimepicker" and given:
        return str(int(datetime.fromisoformat(given[0]).replace(tzinfo=zone).timestamp()))
    if KINDS[element["type"]].is_many:
        return given
    return given[0].replace("\r\n", "\n") if given else None


def _shown(element: Json, value: Any, zone: tzinfo) -> str:
    if element["type"] == "datetimepicker":
        return f"{datetime.fromtimestamp(value, zone):%Y-%m-%dT%H:%M}"
    if isinstance(value, Mapping):
        return str(value["value"]) if "value" in value else _rich(value)
    return str(value)


def _rich(value: Json) -> str:
    return "\n".join(words(inline(part["elements"], Names())) for part in value["elements"])
