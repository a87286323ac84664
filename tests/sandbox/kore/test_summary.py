from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from slackbot.sandbox.kore.bots import BOTS, HR_BOT, IDLE_BOT, PARCEL_BOT, SUPPORT_BOT, Bot
from slackbot.sandbox.kore.query import PERIODS, UNITS, SummaryQuery
from slackbot.sandbox.kore.summary import Summary
from slackbot.sandbox.kore.usage import NOTHING, Counts, hourly_usage

LATER = datetime(2026, 12, 24, tzinfo=UTC)
ALL_UNITS = tuple(UNITS.values())


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def asked(start: str, end: str, period: str = "date_day", by_bot: bool = False) -> SummaryQuery:
    return SummaryQuery(moment(start), moment(end), ALL_UNITS, by_bot, period)


def one_an_hour(bot: Bot, hour: datetime) -> Counts:
    return NOTHING if bot is IDLE_BOT else Counts(sessions=1)


def answer(query: SummaryQuery, bots: Sequence[Bot] = (HR_BOT,), **options: Any) -> dict[str, Any]:
    return Summary(one_an_hour).response(query, bots, LATER, **options)


def sessions(response: dict[str, Any]) -> list[tuple[str, int]]:
    (entry,) = response["data"]
    return [(bucket["date"], bucket["val"]["sessions"]) for bucket in entry["val"]]


BUCKETS: dict[str, tuple[SummaryQuery, list[tuple[str, int]]]] = {
    "days: the first and the last hold what is inside": (
        asked("2026-04-07T10:10:54.680", "2026-04-09T10:10:54.680"),
        [
            ("2026-04-07T00:00:00.000Z", 14),
            ("2026-04-08T00:00:00.000Z", 24),
            ("2026-04-09T00:00:00.000Z", 11),
        ],
    ),
    "a month holds no more than the range": (
        asked("2026-04-07T10:10:54.680", "2026-04-09T10:10:54.680", "date_month"),
        [("2026-04-01T00:00:00.000Z", 49)],
    ),
    "months across a new year": (
        asked("2025-12-31T00:00", "2026-01-01T23:59:59.999", "date_month"),
        [("2025-12-01T00:00:00.000Z", 24), ("2026-01-01T00:00:00.000Z", 24)],
    ),
    "hours": (
        asked("2026-04-07T22:00", "2026-04-08T00:59:59.999", "date_day_hour"),
        [
            ("2026-04-07T22:00:00.000Z", 1),
            ("2026-04-07T23:00:00.000Z", 1),
            ("2026-04-08T00:00:00.000Z", 1),
        ],
    ),
    "the end belongs to the range": (
        asked("2026-04-07T23:00", "2026-04-08T00:00", "date_day_hour"),
        [("2026-04-07T23:00:00.000Z", 1), ("2026-04-08T00:00:00.000Z", 1)],
    ),
    "a millisecond less is an hour less": (
        asked("2026-04-07T23:00", "2026-04-07T23:59:59.999", "date_day_hour"),
        [("2026-04-07T23:00:00.000Z", 1)],
    ),
    "no bucket lies ahead of now": (
        asked("2026-12-23T22:00", "2026-12-31T00:00"),
        [("2026-12-23T00:00:00.000Z", 2)],
    ),
    "a range ahead of now has no bucket": (asked("2026-12-25T00:00", "2026-12-31T00:00"), []),
}


@pytest.mark.parametrize(("query", "expected"), BUCKETS.values(), ids=BUCKETS)
def test_buckets(query: SummaryQuery, expected: list[tuple[str, int]]) -> None:
    assert sessions(answer(query)) == expected


def test_the_running_hour_holds_what_has_happened() -> None:
    query = asked("2026-11-24T11:00", "2026-11-24T23:59:59.999", "date_day_hour")
    now = moment("2026-11-24T12:45")
    response = Summary(lambda bot, hour: Counts(sessions=10)).response(query, [HR_BOT], now)
    assert sessions(response) == [("2026-11-24T11:00:00.000Z", 10), ("2026-11-24T12:00:00.000Z", 7)]


def test_empty_buckets_are_zeros() -> None:
    query = asked("2026-11-21T00:00", "2026-11-22T23:59:59.999")  # a weekend
    (entry,) = Summary(hourly_usage).response(query, [HR_BOT], LATER)["data"]
    assert [bucket["val"] for bucket in entry["val"]] == [dict.fromkeys(ALL_UNITS, 0)] * 2


