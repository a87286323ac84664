"""Uploads files to the thread of an answer: a picture of a chart, and what was asked for."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from slackbot import telemetry
from slackbot.domain.ask import Ask, Thread
from slackbot.domain.errors import SlackRefusedError, TransientError
from slackbot.domain.spelling import listed
from slackbot.domain.usage.chart import ChartSeries
from slackbot.ports import Charts, File
from slackbot.slack.outbound.calls import patiently
from slackbot.slack.outbound.clients import SlackClients
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.questions.messages import private

log = structlog.get_logger()

NOT_UPLOADED = "I couldn't upload {name}: {reason}"


class Files:
    """Uploads each file once; an error is logged and does not affect the answer.

    A missing picture is not mentioned, because the table has its figures. Missing files were
    asked for, so the thread says so, without a mention.
    """

    def __init__(
        self, clients: SlackClients, poster: Poster, charts: Charts, patience: timedelta
    ) -> None:
        self._clients = clients
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
        file = File(name="chart.png", content=picture)
        await self._upload(ask, "chart", thread, [(file, series.title)])

    async def upload(self, ask: Ask, thread: Thread, files: Sequence[File]) -> None:
        """Upload the files in one message."""
        # The key is stored: it is older than other files than CSV.
        why = await self._upload(ask, "csv", thread, [(file, file.name) for file in files])
        if why:
            names = listed([file.name for file in files], "and")
            message = private(NOT_UPLOADED.format(name=names, reason=why))
            await self._poster.post(ask, "no-csv", lambda: message, thread)

    async def _upload(
        self, ask: Ask, kind: str, thread: Thread, files: Sequence[tuple[File, str]]
    ) -> str:
        """Upload the files, each with its title; return Slack's reason if it refused, else an
        empty text."""

        async def send() -> None:
            await patiently(
                self._clients.of(ask.team).files_upload_v2,
                self._patience,
                file_uploads=[
                    {"filename": file.name, "content": file.content, "title": title}
                    for file, title in files
                ],
                channel=thread.channel,
                thread_ts=thread.ts,
            )

        try:
            await self._poster.once(ask, kind, send)
        except SlackRefusedError as error:
            log.warning(telemetry.UPLOAD_REFUSED, kind=kind, reason=error.reason)
            return error.message
        return ""
