"""Digests of slots that have just passed, while the app is killed after every few calls."""

from datetime import timedelta

import pytest

from tests.chaos.digests import digest_chaos
from tests.clock import CLOCK

TWO_MINUTES_AGO = timedelta(minutes=2)


@pytest.mark.chaos
async def test_no_digest_is_lost_or_doubled_by_kills(database_url: str) -> None:
    now = CLOCK.now().replace(second=0, microsecond=0)
    found = await digest_chaos(
        database_url,
        CLOCK,
        count=20,
        number=3,
        kill_after=(20, 40),
        outage=0.0,
        linger=2.0,
        first=now - TWO_MINUTES_AGO,
    )
    assert found.ok, (found.unsent, found.bugs, found.shared, found.strange, found.untrue)
    assert len(found.kills) > 1
    assert found.sent >= 20
