"""Turns Kore.ai's refusals and failures into our errors, which say if a retry helps and what to
do.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from slackbot.domain.errors import KoreRefusedError, KoreUnavailableError, SlackbotError
from slackbot.network import skew_of

TOKEN = re.compile(r"eyJ[\w-]+(\.[\w-]+)*")  # a JWT, in case a text echoes one
IN_TIME = re.compile(r"expired|not (yet )?active|not yet valid|\b(iat|nbf)\b", re.IGNORECASE)
GROUPING = re.compile("groupBy(App|Bot)", re.IGNORECASE)
LONGEST_QUOTE = 200
LEAST_SKEW = timedelta(seconds=10)
LONGEST_PAUSE = 24 * 3600  # seconds; a longer pause is beyond our deadlines anyway

CREDENTIALS = (
    "Kore.ai refused the credentials ({reason}). Ask your admin to check KORE_CLIENT_ID, "
    "KORE_CLIENT_SECRET and KORE_HOST, or the connection; `slackbot check` tests them."
)
SCOPE = (
    "Kore.ai says the app lacks a scope ({reason}). A Kore.ai admin gives it the scope "
    '"Billing Sessions" under API Scopes and publishes the app.'
)
UNLISTED = (
    "Kore.ai doesn't let the app list the account's bots. A Kore.ai admin gives it the scope "
    '"Role Management" under API Scopes and publishes the app; or unset SLACKBOT_KORE_LIST_BOTS.'
)
REPLAY = (
    "Kore.ai refused our token ({reason}). Ask your admin to check that this server's clock is "
    "right."
)
CLOCK = (
    "Kore.ai refused our token ({reason}): this server's clock seems to be wrong{skew}. Ask your "
    "admin to set it right (NTP)."
)
UNKNOWN_BOT = (
    "Kore.ai does not know this bot ({reason}). Check its id with `/billing bots`, and link it "
    "again."
)
REFUSED = (
    "Kore.ai did not accept the question ({reason}). Check the bot's id with `/billing bots`, try "
    "another period, or tell your admin."
)
ONE_REFUSED = (
    "Kore.ai did not accept this bot ({reason}), but it did accept others. Check its id with "
    "`/billing bots`, and link it again."
)
WRONG_PLACE = (
    "Kore.ai's billing API is not at the configured address ({reason}). Ask your admin to check "
    "KORE_HOST, or the connection's host, and SLACKBOT_KORE_ACCOUNT_PATH."
)
BUSY = "Kore.ai asks us to slow down. Try again in some minutes."
DOWN = "Kore.ai does not answer properly just now ({reason}). Try again in some minutes."


class BusyError(KoreUnavailableError):
    """Kore.ai limits our rate; `retry_after` is the time that it names, if any."""


class GarbledError(KoreUnavailableError):
    """The answer is not what Kore.ai documents, such as a proxy's page or JSON that is cut off."""


class NotAcceptedError(KoreRefusedError):
    """Kore.ai does not accept the submit; of several bots, perhaps one is the cause.

    `reason` has Kore.ai's own words.
    """

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message.format(reason=reason))
        self.reason = reason


class UnknownBotIdError(NotAcceptedError):
    """Kore.ai does not know the bot's id."""


class GroupingError(NotAcceptedError):
    """Kore.ai refuses the field by which bots are grouped; it may know the field's other name."""


class NotFoundError(KoreRefusedError):
    """Nothing is at this path; the account's path has another documented spelling."""


def outcome_of(failure: KoreUnavailableError | KoreRefusedError) -> str:
    """Return the metric's word for a failure: `rate_limited`, `garbled`, `unavailable` or
    `refused`.
    """
    match failure:
        case BusyError():
            return "rate_limited"
        case GarbledError():
            return "garbled"
        case KoreUnavailableError():
            return "unavailable"
    return "refused"


def failure_of(response: httpx.Response, now: datetime) -> SlackbotError | None:
    """Return the error for this response; None for a success (2xx)."""
    if response.is_success:
        return None
    reason = _reason_of(response)
    status = response.status_code
    if status == httpx.codes.UNAUTHORIZED or status == httpx.codes.FORBIDDEN:
        skew = _in_words(skew_of(response.headers, now))
        return KoreRefusedError(_unauthorized(reason).format(reason=reason, skew=skew))
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return BusyError(BUSY, retry_after(response, now))
    if status >= 500 or status in (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY):
        return KoreUnavailableError(DOWN.format(reason=reason), retry_after(response, now))
    return _refusal(response, reason)


