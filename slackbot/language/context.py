"""Holds the facts beside its words that decide what a text means: time, place, habits, bots."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Self

from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.calendar.arithmetic import FiscalYear, WallClock
from slackbot.domain.channel import Bot, ChannelBots, ChannelSettings
from slackbot.domain.query import WEEK_STARTS, WeekStart
from slackbot.language.names.zones import known_zone

NO_ALLOWANCES: Final = ChannelAllowances()
MONTH_FIRST: Final = frozenset(("en-us", "ja-jp"))  # Slack's locales that write 3/4 for 4 March


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """Says when and where a text is read, and with which habits.

    `now` must be aware. `zone` holds where the text names none. `locale` decides `3/4`, and the
    language in which a question is read that is no English. The text may call `bots` by their
    names, and `groups` of bots by theirs; other names are kept as typed. `mentions` maps
    plain names of people and of Slack's groups to mentions. `allowances` say what `our allowance`
    is, and `fiscal_year` what `FY26` is. `holidays` is the place whose public holidays are days.
    """

    now: datetime
    zone: str = "UTC"
    locale: str = "en-US"
    week_start: WeekStart = "monday"
    bots: tuple[Bot, ...] = ()
    groups: tuple[Bot, ...] = ()  # as if they were bots
    mentions: Mapping[str, str] = field(default_factory=dict, hash=False)
    allowances: ChannelAllowances = NO_ALLOWANCES
    fiscal_year: FiscalYear | None = None
    holidays: str = ""

    @classmethod
    def in_channel(
        cls,
        settings: ChannelSettings,
        bots: ChannelBots,
        *,
        now: datetime,
        zone: str,
        locale: str,
    ) -> Self:
        """Return the context of a channel; `zone` and `locale` are the asker's own."""
        return cls(
            now=now,
            zone=settings.zone or zone,
            locale=locale,
            week_start=settings.week_start,
            fiscal_year=settings.fiscal_year,
            holidays=settings.holidays or "",
            bots=bots.bots,
            groups=bots.named_groups,
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the bots and groups, in their own spelling."""
        return tuple([bot.name for bot in (*self.bots, *self.groups)])

    @property
    def group_names(self) -> tuple[str, ...]:
        """Return the names of the groups."""
        return tuple([group.name for group in self.groups])

    def is_group(self, name: str) -> bool:
        """Tell whether a name as read is a group's."""
        return name.casefold() in {group.casefold() for group in self.group_names}

    def clock(self) -> WallClock:
        """Return the clock that periods are resolved with.

        Raises UnreadableError where there is no such zone, OverflowError beyond the calendar.
        """
        week_start = WEEK_STARTS[self.week_start]
        month_first = self.locale.replace("_", "-").lower() in MONTH_FIRST
        return WallClock.at(
            self.now,
            known_zone(self.zone),
            week_start,
            month_first,
            term=self.allowances.term,
            fiscal_year=self.fiscal_year,
            holidays=self.holidays,
        )


# For rules without a channel: their meaning does not depend on time.
ANYWHERE: Final = ReadingContext(now=datetime.fromtimestamp(0, UTC))


def named(names: Iterable[str]) -> tuple[Bot, ...]:
    """Return bots of which only the names are known, as a digest keeps them."""
    return tuple(Bot(id=name, name=name) for name in names)
