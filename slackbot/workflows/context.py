"""The context of a command: its asker, its channel, and their settings."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from slackbot.domain.access.audit import Change, describe_change
from slackbot.domain.access.permission import Action, Decision, Thing
from slackbot.domain.ask import MOST_OPEN, Ask
from slackbot.domain.channel import BOT_ID, ChannelBots, ChannelSettings
from slackbot.domain.errors import NotAllowedError, SlackRefusedError, UserError
from slackbot.domain.group import GROUP_ID
from slackbot.language.context import ReadingContext
from slackbot.ports import Person, Ports
from slackbot.workflows.holidays import ready
from slackbot.workflows.permit import permit, permit_post

TOO_MANY = (
    f"I'm still working on {MOST_OPEN} of your questions, the most I take from one person at a "
    "time. Ask again when one of them is answered, or cancel one."
)
UNDO = " Bring it back with `/billing undo`"  # follows what was removed, where it was set up
MOST_IN_CHANNEL, MOST_IN_WORKSPACE = 50, 5000  # alerts, and as many digests

# Slack's reasons why we cannot post. In such a channel nothing that posts can be set up.
CLOSED = {
    "not_in_channel": "I'm not in this channel, so I couldn't post here. Invite me, and ask "
    "again: `/invite @Billing`",
    "channel_not_found": "I can't see this conversation, so I couldn't post here. In a channel, "
    "invite me, and ask again: `/invite @Billing`",
    "is_archived": "This channel is archived: nothing can be posted here.",
    "restricted_action": "I am not allowed to post here. Ask a workspace admin to let me.",
}


def which_one(noun: str, known: Mapping[int, str], why: str = "") -> UserError:
    """Returns the refusal of a command that names no number where there are several.

    `known` has the words of each alert or digest that may be meant, by its number; `why` goes
    before the question.
    """
    numbers = list(known)
    listed = "\n".join(f"• {noun} {number}: {words}" for number, words in known.items())
    return UserError(
        f"{why}Which {noun}? Say its number, such as `{noun} {numbers[0]}`. "
        f"This channel has:\n{listed}"
    )


@dataclass(frozen=True)
class CommandContext:
    """Says who asked where, with which settings. It is looked up once for each command.

    `home` is the channel that the command is about, and whose settings and bots these are: that of
    `ask`, or that of a thing which was reached from elsewhere.
    """

    ask: Ask
    home: str
    person: Person
    settings: ChannelSettings
    bots: ChannelBots
    ports: Ports

    @classmethod
    async def of(cls, ask: Ask, ports: Ports, **more: Any) -> Self:
        """Returns the context of `ask`; `more` are the fields that a subclass adds."""
        person = await ports.directory.of(ask.team).person(ask.user, ask.user_team)
        if ask.by_bot:
            person = person.model_copy(update={"actor": person.actor.by_bot()})
        settings = await ports.channels.settings(ask.team, ask.home)
        await ready(settings.holidays, ask.received_at.year)
        return cls(
            ask=ask,
            home=ask.home,
            person=person,
            settings=settings,
            bots=await ports.channels.bots(ask.team, ask.home),
            ports=ports,
            **more,
        )

    @property
    def now(self) -> datetime:
        """Return the moment of the command."""
        return self.ask.received_at

    @property
    def zone(self) -> str:
        """Return the time zone for words that name none: the channel's, else the asker's."""
        return self.settings.zone or self.person.zone

    @property
    def reading(self) -> ReadingContext:
        """Return the context for reading the asker's words, without the allowances of alerts."""
        return ReadingContext.in_channel(
            self.settings,
            self.bots,
            now=self.now,
            zone=self.person.zone,
            locale=self.person.locale,
        )

    @property
    def names(self) -> dict[str, str]:
        """Return the channel's names of its bots and groups, by id."""
        return self.bots.names_by_id

    def describe(self, change: Change) -> str:
        """Return the change in words, in which bots and groups of the channel have their names."""
        described = GROUP_ID.sub(
            lambda id_: self.names.get(id_[0], "a group"), describe_change(change)
        )
        return BOT_ID.sub(lambda id_: self.names.get(id_[0], id_[0]), described)

    async def permit(
        self, action: Action, thing: Thing | None = None, unknown: UserError | None = None
    ) -> Decision:
        """Returns the decision that allows the asker to do it here, to `thing` if there is one.

        Raises NotAllowedError, which says who may, where none does; and `unknown` of a thing that
        cannot be reached from here.
        """
        decision = await permit(self.ask, self.person.actor, action, self.ports, thing, unknown)
        if decision.privately and self.ask.by_bot:
            raise NotAllowedError(decision.reason)  # a bot sees no private answer
        return decision

    async def at(self, channel: str) -> Self:
        """Returns the same asker's context for what belongs to that channel."""
        if channel == self.home:
            return self
        team, channels = self.ask.team, self.ports.channels
        settings = await channels.settings(team, channel)
        await ready(settings.holidays, self.now.year)
        return replace(
            self,
            home=channel,
            settings=settings,
            bots=await channels.bots(team, channel),
        )

    async def refuse_many(
        self, things: str, here: int, in_workspace: Callable[[str], Awaitable[int]]
    ) -> None:
        """Raise UserError if no more of `things`, such as `alerts`, may be set up here.

        `here` is their number in the channel; `in_workspace` counts those of a workspace.
        """
        if here >= MOST_IN_CHANNEL:
            raise UserError(
                f"This channel has {MOST_IN_CHANNEL} {things}, as many as it may. Remove one "
                f"first: see `/billing {things}`."
            )
        if await in_workspace(self.ask.team) >= MOST_IN_WORKSPACE:
            raise UserError(
                f"This workspace has {MOST_IN_WORKSPACE:,} {things}, as many as it may. Remove "
                f"one first, here or in another channel: see `/billing {things}`."
            )

    async def announced(self, post: Callable[[Ask], Awaitable[None]]) -> None:
        """Awaits `post`, which is handed an ask of the home channel.

        Raises UserError where the asker has to open that channel to us, and NotAllowedError where
        others see it, or may see it.
        """
        ask = self.ask
        if self.home != ask.channel:
            ask = ask.moved_to(self.home)
        await permit_post(ask, self.ports)
        try:
            await post(ask)
        except SlackRefusedError as error:
            if error.reason in CLOSED:
                raise UserError(CLOSED[error.reason]) from error
            raise
