"""Records what people have changed: who, when, where, what, and the values before and after."""

import re
from collections.abc import Callable
from typing import Any, Final, Literal

from pydantic import AwareDatetime

from slackbot.domain.alerts.describe import describe_typed
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.allowance import Allowance
from slackbot.domain.calendar.arithmetic import Every, FiscalYear
from slackbot.domain.closes.pack import SHORT
from slackbot.domain.connections.connection import Connection
from slackbot.domain.digests.digest import Digest
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.group import BotGroup
from slackbot.domain.money.price import Price
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.domain.spelling import number_of

What = Literal[
    "link",
    "settings",
    "sharing",
    "workspace settings",
    "allowance",
    "budget",
    "price",
    "digest",
    "alert",
    "group",
    "close",
    "token",
    "connection",
    "secrets",
    "data",
]
Did = Literal[
    "added", "changed", "removed", "paused", "resumed",
    "muted", "unmuted", "acknowledged", "snoozed", "requested", "approved", "refused", "withdrew",
    "closed", "reopened",
]  # fmt: skip
Value = dict[str, Any]  # of JSON: a model's fields, or one setting


class Change(FrozenModel):
    """One change by a person. `channel` is the one that `thing` belongs to; empty where none is.

    `by` is empty for somebody at the command line of the server, of whom Slack knows nothing.

    `thing` names what was changed, as long as the channel lives: `alert 2`, an id, a setting,
    `sessions`, or `sessions for st-…`. `before` and `after` have the whole of it, so that the
    change can be undone; None where there is nothing.
    """

    team: str
    channel: str
    at: AwareDatetime
    by: str
    what: What
    did: Did
    thing: str
    before: Value | None = None
    after: Value | None = None

    def is_seen_by(self, user: str) -> bool:
        """Tell whether a member of the channel may know of it: a digest or an alert for one person
        is that person's."""
        values = filter(None, (self.before, self.after))
        return all(value.get("to") in (None, "", user) for value in values)

    def shown_to(self, user: str) -> "Change":
        """Return the change as that admin may read it: of what is another person's own, that it was
        changed, and not what it says."""
        if self.is_seen_by(user):
            return self
        return self.model_copy(update={"before": None, "after": None})


class AuditFilter(FrozenModel):
    """Selects changes; an empty field selects all.

    `bots`: changes of these bots' links, allowances and prices. `before`: changes by commands that
    came before the one of this id.
    """

    channel: str = ""
    by: str = ""
    what: What | None = None
    thing: str = ""
    bots: tuple[str, ...] = ()
    period: Period | None = None
    before: str = ""


# The word of a unit in what is stored, where people read another one.
STORED: Final = {Unit.ALERT: "alerts"}


def unit_of(entry: Allowance | Price) -> str:
    """Return the `thing` of an allowance, a budget or a price: `sessions`, `EUR per year`,
    `sessions for st-…`, `flat fee from 2026-07-01 for st-…`. It is stored: changes of the same
    thing are found by it."""
    unit = STORED.get(entry.unit, entry.unit.plural) if entry.unit else ""
    what = unit or "flat fee"
    if isinstance(entry, Price):
        since = f" from {entry.valid_from}" if entry.valid_from else ""
    else:
        what = unit or entry.currency
        since = "" if entry.every is Every.MONTH else f" per {entry.every}"
    whose = entry.bot_id or entry.group
    return f"{what}{since} for {whose}" if whose else f"{what}{since}"


def _digest(value: Value) -> str:
    digest = Digest.model_validate(value)
    return f"{_called(digest.name)}{digest.schedule.describe()} {digest.question}".strip()


def _alert(value: Value) -> str:
    rule = describe_typed(AlertRule.model_validate(value["threshold"]))
    return f"{_called(str(value.get('name') or ''))}{rule}"


def _called(name: str) -> str:
    return f"“{name}” " if name else ""


def _group(value: Value) -> str:
    """Write `Retail, 2 bots`. The ids of its bots are not for everybody who sees the change."""
    group = BotGroup.model_validate(value)
    return f"{group.name}, {number_of(len(group.bot_ids), 'bot')}"


def _connection(value: Value) -> str:
    connection = Connection.model_validate({"id": "", **value})
    return f"{connection.covers} at {connection.host}"


FROM: Final = re.compile(r" from \d{4}-\d\d-\d\d\b")

# What was changed, and how its value reads. A value that has none of these fields is left out.
SUBJECTS: Final[dict[What, str]] = {
    "link": "the link of {thing}",
    "settings": "the setting {thing}",
    "sharing": "the setting {thing}",
    "workspace settings": "the workspace's setting {thing}",
    "allowance": "the allowance of {thing}",
    "budget": "the budget in {thing}",
    "price": "the price of {thing}",
    "digest": "{thing}",
    "alert": "{thing}",
    "group": "the group",
    "close": "{thing}",
    "token": "{thing}",
    "connection": "the connection {thing}",
    "secrets": "{thing}",
    "data": "what was kept of {thing}",
}
WORDS: Final[dict[What, tuple[str, Callable[[Value], str]]]] = {
    "link": ("name", lambda value: str(value["name"])),
    "allowance": ("amount", lambda value: Allowance.model_validate(value).describe()),
    "budget": ("amount", lambda value: Allowance.model_validate(value).describe()),
    "price": ("amount", lambda value: Price.model_validate(value).describe()),
    "digest": ("schedule", _digest),
    "group": ("name", _group),
    "alert": ("threshold", _alert),
    "close": ("number", lambda value: f"pack {value['number'][:SHORT]}"),
    "connection": ("host", _connection),
}


def describe_change(change: Change) -> str:
    """Write `changed the setting zone: none → Europe/Berlin`, `muted alert 2`."""
    thing = change.thing
    if change.what in ("allowance", "price"):
        for unit, stored in STORED.items():
            thing = re.sub(rf"^{stored}\b", unit.plural, thing)
    subject = SUBJECTS[change.what].format(thing=thing)
    if change.what == "price":  # its words say the day, too
        subject = FROM.sub("", subject).replace("price of flat fee", "flat fee")
    did = f"{change.did} {subject}"
    before, after = (_words(change.what, value) for value in (change.before, change.after))
    if before == after:
        return f"{did}: {after}" if after and change.did == "added" else did
    return f"{did}: {' → '.join(words for words in (before, after) if words)}"


def _words(what: What, value: Value | None) -> str:
    if value is None:
        return ""
    if what not in WORDS:
        return ", ".join(_setting(each) for each in value.values())
    field, words = WORDS[what]
    return words(value) if field in value else ""


def _setting(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return FiscalYear.model_validate(value).describe()
    if isinstance(value, bool):
        return "on" if value else "off"
    return "none" if value is None else str(value)
