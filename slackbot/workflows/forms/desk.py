"""The desk for forms: it opens them, says what they say, and turns them into asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Limited

from slackbot.domain.access.permission import NOT_IN, UNSEEN_BY_US
from slackbot.domain.ask import Ask
from slackbot.domain.channel import LINK_FIRST
from slackbot.domain.errors import NotAllowedError, UserError
from slackbot.language.channel_settings import Settings
from slackbot.language.commands import read_command
from slackbot.language.forms.form import (
    WORDS,
    Field,
    FieldKind,
    Form,
    Here,
    Option,
    Values,
    found,
    given,
    one,
)
from slackbot.language.forms.link import LINK
from slackbot.language.forms.question import QUESTION
from slackbot.language.forms.table import FORMS, LACKING, read_form, refusals
from slackbot.ports import AccountBots, FormValues, Ports
from slackbot.workflows.context import CommandContext
from slackbot.workflows.forms.offered import offered_bots
from slackbot.workflows.forms.preview import SLOW, preview
from slackbot.workflows.forms.stored import Edited, edited

ANY: Final = ""  # the form that fits the channel: a question, or a link where it has no bot
CHANNEL: Final = Field("channel", "Channel", FieldKind.CHANNEL, required=True)
LONGEST: Final = 200
# Seconds in which it is to be found what a form would do: Slack waits for one that is opened.
SOON: Final = 1.0
LATER: Final = 5.0  # than a change, which is acknowledged at once
UNKNOWN: Final = (
    "I don't know this form. It may be of an older version: close it, and open it again with "
    "`/billing`"
)
CHANGED: Final = (
    "Somebody changed this while your form was open. Below is what you filled in. Press the button "
    "again to save it in place of theirs, or close this and open it again to see it."
)


class FormRef(BaseModel):
    """The subject of a form: it comes back with the filled-in values, and may be forged.

    `which` is the thing that it edits, and `version` how that was when it was opened. Without a
    `channel` it is chosen first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str = Limited(max_length=LONGEST)
    channel: str = Limited(default="", max_length=LONGEST)
    which: str = Limited(default="", max_length=LONGEST)
    version: str = Limited(default="", max_length=LONGEST)


@dataclass(frozen=True)
class ShownForm:
    """A form as it is to be shown: the `command` that it equals, and `notes` on what that does.

    `unfinished`: there was no time for the notes; `changed` finds them.
    """

    ref: FormRef
    title: str
    submit: str
    fields: Sequence[Field]
    values: Values
    command: str = ""
    notes: Sequence[str] = ()
    warning: str = ""
    unfinished: bool = False


@dataclass(frozen=True)
class RefusedForm:
    """Why a form is not taken, by the keys of the fields to blame; `fields` are all that it has."""

    fields: Sequence[Field]
    errors: Mapping[str, str]


