"""Tells what the app understands in a text: its family, and what its command means in a channel.

The workflows call the same readers once they have asked the store who may do what.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from pydantic import BaseModel

from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.channel import ChannelBots, no_such_bot
from slackbot.domain.digests.digest import Digest
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.fetching.plan import plan_question
from slackbot.language.alerts.change import read_clauses
from slackbot.language.alerts.commands import (
    AlertCommand,
    AlertHistory,
    CreateAlert,
    EditAlert,
    ListAlerts,
    SaveAlert,
    TryAlert,
)
from slackbot.language.alerts.set_up import bot_ids_of, read_rule, with_group
from slackbot.language.alerts.to_me import read_to_me
from slackbot.language.assistants import ListTokens
from slackbot.language.audit import AuditSentence, ShowAudit, read_audit
from slackbot.language.channel_settings import Settings
from slackbot.language.closes import (
    CloseMonth,
    Reconcile,
    ReopenMonth,
    ShowCloses,
    read_month,
)
from slackbot.language.commands import (
    Bots,
    Command,
    Help,
    Question,
    ShowReceipt,
    Unlink,
    read_command,
)
from slackbot.language.context import ReadingContext
from slackbot.language.core.pasted import typed
from slackbot.language.digests.commands import (
    CreateDigest,
    DigestCommand,
    DigestHistory,
    EditDigest,
    ListDigests,
)
from slackbot.language.digests.reading import SOME_DIGEST, DigestSentence, read_change, read_digest
from slackbot.language.digests.set_up import set_up_digest
from slackbot.language.group_names import read_group_name, read_members
from slackbot.language.groups import (
    ChangeGroup,
    RenameGroup,
    SetGroup,
    ShowGroups,
)
from slackbot.language.money.allowances import RemoveAllowances, SetAllowance, ShowAllowances
from slackbot.language.money.prices import SetPrice
from slackbot.language.names.called import read_called
from slackbot.language.questions.asked import read_question, read_question_of

Family = Literal[
    "question", "follow-up", "digest", "alert", "allowance", "budget", "price", "setting", "command"
]
Meaning = UsageQuery | DigestSentence | AlertRule | AuditSentence

FIRST_WORDS: Final[Mapping[str, Family]] = {
    "digest": "digest", "digests": "digest", "alert": "alert", "alerts": "alert",
    "allowance": "allowance", "allowances": "allowance", "budget": "budget", "budgets": "budget",
    "price": "price", "prices": "price",
    "settings": "setting",
}  # fmt: skip


def family_of(command: Command, *, follows: bool = False) -> Family:
    """Return the family of a command; `follows` says that it is in a question's thread."""
    match command:
        case Question():
            return "follow-up" if follows else "question"
        case ShowAllowances(what=what) | RemoveAllowances(what=what):
            return what
        case SetPrice():
            return "price"
        case SetAllowance(allowance=allowance):
            return allowance.kind
        case Settings():
            return "setting"
    if isinstance(command, get_args(DigestCommand)):
        return "digest"
    return "alert" if isinstance(command, get_args(AlertCommand)) else "command"


def family_of_refused(text: str) -> Family:
    """Return the family of a text that `read_command` refuses, by its first word."""
    return FIRST_WORDS.get(typed(text).partition(" ")[0].casefold(), "command")


def meaning_of(
    command: Command,
    context: ReadingContext,
    linked: ChannelBots | None = None,
    earlier: UsageQuery | None = None,
) -> Meaning | None:
    """Return what the words of `command` mean, None where a command says all by itself.

    Raises UserError where the app would refuse them in a channel with the bots `linked`; bots are
    not looked up where that is None. `earlier` is the question of the thread.
    """
    match command:
        case Question(text=text):
            if linked is None:
                return read_question(text, context, earlier)
            query, bots = read_question_of(text, context, linked, earlier)
            plan_question(query, bots, context.now)
            return query
        case CreateDigest(text=text):
            return _digest(text, context, linked)
        case CreateAlert(text=text) | SaveAlert(text=text):
            return _rule(text, context, linked)
        case EditDigest(text=text) | EditAlert(text=text) if text:
            return _edited(command, context, linked)
        case ShowAudit() | CloseMonth() | ReopenMonth() | Reconcile():
            return _of_times(command, context)
    _check_names(command, linked)
    return None


