"""Days that are over and settled whenever the tests run, and what the stand-in counted in them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from slackbot.domain.period import Period
from slackbot.sandbox.kore.bots import SUPPORT_BOT, Bot
from slackbot.sandbox.kore.usage import hourly_usage
from tests.clock import CLOCK

ZONE = "Europe/Berlin"  # where the people of the stand-in live
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """So many days from the first on; as a text, what somebody types to ask for them."""

    first: date
    count: int = 7

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    @property
    def last(self) -> date:
        return self.first + (self.count - 1) * DAY

    @property
    def shown(self) -> str:
        """How an answer names them."""
        return Period.of_days(self.first, self.last, ZONE).describe()

    @property
    def hours(self) -> list[datetime]:
        """All of them, counted by hand: a week of a clock change has one more or one less."""
        zone = ZoneInfo(ZONE)
        start, end = (
            datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
            for day in (self.first, self.first + self.count * DAY)
        )
        return [datetime.fromtimestamp(each, zone) for each in range(int(start), int(end), 3600)]

    def sessions(self, bot: Bot = SUPPORT_BOT) -> str:
        """What an answer says of them."""
        return f"{sum(hourly_usage(bot, hour).sessions for hour in self.hours):,}"


_TODAY = CLOCK.now().astimezone(ZoneInfo(ZONE)).date()
WEEK = Days(_TODAY - (14 + _TODAY.weekday()) * DAY)  # from a Monday on
BEFORE = Days(WEEK.first - 7 * DAY)
EARLIER = Days(WEEK.first - 15 * DAY)  # which an answer about WEEK does not look at
ANSWER = f"{WEEK.sessions()} sessions"
