"""A rule is tried, and what was promised is what comes once it is saved."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from slackbot.store.backends import database_for
from tests.workflows.test_alerts import Office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    database = database_for(f"sqlite:///{tmp_path}/test.db")
    await database.open()
    office = Office(database)
    await office.link("Support")
    yield office
    await database.close()


async def test_a_trial_says_what_would_be_told_at_once(office: Office) -> None:
    """It is what the first check tells; a rule that is muted stays so where it is changed."""
    words = "sessions > 50, 100 and 500 per day in UTC notify @here at 100"
    await office.type(f"alert when {words}")
    (promised,) = office.notifier.replayed[0].at_once
    await office.save(words)
    await office.check()
    ((told, _),) = office.notifier.posted
    assert told.figures == promised.figures
    assert (told.level, told.mentions) == (promised.level, ("<!here>",))
    await office.type("alert mute 1")
    await office.type("alert edit 1 sessions > 60 per day in UTC")
    assert office.notifier.replayed[1].at_once == ()