def unlisted(response: httpx.Response, now: datetime) -> SlackbotError | None:
    """Return the error for this response to a call that lists bots; None for a success.

    It quotes nothing: each bot comes with the client secrets of its apps.
    """
    if response.is_success:
        return None
    unauthorized = response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)
    if unauthorized and _unauthorized(_reason_of(response)) == SCOPE:
        return KoreRefusedError(UNLISTED)
    return failure_of(httpx.Response(response.status_code, headers=response.headers), now)


def _refusal(response: httpx.Response, reason: str) -> KoreRefusedError:
    status = response.status_code
    if is_unknown_bot(response):
        return UnknownBotIdError(UNKNOWN_BOT, reason)
    if status in (httpx.codes.BAD_REQUEST, httpx.codes.PRECONDITION_FAILED):
        kind = GroupingError if GROUPING.search(response.text) else NotAcceptedError
        return kind(REFUSED, reason)
    if response.is_redirect:
        return KoreRefusedError(WRONG_PLACE.format(reason=f"it redirects, HTTP {status}"))
    if status == httpx.codes.NOT_FOUND:
        return NotFoundError(WRONG_PLACE.format(reason=reason))
    elsewhere = status in (httpx.codes.METHOD_NOT_ALLOWED, httpx.codes.GONE)
    return KoreRefusedError((WRONG_PLACE if elsewhere else REFUSED).format(reason=reason))


def no_answer(error: httpx.HTTPError | TimeoutError) -> KoreUnavailableError:
    """Return the error for a request without an answer."""
    return KoreUnavailableError(DOWN.format(reason=_what(error)))


def of_one_bot(refusal: NotAcceptedError) -> str:
    """Return the sentence for a bot that is refused while others are accepted."""
    if isinstance(refusal, UnknownBotIdError):
        return refusal.message
    return ONE_REFUSED.format(reason=refusal.reason)


def garbled(what: str = "its answer could not be read") -> GarbledError:
    """Return the error for an answer that cannot be read."""
    return GarbledError(DOWN.format(reason=what))


def is_unknown_bot(response: httpx.Response) -> bool:
    """Tell whether this is Kore.ai's 400 "Invalid StreamId": it does not know the bot id.

    A 404 does not say so: it may come from another host, or from a wrong path.
    """
    codes = (httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND)
    return response.status_code in codes and "streamid" in _reason_of(response).lower()


def is_no_job_yet(response: httpx.Response) -> bool:
    """Tell whether this answers a status call in a scope that has had no job yet."""
    return (
        response.status_code == httpx.codes.BAD_REQUEST
        and "request id" in _reason_of(response).lower()
    )


def retry_after(response: httpx.Response, now: datetime) -> float | None:
    """Return the Retry-After header, a number or a date, in seconds; None if it is absent."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(min(int(value[:10]), LONGEST_PAUSE))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - now).total_seconds()), LONGEST_PAUSE)


def _unauthorized(reason: str) -> str:
    """Return the sentence for a 401. One code covers all; only the words tell the scope from the
    secret.
    """
    words = reason.lower()
    if "scope" in words or "permission" in words:
        return SCOPE
    if IN_TIME.search(words):
        return CLOCK
    return REPLAY if "jti" in words or "replay" in words else CREDENTIALS


def _in_words(skew: timedelta | None) -> str:
    """Say how far our clock is from Kore.ai's, where it matters."""
    if skew is None or abs(skew) < LEAST_SKEW:
        return ""
    way = "ahead of" if skew > timedelta() else "behind"
    return f", {round(abs(skew).total_seconds())} s {way} Kore.ai's"


def _reason_of(response: httpx.Response) -> str:
    """Return Kore.ai's own words, short and without secrets; else the HTTP status."""
    try:
        errors = "; ".join(str(error["msg"]) for error in response.json()["errors"])
    except (ValueError, KeyError, TypeError, RecursionError):
        errors = ""
    return quoted(errors) or f"HTTP {response.status_code}"


def quoted(words: str) -> str:
    """Return Kore.ai's words as we repeat them: short, on one line, and without a token."""
    return " ".join(TOKEN.sub("…", words).split())[:LONGEST_QUOTE]


def _what(error: httpx.HTTPError | TimeoutError) -> str:
    late = isinstance(error, httpx.TimeoutException | TimeoutError)
    return "it took too long" if late else "no connection"
