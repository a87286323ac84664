"""Buttons that open forms: their action ids are `form:` and the form's name.

Words that ask for what is to be changed, as `alerts edit 2` does, open the form when they are
pressed.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slackbot.slack.blocks.blocks import ABOUT, Block, button

OPENS: Final = "form:"
IS: Final = "= "  # before the words of a rule
EDITS: Final = re.compile(r"(?P<form>alert|digest)s edit (?P<which>[0-9]{1,9})")
HELP: Final = {
    "digest": "help digests", "alert": "help alerts", "price": "help price",
    "allowance": "help allowance", "budget": "help allowance",
}  # fmt: skip


class Opening(NamedTuple):
    """The form that a click opens: without a name the one that fits the channel.

    Without a `channel` it is the one of the message. `which` is the thing that is edited; `text`
    has the words of a rule.
    """

    form: str = ""
    channel: str = ""
    which: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        """The words to ask where the form cannot be shown."""
        if self.which.isdecimal() and self.form in ("alert", "digest"):
            return f"{self.form}s edit {self.which}"
        if self.form == "question" and self.text:
            return self.text
        return HELP.get(self.form, "help")


def form_button(label: str, form: str, channel: str = "", which: str = "", text: str = "") -> Block:
    """Make a button that opens a form: a new one, or that of the thing `which`, or with the words
    `text` of a rule."""
    if which and not channel:  # of a list, which has such a button in each line
        return button(label, f"{OPENS}{form}:{which}", form_option(form, which))
    value = " ".join(filter(None, (channel, which, f"{IS}{text}" if text else "")))
    return button(label, f"{OPENS}{form}", value)


def form_option(form: str, which: str) -> str:
    """Return the value of an option in the menu of a message that opens the form of a thing."""
    return f"{OPENS}{form} {which}"


def opens_form(action: Mapping[str, Any]) -> bool:
    """Tell whether words were pressed, or an option was chosen, that open a form."""
    value = _value(action)
    return value.startswith(OPENS) or bool(EDITS.fullmatch(value))


def opening_of(action: Mapping[str, Any]) -> Opening:
    """Read what a pressed button, or a chosen option, opens."""
    value = _value(action)
    if value.startswith(OPENS):
        form, _, which = value.removeprefix(OPENS).partition(" ")
        return Opening(form=form, which=which)
    if edits := EDITS.fullmatch(value):
        return Opening(form=edits["form"], which=edits["which"])
    opens = str(action.get("action_id") or "").partition(ABOUT)[0]
    form = opens.removeprefix(OPENS).partition(":")[0]
    place, _, text = f" {value}".partition(f" {IS}")
    channel, _, which = place.strip().partition(" ")
    return Opening(form=form, channel=channel, which=which, text=text)


def _value(action: Mapping[str, Any]) -> str:
    option = action.get("selected_option") or {}
    return str(action.get("value") or option.get("value") or "")
