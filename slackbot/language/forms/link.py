"""The form that links a bot: `link st-… as SupportBot`."""

from typing import Final

from slackbot.domain.channel import LinkedBot
from slackbot.domain.permission import Action
from slackbot.language.forms.form import (
    YES,
    Field,
    Form,
    Here,
    Kind,
    Option,
    Values,
    given,
    joined,
    one,
)

WHERE: Final = "It starts with st- and is in Kore.ai under App Settings."
DEFAULT: Final = Option(YES, "Take this bot where a question names none")


def _fields(here: Here, _: Values, which: str) -> tuple[Field, ...]:
    named = Field("id", "Bot ID", Kind.TEXT, hint=WHERE, required=True)
    name = Field("name", "Name", Kind.TEXT, hint="As people here call it.", required=True)
    default = Field("default", "Default", Kind.CHECK, (DEFAULT,))
    return (*(() if which else (named,)), name, *((default,) if here.linked.bots else ()))


def _words(_: Here, values: Values, which: str) -> str:
    id_ = which or one(values, "id").replace(" ", "")
    default = "by default" if one(values, "default") else ""
    return joined("link", id_, f'as "{one(values, "name")}"', default)


def _values(_: Here, bot: LinkedBot) -> Values:
    return given(name=bot.name, default=YES if bot.is_default else "")


LINK: Final = Form(
    name="link",
    title="Link a bot",
    submit="Link",
    action=Action.LINK,
    fields=_fields,
    words=_words,
    values=_values,
    example=given(id="st-1234-abcd", name="SupportBot"),
)