def test_only_the_asked_units_are_told() -> None:
    query = SummaryQuery(
        moment("2026-04-07"), moment("2026-04-08"), ("alert_notifications",), False, "date_month"
    )
    (entry,) = answer(query)["data"]
    assert entry["val"][0]["val"] == {"alert_notifications": 0}


BOTH = (IDLE_BOT, HR_BOT)
DAY = ("2026-04-07T00:00", "2026-04-07T23:59:59.999")
NAMES: dict[str, tuple[bool, dict[str, bool], list[str]]] = {
    "not grouped": (False, {}, ["ALL"]),
    "not grouped, idle bots left out": (False, {"omit_idle": True}, ["ALL"]),
    "grouped, in the order asked for": (True, {}, [IDLE_BOT.id, HR_BOT.id]),
    "grouped, idle bots left out": (True, {"omit_idle": True}, [HR_BOT.id]),
    "grouped by name": (True, {"names": True}, ["IdleBot", "HRBot"]),
}


@pytest.mark.parametrize(("by_bot", "options", "expected"), NAMES.values(), ids=NAMES)
def test_entries(by_bot: bool, options: dict[str, bool], expected: list[str]) -> None:
    response = answer(asked(*DAY, by_bot=by_bot), BOTH, **options)
    assert [entry["bot"] for entry in response["data"]] == expected


def test_an_account_without_usage_still_has_its_total() -> None:
    response = answer(asked(*DAY), (IDLE_BOT,), omit_idle=True)
    assert sessions(response) == [("2026-04-07T00:00:00.000Z", 0)]
    assert response["averageSessions"] == 0


def test_an_account_without_bots() -> None:
    response = answer(asked(*DAY), ())
    assert sessions(response) == [("2026-04-07T00:00:00.000Z", 0)]


AVERAGES: dict[str, tuple[list[Counts], int]] = {
    "the vendor's month: 70": ([Counts(0, 3, 0, 57, 10)], 70),
    "the vendor's days, one of them empty: 35": (
        [NOTHING, Counts(0, 3, 0, 33, 10), Counts(0, 0, 0, 24, 0)],
        35,
    ),
    "nothing at all": ([NOTHING], 0),
}


@pytest.mark.parametrize(("days", "expected"), AVERAGES.values(), ids=AVERAGES)
def test_average(days: list[Counts], expected: int) -> None:
    """All units added up over the buckets that hold something: the vendor's samples come out."""

    def usage(_: Bot, hour: datetime) -> Counts:
        return days[hour.day - 7] if hour.hour == 12 else NOTHING

    query = asked("2023-04-07T00:00", f"2023-04-{6 + len(days):02d}T23:59:59.999")
    assert Summary(usage).response(query, [HR_BOT], LATER)["averageSessions"] == expected


@pytest.mark.parametrize("by_bot", [False, True], ids=["together", "by bot"])
@pytest.mark.parametrize("bots", [(PARCEL_BOT,), BOTS], ids=["one bot", "all bots"])
def test_hours_days_and_months_have_the_same_total(by_bot: bool, bots: Sequence[Bot]) -> None:
    totals = []
    for period in PERIODS:
        query = asked("2026-09-17T07:18:54.089", "2026-11-21T23:30:25.931", period, by_bot)
        figures: Counter[str] = Counter()
        for entry in Summary(hourly_usage).response(query, bots, LATER)["data"]:
            for bucket in entry["val"]:
                figures.update(bucket["val"])
        totals.append(figures)
    assert totals[0] == totals[1] == totals[2]
    assert totals[0]["sessions"] > 0


def test_the_account_is_the_sum_of_its_bots() -> None:
    query = asked(*DAY)
    summary = Summary(hourly_usage)
    (everything,) = sessions(summary.response(query, BOTS, LATER))
    each = [sessions(summary.response(query, [bot], LATER))[0][1] for bot in BOTS]
    assert everything[1] == sum(each)
    assert each[BOTS.index(SUPPORT_BOT)] > 0


def test_units_hours_and_bots_are_left_out_as_ordered() -> None:
    """A unit of one day, another day as a whole, and a bot."""

    def leaves_out(bot: str, start: datetime, unit: str) -> bool:
        return bot == HR_BOT.id or start.day == 8 or (start.day == 9 and unit == "sessions")

    query = asked("2026-04-07T00:00:00.000", "2026-04-09T23:00:00.000", by_bot=True)
    (entry,) = answer(query, (HR_BOT, IDLE_BOT), leaves_out=leaves_out)["data"]
    assert entry["bot"] == IDLE_BOT.id
    assert [(bucket["date"][:10], len(bucket["val"])) for bucket in entry["val"]] == [
        ("2026-04-07", 5),
        ("2026-04-09", 4),
    ]
