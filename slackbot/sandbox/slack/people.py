"""Defines what people do in the sandbox's Slack; the payloads of it go to the app."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from slackbot.sandbox.slack.delivery.action import (
    Surface,
    act,
    block_suggestion,
    find_element,
    is_sent,
    message_actions,
    view_actions,
)
from slackbot.sandbox.slack.delivery.command import Command, slash_command
from slackbot.sandbox.slack.delivery.event import (
    LEFT,
    MENTION,
    app_home_opened,
    app_mention,
    left,
    member_joined,
    member_left,
    message_changed,
    message_posted,
)
from slackbot.sandbox.slack.delivery.interaction import global_shortcut, message_shortcut
from slackbot.sandbox.slack.delivery.socket import Ack
from slackbot.sandbox.slack.delivery.view import view_closed, view_submission
from slackbot.sandbox.slack.workspace.choices import choices
from slackbot.sandbox.slack.workspace.inputs import (
    Choice,
    FieldValue,
    complaints,
    elements_in,
    options_of,
)
from slackbot.sandbox.slack.workspace.message import Draft, Json, Message
from slackbot.sandbox.slack.workspace.view import MODAL, View
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Channel, User, Workspace

NOT_SUBSCRIBED = "not_subscribed"


class People(ABC):
    """The acts of people in one workspace. They are named by id or by name, as channels are."""

    workspace: Workspace

    async def slash(self, command: str, text: str = "", *, user: str, channel: str) -> Ack:
        """Let a user give a command in a channel; both by id or by name.

        The message in the acknowledgement is shown to the user, and so is a failure.
        """
        return await self.redeliver(self.command(command, text, user=user, channel=channel))

    def command(self, command: str, text: str = "", *, user: str, channel: str) -> Command:
        """Return the command as Slack would send it, for delivery in another way."""
        person, place = self._user(user), self._channel(channel)
        return slash_command(
            self.workspace,
            command,
            text,
            user=person,
            channel=place,
            response_url=self.response_url(person, place),
        )

    async def click(
        self,
        surface: Surface,
        action_id: str,
        *,
        user: str,
        value: str | None = None,
        block_id: str | None = None,
    ) -> Ack:
        """Let a user click a button of a message or a view, or choose `value` from a menu.

        A button carries its own value, unless `value` forges another one. Raises `LookupError`
        where the current message or view has none for that user.
        """
        return await self.redeliver(
            self.action(surface, action_id, user=user, value=value, block_id=block_id)
        )

    def action(
        self,
        surface: Surface,
        action_id: str,
        *,
        user: str,
        value: FieldValue = None,
        block_id: str | None = None,
    ) -> Json:
        """Return the click as Slack would send it, for delivery in another way.

        What was chosen from a menu stays chosen.
        """
        person = self._user(user)
        seen = self._seen(surface, person)
        found = find_element(seen, action_id, block_id)
        return self._acted(seen, person, act(self.workspace, seen, person, found, value))

    async def fill(
        self,
        surface: Surface,
        block_id: str,
        action_id: str,
        value: FieldValue,
        *,
        user: str,
        by_enter: bool = False,
    ) -> Ack | None:
        """Let a user put a value into an input, by its id for a choice; None empties it.

        Returns the acknowledgement if the app hears of it before it is submitted: of a menu outside
        an input block, and where the block has `dispatch_action`; for a text perhaps only
        `by_enter`. Raises `LookupError` for a choice that there is not, `ValueError` for a value
        that the input cannot hold.
        """
        person = self._user(user)
        seen = self._seen(surface, person)
        found = find_element(seen, action_id, block_id)
        action = act(self.workspace, seen, person, found, value)
        if not is_sent(*found, by_enter=by_enter):
            return None
        return await self.redeliver(self._acted(seen, person, action))

    def choices(
        self, surface: Surface, action_id: str, *, user: str, block_id: str | None = None
    ) -> list[Choice]:
        """Return what a menu offers to this user."""
        person = self._user(user)
        seen = self._seen(surface, person)
        return choices(self.workspace, person, seen, find_element(seen, action_id, block_id))

    async def search(
        self,
        surface: Surface,
        action_id: str,
        text: str,
        *,
        user: str,
        block_id: str | None = None,
    ) -> list[Choice]:
        """Let a user type into a menu whose options the app gives; return what it offers then.

        The app is not asked for less than the menu's `min_query_length`, which is 3 where it says
        nothing; then and where the app does not answer, there is no choice.
        """
        person = self._user(user)
        seen = self._seen(surface, person)
        block, element = found = find_element(seen, action_id, block_id)
        place = (person.id, *seen.place)
        offered: list[Choice] = []
        if len(text) >= element.get("min_query_length", 3):
            channel = self._channel(seen.channel) if isinstance(seen, Message) else None
            asked = block_suggestion(
                self.workspace, seen, found, text, user=person, channel=channel
            )
            ack = await self.redeliver(asked)
            offered = options_of(ack.payload or {})
        self.workspace.inputs.offer(place, block["block_id"], action_id, offered)
        return offered

    async def submit(self, view: View) -> Ack:
        """Let the person press the modal's submit button, and do what the app answers.

        What Slack itself finds wrong is in the view's `errors`; the app hears nothing of it, and
        the acknowledgement has no request, but the error `invalid_inputs`. If the app fails, the
        modal stays open, and its `trouble` says so. Raises `LookupError` if the view is closed, or
        lies below another.
        """
        person = self._user(view.user)
        seen = self._seen_modal(view, person)
        if found := complaints(seen.all_blocks, self.workspace.state(person.id, seen)):
            self.workspace.show_again(view.id, found)
            return Ack({}, 0.0, error="invalid_inputs")
        urls = self._response_urls(view, person)
        return await self.redeliver(view_submission(self.workspace, view, person, urls))

    async def close(self, view: View, *, all_of_it: bool = False) -> list[Ack]:
        """Let the person press the close button of a modal, or the cross that closes `all_of_it`.

        Returns an acknowledgement of each closed view that asked with `notify_on_close`, the
        uppermost first. Slack's pages do not say which views of a stack are told of, when all are
        closed at once.
        """
        person = self._user(view.user)
        self._seen_modal(view, person)
        is_cleared = all_of_it or view.says("clear_on_close")
        gone = [*reversed(self.workspace.views.stack(person.id))] if is_cleared else [view]
        payloads = [
            view_closed(self.workspace, each, person, is_cleared=is_cleared)
            for each in gone
            if each.says("notify_on_close")
        ]
        self.workspace.views.close(gone[-1])
        self.workspace.notify()
        return [await self.redeliver(payload) for payload in payloads]

    async def open_home(self, user: str, tab: str = "home") -> Ack:
        """Let a user look at the app's Home: its tab `home` or `messages`."""
        person = self._user(user)
        place = self.workspace.direct_with(person)
        view = self.workspace.views.home(person.id) if tab == "home" else None
        return await self.send_event(
            "app_home_opened",
            lambda: app_home_opened(self.workspace, person, place, tab, view),
        )

    async def shortcut(self, callback_id: str, *, user: str, message: Message | None = None) -> Ack:
        """Let a user choose a shortcut of the app, from anywhere or from a message's menu.

        A message shortcut raises `LookupError` for a message that is ephemeral or gone.
        """
        person = self._user(user)
        if message is None:
            return await self.redeliver(global_shortcut(self.workspace, callback_id, person))
        seen = self.workspace.find_message(message.channel, message.ts)
        if seen is None:
            raise LookupError(f"{person.name} has no shortcuts for that message.")
        place = self._channel(message.channel)
        url = self.response_url(person, place, seen)
        return await self.redeliver(
            message_shortcut(self.workspace, callback_id, person, seen, place, url)
        )

    async def join(self, user: str, channel: str, *, inviter: str | None = None) -> Ack:
        """Let a user, or the app, become a member of a channel."""
        person, place = self._user(user), self._channel(channel)
        host = self._user(inviter) if inviter else None
        self.workspace.join(person.id, place.id)
        return await self.send_event(
            "member_joined_channel",
            lambda: member_joined(self.workspace, person, place, host),
            self._channel(place.id),
        )

    async def leave(self, user: str, channel: str, *, by: str | None = None) -> Ack:
        """Let a user leave a channel, or the app be removed from it `by` somebody."""
        person, place = self._user(user), self._channel(channel)
        self.workspace.leave(person.id, place.id)
        if person.id == APP_USER:
            return await self.send_event(
                LEFT[place.kind], lambda: left(self.workspace, place, self._user(by or user))
            )
        return await self.send_event(
            "member_left_channel",
            lambda: member_left(self.workspace, person, place),
            self._channel(place.id),
        )

    async def write(
        self, text: str, *, user: str, channel: str, thread_ts: str | None = None
    ) -> list[Ack]:
        """Let a user write a message, and tell the app of it as it is subscribed.

        Returns the acknowledgements: of the message, and of the mention if it is one. Those of
        events that the app is not subscribed to are left out.
        """
        place = self._channel(channel)
        message = self.say(text, user=user, channel=place.id, thread_ts=thread_ts)
        return await self._told(message, place, message_posted)

    async def edit(self, message: Message, text: str) -> list[Ack]:
        """Let the author of a message edit it, and tell the app of it as it is subscribed.

        Returns the acknowledgements: of the change, and of the mention if it is one now, which is
        another event than before. Those of events that the app is not subscribed to are left out.
        """
        edited = self.workspace.edit(message, Draft(text))
        return await self._told(edited, self._channel(message.channel), message_changed)

    async def mention(
        self, text: str, *, user: str, channel: str, thread_ts: str | None = None
    ) -> Ack:
        """Let a user write to the app in a channel, or in a thread of it.

        The message stands in the acknowledgement's `request["event"]`. Where Slack would tell the
        app nothing of it, the acknowledgement has no request, but an error: `missing_scope` or
        `not_in_channel`.
        """
        place = self._channel(channel)
        message_text = text if MENTION in text else f"{MENTION} {text}".rstrip()
        message = self.say(message_text, user=user, channel=place.id, thread_ts=thread_ts)
        return await self.send_event(
            "app_mention", lambda: app_mention(self.workspace, message, place), place
        )

    def say(self, text: str, *, user: str, channel: str, thread_ts: str | None = None) -> Message:
        """Let a user write a message."""
        person, place = self._user(user), self._channel(channel)
        return self.workspace.post(place.id, Draft(text), user=person.id, thread_ts=thread_ts)

    @abstractmethod
    async def redeliver(self, request: Mapping[str, Any]) -> Ack:
        """Deliver what a person did, the same as often as this is called."""

    @abstractmethod
    async def send_event(
        self, event: str, payload: Callable[[], Json], channel: Channel | None = None
    ) -> Ack:
        """Deliver the event of that name in a manifest, unless Slack would tell the app nothing.

        Then the acknowledgement has no request, but an error: `not_subscribed`, `missing_scope`, or
        `not_in_channel` if the app is not in the channel where it happened.
        """

    @abstractmethod
    def response_url(self, user: User, channel: Channel, clicked: Message | None = None) -> str:
        """Return an address at which the app may answer for a while."""

    async def _told(
        self,
        message: Message,
        place: Channel,
        event: Callable[[Workspace, Message, Channel], Json],
    ) -> list[Ack]:
        kinds = {f"message.{place.kind}": event}
        if MENTION in message.text:
            kinds["app_mention"] = app_mention
        acks = [
            await self.send_event(name, partial(build, self.workspace, message, place), place)
            for name, build in kinds.items()
        ]
        return [ack for ack in acks if ack.error != NOT_SUBSCRIBED]

    def _seen(self, surface: Surface, user: User) -> Surface:
        """Return the current message or view, if the user sees it. Raises `LookupError`."""
        if isinstance(surface, View):
            view = self.workspace.views.visible(surface.id)
            if view is None or view.user != user.id:
                raise LookupError(f"{user.name} does not see that view.")
            return view
        message = self.workspace.as_it_stands(surface)
        if message is None or message.to not in (None, user.id):
            raise LookupError(f"{user.name} does not see that message.")
        return message

    def _seen_modal(self, view: View, user: User) -> Surface:
        if view.type != MODAL:
            raise LookupError("A Home tab is neither submitted nor closed.")
        return self._seen(view, user)

    def _acted(self, surface: Surface, user: User, action: Json) -> Json:
        if isinstance(surface, View):
            return view_actions(self.workspace, surface, action, user=user)
        place = self._channel(surface.channel)
        return message_actions(
            self.workspace,
            surface,
            action,
            user=user,
            channel=place,
            response_url=self.response_url(user, place, surface),
        )

    def _response_urls(self, view: View, user: User) -> list[Json]:
        """Return an address for each chosen conversation whose menu says `response_url_enabled`."""
        values = self.workspace.state(user.id, view)
        urls = []
        for block, element in elements_in(view.blocks):
            if element.get("response_url_enabled"):
                block_id, action_id = block["block_id"], element["action_id"]
                value = values[block_id][action_id]
                chosen = value.get("selected_conversation") or value.get("selected_channel")
                if chosen:
                    urls.append(
                        {
                            "block_id": block_id,
                            "action_id": action_id,
                            "channel_id": chosen,
                            "response_url": self.response_url(user, self._channel(chosen)),
                        }
                    )
        return urls

    def _user(self, id_or_name: str) -> User:
        user = self.workspace.find_user(id_or_name)
        if user is None:
            raise LookupError(f"The sandbox has no user {id_or_name}.")
        return user

    def _channel(self, id_or_name: str) -> Channel:
        channel = self.workspace.find_channel(id_or_name)
        if channel is None:
            raise LookupError(f"The sandbox has no channel {id_or_name}.")
        return channel
