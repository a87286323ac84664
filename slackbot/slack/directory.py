"""Looks up people and channels at Slack, with a cache of a minute and of ten."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.domain.access.permission import Actor, PersonKind
from slackbot.domain.errors import SlackRefusedError, SlackUnavailableError
from slackbot.ports import Clock, Person
from slackbot.slack.outbound.calls import patiently
from slackbot.slack.outbound.clients import SlackClients

log = structlog.get_logger()
T = TypeVar("T")

FRESH_FOR = 600.0  # seconds, of channels
PERSON_FRESH_FOR = 60.0  # since rights end with a person's admin role or account
PATIENCE = timedelta(minutes=5)
DIRECT = ("D", "U", "W")  # a direct message, or the person whom Slack opens it with
SLACKBOT = "USLACKBOT"  # Slack's own, which says anybody's reminders; Slack calls it no bot
MOST_REMEMBERED = 100_000
MANY, SOON = 20, 60.0  # so many single look-ups of channels within these seconds
A_PAGE, MOST_PAGES = 999, 100


class SlackDirectories:
    """Directories (see ports): each workspace has its own memory."""

    def __init__(self, clients: SlackClients, clock: Clock) -> None:
        self._clients = clients
        self._clock = clock
        self._known: dict[str, SlackDirectory] = {}

    def of(self, team: str) -> "SlackDirectory":
        if team not in self._known:
            self._known[team] = SlackDirectory(self._clients.of(team), self._clock, team)
        return self._known[team]


class SlackDirectory:
    """Directory (see ports) over users.info and conversations.info.

    `team` is the workspace that the app is installed in: others' people are outsiders.
    """

    def __init__(self, client: AsyncWebClient, clock: Clock, team: str) -> None:
        self._client = client
        self._clock = clock
        self._team = team
        self._asked: list[float] = []  # the times of single look-ups
        self._learned_at = -math.inf
        self._learning = asyncio.Lock()
        self._people: _Memory[Person] = _Memory(clock, PERSON_FRESH_FOR)
        self._shared: _Memory[bool | None] = _Memory(clock, FRESH_FOR)
        self._channels: _Memory[dict[str, str]] = _Memory(clock, PERSON_FRESH_FOR)

    async def person(self, user: str, team: str = "") -> Person:
        """Look up a person; one whom Slack does not show counts as an outsider, in UTC."""
        team = "" if team == self._team else team
        if not user:  # a workflow asks
            return Person(
                actor=Actor(user=user, kind=PersonKind.OUTSIDER if team else PersonKind.BOT)
            )
        key = f"{user} {team}"
        if known := self._people.get(key):
            return known[0]
        person = await self._ask_person(user, team)
        self._people.put(key, person)
        return person

    async def shared(self, channel: str) -> bool | None:
        """Tell whether the channel is shared; the app's direct messages never are."""
        if channel.startswith(DIRECT):
            return False
        if known := self._shared.get(channel):
            return known[0]
        if self._asks_for_many():
            await self._learn_channels()
            if known := self._shared.get(channel):
                return known[0]
        shared = await self._ask_shared(channel)
        if shared is not None:  # not cached, as an invitation may let us see the channel
            self._shared.put(channel, shared)
        return shared

    async def channels(self, user: str) -> Mapping[str, str]:
        """See Directory. A person counts as a member for a minute after they have left."""
        if known := self._channels.get(user):
            return known[0]
        found: dict[str, str] = {}
        try:
            async for info in self._pages(
                self._client.users_conversations, user=user, exclude_archived=True
            ):
                self._shared.put(info["id"], _is_shared(info))
                found[info["id"]] = str(info.get("name") or "")
        except SlackRefusedError as error:
            log.warning("channels of a person not shown", user=user, reason=error.reason)
            return {}
        self._channels.put(user, found)
        return found

    async def names(self, user: str) -> frozenset[str]:
        """See Directory. Not cached: only the audit asks."""
        try:
            response = await patiently(self._client.users_info, PATIENCE, user=user)
        except SlackRefusedError:
            return frozenset()  # somebody who has left, or is forgotten
        found: dict[str, Any] = response.get("user") or {}
        profile = found.get("profile") or {}
        names = (found.get("name"), profile.get("display_name"), profile.get("real_name"))
        return frozenset(str(name).casefold() for name in names if name)

    async def channel_names(self, channel: str) -> frozenset[str]:
        """See Directory. Not cached: only the audit asks."""
        try:
            response = await patiently(self._client.conversations_info, PATIENCE, channel=channel)
        except SlackRefusedError:
            return frozenset()  # a private channel without us, or one that was deleted
        name = (response.get("channel") or {}).get("name")
        return frozenset({str(name).casefold()} if name else ())

    def _asks_for_many(self) -> bool:
        """Tell whether there were so many single look-ups that one call for all is better."""
        now = self._clock.monotonic()
        self._asked = [*[at for at in self._asked if at > now - SOON][-MANY:], now]
        return len(self._asked) > MANY and now > self._learned_at + FRESH_FOR

    async def _learn_channels(self) -> None:
        """Look up all visible channels, a thousand in a call.

        Slack's rate limit allows some fifty single look-ups a minute. If a call fails, channels are
        looked up one by one as before.
        """
        async with self._learning:
            if self._clock.monotonic() <= self._learned_at + FRESH_FOR:
                return
            try:
                async for info in self._pages(self._client.conversations_list):
                    self._shared.put(info["id"], _is_shared(info))
            except (SlackRefusedError, SlackUnavailableError) as error:
                log.warning("channels not listed", said=error.message)
            self._learned_at = self._clock.monotonic()

    async def _pages(
        self, call: Callable[..., Awaitable[Any]], **arguments: Any
    ) -> AsyncIterator[dict[str, Any]]:
        """Yield the channels that a call lists, a thousand at a time."""
        cursor, pages = "", 0
        while pages == 0 or (cursor and pages < MOST_PAGES):
            response = await patiently(
                call,
                PATIENCE,
                types="public_channel,private_channel",
                limit=A_PAGE,
                **arguments,
                **({"cursor": cursor} if cursor else {}),
            )
            for info in response.get("channels") or []:
                yield info
            cursor = (response.get("response_metadata") or {}).get("next_cursor") or ""
            pages += 1

    async def _ask_person(self, user: str, team: str) -> Person:
        try:
            response = await patiently(
                self._client.users_info, PATIENCE, user=user, include_locale=True
            )
        except SlackRefusedError as error:
            log.warning("profile not shown", user=user, reason=error.reason)
            return Person(actor=Actor(user=user, kind=PersonKind.OUTSIDER))
        profile: dict[str, Any] = response.get("user") or {}
        kind = kind_of(profile, self._team, team)
        is_admin = bool(profile.get("is_admin") or profile.get("is_owner"))
        return Person(
            actor=Actor(user=user, kind=kind, is_admin=is_admin and kind is PersonKind.MEMBER),
            zone=_known_zone(profile.get("tz")),
            locale=profile.get("locale") or "en-US",
        )

    async def _ask_shared(self, channel: str) -> bool | None:
        try:
            response = await patiently(self._client.conversations_info, PATIENCE, channel=channel)
        except SlackRefusedError as error:
            log.warning("channel not shown", channel=channel, reason=error.reason)
            return None
        info: dict[str, Any] | None = response.get("channel")
        return _is_shared(info) if info else None


