"""What is still to do, and a database that does not say it."""

import pytest
import sqlalchemy as sa

from slackbot.domain.errors import TransientError
from slackbot.engine.backlog import bring_forward, read_backlog


def test_a_database_that_is_away_is_foreseen() -> None:
    with pytest.raises(TransientError):
        read_backlog(sa.create_engine("postgresql+psycopg://127.0.0.1:9/away"), 0.0)
    with pytest.raises(TransientError):
        bring_forward(sa.create_engine("postgresql+psycopg://127.0.0.1:9/away"), "run", 1)
