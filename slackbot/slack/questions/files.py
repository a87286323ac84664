"""Files into the thread of an answer: a chart that Slack's own cannot show, and a CSV."""

from datetime import timedelta

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import telemetry
from slackbot.domain.ask import Ask, Thread
from slackbot.domain.errors import SlackRefusedError, TransientError
from slackbot.domain.usage.chart import ChartSeries
from slackbot.ports import Charts, Csv
from slackbot.slack.outbound.calls import patiently
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.questions.messages import private

log = structlog.get_logger()

NOT_UPLOADED = "I couldn't upload {name}: {said}"


class Files:
    """Each file once; what goes wrong with one is logged, and the answer stands.

    A missing picture is said to nobody: the table has its figures. A missing CSV, which somebody
    asked for, is said in the thread, and calls nobody.
    """

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
            log.warning(telemetry.NOT_DRAWN, said=error.message)
            return
        await self._upload(ask, "chart", thread, "chart.png", picture, series.title)

    async def csv(self, ask: Ask, thread: Thread, csv: Csv) -> None:
        """All the figures."""
        why = await self._upload(ask, "csv", thread, csv.name, csv.text.encode(), csv.name)
        if why:
            said = private(NOT_UPLOADED.format(name=csv.name, said=why))
            await self._poster.post(ask, "no-csv", lambda: said, thread)

    async def _upload(
        self, ask: Ask, kind: str, thread: Thread, name: str, content: bytes, title: str
    ) -> str:
        """Nothing, or why Slack refused it."""

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
            log.warning(telemetry.UPLOAD_REFUSED, kind=kind, reason=error.reason)
            return error.message
        return ""
