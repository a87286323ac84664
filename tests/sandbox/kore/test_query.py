import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from slackbot.sandbox.kore.bots import BOTS, HR_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.errors import ApiRefusedError
from slackbot.sandbox.kore.query import SummaryQuery, read_query

KNOWN = {bot.id for bot in BOTS}
# The vendor's sample for a bot.
SAMPLE: dict[str, Any] = {
    "fromDate": "2023-04-07T10:10:54.680Z",
    "toDate": "2023-04-09T10:10:54.680Z",
    "unitType": ["request", "session", "alert", "proactive", "conversations"],
    "groupByBot": "no",
    "groupByPeriod": "date_day_hour",
}
DAY_END = timedelta(hours=24) - timedelta(milliseconds=1)


def read(account: bool = False, **changes: Any) -> SummaryQuery:
    return read_query(json.dumps(SAMPLE | changes).encode(), KNOWN, account)


def test_the_vendors_sample() -> None:
    assert read() == SummaryQuery(
        start=datetime(2023, 4, 7, 10, 10, 54, 680_000, UTC),
        end=datetime(2023, 4, 9, 10, 10, 54, 680_000, UTC),
        units=(
            "requests",
            "sessions",
            "alert_notifications",
            "proactive_notifications",
            "conversations",
        ),
        by_bot=False,
        period="date_day_hour",
        bots=None,
    )


def test_bare_dates_are_whole_days() -> None:
    query = read(fromDate="2023-04-07", toDate="2023-04-07")
    assert query.start == datetime(2023, 4, 7, tzinfo=UTC)
    assert query.end == query.start + DAY_END


GOOD: dict[str, tuple[bool, dict[str, Any], str, Any]] = {
    "one unit": (False, {"unitType": ["session"]}, "units", ("sessions",)),
    "a unit named twice": (False, {"unitType": ["alert"] * 2}, "units", ("alert_notifications",)),
    "grouped by bot": (True, {"groupByBot": "yes"}, "by_bot", True),
    "by month": (False, {"groupByPeriod": "date_month"}, "period", "date_month"),
    "an account's bot": (True, {"streamIds": [HR_BOT.id]}, "bots", (HR_BOT.id,)),
    "several of an account's bots": (
        True,
        {"streamIds": [HR_BOT.id, SUPPORT_BOT.id]},
        "bots",
        (HR_BOT.id, SUPPORT_BOT.id),
    ),
    "all of an account's bots": (True, {}, "bots", None),
    "bots at a bot's URL are ignored": (False, {"streamIds": ["st-nobody"]}, "bots", None),
    "unknown fields are ignored": (False, {"groupByApp": "yes"}, "by_bot", False),
    "ninety days": (
        False,
        {"fromDate": "2023-01-01T00:00:00.000Z", "toDate": "2023-04-01T00:00:00.000Z"},
        "start",
        datetime(2023, 1, 1, tzinfo=UTC),
    ),
    "ninety dates": (
        False,
        {"fromDate": "2023-01-01", "toDate": "2023-03-31"},
        "end",
        datetime(2023, 3, 31, tzinfo=UTC) + DAY_END,
    ),
}


@pytest.mark.parametrize(("account", "changes", "name", "value"), GOOD.values(), ids=GOOD)
def test_good_bodies(account: bool, changes: dict[str, Any], name: str, value: Any) -> None:
    assert getattr(read(account, **changes), name) == value


BAD: dict[str, dict[str, Any]] = {
    "units as text, as the vendor's table has it": {"unitType": "session"},
    "no units": {"unitType": []},
    "a unit of the answer": {"unitType": ["sessions"]},
    "a unit that is no text": {"unitType": [["session"]]},
    "units left out": {"unitType": None},
    "Yes in capitals": {"groupByBot": "Yes"},
    "true for yes": {"groupByBot": True},
    "grouping left out": {"groupByBot": None},
    "an unknown period": {"groupByPeriod": "date_week"},
    "period left out": {"groupByPeriod": None},
    "start left out": {"fromDate": None},
    "end left out": {"toDate": None},
    "a number for a date": {"fromDate": 1680861054680},
    "no milliseconds": {"fromDate": "2023-04-07T10:10:54Z"},
    "no zone": {"fromDate": "2023-04-07T10:10:54.680"},
    "another zone": {"fromDate": "2023-04-07T10:10:54.680+02:00"},
    "a date that is none": {"fromDate": "2023-02-30"},
    "an hour that is none": {"fromDate": "2023-04-07T25:10:54.680Z"},
    "an American date": {"fromDate": "04-07-2023"},
    "the end before the start": {"toDate": "2023-04-06"},
    "no time at all": {"toDate": "2023-04-07T10:10:54.680Z"},
    "ninety days and a millisecond": {
        "fromDate": "2023-01-01T00:00:00.000Z",
        "toDate": "2023-04-01T00:00:00.001Z",
    },
    "ninety-one dates": {"fromDate": "2023-01-01", "toDate": "2023-04-01"},
    "no bots": {"streamIds": []},
    "a bot as text": {"streamIds": HR_BOT.id},
    "an unknown bot among known ones": {"streamIds": [HR_BOT.id, "st-nobody"]},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD)
def test_bad_fields(changes: dict[str, Any]) -> None:
    with pytest.raises(ApiRefusedError, match="Validation errors/ Invalid arguments") as refused:
        read(account=True, **changes)
    assert (refused.value.status, refused.value.code) == (412, 412)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"yes"', b"\xff", b"{}"])
def test_bad_bodies(body: bytes) -> None:
    with pytest.raises(ApiRefusedError, match="Validation errors/ Invalid arguments"):
        read_query(body, KNOWN, account=False)
