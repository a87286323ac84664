"""The form that snoozes an alert for any length: `snooze alert 2 until Monday 9am`."""

from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.language.forms.form import Field, FieldKind, Form, Here, Values, given, joined, one

LENGTH: Final = Field(
    "length",
    "How long",
    FieldKind.TEXT,
    hint="Such as: for 3 hours, until Monday 9am, until 3 Dec.",
    required=True,
)


def _words(_: Here, values: Values, which: str) -> str:
    return joined("snooze alert", which, one(values, LENGTH.key))


SNOOZE: Final = Form(
    name="snooze",
    title="Snooze an alert",
    submit="Snooze",
    action=Action.ANSWER,
    fields=lambda *_: (LENGTH,),
    words=_words,
    values=lambda *_: given(length="for 3 hours"),
    example=given(length="for 3 hours"),
    edits=False,
)
