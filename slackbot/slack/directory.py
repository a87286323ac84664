"""Looks up people and channels at Slack, with a cache of some minutes."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.domain.errors import SlackRefusedError, SlackUnavailableError
from slackbot.domain.permission import Actor
from slackbot.ports import Clock, Person
from slackbot.slack.outbound.calls import patiently

log = structlog.get_logger()
T = TypeVar("T")

FRESH_FOR = timedelta(minutes=10)
PATIENCE = timedelta(minutes=5)
MOST_REMEMBERED = 100_000
MANY, SOON = 20, timedelta(minutes=1)  # so many single look-ups of channels within this time
A_PAGE, MOST_PAGES = 999, 100


class SlackDirectory:
    """Directory (see ports) over users.info and conversations.info."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._asked: list[datetime] = []  # the times of single look-ups
        self._learned_at = datetime.min.replace(tzinfo=UTC)
        self._learning = asyncio.Lock()
        self._people: _Memory[Person] = _Memory(clock)
        self._shared: _Memory[bool | None] = _Memory(clock)

    async def person(self, user: str) -> Person:
        """Look up a person; a person whom Slack does not show is no admin, and in UTC."""
        if known := self._people.get(user):
            return known[0]
        person = await self._ask_person(user)
        self._people.put(user, person)
        return person

    async def shared(self, channel: str) -> bool | None:
        """Tell whether the channel is shared; the app's direct messages never are."""
        if channel.startswith("D"):
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

    def _asks_for_many(self) -> bool:
        """Tell whether there were so many single look-ups that one call for all is better."""
        now = self._clock.now()
        self._asked = [*[at for at in self._asked if at > now - SOON][-MANY:], now]
        return len(self._asked) > MANY and now > self._learned_at + FRESH_FOR

    async def _learn_channels(self) -> None:
        """Look up all visible channels, a thousand in a call.

        Slack's rate limit allows some fifty single look-ups a minute. If a call fails, channels are
        looked up one by one as before.
        """
        async with self._learning:
            if self._clock.now() <= self._learned_at + FRESH_FOR:
                return
            cursor, pages = "", 0
            try:
                while pages == 0 or (cursor and pages < MOST_PAGES):
                    response = await patiently(
                        self._client.conversations_list,
                        PATIENCE,
                        types="public_channel,private_channel",
                        limit=A_PAGE,
                        **({"cursor": cursor} if cursor else {}),
                    )
                    for info in response.get("channels") or []:
                        self._shared.put(info["id"], _is_shared(info))
                    cursor = (response.get("response_metadata") or {}).get("next_cursor") or ""
                    pages += 1
            except (SlackRefusedError, SlackUnavailableError) as error:
                log.warning("channels not listed", said=error.message)
            self._learned_at = self._clock.now()

    async def _ask_person(self, user: str) -> Person:
        try:
            response = await patiently(
                self._client.users_info, PATIENCE, user=user, include_locale=True
            )
        except SlackRefusedError as error:
            log.warning("profile not shown", user=user, reason=error.reason)
            return Person(actor=Actor(user=user))
        profile: dict[str, Any] = response.get("user") or {}
        is_admin = bool(profile.get("is_admin") or profile.get("is_owner"))
        return Person(
            actor=Actor(user=user, is_admin=is_admin),
            zone=_known_zone(profile.get("tz")),
            locale=profile.get("locale") or "en-US",
        )

    async def _ask_shared(self, channel: str) -> bool | None:
        try:
            response = await patiently(self._client.conversations_info, PATIENCE, channel=channel)
        except SlackRefusedError as error:
            log.warning("channel not shown", channel=channel, reason=error.reason)
            # A test server for Slack without this method has no other organisations either.
            return False if error.reason == "unknown_method" else None
        info: dict[str, Any] | None = response.get("channel")
        return _is_shared(info) if info else None


def _is_shared(info: dict[str, Any]) -> bool:
    return bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared"))


class _Memory(Generic[T]):
    """A cache whose values last for `FRESH_FOR`; it is emptied when it grows too large."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._values: dict[str, tuple[datetime, T]] = {}

    def get(self, key: str) -> tuple[T] | None:
        """Return the value in a tuple, so that None can be a value."""
        found = self._values.get(key)
        if found is None or found[0] < self._clock.now():
            return None
        return (found[1],)

    def put(self, key: str, value: T) -> None:
        if len(self._values) >= MOST_REMEMBERED:
            self._values.clear()
        self._values[key] = (self._clock.now() + FRESH_FOR, value)


def _known_zone(name: str | None) -> str:
    try:
        return ZoneInfo(name or "UTC").key
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
