"""The settings of channels and workspaces: each is a row of `SETTINGS` with all that is said of it.

A new one needs a field in ChannelSettings, its column, its row here, and what reads it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, NamedTuple, TypeVar

from slackbot.domain.access.audit import What
from slackbot.domain.access.permission import Action
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.calendar.holidays import find_place, holiday_on, place_name
from slackbot.domain.channel import ChannelSettings
from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.spelling import listed
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.tokens import Text, read_tokens
from slackbot.language.core.words import MONTHS
from slackbot.language.names.zones import typed_zone

Scope = Literal["", "channel", "sharing", "workspace"]
Value = str | bool | tuple[str, ...] | FiscalYear | None
S = TypeVar("S", ChannelSettings, WorkspaceSettings)
ZONE: Final = "{zone}"  # in words of a row: the viewer's own


class Settings(FrozenModel):
    """`/billing settings`, and with a change: `zone Europe/Berlin`, `fiscal year April`, `cost on`.

    `scope` says whose setting it is, and `field` is its name in ChannelSettings or
    WorkspaceSettings; both are empty where nothing changes.
    """

    scope: Scope = ""
    field: str = ""
    value: Value = None

    @property
    def setting(self) -> "Setting":
        """Return the setting that changes. Raises KeyError where none does."""
        return BY_FIELD[self.field]

    def resolved(self) -> "Settings":
        """Return the same with the value as it is stored: of words for a place, the place.

        Raises UnreadableError where there is none. It can take a second, so it has to run beside
        the event loop.
        """
        if not self.value or not self.setting.resolve:
            return self
        return self.setting.to(self.setting.resolve(str(self.value)))

    def applied_to(self, old: S) -> S:
        """Return the settings after this change; the same ones if it is not about them."""
        if (self.scope == "workspace") != isinstance(old, WorkspaceSettings) or not self.field:
            return old
        return type(old).model_validate({**dict(old), self.field: self.value})


class Viewer(NamedTuple):
    """Says who sees the settings: with which zone of their own, on which day.

    `names` are those of the approvers.
    """

    zone: str
    today: date
    names: tuple[str, ...] = ()


class Choice(NamedTuple):
    """A value with a word of its own, and other words for it; `means` explains it in the list."""

    word: str
    value: Value
    means: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """A setting: how it is typed, asked for in a form, listed, and stored.

    - `name` is typed before its value, unless `lead` is a pattern for that; its changes are stored
      under the name. `asked` are its names after `who set the`, where those are others.
    - `scope` says whose it is, and `field` is its name in ChannelSettings or WorkspaceSettings.
    - `read` reads a value that is no choice, and may raise UnreadableError. `write` returns its
      words. `resolve` makes what is stored of what was read, and may take a second.
    - `says` describes a value that no choice explains. The `example` of a value is offered where
      none is set.
    - `label` and `hint` are those of its field in a form. With a hint that takes text, or with
      `mentions` people; without it offers the choices.
    """

    name: str
    field: str
    label: str
    scope: Scope = "channel"
    lead: str = ""
    asked: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    read: Callable[[str], Value] | None = None
    write: Callable[[Any], str] = str
    resolve: Callable[[str], Value] | None = None
    says: Callable[[Any, Viewer], str] = lambda value, _: str(value)
    example: str = ""
    hint: str = ""
    mentions: bool = False

    @property
    def what(self) -> What:
        """Return the kind of its changes in the audit."""
        return SCOPES[self.scope][0]

    @property
    def action(self) -> Action:
        """Return the action that changes it."""
        return SCOPES[self.scope][1]

    def of(self, channel: ChannelSettings, workspace: WorkspaceSettings) -> Any:
        """Return its present value."""
        return getattr(workspace if self.scope == "workspace" else channel, self.field)

    def to(self, value: Value) -> Settings:
        """Return its change to the value."""
        return Settings(scope=self.scope, field=self.field, value=value)

    def change(self, words: str) -> Settings | None:
        """Read `zone Europe/Berlin`; None where the words are no change of this setting."""
        lead = re.match(self.lead or f"{self.name} ", words.casefold())
        if lead is None:
            return None
        rest = words[lead.end() :]
        for word, value, _, also in self.choices:
            if rest.casefold() in (word.casefold(), *also):
                return self.to(value)
        return self.to(self.read(rest)) if self.read else None

    def typed(self, value: Any) -> str:
        """Return the value as it may be typed after the name."""
        chosen = self._choice(value)
        return chosen.word if chosen else self.write(value)

    def line(self, value: Any, viewer: Viewer) -> str:
        """Write `• cost: off – you get … Change it: …`."""
        chosen = self._choice(value)
        if chosen and chosen.means:
            choice = f"{chosen.word} – {chosen.means}"
        else:
            choice = self.says(value, viewer)
        change = "Change it" if self.scope == "channel" else "An admin can change it"
        others = (each.word for each in self.choices if each.value != value)
        other = self.example if not value or self.mentions else next(others)
        app = "@Billing" if self.mentions else "/billing"
        line = f"• {self.name}: {choice}. {change}: `{app} settings {self.name} {other}`"
        return line.replace(ZONE, viewer.zone)

    def _choice(self, value: Any) -> Choice | None:
        return next((each for each in self.choices if each.value == value), None)


def read_setting(words: str) -> Settings | None:
    """Return the change that the words after `settings` are; None where they name no setting.

    Raises UnreadableError for a value that the named setting can't have.
    """
    typed_words = " ".join(words.split())
    changes = (setting.change(typed_words) for setting in SETTINGS)
    return next(filter(None, changes), None)


def unknown_setting(words: str) -> UnreadableError:
    """Return the refusal of words that name no setting, or no value of it."""
    typed = [
        f"`/billing settings {each.name} {each.example}`"
        for each in SETTINGS
        if each.example and not each.mentions
    ]
    choices = listed(typed, "or").replace(ZONE, "Europe/Berlin")
    return UnreadableError(
        f'I know no setting "{words}". Try {choices}', words, suggestions=("settings",)
    )


NAMED_BY: Final = {
    "start": "start", "starting": "start", "first": "start", "beginning": "start",
    "end": "end", "ending": "end", "second": "end", "last": "end",
}  # fmt: skip


def _fiscal_year(month: int, named_by: str = "end", last: int = 0) -> FiscalYear | None:
    if last and last % 12 + 1 != month:
        return None
    return FiscalYear.model_validate({"month": month, "named_by": named_by})


MONTH_NAMED: Final = Table[FiscalYear](
    (
        Row("[starts|begins|starting|beginning|is] [in|on|with|from] [the] [1] [1 st] [of] "
            "<month:month> [1] [1 st]", _fiscal_year, "starts on 1 April", "April"),
        Row("[is|from] <month:month> to|-|through|until <month:last>", _fiscal_year,
            "April to March", "April"),
        Row("ends|ending [in|on|with] [the] [28|29|30|31] [th|st] [of] <month:last> [28|29|30|31]",
            lambda last: _fiscal_year(last % 12 + 1), "ends on 31 March", "April"),
        Row("[starts|begins|starting|beginning] [in] <month:month> [,] named|called by|after "
            "[its|the] <named_by:named_by> [year]", _fiscal_year,
            "October, named by its start year", "October, named by its start year"),
    ),
    month=MONTHS, named_by=NAMED_BY,
)  # fmt: skip


def _read_fiscal_year(words: str) -> FiscalYear:
    if year := MONTH_NAMED.read_rest(read_tokens(words.casefold()), 0):
        return year
    raise UnreadableError(
        "In which month does your fiscal year begin? Try `/billing settings fiscal year April` or "
        "`fiscal year off`",
        words.casefold(),
    )


def _starts(year: FiscalYear, _: Viewer) -> str:
    """Say when the fiscal year starts, and what its number is."""
    first = year.first_day(2026)
    return f"starts in {year.describe()}; FY26 is from {first.day} {first:%b %Y}"


def _place(words: str) -> str:
    if place := find_place(words):
        return place
    raise UnreadableError(
        f'I know no public holidays of "{words}". Try `/billing settings holidays Germany`, '
        "`holidays US-CA` for a part of a country, or `holidays off`",
        words,
    )


def _typed_place(place: str) -> str:
    """Write `Germany`, `US-CA`, as it may be typed again."""
    return place if "-" in place else place_name(place)


def _of_place(place: str, viewer: Viewer) -> str:
    """Say whose public holidays hold, and the next one."""
    ahead = (viewer.today + timedelta(days=each) for each in range(366))
    coming = next((each for each in ahead if holiday_on(each, place)), None)
    holidays = f"those of {place_name(place)}"
    if coming is None:
        return holidays
    return f"{holidays}; next is {holiday_on(coming, place)}, {coming:%a} {coming.day} {coming:%b}"


PERSON: Final = re.compile(r"<@(\w+)(?:\|[^>]*)?>|([UW](?=[A-Z]*\d)[A-Z0-9]+)")


def _people(words: str) -> tuple[str, ...]:
    """Read people, as Slack writes them in a mention of the app, or ids."""
    names = words.replace(",", " ").split()
    found = [PERSON.fullmatch(word) for word in names]
    if not names or not all(found):
        raise UnreadableError(
            "I can't tell who that is: behind a command Slack sends only the name. Mention me in a "
            "message instead: `@Billing settings approvers @anna @ben`, or `approvers none`",
            words,
        )
    return tuple(dict.fromkeys(each[1] or each[2] for each in found if each))


def _members(may: str) -> tuple[Choice, ...]:
    return (
        Choice("admins", "admins", f"only they {may}"),
        Choice("members", "members", f"any of them {may}"),
    )


FISCAL_YEARS: Final = tuple(
    FiscalYear.model_validate({"month": month, "named_by": named_by})
    for named_by in ("end", "start")
    for month in range(1, 13)
)
SETTINGS: Final = (
    Setting(
        "zone", "zone", "Time zone",
        lead=r"((our|the) )?((time ?)?zone|tz)\b:?\s+", asked=("zone", "timezone", "time zone"),
        choices=(
            Choice("asker", None, f"each person's own (yours: {ZONE})", ("none", "default")),
        ),
        read=typed_zone, example=ZONE,
        hint="Such as Europe/Berlin. Leave this empty for each person's own.",
    ),
    Setting(
        "week", "week_start", "First day of the week",
        choices=(Choice("monday", "monday"), Choice("sunday", "sunday")), example="sunday",
        says=lambda day, _: f"starts on {day.capitalize()}; W12 is always an ISO week",
    ),
    Setting(
        "fiscal year", "fiscal_year", "Fiscal year",
        lead=r"((our|the) )?(fy|(fiscal|financial)( year)?)\b:?\s*",
        choices=(
            Choice("off", None, "I can't read FY26 or other fiscal years", ("none", "calendar")),
            *(Choice(each.describe(), each) for each in FISCAL_YEARS),
        ),
        read=_read_fiscal_year, says=_starts, example="April",
    ),
    Setting(
        "holidays", "holidays", "Public holidays",
        lead="(country|((public|bank) )?holidays)( (of|in|for|to))?:? ",
        choices=(Choice("off", None, "I can't read Christmas or other holidays", ("none",)),),
        read=str.casefold, resolve=_place, write=_typed_place, says=_of_place, example="Germany",
        hint="A country, such as Germany. Leave this empty for none.",
    ),
    Setting(
        "cost", "cost_always", "Cost in every answer", asked=("cost", "costs"),
        choices=(
            Choice("on", True, "answers and digests lead with the cost, once there is a price",
                   ("always",)),
            Choice("off", False, "you get the cost when you ask for it"),
        ),
        example="on",
    ),
    Setting(
        "sharing", "sharing_allowed", "Answers in shared channels (admins)", "sharing",
        choices=(
            Choice("allow", True, "where the channel is shared with another organisation, I answer "
                   "here, and its people can ask", ("on",)),
            Choice("refuse", False, "I don't answer here while the channel is shared with another "
                   "organisation", ("off",)),
        ),
        example="allow",
    ),
    Setting(
        "bots", "bots", "Who may link bots (admins)", "workspace", asked=("bots setting",),
        choices=(
            Choice("open", "open", "any member can link a bot whose ID they have"),
            Choice("approved", "approved", "a link waits until it is approved"),
        ),
    ),
    Setting(
        "approvers", "approvers", "Who approves links (admins)", "workspace",
        choices=(Choice("none", ()),), read=_people,
        write=lambda users: " ".join(f"<@{user}>" for user in users),
        says=lambda _, viewer: f"{', '.join(('admins', *viewer.names))} can approve links",
        example="@anna @ben", hint="Beside the admins.", mentions=True,
    ),
    Setting(
        "money", "money", "Who may set prices (admins)", "workspace",
        choices=_members("can set prices, allowances and groups"),
    ),
    Setting(
        "calling", "calling", "Who may have alerts call channels (admins)", "workspace",
        choices=_members("can have an alert call @channel, @here or a user group"),
        example="members",
    ),
)  # fmt: skip
BY_FIELD: Final = {setting.field: setting for setting in SETTINGS}
BY_NAME: Final = {setting.name: setting for setting in SETTINGS}
SCOPES: Final[dict[Scope, tuple[What, Action]]] = {
    "channel": ("settings", Action.SET_CHANNEL),
    "sharing": ("sharing", Action.ALLOW_SHARING),
    "workspace": ("workspace settings", Action.SET_WORKSPACE),
}
ASKED: Final = {name: setting for setting in SETTINGS for name in setting.asked or (setting.name,)}


def read_asked(t: Text, i: int) -> tuple[Setting, int] | None:
    """Read the name of a setting, as in `who set the time zone`."""
    last = len(t.words)
    names = ((" ".join(t.words[i:end]), end) for end in range(i + 1, last + 1))
    found = [(ASKED[name], end) for name, end in names if name in ASKED]
    return found[-1] if found else None
