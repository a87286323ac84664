"""Guards Slack's endpoint: passes only requests that Slack signed within the last minutes."""

import asyncio
import re
from datetime import timedelta
from typing import NamedTuple

import structlog
from pydantic import SecretStr
from slack_sdk.signature import Clock as SlackClock
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from slackbot import telemetry
from slackbot.ports import Clock

log = structlog.get_logger()

LARGEST_BODY = 256 * 1024  # bytes
BODY_SECONDS = 10.0
FIVE_MINUTES = timedelta(minutes=5)  # docs.slack.dev/authentication/verifying-requests-from-slack
LOG_EVERY = 60.0  # seconds
LINGER_SECONDS = 1.0
TIMESTAMP = re.compile(r"[0-9]{1,12}")  # more digits are no time, and slow to parse
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Refusal(NamedTuple):
    """The reason for a refusal: a word for the metric and the log, and the answer."""

    reason: str
    status: int
    words: str


TOO_LARGE = Refusal("too_large", 413, "The body is too large.")
TOO_SLOW = Refusal("too_slow", 408, "The body did not arrive in time.")
CUT_OFF = Refusal("cut_off", 400, "The body is not whole.")
NO_TIMESTAMP = Refusal("malformed", 400, "X-Slack-Request-Timestamp must be one number.")
TWO_SIGNATURES = Refusal("malformed", 400, "X-Slack-Signature must be there once.")
NOT_UTF8 = Refusal("malformed", 400, "The body is not UTF-8.")
UNREADABLE = Refusal("malformed", 400, "The body cannot be read.")
STALE = Refusal("stale", 401, "X-Slack-Request-Timestamp is not within five minutes.")
TOO_OFTEN = Refusal(
    "too_often", 429, "Too many people install me just now. Wait a minute, then start again."
)
UNSIGNED = Refusal("signature", 401, "The signature is not ours.")


class RefusedError(Exception):
    """Slack cannot have sent this request just now."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


class Guard:
    """Refuses requests that are too large, too slow, too old or not signed by Slack; logs and
    counts them.
    """

    def __init__(
        self, signing_secret: SecretStr, clock: Clock, body_seconds: float = BODY_SECONDS
    ) -> None:
        self._clock = clock
        self._body_seconds = body_seconds
        self._verifier = SignatureVerifier(signing_secret.get_secret_value(), _HandedIn(clock))
        self._unlogged: dict[str, int] = {}
        self._logged: dict[str, float] = {}

    async def admit(self, request: Request) -> bytes | Response:
        """Return the body if Slack signed it; else the answer for the sender."""
        try:
            body = await self.body(request)
            self._check(request, body)
        except RefusedError as error:
            return self.refuse(error.refusal)
        return body

    async def body(self, request: Request) -> bytes:
        """Return the body. Raises RefusedError for one that is too large or too slow."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._body_seconds):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        raise RefusedError(TOO_LARGE)
        except TimeoutError:
            raise RefusedError(TOO_SLOW) from None
        except ClientDisconnect:
            raise RefusedError(CUT_OFF) from None
        return bytes(body)

    def _check(self, request: Request, body: bytes) -> None:
        """Check size, time and signature. Raises RefusedError.

        Odd headers and bodies are tested first, because the verifier itself would fail on them.
        """
        timestamps = request.headers.getlist("x-slack-request-timestamp")
        signatures = request.headers.getlist("x-slack-signature")
        if len(timestamps) != 1 or not TIMESTAMP.fullmatch(timestamps[0]):
            raise RefusedError(NO_TIMESTAMP)
        if len(signatures) > 1:
            raise RefusedError(TWO_SIGNATURES)
        if abs(self._clock.now().timestamp() - int(timestamps[0])) > FIVE_MINUTES.total_seconds():
            raise RefusedError(STALE)
        if not signatures or not SIGNATURE.fullmatch(signatures[0]):
            raise RefusedError(UNSIGNED)
        try:
            genuine = self._verifier.is_valid(body, timestamps[0], signatures[0])
        except UnicodeDecodeError:
            raise RefusedError(NOT_UTF8) from None
        if not genuine:
            raise RefusedError(UNSIGNED)

    def refuse(self, refusal: Refusal) -> Response:
        """Count and log the refusal; return its answer."""
        telemetry.HTTP_REFUSED.labels(refusal.reason).inc()
        self._log(refusal.reason)
        if refusal in (TOO_LARGE, TOO_SLOW):
            return _LastAnswer(refusal.words, refusal.status, {"connection": "close"})
        return PlainTextResponse(refusal.words, refusal.status)

    def _log(self, reason: str) -> None:
        """Log each reason at most once a minute, because strangers must not fill our disk."""
        now = self._clock.monotonic()
        self._unlogged[reason] = self._unlogged.get(reason, 0) + 1
        if reason in self._logged and now - self._logged[reason] < LOG_EVERY:
            return
        self._logged[reason] = now
        log.warning(telemetry.REQUEST_REFUSED, reason=reason, times=self._unlogged.pop(reason))


class _HandedIn(SlackClock):
    """Gives our clock to the SDK."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


class _LastAnswer(PlainTextResponse):
    """Answers before the body was read to its end, and ends the connection.

    The rest of the body is read and dropped for a moment first. A connection that is closed with
    unread bytes is reset, and the answer may be lost with it (RFC 9112, 9.6).
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's
        start = {"type": "http.response.start", "status": self.status_code}
        await send(start | {"headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        try:
            async with asyncio.timeout(LINGER_SECONDS):
                while (await receive()).get("more_body"):
                    pass
        except TimeoutError:
            pass  # the answer is sent, and the sender had time to read it
        await send({"type": "http.response.body"})
