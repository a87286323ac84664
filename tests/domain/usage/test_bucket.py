"""Many buckets are columns of numbers, and read as the buckets that they were."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import FEW, Bucket, Buckets, by_start, compact, each_bots, of_bots
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
MANY = (
    *(
        Bucket(
            bot, START + hour * HOUR, {Unit.SESSION: hour, Unit.REQUEST: 0, Unit.ALERT: 2**63 - 1}
        )
        for bot in ("st-b", "st-a", "st-ü")
        for hour in range(FEW // 2)
        if hour % 7
    ),
    Bucket("st-a", START, {}),
)


def usage(buckets: Sequence[Bucket]) -> Usage:
    ids = ("st-b", "st-a", "st-ü")
    job = SummaryJob(account=True, bot_ids=ids, start=START, end=START + HOUR, grain=Grain.HOUR)
    return Usage(job=job, buckets=buckets, report_ids=("r",), fetched_at=START)


def test_only_many_are_columns() -> None:
    few = MANY[:FEW]
    assert compact(few) == few
    assert isinstance(compact(few), tuple)
    many = compact(iter(MANY))
    assert isinstance(many, Buckets)
    assert compact(many) is many


def test_columns_hold_what_was_put_in() -> None:
    many = Buckets.of(MANY)
    assert tuple(many) == MANY
    assert many == MANY
    assert many != MANY[:-1]
    assert (len(many), many[0], many[-1]) == (len(MANY), MANY[0], MANY[-1])
    assert many[3:5] == MANY[3:5]
    assert usage(many).figures == usage(MANY).figures == sum(len(each.counts) for each in MANY)


def test_columns_are_ordered_and_chosen_as_single_buckets_are() -> None:
    many = Buckets.of(MANY)
    assert list(by_start(many)) == list(by_start(MANY))
    assert of_bots(many, {"st-a", "st-x"}) == of_bots(MANY, {"st-a", "st-x"})
    assert each_bots(many) == {bot: list(own) for bot, own in each_bots(MANY).items()}


def test_columns_are_written_down_and_read_again() -> None:
    many = usage(compact(MANY))
    text = many.model_dump_json()
    assert Usage.model_validate_json(text) == many
    assert len(text) < 20 * len(MANY)


def test_what_an_older_version_wrote_is_read() -> None:
    rows = usage(MANY[:2]).model_dump(mode="json")
    (first, _) = rows["buckets"]
    counts = {"session": 1, "request": 0, "alert": 2**63 - 1}
    assert first["start"] == "2026-01-01T01:00:00Z"
    assert set(first["counts"].values()) == set(counts.values())
    rows["buckets"] *= FEW
    assert usage(MANY[:2] * FEW) == Usage.model_validate(rows)


def test_columns_stay_readable_in_the_form_in_which_they_are_stored() -> None:
    stored = {
        "bot_ids": ["st-a", "st-b"],
        "units": ["session", "conversation", "request", "alert", "proactive"],
        "columns": [
            "eAFjYGBgYARiAAAMAAI=",
            "eAFj2BmayQAEAschNAAe3gMN",
            "eAFjZoCA/1Cgw4jKh4kTSwMAZJc/8Q==",
        ],
    }
    first = Bucket("st-a", START, {Unit.SESSION: 3, Unit.REQUEST: 300})
    assert Buckets.unpacked(stored) == [first, Bucket("st-b", START + HOUR, {})]


def test_columns_of_other_units_are_refused() -> None:
    packed = Buckets.of(MANY).packed()
    with pytest.raises(ValueError, match="other units"):
        Buckets.unpacked({**packed, "units": ["session"]})
