"""A form: fields whose values become the words of a command, which typed words become as well."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final, NamedTuple

from slackbot.domain.access.permission import Action
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.channel import Bot, ChannelBots, ChannelSettings, quoted
from slackbot.domain.spelling import listed
from slackbot.language.context import ReadingContext
from slackbot.language.names.called import called

Values = Mapping[str, tuple[str, ...]]  # by the keys of fields; an empty field has no value
NONE: Final = ""  # the option that says nothing
YES: Final = "yes"  # of a check
WORDS: Final = "words"  # the key of a field that has the whole command's words
MOST_OPTIONS: Final = 100  # of a menu


class FieldKind(StrEnum):
    """The kinds of fields."""

    CHOICE = "choice"
    SEARCH = "search"  # a choice of any number of options
    SEVERAL = "several"
    TEXT = "text"
    DATE = "date"  # 2026-11-30
    TIME = "time"  # 09:30
    CHECK = "check"
    PEOPLE = "people"  # ids of users
    CHANNEL = "channel"  # an id


class Option(NamedTuple):
    """An option of a menu: its value, and the words for it."""

    value: str
    label: str


class Field(NamedTuple):
    """A field: its key, its label, what it takes, and a hint below it."""

    key: str
    label: str
    kind: FieldKind
    options: tuple[Option, ...] = ()
    hint: str = ""
    required: bool = False


@dataclass(frozen=True)
class Here:
    """The channel that a form is about. `reading` has its bots, groups, allowances and prices.

    `offered` are bots that are not linked here, and that the person may be shown.
    """

    reading: ReadingContext
    linked: ChannelBots
    settings: ChannelSettings
    policy: WorkspaceSettings
    offered: tuple[Bot, ...] = ()

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of the channel's prices, sorted."""
        return tuple(sorted({price.currency for price in self.reading.allowances.prices}))

    def name(self, id_: str) -> str:
        """Return the name of a bot or group here as people type it, or else its id."""
        name = self.linked.names_by_id.get(id_)
        return quoted(name) if name else id_


@dataclass(frozen=True)
class Form:
    """A form. `which` is the thing that is edited, empty for a new one.

    - `fields` are those to show with the values: some depend on others.
    - `words` are the command that the values of shown fields are.
    - `values` are those of a stored thing, which is a model of the domain.
    - `first` are those of a new form; `example` are some that make a command.
    - `reading` returns those of words that a message shows; it raises UserError.
    - `edits`: with a thing, it changes what is stored of that.
    """

    name: str
    title: str
    submit: str
    action: Action
    fields: Callable[[Here, Values, str], Sequence[Field]]
    words: Callable[[Here, Values, str], str]
    example: Values
    values: Callable[[Here, Any], Values] = lambda _, __: {}
    first: Callable[[Here], Values] = lambda _: {}
    reading: Callable[[Here, str], Values] = lambda _, text: whole(text)
    edits: bool = True

    def shown(self, here: Here, values: Values, which: str) -> dict[str, tuple[str, ...]]:
        """Return the values of the fields that are shown, without options that there are not."""
        kept = dict(values)
        # A menu may show another one below it, which then has its value.
        for field in self.fields(here, kept, which):
            if field.options and field.key in kept:
                offered = {option.value for option in field.options}
                kept[field.key] = tuple(each for each in kept[field.key] if each in offered)
        keys = {field.key for field in self.fields(here, kept, which)}
        return {key: chosen for key, chosen in kept.items() if key in keys and any(chosen)}

    def command(self, here: Here, values: Values, which: str) -> str:
        """Return the command that these values are, without `/billing`."""
        words = self.words(here, self.shown(here, values, which), which)
        return " ".join(words.split())


def found(offered: Iterable[Option], typed: str) -> list[Option]:
    """Return the first options with what is typed in their words or values."""
    words = typed.strip().casefold()
    fit = (each for each in offered if words in f"{each.label}\n{each.value}".casefold())
    return list(islice(fit, MOST_OPTIONS))


def one(values: Values, key: str) -> str:
    """Return the value of a field that has one; empty where it has none."""
    return next(iter(values.get(key, ())), "")


def joined(*parts: str) -> str:
    """Join the parts that say something."""
    return " ".join(filter(None, parts))


def several(words: Iterable[str]) -> str:
    """Write `A, B and C`; nothing where there is none."""
    each = list(words)
    return listed(each) if each else ""


def given(**values: str | Iterable[str]) -> Values:
    """Return values by key, without empty ones."""
    each = {
        key: (chosen,) if isinstance(chosen, str) else tuple(chosen)
        for key, chosen in values.items()
    }
    return {key: chosen for key, chosen in each.items() if any(chosen)}


def options(*choices: str) -> tuple[Option, ...]:
    """Return options whose words are their values."""
    return tuple(Option(each, each[:1].upper() + each[1:]) for each in choices)


TO: Final = Field(
    "to", "Send to", FieldKind.CHOICE, (Option(NONE, "This channel"), Option("to me", "Only me"))
)
NAME: Final = Field("name", "Name", FieldKind.TEXT, hint="It is shown beside the number.")


def name_words(values: Values, which: str) -> str:
    """Write what the field for a name says; of a thing that is edited, also that it has none."""
    name = one(values, NAME.key).replace('"', "'")
    return called(name) or ("without a name" if which else "")


def whole(text: str) -> Values:
    """Return the values of a form for a thing whose words no fields have."""
    return {WORDS: (text,)}


def whole_field(label: str) -> tuple[Field, ...]:
    """Return the field of such a form."""
    return (Field(WORDS, label, FieldKind.TEXT, required=True),)
