"""Asks Slack now and then whether it takes our token, and what time it has."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from slackbot.domain.errors import ConfigurationError, SlackRefusedError, SlackUnavailableError
from slackbot.network import skew_of
from slackbot.ports import Clock
from slackbot.slack.outbound.calls import patiently

FRESH_SECONDS = 60.0
ANSWER_SECONDS = 1.5  # a health check has two
ONCE = timedelta(microseconds=1)  # allows no second attempt
MOST_SKEW = timedelta(minutes=1)
SOON = timedelta(hours=1)

SKEWED = (
    "This machine's clock is {skew} s {way} of {whose}. Set it right (NTP): Slack's requests and "
    "our tokens for Kore.ai are good for some minutes only."
)
EXPIRES = (
    "The bot token expires in {minutes} minutes, and nothing renews it: token rotation is on. Turn "
    "it off for the app (OAuth & Permissions), install the app again and set SLACK_BOT_TOKEN."
)


class SlackHealth:
    """Return Slack's answer to `ask`: `auth.test` for a token, `api.test` where there are many.

    Slack is asked at most once a minute, however often this is read.
    """

    def __init__(
        self, ask: Callable[[], Awaitable[Any]], clock: Clock, well: str = "token ok"
    ) -> None:
        self._test = ask
        self._well = well
        self._clock = clock
        self._turn = asyncio.Lock()
        self._asked_at: float | None = None
        self._answer: Any = None
        self._refusal: SlackRefusedError | None = None
        self._skew: timedelta | None = None

    async def token(self) -> str:
        """Say that the token is good, or that Slack does not answer just now.

        Raises SlackRefusedError where Slack refuses it, with its word, and ConfigurationError where
        it is about to.
        """
        await self._ask()
        if self._refusal:
            raise self._refusal
        if self._answer is None:
            return "no answer to auth.test just now"
        check_expiry(self._answer)
        return self._well

    async def clock(self) -> str:
        """Say how far our clock is from Slack's. Raises ConfigurationError where it is too far."""
        await self._ask()
        return check_skew(self._skew, "Slack's")

    async def _ask(self) -> None:
        async with self._turn:
            now = self._clock.monotonic()
            if self._asked_at is not None and now - self._asked_at < FRESH_SECONDS:
                return
            self._answer = self._refusal = self._skew = None
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    self._answer = await patiently(self._test, ONCE)
                self._skew = skew_of(self._answer.headers, self._clock.now())
            except SlackRefusedError as error:
                self._refusal = SlackRefusedError(f"{error.message} ({error.reason})", error.reason)
            except (SlackUnavailableError, TimeoutError):
                pass  # the answer stays None, which says so
            self._asked_at = self._clock.monotonic()


def check_expiry(answer: Any) -> None:
    """Raise ConfigurationError if the token that `auth.test` answered for expires soon.

    Slack says `expires_in` (seconds) of rotating tokens only.
    """
    seconds = answer.get("expires_in")
    if isinstance(seconds, int | float) and seconds < SOON.total_seconds():
        raise ConfigurationError(EXPIRES.format(minutes=max(0, round(seconds / 60))))


def check_skew(skew: timedelta | None, whose: str) -> str:
    """Say that our clock agrees with theirs. Raises ConfigurationError where it does not."""
    if skew is None:
        return "not known"
    if abs(skew) > MOST_SKEW:
        way = "ahead" if skew > timedelta() else "behind"
        seconds = round(abs(skew).total_seconds())
        raise ConfigurationError(
            SKEWED.format(skew=seconds, way=way, whose=whose).replace("behind of", "behind")
        )
    return "ok"
