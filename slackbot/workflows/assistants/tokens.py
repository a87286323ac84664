"""Makes, lists and revokes the tokens with which people's assistants ask from outside of Slack."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Final

from slackbot.domain.access.assistant import MOST_TOKENS, AssistantToken, hash_of, written
from slackbot.domain.access.permission import Action
from slackbot.domain.ask import Ask
from slackbot.domain.errors import UserError
from slackbot.language.assistants import ListTokens, MakeToken, RevokeToken, TokenCommand
from slackbot.ports import Ports, Signed
from slackbot.workflows.audit import record
from slackbot.workflows.context import CommandContext

SECRET_BYTES: Final = 32
OFF: Final = (
    "Assistants outside of Slack are off here. Who runs this app can turn them on with the setting "
    "`SLACKBOT_MCP_URL`."
)
NOT_HERE: Final = (
    "Type it as a command, `/billing token`: then only you see the token, in a message that Slack "
    "doesn't keep."
)
TOO_MANY: Final = (
    f"You have {MOST_TOKENS} tokens, as many as you may. Revoke one first: see `/billing tokens`"
)
MADE: Final = (
    "Your assistant's token `{id}`, good until {day}:\n`{token}`\nYou see it only now. Give your "
    "assistant the address `{url}` and this token. It can then ask what you may ask, and change "
    "nothing. Revoke it with `/billing token revoke {id}`"
)
NONE: Final = "There are no tokens. `/billing token` makes one for an assistant of yours."
UNKNOWN: Final = "You have no token `{id}`. See `/billing tokens`"
REVOKED: Final = "Token `{id}` is revoked. An assistant that has it gets no more answers."


async def manage_tokens(ask: Ask, command: TokenCommand, ports: Ports) -> None:
    """Do what `command` says, and tell the asker alone. Raises UserError if it cannot be done."""
    context = await CommandContext.of(ask, ports)
    await context.permit(Action.LET_ASK)
    match command:
        case MakeToken(days=days):
            await _make(context, days)
        case ListTokens():
            await _list(context)
        case RevokeToken(id=id_):
            await _revoke(context, id_)


async def _make(context: CommandContext, days: int) -> None:
    """Make a token. A step that is repeated after a crash makes the same one with a new secret."""
    ask, ports = context.ask, context.ports
    tokens = ports.assistants.tokens
    if not ports.assistants.url:
        raise UserError(OFF)
    if ask.mention or ask.thread or ask.by_bot or ask.to_person:
        raise UserError(NOT_HERE)
    made = AssistantToken(
        team=ask.team,
        id=sha256(ask.id.encode()).hexdigest()[:6],
        user=ask.user,
        made_at=context.now,
        expires_at=context.now + timedelta(days=days),
    )
    own = [each for each in await _seen(context) if each.user == ask.user and each.id != made.id]
    if len(own) >= MOST_TOKENS:
        raise UserError(TOO_MANY)
    token = written(ask.team, secrets.token_urlsafe(SECRET_BYTES))
    await record(context, "token", "added", f"token {made.id}")
    await tokens.save(made, hash_of(token))
    sentence = MADE.format(id=made.id, day=_day(made), token=token, url=ports.assistants.url)
    await ports.notifier.tell(ask, sentence)


async def _list(context: CommandContext) -> None:
    found = await _seen(context)
    if not found:
        raise UserError(NONE)
    lines = [
        Signed(
            text=f"Token {each.id}, good until {_day(each)}",
            by=each.user,
            did="made",
            at=each.made_at,
        )
        for each in found
    ]
    await context.ports.notifier.tell_lines(context.ask, lines, context.zone)


async def _revoke(context: CommandContext, id_: str) -> None:
    ask, ports = context.ask, context.ports
    found = next((each for each in await _seen(context) if each.id == id_), None)
    if found is None:
        raise UserError(UNKNOWN.format(id=id_))
    await record(context, "token", "removed", f"token {id_}")
    await ports.assistants.tokens.revoke(ask.team, id_)
    await ports.notifier.tell(ask, REVOKED.format(id=id_))


async def _seen(context: CommandContext) -> list[AssistantToken]:
    """Return the asker's tokens; for an admin those of everybody."""
    found = await context.ports.assistants.tokens.of(context.ask.team, context.now)
    actor = context.person.actor
    return [each for each in found if actor.is_admin or each.user == actor.user]


def _day(token: AssistantToken) -> str:
    return f"{token.expires_at.day} {token.expires_at:%b %Y}"
