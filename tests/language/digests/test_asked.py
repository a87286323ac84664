"""What a digest asks at a slot, in the words that it is shown with."""

from datetime import UTC, date, datetime

import pytest

from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.digests.digest import Digest
from slackbot.domain.digests.schedule import next_slot, upcoming
from slackbot.domain.query import WeekStart
from slackbot.language.context import ReadingContext
from slackbot.language.digests.asked import kept_of, query_at, question_text
from slackbot.language.digests.reading import read_digest

CREATED = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday


def test_a_digest_keeps_the_fiscal_year_of_its_channel() -> None:
    context = ReadingContext(now=CREATED, fiscal_year=FiscalYear(month=4))
    sentence = read_digest("every Monday fiscal YTD", context)
    digest = Digest(
        team="T1",
        channel="C1",
        id="d1",
        number=1,
        owner="U1",
        schedule=sentence.schedule,
        question=sentence.question,
        created_at=CREATED,
    ).model_copy(update=kept_of(context))
    slot = next_slot(digest.schedule, CREATED)
    assert query_at(digest, slot).period.local_start.date() == date(2026, 4, 1)


@pytest.mark.parametrize("week_start", ["monday", "sunday"])
@pytest.mark.parametrize(
    ("question", "said"),
    [("sessions", "last week sessions"), ("sessions last week", "sessions last week")],
)
def test_a_question_gets_the_window_of_its_schedule_where_it_has_none(
    week_start: WeekStart, question: str, said: str
) -> None:
    """In a week that begins on Sunday, too, last week is the window of the schedule."""
    context = ReadingContext(now=CREATED, week_start=week_start)
    digest = Digest(
        team="T1",
        channel="C1",
        id="d1",
        number=1,
        owner="U1",
        schedule=read_digest("weekly on monday at 9am", context).schedule,
        question=question,
        week_start=week_start,
        created_at=CREATED,
    )
    slot = upcoming(digest.schedule, CREATED, 1)[0]
    assert question_text(digest, slot, query_at(digest, slot)) == said
