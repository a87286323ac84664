"""Credentials of `connection add` beside those of the environment."""

import pytest

from slackbot.cli.connections import Given, read_connection
from slackbot.domain.connections.connection import connection_id
from slackbot.settings import Settings

WITH, WITHOUT = "https://bots.kore.ai/", "https://bots.kore.ai"


@pytest.mark.parametrize("here", [WITH, WITHOUT])
@pytest.mark.parametrize("typed", [WITH, WITHOUT])
def test_a_slash_behind_the_host_makes_no_other_credential(here: str, typed: str) -> None:
    """The key of the environment's figures is stored, so it is as it always was."""
    settings = Settings(kore_host=here, kore_client_id="cs-1a2b")
    own = settings.environment
    added = read_connection(Given("Ours", typed, "cs-1a2b", ""), settings)
    assert own
    assert added.credential == own.credential == (WITHOUT, "cs-1a2b")
    assert added.id == settings.connection == connection_id(here, "cs-1a2b")
    other = read_connection(Given("Other", typed, "cs-3c4d", ""), settings)
    assert other.id == connection_id(WITHOUT, "cs-3c4d")
