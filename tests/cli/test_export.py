"""The set-up as YAML: its words, typed again, make the same things."""

import gzip
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from slackbot.cli.export import export
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.channel import Bot
from slackbot.domain.connections.connection import Connection
from slackbot.domain.errors import ConfigurationError
from slackbot.language.alerts.set_up import read_rule
from slackbot.language.commands import read_command
from slackbot.language.context import ReadingContext
from slackbot.language.digests.reading import read_digest
from slackbot.settings import Settings
from slackbot.store.databases.backends import database_for
from slackbot.store.sealing import Sealer, new_key
from slackbot.store.setup.connections import ConnectionStore
from tests.clock import CLOCK
from tests.scenarios.conftest import settings_for

RECORDED = Path(__file__).parents[1] / "scenarios" / "upgrades" / "left_behind_all.sql.gz"
SECRET = "made-up-secret"
CONNECTION = Connection(
    id="0123456789ab", name="EU", host="https://eu.example", scope="account", client_id="cs-1"
)
NOWHERE = "http://127.0.0.1:9"  # nothing is asked there


async def keep(settings: Settings, connection: Connection, secret: SecretStr) -> None:
    """Store a connection of the recorded workspace."""
    database = database_for(settings.database_url.get_secret_value())
    await database.open()
    store = ConnectionStore(database, Sealer(settings.secret_keys))
    await store.save("T0SANDBOX", connection, secret, CLOCK.now())
    await database.close()


async def test_what_is_exported_makes_the_same_when_typed_again(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "test.db")) as database:
        database.executescript(gzip.decompress(RECORDED.read_bytes()).decode())
    settings = settings_for(tmp_path, NOWHERE, NOWHERE, {"slackbot_secret_keys": new_key()})
    await keep(settings, CONNECTION, SecretStr(SECRET))
    said = list[str]()
    await export(settings, CLOCK, said.append)
    assert SECRET not in "".join(said)
    again = list[str]()
    await export(settings, CLOCK, again.append, "T0SANDBOX")
    assert again == said

    made = yaml.safe_load("\n".join(said))
    (connection,) = made["connections"]
    assert (connection["name"], connection["host"]) == (CONNECTION.name, CONNECTION.host)
    channel = made["channels"]["C0SUPPORT"]
    assert [len(channel[kind]) for kind in ("bots", "digests", "alerts")] == [3, 3, 5]
    bots = tuple(Bot(id=bot["id"], name=bot["name"]) for bot in channel["bots"])
    reading = ReadingContext(now=datetime(2026, 11, 18, tzinfo=UTC), bots=bots)
    for alert in channel["alerts"]:
        rule = read_rule(alert["words"].removeprefix("alert when "), reading)
        assert rule == AlertRule.model_validate(alert["rule"])
    for digest in channel["digests"]:
        read = read_digest(digest["words"].removeprefix("digest "), reading)
        assert read.schedule.zone == digest["schedule"]["zone"]
        assert f"digest {read.schedule.describe()} {read.question}" == digest["words"]
    for kind in ("bots", "allowances", "prices"):
        for entry in channel[kind]:
            read_command(entry["words"])
    for name, value in channel["settings"].items():
        read_command(f"settings {name} {value}")

    with pytest.raises(ConfigurationError, match="Nothing is set up in T9"):
        await export(settings, CLOCK, said.append, "T9")
