"""Digests in words: the question beside the schedule, the commands, and what is refused."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.digests.recurrence import Monthly, Quarterly, Recurrence, Weekly
from slackbot.domain.digests.schedule import Schedule, next_slot
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import Grouping, Unit
from slackbot.language.context import ReadingContext, named
from slackbot.language.digests.commands import (
    CreateDigest,
    DigestCommand,
    DigestHistory,
    EditDigest,
    ListDigests,
    PauseDigest,
    RemoveDigest,
    ResumeDigest,
    SendDigest,
    read_digest_command,
)
from slackbot.language.digests.reading import DigestSentence, question_at, read_change, read_digest
from slackbot.language.slips.vocabulary import KNOWN
from tests.properties import steady

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)  # a Wednesday
NAMES = ("SupportBot", "Weekly Bot", "Daily", "March", "Ops Monday Digest", "Fortnightly")
# What is typed, the schedule in it, and the words that are left for the question.
QUESTIONS = [
    ("for all bots daily", "every day at 09:00", "for all bots"),
    ("for Weekly Bot daily", "every day at 09:00", "for Weekly Bot"),
    ("for SupportBot, daily", "every day at 09:00", "for SupportBot"),
    ("for SupportBot and Daily every Monday", "every Monday at 09:00", "for SupportBot and Daily"),
    ("every Monday yesterday 9am UTC to 5pm", "every Monday at 09:00", "yesterday 9am to 5pm"),
    (
        "every Monday at 9am in Berlin sessions by day for SupportBot",
        "every Monday at 09:00 (Europe/Berlin)",
        "sessions by day for SupportBot",
    ),
    (
        "sessions by day for SupportBot every Monday at 9",
        "every Monday at 09:00",
        "sessions by day for SupportBot",
    ),
    ("last 7 days every Monday at 9", "every Monday at 09:00", "last 7 days"),
    ("weekly digest for SupportBot", "every Monday at 09:00", "for SupportBot"),
    (
        "send me sessions by day every weekday at 8 please",
        "every weekday at 08:00",
        "sessions by day",
    ),
    (
        "every Monday at 9 New York time for all bots",
        "every Monday at 09:00 (America/New_York)",
        "for all bots",
    ),
    ("weekly by day", "every Monday at 09:00", "by day"),
    ("daily by hour", "every day at 09:00", "by hour"),
    ('weekly by day for "Weekly Bot"', "every Monday at 09:00", 'by day for "Weekly Bot"'),
    ("weekly for Weekly Bot", "every Monday at 09:00", "for Weekly Bot"),
    ("daily for Daily", "every day at 09:00", "for Daily"),
    ("for Daily daily at 8", "every day at 08:00", "for Daily"),
    ("for March every Monday", "every Monday at 09:00", "for March"),
    ("every Monday for March", "every Monday at 09:00", "for March"),
    ("month to date every weekday at 17", "every weekday at 17:00", "month to date"),
    (
        "every Friday at 17 compared to the week before",
        "every Friday at 17:00",
        "compared to the week before",
    ),
    (
        "every Friday at 17 last week compared to the week before",
        "every Friday at 17:00",
        "last week compared to the week before",
    ),
    ("vs previous period every Monday", "every Monday at 09:00", "vs previous period"),
    (
        "top 5 sessions every Monday and Thursday at 8",
        "every Monday and Thursday at 08:00",
        "top 5 sessions",
    ),
    (
        "month to date monthly on the 29th",
        "on the 29th of each month or its last day at 09:00",
        "month to date",
    ),
    ("every Monday at 9 as csv", "every Monday at 09:00", "as csv"),
    ("weekly figures daily at 8", "every day at 08:00", "weekly figures"),
    ("hourly every Monday", "every Monday at 09:00", "hourly"),
    ("yesterday 9am to 5pm every weekday at 8", "every weekday at 08:00", "yesterday 9am to 5pm"),
    (
        "since the 1st of the month every weekday",
        "every weekday at 09:00",
        "since the 1st of the month",
    ),
    (
        "post a digest of sessions to this channel every Monday at 9",
        "every Monday at 09:00",
        "sessions",
    ),
    ("daily at 8 for Fortnightly", "every day at 08:00", "for Fortnightly"),
    (
        "every Monday at 9 in Berlin, for SupportBot, by day",
        "every Monday at 09:00 (Europe/Berlin)",
        "for SupportBot, by day",
    ),
    ("by week every quarter", "on the 1st of each quarter at 09:00", "by week"),
    (
        "compare last week with the week before every Monday",
        "every Monday at 09:00",
        "compare last week with the week before",
    ),
    (
        "every Monday compare last week with the week before",
        "every Monday at 09:00",
        "compare last week with the week before",
    ),
    (
        "this month so far for every bot every Friday",
        "every Friday at 09:00",
        "this month so far for every bot",
    ),
    ("every Monday at 9 a.m. sessions", "every Monday at 09:00", "sessions"),
    (
        "Mondays at 9 sessions and conversations",
        "every Monday at 09:00",
        "sessions and conversations",
    ),
    ("every Monday just send me sessions", "every Monday at 09:00", "just send me sessions"),
    ("sessions only every Monday", "every Monday at 09:00", "sessions only"),
    (
        "at 9am Berlin time on Mondays sessions by day",
        "every Monday at 09:00 (Europe/Berlin)",
        "sessions by day",
    ),
    ("daily sessions", "every day at 09:00", "sessions"),
    ("daily sessions at 8", "every day at 08:00", "sessions"),
    ("daily sessions by hour for all bots", "every day at 09:00", "sessions by hour for all bots"),
    ("hourly figures daily at 8", "every day at 08:00", "hourly figures"),
    ("the weekly digest of sessions", "every Monday at 09:00", "sessions"),
    ("for Digest Bot every Monday", "every Monday at 09:00", "for Digest Bot"),
    ('for "Ops every Monday" weekly', "every Monday at 09:00", 'for "Ops every Monday"'),
    ("for Ops Monday Digest weekly", "every Monday at 09:00", "for Ops Monday Digest"),
    ("Ops Monday Digest weekly", "every Monday at 09:00", "Ops Monday Digest"),
    ("sessions for Ops every Monday", "every Monday at 09:00", "sessions for Ops"),
    (
        "month to date on the 31st of each month",
        "on the last day of each month at 09:00",
        "month to date",
    ),
    ("every day for March", "every day at 09:00", "for March"),
    ("in March every Monday", "every Monday at 09:00", "in March"),
    ("every Monday in March", "every Monday at 09:00", "in March"),
    (
        "first Monday of the month last month by week",
        "on the first Monday of each month at 09:00",
        "last month by week",
    ),
    ("every Monday;sessions", "every Monday at 09:00", "sessions"),
    ("every Monday: sessions by day", "every Monday at 09:00", "sessions by day"),
    ("every Monday at 9 - sessions by day", "every Monday at 09:00", "sessions by day"),
    ("every Monday at 9 | sessions", "every Monday at 09:00", "sessions"),
    ("every weekday at 18:00 today by hour", "every weekday at 18:00", "today by hour"),
    ("every weekday at 18:00 today", "every weekday at 18:00", "today"),
    (
        "every 2 weeks on Monday from 30 Nov 2026 at 9 in Berlin sessions",
        "every other Monday at 09:00 from Mon 30 Nov 2026 (Europe/Berlin)",
        "sessions",
    ),
    ("every Monday from 1 Nov", "every Monday at 09:00", "from 1 Nov"),
    ("every Monday since 1 Nov", "every Monday at 09:00", "since 1 Nov"),
    (
        "on the last day of the quarter at 17:00 quarter to date",
        "on the last day of each quarter at 17:00",
        "quarter to date",
    ),
    ("last week at 9 every Monday", "every Monday at 09:00", "last week"),
    ("every quarter by month", "on the 1st of each quarter at 09:00", "by month"),
    (
        "quarterly by month compared to previous quarter",
        "on the 1st of each quarter at 09:00",
        "by month compared to previous quarter",
    ),
    (
        "every Monday at 9 sessions for all bots in Berlin",
        "every Monday at 09:00 (Europe/Berlin)",
        "sessions for all bots",
    ),
    ("every Monday, Monday to Friday by day", "every Monday at 09:00", "Monday to Friday by day"),
    ("every Friday at 9 Monday to Friday", "every Friday at 09:00", "Monday to Friday"),
    ("every Friday this week by day", "every Friday at 09:00", "this week by day"),
    ("for Asia/Tokyo every Monday", "every Monday at 09:00", "for Asia/Tokyo"),
    ("every Monday for Paris", "every Monday at 09:00", "for Paris"),
    ("every Monday last 7 days UTC", "every Monday at 09:00", "last 7 days"),
    ("every weekend at 9 last weekend", "every Saturday and Sunday at 09:00", "last weekend"),
    ("last 31 days on the 1st of each month", "on the 1st of each month at 09:00", "last 31 days"),
    ("last 12 months quarterly", "on the 1st of each quarter at 09:00", "last 12 months"),
    ("Q3 every Monday", "every Monday at 09:00", "Q3"),
    ("every Monday 1st to 15th sessions", "every Monday at 09:00", "1st to 15th sessions"),
    (
        "every Monday sessions on the 1st of Nov",
        "every Monday at 09:00",
        "sessions on the 1st of Nov",
    ),
    (
        "daily sessions and requests last Friday",
        "every day at 09:00",
        "sessions and requests last Friday",
    ),
    (
        "every Monday, please, send me sessions by day",
        "every Monday at 09:00",
        "send me sessions by day",
    ),
]
SETTLED = [
    ("Mondays and Thursdays at 9, when settled", ""),
    ("every Monday at 9 once settled", ""),
    ("every Monday at 9, settled only", ""),
    ("every Monday only settled figures", ""),
    ("when the figures are settled, every Monday at 9: sessions", "sessions"),
    ("every Monday sessions after they are settled for SupportBot", "sessions for SupportBot"),
    ("daily for all bots when settled", "for all bots"),
    ("daily when settled for all bots", "for all bots"),
]
REFUSALS = [
    ("", "How often"),
    ("sessions by day", "Try `/billing digest every Monday at 9 sessions by day`"),
    ("every Monday privately", "can't be private"),
    ("every Monday fresh", "Leave `fresh` out"),
    ("every Monday settled", "say `when settled`"),
    ("every Monday Asia/Tokyo bot Monday", 'Is "Asia/Tokyo" the time zone?'),
    ("every Monday for Europe/Berlin time", 'no bot called "Europe/Berlin"'),
    ("every weekday except Friday", 'leaves no day out, so I have no use for "except Friday"'),
    ("every weekday at 9 except holidays", "`/billing settings holidays Germany`"),
    ("every Monday sessions until March", 'no last day, so leave "until March" out'),
    ("every Monday for SupportBot and NoSuch", 'no bot called "NoSuch"'),
    ("every Monday for SupportBot, NoSuch by day", "Linked here: SupportBot"),
    ("every Monday sessions foo", 'I got all but "foo"'),
    ("no digest on Mondays", 'couldn\'t read "no"'),
    ("every Monday foo", 'couldn\'t read "foo"'),
    ("every Monday at 9 for", 'couldn\'t read "for"'),
    ("every Monday at 9 sessions vs", 'not what "vs" adds'),
    ("every Monday next week", '"next week" has not begun'),
    ("every Monday tomorrow", '"tomorrow" has not begun'),
    ("every Monday by user", 'so I can\'t split them "by user"'),
    ("every Monday as pdf", "I make CSV and Excel files"),
    ("every Monday at 9 for 2 weeks", '"for 2 weeks": until when?'),
    ("every Monday until 31 Dec", "A digest has no last day"),
    ("every Monday last week compared to last week", 'Try "vs the one before"'),
    ("every Monday compared to last week", 'Try "vs the one before"'),
    ("monthly compared to the week before", "longer than a week"),
    ("every Monday top 0", '"top 1" up to "top 100"'),
    ("every Monday to date", "tells only the end"),
    ("for every bot", 'couldn\'t read "every bot"'),
    ("<@U123> every Monday", 'calls nobody, so leave "<@U123>" out'),
]


def read(words: str, zone: str = "UTC", names: Sequence[str] = NAMES) -> DigestSentence:
    return read_digest(words, ReadingContext(now=NOW, zone=zone, bots=named(names)))


@pytest.mark.parametrize(("words", "schedule", "question"), QUESTIONS, ids=lambda v: v[:50])
def test_the_question_is_what_the_schedule_leaves(words: str, schedule: str, question: str) -> None:
    sentence = read(words)
    assert sentence.schedule.describe().removesuffix(" (UTC)") == schedule
    assert sentence.question == question
    assert not sentence.when_settled


def test_a_digest_may_close_its_month() -> None:
    for words, question in (
        ("every month on the 3rd that closes", ""),
        ("on the 3rd of each month with cost and close the month", "with cost"),
        ("last month by bot on the 3rd of each month, closing the month", "last month by bot"),
    ):
        sentence = read(words)
        assert (sentence.closes, sentence.when_settled) == (True, True)
        assert sentence.question == question
    with pytest.raises(UnreadableError, match="about one month"):
        read("every Monday that closes the month")


@pytest.mark.parametrize(("words", "question"), SETTLED)
def test_a_digest_may_wait_for_settled_figures(words: str, question: str) -> None:
    sentence = read(words)
    assert sentence.when_settled
    assert sentence.question == question


@pytest.mark.parametrize(("words", "sentence"), REFUSALS)
def test_what_is_left_over_is_refused(words: str, sentence: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(words)
    assert sentence in refused.value.message


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("every Monday until March", ("digest every Monday",)),
        ("every weekday at 9 for the next two weeks", ("digest every weekday at 9",)),
        ("every Monday starting 7 Dec", ("digest every Monday",)),
        ("at 7 tomorrow", ("digest at 7 every day", "digest at 7 every Monday")),
        ("9am", ("digest every Monday 9am", "digest every day 9am")),
        (
            "every Monday if sessions are above 100 per day",
            ("alert when sessions are above 100 per day",),
        ),
        ("each day at 9 and 17", ("digest each day at 9", "digest each day at 17")),
        ("sessions on the 1st and 15th", ("digest sessions on the 1st and 15th of each month",)),
        ("Friday daily", ("digest every friday", "digest daily")),
        ("every day Friday at 9", ("digest every friday at 9", "digest every day at 9")),
        ("monthly Monday", ("digest every monday", "digest monthly")),
        ("twice a month", ("digest on the 1st and 15th of each month",)),
    ],
)
def test_a_refusal_offers_what_comes_near(words: str, offered: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(words)
    assert refused.value.suggestions == offered


@pytest.mark.parametrize("words", ["starting next week", "starting tomorrow", "starting today"])
def test_a_first_day_that_the_next_slot_keeps_needs_no_words(words: str) -> None:
    assert read(f"every Monday {words}") == read("every Monday")


@pytest.mark.parametrize("words", ["Friday 5pm weekly", "weekly on Friday at 5pm"])
def test_a_weekly_digest_comes_on_the_day_that_leads(words: str) -> None:
    assert read(words) == read("every Friday at 17:00")


def test_what_follows_with_is_the_question() -> None:
    assert read("every day at 9 with yesterday's numbers").question == "yesterday's numbers"


def test_fiscal_quarters_must_be_those_of_the_calendar() -> None:
    words, now = "every fiscal quarter at 10", datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    april = ReadingContext(now=now, fiscal_year=FiscalYear(month=4))
    assert read_digest(words, april).schedule.recurrence == Quarterly()
    for year, reason in ((FiscalYear(month=2), "aren't those of the calendar"), (None, "begins")):
        with pytest.raises(UnreadableError, match=reason):
            read_digest(words, ReadingContext(now=now, fiscal_year=year))


def test_a_zone_in_the_words_comes_before_the_asker() -> None:
    here, there = read("daily", "Asia/Tokyo"), read("daily in Berlin", "Asia/Tokyo")
    assert (here.schedule.zone, there.schedule.zone) == ("Asia/Tokyo", "Europe/Berlin")


def test_names_of_bots_hold_no_schedule() -> None:
    for name in ("Weekly Bot", "Every Monday", "Daily Digest Here", "Weekends"):
        assert read(f"quarterly for {name}", names=[name]).question == f"for {name}"
        assert read(f'for "{name}" quarterly', names=[]).question == f'for "{name}"'
    with pytest.raises(UnreadableError, match="How often"):
        read("for Weekly Bot", names=["Weekly Bot"])


def test_weeks_are_counted_from_the_first_slot_ahead() -> None:
    assert read("every other Wednesday at 9").schedule.first == date(2026, 12, 2)  # 9 has passed
    assert read("every other Wednesday at 11").schedule.first == date(2026, 11, 25)
    assert read("every 2 weeks on Tuesday from 4 Dec").schedule.first == date(2026, 12, 8)


MONDAYS, FRIDAYS = Weekly(weekdays=(0,)), Weekly(weekdays=(4,), weeks=2, first=date(2026, 12, 4))
# A question, its schedule, and what it asks at the first slot: the window and what it adds.
ASKED: list[tuple[str, Recurrence, str]] = [
    ("", MONDAYS, "Mon 23 Nov – Sun 29 Nov 2026 (Europe/Berlin)"),
    ("for SupportBot", MONDAYS, "Mon 23 Nov – Sun 29 Nov 2026 (Europe/Berlin)"),
    ("usage report", MONDAYS, "Mon 23 Nov – Sun 29 Nov 2026 (Europe/Berlin)"),
    ("compared to the week before", MONDAYS, "Mon 23 Nov – Sun 29 Nov 2026 (Europe/Berlin)"),
    ("last 7 days", MONDAYS, "Mon 23 Nov – Sun 29 Nov 2026 (Europe/Berlin)"),
    ("yesterday", MONDAYS, "Sun 29 Nov 2026 (Europe/Berlin)"),
    ("by day", FRIDAYS, "Mon 16 Nov – Sun 29 Nov 2026 (Europe/Berlin)"),
    ("by week", Monthly(day=1), "Sun 1 Nov – Mon 30 Nov 2026 (Europe/Berlin)"),
    ("by month", Quarterly(), "Thu 1 Oct – Thu 31 Dec 2026 (Europe/Berlin)"),
    (
        "",
        Monthly(day=30),
        "Sun 1 Nov 2026, 00:00 – Mon 30 Nov 2026, 09:00 (Europe/Berlin)",
    ),
]


@pytest.mark.parametrize(("question", "recurrence", "period"), ASKED)
def test_a_question_without_a_period_is_about_the_window(
    question: str, recurrence: Recurrence, period: str
) -> None:
    schedule = Schedule(recurrence=recurrence, zone="Europe/Berlin")
    query = question_at(
        schedule, next_slot(schedule, NOW), question, ReadingContext(now=NOW, bots=named(NAMES))
    )
    assert query.period.describe() == period


def test_a_question_keeps_its_filters_in_the_window() -> None:
    schedule = Schedule(recurrence=MONDAYS, zone="Europe/Berlin")
    words = "top 3 sessions by day for SupportBot vs previous period as csv"
    query = question_at(
        schedule, next_slot(schedule, NOW), words, ReadingContext(now=NOW, bots=named(NAMES))
    )
    assert (query.top, query.units, query.grouping) == (3, (Unit.SESSION,), Grouping.DAY)
    assert (query.bots, query.csv) == (("SupportBot",), True)
    assert query.comparison
    assert query.comparison.describe() == "Mon 16 Nov – Sun 22 Nov 2026 (Europe/Berlin)"


def test_words_that_would_run_into_the_window_are_refused() -> None:
    schedule = Schedule(recurrence=MONDAYS, zone="Europe/Berlin")
    with pytest.raises(UnreadableError):
        question_at(schedule, next_slot(schedule, NOW), "to yesterday", ReadingContext(now=NOW))


# Each part of a sentence in several words, and what it means; the parts come in any order.
CADENCES = {
    "every Monday": "every Monday",
    "on Mondays and Thursdays": "every Monday and Thursday",
    "weekly on Friday": "every Friday",
    "daily": "every day",
    "weekdays": "every weekday",
    "every other Friday": "every other Friday",
    "every 3 weeks on Tue": "every 3 weeks on Tuesday",
    "first Monday of the month": "on the first Monday of each month",
    "monthly on the 15th": "on the 15th of each month",
    "on the last day of each month": "on the last day of each month",
    "quarterly": "on the 1st of each quarter",
}
TIMES = {"at 9": "09:00", "at 5.30pm": "17:30", "at noon": "12:00", "at 07:45": "07:45"}
ZONES = {
    "in Berlin": "Europe/Berlin",
    "New York time": "America/New_York",
    "UTC": "UTC",
    "Asia/Kolkata": "Asia/Kolkata",
}
PARTS: Final = (
    "sessions by day for SupportBot", "last 7 days", "by week", "for all bots", "top 5 sessions",
    "month to date vs previous period", "as csv", 'for "Weekly Bot"', "for Weekly Bot",
    "for March", "since Monday", "last Friday",
)  # fmt: skip


@steady(300)
@given(
    parts=st.tuples(
        st.sampled_from(sorted(CADENCES)),
        st.sampled_from(sorted(TIMES)),
        st.sampled_from(sorted(ZONES)),
        st.sampled_from(PARTS),
        st.sampled_from(("when settled", "once settled")),
    ),
    order=st.sampled_from(list(permutations(range(5)))),
    joiner=st.sampled_from((" ", ", ")),
)
def test_the_parts_of_a_sentence_may_come_in_any_order(
    parts: tuple[str, str, str, str, str], order: tuple[int, ...], joiner: str
) -> None:
    cadence, at, zone, question, _ = parts
    sentence = read(joiner.join(parts[k] for k in order), "America/Havana")
    said = sentence.schedule.describe()
    assert said.startswith(f"{CADENCES[cadence]} at {TIMES[at]}")
    assert said.endswith(f"({ZONES[zone]})")
    assert sentence.question == question
    assert sentence.when_settled


PIECES = (
    *sorted(KNOWN), "digest", "settled", "when", "other", "weekdays", "quarterly", "fortnightly",
    "2", "31", "0", "9", "9am", "17:30", "1st", "2026", "Berlin", "Europe/Berlin", "@", ":", ",",
    "(", ")", "-", "/", "Foo", '"', "&", "SupportBot",
)  # fmt: skip
words_of_ours = st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)


@steady(300)
@given(text=st.one_of(st.text(max_size=80), words_of_ours, words_of_ours.map("every {}".format)))
def test_any_text_is_a_digest_that_can_be_sent_or_refused(text: str) -> None:
    try:
        sentence = read(text)
    except UnreadableError:
        return
    schedule = sentence.schedule
    assert read(schedule.describe()).schedule == schedule
    slot = next_slot(schedule, NOW)
    query = question_at(
        schedule, slot, sentence.question, ReadingContext(now=NOW, bots=named(NAMES))
    )
    assert query.period.end <= slot.at
    assert query.period.zone == schedule.zone


COMMANDS: list[tuple[str, DigestCommand]] = [
    ("", ListDigests()),
    ("list", ListDigests()),
    ("history", DigestHistory()),
    ("history 2", DigestHistory(which="2")),
    ("2 history", DigestHistory(which="2")),
    ("#2 History", DigestHistory(which="2")),
    ("send 2", SendDigest(which="2")),
    ("send 2 now", SendDigest(which="2")),
    ("2 send now", SendDigest(which="2")),
    ("SEND #12 NOW", SendDigest(which="12")),
    ("send 0a1b2c3d4e5f", SendDigest(which="0a1b2c3d4e5f")),
    ("pause 2", PauseDigest(which="2")),
    ("2 pause", PauseDigest(which="2")),
    ("resume 2", ResumeDigest(which="2")),
    ("unpause 2", ResumeDigest(which="2")),
    ("remove 2", RemoveDigest(which="2")),
    ("delete #2", RemoveDigest(which="2")),
    ("2 stop", PauseDigest(which="2")),
    ("2 off", PauseDigest(which="2")),
    ("pause", PauseDigest(which="")),
    ("resume it", ResumeDigest(which="")),
    ("pause 2 now", PauseDigest(which="2")),
    ("send", SendDigest(which="")),
    ("send now", SendDigest(which="")),
    ("2 at 10", EditDigest(which="2", text="at 10", part=True)),
    ("2 every Monday", EditDigest(which="2", text="every Monday", part=True)),
    ("edit", EditDigest(which="", text="")),
    ("edit every Monday", EditDigest(which="", text="every Monday")),
    ("edit 2 every Tuesday at 10", EditDigest(which="2", text="every Tuesday at 10")),
    ("change #2 to every Tuesday", EditDigest(which="2", text="every Tuesday", part=True)),
    ("2 edit Mondays for HR", EditDigest(which="2", text="Mondays for HR")),
    ("every Monday at 9", CreateDigest(text="every Monday at 9")),
    ("create every Monday for HR", CreateDigest(text="every Monday for HR")),
    ("send sessions every Monday", CreateDigest(text="send sessions every Monday")),
    ("send me sessions every Monday", CreateDigest(text="send me sessions every Monday")),
    ("9am every Monday", CreateDigest(text="9am every Monday")),
    ("all bots weekly", CreateDigest(text="all bots weekly")),
]
NO_COMMANDS = [
    ("remove all", 'I can\'t use "all" there. Try `/billing digest remove 2`'),
    ("mute 2", "Only alerts can be muted. Try `/billing digest pause 2`"),
    ("test 2", "Try `/billing digest send 2 now`"),
    ("2", "What about digest 2? Try `/billing digests history 2`"),
    ("0 pause", 'No digest has the number "0"'),
    ("pause 1234567", 'No digest has the number "1234567"'),
    ("pause 2 and 3", 'I can\'t use "and 3" there'),
    ("send 2 at once", 'I can\'t use "at once" there'),
    ("history of last week", 'I can\'t use "of last week" there'),
]


@pytest.mark.parametrize("first", ["digest", "digests"])
@pytest.mark.parametrize(("rest", "command"), COMMANDS, ids=lambda value: str(value)[:40])
def test_commands(first: str, rest: str, command: DigestCommand) -> None:
    assert read_digest_command(first, rest) == command


@pytest.mark.parametrize(("rest", "sentence"), NO_COMMANDS)
def test_commands_that_lack_a_word_or_have_one_too_many(rest: str, sentence: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_digest_command("digest", rest)
    assert sentence in refused.value.message


WAS = "every Monday at 8 by day"
CHANGES = [
    # what it was, what is said, what it is then
    (WAS, "at 10", "every Monday at 10:00 by day"),
    (WAS, "10", "every Monday at 10:00 by day"),
    (WAS, "Tuesday", "every Tuesday at 08:00 by day"),
    (WAS, "Tuesday at 10", "every Tuesday at 10:00 by day"),
    (WAS, "on Tuesdays and Fridays", "every Tuesday and Friday at 08:00 by day"),
    (WAS, "every Tuesday", "every Tuesday at 08:00 by day"),
    (WAS, "daily", "every day at 08:00 by day"),
    (WAS, "by week", "every Monday at 08:00 by week"),
    (WAS, "when settled", "every Monday at 08:00 by day when settled"),
    ("every Monday at 8 when settled", "at 9", "every Monday at 09:00 when settled"),
    (WAS, "for SupportBot", "every Monday at 08:00 for SupportBot"),
    (WAS, "in Berlin", "every Monday at 08:00 (Europe/Berlin) by day"),
    ("monthly at 8", "on the 15th", "on the 15th of each month at 08:00"),
    ("monthly at 8", "the first Friday", "on the first Friday of each month at 08:00"),
    ("quarterly at 8", "the 15th", "on the 15th of each quarter at 08:00"),
    (
        "every 2 weeks on Monday at 8",
        "Tuesday",
        "every other Tuesday at 08:00 from Tue 1 Dec 2026",
    ),
]


def changed(old: str, words: str, *, part: bool = True) -> str:
    new = read_change(words, read(old), ReadingContext(now=NOW, bots=named(NAMES)), part=part)
    said = (new.schedule.describe(), new.question, "when settled" * new.when_settled)
    return " ".join(filter(None, said)).replace(" (UTC)", "")


@pytest.mark.parametrize(("old", "words", "new"), CHANGES)
def test_a_change_of_one_part_leaves_the_others(old: str, words: str, new: str) -> None:
    assert changed(old, words) == new


def test_an_edit_with_a_whole_digest_stands_in_its_place() -> None:
    assert changed(WAS, "every Tuesday", part=False) == "every Tuesday at 09:00"
    assert changed(WAS, "at 10", part=False) == "every Monday at 10:00 by day"


@pytest.mark.parametrize("words", ["20000", "blah", "Tuesday and the 15th", "", "here"])
def test_a_change_that_cannot_be_read_is_refused(words: str) -> None:
    with pytest.raises(UnreadableError):
        changed(WAS, words)


@pytest.mark.parametrize(
    "words",
    ["every Monday to me", "dm me every Monday", "to me every Monday", "every Monday just for me"],
)
def test_a_digest_may_be_for_the_asker_alone(words: str) -> None:
    digest = read(words)
    assert digest.to_me
    assert (digest.schedule, digest.question) == (read("every Monday").schedule, "")
