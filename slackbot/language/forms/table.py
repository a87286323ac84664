"""The table of all forms, and the reading of their values as commands."""

from collections.abc import Mapping, Sequence
from typing import Final

from slackbot.domain.errors import UserError
from slackbot.language.commands import read_command
from slackbot.language.forms.alert import ALERT
from slackbot.language.forms.digest import DIGEST
from slackbot.language.forms.form import Field, Form, Here, Values
from slackbot.language.forms.group import GROUP
from slackbot.language.forms.link import LINK
from slackbot.language.forms.money import ALLOWANCE, BUDGET, PRICE
from slackbot.language.forms.question import QUESTION
from slackbot.language.forms.settings import FORM as SETTINGS
from slackbot.language.forms.snooze import SNOOZE
from slackbot.language.understanding import Meaning, meaning_of

FORMS: Final[Mapping[str, Form]] = {
    form.name: form
    for form in (
        QUESTION, LINK, DIGEST, ALERT, ALLOWANCE, BUDGET, PRICE, GROUP, SETTINGS,
        SNOOZE,
    )
}  # fmt: skip

LACKING: Final = "Fill this in."


def read_form(form: Form, here: Here, values: Values, which: str) -> Meaning | None:
    """Return what the command of the values means, as if it were typed. Raises UserError."""
    command = read_command(form.command(here, values, which))
    return meaning_of(command, here.reading, here.linked)


def refusals(form: Form, here: Here, values: Values, which: str) -> dict[str, str]:
    """Return why the command of the values is refused, by the field to blame; empty if it is not.

    A field is to blame where its value makes a refused command of the form's example, too. Where
    none is, the first one has the reason.
    """
    shown = form.shown(here, values, which)
    fields = form.fields(here, shown, which)
    lacking = {f.key: LACKING for f in fields if f.required and not shown.get(f.key)}
    if lacking:
        return lacking
    whole = _refused(form, here, values, which)
    if whole is None:
        return {}
    blamed = {}
    menus = {key: shown.get(key, ()) for key in (f.key for f in fields if f.options)}
    for field in fields:
        alone = {**form.example, **menus, field.key: shown.get(field.key, ())}
        if own := _refused(form, here, alone, which):
            blamed[field.key] = own.message
    return blamed or {_blamed(whole.words, fields, shown): whole.message}


def _blamed(words: str, fields: Sequence[Field], shown: Values) -> str:
    """Return the key of the last field with these words, or else of the first field."""
    blamed = [
        field.key
        for field in fields
        if words and any(each in words or words in each for each in shown.get(field.key, ()))
    ]
    return blamed[-1] if blamed else fields[0].key


def _refused(form: Form, here: Here, values: Values, which: str) -> UserError | None:
    try:
        read_form(form, here, values, which)
    except UserError as error:
        return error
    return None
