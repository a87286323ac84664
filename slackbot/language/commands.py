"""Reads the text after `/billing`: one of the app's commands first, or else a question."""

import re
from typing import Final

from slackbot.domain.allowance import What
from slackbot.domain.ask import HelpTopic
from slackbot.domain.channel import read_bot_id, read_bot_name
from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.language.alerts.commands import AlertCommand, CreateAlert
from slackbot.language.alerts.management import alert_command, read_alert_command
from slackbot.language.alerts.wishes import behind_alert
from slackbot.language.assistants import TokenCommand, read_token_command
from slackbot.language.audit import ShowAudit
from slackbot.language.channel_settings import Settings, read_setting, unknown_setting
from slackbot.language.chat import Chat, Explain, read_wording
from slackbot.language.closes import CloseCommand, read_close_command
from slackbot.language.core.pasted import even, led_mention, typed, unaddressed
from slackbot.language.core.tokens import tokens_of
from slackbot.language.digests.commands import (
    CreateDigest,
    DigestCommand,
    digest_command,
    read_digest_command,
)
from slackbot.language.digests.wishes import behind_digest
from slackbot.language.groups import GroupCommand, read_group_command
from slackbot.language.history import Undo, WhoSet, read_history
from slackbot.language.money.allowances import AllowanceCommand, read_allowance_command
from slackbot.language.paraphrases import read_paraphrase
from slackbot.language.slips.offers import offering
from slackbot.language.slips.ordinary import ORDINARY
from slackbot.language.slips.vocabulary import near, one_meant
from slackbot.language.verbs import Managed, Noun, Verb, read_managed

DATES = {"dates", "date", "periods", "period"}
TOPICS: Final[dict[str, HelpTopic]] = {
    "all": "all", "everything": "all",
    "digest": "digests", "digests": "digests", "alert": "alerts", "alerts": "alerts",
    "allowance": "allowance", "allowances": "allowance", "budget": "allowance",
    "budgets": "allowance", "price": "price", "prices": "price",
}  # fmt: skip
LONGEST_TEXT = 500
NAME_ENDS: Final = frozenset("bot desk line hub".split())  # "Help Desk" and "Digest Bot" are bots
# "allowance left" asks; other words after `allowance` set it.
ASKED_OF: Final = {
    "allowance": NAME_ENDS | {"left", "remaining", "used", "status", "usage", "vs", "versus"},
    "budget": NAME_ENDS
    | {"left", "remaining", "used", "spent", "year", "years", "status", "vs", "versus"},
}
MISSPELT: Final = ("digest", "digests", "settings", "help", "groups")  # they store nothing alone
LIMITS: Final[dict[str, What]] = {"allowance": "allowance", "budget": "budget", "price": "price"}
NAMING: Final = frozenset("link unlink approve refuse".split())  # the name after it stays as typed
QUOTED: Final = re.compile(r"""(["'])([^"']+)\1""")
ASKED_FIRST: Final = re.compile(
    r"((?:alerts?|digests?|allowance|budget|price) remove(?: [^?]+)?|unlink [^?]+)\?"
)
QUESTION_ID: Final = re.compile(r"[0-9a-f]{12}-[\w:.-]+")
BECAUSE = re.compile(r",?\s+(?:because|reason:?)\s+(?=\S)", re.IGNORECASE)
IN_CHANNEL = re.compile(r"\s+in (?:<#(\w+)(?:\|[^>]*)?>|([CDG](?=[A-Z]*\d)[A-Z0-9]+)|(#\S+))$")


class Help(FrozenModel):
    """`/billing`, `/billing help`, `/billing help dates`, `/billing help digests`."""

    dates: bool = False
    topic: HelpTopic | None = None


class Link(FrozenModel):
    """`/billing link st-… as SupportBot [by default]`."""

    bot_id: str
    name: str
    by_default: bool = False


class Unlink(FrozenModel):
    """`/billing unlink SupportBot`."""

    name: str


class Decide(FrozenModel):
    """`/billing approve SupportBot in #channel`, `/billing refuse SupportBot`.

    `channel` is an id, or a name with `#`; empty where the words name none. A refusal may say why:
    `… because it is HR's`.
    """

    approved: bool
    bot: str
    channel: str = ""
    reason: str = ""


class Bots(FrozenModel):
    """`/billing bots`."""


class ManageOnly(FrozenModel):
    """`/billing pause`, `/billing change it to 20000`: the one alert or digest of the channel."""

    verb: Verb
    text: str = ""

    def of(self, noun: Noun, which: str) -> AlertCommand | DigestCommand:
        """Return the same, done to that one. Raises UnreadableError where it can't be."""
        managed = Managed(self.verb, noun, which, self.text)
        return alert_command(managed) if noun == "alert" else digest_command(managed)


class ShowReceipt(FrozenModel):
    """`/billing receipts 019a…-…`, as the button under an answer says it; `question` is an id."""

    question: str


class Question(FrozenModel):
    """Anything else: a period and filters, still in words."""

    text: str


ChannelCommand = Chat | Explain | Help | Link | Unlink | Decide | Bots | Settings
Command = (
    ChannelCommand
    | WhoSet
    | Undo
    | ManageOnly
    | ShowAudit
    | ShowReceipt
    | AllowanceCommand
    | GroupCommand
    | CloseCommand
    | TokenCommand
    | DigestCommand
    | AlertCommand
    | Question
)


