"""The set-up as YAML: its words, typed again, make the same things."""

import gzip
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from slackbot.cli.export import _settings, export
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.allowance import Allowance
from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.calendar.holidays import find_place
from slackbot.domain.channel import Bot, ChannelBots, ChannelSettings
from slackbot.domain.connections.connection import Connection
from slackbot.domain.errors import ConfigurationError
from slackbot.domain.group import BotGroup
from slackbot.domain.money.currency import ATOMS, Currency
from slackbot.language.alerts.set_up import read_rule
from slackbot.language.alerts.to_me import read_to_me
from slackbot.language.channel_settings import Settings as SetSetting
from slackbot.language.commands import read_command
from slackbot.language.context import ReadingContext
from slackbot.language.digests.reading import read_digest
from slackbot.language.forms.form import Here
from slackbot.language.names.called import read_called
from slackbot.settings import Settings
from slackbot.store.databases.backends import database_for
from slackbot.store.sealing import Sealer, new_key
from slackbot.store.setup.alerts import AlertStore
from slackbot.store.setup.allowances import AllowanceStore
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.connections import ConnectionStore
from slackbot.store.setup.digests import DigestStore
from slackbot.store.setup.groups import GroupStore
from tests.clock import CLOCK
from tests.scenarios.conftest import settings_for

RECORDED = Path(__file__).parents[1] / "scenarios" / "upgrades" / "left_behind_all.sql.gz"
TEAM, CHANNEL = "T0SANDBOX", "C0SUPPORT"
SECRET = "made-up-secret"
CONNECTION = Connection(
    id="0123456789ab", name="EU", host="https://eu.example", scope="account", client_id="cs-1"
)
NOWHERE = "http://127.0.0.1:9"  # nothing is asked there


async def keep_more(settings: Settings) -> None:
    """Store what the recorded workspace does not have."""
    database, now = database_for(settings.database_url.get_secret_value()), CLOCK.now()
    await database.open()
    connections = ConnectionStore(database, Sealer(settings.secret_keys))
    await connections.save(TEAM, CONNECTION, SecretStr(SECRET), now)
    (bot, *_) = (await ChannelStore(database).bots(TEAM, CHANNEL)).bots
    group = BotGroup(id="gr-0123456789ab", name="Retail", bot_ids=(bot.id,))
    await GroupStore(database).save(TEAM, group, None, now)
    budget = Allowance(unit=None, currency=Currency("EUR"), amount=500 * ATOMS, group=group.id)
    await AllowanceStore(database).save(TEAM, CHANNEL, budget, now)
    digests, alerts = DigestStore(database), AlertStore(database)
    own = {"id": "own", "number": 9, "owner": "U0ANNA", "to": "U0ANNA"}
    (digest, *_) = await digests.of_team(TEAM)
    await digests.save(digest.model_copy(update={**own, "name": "Monday figures"}), None, None)
    (watched, *_) = await alerts.of_channel(TEAM, digest.channel)
    await alerts.save(watched.alert.model_copy(update={**own, "name": "Too many"}))
    await database.close()


async def test_what_is_exported_makes_the_same_when_typed_again(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "test.db")) as database:
        database.executescript(gzip.decompress(RECORDED.read_bytes()).decode())
    settings = settings_for(tmp_path, NOWHERE, NOWHERE, {"slackbot_secret_keys": new_key()})
    await keep_more(settings)
    said = list[str]()
    await export(settings, CLOCK, said.append)
    assert SECRET not in "".join(said)
    again = list[str]()
    await export(settings, CLOCK, again.append, TEAM)
    assert again == said

    made = yaml.safe_load("\n".join(said))
    (connection,) = made["connections"]
    assert (connection["name"], connection["host"]) == (CONNECTION.name, CONNECTION.host)
    channel = made["channels"][CHANNEL]
    assert [len(channel[kind]) for kind in ("bots", "digests", "alerts")] == [3, 4, 6]
    bots = tuple(Bot(id=bot["id"], name=bot["name"]) for bot in channel["bots"])
    reading = ReadingContext(now=datetime(2026, 11, 18, tzinfo=UTC), bots=bots)
    for alert in channel["alerts"]:
        words, name = read_called(alert["words"].removeprefix("alert when "))
        words, to_me = read_to_me(words)
        assert (name or "", to_me) == (alert.get("name", ""), "to" in alert)
        rule = read_rule(words, reading)
        assert rule == AlertRule.model_validate(alert["rule"])
    for digest in channel["digests"]:
        read = read_digest(digest["words"].removeprefix("digest "), reading)
        assert read.schedule.zone == digest["schedule"]["zone"]
        assert (read.name or "", read.to_me) == (digest.get("name", ""), "to" in digest)
        assert digest["words"].startswith(f"digest {read.schedule.describe()} {read.question}")
    for kind in ("bots", "allowances", "budgets", "prices"):
        for entry in channel[kind]:
            read_command(entry["words"])
    for name, value in channel["settings"].items():
        read_command(f"settings {name} {value}")

    (group,), (budget,) = made["groups"], channel["budgets"]
    assert group["words"] == 'group "Retail" = SupportBot'
    assert budget["words"] == 'budget 500 EUR per month from the 1st for "Retail"'
    own_digest, own_alert = channel["digests"][-1]["words"], channel["alerts"][-1]["words"]
    assert own_digest.endswith(' to me called "Monday figures"')
    assert own_alert.endswith(' to me called "Too many"')

    with pytest.raises(ConfigurationError, match="Nothing is set up in T9"):
        await export(settings, CLOCK, said.append, "T9")


def test_every_setting_is_exported() -> None:
    """A new field of the settings needs a row in the form of settings, which the export reads."""
    own = ChannelSettings(
        sharing_allowed=True,
        zone="Asia/Tokyo",
        week_start="sunday",
        fiscal_year=FiscalYear(month=4),
        holidays="DE",
        cost_always=True,
    )
    policy = WorkspaceSettings(
        calling="members", money="admins", bots="approved", approvers=("U0ANNA",)
    )
    here = Here(ReadingContext(now=CLOCK.now()), ChannelBots(), own, policy)
    for stored, of_workspace in ((own, False), (policy, True)):
        typed = _settings(here, of_workspace=of_workspace)
        read = [read_command(f"settings {name} {value}") for name, value in typed.items()]
        found = {each.field: each.value for each in read if isinstance(each, SetSetting)}
        if "holidays" in found:  # is a place in words
            found["holidays"] = find_place(str(found["holidays"]))
        assert found == dict(stored)
        untouched = set(dict(stored).items()) & set(dict(type(stored)()).items())
        assert not untouched, "give these another value than at first, above"
