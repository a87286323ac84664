"""What stands behind `/billing`: a word of ours first, or else a question."""

from typing import Final

from pydantic import BaseModel, ConfigDict

from slackbot.domain.ask import HelpTopic
from slackbot.domain.channel import ChannelSettings, read_bot_id, read_bot_name
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import WeekStart
from slackbot.domain.spelling import plain
from slackbot.language.alerts.commands import AlertCommand
from slackbot.language.alerts.management import read_alert_command
from slackbot.language.alerts.wishes import behind_alert
from slackbot.language.allowances import AllowanceCommand, read_allowance_command
from slackbot.language.core.vocabulary import near
from slackbot.language.core.zones import known_zone
from slackbot.language.digests.commands import DigestCommand, read_digest_command

DATES = {"dates", "date", "periods", "period"}
TOPICS: Final[dict[str, HelpTopic]] = {
    "digest": "digests", "digests": "digests", "alert": "alerts", "alerts": "alerts",
    "allowance": "allowance", "allowances": "allowance", "price": "price", "prices": "price",
}  # fmt: skip
LONGEST_TEXT = 500


class _OfChannel(BaseModel):
    model_config = ConfigDict(frozen=True)


class Help(_OfChannel):
    """`/billing`, `/billing help`, `/billing help dates`, `/billing help digests`."""

    dates: bool = False
    topic: HelpTopic | None = None


class Link(_OfChannel):
    """`/billing link st-… as SupportBot [by default]`."""

    bot_id: str
    name: str
    by_default: bool = False


class Unlink(_OfChannel):
    """`/billing unlink SupportBot`."""

    name: str


class Bots(_OfChannel):
    """`/billing bots`."""


class Settings(_OfChannel):
    """`/billing settings`, and with a change: `sharing allow|refuse`, `zone Europe/Berlin`,
    `zone asker`, `week sunday|monday`. At most one of the fields is set."""

    sharing: bool | None = None
    zone: str | None = None  # empty: each asker's own
    week_start: WeekStart | None = None

    def applied_to(self, old: ChannelSettings) -> ChannelSettings:
        """The settings after this change."""
        return ChannelSettings(
            sharing_allowed=old.sharing_allowed if self.sharing is None else self.sharing,
            zone=old.zone if self.zone is None else self.zone or None,
            week_start=self.week_start or old.week_start,
        )


class Question(_OfChannel):
    """Anything else: a period and filters, still in words."""

    text: str


ChannelCommand = Help | Link | Unlink | Bots | Settings
Command = ChannelCommand | AllowanceCommand | DigestCommand | AlertCommand | Question


def read_command(text: str) -> Command:
    """The command in `text`. Raises UnreadableError where a command of ours lacks its words."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableError("That is too long to be a question. Try `/billing last week`")
    words = plain(text)
    first, _, rest = words.partition(" ")
    first, rest = first.casefold(), rest.strip()
    match first:
        case "" | "help" | "?":
            return Help(dates=rest.casefold() in DATES, topic=TOPICS.get(rest.casefold()))
        case "link":
            return _link(rest)
        case "unlink":
            return _unlink(rest)
        case "bots" if not rest:
            return Bots()
        case "settings":
            return _settings(rest)
    if managed := _managed(first, rest) or _alert_said(words, first, rest):
        return managed
    return Question(text=words)


def _alert_said(words: str, first: str, rest: str) -> AlertCommand | None:
    """An alert in other words than `alert …`: `pause alert 2`, `alert: …`, `alret when …`."""
    said = behind_alert(words)
    if said is not None:
        return read_alert_command("alert", said)
    meant = near(first) if first.isalpha() else first.rstrip(":")
    return read_alert_command(meant, rest) if meant in {"alert", "alerts"} else None


def _managed(
    first: str, rest: str
) -> Help | AllowanceCommand | DigestCommand | AlertCommand | None:
    """What a channel sets up, in a grammar of its own."""
    if first in TOPICS and rest.casefold() == "help":
        return Help(topic=TOPICS[first])
    match first:
        case "allowance" | "allowances" | "price" | "prices":
            return read_allowance_command("price" if "price" in first else "allowance", rest)
        case "digest" | "digests":
            return read_digest_command(first, rest)
        case "alert" | "alerts":
            return read_alert_command(first, rest)
    return None


def _link(rest: str) -> Link:
    bot_id, _, name = rest.partition(" ")
    if not bot_id:
        raise UnreadableError("Which bot? Try `/billing link st-… as SupportBot`")
    by_default = name.casefold().endswith("by default")
    name = name[: -len("by default")].strip() if by_default else name.strip()
    if name.casefold().startswith("as "):
        name = name[len("as ") :]
    name = name.strip().strip("\"'")
    return Link(
        bot_id=read_bot_id(bot_id),
        name=read_bot_name(name) if name else bot_id,
        by_default=by_default,
    )


def _unlink(rest: str) -> Unlink:
    if not rest:
        raise UnreadableError("Which bot? Try `/billing unlink SupportBot`")
    return Unlink(name=rest.strip("\"'"))


def _settings(rest: str) -> Settings:
    match rest.casefold().split():
        case []:
            return Settings()
        case ["sharing", "allow" | "refuse" as word]:
            return Settings(sharing=word == "allow")
        case ["week", "monday"]:
            return Settings(week_start="monday")
        case ["week", "sunday"]:
            return Settings(week_start="sunday")
        case ["zone", "asker" | "none" | "default"]:
            return Settings(zone="")
        case ["zone", _, *_]:
            return Settings(zone=known_zone(rest.partition(" ")[2]))
    raise UnreadableError(
        f'I know no setting "{rest}". Try `/billing settings zone Europe/Berlin`, '
        "`/billing settings week sunday` or `/billing settings sharing allow`",
        rest,
    )
