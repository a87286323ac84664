"""The form of one setting: `settings zone Europe/Berlin`."""

from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.language.channel_settings import BY_NAME, SETTINGS, Setting
from slackbot.language.forms.form import (
    Field,
    FieldKind,
    Form,
    Here,
    Option,
    Values,
    given,
    joined,
    one,
    options,
)

WHICH: Final = Field(
    "setting",
    "Setting",
    FieldKind.CHOICE,
    tuple(Option(setting.name, setting.label) for setting in SETTINGS),
    required=True,
)


def _fields(_: Here, values: Values, which: str) -> tuple[Field, ...]:
    setting = BY_NAME.get(which or one(values, WHICH.key))
    value = (_value_field(setting),) if setting else ()
    return value if which else (WHICH, *value)


def _value_field(setting: Setting) -> Field:
    """Return the field for the value; each setting has its own, so that no value is another's."""
    if setting.hint:
        kind = FieldKind.PEOPLE if setting.mentions else FieldKind.TEXT
        return Field(setting.name, setting.label, kind, hint=setting.hint)
    offered = options(*(choice.word for choice in setting.choices))
    return Field(setting.name, setting.label, FieldKind.CHOICE, offered, required=True)


def _words(_: Here, values: Values, which: str) -> str:
    name = which or one(values, WHICH.key)
    setting, chosen = BY_NAME.get(name), values.get(name, ())
    if setting and setting.hint and (setting.mentions or not chosen):
        return joined("settings", name, setting.typed(chosen or None))
    return joined("settings", name, one(values, name))


def _values(here: Here, name: str) -> Values:
    """Return the present value of the setting; a field for text is empty where none is set."""
    setting = BY_NAME[name]
    value = setting.of(here.settings, here.policy)
    if setting.mentions:
        return given(**{name: value})
    return given(**{name: "" if setting.hint and value is None else setting.typed(value)})


def _first(here: Here) -> Values:
    values = {key: chosen for name in BY_NAME for key, chosen in _values(here, name).items()}
    return {**values, **given(setting="zone")}


FORM: Final = Form(
    name="settings",
    title="Settings",
    submit="Save",
    action=Action.SEE,
    fields=_fields,
    words=_words,
    values=_values,
    example=given(setting="week", week="sunday"),
    first=_first,
)
