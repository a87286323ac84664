"""Which connection covers a bot, and how jobs are told apart by their connections."""

from datetime import timedelta

import pytest

from slackbot.domain.alerts.checks.plan import together
from slackbot.domain.channel import Bot
from slackbot.domain.connections.connection import (
    Connection,
    Coverage,
    Scope,
    connection_id,
    not_covered,
)
from slackbot.domain.period import Period
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, UsageRequest
from slackbot.domain.usage.fetching.routes import ENVIRONMENT, NOWHERE, Route, Routes
from slackbot.domain.usage.fetching.split import plan_jobs
from tests.fakes import NOW


def connection(id_: str, bot_id: str = "", *, account: bool = True) -> Connection:
    """A connection to an account, or to one bot; `account=False` without a bot: to every bot."""
    scope: Scope = "account" if account and not bot_id else "bot"
    return Connection(
        id=id_, name=id_.upper(), host="https://kore", scope=scope, client_id="cs-1", bot_id=bot_id
    )


EU, US, OWN = connection("eu"), connection("us"), connection("own", "st-own")
EACH = connection(ENVIRONMENT, account=False)
ACCOUNT, ONE = Route("eu", account=True), Route("own", account=False)


@pytest.mark.parametrize(
    ("connections", "found", "bot_id", "ids"),
    [
        ([], {}, "st-1", []),
        ([EU], {}, "st-1", ["eu"]),
        ([OWN], {}, "st-1", []),
        ([EU, OWN], {}, "st-own", ["own"]),
        ([OWN, EU, EACH], {"st-own": "eu"}, "st-own", ["own"]),
        ([EU, US], {}, "st-1", ["eu", "us"]),
        ([EU, US], {"st-1": "us"}, "st-1", ["us"]),
        ([EU, US], {"st-1": "removed"}, "st-1", ["eu", "us"]),
        ([EU, EACH], {}, "st-1", ["eu", ENVIRONMENT]),
        ([EU, EACH], {"st-1": ENVIRONMENT}, "st-1", [ENVIRONMENT]),
        ([EACH], {}, "st-1", [ENVIRONMENT]),
    ],
)
def test_a_bots_own_connection_goes_first_and_then_the_one_that_knows_it(
    connections: list[Connection], found: dict[str, str], bot_id: str, ids: list[str]
) -> None:
    coverage = Coverage(tuple(connections), found)
    assert [each.id for each in coverage.candidates(bot_id)] == ids
    assert coverage.unsure([bot_id]) == ([bot_id] if len(ids) > 1 else [])
    assert coverage.routes([bot_id]).of(bot_id).connection == (ids[0] if ids else NOWHERE)


def test_a_question_has_jobs_for_each_connection_and_names_what_none_covers() -> None:
    bots = tuple(Bot(id=f"st-{n}", name=n) for n in ("own", "1", "2", "lost"))
    routes = Coverage((EU, OWN)).routes([bot.id for bot in bots])
    routes = Routes({id_: route for id_, route in routes.by_bot.items() if id_ != "st-lost"})
    period = Period(start=NOW - timedelta(days=1), end=NOW, zone="UTC")
    jobs = plan_jobs(UsageQuery(period=period), bots, routes=routes, asked_at=NOW)
    assert [(job.connection, job.account, job.bot_ids) for job in jobs] == [
        ("own", False, ("st-own",)),
        ("eu", True, ("st-1", "st-2")),
        (NOWHERE, False, ("st-lost",)),
    ]
    assert [job.lane for job in jobs] == ["bot:st-own", "eu:account", "bot:st-lost"]
    assert not routes.covers_none([bot.id for bot in bots])
    assert routes.covers_none(["st-lost"])
    assert "st-lost" in not_covered(["st-lost"]).message


def test_a_check_joins_the_bots_of_each_account() -> None:
    routes = Coverage((EU, US, OWN), {"st-1": "us", "st-2": "eu", "st-3": "us"}).routes(
        ["st-own", "st-1", "st-2", "st-3"]
    )
    jobs = [job(account=False, bot_ids=(id_,)) for id_ in ("st-1", "st-own", "st-2", "st-3")]
    found = together(jobs, routes=routes, batch=50)
    assert sorted((each.connection, each.bot_ids) for each in found) == [
        ("eu", ("st-2",)),
        ("own", ("st-own",)),
        ("us", ("st-1", "st-3")),
    ]
    assert routes.shared_with(["st-1"], ["st-2", "st-3", "st-own"]) == ["st-3"]


def job(*, account: bool, bot_ids: tuple[str, ...], connection: str = ENVIRONMENT) -> SummaryJob:
    """A job about an hour."""
    end = NOW + timedelta(hours=1)
    return SummaryJob(
        account=account,
        bot_ids=bot_ids,
        start=NOW,
        end=end,
        grain=Grain.HOUR,
        connection=connection,
    )


def test_the_environments_jobs_have_the_keys_and_lanes_of_earlier_versions() -> None:
    request = UsageRequest(team="T1", job=job(account=True, bot_ids=("st-1", "st-2")))
    assert request.job.lane == "account"
    assert request.key == "d16c0bea7d933434ff58291fa032f2658d2c4ff44c0fa5b38b59d8b37a17e500"
    assert (
        request.model_copy(update={"since": NOW}).key
        == "b0156cbc9862018b539e5b10a8ed2b7bac21aadbd50f464de4d53d428c31bdb9"
    )
    other = job(account=True, bot_ids=("st-1", "st-2"), connection="eu")
    assert request.model_copy(update={"job": other}).key != request.key


def test_the_same_credentials_have_the_same_id_everywhere() -> None:
    assert connection_id("https://platform.kore.ai", "cs-1") == "1ecb273ca979"
    assert connection_id("https://eu-platform.kore.ai", "cs-1") != "1ecb273ca979"