def kind_of(profile: dict[str, Any], team: str, other_team: str = "") -> PersonKind:
    """Tell which kind of person a profile of users.info is, for the workspace `team`.

    `other_team` is another workspace that a request has named as the user's. In an Enterprise
    organisation `team_id` is only one of the workspaces that somebody is a member of;
    `enterprise_user.teams` has all of them.
    """
    if profile.get("deleted"):
        return PersonKind.DEACTIVATED
    teams = (profile.get("enterprise_user") or {}).get("teams") or ()
    is_ours = team in teams or (profile.get("team_id") == team and not other_team)
    if profile.get("is_stranger") or not is_ours:
        return PersonKind.OUTSIDER
    if profile.get("is_bot") or profile.get("id") == SLACKBOT:
        return PersonKind.BOT
    if profile.get("is_restricted") or profile.get("is_ultra_restricted"):
        return PersonKind.GUEST
    return PersonKind.MEMBER


def _is_shared(info: dict[str, Any]) -> bool:
    return bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared"))


class _Memory(Generic[T]):
    """A cache whose values last for `fresh_for` seconds; it is emptied when it grows too large."""

    def __init__(self, clock: Clock, fresh_for: float) -> None:
        self._clock = clock
        self._fresh_for = fresh_for
        self._values: dict[str, tuple[float, T]] = {}

    def get(self, key: str) -> tuple[T] | None:
        """Return the value in a tuple, so that None can be a value."""
        found = self._values.get(key)
        if found is None or found[0] < self._clock.monotonic():
            return None
        return (found[1],)

    def put(self, key: str, value: T) -> None:
        if len(self._values) >= MOST_REMEMBERED:
            self._values.clear()
        self._values[key] = (self._clock.monotonic() + self._fresh_for, value)


def _known_zone(name: str | None) -> str:
    try:
        return ZoneInfo(name or "UTC").key
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
