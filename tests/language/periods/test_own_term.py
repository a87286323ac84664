"""`this billing period` is the term of the channel's allowances."""

import pytest

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.comparison import previous_period
from slackbot.language.context import ReadingContext
from slackbot.language.questions.documented_forms import NOW, ZONE
from slackbot.language.questions.reading import read_query

FROM_15TH = Allowance(unit=Unit.SESSION, amount=1, from_day=15)
FROM_31ST = Allowance(unit=Unit.SESSION, amount=1, from_day=31)  # a short month's last day
OTHER = Allowance(unit=Unit.REQUEST, amount=1, from_day=31)
QUARTERS = Allowance(unit=Unit.REQUEST, amount=1, every=Every.QUARTER, from_month=2)


def read(words: str, *allowances: Allowance) -> UsageQuery:
    channel = ChannelAllowances.of(allowances, ())
    return read_query(words, ReadingContext(now=NOW, zone=ZONE, allowances=channel))


def said(words: str, *allowances: Allowance) -> str:
    return read(words, *allowances).period.describe().removesuffix(f" ({ZONE})")


@pytest.mark.parametrize(
    ("words", "allowance", "period"),
    [
        ("this billing period", FROM_15TH, "Sun 15 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        ("last billing month", FROM_15TH, "Thu 15 Oct – Sat 14 Nov 2026"),
        (
            "our billing period to date",
            FROM_15TH,
            "Sun 15 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30",
        ),
        ("the billing period before last", FROM_15TH, "Tue 15 Sep – Wed 14 Oct 2026"),
        ("this term", FROM_15TH, "Sun 15 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        ("last cycle", FROM_15TH, "Thu 15 Oct – Sat 14 Nov 2026"),
        ("the term before last", FROM_15TH, "Tue 15 Sep – Wed 14 Oct 2026"),
        ("two billing months ago", FROM_15TH, "Tue 15 Sep – Wed 14 Oct 2026"),
        ("last 2 billing periods", FROM_15TH, "Tue 15 Sep – Sat 14 Nov 2026"),
        (
            "since the start of the billing period",
            FROM_31ST,
            "Sat 31 Oct 2026, 00:00 – Wed 18 Nov 2026, 14:30",
        ),
        ("last billing period", FROM_31ST, "Wed 30 Sep – Fri 30 Oct 2026"),
        ("the previous billing cycle", QUARTERS, "Sat 1 Aug – Sat 31 Oct 2026"),
    ],
)
def test_the_term_of_the_allowance(words: str, allowance: Allowance, period: str) -> None:
    assert said(words, allowance) == period


@pytest.mark.parametrize(
    ("words", "allowance", "before"),
    [
        ("this billing period", FROM_15TH, "Thu 15 Oct 2026, 00:00 – Sun 18 Oct 2026, 14:30"),
        ("last billing period", FROM_15TH, "Tue 15 Sep – Wed 14 Oct 2026"),
        ("last billing period", FROM_31ST, "Mon 31 Aug – Tue 29 Sep 2026"),
        ("this billing period", FROM_31ST, "Wed 30 Sep 2026, 00:00 – Sun 18 Oct 2026, 14:30"),
        ("last billing quarter", QUARTERS, "Fri 1 May – Fri 31 Jul 2026"),
    ],
)
def test_it_is_compared_with_the_term_before(words: str, allowance: Allowance, before: str) -> None:
    query = read(words, allowance)
    assert previous_period(query).describe().removesuffix(f" ({ZONE})") == before
    versus = read(f"{words} vs the previous one", allowance).comparison
    assert versus == previous_period(query)


def test_a_billing_month_is_a_calendar_month_where_nobody_said_otherwise() -> None:
    assert said("last billing month") == "Thu 1 Oct – Sat 31 Oct 2026"


def test_of_several_terms_it_is_the_shortest() -> None:
    assert said("last billing period", FROM_15TH, QUARTERS) == "Thu 15 Oct – Sat 14 Nov 2026"


@pytest.mark.parametrize(
    ("words", "allowances"),
    [
        ("this billing period", ()),
        ("this billing period", (FROM_15TH, OTHER)),
        ("last billing month", (QUARTERS,)),
    ],
)
def test_it_is_asked_where_it_is_not_clear(words: str, allowances: tuple[Allowance, ...]) -> None:
    with pytest.raises(UnreadableError, match="billing allowance"):
        said(words, *allowances)
