"""Sets of weekdays and their names; 0 is Monday."""

from typing import Final

from slackbot.domain.spelling import listed

WEEKDAY_NAMES: Final = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
EVERY_DAY: Final = tuple(range(7))
WORKDAYS: Final = (0, 1, 2, 3, 4)
WEEKEND: Final = (5, 6)


def name_days(weekdays: tuple[int, ...]) -> str:
    """Write `weekdays`, `weekends`, `Mondays and Fridays`."""
    if weekdays in (WORKDAYS, WEEKEND):
        return "weekdays" if weekdays == WORKDAYS else "weekends"
    return listed(f"{WEEKDAY_NAMES[day]}s" for day in weekdays)
