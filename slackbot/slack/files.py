"""Files into the thread of an answer: a chart that Slack's own cannot show, and a CSV."""

from datetime import timedelta

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.domain.ask import Ask, Thread
from slackbot.domain.chart import ChartSeries
from slackbot.domain.errors import SlackRefusedError, TransientError
from slackbot.ports import Charts, Csv
from slackbot.slack.calls import patiently
from slackbot.slack.messages import failure
from slackbot.slack.poster import Poster

log = structlog.get_logger()

NO_CHART = "The chart could not be drawn. The figures are in the table."
REFUSED = "I could not upload {name}: {said}"


class Files:
    """Each file once; what goes wrong with one is said in the thread, and the answer stands."""

    def __init__(
        self, client: AsyncWebClient, poster: Poster, charts: Charts, patience: timedelta
    ) -> None:
        self._client = client
        self._poster = poster
        self._charts = charts
        self._patience = patience

    async def chart(self, ask: Ask, thread: Thread, series: ChartSeries) -> None:
        """A picture of `series`."""
        try:
            picture = await self._charts.draw(series)
        except TransientError as error:
            log.warning("chart not drawn", said=error.message)
            await self._poster.post(ask, "no-chart", lambda: failure(ask, NO_CHART), thread)
            return
        await self._upload(ask, "chart", thread, "chart.png", picture, series.title)

    async def csv(self, ask: Ask, thread: Thread, csv: Csv) -> None:
        """All the figures."""
        await self._upload(ask, "csv", thread, csv.name, csv.text.encode(), csv.name)

    async def _upload(
        self, ask: Ask, kind: str, thread: Thread, name: str, content: bytes, title: str
    ) -> None:
        async def send() -> None:
            await patiently(
                self._client.files_upload_v2,
                self._patience,
                filename=name,
                content=content,
                title=title,
                channel=thread.channel,
                thread_ts=thread.ts,
            )

        try:
            await self._poster.once(ask, kind, send)
        except SlackRefusedError as error:
            said = failure(ask, REFUSED.format(name=name, said=error.message))
            await self._poster.post(ask, f"no-{kind}", lambda: said, thread)
