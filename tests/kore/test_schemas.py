"""What of a result is read."""

from typing import Any

import pytest

from slackbot.domain.query import Unit
from slackbot.kore.schemas import read_response


def counts(**val: Any) -> dict[Unit, int]:
    bucket = {"date": "2026-11-16T00:00:00Z", "val": val}
    return read_response({"data": [{"bot": "ALL", "val": [bucket]}]}).data[0].val[0].counts()


@pytest.mark.parametrize("value", [2.5, "many", None, -1, 10**30, {"a": 1}])
def test_what_stands_beside_the_counts_is_not_read(value: Any) -> None:
    assert counts(sessions=3, averageSessions=value) == {Unit.SESSION: 3}


def test_the_largest_count() -> None:
    assert counts(sessions=2**63 - 1) == {Unit.SESSION: 2**63 - 1}


@pytest.mark.parametrize("value", [2**63, 10**30, str(10**30), 2.5, -1, True])
def test_what_is_no_count_of_ours_cannot_be_read(value: Any) -> None:
    with pytest.raises(ValueError, match="sessions"):
        counts(sessions=value)
