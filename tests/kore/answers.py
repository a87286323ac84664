"""Answers of Kore.ai's, and a Kore.ai that gives them: nothing listens, nothing is patched."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from pydantic import SecretStr

from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.kore.auth import TokenMint
from slackbot.kore.client import KoreClient, Unlogged
from tests.fakes import NOW, FakeClock, Unkept

BOT = "st-11111111-0000-5000-8000-000000000001"
OTHER = "st-22222222-0000-5000-8000-000000000002"
SECRET = "a-secret-of-more-than-thirty-two-bytes"
DAY = datetime(2026, 11, 16, tzinfo=UTC)
DAYS = 2

Reply = httpx.Response | Exception


def job(
    *bots: str, account: bool = False, days: int = DAYS, grain: Grain = Grain.DAY
) -> SummaryJob:
    return SummaryJob(
        account=account,
        bot_ids=bots or (BOT,),
        start=DAY,
        end=DAY + timedelta(days=days),
        grain=grain,
    )


def data(*figures: int, bot: str = "ALL", start: datetime = DAY) -> dict[str, Any]:
    """A bot's part of a result: sessions day by day."""
    dates = (start + timedelta(days=number) for number in range(len(figures)))
    return {
        "bot": bot,
        "val": [
            {"date": f"{date:%Y-%m-%dT%H:%M:%S}.000Z", "val": {"sessions": figure}}
            for date, figure in zip(dates, figures, strict=True)
        ],
    }


def submitted(id_: str | None = "ds-ours", created: datetime = NOW) -> httpx.Response:
    body = {
        "reportId": "121242",
        "status": "IN_PROGRESS",
        "percentageComplete": 0,
        "createdOn": created.isoformat(),
        "__v": 0,
    }
    return httpx.Response(200, json=body if id_ is None else {"_id": id_, **body})


def status(
    word: str = "success",
    id_: str | None = "ds-ours",
    modified: datetime | None = None,
    **more: Any,
) -> httpx.Response:
    body: dict[str, Any] = {"status": word, **more}
    if id_:
        body["_id"] = id_
    if modified:
        body["modifiedOn"] = modified.isoformat()
    return httpx.Response(200, json=body)


def success(*bots: dict[str, Any], id_: str | None = "ds-ours", **more: Any) -> httpx.Response:
    return status("success", id_, response={"data": list(bots)}, **more)


def client_of(
    answer: Callable[[httpx.Request], httpx.Response], clock: FakeClock, **options: Any
) -> KoreClient:
    """A client whose requests `answer` answers; ten minutes for a job unless it is said."""
    http = options.pop("http", None) or httpx.AsyncClient(
        transport=httpx.MockTransport(answer), base_url="https://kore.example"
    )
    settings: dict[str, Any] = {
        "account_path": "/api/public/bots/billingsessionsummary",
        "deadline": timedelta(minutes=10),
        **options,
    }
    return KoreClient(http, TokenMint("cs-1", SecretStr(SECRET)), clock, **settings)


class Kore:
    """Answers submits and polls from two lists; the last of each is repeated."""

    def __init__(self, submits: list[Reply], polls: list[Reply]) -> None:
        self.requests: list[httpx.Request] = []
        self._submits = self._then_the_last(submits)
        self._polls = self._then_the_last(polls)
        self.clock = FakeClock()

    @staticmethod
    def _then_the_last(replies: list[Reply]) -> Iterator[Reply]:
        yield from replies
        while True:
            yield replies[-1]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = next(self._submits if request.method == "POST" else self._polls)
        if isinstance(reply, Exception):
            raise reply
        # A response is read once: each request gets its own.
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    def client(self, **options: Any) -> KoreClient:
        return client_of(self, self.clock, **options)

    async def fetch(self, job: SummaryJob, **options: Any) -> Usage:
        """The job's result, by a client of its own."""
        return await self.client(**options).fetch(job, Unkept(), Unlogged())

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(r.content) for r in self.requests if r.method == "POST"]


def error_reply(status_code: int, message: str, code: int) -> httpx.Response:
    return httpx.Response(status_code, json={"errors": [{"msg": message, "code": code}]})
