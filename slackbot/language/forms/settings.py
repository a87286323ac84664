"""The form of one setting: `settings zone Europe/Berlin`."""

from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.calendar.holidays import place_name
from slackbot.language.commands import Scope
from slackbot.language.forms.form import (
    Field,
    Form,
    Here,
    Kind,
    Option,
    Values,
    given,
    joined,
    one,
    options,
)

OFF: Final = Option("off", "Off")
MEMBERS: Final = options("admins", "members")
SETTINGS: Final = (
    Option("zone", "Time zone"),
    Option("week", "First day of the week"),
    Option("fiscal year", "Fiscal year"),
    Option("holidays", "Public holidays"),
    Option("cost", "Cost in every answer"),
    Option("sharing", "Answers in shared channels (admins)"),
    Option("bots", "Who may link bots (admins)"),
    Option("approvers", "Who approves links (admins)"),
    Option("money", "Who may set prices (admins)"),
    Option("calling", "Who may have alerts call channels (admins)"),
)
SETTING_NAMES: Final = frozenset(option.value for option in SETTINGS)
ZONE: Final = "Such as Europe/Berlin. Leave this empty for each person's own."
PLACE: Final = "A country, such as Germany. Leave this empty for none."
FISCAL_YEARS: Final = tuple(
    Option(said, said)
    for named_by in ("end", "start")
    for month in range(1, 13)
    for said in (FiscalYear.model_validate({"month": month, "named_by": named_by}).describe(),)
)
CHOICES: Final = {
    "week": options("monday", "sunday"),
    "fiscal year": (OFF, *FISCAL_YEARS),
    "cost": options("on", "off"),
    "sharing": options("allow", "refuse"),
    "bots": options("open", "approved"),
    "money": MEMBERS,
    "calling": MEMBERS,
}
OF_WORKSPACE: Final = frozenset("bots approvers money calling".split())
EMPTY: Final = {"zone": "asker", "holidays": "off", "approvers": "none"}


def _fields(_: Here, values: Values, which: str) -> tuple[Field, ...]:
    setting = which or one(values, "setting")
    label = next((each.label for each in SETTINGS if each.value == setting), "")
    chosen = Field("setting", "Setting", Kind.CHOICE, SETTINGS, required=True)
    return (*(() if which else (chosen,)), *_value_fields(setting, label))


def _value_fields(setting: str, label: str) -> tuple[Field, ...]:
    """Return the field for the value; each setting has its own, so that no value is another's."""
    if offered := CHOICES.get(setting):
        return (Field(setting, label, Kind.CHOICE, offered, required=True),)
    if setting == "approvers":
        return (Field(setting, label, Kind.PEOPLE, hint="Beside the admins."),)
    hint = {"zone": ZONE, "holidays": PLACE}.get(setting)
    return (Field(setting, label, Kind.TEXT, hint=hint),) if hint else ()


def _words(_: Here, values: Values, which: str) -> str:
    setting = which or one(values, "setting")
    if setting == "approvers" and (users := values.get(setting, ())):
        return joined("settings approvers", *(f"<@{user}>" for user in users))
    return joined("settings", setting, one(values, setting) or EMPTY.get(setting, ""))


def present(here: Here) -> dict[str, Values]:
    """Return the present value of each setting, by the setting."""
    own, policy = here.settings, here.policy
    said = {
        "zone": own.zone or "",
        "week": own.week_start,
        "fiscal year": own.fiscal_year.describe() if own.fiscal_year else "off",
        "holidays": place_name(own.holidays) if own.holidays else "",
        "cost": "on" if own.cost_always else "off",
        "sharing": "allow" if own.sharing_allowed else "refuse",
        "bots": policy.bots,
        "money": policy.money,
        "calling": policy.calling,
    }
    found = {name: given(**{name: value}) for name, value in said.items()}
    return {**found, "approvers": given(approvers=policy.approvers)}


def scope_of(setting: str) -> Scope:
    """Tell whose setting it is."""
    if setting == "sharing":
        return "sharing"
    return "workspace" if setting in OF_WORKSPACE else "channel"


def _first(here: Here) -> Values:
    values = {key: said for each in present(here).values() for key, said in each.items()}
    return {**values, **given(setting="zone")}


FORM: Final = Form(
    name="settings",
    title="Settings",
    submit="Save",
    action=Action.SEE,
    fields=_fields,
    words=_words,
    values=lambda here, setting: present(here)[setting],
    example=given(setting="week", week="sunday"),
    first=_first,
)
