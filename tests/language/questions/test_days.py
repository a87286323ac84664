"""A question may count some weekdays: so do its comparison and what follows in its thread."""

import pytest

from slackbot.domain.calendar.weekdays import EVERY_DAY, WEEKEND, WORKDAYS
from slackbot.domain.errors import UnreadableError
from slackbot.domain.usage.comparison import previous_period
from slackbot.language.context import ReadingContext
from slackbot.language.digests.reading import read_digest
from slackbot.language.questions.follow_up import read_follow_up
from tests.language.questions.asking import NOW, ask, window

HERE = ReadingContext(now=NOW)
COUNTED = {
    "last month weekdays only": WORKDAYS,
    "last month on weekdays": WORKDAYS,
    "weekdays last month": WORKDAYS,
    "last month business days by day": WORKDAYS,
    "last month Mon-Fri only": WORKDAYS,
    "Mon to Fri last month": WORKDAYS,
    "sessions last month excluding weekends": WORKDAYS,
    "don't include weekends, sessions last month": WORKDAYS,
    "last month excl. weekends": WORKDAYS,
    "last month, not on weekends": WORKDAYS,
    "last month no weekends": WORKDAYS,
    "last month weekends excluded": WORKDAYS,
    "only weekends last month": WEEKEND,
    "weekend usage last month": WEEKEND,
    "last month on Mondays and Fridays": (0, 4),
    "last month except Sundays": (0, 1, 2, 3, 4, 5),
    "last month including weekends": EVERY_DAY,
}


@pytest.mark.parametrize("words", COUNTED)
def test_days_that_are_counted(words: str) -> None:
    assert ask(words).period.weekdays == COUNTED[words]
    assert window(words).startswith("Thu 1 Oct \u2013 Sat 31 Oct 2026")


@pytest.mark.parametrize(
    "words",
    [
        "last month leaving out weekends",
        "last month weekdays only on weekends",
        "Tuesday last week weekends only",
        "last week weekdays only vs Sunday",
        "forecast this month weekdays only",
        "cost last month on weekdays",
        "most expensive bot last month on weekdays",
        "last 5 business days on weekends",
        "last 5 business days of October",
        "last 5 business days vs the previous 4 business days",
    ],
)
def test_days_that_are_refused(words: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        ask(words)
    assert "last month weekends" not in refused.value.suggestions


@pytest.mark.parametrize("versus", ["vs previous period", "vs the previous 3 working days"])
def test_business_days_are_compared_with_as_many(versus: str) -> None:
    query = ask(f"last 3 business days {versus}")  # a Tuesday
    assert query.period.describe() == "Thu 19 Nov \u2013 Mon 23 Nov 2026, weekdays only (UTC)"
    assert query.comparison is not None
    assert query.comparison.describe() == "Mon 16 Nov \u2013 Wed 18 Nov 2026, weekdays only (UTC)"
    assert previous_period(ask("last 3 business days")) == query.comparison


def test_a_day_with_an_only_stays_a_period() -> None:
    assert window("Monday only") == "Mon 23 Nov 2026"
    assert window("March on") == window("since March")


@pytest.mark.parametrize("versus", ["vs previous period", "vs September", "vs the month before"])
def test_a_comparison_counts_the_same_days(versus: str) -> None:
    query = ask(f"last month weekdays only {versus}")
    assert query.comparison is not None
    assert query.comparison.describe() == "Tue 1 Sep \u2013 Wed 30 Sep 2026, weekdays only (UTC)"


def test_a_follow_up_keeps_the_days_until_it_names_others() -> None:
    before = ask("last month weekdays only")
    then = read_follow_up("and the month before?", before, HERE)
    assert then.period.describe() == "Tue 1 Sep \u2013 Wed 30 Sep 2026, weekdays only (UTC)"
    assert read_follow_up("by week", before, HERE).period == before.period
    assert read_follow_up("weekends only", before, HERE).period.weekdays == WEEKEND
    assert not read_follow_up("all days", before, HERE).period.of_some_days
    compared = read_follow_up("vs August", before, HERE).comparison
    assert compared is not None
    assert compared.weekdays == WORKDAYS
    with pytest.raises(UnreadableError):
        read_follow_up("forecast", before, HERE)


def test_a_digest_counts_all_days() -> None:
    with pytest.raises(UnreadableError):
        read_digest("monthly at 9 weekdays only last month", HERE)
