"""Uploads files to the thread of an answer: a picture of a chart, and a CSV."""

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
    """Uploads each file once; an error is logged and does not affect the answer.

    A missing picture is not mentioned, because the table has its figures. A missing CSV was asked
    for, so the thread says so, without a mention.
    """

    def __init__(
        self, client: AsyncWebClient, poster: Poster, charts: Charts, patience: timedelta
    ) -> None:
        self._client = client
        self._poster = poster
        self._charts = charts
        self._patience = patience

    async def chart(self, ask: Ask, thread: Thread, series: ChartSeries) -> None:
        """Upload a picture of `series`."""
        try:
            picture = await self._charts.draw(series)
        except TransientError as error:
            log.warning(telemetry.NOT_DRAWN, said=error.message)
            return
        await self._upload(ask, "chart", thread, "chart.png", picture, series.title)

    async def csv(self, ask: Ask, thread: Thread, csv: Csv) -> None:
        """Upload all figures as CSV."""
        why = await self._upload(ask, "csv", thread, csv.name, csv.content, csv.name)
        if why:
            said = private(NOT_UPLOADED.format(name=csv.name, said=why))
            await self._poster.post(ask, "no-csv", lambda: said, thread)

    async def _upload(
        self, ask: Ask, kind: str, thread: Thread, name: str, content: bytes, title: str
    ) -> str:
        """Upload the file; return Slack's reason if it refused, else an empty text."""

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
