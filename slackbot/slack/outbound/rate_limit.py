"""Keeps Slack's rate limits for posting: one message a second in a channel, with short bursts, and
some hundred a minute in a workspace."""

from slackbot.ports import Clock

INTERVAL = 1.05  # seconds; longer than one: Slack counts arrivals, we count departures
BURST = 5
Place = tuple[str, str]  # a workspace and a channel of it
MOST_CHANNELS = 10_000  # kept in memory; the longest quiet ones are forgotten first


class ChannelRateLimiter:
    """Gives turns to messages in order for each channel; channels never wait for each other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # The time by which each channel's messages would be sent at one an interval.
        self._even: dict[Place, float] = {}
        self._held: dict[Place, float] = {}  # the time until which Slack wants none

    async def turn(self, place: Place) -> None:
        """Wait until a message may be posted there."""
        now = self._clock.monotonic()
        even = max(self._even.pop(place, now), now)
        self._even[place] = even + INTERVAL
        if len(self._even) > MOST_CHANNELS:
            del self._even[next(iter(self._even))]
        wait = even - now - (BURST - 1) * INTERVAL
        if wait > 0:
            await self._clock.sleep(wait)

    def hold(self, place: Place, seconds: float) -> None:
        """Give no turn there for so many seconds, as Slack asked."""
        held = self._clock.monotonic() + seconds + (BURST - 1) * INTERVAL
        self._even[place] = max(self._even.get(place, held), held)
        self._held[place] = self._clock.monotonic() + seconds

    def held(self, place: Place) -> float:
        """Return for how many more seconds Slack wants no message there."""
        left = self._held.get(place, 0.0) - self._clock.monotonic()
        if left <= 0:
            self._held.pop(place, None)
        return max(left, 0.0)


class RateLimiter:
    """Gives so many turns a minute, evenly and in order; workspaces never wait for each other."""

    def __init__(self, clock: Clock, per_minute: int) -> None:
        self._clock = clock
        self._interval = 60.0 / per_minute
        self._next: dict[str, float] = {}

    async def turn(self, team: str) -> None:
        """Wait for the workspace's turn; after a pause it comes at once."""
        now = self._clock.monotonic()
        at = max(self._next.get(team, now), now)
        self._next[team] = at + self._interval
        if at > now:
            await self._clock.sleep(at - now)
