"""Signed HTTP: the requests in which the sandbox's Slack hands the app what people do."""

import asyncio
import hashlib
import hmac
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from pydantic import TypeAdapter, ValidationError

from slackbot.sandbox.slack.socket import ACK_SECONDS, Ack
from slackbot.sandbox.slack.workspace import Clock

# How each kind of thing that people do is written down; an event would be JSON.
FORMATS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "slash_commands": ("application/x-www-form-urlencoded", urlencode),
}
MESSAGE = TypeAdapter(dict[str, Any])


@dataclass(frozen=True)
class SignedRequest:
    """A request to the app, complete: whoever has it can send it again as it is."""

    body: bytes
    content_type: str
    timestamp: str
    signature: str

    @property
    def headers(self) -> dict[str, str]:
        """What stands above the body."""
        return {
            "Content-Type": self.content_type,
            "X-Slack-Request-Timestamp": self.timestamp,
            "X-Slack-Signature": self.signature,
        }


@dataclass(frozen=True)
class Answer:
    """What the app said to a request."""

    status: int
    content_type: str
    text: str

    @property
    def is_success(self) -> bool:
        """Whether it took the request."""
        return 200 <= self.status < 300

    def message(self) -> dict[str, Any] | None:
        """A message in JSON, or plain text to be shown; nothing at all only acknowledges.

        What Slack does with JSON of another kind is not documented: here it is a ValidationError,
        so that the mistake shows.
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
    """The app's request URLs, which take turns as behind a load balancer.

    A URL that refuses the connection is passed over for the next one. Nothing is sent twice once
    there was a connection.
    """

    secret: str
    now: Clock
    ack_seconds: float = ACK_SECONDS
    _urls: deque[str] = field(default_factory=deque)
    _client: aiohttp.ClientSession | None = None

    def use(self, urls: Sequence[str]) -> None:
        """Send to these addresses from now on."""
        self._urls = deque(urls)

    def signed(self, kind: str, payload: Mapping[str, Any]) -> SignedRequest:
        """A request of this moment."""
        content_type, write = FORMATS[kind]
        body, timestamp = write(payload).encode(), str(int(self.now()))
        return SignedRequest(body, content_type, timestamp, sign(self.secret, timestamp, body))

    async def send(self, kind: str, payload: Mapping[str, Any]) -> Ack:
        """Sign and post it, and wait for the answer."""
        start = time.perf_counter()
        body, error = await self._outcome(self.signed(kind, payload))
        return Ack(payload, time.perf_counter() - start, body, error)

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

    async def _outcome(self, request: SignedRequest) -> tuple[dict[str, Any] | None, str | None]:
        """What came with the acknowledgement, or else Slack's word for what went wrong."""
        try:
            answer = await self.post(request)
            return (answer.message(), None) if answer.is_success else (None, "dispatch_failed")
        except TimeoutError:
            return None, "operation_timeout"
        except (ConnectionError, ValidationError):
            return None, "dispatch_failed"

    async def _post(self, request: SignedRequest, urls: Sequence[str]) -> Answer:
        url, *others = urls
        try:
            async with self._connected().post(
                url, data=request.body, headers=request.headers, allow_redirects=False
            ) as response:
                return Answer(response.status, response.content_type, await response.text())
        except aiohttp.ClientConnectorError:
            if not others:
                raise
        return await self._post(request, others)

    def _connected(self) -> aiohttp.ClientSession:
        if self._client is None:
            # post() limits the whole.
            self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        return self._client
