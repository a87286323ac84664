"""Delivers people's actions to the app by signed HTTP requests."""

import asyncio
import hashlib
import hmac
import json
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import aiohttp
from pydantic import TypeAdapter, ValidationError

from slackbot.sandbox.slack.delivery.socket import ACK_SECONDS, Ack, Retry
from slackbot.sandbox.slack.workspace.workspace import Clock


def _payload_field(payload: Mapping[str, Any]) -> str:
    return urlencode({"payload": json.dumps(payload)})


# The encoding of each kind of request.
FORM = "application/x-www-form-urlencoded"
FORMATS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "slash_commands": (FORM, urlencode),
    "interactive": (FORM, _payload_field),
    "events_api": ("application/json", json.dumps),
}
SPEECHLESS = frozenset({"events_api"})  # the bodies of these acknowledgements are no messages
MESSAGE = TypeAdapter(dict[str, Any])


@dataclass(frozen=True)
class SignedRequest:
    """A complete request to the app, which can be sent again as it is."""

    body: bytes
    content_type: str
    timestamp: str
    signature: str
    retry: Retry | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers for the body."""
        headers = {
            "Content-Type": self.content_type,
            "X-Slack-Request-Timestamp": self.timestamp,
            "X-Slack-Signature": self.signature,
        }
        if self.retry:
            headers["X-Slack-Retry-Num"] = str(self.retry.number)
            headers["X-Slack-Retry-Reason"] = self.retry.reason
        return headers


@dataclass(frozen=True)
class Answer:
    """The app's answer to a request."""

    status: int
    content_type: str
    text: str
    wants_no_retry: bool = False

    @property
    def is_success(self) -> bool:
        """Tell whether the app accepted the request."""
        return 200 <= self.status < 300

    def message(self) -> dict[str, Any] | None:
        """Return the message in the answer, from JSON or plain text; None for a mere
        acknowledgement.

        Slack does not document what it does with other JSON. Here that is a ValidationError, so
        that the mistake shows.
        """
        if "json" in self.content_type:
            return MESSAGE.validate_json(self.text) or None
        return {"text": self.text} if self.text else None


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of "Verifying requests from Slack": HMAC-SHA256, in hex, after its version."""
    base = f"v0:{timestamp}:".encode() + body
    return f"v0={hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()}"


@dataclass
class Http:
    """Posts to the app's request URLs, which take turns as behind a load balancer.

    A URL that refuses the connection is skipped. Nothing is sent twice once a connection was made.
    """

    secret: str
    now: Clock
    ack_seconds: float = ACK_SECONDS
    _urls: deque[str] = field(default_factory=deque)
    _client: aiohttp.ClientSession | None = None

    def use(self, urls: Sequence[str]) -> None:
        """Send to these addresses from now on."""
        self._urls = deque(urls)

    def signed(
        self, kind: str, payload: Mapping[str, Any], retry: Retry | None = None
    ) -> SignedRequest:
        """Return a request signed at this moment."""
        content_type, write = FORMATS[kind]
        body, timestamp = write(payload).encode(), str(int(self.now()))
        signature = sign(self.secret, timestamp, body)
        return SignedRequest(body, content_type, timestamp, signature, retry)

    async def send(self, kind: str, payload: Mapping[str, Any], retry: Retry | None = None) -> Ack:
        """Sign and post it, and wait for the answer."""
        start = time.perf_counter()
        ack = await self._outcome(payload, self.signed(kind, payload, retry), kind in SPEECHLESS)
        return replace(ack, seconds=time.perf_counter() - start)

    async def post(self, request: SignedRequest) -> Answer:
        """Post a request as it is: one that was sent before is a replay, one altered a forgery.

        Raises `TimeoutError` after `ack_seconds`, and `ConnectionError` when nobody is there or the
        connection is lost.
        """
        urls = list(self._urls)
        self._urls.rotate(-1)
        try:
            async with asyncio.timeout(self.ack_seconds):
                return await self._post(request, urls)
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from error

    async def aclose(self) -> None:
        """Close the connections; the next request opens others."""
        if self._client:
            await self._client.close()
            self._client = None

    async def _outcome(
        self, payload: Mapping[str, Any], request: SignedRequest, is_speechless: bool
    ) -> Ack:
        """Return the result of the acknowledgement, or Slack's words for its failure."""
        failed = Ack(payload, 0.0, error="dispatch_failed", reason="http_error")
        try:
            answer = await self.post(request)
            if answer.is_success:
                return Ack(payload, 0.0, None if is_speechless else answer.message())
        except TimeoutError:
            return replace(failed, error="operation_timeout", reason="http_timeout")
        except ConnectionError:
            return replace(failed, reason="connection_failed")
        except ValidationError:
            return failed
        return replace(failed, wants_no_retry=answer.wants_no_retry)

    async def _post(self, request: SignedRequest, urls: Sequence[str]) -> Answer:
        url, *others = urls
        try:
            async with self._connected().post(
                url, data=request.body, headers=request.headers, allow_redirects=False
            ) as response:
                return Answer(
                    response.status,
                    response.content_type,
                    await response.text(),
                    response.headers.get("X-Slack-No-Retry") == "1",
                )
        except aiohttp.ClientConnectorError:
            if not others:
                raise
        return await self._post(request, others)

    def _connected(self) -> aiohttp.ClientSession:
        if self._client is None:
            # post() limits the whole time.
            self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        return self._client
