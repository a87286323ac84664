"""Draws a form as a modal, and reads back what was filled in. All functions are pure."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError

from slackbot.domain.errors import UserError
from slackbot.language.forms.form import MOST_OPTIONS, NONE, Field, FieldKind, Option, Values
from slackbot.slack.blocks.blocks import Block, context, plain, section
from slackbot.slack.blocks.text import cut, escape
from slackbot.workflows.forms.desk import UNKNOWN, FormRef, ShownForm

Payload = Mapping[str, Any]
CALLBACK: Final = "form"  # of all forms: their names are in the metadata
FIELD: Final = "field:"  # an action id; the key of the field follows
EMPTY: Final = "-"  # the value of an option that says nothing: Slack takes none that is empty
MOST_CHOSEN: Final = 20
LONGEST_TITLE: Final = 24
LONGEST_LABEL: Final = 75  # of an option
LONGEST_HINT: Final = 300
LONGEST_TYPED: Final = 3000  # the readers refuse less than Slack does, and say why
LONGEST_ERROR: Final = 300
TITLE: Final = "Billing"


def modal(shown: ShownForm) -> Block:
    """Draw the form. Each change of a field lets it be drawn anew, with what it then says."""
    warning = [section(f":warning: {escape(shown.warning)}")] if shown.warning else []
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": shown.ref.model_dump_json(exclude_defaults=True),
        "title": plain(shown.title, LONGEST_TITLE),
        "submit": plain(shown.submit, LONGEST_TITLE),
        "close": plain("Cancel", LONGEST_TITLE),
        "blocks": [
            *warning,
            *_says(shown),
            *(_input(field, shown.values) for field in shown.fields),
        ],
    }


def refusal(reason: str) -> Block:
    """Draw why there is no form."""
    return {
        "type": "modal",
        "title": plain(TITLE, LONGEST_TITLE),
        "close": plain("Close", LONGEST_TITLE),
        "blocks": [section(escape(reason))],
    }


def values_of(view: Payload) -> Values:
    """Read what is filled in; what is no field of ours is left out."""
    found: dict[str, tuple[str, ...]] = {}
    state = (view.get("state") or {}).get("values") or {}
    for elements in state.values():
        for action, element in elements.items():
            if action.startswith(FIELD):
                filled = tuple(each for each in _filled(element) if each not in ("", EMPTY))
                if filled:
                    found[action.removeprefix(FIELD)] = filled
    return found


def ref_of(view: Payload) -> FormRef:
    """Read what the form is about. Raises UserError where that is none of ours."""
    try:
        return FormRef.model_validate_json(str(view.get("private_metadata") or ""))
    except ValidationError as error:
        raise UserError(UNKNOWN) from error


def errors_of(fields: Sequence[Field], errors: Mapping[str, str]) -> dict[str, str]:
    """Return the reasons by the blocks of the fields to blame; at the first where it is not
    shown."""
    blocks = {field.key: _block_id(field) for field in fields}
    first = next(iter(blocks.values()))
    return {
        blocks.get(key, first): cut(why.replace("`", ""), LONGEST_ERROR)
        for key, why in errors.items()
    }


def first_block(view: Payload) -> str:
    """Return the id of the first input of a view that Slack sends."""
    inputs = (each["block_id"] for each in view.get("blocks") or () if each["type"] == "input")
    return str(next(inputs, ""))


def _says(shown: ShownForm) -> list[Block]:
    """Draw the command that the form equals, and what it does."""
    if not shown.command:
        return []
    typed = escape(shown.command).replace("`", "'")
    notes = [context("\n".join(map(escape, shown.notes)))] if shown.notes else []
    return [section(f"Same as typing:\n`/billing {typed}`"), *notes]


def _block_id(field: Field) -> str:
    """Return an id that changes with the options: Slack keeps what is chosen as long as it stays,
    also what is offered no more."""
    if not field.options:
        return field.key
    return f"{field.key}:{sha256(repr(field.options).encode()).hexdigest()[:8]}"


def _input(field: Field, values: Values) -> Block:
    hint = {"hint": plain(field.hint, LONGEST_HINT)} if field.hint else {}
    element = _ELEMENTS[field.kind](field, values.get(field.key, ()))
    return {
        "type": "input",
        "block_id": _block_id(field),
        "label": plain(field.label, LONGEST_LABEL),
        "optional": not (field.required or _has_default(field)),
        "dispatch_action": True,
        "element": {**element, "action_id": f"{FIELD}{field.key}"},
        **hint,
    }


def _has_default(field: Field) -> bool:
    """Tell whether it is a menu in which something is always chosen."""
    menu = field.kind in (FieldKind.CHOICE, FieldKind.SEARCH)
    return menu and any(value == NONE for value, _ in field.options)


def _choice(field: Field, values: Sequence[str]) -> Block:
    options = _options(field)
    chosen = [options[each] for each in values if each in options] or [
        option for value, option in options.items() if not value
    ]
    initial = {"initial_option": chosen[0]} if chosen else {}
    return {"type": "static_select", "options": list(options.values()), **initial}


def _search(field: Field, values: Sequence[str]) -> Block:
    """Draw a menu; Slack asks for the options of one that would have too many."""
    menu = _choice(field, values)
    if len(field.options) <= MOST_OPTIONS:
        return menu
    del menu["options"]
    return {**menu, "type": "external_select", "min_query_length": 0}


def _several(field: Field, values: Sequence[str]) -> Block:
    options = _options(field)
    chosen = [options[each] for each in values if each in options]
    initial = {"initial_options": chosen} if chosen else {}
    return {"type": "multi_static_select", "options": list(options.values()), **initial}


def _check(field: Field, values: Sequence[str]) -> Block:
    return {**_several(field, values), "type": "checkboxes"}


def _options(field: Field) -> dict[str, Block]:
    return {each.value: option(each) for each in field.options}


def option(offered: Option) -> Block:
    """Draw an option of a menu."""
    return {"text": plain(offered.label, LONGEST_LABEL), "value": offered.value or EMPTY}


def _text(_: Field, values: Sequence[str]) -> Block:
    initial = {"initial_value": values[0]} if values else {}
    return {"type": "plain_text_input", "max_length": LONGEST_TYPED, **initial}


def _picked(kind: str) -> "Draw":
    def draw(_: Field, values: Sequence[str]) -> Block:
        return {"type": f"{kind}picker", **({f"initial_{kind}": values[0]} if values else {})}

    return draw


def _people(_: Field, values: Sequence[str]) -> Block:
    initial = {"initial_users": list(values)} if values else {}
    return {"type": "multi_users_select", "max_selected_items": MOST_CHOSEN, **initial}


def _channel(_: Field, values: Sequence[str]) -> Block:
    initial = {"initial_conversation": values[0]} if values else {}
    return {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"]},
        "default_to_current_conversation": True,
        **initial,
    }


Draw = Callable[[Field, Sequence[str]], Block]
_ELEMENTS: Final[Mapping[FieldKind, Draw]] = {
    FieldKind.CHOICE: _choice,
    FieldKind.SEARCH: _search,
    FieldKind.SEVERAL: _several,
    FieldKind.TEXT: _text,
    FieldKind.DATE: _picked("date"),
    FieldKind.TIME: _picked("time"),
    FieldKind.CHECK: _check,
    FieldKind.PEOPLE: _people,
    FieldKind.CHANNEL: _channel,
}


def _filled(element: Payload) -> list[str]:
    """Return the values of an element of any of these kinds."""
    one = [element.get(name) for name in ONE]
    option = element.get("selected_option") or {}
    several = [each.get("value") for each in element.get("selected_options") or ()]
    users = element.get("selected_users") or ()
    return [str(each) for each in (*one, option.get("value"), *several, *users) if each]


ONE: Final = ("value", "selected_date", "selected_time", "selected_conversation")