def read_command(text: str) -> Command:
    """Return the command in `text`. Raises UnreadableError where a command of ours lacks its
    words, and where a removal ends with a question mark: then it is asked for first."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableError("That is too long to be a question. Try `/billing last week`")
    if first := ASKED_FIRST.fullmatch(text.strip()):
        raise UnreadableError(
            f"That would be `/billing {first[1]}`. Press the button to do it; nothing has changed "
            "yet.",
            suggestions=[first[1]],
        )
    words = typed(text, decorated=True)
    if words.partition(" ")[0].casefold() not in NAMING:
        words = typed(words)
    if not words and typed(text, decorated=True):
        return Chat(talk="hello")  # nothing but emoji
    inside = QUOTED.fullmatch(words)
    command = _command(inside[2]) if inside else None
    if command is None or isinstance(command, Question):
        command = _command(words)  # in quotes, a question may be a bot's name
    if isinstance(command, CreateAlert) and (called := led_mention(text)):
        alone = f"alert {command.text}"
        notify = () if "<@" in alone else (f"{alone} notify {called}",)
        raise UnreadableError(
            f"Should the alert notify {called}?", called, suggestions=(*notify, alone)
        )
    return command


def _command(words: str) -> Command:
    first, _, rest = words.partition(" ")
    first, rest = first.casefold().removesuffix(":"), rest.strip()
    ends = ASKED_OF.get(first, NAME_ENDS) if first not in NAMING else ()
    named = rest.casefold().split(" ")[0].rstrip("?!.") in ends
    if named and not read_wording(tokens_of(even(words))):
        return Question(text=unaddressed(words))
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
    if (
        managed := read_close_command(first, rest)
        or read_token_command(first, rest)
        or _managed(first, rest)
        or _in_a_sentence(words, first, rest)
    ):
        return managed
    return Question(text=unaddressed(words))


def _in_a_sentence(words: str, first: str, rest: str) -> Command | None:
    """Return a command in other words than `alert …`: `pause alert 2`, `show bots`, `alret when
    …`."""
    t = tokens_of(even(words))
    if (meant := read_wording(t)) is not None:
        return _command(meant) if isinstance(meant, str) else meant
    if found := read_history(t) or read_group_command(t):
        return found
    if paraphrased := read_paraphrase(t):
        return _command(paraphrased)
    if managed := read_managed(t):
        if not managed.noun:
            return ManageOnly(verb=managed.verb, text=managed.rest)
        return alert_command(managed) if managed.noun == "alert" else digest_command(managed)
    digest = behind_digest(t)
    if digest is not None:
        return CreateDigest(text=digest)
    wished = behind_alert(t)
    if wished is not None:
        return read_alert_command("alert", wished)
    return _misspelt(first, rest)


def _misspelt(first: str, rest: str) -> Command | None:
    noun = near(first) if first.isalpha() else first.rstrip(":")
    if noun in {"alert", "alerts"}:
        return read_alert_command(noun, rest)
    meant = "" if noun or first in ORDINARY else one_meant(first, MISSPELT, least=5)
    if meant and rest and not meant.startswith("digest"):
        return None
    if meant and rest:
        raise UnreadableError(
            f'I don\'t know "{first}". Did you mean "{meant}"?', first,
            suggestions=(f"{meant} {rest}",),
        )  # fmt: skip
    return _command(meant) if meant else None


def _managed(
    first: str, rest: str
) -> (
    Help | ShowAudit | ShowReceipt | Decide | AllowanceCommand | DigestCommand | AlertCommand | None
):
    """Read the commands for what a channel sets up, and for how that changed; each has its own
    grammar."""
    if first in TOPICS and rest.casefold() == "help":
        return Help(topic=TOPICS[first])
    match first:
        case "audit":
            return ShowAudit(text=rest)
        case "receipt" | "receipts" if not rest or QUESTION_ID.fullmatch(rest):
            return _receipt(rest)
        case "approve" | "refuse":
            return _decide(first, rest)
        case "allowance" | "allowances" | "budget" | "budgets" | "price" | "prices":
            return read_allowance_command(LIMITS[first.removesuffix("s")], rest)
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


def _decide(did: str, rest: str) -> Decide:
    rest, *reason = BECAUSE.split(rest, maxsplit=1) if did == "refuse" else [rest]
    where = IN_CHANNEL.search(rest)
    bot = (rest[: where.start()] if where else rest).strip().strip("\"'")
    if not bot:
        raise UnreadableError(f"Which bot? Try `/billing {did} SupportBot in #channel`")
    channel = next(filter(None, where.groups())) if where else ""
    return Decide(approved=did == "approve", bot=bot, channel=channel, reason="".join(reason))


def _receipt(rest: str) -> ShowReceipt:
    if not rest:
        raise UnreadableError(
            "Which answer's? Press Receipts under it, which shows where its figures came from"
        )
    return ShowReceipt(question=rest)


def _settings(rest: str) -> Settings:
    if not rest:
        return Settings()
    with offering(rest, read_setting, "settings"):
        found = read_setting(rest)
    if found:
        return found
    meant = read_paraphrase(tokens_of(even(rest)))  # `settings week starts on Sunday`
    if meant.startswith("settings "):
        return _settings(meant.removeprefix("settings "))
    raise unknown_setting(rest)
