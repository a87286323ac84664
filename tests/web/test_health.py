"""Health and metrics, as a platform and a scraper read them."""

import asyncio
import math
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from structlog.testing import capture_logs

from slackbot.domain.errors import SlackUnavailableError
from slackbot.telemetry import DEEPEST_LANES, Backlog
from slackbot.web.health import Check, HealthPages
from tests.fakes import FakeClock
from tests.web.site import FakeHealth, Site, served

REQUEST = Request({"type": "http"})


def saying(words: str) -> Check:
    async def check() -> str:
        return words

    return check


def failing(error: Exception) -> Check:
    async def check() -> str:
        raise error

    return check


async def hanging() -> str:
    await asyncio.Event().wait()
    return "never"


async def test_alive(http: httpx.AsyncClient) -> None:
    assert (await http.get("/healthz")).status_code == 200
    assert (await http.head("/healthz")).status_code == 200


async def test_ready_says_a_line_for_each_check() -> None:
    health = FakeHealth({"database": saying("ok"), "slack": saying("2 connections")})
    async with served(health) as site, httpx.AsyncClient(base_url=site.address) as http:
        ready = await http.get("/readyz")
        assert ready.status_code == 200
        assert ready.json() == {"database": "ok", "slack": "2 connections"}

        site.clock.time += timedelta(seconds=1)
        health.answers["slack"] = failing(SlackUnavailableError("no connection"))
        health.answers["kore"] = failing(RuntimeError("postgresql://user:secret@host"))
        ready = await http.get("/readyz")
        assert ready.status_code == 503
        assert ready.json() == {
            "database": "ok",
            "slack": "failed: no connection",
            "kore": "failed: unknown error, see the log",
        }


async def test_a_check_that_hangs_has_failed_and_holds_up_no_other() -> None:
    health = FakeHealth({"database": hanging, "slack": saying("2 connections")})
    pages = HealthPages(health, FakeClock(), patience_seconds=0.05)
    ready = await pages.ready(REQUEST)
    assert ready.status_code == 503
    assert ready.body == (b'{"database":"failed: no answer within 0.05 s","slack":"2 connections"}')


async def test_the_first_failure_is_logged_and_the_recovery() -> None:
    clock = FakeClock()
    health = FakeHealth({"slack": failing(SlackUnavailableError("no connection"))})
    pages = HealthPages(health, clock)
    with capture_logs() as lines:
        for _ in range(3):
            assert (await pages.ready(REQUEST)).status_code == 503
            clock.time += timedelta(seconds=1)
        health.answers["slack"] = saying("2 connections")
        for _ in range(3):
            assert (await pages.ready(REQUEST)).status_code == 200
            clock.time += timedelta(seconds=1)
    assert [(line["event"], line["log_level"], line["check"]) for line in lines] == [
        ("check failed", "warning", "slack"),
        ("check passes again", "info", "slack"),
    ]
    assert lines[0]["why"] == "failed: no connection"
    assert lines[0]["exc_info"] is None


async def test_an_unknown_failure_is_logged_whole() -> None:
    error = RuntimeError("what nobody foresaw")
    with capture_logs() as lines:
        await HealthPages(FakeHealth({"slack": failing(error)}), FakeClock()).ready(REQUEST)
    assert [line["exc_info"] for line in lines] == [error]


async def scraped(http: httpx.AsyncClient) -> dict[tuple[str, ...], float]:
    """Every sample by its name and label values."""
    answer = await http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_the_load_is_what_the_database_says() -> None:
    health = FakeHealth(
        current=Backlog(
            queued=7,
            running=2,
            oldest_queued_seconds=61.5,
            oldest_running_seconds=3,
            waiting_questions=40,
            lanes={f"bot:{number}": number for number in range(1, 61)},
        )
    )
    async with served(health) as site, httpx.AsyncClient(base_url=site.address) as http:
        found = await scraped(http)
        assert found["slackbot_jobs", "queued"] == 7
        assert found["slackbot_jobs", "running"] == 2
        assert found["slackbot_oldest_job_seconds", "queued"] == 61.5
        assert found["slackbot_oldest_job_seconds", "running"] == 3
        assert found["slackbot_waiting_questions",] == 40
        lanes = {key[1]: value for key, value in found.items() if key[0] == "slackbot_lane_depth"}
        assert lanes == {f"bot:{number}": number for number in range(60 - DEEPEST_LANES + 1, 61)}

        health.current = Backlog(lanes={"account": 1})
        site.clock.time += timedelta(seconds=1)
        found = await scraped(http)
        assert found["slackbot_jobs", "queued"] == 0
        assert [key for key in found if key[0] == "slackbot_lane_depth"] == [
            ("slackbot_lane_depth", "account")
        ]


async def test_a_load_that_is_not_known_is_not_zero_and_the_rest_is_told() -> None:
    health = FakeHealth(current=RuntimeError("database is locked"))
    async with served(health) as site, httpx.AsyncClient(base_url=site.address) as http:
        with capture_logs() as lines:
            found = await scraped(http)
    assert math.isnan(found["slackbot_jobs", "running"])
    assert math.isnan(found["slackbot_waiting_questions",])
    assert found["slackbot_commands_total", "taken"] >= 0
    assert found["process_open_fds",] > 0
    assert [(line["event"], line["check"]) for line in lines] == [("check failed", "load")]


async def test_the_database_is_asked_once_a_second() -> None:
    health = FakeHealth()
    async with served(health) as site, httpx.AsyncClient(base_url=site.address) as http:
        await asyncio.gather(*(scraped(http) for _ in range(20)))
        assert health.loads == 1
        site.clock.time += timedelta(seconds=1)
        await asyncio.gather(*(scraped(http) for _ in range(20)))
        assert health.loads == 2


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_they_are_only_read(site: Site, http: httpx.AsyncClient, path: str) -> None:
    assert (await http.post(path)).status_code == 405
