"""Shows those who wait how far their job is, now and then."""

import structlog

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError
from slackbot.engine.lanes import Lanes
from slackbot.ports import Clock, Notifier

log = structlog.get_logger()

EVERY = 10.0  # seconds: Slack lets us edit fifty messages a minute
MOST_TOLD = 5  # questions of one job, and jobs at a time


class Progress:
    """Keeps the percentages of the jobs that run here, until somebody has been told."""

    def __init__(self, lanes: Lanes, notifier: Notifier, clock: Clock) -> None:
        self._lanes = lanes
        self._notifier = notifier
        self._clock = clock
        self._news: dict[str, tuple[str, int]] = {}  # run: workspace, percent

    def told(self, team: str, run: str, percent: float) -> None:
        """Kore.ai says that `run` is so far."""
        if 0 < percent < 100:  # before and after there is nothing to show
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
