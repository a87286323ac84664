"""Whom a form is for: the table of permissions, once more, on forms."""

import csv
from pathlib import Path

from slackbot.domain.access.permission import UNSEEN_BY_US, PersonKind
from slackbot.domain.channel import ChannelSettings
from slackbot.domain.errors import NotAllowedError, UserError
from tests.workflows.forms.test_forms import HERE, Forms, forms

__all__ = ["forms"]

MATRIX = Path(__file__).parents[2] / "domain" / "access" / "permission_matrix.csv"
PEOPLE = {
    **{kind.value: kind for kind in PersonKind if kind is not PersonKind.BOT},
    "admin": PersonKind.MEMBER,
}
SHARED = {"plain": (False, False), "unseen": (None, False), "refused": (True, False),
          "allowed": (True, True)}  # fmt: skip
THINGS = (("U1", "own", "sessions", "Monday"), ("U3", "other", "requests", "Friday"))
# The form, and what it edits, for an action on nothing, on one's own thing and on another's.
SURFACES = {
    ("ask", "none"): ("question", ""),
    ("link or unlink a bot", "none"): ("link", ""),
    ("link or unlink a bot", "own"): ("link", "st-own"),
    ("link or unlink a bot", "other"): ("link", "st-other"),
    ("set up a digest or an alert", "none"): ("digest", ""),
    ("change a digest or an alert", "own"): ("digest", "1"),
    ("change a digest or an alert", "other"): ("digest", "2"),
    ("set a price or an allowance", "none"): ("price", ""),
    ("set a price or an allowance", "own"): ("allowance", "sessions"),
    ("set a price or an allowance", "other"): ("allowance", "requests"),
    ("set the channel", "none"): ("settings", "zone"),
    ("allow sharing", "none"): ("settings", "sharing"),
    ("set the workspace", "none"): ("settings", "money"),
}


async def test_a_form_is_for_those_who_may_type_its_command(forms: Forms) -> None:
    office, directory = forms.office, forms.directory
    for user, name, unit, day in THINGS:
        await office.type(f"link st-{name} as {name}", user=user)
        await office.type(f"digest every {day} at 9", user=user)
        await office.type(f"allowance 40000 {unit} per month", user=user)
    lines = [line for line in MATRIX.read_text().splitlines() if not line.startswith("#")]
    tried = 0
    for row in csv.DictReader(lines):
        surface = SURFACES.get((row["action"], row["thing"]))
        if surface is None or row["place"] != "here":
            continue
        shared, allowed = SHARED[row["channel"]]
        settings = ChannelSettings(sharing_allowed=allowed)
        await office.ports.channels.save_settings("T1", HERE, settings, "sharing_allowed")
        directory.shared_channels[HERE] = shared
        for who, kind in PEOPLE.items():
            directory.kinds["U1"] = kind
            directory.admins = {"U1"} if who == "admin" else set()
            assert await _outcome(forms, *surface) == row[who], (row, who)
            tried += 1
    assert tried > 150


async def _outcome(forms: Forms, form: str, which: str) -> str:
    try:
        await forms.desk.open(forms.by("U1"), form, which)
    except NotAllowedError as error:
        return "P" if error.message == UNSEEN_BY_US else "n"
    except UserError:
        return "-"
    return "Y"
