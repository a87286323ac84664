from datetime import UTC, datetime, timedelta

import pytest

from slackbot.sandbox.kore.errors import ApiRefusedError
from slackbot.sandbox.kore.rates import Rates

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
A_MINUTE = "You've exceeded the per-minute rate limit. Please wait for sometime before retrying."
AN_HOUR = "You've exceeded the hourly rate limit. Please wait for sometime before retrying."


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def refusal(rates: Rates, seconds: float) -> ApiRefusedError:
    with pytest.raises(ApiRefusedError) as refused:
        rates.take("bot", after(seconds))
    assert (refused.value.status, refused.value.code) == (429, 429)
    return refused.value


def test_sixty_calls_in_any_minute() -> None:
    rates = Rates()
    for call in range(60):
        rates.take("bot", after(call / 2))
    error = refusal(rates, 59.9)
    assert (str(error), error.headers) == (A_MINUTE, {})
    rates.take("bot", after(60))  # the first call is out of the window: one more, not sixty
    assert str(refusal(rates, 60)) == A_MINUTE


def test_eighteen_hundred_calls_in_any_hour() -> None:
    rates = Rates()
    for call in range(1800):
        rates.take("bot", after(call * 1.5))
    assert str(refusal(rates, 2800)) == AN_HOUR  # a minute's wait has not helped
    rates.take("bot", after(3600))
    assert str(refusal(rates, 3600)) == AN_HOUR


def test_each_scope_has_its_own_limits() -> None:
    rates = Rates()
    for _ in range(60):
        rates.take("bot", NOW)
    rates.take("another bot", NOW)
    refusal(rates, 0)


def test_refused_calls_are_not_counted() -> None:
    rates = Rates()
    for _ in range(60):
        rates.take("bot", NOW)
    for second in range(1, 60):
        refusal(rates, second)
    rates.take("bot", after(60))


@pytest.mark.parametrize(
    ("seconds", "wait"), [(0, "60"), (0.5, "60"), (59, "1"), (59.5, "1")], ids=str
)
def test_the_wait_is_told_on_request(seconds: float, wait: str) -> None:
    rates = Rates(retry_after=True)
    for _ in range(60):
        rates.take("bot", NOW)
    assert refusal(rates, seconds).headers == {"Retry-After": wait}
