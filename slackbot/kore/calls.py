"""Single calls to Kore.ai: each with a token of its own, limited in time and size, and counted."""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
import structlog

from slackbot import telemetry
from slackbot.domain.errors import KoreRefusedError, KoreUnavailableError
from slackbot.domain.usage.job import SummaryJob
from slackbot.kore import failures
from slackbot.kore.auth import TokenMint
from slackbot.kore.schemas import Envelope, read_envelope, request_body
from slackbot.ports import Clock

log = structlog.get_logger()

LONGEST_CALL = 30.0  # seconds for one answer, to its last byte
SHORTEST_CALL = 1.0  # seconds that one has, however little time is left
# Fifty bots by the hour for ninety days are some 20 MiB; what is larger is not read into memory.
LARGEST_ANSWER = 32 * 1024 * 1024
AT_ONCE = 32  # calls: httpx looks at all of its connections for each, and each is the loop's time
SUBMIT, STATUS, OK, UNKNOWN_WORD = "submit", "status", "ok", "unknown_word"
FAILING_KEPT = 1000  # addresses of which it is known that they fail

Count = Callable[[str, str], None]


def uncounted(call: str, outcome: str) -> None:
    """The count of somebody who does not."""


class Scope(NamedTuple):
    """Where a bot, or the account, is asked: kept, as httpx takes its time to make a URL."""

    submit: httpx.URL
    status: httpx.URL


class KoreCalls:
    """Submits and status calls over httpx. Raises KoreUnavailableError and KoreRefusedError.

    `count` is told of each call: SUBMIT or STATUS, and OK, UNKNOWN_WORD or what
    `failures.outcome_of` says. None takes longer than the seconds that it is given, its turn
    included, or than 30 from its turn.
    """

    def __init__(
        self, http: httpx.AsyncClient, mint: TokenMint, clock: Clock, count: Count
    ) -> None:
        self._http = http
        self._mint = mint
        self._clock = clock
        self._count = count
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._failing: dict[httpx.URL, str] = {}  # and how

    def scope(self, path: str) -> Scope:
        """The scope whose summary is at `path` of the host."""
        url = str(self._http.base_url).rstrip("/") + path
        return Scope(httpx.URL(url), httpx.URL(f"{url}/status", params={"type": "summary"}))

    async def submit(
        self, scope: Scope, job: SummaryJob, *, by_app: bool = False, within: float = LONGEST_CALL
    ) -> Envelope:
        """Begin `job`, which takes the place of the latest job of its scope."""
        body = request_body(job, by_app=by_app)
        envelope = await self._tell(SUBMIT, "POST", scope.submit, within, json=body)
        if envelope is None or not envelope.can_be_known_again:
            raise failures.garbled()
        return envelope

    async def status(self, scope: Scope, *, within: float = LONGEST_CALL) -> Envelope | None:
        """What is told of the latest job of `scope`; None where none is known yet."""
        return await self._tell(STATUS, "GET", scope.status, within)

    async def _tell(
        self, call: str, method: str, url: httpx.URL, within: float, **arguments: Any
    ) -> Envelope | None:
        http: int | None = None
        try:
            async with asyncio.timeout(max(SHORTEST_CALL, within)):
                response = await self._send(method, url, **arguments)
            http = response.status_code
            envelope = self._read(response)
        except TimeoutError as error:
            raise self._failed(call, url, http, failures.no_answer(error)) from error
        except (KoreUnavailableError, KoreRefusedError) as failure:
            raise self._failed(call, url, http, failure) from failure.__cause__
        known = envelope is None or envelope.is_known_word
        self._count(call, OK if known else UNKNOWN_WORD)
        if self._failing.pop(url, None):
            log.info(telemetry.KORE_RECOVERED, call=call)
        said = envelope.facts if envelope else {}
        log.debug(telemetry.KORE_CALLED, call=call, http=http, **said)
        return envelope

    def _failed(
        self,
        call: str,
        url: httpx.URL,
        http: int | None,
        failure: KoreUnavailableError | KoreRefusedError,
    ) -> KoreUnavailableError | KoreRefusedError:
        """The failure, counted, and logged the first time that it is of this kind."""
        outcome = failures.outcome_of(failure)
        self._count(call, outcome)
        is_news = self._failing.get(url) != outcome
        if len(self._failing) >= FAILING_KEPT:
            del self._failing[next(iter(self._failing))]
        self._failing[url] = outcome
        (log.warning if is_news else log.debug)(
            telemetry.KORE_FAILED,
            call=call,
            http=http,
            outcome=outcome,
            said=failure.message,
            retry_after=failure.details.get("retry_after"),
        )
        return failure

    def _read(self, response: httpx.Response) -> Envelope | None:
        if failures.is_no_job_yet(response):
            return None
        if failure := failures.failure_of(response, self._clock.now()):
            raise failure
        try:
            return read_envelope(response.json())
        except (ValueError, RecursionError) as error:
            raise failures.garbled() from error

    async def _send(self, method: str, url: httpx.URL, **arguments: Any) -> httpx.Response:
        """The answer as far as we need it, if it comes in time and is not too large."""
        token = self._mint.mint(self._clock.now())
        try:
            # httpx counts from byte to byte: an answer that drips in would never end.
            async with (
                self._at_once,
                asyncio.timeout(LONGEST_CALL),
                self._http.stream(method, url, headers={"auth": token}, **arguments) as response,
            ):
                content = await _whole(response)
        except httpx.DecodingError as error:
            raise failures.garbled() from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise failures.no_answer(error) from error
        # As bytes: httpx reads headers that are no ASCII, but does not write them.
        asked = [pair for pair in response.headers.raw if pair[0].lower() == b"retry-after"]
        said = self._mint.without_secret(content)
        return httpx.Response(response.status_code, headers=asked, content=said)


async def _whole(response: httpx.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise failures.garbled("its answer is too large")
    return bytes(content)
