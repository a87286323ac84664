"""The query: a question whose words have been read into values."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from slackbot.domain.period import Period
from slackbot.domain.spelling import listed


class Unit(StrEnum):
    """The units that Kore.ai counts and bills. They overlap, so they are never added up."""

    SESSION = "session"
    CONVERSATION = "conversation"
    REQUEST = "request"
    ALERT = "alert"
    PROACTIVE = "proactive"

    @property
    def plural(self) -> str:
        """The plural of the unit's word, as people write it."""
        return {"alert": "alerts", "proactive": "proactive messages"}.get(self, f"{self}s")


class Grouping(StrEnum):
    """The size of the rows asked for, in the period's zone."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


WeekStart = Literal["monday", "sunday"]


class Reading(BaseModel):
    """One way to understand the words of a period: `words` would be read as `period`."""

    model_config = ConfigDict(frozen=True)

    words: str
    period: Period


class UsageQuery(BaseModel):
    """A question that has been read. `bots` are names or ids as typed; empty: the default bot."""

    model_config = ConfigDict(frozen=True)

    period: Period
    stated: bool = True  # False: no period was named, and the month to date was taken
    running: bool = False  # True: the named period has not ended, and was cut at now
    until: AwareDatetime | None = None  # its end, or None ("since Monday")
    elapsed: bool = False  # hours or minutes counted back from now, as "last 3 hours"
    bots: tuple[str, ...] = ()
    all_bots: bool = False
    units: tuple[Unit, ...] = ()  # empty: all of them
    grouping: Grouping | None = None
    week_start: WeekStart = "monday"  # of the rows of `by week`
    comparison: Period | None = None
    top: int | None = None
    csv: bool = False
    private: bool = False
    fresh: bool = False
    other_readings: tuple[Reading, ...] = ()
    corrections: tuple[str, ...] = ()  # "read lsat as last"


def format_units(units: Iterable[Unit], link: str = "and") -> str:
    """`sessions, requests and alerts`."""
    return listed((unit.plural for unit in units), link)
