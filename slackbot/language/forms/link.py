"""The form that links a bot: `link st-… as SupportBot`."""

from collections import Counter
from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.domain.channel import LinkedBot
from slackbot.language.forms.form import (
    NONE,
    YES,
    Field,
    FieldKind,
    Form,
    Here,
    Option,
    Values,
    given,
    joined,
    one,
)

WHERE: Final = "It starts with st- and is in Kore.ai under App Settings."
BY_ID: Final = Option(NONE, "Another bot, by its ID")
LONGEST_NAME: Final = 30  # beside an id, in a label
DEFAULT: Final = Option(YES, "Take this bot where a question names none")


def _fields(here: Here, values: Values, which: str) -> tuple[Field, ...]:
    chosen = "" if which else one(values, "bot")
    own = _name(here, chosen)
    menu = Field("bot", "Bot", FieldKind.SEARCH, (BY_ID, *_options(here, chosen)))
    named = Field("id", "Bot ID", FieldKind.TEXT, hint=WHERE, required=True)
    hint = (
        f"As people here call it. Leave it empty for {own}." if own else "As people here call it."
    )
    name = Field("name", "Name", FieldKind.TEXT, hint=hint, required=not own)
    default = Field("default", "Default", FieldKind.CHECK, (DEFAULT,))
    return (
        *((menu,) if (here.offered or chosen) and not which else ()),
        *(() if which or chosen else (named,)),
        name,
        *((default,) if here.linked.bots else ()),
    )


def _options(here: Here, chosen: str) -> list[Option]:
    """Return the bots to choose from, by name; one that is not offered any more by its id."""
    names = Counter(bot.name.casefold() for bot in here.offered)
    bots = sorted(here.offered, key=lambda bot: (bot.name.casefold(), bot.id))
    offered = [
        Option(
            bot.id,
            bot.name
            if names[bot.name.casefold()] == 1
            else f"{bot.name[:LONGEST_NAME]} ({bot.id})",
        )
        for bot in bots
    ]
    gone = chosen and all(each.value != chosen for each in offered)
    return [*offered, *([Option(chosen, chosen)] if gone else [])]


def _name(here: Here, id_: str) -> str:
    """Return the name of an offered bot, without what would end it in a command."""
    named = (bot.name.replace('"', "'") for bot in here.offered if bot.id == id_)
    return next(named, "")


def _words(here: Here, values: Values, which: str) -> str:
    chosen = which or one(values, "bot")
    id_ = chosen or one(values, "id").replace(" ", "")
    name = one(values, "name") or _name(here, chosen)
    default = "by default" if one(values, "default") else ""
    return joined("link", id_, f'as "{name}"', default)


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
