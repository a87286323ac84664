"""Keeps two bots from answering each other for ever."""

from collections import OrderedDict
from datetime import datetime, timedelta

from slackbot.domain.ask import Ask, Thread
from slackbot.ports import Clock

MOST_IN_THREAD = 3  # mentions by bots that are answered in one thread
MOST_IN_CHANNEL = 20  # and in one channel within an hour
HOUR = timedelta(hours=1)
MOST_PLACES = 10_000  # kept in memory; the longest quiet ones are forgotten first


class Loops:
    """Counts the mentions by bots: a bot that answers each of our answers reaches a limit."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._threads: OrderedDict[tuple[str, Thread], int] = OrderedDict()
        self._channels: OrderedDict[tuple[str, str], list[datetime]] = OrderedDict()

    def admits(self, ask: Ask) -> bool:
        """Tell whether to answer it: people always, bots until a limit is reached."""
        if not ask.by_bot or ask.thread is None:
            return True
        channel, thread = (ask.team, ask.channel), (ask.team, ask.thread)
        recent = self._recent(channel)
        return len(recent) < MOST_IN_CHANNEL and self._threads.get(thread, 0) < MOST_IN_THREAD

    def taken(self, ask: Ask) -> None:
        """Count an ask that was taken."""
        if not ask.by_bot or ask.thread is None:
            return
        channel, thread = (ask.team, ask.channel), (ask.team, ask.thread)
        recent = [*self._recent(channel), self._clock.now()]
        self._channels[channel] = recent[-MOST_IN_CHANNEL:]
        self._threads[thread] = self._threads.get(thread, 0) + 1
        self._channels.move_to_end(channel)
        self._threads.move_to_end(thread)
        while len(self._channels) > MOST_PLACES:
            self._channels.popitem(last=False)
        while len(self._threads) > MOST_PLACES:
            self._threads.popitem(last=False)

    def _recent(self, channel: tuple[str, str]) -> list[datetime]:
        since = self._clock.now() - HOUR
        return [at for at in self._channels.get(channel, ()) if at > since]
