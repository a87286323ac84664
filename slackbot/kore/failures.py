"""Kore.ai's refusals and failures become ours here: can a retry help, and what should be done?"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from slackbot.domain.errors import KoreRefusedError, KoreUnavailableError, SlackbotError

TOKEN = re.compile(r"eyJ[\w-]+(\.[\w-]+)*")  # a JWT, should a text ever echo one
GROUPING = re.compile("groupBy(App|Bot)", re.IGNORECASE)
LONGEST_QUOTE = 200
LONGEST_PAUSE = 24 * 3600  # seconds; whatever is asked beyond it is beyond our deadlines too

CREDENTIALS = (
    "Kore.ai refused the credentials ({said}). Ask your admin to check KORE_CLIENT_ID, "
    "KORE_CLIENT_SECRET and KORE_HOST; `slackbot check` tests them."
)
SCOPE = (
    "Kore.ai says the app lacks a scope ({said}). A Kore.ai admin gives it the scope "
    '"Billing Sessions" under API Scopes and publishes the app.'
)
REPLAY = (
    "Kore.ai refused our token ({said}). Ask your admin to check that this server's clock is right."
)
UNKNOWN_BOT = (
    "Kore.ai does not know this bot ({said}). Check its id with `/billing bots`, and link it again."
)
REFUSED = (
    "Kore.ai did not accept the question ({said}). Check the bot's id with `/billing bots`, try "
    "another period, or tell your admin."
)
ONE_REFUSED = (
    "Kore.ai did not accept this bot ({said}), but it did accept others. Check its id with "
    "`/billing bots`, and link it again."
)
WRONG_PLACE = (
    "Kore.ai's billing API is not at the configured address ({said}). Ask your admin to check "
    "KORE_HOST and SLACKBOT_KORE_ACCOUNT_PATH."
)
BUSY = "Kore.ai asks us to slow down. Try again in some minutes."
DOWN = "Kore.ai does not answer properly just now ({said}). Try again in some minutes."


class BusyError(KoreUnavailableError):
    """A rate limit; where it names a time, that is its `retry_after`."""


class GarbledError(KoreUnavailableError):
    """An answer that is not what Kore.ai documents: a proxy's page, JSON cut off."""


class NotAcceptedError(KoreRefusedError):
    """Kore.ai does not accept what was submitted: of several bots, perhaps because of one.

    `said`: its own words.
    """

    def __init__(self, message: str, said: str) -> None:
        super().__init__(message.format(said=said))
        self.said = said


class UnknownBotIdError(NotAcceptedError):
    """Kore.ai does not know the bot's id."""


class GroupingError(NotAcceptedError):
    """Kore.ai names the field by which bots are grouped: it may know it by its other name."""


class NotFoundError(KoreRefusedError):
    """There is nothing at this path: the account's has another documented spelling."""


def outcome_of(failure: KoreUnavailableError | KoreRefusedError) -> str:
    """How a failed call is counted: `rate_limited`, `garbled`, `unavailable` or `refused`."""
    match failure:
        case BusyError():
            return "rate_limited"
        case GarbledError():
            return "garbled"
        case KoreUnavailableError():
            return "unavailable"
    return "refused"


def failure_of(response: httpx.Response, now: datetime) -> SlackbotError | None:
    """The error that this response is, or None if it is none (2xx)."""
    if response.is_success:
        return None
    said = _said(response)
    status = response.status_code
    if status == httpx.codes.UNAUTHORIZED or status == httpx.codes.FORBIDDEN:
        return KoreRefusedError(_unauthorized(said).format(said=said))
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return BusyError(BUSY, retry_after(response, now))
    if status >= 500 or status in (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY):
        return KoreUnavailableError(DOWN.format(said=said), retry_after(response, now))
    return _refusal(response, said)


def _refusal(response: httpx.Response, said: str) -> KoreRefusedError:
    status = response.status_code
    if is_unknown_bot(response):
        return UnknownBotIdError(UNKNOWN_BOT, said)
    if status in (httpx.codes.BAD_REQUEST, httpx.codes.PRECONDITION_FAILED):
        kind = GroupingError if GROUPING.search(response.text) else NotAcceptedError
        return kind(REFUSED, said)
    if response.is_redirect:
        return KoreRefusedError(WRONG_PLACE.format(said=f"it redirects, HTTP {status}"))
    if status == httpx.codes.NOT_FOUND:
        return NotFoundError(WRONG_PLACE.format(said=said))
    elsewhere = status in (httpx.codes.METHOD_NOT_ALLOWED, httpx.codes.GONE)
    return KoreRefusedError((WRONG_PLACE if elsewhere else REFUSED).format(said=said))


def no_answer(error: httpx.HTTPError | TimeoutError) -> KoreUnavailableError:
    """A request that got no answer at all."""
    return KoreUnavailableError(DOWN.format(said=_what(error)))


def of_one_bot(refusal: NotAcceptedError) -> str:
    """The sentence for a bot that is refused where others are not."""
    if isinstance(refusal, UnknownBotIdError):
        return refusal.message
    return ONE_REFUSED.format(said=refusal.said)


def garbled(what: str = "its answer could not be read") -> GarbledError:
    """The error that an unreadable answer is."""
    return GarbledError(DOWN.format(said=what))


def is_unknown_bot(response: httpx.Response) -> bool:
    """400 "Invalid StreamId": Kore.ai's words for a bot id that it does not know.

    A 404 without them is another host's, or another path's.
    """
    codes = (httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND)
    return response.status_code in codes and "streamid" in _said(response).lower()


def is_no_job_yet(response: httpx.Response) -> bool:
    """The status call before any job of this scope is known to it."""
    return (
        response.status_code == httpx.codes.BAD_REQUEST and "request id" in _said(response).lower()
    )


def retry_after(response: httpx.Response, now: datetime) -> float | None:
    """The Retry-After header in seconds: a number or a date; None where there is none."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(min(int(value[:10]), LONGEST_PAUSE))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - now).total_seconds()), LONGEST_PAUSE)


def _unauthorized(said: str) -> str:
    """All 401s share one code: only the words tell a missing scope from a bad secret."""
    words = said.lower()
    if "scope" in words or "permission" in words:
        return SCOPE
    return REPLAY if "jti" in words or "replay" in words else CREDENTIALS


def _said(response: httpx.Response) -> str:
    """Kore.ai's own words, short and without anything secret; else the HTTP status."""
    try:
        said = "; ".join(str(error["msg"]) for error in response.json()["errors"])
    except (ValueError, KeyError, TypeError, RecursionError):
        said = ""
    return quoted(said) or f"HTTP {response.status_code}"


def quoted(words: str) -> str:
    """Words of Kore.ai's as we repeat them: short, on one line, and without a token."""
    return " ".join(TOKEN.sub("…", words).split())[:LONGEST_QUOTE]


def _what(error: httpx.HTTPError | TimeoutError) -> str:
    late = isinstance(error, httpx.TimeoutException | TimeoutError)
    return "it took too long" if late else "no connection"
