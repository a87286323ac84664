"""Connections as rows: sealed, apart by workspace, and lanes that workspaces share."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from slackbot.domain.connections.connection import Connection, connection_id
from slackbot.domain.errors import ConfigurationError
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage, UsageRequest
from slackbot.domain.usage.fetching.routes import ENVIRONMENT
from slackbot.kore.connections import CoverageReader
from slackbot.store.budgets import BudgetStore
from slackbot.store.databases.database import Database
from slackbot.store.jobs_in_flight import FlightStore
from slackbot.store.ledger import LedgerStore
from slackbot.store.sealing import Sealer, new_key, rotate_all
from slackbot.store.setup.connections import ConnectionStore
from tests.fakes import NOW, FakeClock

SECRET = SecretStr("secret-of-kore")
HOST = "https://kore"
EU = Connection(
    id=connection_id(HOST, "cs-eu"), name="EU", host=HOST, scope="account", client_id="cs-eu"
)
OWN = EU.model_copy(update={"id": "own", "name": "Own", "scope": "bot", "bot_id": "st-1"})


async def test_a_connection_is_sealed_and_belongs_to_its_workspace(database: Database) -> None:
    old, new = SecretStr(new_key()), SecretStr(new_key())
    store = ConnectionStore(database, Sealer([old]))
    await store.save("T1", EU, SECRET, NOW)
    await store.save("T1", OWN, SECRET, NOW + timedelta(minutes=1))
    assert [each.name for each in await store.of("T1")] == ["EU", "Own"]
    assert await store.of("T2") == ()
    assert await store.secret("T2", EU.id) is None
    assert await store.teams() == ["T1"]
    rows = await database.rows("SELECT * FROM connections", {})
    assert all(SECRET.get_secret_value() not in str(row) for row in rows)
    assert await rotate_all(database, Sealer([new, old])) == 2
    assert await ConnectionStore(database, Sealer([new])).secret("T1", EU.id) == SECRET
    with pytest.raises(ConfigurationError, match="No key"):
        await store.secret("T1", EU.id)

    await store.save("T1", EU.model_copy(update={"name": "Europe"}), SECRET, NOW)
    await store.keep_found("T1", {"st-2": EU.id, "st-3": ENVIRONMENT})
    assert [each.name for each in await store.of("T1")] == ["Europe", "Own"]
    await store.remove("T1", EU.id)
    assert [each.name for each in await store.of("T1")] == ["Own"]
    assert await store.found("T1") == {"st-3": ENVIRONMENT}


async def test_the_environments_credential_is_one_connection_and_not_two(
    database: Database,
) -> None:
    store, clock = ConnectionStore(database, Sealer([SecretStr(new_key())])), FakeClock()
    own = EU.model_copy(update={"id": ENVIRONMENT, "name": "environment"})
    reader = CoverageReader(store, clock, own)
    assert (await reader.of("T1")).connections == (own,)
    await store.save("T1", EU, SECRET, NOW)
    assert [each.name for each in (await reader.of("T1")).connections] == ["environment"]  # cached
    await clock.sleep(10)
    (row,) = (await reader.of("T1")).connections
    assert (row.id, row.name) == (ENVIRONMENT, "EU")
    others = CoverageReader(store, clock)
    assert [each.id for each in (await others.of("T1")).connections] == [EU.id]
    assert (await others.of("T2")).connections == ()


def job(connection: str, *bot_ids: str) -> SummaryJob:
    """A day of some bots, well before NOW."""
    start = (NOW - timedelta(days=3)).replace(hour=0, minute=0)
    return SummaryJob(
        account=True,
        bot_ids=bot_ids,
        start=start,
        end=start + timedelta(days=1),
        grain=Grain.DAY,
        connection=connection,
    )


async def test_figures_are_those_of_the_connection_that_covers_the_bot(
    database: Database,
) -> None:
    store, clock = ConnectionStore(database, Sealer([SecretStr(new_key())])), FakeClock()
    own = EU.model_copy(update={"id": ENVIRONMENT, "name": "environment", "client_id": "cs-env"})
    ledger = LedgerStore(database, "env", timedelta(), CoverageReader(store, clock, own).of)
    for connection, count in (("", 1), (EU.id, 2)):
        fetched = job(connection, "st-1")
        bucket = Bucket("st-1", fetched.start, {"session": count})  # type: ignore[dict-item] # a StrEnum's value
        await ledger.keep(
            "T1", Usage(job=fetched, buckets=[bucket], report_ids=("1",), fetched_at=NOW)
        )

    async def known(look: SummaryJob) -> list[int]:
        usage = await ledger.find("T1", look)
        return [*usage.buckets[0].counts.values()] if usage else []

    assert await known(job("", "st-1")) == [1]
    await store.save("T1", EU, SECRET, NOW)
    await store.keep_found("T1", {"st-1": EU.id})
    await clock.sleep(10)
    assert await known(job("", "st-1")) == [2]
    assert await known(job(EU.id, "st-1")) == [2]
    assert await ledger.find("T2", job(EU.id, "st-1")) is None


async def test_figures_of_the_environment_are_found_by_its_connection_in_by_link_mode(
    database: Database,
) -> None:
    """A workspace that had a bot token installs the app by a link, and gets its credential."""
    own = EU.model_copy(update={"id": ENVIRONMENT, "name": "environment"})
    store, clock = ConnectionStore(database, Sealer([SecretStr(new_key())])), FakeClock()
    before = LedgerStore(database, EU.id, timedelta(), CoverageReader(store, clock, own).of)
    fetched = job(ENVIRONMENT, "st-1")
    bucket = Bucket("st-1", fetched.start, {"session": 7})  # type: ignore[dict-item] # as above
    usage = Usage(job=fetched, buckets=[bucket], report_ids=("1",), fetched_at=NOW)
    await before.keep("T1", usage)
    await store.save("T1", EU, SECRET, NOW)
    reader = CoverageReader(store, clock)
    after = LedgerStore(database, EU.id, timedelta(), reader.of)
    route = (await reader.of("T1")).routes(["st-1"]).of("st-1")
    found = await after.find("T1", job(route.connection, "st-1"))
    assert found
    assert [*found.buckets[0].counts.values()] == [7]
    assert await after.find("T2", job(route.connection, "st-1")) is None


async def test_workspaces_with_one_credential_share_its_calls_and_take_turns(
    database: Database,
) -> None:
    """A noisy workspace has asked ten times; the quiet one's first question comes next."""
    budgets, flights = BudgetStore(database, "env"), FlightStore(database, "env")
    noisy = await budgets.load("T1", "eu:account", EU.id)
    noisy.budget.spend(NOW)
    noisy.habits.refused("st-secret")
    await noisy.save()
    quiet = await budgets.load("T2", "eu:account", EU.id)
    assert quiet.budget.calls == noisy.budget.calls
    assert quiet.habits.unknown_bots == ()
    assert (await budgets.load("T2", "eu:account", "other")).budget.calls == ()

    turns: dict[str, int | None] = {}
    for n in range(10):
        asked = UsageRequest(team="T1", job=job(EU.id, f"st-{n}"))
        turns |= await flights.board("T1", {f"q{n}-run": asked}, NOW, f"q{n}", "words", "U1")
    asked = UsageRequest(team="T2", job=job(EU.id, "st-9"))
    own = await flights.board("T2", {"r-run": asked}, NOW, "r", "words", "U2")
    assert list(turns.values()) == list(range(1, 11))
    assert own == {"r-run": 1}
    assert await flights.ahead("T2", "r") == 1
    assert await flights.lanes_of_people() == {
        ("T1", f"{EU.id}:account"),
        ("T2", f"{EU.id}:account"),
    }