class FormDesk:
    """Opens forms for people, and takes what they submit.

    Rights, and the existence of things, are checked each time. Slack says in which channel people
    write; where only a form or a button says so, the person must be a member there.
    `listed` has the bots to offer besides linked ones.
    """

    def __init__(
        self,
        ports: Ports,
        kept: FormValues,
        listed: AccountBots | None = None,
        later: float = LATER,
    ) -> None:
        self._ports = ports
        self._kept = kept
        self._listed = listed
        self._later = later

    async def open(
        self, ask: Ask, name: str, which: str = "", text: str = "", *, elsewhere: bool = False
    ) -> ShownForm:
        """Return the form of that name, filled in: with the thing `which`, with the words `text` of
        a rule, or with what the person last submitted here.

        `elsewhere`: Slack does not say that the person writes in that channel. Raises UserError.
        """
        if not ask.channel or ask.channel.startswith("D"):
            return _choose_channel(name)
        fits = ANY if name == QUESTION.name else name
        place = await self._place(ask, fits, which, elsewhere=elsewhere)
        form, here = place.form, place.here
        values = place.stored.values if place.stored else form.first(here)
        if form.name == QUESTION.name:
            kept = await self._kept.last(ask.team, ask.channel, ask.user, form.name)
            values = form.shown(here, {**values, **kept}, which)
        if text and form.name == name:
            values = form.reading(here, text)
        version = place.stored.version if place.stored else ""
        ref = FormRef(form=form.name, channel=ask.channel, which=which, version=version)
        return await _shown(ref, place, values, SOON)

    async def changed(self, ask: Ask, ref: FormRef, values: Values) -> ShownForm:
        """Return the form with these values: others may have brought other fields. Raises
        UserError."""
        if not ref.channel:
            return _choose_channel(ref.form)
        place = await self._place(ask, ref.form, ref.which, elsewhere=True)
        return await _shown(ref, place, values, self._later)

    async def options(
        self, ask: Ask, ref: FormRef, values: Values, key: str, typed: str
    ) -> Sequence[Option]:
        """Return the options of the field with that key that have what is typed. Raises
        UserError."""
        place = await self._place(ask, ref.form, ref.which, elsewhere=True)
        fields = place.form.fields(place.here, values, ref.which)
        return found(
            (each for field in fields if field.key == key for each in field.options), typed
        )

    async def submit(self, ask: Ask, ref: FormRef, values: Values) -> Ask | ShownForm | RefusedForm:
        """Return the ask with the words of the form; or the form to go on with, or why its fields
        are refused. Raises UserError where the person may not do this, or not any more."""
        if not ref.channel:
            chosen = ask.model_copy(update={"channel": one(values, CHANNEL.key)})
            if not chosen.channel:
                return RefusedForm((CHANNEL,), {CHANNEL.key: "Choose a channel."})
            return await self.open(chosen, ref.form, elsewhere=True)
        place = await self._place(ask, ref.form, ref.which, elsewhere=True)
        if place.stored and place.stored.version != ref.version:
            anew = ref.model_copy(update={"version": place.stored.version})
            return replace(await _shown(anew, place, values, SOON), warning=CHANGED)
        form, here = place.form, place.here
        if errors := refusals(form, here, values, ref.which):
            return RefusedForm(form.fields(here, values, ref.which), errors)
        words = form.command(here, values, ref.which)
        await _permit_words(words, place.context)
        if form.name == QUESTION.name:
            await self._keep(ask, form.name, form.shown(here, values, ref.which))
        return ask.model_copy(update={"text": words})

    async def _keep(self, ask: Ask, form: str, values: Values) -> None:
        """Keep them for the next such form, unless they are words that no field has."""
        if WORDS not in values:
            at = ask.received_at
            await self._kept.keep(ask.team, ask.channel, ask.user, form, values, at)

    async def _place(self, ask: Ask, name: str, which: str, *, elsewhere: bool) -> "_Place":
        """Return the form and what it is about. Raises UserError where the person may not use it,
        or nobody else would see what comes of it."""
        if elsewhere and ask.channel not in await self._ports.directory.of(ask.team).channels(
            ask.user
        ):
            raise NotAllowedError(NOT_IN)
        context = await CommandContext.of(ask, self._ports)
        form = _form(name, context)
        here = await _here(context)
        if form.name == LINK.name and not which:
            here = replace(here, offered=await offered_bots(context, self._listed))
        if which:
            return _Place(form, here, context, await edited(form, which, here, context))
        if (await context.permit(form.action)).privately:
            raise NotAllowedError(UNSEEN_BY_US)
        return _Place(form, here, context)


@dataclass(frozen=True)
class _Place:
    """A form in a channel, and how the thing is stored that it edits, if there is one."""

    form: Form
    here: Here
    context: CommandContext
    stored: Edited | None = None


async def _shown(ref: FormRef, place: _Place, values: Values, within: float) -> ShownForm:
    form, here = place.form, place.here
    fields = form.fields(here, values, ref.which)
    if any(field.kind is FieldKind.SEVERAL and not field.options for field in fields):
        raise UserError(LINK_FIRST)  # there is nothing to choose from
    values = {**_chosen(fields), **{key: chosen for key, chosen in values.items() if any(chosen)}}
    errors = refusals(form, here, values, ref.which)
    notes = [why for why in errors.values() if why != LACKING]
    if not errors:
        notes = await preview(read_form(form, here, values, ref.which), place.context, within)
    return ShownForm(
        ref=ref,
        title=_edit(form, ref.which, here) if ref.which and form.edits else form.title,
        submit=form.submit,
        fields=fields,
        values=values,
        command="" if LACKING in errors.values() else form.command(here, values, ref.which),
        notes=notes,
        unfinished=SLOW in notes,
    )


def _chosen(fields: Sequence[Field]) -> Values:
    """Return what menus begin with that another field has brought: their first options."""
    needed = (each for each in fields if each.kind is FieldKind.CHOICE and each.required)
    return {each.key: (each.options[0].value,) for each in needed if each.options}


def _form(name: str, context: CommandContext) -> Form:
    """Return the form of that name. Raises UserError for a name that none has."""
    if name == ANY:
        name = QUESTION.name if context.bots.bots else LINK.name
    if name not in FORMS:
        raise UserError(UNKNOWN)
    return FORMS[name]


def _edit(form: Form, which: str, here: Here) -> str:
    """Return the title of a form that edits a thing."""
    name = here.linked.names_by_id.get(which, which)
    return f"Edit {form.name} {which}" if which.isdecimal() else f"Edit {name}"


async def _here(context: CommandContext) -> Here:
    ports, team = context.ports, context.ask.team
    allowances = await ports.allowances.of(team, context.home)
    return Here(
        reading=replace(context.reading, allowances=allowances),
        linked=context.bots,
        settings=context.settings,
        policy=await ports.workspaces.settings(team),
    )


async def _permit_words(words: str, context: CommandContext) -> None:
    """Raise NotAllowedError where a setting is another people's than those of the form."""
    command = read_command(words)
    if isinstance(command, Settings) and command.field:
        await context.permit(command.setting.action)


def _choose_channel(name: str) -> ShownForm:
    ref = FormRef(form=name)
    return ShownForm(ref, "Choose a channel", "Next", (CHANNEL,), given())
