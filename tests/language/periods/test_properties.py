"""What holds for any text, any time and any zone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.parse_cases import LONG_PIECES, longest
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.domain.query import UsageQuery
from slackbot.language.context import ReadingContext
from slackbot.language.core.words import UNITS
from slackbot.language.questions.documented_forms import CLAUSES, PERIODS
from slackbot.language.questions.reading import read_query
from slackbot.language.slips.vocabulary import KNOWN
from tests.properties import steady

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/St_Johns",
    "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Pacific/Apia",
)  # fmt: skip
PIECES = (
    *sorted(KNOWN), "2026", "'25", "3", "15", "31", "1st", "9am", "17:30", "3/4", "2026-03-01", "-",
    "–", "to", "..", ",", ".", "(", ")", '"', "last", "week", "march", "for", "Foo", "UTC", "&gt;",
)  # fmt: skip

zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2001, 1, 1), datetime(2039, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
sentences = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)
forms = st.sampled_from([form.words for section in PERIODS for form in section.forms])
# "weekdays only" is a part of the window, and "forecast December" is not about the one before.
clauses = st.sampled_from([
    clause.words for clause in CLAUSES if "week" not in clause.words and clause.words != "forecast"
])  # fmt: skip


def _read(text: str, now: datetime, zone: str) -> UsageQuery | None:
    try:
        return read_query(text, ReadingContext(now=now, zone=zone))
    except UnreadableError:
        return None


def _holds(query: UsageQuery | None, now: datetime) -> None:
    if query is None:
        return
    period = query.period
    assert period.start < period.end <= max(now, period.start + timedelta(seconds=1))
    assert read_query(period.describe(), ReadingContext(now=now)).period == period
    here = ReadingContext(now=now, zone=period.zone)
    for other in query.other_readings:
        assert other.period != period
        again = read_query(other.words, here).period
        assert again.of_weekdays(other.period.weekdays) == other.period


@steady(200)
@given(text=st.text(max_size=60), now=moments, zone=zones)
def test_any_text_is_answered_or_refused(text: str, now: datetime, zone: str) -> None:
    _holds(_read(text, now, zone), now)


@steady(200)
@given(text=sentences, now=moments, zone=zones)
def test_any_row_of_our_own_words_is_answered_or_refused(
    text: str, now: datetime, zone: str
) -> None:
    _holds(_read(text, now, zone), now)


@steady(200)
@given(words=forms, clause=clauses, now=moments, zone=zones, first=st.booleans())
def test_a_clause_never_changes_the_window(
    words: str, clause: str, now: datetime, zone: str, first: bool
) -> None:
    alone = _read(words, now, zone)
    both = _read(f"{clause} {words}" if first else f"{words} {clause}", now, zone)
    _holds(alone, now)
    assert (alone and alone.period) == (both and both.period)


@steady(200)
@given(start=moments, seconds=st.integers(1, 3 * 10**7), zone=zones)
def test_words_of_a_period_are_read_as_that_period(
    start: datetime, seconds: int, zone: str
) -> None:
    start = start.replace(microsecond=0)
    period = Period(start=start, end=start + timedelta(seconds=seconds), zone=zone)
    assert (
        read_query(period.describe(), ReadingContext(now=datetime(2041, 1, 1, tzinfo=UTC))).period
        == period
    )


@steady(200)
@given(now=moments, zone=zones)
def test_units_before_the_running_one_end_where_it_begins(now: datetime, zone: str) -> None:
    for unit in ("week", "month", "quarter", "year"):
        last, this = (_read(f"{which} {unit}", now, zone) for which in ("last", "this"))
        if last and this:  # this one may not have begun by more than a fraction of a second
            assert last.period.end == this.period.start


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "1 " * 5_000, "last " * 2_000, "“" * 10_000, "\u0660" * 10_000, "ﷺ" * 10_000,
     "((" * 5_000, "&amp;" * 2_000, "1-" * 5_000, "'a" * 5_000],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_ten_thousand_characters_are_refused_at_once(text: str) -> None:
    with pytest.raises(UnreadableError, match="too long for me"):  # before any work on it
        read_query(text, ReadingContext(now=datetime(2026, 11, 24, tzinfo=UTC)))


@pytest.mark.parametrize("piece", LONG_PIECES)
def test_the_longest_texts_are_read_or_refused(piece: str) -> None:
    """How long that takes `benchmarks.parse` says."""
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    _holds(_read(longest(piece), now, "UTC"), now)


TEMPLATES = (
    "last {}", "this {}", "next {}", "last 3 {}", "3 past {}", "0 past {}", "rolling 3 {}",
    "rolling {}", "3 {} ago", "a {} ago", "since 3 {} ago", "3 {}", "{} to date", "{} so far",
    "the {} before last", "first {} of march", "last 2 {} of 2025", "second {} of last month",
    "5th {} of q3", "by {}", "yesterday vs the {} before", "yesterday vs last {}",
    "yesterday vs previous 3 {}", "last 3 {} vs previous 3 {}", "last {} vs previous period",
    "last month vs same {} last year", "last 9999 {}", "9999 {} ago", "{} over {}", "{} 3",
    "the {}", "{} of 3 march", "since the {}",
)  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_unit_in_every_place_is_answered_or_refused(template: str) -> None:
    now = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    for unit in UNITS:
        _holds(_read(template.replace("{}", unit), now, "America/St_Johns"), now)
