"""The form of a group of bots: `group "Retail" = SalesBot, ShopBot`."""

from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.domain.channel import quoted
from slackbot.domain.group import BotGroup
from slackbot.language.forms.form import (
    MOST_OPTIONS,
    Field,
    FieldKind,
    Form,
    Here,
    Option,
    Values,
    given,
    one,
)


def _fields(here: Here, _: Values, which: str) -> tuple[Field, ...]:
    hint = "Such as a cost centre. Every channel of this workspace has it."
    name = Field("name", "Name", FieldKind.TEXT, hint=hint, required=True)
    bots = tuple(Option(name, name) for name in here.linked.names)[:MOST_OPTIONS]
    chosen = Field("bots", "Bots", FieldKind.SEVERAL, bots, required=True)
    return (chosen,) if which else (name, chosen)


def _words(here: Here, values: Values, which: str) -> str:
    name = here.name(which) if which else f'"{one(values, "name")}"'
    return f"group {name} = {', '.join(map(quoted, values.get('bots', ())))}"


def _values(here: Here, group: BotGroup) -> Values:
    return given(name=group.name, bots=[bot.name for bot in here.linked.members(group)])


GROUP: Final = Form(
    name="group",
    title="Add a group of bots",
    submit="Save",
    action=Action.SET_MONEY,
    fields=_fields,
    words=_words,
    values=_values,
    example=given(name="Retail", bots=("SupportBot",)),
)
