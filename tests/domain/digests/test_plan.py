"""What a digest asks at a slot, what it is compared with, and how that is said before it comes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slackbot.domain.channel import Bot
from slackbot.domain.digests.digest import Digest
from slackbot.domain.digests.plan import format_run, period_before, plan_digest
from slackbot.domain.digests.schedule import Slot, next_slot
from slackbot.domain.period import Period
from slackbot.domain.usage.fetching.routes import ACCOUNT
from slackbot.domain.usage.report import holds
from slackbot.language.context import ReadingContext
from slackbot.language.digests.asked import asks_since_before, query_at, question_text, run_at
from slackbot.language.digests.reading import read_digest

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday
A = Bot(id="st-a", name="A")


def digest_of(words: str) -> Digest:
    sentence = read_digest(words, ReadingContext(now=NOW, zone=BERLIN))
    return Digest(
        team="T1",
        channel="C1",
        id="0123456789ab",
        number=1,
        owner="U1",
        schedule=sentence.schedule,
        question=sentence.question,
        when_settled=sentence.when_settled,
        created_at=NOW,
    )


def slot_after(digest: Digest, day: str) -> Slot:
    """The first slot from the beginning of that day on."""
    begins = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(BERLIN))
    return next_slot(digest.schedule, begins - timedelta(seconds=1))


TWICE = "every Monday and Thursday at 9am"
COMPARED = {
    "Thursday to Sunday": (
        TWICE, "2026-11-30", "Thu 26 Nov – Sun 29 Nov", "Thu 19 Nov – Sun 22 Nov"),
    "Monday to Wednesday": (
        TWICE, "2026-12-03", "Mon 30 Nov – Wed 2 Dec", "Mon 23 Nov – Wed 25 Nov"),
    "Friday to Sunday": (
        "every weekday at 9am", "2026-11-30", "Fri 27 Nov – Sun 29 Nov", "Fri 20 Nov – Sun 22 Nov"),
    "a Monday": ("every weekday at 9am", "2026-12-01", "Mon 30 Nov", "Mon 23 Nov"),
    "a Sunday of 25 hours": ("every day at 9am", "2026-10-26", "Sun 25 Oct", "Sun 18 Oct"),
    "a Sunday after one": ("every day at 9am", "2026-11-02", "Sun 1 Nov", "Sun 25 Oct"),
    "a week": ("every Monday at 9am", "2026-11-30", "Mon 23 Nov – Sun 29 Nov",
        "Mon 16 Nov – Sun 22 Nov"),
    "a month": ("on the 1st of every month", "2026-12-01", "Sun 1 Nov – Mon 30 Nov",
        "Thu 1 Oct – Sat 31 Oct"),
    "what was named": ("every weekday at 9am yesterday vs 1 Nov", "2026-12-01", "Mon 30 Nov",
        "Sun 1 Nov"),
    "what runs": ("every weekday at 5pm today", "2026-12-01", "Tue 1 Dec 2026, 00:00 – 17:00",
        "Mon 30 Nov 2026, 00:00 – 17:00"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "day", "period", "before"), COMPARED.values(), ids=COMPARED.keys()
)
def test_less_than_a_week_is_compared_with_the_same_weekdays(
    words: str, day: str, period: str, before: str
) -> None:
    digest = digest_of(words)
    slot = slot_after(digest, day)
    plan = plan_digest(query_at(digest, slot), (A,), slot.at, routes=ACCOUNT, batch=1)
    said = [
        each.describe().removesuffix(f" ({BERLIN})") for each in (plan.query.period, plan.before)
    ]
    assert [each.removesuffix(" 2026") for each in said] == [period, before]


SAID = {
    "a week": ("every Monday at 9am", "last week", False),
    "a week in words of its own": ("every Monday at 9am last 7 days", "last 7 days", False),
    "the same once, in words of its own": (f"{TWICE} last 3 days", "last 3 days", False),
    "days": ("every day at 9am sessions", "yesterday sessions", False),
    "one day or three": (TWICE, "", True),
    "with words": (f"{TWICE} sessions by day", "sessions by day", True),
    "workdays": ("every weekday at 9am", "", True),
    "each time the same": (f"{TWICE} last 7 days", "last 7 days", False),
    "each second week": ("every 2 weeks on Monday and Thursday at 9am", "", True),
}


@pytest.mark.parametrize(("words", "said", "since"), SAID.values(), ids=SAID.keys())
def test_a_window_that_changes_is_not_told_as_that_of_the_first_slot(
    words: str, said: str, *, since: bool
) -> None:
    digest = digest_of(words)
    slot = next_slot(digest.schedule, NOW)
    query = query_at(digest, slot)
    assert question_text(digest, slot, query) == said
    assert asks_since_before(digest, slot, query) is since


SETTLED = {  # of windows that end at midnight, six hours later
    "before its time": (
        "every Monday at 9am when settled", "Mon 30 Nov 2026, 09:00 (Europe/Berlin)"),
    "after it": (
        "every Monday at 2am when settled",
        "Mon 30 Nov 2026, 02:00 (Europe/Berlin), once settled, about 06:00"),
    "who does not wait": ("every Monday at 2am", "Mon 30 Nov 2026, 02:00 (Europe/Berlin)"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "said"), SETTLED.values(), ids=SETTLED.keys())
def test_what_waits_says_about_when_it_comes(words: str, said: str) -> None:
    digest = digest_of(words)
    slot = next_slot(digest.schedule, NOW)
    at = run_at(digest, slot, timedelta(hours=6))
    assert format_run(slot, at, BERLIN) == said


def test_what_waits_over_midnight_names_the_day() -> None:
    slot = Slot(day=NOW.date(), at=NOW)
    assert format_run(slot, NOW + timedelta(hours=15), BERLIN) == (
        "Tue 24 Nov 2026, 10:30 (Europe/Berlin), once settled, about Wed 25 Nov 2026, 01:30"
    )


def test_what_is_named_to_compare_with_leaves_the_week_before() -> None:
    digest = digest_of("every Monday at 9am vs last year")
    slot = slot_after(digest, "2026-11-30")
    plan = plan_digest(query_at(digest, slot), (A,), slot.at, routes=ACCOUNT, batch=1)
    week_before, year_before = (
        Period.of_days(date.fromisoformat(first), date.fromisoformat(last), BERLIN)
        for first, last in (("2026-11-16", "2026-11-22"), ("2025-11-24", "2025-11-30"))
    )
    assert plan.before == year_before
    assert period_before(plan.query) == week_before
    assert all(any(holds(job, each) for job in plan.jobs) for each in (week_before, year_before))
