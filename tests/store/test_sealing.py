"""Sealed secrets: what opens them, what is said if nothing does, and how keys are changed."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from slackbot.domain.access.installation import Installation
from slackbot.domain.connections.connection import Connection
from slackbot.domain.errors import ConfigurationError
from slackbot.store.databases.database import Database
from slackbot.store.sealing import (
    SEALED,
    SealedColumn,
    Sealer,
    check_keys,
    new_key,
    rotate_all,
    teams_with_secrets,
)
from slackbot.store.setup.connections import ConnectionStore
from slackbot.store.setup.installations import InstallationStore
from tests.fakes import NOW

OLD, NEW = SecretStr(new_key()), SecretStr(new_key())
TOKEN = SecretStr("xoxb-of-a-workspace")
COLUMN = SealedColumn("sealed_tests", "sealed_token")


def test_what_is_sealed_is_opened_by_any_of_the_keys() -> None:
    sealed = Sealer([OLD]).seal(TOKEN)
    assert TOKEN.get_secret_value() not in sealed
    assert Sealer([NEW, OLD]).unseal(sealed) == TOKEN
    assert Sealer([NEW]).unseal(Sealer([NEW, OLD]).reseal(sealed)) == TOKEN


@pytest.mark.parametrize(
    ("keys", "said"), [([], "SLACKBOT_SECRET_KEYS is missing"), ([NEW], "No key")]
)
def test_what_no_key_opens_is_said_without_the_secret(keys: list[SecretStr], said: str) -> None:
    sealed = Sealer([OLD]).seal(TOKEN)
    with pytest.raises(ConfigurationError, match=said) as caught:
        Sealer(keys).unseal(sealed)
    assert sealed not in repr(caught.value)


async def test_rotation_seals_all_or_nothing(database: Database) -> None:
    await database.execute("CREATE TABLE sealed_tests (id TEXT, sealed_token TEXT)", {})
    old, both, new = Sealer([OLD]), Sealer([NEW, OLD]), Sealer([NEW])
    insert = "INSERT INTO sealed_tests VALUES (:id, :sealed)"
    await database.execute_many(
        insert,
        [{"id": id_, "sealed": old.seal(TOKEN)} for id_ in "ab"] + [{"id": "c", "sealed": None}],
    )
    with pytest.raises(ConfigurationError, match="No key"):
        await rotate_all(database, new, [COLUMN])
    assert await rotate_all(database, both, [COLUMN]) == 2
    await check_keys(database, new, [COLUMN])
    with pytest.raises(ConfigurationError, match="No key"):
        await check_keys(database, old, [COLUMN])


def test_every_sealed_column_is_rotated() -> None:
    listed = (Path(__file__).parents[1] / "stored_names.txt").read_text()
    tables = re.findall(r"^table (\w+) \(.*?\): (.*)$", listed, re.MULTILINE)
    named = {
        SealedColumn(table, column)
        for table, columns in tables
        for column in re.findall(r"\bsealed_\w+", columns)
    }
    assert named == set(SEALED)


async def test_whose_secrets_are_stored(database: Database) -> None:
    """Of an installation's workspaces, those of its organisation that still have the app."""
    sealer = Sealer([OLD])
    connections, store = ConnectionStore(database, sealer), InstallationStore(database, sealer)
    connection = Connection(id="1", name="EU", host="https://kore", scope="bot", client_id="cs-1")
    await connections.save("T9", connection, TOKEN, NOW)
    for key in ("T1", "T2", "E1"):
        owner = {"team": key} if key.startswith("T") else {"team": "", "enterprise": key}
        await store.save(
            Installation.model_validate({
                "key": key, "enterprise": "", **owner, "app_user": "U1", "app_bot": "B1",
                "scopes": frozenset(), "token": TOKEN, "installed_by": "U2", "installed_at": NOW,
            })
        )  # fmt: skip
    for team in ("T3", "T4"):
        await store.add_team(team, "E1")
    await store.remove("T2", NOW + timedelta(minutes=1))
    await store.remove_team("T4", "E1", NOW + timedelta(minutes=1))
    assert await teams_with_secrets(database) == ["T1", "T3", "T9"]
