"""Shows those who wait how far their job is, now and then."""

import structlog

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError
from slackbot.engine.job_queue import Lanes
from slackbot.ports import Clock, Flights, Notifier

log = structlog.get_logger()

EVERY = 10.0  # seconds: Slack lets us edit fifty messages a minute
MOST_TOLD = 5  # questions of one job, and jobs at a time


class RunLog:
    """FlightLog (see ports) of one run."""

    def __init__(self, team: str, run: str, flights: Flights, progress: "Progress") -> None:
        self._team = team
        self._run = run
        self._flights = flights
        self._progress = progress

    def told(self, percent: float | None) -> None:
        self._progress.told(self._team, self._run, percent)

    async def submitted(self, part: str) -> str | None:
        return await self._flights.submitted(self._team, self._run, part)

    async def submit(self, part: str, submitted: str) -> None:
        log.info(telemetry.SUBMITTED)
        await self._flights.submit(self._team, self._run, part, submitted)


class Progress:
    """Keeps the percentages of the jobs that run here, until somebody has been told."""

    def __init__(self, lanes: Lanes, notifier: Notifier, clock: Clock) -> None:
        self._lanes = lanes
        self._notifier = notifier
        self._clock = clock
        self._news: dict[str, tuple[str, int | None]] = {}  # run: workspace, percent

    def told(self, team: str, run: str, percent: float | None) -> None:
        """Kore.ai says that `run` is so far; None: it waits for calls to be had."""
        if percent is None:
            self._news[run] = team, None
        elif 0 < percent < 100:  # before and after there is nothing to show
            self._news[run] = team, round(percent)

    async def keep_telling(self) -> None:
        """Edit the parents of some questions whose job has news."""
        while True:
            await self._clock.sleep(EVERY)
            news, self._news = self._news, {}
            for run, (team, percent) in list(news.items())[:MOST_TOLD]:
                try:
                    for question in await self._lanes.waiting_for(team, run, MOST_TOLD):
                        await self._notifier.progress(question, percent)
                except SlackbotError as error:
                    log.warning(telemetry.DATABASE, error=type(error).__name__)  # the next time
