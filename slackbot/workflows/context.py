"""What every command needs to know of its asker and its channel."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from slackbot.domain.ask import Ask
from slackbot.domain.channel import ChannelBots, ChannelSettings
from slackbot.domain.errors import NotAllowedError, SlackRefusedError, UserError
from slackbot.domain.permission import Action, Decision
from slackbot.language.context import ReadingContext
from slackbot.ports import Person, Ports
from slackbot.workflows.permit import permit

# Slack's reasons why we cannot post: nothing that posts is set up in such a channel.
CLOSED = {
    "not_in_channel": "I am not in this channel, so I could not post here. Invite me, and ask "
    "again: `/invite @Billing`",
    "channel_not_found": "I cannot see this conversation, so I could not post here. In a channel, "
    "invite me, and ask again: `/invite @Billing`",
    "is_archived": "This channel is archived: nothing can be posted here.",
    "restricted_action": "I am not allowed to post here. Ask a workspace admin to let me.",
}


@dataclass(frozen=True)
class CommandContext:
    """Says who asked where, with which settings. It is looked up once for each command."""

    ask: Ask
    person: Person
    settings: ChannelSettings
    bots: ChannelBots
    ports: Ports

    @classmethod
    async def of(cls, ask: Ask, ports: Ports, **more: Any) -> Self:
        """Returns the context of `ask`; `more` are the fields that a subclass adds."""
        return cls(
            ask=ask,
            person=await ports.directory.person(ask.user),
            settings=await ports.channels.settings(ask.team, ask.channel),
            bots=await ports.channels.bots(ask.team, ask.channel),
            ports=ports,
            **more,
        )

    @property
    def now(self) -> datetime:
        """The moment when it was asked."""
        return self.ask.received_at

    @property
    def zone(self) -> str:
        """The time zone of words that name none: the channel's, or else the asker's."""
        return self.settings.zone or self.person.zone

    @property
    def reading(self) -> ReadingContext:
        """How the asker's words are read here, without the allowances: only alerts need them."""
        return ReadingContext(
            now=self.now,
            zone=self.zone,
            locale=self.person.locale,
            week_start=self.settings.week_start,
            bots=self.bots.bots,
        )

    @property
    def names(self) -> dict[str, str]:
        """The channel's name of each bot, by the bot's id."""
        return {bot.id: bot.name for bot in self.bots.bots}

    async def permit(self, action: Action, channel: str = "", owner: str | None = None) -> Decision:
        """Returns the decision that allows the asker to do it here, or in that other channel.

        Raises NotAllowedError, which says who may, where none does. `owner` is whose thing changes.
        """
        return await permit(self._there(channel), self.person.actor, action, self.ports, owner)

    async def permit_change(self, what: str, owner: str, channel: str) -> None:
        """Permits a change of `what`, such as `alert 2`, which `owner` set up in `channel`."""
        try:
            await self.permit(Action.CHANGE, channel, owner)
        except NotAllowedError as error:
            if self.ask.user == owner:
                raise
            plural = f"{what.partition(' ')[0]}s"
            raise NotAllowedError(
                f"Only the person who set up {what} (see `/billing {plural}`) or a workspace admin "
                "may change it."
            ) from error

    async def posted(self, post: Awaitable[None]) -> None:
        """Awaits `post`. Raises UserError where the asker has to open the channel to us."""
        try:
            await post
        except SlackRefusedError as error:
            if error.reason in CLOSED:
                raise UserError(CLOSED[error.reason]) from error
            raise

    def _there(self, channel: str) -> Ask:
        return self.ask.model_copy(update={"channel": channel or self.ask.channel})
