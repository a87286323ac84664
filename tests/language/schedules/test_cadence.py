"""When a digest comes, in words: what is understood, said again, and refused with a way out."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.calendar.weekdays import EVERY_DAY, WORKDAYS
from slackbot.domain.digests.recurrence import (
    Monthly,
    NthWeekday,
    Quarterly,
    Weekly,
)
from slackbot.domain.digests.schedule import Schedule
from slackbot.domain.errors import UnreadableError
from slackbot.language.context import ReadingContext
from slackbot.language.digests.reading import DigestSentence, read_digest
from tests.properties import steady

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)  # a Wednesday
# How a schedule is said, and what may be typed for it.
SCHEDULES = {
    "on the 29th of each month or its last day at 09:00": ["on the 29th at 9"],
    "on the third Wednesday of each month at 14:00": ["on the third Wednesday at 14:00"],
    "on the second Tuesday of each month at 09:00": ["second Tuesday monthly"],
    "on the 15th of each month at 10:00": ["on the 15th monthly at 10"],
    "on the last day of each quarter at 18:00": ["every quarter-end at 18:00"],
    "every day at 23:30": ["nightly at 23:30"],
    "every day at 09:30": ["every day at half past nine", "daily at half past 9"],
    "every day at 08:45": ["every day at quarter to 9", "every day at a quarter to nine"],
    "every day at 12:45": ["every day at quarter to 1pm"],
    "every day at 09:15": ["every day at quarter past 9 o'clock", "daily at 09:15 o'clock"],
    "every Monday at 09:00": [
        "every Monday at 9",
        "every Monday at 9am",
        '"every Monday at 9"',
        "`every Monday at 9`",
        "every Monday at 9.",
        "every Monday 9",
        "every Monday 9 UTC",
        "Mondays 9:00",
        "on Mondays at 9",
        "weekly",
        "send me a weekly report",
        "every Monday at 9 UTC",
        "every Monday at nine",
        "every Monday morning",
        "at 9 every Monday",
        "9am every Monday",
        "each Monday at 9 o'clock",
        "every Monday at 9 here",
        "every Monday usage report",
        "Every MONDAY At 9AM",
        "every monday, 9am",
        "weekly at 9",
        "weekly 9:00",
        "every Monday @ 9",
        "every Monday @9am",
        "every Monday at9",
        "every Mon at 9",
        "once every Monday",
        "every Monday 9am UTC",
    ],
    "every Friday at 16:30": [
        "weekly on Friday at 16:30",
    ],
    "every day at 09:00": [
        "daily",
        "daily digest",
        "a daily digest",
    ],
    "every day at 08:30": [
        "daily at 08:30",
    ],
    "every day at 12:00": [
        "every day at noon",
        "every day at 12pm",
    ],
    "every weekday at 07:45": [
        "every weekday 7:45",
        "every workday at 7:45 am",
    ],
    "every weekday at 08:00": [
        "weekdays at 8",
        "Mon-Fri at 8",
        "every Mon-Fri at 8",
        "every Monday to Friday at 8",
        "every Monday-Friday at 8",
    ],
    "every other Friday at 09:00 from Fri 27 Nov 2026": [
        "every other Friday",
        "biweekly on Friday",
        "bi-weekly on Friday",
        "biweekly every Friday",
    ],
    "every other Friday at 10:00 from Fri 27 Nov 2026": [
        "every second Friday at 10",
    ],
    "every other Monday at 09:00 from Mon 30 Nov 2026": [
        "fortnightly",
        "once every two weeks on Monday",
    ],
    "every other Tuesday at 10:00 from Tue 1 Dec 2026": [
        "every 2 weeks on Tuesday at 10",
    ],
    "every 3 weeks on Monday and Thursday at 09:00 from Thu 26 Nov 2026": [
        "every 3 weeks on Monday and Thursday",
    ],
    "every 3 weeks on Monday at 09:00 from Mon 30 Nov 2026": [
        "every three weeks",
    ],
    "on the 1st of each month at 09:00": [
        "monthly",
        "monthly on the 1st",
        "once a month",
        "monthly at 9",
        "on the first day of each month",
        "every 1st",
    ],
    "on the 15th of each month at 09:00": [
        "every month on the 15th at 9",
        "on the 15th of each month",
        "every 15th at 9",
        "monthly 15th",
        "monthly on the 15th of the month at 9",
        "on day 15 of each month",
        "every month on day 15",
    ],
    "on the last day of each month at 17:00": [
        "every month end at 17:00",
        "on the last day of the month at 17:00",
        "at the end of each month at 17:00",
    ],
    "on the 1st and 15th of each month at 09:00": [
        "on the 1st and 15th of each month",
        "on the 1st/15th of every month at 9",
        "on the 15th and on the 1st of each month",
        "monthly on the 1st, 15th",
        "every month on days 1,15",
        "twice a month on the 1st and 15th",
        "on the 1st and 15th at 9",
    ],
    "on the 10th, 20th and 30th of each month or its last day at 09:00": [
        "every month on the 10th, 20th and 30th",
    ],
    "on the 15th and last day of each month at 09:00": [
        "on the 15th and the last day of each month at 9",
    ],
    "on the first and third Monday of each month at 09:00": [
        "on the first and third Monday of the month",
        "3rd and 1st Monday of each month",
    ],
    "on the second and last Friday of each month at 09:00": ["every 2nd and last Friday"],
    "on the first Monday of each month at 09:00": [
        "first Monday of the month",
        "every 1st Monday of the month at 9",
        "every first Monday",
    ],
    "on the last Friday of each month at 09:00": [
        "last Friday of each month",
        "every month on the last Friday",
    ],
    "on the 1st of each quarter at 09:00": [
        "quarterly",
    ],
    "on the 2nd of each quarter at 08:00": [
        "every quarter on the 2nd at 8",
    ],
    "every Monday at 09:00 (Europe/Berlin)": [
        "every Monday 9:00 Europe/Berlin",
        "every Monday, at 9am, in Berlin",
        "every Monday at 9 in the morning in Berlin",
    ],
    "every Monday at 09:00 (America/New_York)": [
        "every Monday at 9 (America/New_York)",
    ],
    "every Monday, Wednesday and Friday at 08:15": [
        "every Mon, Wed and Fri at 8:15",
    ],
    "every Monday at 17:30": [
        "every Monday at 5.30pm",
        "every Monday at 17.30",
    ],
    "every Monday at 00:00": [
        "every Monday at midnight",
    ],
    "every Monday at 21:00": [
        "every Monday at 9 in the evening",
    ],
    "every day at 08:00": [
        "every morning at 8",
    ],
    "every Monday at 09:30": [
        "every Monday at 0930",
        "every Monday at 9h30",
    ],
    "on the last Friday of each month at 16:00": [
        "every last Friday at 16:00",
        "monthly on the last Friday at 16",
    ],
    "on the last day of each month at 09:00": [
        "on the 31st at 9",
        "at month end",
        "monthly on the last day",
        "monthly on the 31st",
        "every month at the end",
        "end of month",
        "at the end of the month",
        "every last day of the month",
    ],
    "on the 30th of each month or its last day at 09:00": [
        "monthly on the 30th at 9",
    ],
    "on the 1st of each quarter at 08:00": [
        "on the 1st of each quarter at 08:00",
    ],
    "on the 5th of each quarter at 09:00": [
        "quarterly on the 5th",
    ],
    "on the last day of each quarter at 17:00": [
        "quarterly on the last day at 17",
    ],
    "every Saturday and Sunday at 10:00": [
        "every weekend at 10",
    ],
    "every Friday at 09:00": [
        "once a week on Friday",
        "weekly every Friday",
        "every 1 week on Friday",
        "weekly, Fridays at 9",
    ],
    "every other Friday at 09:00 from Fri 4 Dec 2026": [
        "every two weeks on Friday from 4 Dec 2026",
        "every 2 weeks from Fri 4 Dec 2026",
    ],
    "every other Friday at 09:00 from Fri 4 Dec 2026 (Europe/Berlin)": [
        "every other Friday at 09:00 from Fri 4 Dec 2026 (Europe/Berlin)",
    ],
    "every other Friday at 09:00 from Fri 11 Dec 2026": [
        "every other Friday starting December 11th",
    ],
    "every Monday and Thursday at 09:00": [
        "every week on Monday and Thursday",
        "every Monday and every Thursday at 9",
    ],
    "every other Thursday at 15:00 from Thu 26 Nov 2026": [
        "fortnightly on Thursdays at 3pm",
    ],
    "every weekday at 09:00": [
        "daily at 9 weekdays only",
        "every day at 9 on weekdays",
        "every business day at 9",
        "every Monday to Friday",
    ],
    "every weekday at 09:00 (Europe/Berlin)": [
        "at 9 in Berlin every weekday",
    ],
    "every Tuesday at 09:00": [
        "every Tues. at 9",
    ],
    "every Monday at 09:00 (Asia/Kolkata)": [
        "every Monday @ 09:00 Asia/Kolkata",
    ],
    "on the 2nd of each month at 09:00": [
        "every 2nd of the month",
        "every 2nd",
    ],
    "every Sunday at 23:59": [
        "every Sunday at 23:59",
    ],
    "every day at 00:00": [
        "every day at 0:00",
        "every day at 12am",
    ],
    "every Monday, Wednesday and Friday at 08:00": [
        "Monday, Wednesday and Friday at 8",
        "every Monday Wednesday Friday at 8",
        "every Mon/Wed/Fri 8am",
    ],
    "every Monday and Wednesday at 08:00": [
        "Mondays Wednesdays at 8",
    ],
    "every Monday, Wednesday and Friday at 09:00": [
        "every Monday Wednesday Friday",
    ],
    "every Monday and Tuesday at 09:00": [
        "every Monday Tuesday",
    ],
    "every 4 weeks on Monday at 09:00 from Mon 30 Nov 2026": [
        "every 4 weeks on Mon at 9",
    ],
}
# What is typed, and what the refusal says of it or instead of it.
REFUSALS = [
    ("every", "Every what? Try `/billing digest every Monday at 9"),
    ("every banana", 'couldn\'t read "every banana". Try `every day`'),
    ("every Mondey", 'Did you mean "every Monday"?'),
    ("evry Monday at 9", 'Did you mean "every Monday at 9"?'),
    ("wekly on Friday", 'Did you mean "weekly on Friday"?'),
    ("every wekday at 8", 'Did you mean "every weekday at 8"?'),
    ("quaterly", 'Did you mean "quarterly"?'),
    ("Monday", 'say "every Monday"'),
    ("Mon at 9", 'say "every Monday"'),
    ("at 9", "Try `/billing digest every Monday at 9"),
    ("tomorrow at 9", "How often"),
    ("on the 15th", "Shall it come"),
    ("every Monday at", "At what time? Try `at 9`"),
    ("every Monday at 25:00", '"at 25:00" is no time of day. Try `at 9`'),
    ("every Monday at 9:75", '"at 9:75" is no time of day'),
    ("every Monday at 9.5", '"at 9.5" is no time of day'),
    ("every Monday at 13pm", '"at 13pm" is no time of day'),
    ("every Monday at 99", '"at 99" is no time of day'),
    ("every Monday at 15th", '"at 15th" is no time of day'),
    ("every Monday at 24:00", "Please name that day, `at midnight`"),
    ("every Monday at 9:00:30", "on the minute"),
    ("every Monday at 9:00+02:00", "name a city"),
    ("every Monday at 9 UTC+2", "name a city"),
    ("every Monday at 9 UTC-05:00", "name a city"),
    ("every Monday at 9 EST", "Name a city"),
    ("every Monday in EST", "Name a city"),
    ("every Monday in Berlin in Paris", '"in Berlin … in Paris" is more than one time zone'),
    ("every Monday at 9 and at 17", '"at 9 … at 17" is more than one time of day'),
    ("every Monday at 9 and 17", '"at 9 and 17" is more than one time of day'),
    ("every Monday 9, 17", 'couldn\'t read "9, 17"'),
    ("every Monday 25", 'What is "25" the number of?'),
    ("every Monday 9:00, 17:00", "is more than one time of day"),
    ("at 9 every Monday at 10", "is more than one time of day"),
    ("every 0 weeks", "every 1 to 52 weeks"),
    ("every 53 weeks", "every 1 to 52 weeks"),
    ("every 27 fortnights", "every 1 to 52 weeks"),
    ("every 5 minutes", 'at most once a day, not "every 5 minutes". Try `every day at 9`'),
    ("every hour", "at most once a day"),
    ("every 2 hours", "at most once a day"),
    ("hourly", "at most once a day"),
    ("twice a week", 'can\'t send a digest "twice a week"'),
    ("every other day", 'can\'t send a digest "every other day". Try `every day`'),
    ("every 3 days", 'can\'t send a digest "every 3 days"'),
    ("every 2 months", 'can\'t send a digest "every 2 months"'),
    ("every third month", 'can\'t send a digest "every third month"'),
    ("every year", 'can\'t send a digest "every year"'),
    ("yearly", 'can\'t send a digest "yearly"'),
    ("annually on the 1st", 'can\'t send a digest "annually"'),
    ("every March", 'can\'t send a digest "every March"'),
    ("every 31st of February", 'can\'t send a digest "every 31st of February"'),
    ("every third Friday", "Try `every 3 weeks on Friday` or `third Friday of each month`"),
    ("fifth Friday of each month", "Try `on the last Friday of each month`"),
    ("on the 32nd of each month", "Try `on the 15th of each month`"),
    ("last working day of the month", "Try `on the 1st of each month`"),
    ("first weekday of the month", "which days are holidays"),
    ("monthly on Monday", "Try `monthly on the 1st`"),
    ("weekly on the 1st", "Try `weekly on Monday`"),
    ("quarterly on the 30th", "Try `on the 1st of each quarter`"),
    ("first Monday of each quarter", "Try `on the 1st of each quarter`"),
    ("weekly daily", '"weekly … daily" is more than one schedule'),
    ("daily every Monday", '"daily … every Monday" is more than one schedule'),
    ("every Monday daily", "is more than one schedule"),
    ("every Monday and daily at 8", "make two digests"),
    ("every Monday and on the 1st of each month", "make two digests"),
    ("every other weekday at 9", 'can\'t send a digest "every other weekday". Try `every day`'),
    ("every other business day", "Try `every day`, `every weekday`"),
    ("on the 1st of December at 9", "Shall it come"),
    ("sessions on the 15th", "Shall it come"),
    ("every Monday on the 15th at 9", "make two digests"),
    ("every day at quarter to 12pm", "in figures"),
    ("every day at half past 9:30", "couldn't read"),
    ("monthly on the 1st or on the last day", '"last day" is one more'),
    ("quarterly on the 1st and 15th", "Try `on the 1st of each quarter`"),
    ("first Monday and third Monday of each month", '"first Monday" is one more'),
    ("first Monday and third Tuesday of each month", '"first Monday" is one more'),
    ("on days 1 and 40 of each month", "No month has a day"),
    ("1st and 3rd Monday", 'Shall it come "1st and 3rd Monday" of each month?'),
    ("every Monday, on the 15th", '"15th" is one more'),
    ("every Monday and the 1st at 9", '"1st" is one more'),
    ("every Monday at 9 and the 15th", '"15th" is one more'),
    ("every other Monday and the 15th", '"15th" is one more'),
    ("every Monday sessions on the 15th", '"on the 15th" is one more'),
    ("every other Friday from Fri 5 Dec 2026", '"Fri 5 Dec 2026" is a Saturday'),
    ("every other Friday from 31 Feb 2027", "There is no such day"),
    ("every other Friday from 1 Nov", "Of which year?"),
    ("every other Friday from 1 Jan 2030", "Try a day within a year"),
    ("every Monday starting 7 Dec", "from 7 Dec on"),
    ("every Monday " + "and Tuesday " * 40, "too long"),
]
SAID = [
    *(Weekly(weekdays=days) for days in (EVERY_DAY, WORKDAYS, (5, 6), (6,), (0, 3), (0, 2, 4))),
    Weekly(weekdays=(4,), weeks=2, first=date(2026, 12, 4)),
    Weekly(weekdays=(0, 3), weeks=2, first=date(2026, 12, 3)),
    Weekly(weekdays=WORKDAYS, weeks=3, first=date(2024, 2, 29)),
    Weekly(weekdays=(2,), weeks=52, first=date(2027, 11, 24)),
    *(Monthly(day=day) for day in range(1, 32)),
    *(Monthly(day=day, also=also) for day, also in ((1, (15,)), (15, (30, 31)), (29, (30,)))),
    *(NthWeekday(nth=1, weekday=0, also=also) for also in ((3,), (2, 4, -1))),
    *(
        NthWeekday.model_validate({"nth": nth, "weekday": weekday})
        for nth in (1, 2, 3, 4, -1)
        for weekday in range(7)
    ),
    *(Quarterly(day=day) for day in (*range(1, 29), 31)),
]


def read(words: str, zone: str = "UTC") -> DigestSentence:
    return read_digest(words, ReadingContext(now=NOW, zone=zone))


@pytest.mark.parametrize(
    ("words", "said"),
    [(words, said) for said, several in SCHEDULES.items() for words in several],
)
def test_what_is_typed_for_a_schedule(words: str, said: str) -> None:
    sentence = read(words)
    assert sentence.schedule.describe().removesuffix(" (UTC)") == said
    assert sentence.question == ""
    assert not sentence.when_settled


@pytest.mark.parametrize(("words", "sentence"), REFUSALS, ids=lambda value: value[:40])
def test_what_is_no_schedule_is_refused_with_a_way_out(words: str, sentence: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(words)
    assert sentence in refused.value.message


@pytest.mark.parametrize("recurrence", SAID, ids=lambda value: value.describe())
@pytest.mark.parametrize(
    ("at", "zone"),
    [(time(9), "Europe/Berlin"), (time(0), "America/St_Johns"), (time(23, 59), "UTC")],
)
def test_what_a_schedule_says_of_itself_is_read_as_itself(
    recurrence: Weekly | Monthly | NthWeekday | Quarterly, at: time, zone: str
) -> None:
    schedule = Schedule(recurrence=recurrence, at=at, zone=zone)
    sentence = read(schedule.describe(), "Asia/Kolkata")
    assert sentence.schedule == schedule
    assert sentence.question == ""


def test_short_months_are_spoken_of() -> None:
    said = {day: Monthly(day=day).describe() for day in (28, 29, 30, 31)}
    assert said == {
        28: "on the 28th of each month",
        29: "on the 29th of each month or its last day",
        30: "on the 30th of each month or its last day",
        31: "on the last day of each month",
    }


@steady(200)
@given(minute=st.integers(0, 24 * 60 - 1), dot=st.sampled_from(".:"))
def test_any_time_of_day_is_read_in_several_spellings(minute: int, dot: str) -> None:
    at = time(minute // 60, minute % 60)
    half = f"{at:%I}{dot}{at:%M}{at:%p}".lower()
    for words in (f"{at:%H}{dot}{at:%M}", half, f"{at:%H%M}"):
        assert read(f"every Monday at {words}").schedule.at == at
