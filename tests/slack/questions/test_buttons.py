"""Buttons carry words that mean just what they say on them; what comes back is not trusted."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from slackbot.domain.ask import Ask, Thread
from slackbot.domain.calendar.weekdays import WEEKEND, WORKDAYS
from slackbot.domain.channel import Bot
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.domain.query import AskedFact, Fact, Grouping, Unit, UsageQuery
from slackbot.domain.usage.fetching.plan import to_compare_with
from slackbot.domain.usage.report import UsageReport
from slackbot.language.commands import Question, read_command
from slackbot.language.context import ReadingContext, named
from slackbot.language.questions.reading import WHOLE, read_query
from slackbot.language.questions.words import words_of
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.inbound.payloads import PayloadReader
from slackbot.slack.questions.buttons import LONGEST_WORDS, answer_buttons, cancel_button
from tests.fakes import NOW, FakeClock, ask
from tests.properties import steady

SUPPORT, SALES = (
    Bot(id="st-support", name="SupportBot"),
    Bot(id="st-sales", name='The "Sales" & Co'),
)
NAMES = (SUPPORT.name, SALES.name)
LATER = NOW + timedelta(days=3)


def read(words: str, now: datetime = NOW) -> UsageQuery:
    """As a question in the channel: first our own commands, then the words."""
    command = read_command(words)
    assert isinstance(command, Question)
    return read_query(
        command.text,
        ReadingContext(now=now, zone="Europe/Berlin", bots=named(NAMES)),
    )


def offered(
    words: str, bots: tuple[Bot, ...] = (SUPPORT,), thread: Thread | None = None
) -> dict[str, str]:
    """What the buttons under the answer would ask, by action."""
    query = read(words)
    report = UsageReport.of(query, bots, [], before=to_compare_with(query))
    blocks = answer_buttons(ask(words).model_copy(update={"thread": thread}), report)
    assert validate_message(blocks) == []
    found = {button["action_id"]: button["value"] for button in blocks[0]["elements"]}
    assert found.pop("ask:receipts").startswith("receipts ask-")
    assert found.pop("form:question").startswith("C1 = ")
    return found


QUESTIONS = (
    "last week",
    "last week by day sessions and alerts for all",
    "last week top 5 for all",
    'last month by week for "SupportBot"',
    "1-7 Nov vs 1-7 Oct by day",
    "yesterday vs the same day last year",
    "25 Oct 3:00 to 10:00 by hour",
    "last week privately",
    "proactive last week",
    "last week vs the week before top 3 for all privately",
)


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_button_keeps_all_but_what_it_says(words: str) -> None:
    asked = read(words)
    values = offered(words)
    expected: dict[str, Any] = {"bots": asked.bots or (() if asked.all_bots else (SUPPORT.id,))}
    expected |= {"other_readings": (), "stated": True}
    whole = asked.model_copy(update=expected)
    got = {action: read(value, LATER) for action, value in values.items()}
    assert got.pop("ask:refresh") == whole.model_copy(update={"fresh": True})
    assert got.pop("ask:csv") == whole.model_copy(update={"csv": True})
    for action, query in got.items():
        changed = {"grouping", "period"} - ({"period"} if "by-" in action else {"grouping"})
        same = query.model_dump(exclude=changed | {"other_readings"})
        assert same == whole.model_dump(exclude=changed | {"other_readings"}), action


def test_the_period_before_is_the_one_that_was_compared_with() -> None:
    assert read(offered("last week")["ask:before"]).period == Period.of_days(
        date(2026, 11, 9), date(2026, 11, 15), "Europe/Berlin"
    )
    assert "ask:before" not in offered("1-7 Nov vs 1-7 Oct")


def test_the_part_before_what_runs_stands() -> None:
    part = read(offered("this month by day")["ask:before"], LATER).period
    assert part == read("1 Oct 0:00 to 24 Oct 10:30").period


def test_another_reading_is_of_the_same_question() -> None:
    query = read(offered("last week by day for all")["ask:reading-0"], LATER)
    (other,) = read("last week").other_readings
    assert (query.period, query.grouping, query.all_bots) == (other.period, Grouping.DAY, True)


RUNNING = (
    "by week",
    "since 9 Nov",
    "since Monday 14:00 by day for all",
    "23 Nov 8:00 to 30 Nov 18:00",
    "this month",
    "sessions by day",
    "this month for all",
    "this week vs last week by day",
    "this week?",
    "how many sessions this quarter, please",
    "this month fresh",
    "year to date by month for all top 3",
)


@pytest.mark.parametrize("thread", [None, Thread(channel="C1", ts="1.1")], ids=["", "in a thread"])
@pytest.mark.parametrize("words", RUNNING)
def test_what_runs_is_asked_again_up_to_now(words: str, thread: Thread | None) -> None:
    asked = read(words)
    for action, value in offered(words, thread=thread).items():
        again = read(value, LATER)
        if action == "ask:before" or asked.comparison:
            continue
        assert again.running
        assert again.period == asked.period.model_copy(update={"end": LATER})
        assert again.until == asked.until
        assert again.units == asked.units
        assert again.grouping == asked.grouping or "by-" in action
        assert again.fresh is (action == "ask:refresh")


def test_what_ran_beside_another_period_is_asked_again_in_the_askers_words() -> None:
    words = "this month vs the month before"
    again = read(offered(words)["ask:refresh"], LATER)
    asked = read(words, LATER)
    assert (again.period, again.comparison) == (asked.period, asked.comparison)


def test_in_a_thread_where_words_may_not_say_all_both_periods_stand() -> None:
    words = "this month vs the month before"
    again = read(offered(words, thread=Thread(channel="C1", ts="1.1"))["ask:refresh"], LATER)
    asked = read(words)
    assert (again.period, again.comparison) == (asked.period, asked.comparison)


def test_what_is_over_meanwhile_is_asked_for_as_a_whole() -> None:
    got = read(offered("this month by day")["ask:csv"], NOW + timedelta(days=30))
    whole = Period.of_days(date(2026, 11, 1), date(2026, 11, 30), "Europe/Berlin")
    assert (got.period, got.running) == (whole, False)


def test_words_that_are_too_long_are_no_button() -> None:
    many = tuple(Bot(id=f"st-{n:036}", name=f"Bot {n}") for n in range(9))
    report = UsageReport.of(read("last week"), many, [])
    ((change, button),) = (block["elements"] for block in answer_buttons(ask(), report))
    assert change["value"] == f"C1 = {ask().text}"
    assert button["action_id"] == "ask:receipts"
    for value in offered("last week").values():
        assert len(value) <= LONGEST_WORDS


def test_a_cancel_button_carries_the_question_alone() -> None:
    block = cancel_button("01-q")
    assert validate_message([block]) == []
    assert [(b["action_id"], b["value"]) for b in block["elements"]] == [("cancel", "01-q")]


periods = st.builds(
    lambda day, days, zone: Period.of_days(day, day + timedelta(days=days), zone),
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.integers(0, 200),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "America/Havana"]),
)


@steady(150)
@given(
    period=periods,
    gap=st.integers(1, 400),
    compared=st.booleans(),
    grouping=st.sampled_from([None, *Grouping]),
    units=st.sets(st.sampled_from(Unit)),
    bots=st.sampled_from([(), ("SupportBot",), ("Sales & Co", "SupportBot"), ("st-1-a",)]),
    all_bots=st.booleans(),
    top=st.sampled_from([None, 1, 5]),
    private=st.booleans(),
    by_bot=st.booleans(),
    fact=st.sampled_from([None, *Fact]),
    per=st.sampled_from([None, Grouping.HOUR, Grouping.DAY, Grouping.MONTH]),
    weekdays=st.sampled_from([(), (), WORKDAYS, WEEKEND, (0, 2, 4)]),
)
def test_words_of_a_query_are_read_as_that_query(
    period: Period,
    gap: int,
    compared: bool,
    bots: tuple[str, ...],
    all_bots: bool,
    fact: Fact | None,
    per: Grouping | None,
    weekdays: tuple[int, ...],
    **more: Any,
) -> None:
    if fact is Fact.AVERAGE:
        per = per or Grouping.DAY
    elif fact not in {Fact.BUSIEST, Fact.QUIETEST}:
        per = None
    more["by_bot"] |= fact in {Fact.TOP_BOT, Fact.LAST_BOT}
    all_bots = all_bots or (fact is Fact.ALLOWANCE and not bots)
    first = period.local_start.date() - timedelta(days=gap)
    other = Period.of_days(first, first + timedelta(days=6), period.zone).of_weekdays(weekdays)
    period = period.of_weekdays(weekdays)
    assume(period.days and not (weekdays and fact in WHOLE) and other != period)
    wanted = more.pop("units")
    units = tuple(unit for unit in Unit if unit in wanted)
    query = UsageQuery(
        period=period,
        comparison=other if compared else None,
        units=units,
        bots=() if all_bots else bots,
        all_bots=all_bots,
        facts=(AskedFact(fact=fact, per=per),) if fact else (),
        **more,
    )
    names = ("SupportBot", "Sales & Co")
    got = read_query(
        words_of(query), ReadingContext(now=datetime(2027, 1, 1, tzinfo=UTC), bots=named(names))
    )
    assert set(got.units) == set(units)
    assert got.model_copy(update={"units": units, "other_readings": ()}) == query


# ---- what comes back


def clicked(value: Any, action: str = "ask:refresh", **container: Any) -> Ask:
    body = {
        "container": {"message_ts": "2.2", **container},
        "channel": {"id": "C1"},
        "team": {"id": "T1"},
        "user": {"id": "U2"},
        "response_url": "https://hooks.slack.com/actions/secret",
    }
    return PayloadReader("T1", FakeClock()).click(body, {"action_id": action, "value": value})


def test_a_click_is_a_whole_question() -> None:
    assert clicked("last week").whole


def test_whoever_clicks_asks_in_the_thread_of_the_button() -> None:
    got = clicked("last week fresh", thread_ts="1.1")
    assert (got.user, got.text, got.command) == ("U2", "last week fresh", "/billing")
    assert got.thread == Thread(channel="C1", ts="1.1")
    assert clicked("last week").thread == Thread(channel="C1", ts="2.2")
    assert clicked("last week", is_ephemeral=True).thread is None


def test_only_our_own_cancel_button_cancels() -> None:
    assert clicked("01-q", "cancel").command == "cancel"
    for action in ("ask:cancel", "ask:refresh", "ask:"):
        assert clicked("01-q", action).command == "/billing"


FORGED = {
    "nothing known": "frobnicate",
    "more than Slack would carry": "last week " * 300,
    "a bot that is quoted to its end": 'last week for "',
    "a year that is none": "last week 99999",
    "markup": "<!channel> & <@U1|x>",
    "a query in JSON": '{"period": {"start": "2026-01-01"}, "fresh": true}',
    "an SQL statement": "'; DROP TABLE threads; --",
    "control characters": "\x00\x1b[31m",
    "a number, as Slack never sends it": 17,
    "a list": ["last week"],
}


@pytest.mark.parametrize("value", FORGED.values(), ids=FORGED.keys())
def test_a_forged_value_is_words_and_these_are_refused(value: Any) -> None:
    with pytest.raises(UnreadableError):
        read(clicked(value).text)


@pytest.mark.parametrize("value", [None, ""])
def test_a_button_without_a_value_asks_nothing(value: str | None) -> None:
    assert not isinstance(read_command(clicked(value).text), Question)


def test_nobody_can_name_a_place_or_a_person_in_a_value() -> None:
    forged = clicked('{"user": "U1", "team": "T2", "channel": "C9"}')
    assert (forged.user, forged.team, forged.channel) == ("U2", "T1", "C1")
    for one, other in itertools.combinations([clicked("a"), clicked("b")], 2):
        assert one.model_dump(exclude={"text"}) == other.model_dump(exclude={"text"})


@pytest.mark.parametrize(
    "words",
    ["today 8:00 to 9:00 vs the whole of yesterday", "today 8:00 to 9:00 vs yesterday",
     "last week vs October", "this month vs full October"],
)  # fmt: skip
def test_what_it_was_compared_with_stands(words: str) -> None:
    query, again = read(words), read(offered(words)["ask:csv"], LATER)
    assert (again.period, again.comparison) == (query.period, query.comparison)
