"""Sends a message in the newest form that Slack takes; a refused one gives way to a simpler."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from slackbot import telemetry
from slackbot.domain.errors import THREAD_GONE, SlackRefusedError
from slackbot.ports import Workspaces
from slackbot.slack.blocks.blocks import Blocks, Message, kinds
from slackbot.slack.blocks.text import cut
from slackbot.slack.outbound.calls import MENDING

log = structlog.get_logger()
T = TypeVar("T")

BLOCKS_REFUSED = "invalid_blocks"
SHORTEST = 1000  # characters of the last form: Slack may count bytes, or escaped characters
# Slack's refusals of the place, the person or the app: no other form of the message helps there.
NOT_THE_FORM = {
    *MENDING,
    *THREAD_GONE,
    "access_denied",
    "app_access_restricted",
    "cant_update_message",
    "channel_not_found",
    "edit_window_closed",
    "ekm_access_denied",
    "external_channel_migrating",
    "invalid_url",
    "expired_url",
    "used_url",
    "is_archived",
    "is_inactive",
    "message_limit_exceeded",
    "message_not_found",
    "messages_tab_disabled",
    "not_allowed_token_type",
    "not_authed",
    "not_in_channel",
    "no_permission",
    "posting_to_channel_denied",
    "restricted_action",
    "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_thread_only_channel",
    "send_on_behalf_not_allowed",
    "team_access_not_granted",
    "team_not_found",
    "token_expired",
    "unknown_method",
    "user_not_in_channel",
}


@dataclass(frozen=True)
class MessageForm:
    """One form of a message: its text, and its blocks if it has any."""

    text: str
    blocks: Blocks = ()


def forms_of(message: Message) -> tuple[MessageForm, ...]:
    """Return all forms: with the newest blocks first, then the text alone, then a shorter text."""
    words = (MessageForm(message.text), MessageForm(cut(message.text, SHORTEST)))
    forms = [MessageForm(message.text, rung) for rung in message.rungs]
    return (*forms, *(words if words[0] != words[1] else words[:1]))


def simplest(message: Message) -> Message:
    """Return the message with the blocks that every workspace takes: what only one person sees
    may not have others."""
    return Message(message.text, (message.simple,))


class Ladder:
    """Goes from one form of a message to the next simpler one, for all kinds of messages.

    A workspace that refused a kind of block is not offered it again.
    """

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def climb(
        self,
        team: str,
        channel: str,
        draw: Callable[[], Message],
        send: Callable[[Callable[[], MessageForm]], Awaitable[T]],
    ) -> T:
        """Send the message in the first form that Slack takes, and return what `send` returns.

        `send` calls its argument for the form right before each attempt, so that the message is
        drawn anew. Raises SlackRefusedError where a simpler form would not help, or there is none.
        """
        forms = forms_of(draw())
        numbers = await self._numbers(team, forms)
        for number, simpler in zip(numbers, [*numbers[1:], None], strict=True):
            try:
                return await send(lambda n=number: forms_of(draw())[n])  # type: ignore[misc]
            except SlackRefusedError as error:
                if simpler is None or error.reason in NOT_THE_FORM:
                    raise
                log.warning(telemetry.FORM_REFUSED, channel=channel, reason=error.reason)
                if error.reason == BLOCKS_REFUSED:
                    await self._remember(team, forms[number].blocks, forms[simpler].blocks)
        raise AssertionError("the last form is sent or raises")

    async def shown(self, team: str, message: Message) -> frozenset[str]:
        """Return the kinds of blocks of the message that the workspace takes, as far as known."""
        forms = forms_of(message)
        (number, *_) = await self._numbers(team, forms)
        return kinds(forms[number].blocks)

    async def _numbers(self, team: str, forms: tuple[MessageForm, ...]) -> list[int]:
        """Return the forms without a kind of block that the workspace refused."""
        refused = await self._workspaces.refused_blocks(team)
        return [n for n, form in enumerate(forms) if not kinds(form.blocks) & refused]

    async def _remember(self, team: str, refused: Blocks, simpler: Blocks) -> None:
        """Remember the kinds that the simpler form is without; words alone say nothing of kinds."""
        if simpler:
            await self._workspaces.refuse_blocks(team, kinds(refused) - kinds(simpler))
