"""Makes public holidays ready beside the event loop, before anything that reads or counts them."""

from typing import Final

from slackbot.domain.calendar.holidays import load_holidays
from slackbot.worker_threads import run_in_thread

_ready: Final[set[tuple[str, int]]] = set()


async def ready(place: str | None, year: int) -> None:
    """Load the holidays of the place for the years about `year`, once in this process."""
    if place and (place, year) not in _ready:
        await run_in_thread(load_holidays, place, year)
        _ready.add((place, year))
