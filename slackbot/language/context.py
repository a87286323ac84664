"""What the reading of a text depends on beside its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.calendar import WallClock
from slackbot.domain.channel import Bot
from slackbot.domain.query import WeekStart
from slackbot.language.core.zones import known_zone


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """Says when and where a text is read, and with which habits.

    `now` must be aware. `zone` holds where the text names none. `locale` decides `3/4` and nothing
    else. The text may call `bots` by their names; other names are kept as typed. `mentions` maps
    plain names of people and groups to Slack's mentions. `allowances` say what `our allowance` is.
    """

    now: datetime
    zone: str = "UTC"
    locale: str = "en-US"
    week_start: WeekStart = "monday"
    bots: tuple[Bot, ...] = ()
    mentions: Mapping[str, str] = field(default_factory=dict, hash=False)
    allowances: ChannelAllowances = field(default_factory=ChannelAllowances)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the bots, in the channel's own spelling."""
        return tuple(bot.name for bot in self.bots)

    def clock(self) -> WallClock:
        """Returns the clock that periods are resolved with.

        Raises UnreadableError where there is no such zone, OverflowError beyond the calendar.
        """
        week_start = 0 if self.week_start == "monday" else 6
        month_first = self.locale.replace("_", "-").lower() == "en-us"
        return WallClock.at(self.now, known_zone(self.zone), week_start, month_first)


# For rules, which no time changes, where no channel is known.
ANYWHERE: Final = ReadingContext(now=datetime.fromtimestamp(0, UTC))


def named(names: Iterable[str]) -> tuple[Bot, ...]:
    """Returns bots of which only the names are known, as a digest keeps them."""
    return tuple(Bot(id=name, name=name) for name in names)
