"""Shows people now and then how far the job is that they wait for."""

import structlog

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError
from slackbot.engine.job_queue import Lanes
from slackbot.ports import Clock, Flights, Notifier

log = structlog.get_logger()

EVERY = 10.0  # seconds: Slack allows fifty edits of messages a minute
MOST_TOLD = 5  # questions for each job, and jobs at a time


class RunLog:
    """Implements FlightLog (see ports) for one run."""

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
        self._progress.told(self._team, self._run, 0)
        await self._flights.submit(self._team, self._run, part, submitted)


class Progress:
    """Keeps the percentages of the jobs that run here until they have been shown."""

    def __init__(self, lanes: Lanes, notifier: Notifier, clock: Clock) -> None:
        self._lanes = lanes
        self._notifier = notifier
        self._clock = clock
        self._news: dict[str, tuple[str, int | None]] = {}  # by run: workspace and percentage

    def told(self, team: str, run: str, percent: float | None) -> None:
        """Note the percentage that Kore.ai states; None while the run waits for its call budget."""
        if percent is None:
            self._news[run] = team, None
        elif percent < 100:  # 100 tells nothing
            self._news[run] = team, round(percent)

    def ended(self, run: str) -> None:
        """Forget what is not shown yet: it would replace the words of an answered question."""
        self._news.pop(run, None)

    async def keep_telling(self) -> None:
        """Edit the waiting messages of some questions whose job has news; never returns."""
        while True:
            await self._clock.sleep(EVERY)
            for run in list(self._news)[:MOST_TOLD]:
                try:
                    await self._tell(run)
                except SlackbotError as error:
                    log.warning(  # tried again
                        telemetry.DATABASE,
                        error=type(error).__name__,
                        why=telemetry.cause_of(error),
                    )
            self._news.clear()

    async def _tell(self, run: str) -> None:
        team, percent = self._news.get(run, ("", None))
        for question in await self._lanes.waiting_for(team, run, MOST_TOLD):
            if run in self._news:  # it may have ended since the last edit
                await self._notifier.progress(question, percent)
