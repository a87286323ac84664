"""Calls to Slack: errors become ours, and transient ones are retried."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import stamina
from slack_sdk.errors import SlackApiError, SlackClientError

from slackbot.domain.errors import SlackbotError, SlackRefusedError, SlackUnavailableError
from slackbot.domain.spelling import number_of

# Slack's words for its own failures (chat.postMessage and others, "errors").
PASSING = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
BUSY = {"ratelimited", "rate_limited"}
MENDING = {
    "invalid_auth": "Slack refused the bot token. Ask your admin to check SLACK_BOT_TOKEN.",
    "token_revoked": "Slack has revoked the bot token. Ask your admin to install the app again.",
    "account_inactive": "Slack has disabled the app. Ask your admin to install it again.",
    "missing_scope": "The app lacks a Slack scope{needed}. Ask your admin to install it again with "
    "the scopes in manifest.yml.",
}
UNAVAILABLE = "Slack does not answer properly just now."


async def patiently(
    call: Callable[..., Awaitable[Any]], patience: timedelta, **arguments: Any
) -> Any:
    """Make the `call` and return its response, with retries.

    Slack's Retry-After is obeyed; other failures wait longer each time. A call whose answer was
    lost is repeated, so a message may rarely appear twice, but is never lost. Raises
    SlackRefusedError at once, and SlackUnavailableError when `patience` is over, or at once where
    Slack asks to wait longer than that.
    """
    until = asyncio.get_running_loop().time() + patience.total_seconds()

    def wait_before_retry(error: Exception) -> bool | float:
        if not isinstance(error, SlackUnavailableError):
            return False
        left = until - asyncio.get_running_loop().time()
        return (error.retry_after or True) if (error.retry_after or 0.0) <= left else False

    async for attempt in stamina.retry_context(
        on=wait_before_retry, attempts=None, timeout=patience, wait_initial=0.5, wait_max=30
    ):
        with attempt:
            return await _once(call, arguments)
    raise AssertionError("stamina tries until it returns or raises")


async def _once(call: Callable[..., Awaitable[Any]], arguments: dict[str, Any]) -> Any:
    try:
        return await call(**arguments)
    except SlackApiError as error:
        raise _ours(error) from error
    except (aiohttp.ClientError, TimeoutError, SlackClientError, OSError) as error:
        raise SlackUnavailableError(UNAVAILABLE) from error


def busy(seconds: float | None) -> SlackUnavailableError:
    """Make the error for Slack's request to wait so long, if it said how long."""
    if seconds is None:
        return SlackUnavailableError(UNAVAILABLE)
    wait = number_of(math.ceil(seconds / 60), "minute")
    return SlackUnavailableError(
        f"Slack asks me to wait {wait} before I post here again. Ask again after that.", seconds
    )


def _ours(error: SlackApiError) -> SlackbotError:
    response = error.response
    status = getattr(response, "status_code", 200)
    body = getattr(response, "data", response)
    reason = str(body.get("error", "")) if isinstance(body, dict) else ""
    if status == 429 or reason in BUSY:
        return busy(retry_after_of(response))
    if status == 413:
        return SlackRefusedError("Slack refused this as too large.", "msg_too_long")
    if status >= 500 or reason in PASSING or not reason:
        return SlackUnavailableError(UNAVAILABLE)
    needed = f": {body['needed']}" if body.get("needed") else ""
    sentence = MENDING.get(reason, f"Slack refused this ({reason}).")
    return SlackRefusedError(sentence.replace("{needed}", needed), reason)


def outcome_of(error: SlackApiError) -> str:
    """`rate_limited`, `refused` or `unavailable`.

    After `unavailable`, Slack may have done the call all the same; after the others it has not.
    """
    ours = _ours(error)
    if isinstance(ours, SlackRefusedError):
        return "refused"
    return "rate_limited" if error.response.status_code == 429 else "unavailable"


def retry_after_of(response: Any) -> float | None:
    """Return Slack's Retry-After in seconds, if there is one."""
    headers = {key.lower(): value for key, value in getattr(response, "headers", {}).items()}
    value = str(headers.get("retry-after", ""))
    return float(value) if value.isdigit() else None
