"""Makes single calls to Kore.ai: each has its own token and limits of time and size, and is
counted.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

import httpx
import structlog

from slackbot import telemetry
from slackbot.domain.errors import KoreRefusedError, KoreUnavailableError
from slackbot.domain.usage.fetching.job import SummaryJob
from slackbot.kore import failures
from slackbot.kore.auth import TokenMint
from slackbot.kore.schemas import BotPage, Envelope, read_bots, read_envelope, request_body
from slackbot.ports import Clock
from slackbot.worker_threads import run_in_thread

log = structlog.get_logger()

LONGEST_CALL = 30.0  # seconds for one answer, to its last byte
SHORTEST_CALL = 1.0  # seconds that each call has, even if less time is left
# Our largest request is for 20,000 buckets of less than 200 bytes each (see `job.LARGEST_ANSWER`).
# An answer of more than twice that size is refused.
LARGEST_ANSWER = 8 * 1024 * 1024
PIECE = 256 * 1024  # bytes that are decompressed or read at once before other tasks may run
GZIP = 16 + zlib.MAX_WBITS  # zlib's number for the gzip format
# calls: for each one httpx visits all its connections, which takes time of the event loop
AT_ONCE = 32
SUBMIT, STATUS, LIST = "submit", "status", "list"
OK, UNKNOWN_WORD = "ok", "unknown_word"
FAILING_KEPT = 1000  # addresses whose failure we remember

Count = Callable[[str, str], None]
T = TypeVar("T")


def uncounted(call: str, outcome: str) -> None:
    """Count nothing; for callers that keep no metrics."""


class Scope(NamedTuple):
    """The addresses of a bot or of the account; they are cached, because httpx makes URLs
    slowly.
    """

    submit: httpx.URL
    status: httpx.URL


class KoreCalls:
    """Makes calls over httpx. Raises KoreUnavailableError and KoreRefusedError.

    `count` is called for each call with SUBMIT, STATUS or LIST, and with OK, UNKNOWN_WORD or the
    word of `failures.outcome_of`. A call takes at most `within` seconds, its time in the queue
    included, and at most 30 seconds after that.
    """

    def __init__(
        self, http: httpx.AsyncClient, mint: TokenMint, clock: Clock, count: Count
    ) -> None:
        self._http = http
        self._mint = mint
        self._clock = clock
        self._count = count
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._failing: dict[httpx.URL, str] = {}  # by address: how it fails

    def scope(self, path: str) -> Scope:
        """Return the scope with its summary at `path` of the host."""
        url = str(self._http.base_url).rstrip("/") + path
        return Scope(httpx.URL(url), httpx.URL(f"{url}/status", params={"type": "summary"}))

    async def submit(
        self, scope: Scope, job: SummaryJob, *, by_app: bool = False, within: float = LONGEST_CALL
    ) -> Envelope:
        """Begin `job`. At Kore.ai it replaces the latest job of its scope."""
        body = request_body(job, by_app=by_app)
        envelope = await self._tell(SUBMIT, "POST", scope.submit, within, json=body)
        if envelope is None or not envelope.can_be_known_again:
            raise failures.garbled()
        return envelope

    async def status(self, scope: Scope, *, within: float = LONGEST_CALL) -> Envelope | None:
        """Return the latest job of `scope`; None while Kore.ai knows none."""
        return await self._tell(STATUS, "GET", scope.status, within)

    async def bots(self, path: str, offset: int, limit: int) -> BotPage:
        """Return a page of the account's bots; `path` is that of the list."""
        url = httpx.URL(str(self._http.base_url).rstrip("/") + path)
        params = {"offset": offset, "limit": limit}
        http, page = await self._heard(
            LIST, "GET", url, LONGEST_CALL, self._read_bots, params=params
        )
        self._succeeded(LIST, url, OK, http, bots=len(page.bots))
        return page

    async def _tell(
        self, call: str, method: str, url: httpx.URL, within: float, **arguments: Any
    ) -> Envelope | None:
        http, envelope = await self._heard(call, method, url, within, self._read, **arguments)
        known = envelope is None or envelope.is_known_word
        facts = envelope.facts if envelope else {}
        self._succeeded(call, url, OK if known else UNKNOWN_WORD, http, **facts)
        return envelope

    async def _heard(
        self,
        call: str,
        method: str,
        url: httpx.URL,
        within: float,
        read: Callable[[httpx.Response], Awaitable[T]],
        **arguments: Any,
    ) -> tuple[int, T]:
        """Return the HTTP status and what is read from the answer. Counts and raises failures."""
        http: int | None = None
        try:
            async with asyncio.timeout(max(SHORTEST_CALL, within)):
                response = await self._send(method, url, **arguments)
            http = response.status_code
            return http, await read(response)
        except TimeoutError as error:
            raise self._failed(call, url, http, failures.no_answer(error)) from error
        except (KoreUnavailableError, KoreRefusedError) as failure:
            raise self._failed(call, url, http, failure) from failure.__cause__

    def _succeeded(self, call: str, url: httpx.URL, outcome: str, http: int, **facts: Any) -> None:
        self._count(call, outcome)
        if self._failing.pop(url, None):
            log.info(telemetry.KORE_RECOVERED, call=call)
        log.debug(telemetry.KORE_CALLED, call=call, http=http, **facts)

    def _failed(
        self,
        call: str,
        url: httpx.URL,
        http: int | None,
        failure: KoreUnavailableError | KoreRefusedError,
    ) -> KoreUnavailableError | KoreRefusedError:
        """Count the failure and return it; log it if the address did not fail in this way
        before.
        """
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

    async def _read(self, response: httpx.Response) -> Envelope | None:
        if failures.is_no_job_yet(response):
            return None
        if failure := failures.failure_of(response, self._clock.now()):
            raise failure
        try:
            if len(response.content) <= PIECE:
                return read_envelope(response.json())
            return await run_in_thread(lambda: read_envelope(response.json()))
        except (ValueError, RecursionError) as error:
            raise failures.garbled() from error

    async def _read_bots(self, response: httpx.Response) -> BotPage:
        if failure := failures.unlisted(response, self._clock.now()):
            raise failure
        page = await run_in_thread(read_bots, response.content)
        if page is None:
            raise failures.garbled()
        return page

    async def _send(self, method: str, url: httpx.URL, **arguments: Any) -> httpx.Response:
        """Return the answer, if it comes in time and is not too large."""
        token = self._mint.mint(self._clock.now())
        try:
            # httpx limits the time between two bytes, so a slow enough answer would never end.
            async with (
                self._at_once,
                asyncio.timeout(LONGEST_CALL),
                self._http.stream(
                    method, url, headers={"auth": token, "accept-encoding": "gzip"}, **arguments
                ) as response,
            ):
                content = await _whole(response)
        except zlib.error as error:
            raise failures.garbled() from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise failures.no_answer(error) from error
        # As bytes, because httpx accepts headers that are not ASCII, but cannot write them as text.
        asked = [
            pair for pair in response.headers.raw if pair[0].lower() in (b"retry-after", b"date")
        ]
        cleaned = self._mint.without_secret(content)
        return httpx.Response(response.status_code, headers=asked, content=cleaned)


async def _whole(response: httpx.Response) -> bytes:
    """The answer, decompressed piece by piece: a small one may hold gigabytes.

    httpx would decompress each chunk at once, and any number of layers.
    """
    content = bytearray()
    async for piece in _pieces(response):
        content += piece
        if len(content) > LARGEST_ANSWER:
            raise failures.garbled("its answer is too large")
    return bytes(content)


async def _pieces(response: httpx.Response) -> AsyncIterator[bytes]:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        async for chunk in response.aiter_bytes():
            yield chunk
        return
    if encoding not in ("gzip", "x-gzip"):
        raise failures.garbled("its answer is compressed in a way that was not asked for")
    gzip = zlib.decompressobj(GZIP)
    async for chunk in response.aiter_raw():
        rest = chunk
        while rest and not gzip.eof:
            yield gzip.decompress(rest, PIECE)
            rest = gzip.unconsumed_tail
            await asyncio.sleep(0)
    yield gzip.flush(PIECE)
    if not gzip.eof:
        raise failures.garbled("its answer was cut off")
