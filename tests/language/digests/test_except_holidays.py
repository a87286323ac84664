"""Digests that leave out public holidays, and what the next one covers."""

from datetime import UTC, datetime

import pytest

from slackbot.domain.digests.schedule import latest_slot, previous_slot, upcoming
from slackbot.domain.errors import UnreadableError
from slackbot.language.context import ReadingContext
from slackbot.language.digests.reading import question_at, read_digest

NOW = datetime(2026, 12, 22, 10, tzinfo=UTC)  # a Tuesday
GERMANY = ReadingContext(now=NOW, zone="Europe/Berlin", holidays="DE")


@pytest.mark.parametrize(
    "words",
    [
        "every weekday at 9 except holidays",
        "every weekday except public holidays at 9",
        "every weekday at 9, but not on bank holidays",
        "every weekday at 9 and skip holidays",
        "every weekday at 9 unless it is a public holiday",
        "weekdays at 9 excluding holidays",
    ],
)
def test_a_holiday_is_left_out(words: str) -> None:
    sentence = read_digest(words, GERMANY)
    assert sentence.question == ""
    days = [slot.day.day for slot in upcoming(sentence.schedule, NOW, 5)]
    assert days == [23, 24, 28, 29, 30]  # 25 December is a Friday
    said = sentence.schedule.describe()
    assert said == "every weekday except public holidays at 09:00 (Europe/Berlin)"
    assert read_digest(said, GERMANY).schedule == sentence.schedule


@pytest.mark.parametrize(
    ("words", "slot", "period"),
    [
        ("every weekday at 9", 2, "Thu 24 Dec – Sun 27 Dec 2026"),
        ("every weekday at 9", 3, "Mon 28 Dec 2026"),
        ("every day at 9", 2, "Thu 24 Dec – Sat 26 Dec 2026"),
        ("every Friday at 9", 0, "Mon 14 Dec 2026 – Sun 3 Jan 2027"),  # 25 and 1 are off
        ("on the 1st of each month", 0, "Tue 1 Dec 2026 – Sun 31 Jan 2027"),
        ("quarterly", 0, "Thu 1 Oct 2026 – Wed 31 Mar 2027"),
    ],
)
def test_the_next_one_covers_what_was_left_out(words: str, slot: int, period: str) -> None:
    sentence = read_digest(f"{words} except holidays", GERMANY)
    found = upcoming(sentence.schedule, NOW, slot + 1)[slot]
    query = question_at(sentence.schedule, found, "", GERMANY)
    assert query.period.describe() == f"{period} (Europe/Berlin)"


def test_slots_are_found_both_ways() -> None:
    schedule = read_digest("every Friday at 9 except holidays", GERMANY).schedule
    [slot] = upcoming(schedule, NOW, 1)
    assert slot.day.isoformat() == "2027-01-08"
    before = previous_slot(schedule, slot)
    assert before.day.isoformat() == "2026-12-18"
    assert latest_slot(schedule, datetime(2027, 1, 7, tzinfo=UTC)) == before


def test_it_takes_a_country_and_comes_often() -> None:
    with pytest.raises(UnreadableError, match="settings holidays Germany"):
        read_digest("every weekday at 9 except holidays", ReadingContext(now=NOW))
    with pytest.raises(UnreadableError, match="too seldom"):
        read_digest("every 8 weeks on Monday except holidays", GERMANY)