def _check_names(command: Command, linked: ChannelBots | None) -> None:
    """Raise UserError for a name that a group can't have, or that no bot or group `linked` has."""
    if isinstance(command, SetGroup | RenameGroup):
        read_group_name(command.new if isinstance(command, RenameGroup) else command.name)
    if linked is None:
        return
    if isinstance(command, SetGroup | ChangeGroup):
        read_members(command.bots, linked)
    if isinstance(command, Unlink) and not linked.find(command.name):
        raise no_such_bot(command.name, linked.names)
    if name := _named(command):
        linked.ids_of((name,))


def _of_times(
    command: ShowAudit | CloseMonth | ReopenMonth | Reconcile, context: ReadingContext
) -> AuditSentence | None:
    if isinstance(command, ShowAudit):
        return read_audit(command.text, context, context.names)
    read_month(command.text, context)
    return None


def _edited(
    command: EditDigest | EditAlert, context: ReadingContext, linked: ChannelBots | None
) -> Meaning | None:
    """Return the whole digest or rule that is put in the place of another; None where the words are
    a part of one, whose others only the store knows."""
    try:
        if isinstance(command, EditAlert):
            return _rule(command.text, context, linked, f"alert edit {command.which}")
        if not command.part:
            return _digest(command.text, context, linked, f"digest edit {command.which}")
    except UnreadableError as whole:
        try:
            _check_part(command, context)
        except UnreadableError:
            raise whole from None
    else:
        _check_part(command, context)
    return None


def _check_part(command: EditDigest | EditAlert, context: ReadingContext) -> None:
    """Raise UnreadableError where the words are no part of a digest or a rule."""
    if isinstance(command, EditAlert):
        read_clauses(command.text, context)
    else:
        read_change(command.text, SOME_DIGEST, context, part=True)


def _rule(
    text: str, context: ReadingContext, linked: ChannelBots | None, lead: str = "alert"
) -> AlertRule:
    rule = read_rule(read_to_me(read_called(text)[0])[0], context, lead)
    if linked is not None:
        bot_ids_of(rule, linked)
        rule = with_group(rule, linked)
    return rule


def _named(command: Command) -> str:
    """Return the bot or group that a command names, or nothing."""
    match command:
        case SetAllowance(bot=bot) | SetPrice(bot=bot) | RemoveAllowances(bot=bot):
            return bot
    return ""


def _digest(
    text: str, context: ReadingContext, linked: ChannelBots | None, lead: str = "digest"
) -> DigestSentence:
    sentence = read_digest(text, context, lead)
    if linked is not None:
        new = Digest(
            team="", channel="", id="", number=0, owner="", schedule=sentence.schedule,
            created_at=context.now,
        )  # fmt: skip
        set_up_digest(new, sentence, context, linked)
    return sentence


# Commands that change nothing. A new alert is tried first, and saved by a button under the trial.
_READING: Final = (
    Question, Help, Bots, ShowAudit, ShowReceipt, ShowAllowances, ListDigests, DigestHistory,
    ListAlerts, AlertHistory, CreateAlert, TryAlert, ShowGroups, ShowCloses, ListTokens,
    Reconcile,
)  # fmt: skip


def described(command: BaseModel) -> str:
    """Return a command in a few words, such as `pause alert (which 2)`, `set price: 0.20 USD per
    conversation, for all bots`."""
    if isinstance(command, SetPrice | SetAllowance):
        return command.describe()
    name = "".join(f" {c.lower()}" if c.isupper() else c for c in type(command).__name__).strip()
    parts = ", ".join(
        f"{field} {value}"
        for field, value in command.model_dump(mode="json").items()
        if value not in ("", None, False)
    )
    return f"{name} ({parts})" if parts else name


def stores(text: str) -> bool:
    """Return whether the command in `text` changes what is stored, or posts for others to see."""
    command = read_command(text)
    return not isinstance(command, _READING) and command != Settings()
