"""Slack's rates for posting, kept by us: one message a second in a channel, short bursts allowed,
and some hundred a minute in a workspace."""

from datetime import datetime, timedelta

from slackbot.ports import Clock

INTERVAL = timedelta(seconds=1.05)  # Slack counts arrivals, we count departures: a little longer
BURST = 5
MOST_CHANNELS = 10_000  # remembered; those that have been quiet longest are forgotten first


class ChannelPace:
    """Hands out turns, each channel's in the order they are asked for; channels never wait for each
    other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # When a channel's messages would be through if they had come evenly, one an interval.
        self._even: dict[str, datetime] = {}

    async def turn(self, channel: str) -> None:
        """Come back when a message may be posted in `channel`."""
        now = self._clock.now()
        even = max(self._even.pop(channel, now), now)
        self._even[channel] = even + INTERVAL
        if len(self._even) > MOST_CHANNELS:
            del self._even[next(iter(self._even))]
        wait = even - now - (BURST - 1) * INTERVAL
        if wait > timedelta():
            await self._clock.sleep(wait.total_seconds())

    def hold(self, channel: str, seconds: float) -> None:
        """Slack wants no message in `channel` for so long: later turns come after that."""
        until = self._clock.now() + timedelta(seconds=seconds)
        held = until + (BURST - 1) * INTERVAL
        self._even[channel] = max(self._even.get(channel, held), held)


class EvenPace:
    """Hands out so many turns a minute, evenly, in the order they are asked for."""

    def __init__(self, clock: Clock, per_minute: int) -> None:
        self._clock = clock
        self._interval = timedelta(minutes=1) / per_minute
        self._next: datetime | None = None

    async def turn(self) -> None:
        """Come back when it is one's turn; at once after a pause."""
        now = self._clock.now()
        at = max(self._next or now, now)
        self._next = at + self._interval
        if at > now:
            await self._clock.sleep((at - now).total_seconds())
