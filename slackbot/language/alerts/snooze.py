"""Reads for how long an alert is snoozed: `for 3 hours`, `until Monday 9am`."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from slackbot.domain.errors import UnreadableError
from slackbot.language.core.amounts import read_amount
from slackbot.language.core.named_day import NAMED_DAYS, NamedDay
from slackbot.language.core.patterns import Row, Table, always
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.words import WEEKDAYS
from slackbot.language.schedules.times import read_time

MORNING: Final = time(9)  # of a day that is named without a time
LONGEST: Final = timedelta(days=90)
HOUR: Final = 60
LENGTHS: Final = {
    spelling: minutes
    for minutes, words in {
        1: "m min mins minute minutes",
        HOUR: "h hr hrs hour hours",
        24 * HOUR: "d day days",
        7 * 24 * HOUR: "w wk wks week weeks",
    }.items()
    for spelling in words.split()
}
UNTIL: Final = frozenset("until till til to".split())
HINT: Final = "Try `for 3 hours`, `until Monday 9am` or `until 3 Dec`"


class SnoozeEnd(NamedTuple):
    """The end of a snooze: after some minutes; or on a day, at a time of it.

    The day is `days` after today, the next such `weekday`, or a day of a month, in this year or the
    next; without any it is today, or tomorrow once the time is over.
    """

    minutes: int = 0
    days: int | None = None
    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    at: time | None = None

    def moment(self, now: datetime, zone: str) -> datetime:
        """Return the moment, on the clock of the zone. Raises UnreadableError for one that is over,
        too far away, or on no calendar."""
        if self.minutes:
            return _checked(now + timedelta(minutes=self.minutes), now)
        here = now.astimezone(ZoneInfo(zone))
        ends = self._on(here.date(), here)
        return _checked(ends.astimezone(now.tzinfo), now)

    def _on(self, today: date, here: datetime) -> datetime:
        if self.month and self.day:
            return self._of_month(today, here)
        if self.weekday is not None:
            ahead = (self.weekday - today.weekday()) % 7
            ends = self._at(today + timedelta(days=ahead), here)
            return ends if ends > here else self._at(today + timedelta(days=ahead + 7), here)
        if self.days is not None:
            return self._at(today + timedelta(days=self.days), here)
        ends = self._at(today, here)
        return ends if ends > here else self._at(today + timedelta(days=1), here)

    def _of_month(self, today: date, here: datetime) -> datetime:
        try:
            found = date(self.year or today.year, self.month or 1, self.day or 1)
            if found < today and not self.year:
                found = found.replace(year=today.year + 1)
        except ValueError as wrong:
            raise UnreadableError(f"There is no such day. {HINT}") from wrong
        return self._at(found, here)

    def _at(self, day: date, here: datetime) -> datetime:
        return datetime.combine(day, self.at or MORNING, here.tzinfo)


def read_snooze(words: str) -> SnoozeEnd:
    """Read the words behind `snooze alert 2`. Raises UnreadableError."""
    if end := ENDS.read_rest(tokens_of(words.lower()), 0):
        return end
    raise UnreadableError(f'I can\'t tell how long "{words}" is. {HINT}', words)


def _checked(ends: datetime, now: datetime) -> datetime:
    if ends <= now:
        raise UnreadableError(f"That moment is over. {HINT}")
    if ends > now + LONGEST:
        raise UnreadableError(
            f"I can snooze an alert for {LONGEST.days} days at most. To silence it for longer, "
            "mute it: `/billing alert mute 2`"
        )
    return ends


def _time(t: Text, i: int) -> tuple[time, int] | None:
    return read_time(t, i, lone=True)


def _length(count: int = 1, unit: int = HOUR) -> SnoozeEnd | None:
    return SnoozeEnd(minutes=count * unit) if count else None


def _on_day(on: NamedDay, at: time | None = None) -> SnoozeEnd:
    return SnoozeEnd(**on._asdict(), at=at)


ENDS: Final = Table[SnoozeEnd](
    (
        Row("[for] <count:count> <unit:unit>", _length, "for 3 hours"),
        Row("[for] a|an|one|another <unit:unit>", _length, "for an hour"),
        Row("[for] half an hour", always(SnoozeEnd(minutes=HOUR // 2)), "half an hour"),
        Row("[for] the next <unit:unit>", _length, "for the next hour"),
        Row("[for] the next <count:count> <unit:unit>", _length, "for the next 3 days"),
        Row("[<until>] [next|this] <weekday:weekday> [morning] [<time:at>]", SnoozeEnd,
            "until Monday 9am"),
        Row("[<until>] tomorrow [morning] [<time:at>]", partial(SnoozeEnd, days=1),
            "until tomorrow at 8"),
        Row("<until> next week [<time:at>]", partial(SnoozeEnd, weekday=0), "until next week"),
        Row("<until> [today] <time:at>", SnoozeEnd, "until 5pm"),
        Row("<until> [the] <named:on> [<time:at>]", _on_day, "until 3 Dec at 9"),
    ),
    count=read_amount, unit=LENGTHS, until=UNTIL, weekday=WEEKDAYS, time=_time,
    named=NAMED_DAYS.led(),
)  # fmt: skip
