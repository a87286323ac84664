"""Who may do what on each surface: the table of permissions once more, on typed words, on the Home
tab, and in direct messages."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from slackbot.domain.access.permission import NOT_IN, PersonKind
from slackbot.domain.ask import HOME
from slackbot.domain.channel import ChannelSettings, LinkedBot, LinkRequest
from slackbot.domain.errors import NotAllowedError, UserError
from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import FakeDirectory, FakeHomeTab, FakeRun, ask
from tests.workflows.alerts.test_alerts import Office

MATRIX = Path(__file__).parents[1] / "domain" / "access" / "permission_matrix.csv"
PEOPLE = {
    **{kind.value: kind for kind in PersonKind if kind is not PersonKind.BOT},
    "admin": PersonKind.MEMBER,
}
SHARED = {"plain": (False, False), "unseen": (None, False), "refused": (True, False),
          "allowed": (True, True)}  # fmt: skip
ME, OTHER, ADMIN = "U1", "U2", "U9"
HERE, DIRECT = "C1", "D1"
NUMBERS = {"own": "1", "other": "2"}
WORDS: Final = {
    "help": "help",
    "see lists and histories": "digests",
    "ask": "yesterday for all",
    "link or unlink a bot": "link st-new as New",
    "set up a digest or an alert": "digest every Monday at 9",
    "call people": "alerts save sessions > 5 per day notify @here",
    "set a price or an allowance": "price 0.20 USD per session",
    "set the channel": "settings week sunday",
    "allow sharing": "settings sharing allow",
    "set the workspace": "settings calling admins",
    "approve a link": "approve st-waits in C1",
    "read the audit": "audit",
}
# Words for a thing: `own` or `other`, its number, and the id of its alert.
OF_THINGS: Final = {
    "see lists and histories": "alerts history {id}",
    "link or unlink a bot": "unlink {name}",
    "change a digest or an alert": "alerts pause {id}",
    "mute an alert": "alerts mute {id}",
    "snooze, acknowledge, test or send": "alerts snooze 1d {id}",
    "set a price or an allowance": "remove allowance {unit}",
}
UNITS = {"own": "sessions per month", "other": "requests per month"}
BY_ID: Final = ("see", "change", "mute", "snooze")  # things that are reached from elsewhere
UNKNOWN: Final = re.compile("This channel has no (alert|digest)")
LEAST: Final = 20  # tries on each surface
OF_NO_CHANNEL: Final = ("approve a link", "read the audit")  # wherever they are said


class Surface(NamedTuple):
    """Where words are said: their channel, the channel that they are about, and what is added to
    them. `place`: the rows of the table that are about it."""

    name: str
    place: str
    channel: str
    about: str = ""
    said: str = "{words}"
    pressed: bool = False


SURFACES = (
    Surface("typed", "here", HERE),
    Surface("pressed on the Home tab", "here", ME, about=HERE, pressed=True),
    Surface("pressed in a direct message", "here", DIRECT, about=HERE, pressed=True),
    Surface("typed in a direct message", "here", DIRECT, said="{words} in #finance"),
    Surface("typed elsewhere", "other", "C2"),
    Surface("pressed in a direct message, about no channel", "dm", DIRECT, pressed=True),
)


class UndrawnRun(FakeRun):
    """A run that does not draw the Home tab anew after each press there."""

    async def step(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return None if name == "show_home" else await super().step(name, *args, **kwargs)


class Desk:
    """An office in which Anna and Ben have set up something, and a link waits."""

    def __init__(self, office: Office) -> None:
        self.office = office
        directory = office.ports.directory
        assert isinstance(directory, FakeDirectory)
        self.directory = directory
        directory.members = {user: {HERE: "finance"} for user in (ME, OTHER, ADMIN)}
        self.ids: dict[str, str] = {}

    async def set_up(self, action: str) -> None:
        """Set up what the action changes, as it is before; by whom it is."""
        self.directory.kinds, self.directory.admins = {}, {ADMIN}
        await self.shared("plain")
        ports = self.office.ports
        if action == "approve a link":
            bot = LinkedBot(id="st-waits", name="Waits", linked_by=OTHER)
            request = LinkRequest(channel=HERE, bot=bot, asked="ask-waits")
            await ports.channels.unlink("T1", HERE, bot.id)
            await ports.channels.request("T1", request, self.office.clock.now())
        for user, which in ((ME, "own"), (OTHER, "other")):
            if action == "link or unlink a bot":
                await self.office.type(f"link st-{which} as {which}", user=user)
            if action == "set a price or an allowance":
                await self.office.type(f"allowance 40000 {UNITS[which]}", user=user)
        if not self.ids:
            for user, level in ((ME, 500), (OTHER, 600)):
                await self.office.type(f"alerts save sessions > {level} per day", user=user)
            own, other = await self.office.rules(HERE)
            self.ids = {"own": own.alert.id, "other": other.alert.id}

    async def shared(self, state: str) -> None:
        """Let the channels be shared so with another organisation."""
        shared, allowed = SHARED[state]
        settings = ChannelSettings(sharing_allowed=allowed)
        for channel in (HERE, "C2"):
            self.directory.shared_channels[channel] = shared
            channels = self.office.ports.channels
            await channels.save_settings("T1", channel, settings, "sharing_allowed")

    async def outcome(self, surface: Surface, words: str, who: str) -> str:
        """What becomes of the words, said there by Anna if she were so."""
        self.directory.kinds[ME] = PEOPLE[who]
        self.directory.admins = {ME} if who == "admin" else set()
        said = ask(surface.said.format(words=words), user=ME, channel=surface.channel)
        update = {
            "received_at": self.office.clock.now(),
            "about": surface.about,
            "whole": surface.pressed,
        }
        failed, posted = len(self.office.said.failed), len(self.office.said.announced)
        await handle_ask(said.model_copy(update=update), self.office.ports, UndrawnRun())
        errors = [error for _, error in self.office.said.failed[failed:]]
        if not errors:
            return "Y"
        (error,) = errors
        assert posted == len(self.office.said.announced), (words, error)
        if "I post nothing here" in error.message or "only you see this" in error.message:
            return "P"
        if isinstance(error, NotAllowedError):
            return "n"
        assert isinstance(error, UserError), error
        # What says anything else was permitted first, as that it is so already.
        return "-" if UNKNOWN.match(error.message) else "Y"


def _rows() -> Iterator[dict[str, str]]:
    lines = MATRIX.read_text().splitlines()
    yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def _words(row: dict[str, str], ids: dict[str, str]) -> str | None:
    action, thing = row["action"], row["thing"]
    if thing == "none":
        return WORDS.get(action)
    pattern = OF_THINGS.get(action)
    if pattern is None or (row["place"] != "here" and not action.startswith(BY_ID)):
        return None
    return pattern.format(id=ids[thing], name=thing, unit=UNITS[thing])


def _expected(row: dict[str, str], who: str) -> set[str]:
    """The outcomes that fit: what one alone sees is told so, or not posted."""
    return {"P", "Y"} if row[who] == "P" else {row[who]}


@pytest.fixture
async def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
async def test_each_surface_is_for_whom_the_table_says(desk: Desk, surface: Surface) -> None:
    wrong, tried = [], 0
    for row in _rows():
        is_placed = surface.said != "{words}" and row["action"] in OF_NO_CHANNEL
        if row["place"] != surface.place or is_placed:
            continue
        await desk.set_up(row["action"])
        for who in PEOPLE:
            if who == "admin":
                await desk.set_up(row["action"])  # again, where a member has removed it
            words = _words(row, desk.ids)
            if words is None:
                continue
            await desk.shared(row["channel"])
            outcome = await desk.outcome(surface, words, who)
            if outcome not in _expected(row, who):
                wrong.append(f"{' '.join(row.values())}: {who} {outcome}, {words}")
            tried += 1
    assert not wrong, "\n".join(wrong)
    assert tried >= LEAST


@pytest.mark.parametrize("surface", [each for each in SURFACES if each.channel != HERE])
async def test_who_is_not_in_the_channel_does_nothing_there(desk: Desk, surface: Surface) -> None:
    """Not even an admin, and whatever a forged button says."""
    if surface.place != "here":
        return
    for action, words in WORDS.items():
        await desk.set_up(action)
        desk.directory.members[ME] = {"C2": "support"}
        for who in ("member", "admin"):
            if action not in ("help", *OF_NO_CHANNEL):
                assert await desk.outcome(surface, words, who) == "n", (words, who)
                assert desk.office.said.failed[-1][1].message == NOT_IN


async def test_a_home_tab_shows_what_the_table_lets_one_see(desk: Desk) -> None:
    await desk.set_up("")
    tab = desk.office.ports.home.tab
    assert isinstance(tab, FakeHomeTab)
    look = ask("", user=ME, channel=ME).model_copy(update={"command": HOME})
    for row in _rows():
        if (row["action"], row["thing"], row["place"]) != (
            "see lists and histories",
            "none",
            "here",
        ):
            continue
        await desk.shared(row["channel"])
        for who, kind in PEOPLE.items():
            desk.directory.kinds[ME] = kind
            desk.directory.admins = {ME} if who == "admin" else set()
            await handle_ask(look, desk.office.ports, FakeRun())
            shown = tab.shown[ME]
            assert [each.id for each in shown.channels] == [HERE] * (row[who] in "YP"), (row, who)
            assert bool(shown.administration) == (who == "admin")
