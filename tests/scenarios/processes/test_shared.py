"""Several processes on one database: who takes, who answers, who is refused, who may look on."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from slackbot import telemetry
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from tests.clock import CLOCK
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice
from tests.scenarios.processes.start import SECRETS, Process, environment, ran, slackbot
from tests.scenarios.test_forms import Window
from tests.scenarios.weeks import ANSWER, EARLIER, WEEK

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
QUESTION = str(WEEK)
REPORT = ("report", QUESTION, "--bot", SUPPORT_BOT.id)


@contextlib.asynccontextmanager
async def running(office: Office, folder: Path, *roles: str) -> AsyncIterator[list[Process]]:
    """A process of each role, ready; Slack delivers over HTTP to those that are `web`."""
    env = {**environment(office.settings), "SLACKBOT_LOG_FORMAT": "json"}
    async with contextlib.AsyncExitStack() as stack:
        processes = [
            await stack.enter_async_context(slackbot(role, env=env, folder=folder))
            for role in roles
        ]
        urls = [await process.started() for process in processes]
        webs = [url for url, role in zip(urls, roles, strict=True) if role == "web"]
        office.slack.deliver_to(*(f"{url}/slack/events" for url in webs))
        yield processes


async def test_a_web_process_takes_and_a_worker_answers_under_one_id(
    open_office: OpenOffice, tmp_path: Path, postgres_url: str
) -> None:
    async with (
        open_office(database_url=postgres_url) as office,
        running(office, tmp_path, "web", "worker") as (web, worker),
    ):
        await linked_by_form(office)  # which the process shows that takes the requests
        _, reply = await office.asked(QUESTION)
        assert ANSWER in reply.text
        answered = await worker.logged(telemetry.ANSWERED)
        of_the_job = [
            await worker.logged(event) for event in (telemetry.SUBMITTED, telemetry.LANDED)
        ]
    asked = [line for line in lines_of(web) if line["event"] == telemetry.ASKED]
    assert answered["question"] == asked[-1]["question"]
    assert len({line["question"] for line in asked}) == 2
    (job,) = {line["job"] for line in of_the_job}
    assert job.startswith(answered["question"])
    assert {line["lane"] for line in of_the_job} == {f"bot:{SUPPORT_BOT.id}"}
    said = "".join(web.lines + worker.lines)
    assert not [secret for secret in SECRETS if secret in said]


async def linked_by_form(office: Office) -> None:
    """Link the bot by the form that an empty command opens."""
    await office.slack.slash("/billing", "", user="anna", channel=office.channel)
    window = await Window(office).opened()
    await window.fill("id", SUPPORT_BOT.id)
    await window.fill("name", "SupportBot")
    assert not await window.submit()
    await office.slack.wait_for(lambda: office.slack.ephemerals("anna", office.channel), PATIENCE)


def lines_of(process: Process) -> list[dict[str, object]]:
    """All that it logged; each line has to be JSON."""
    return [json.loads(line) for line in process.lines]


async def test_a_redelivery_and_a_replay_start_nothing_in_another_process(
    open_office: OpenOffice, tmp_path: Path, postgres_url: str
) -> None:
    async with (
        open_office(database_url=postgres_url) as office,
        running(office, tmp_path, "web", "web", "worker"),
    ):
        await office.told(LINK)
        slack = office.slack
        command = slack.command("/billing", QUESTION, user="anna", channel="support-bots")
        acks = await asyncio.gather(*(slack.redeliver(command) for _ in range(4)))
        assert all(ack.ok for ack in acks)
        request = slack.http.signed("slash_commands", command)
        assert [(await slack.http.post(request)).status for _ in range(4)] == [200] * 4
        await slack.wait_for(lambda: office._done(0), PATIENCE)
        await office.asked(str(EARLIER))  # whatever the others started would be there by now
        parents = slack.messages("support-bots")
        assert len(parents) == 2
        assert [len(slack.replies("support-bots", parent.ts)) for parent in parents] == [1, 1]


@pytest.mark.parametrize("roles", ["run", "web", "web worker"])
async def test_each_process_tells_how_it_is(
    open_office: OpenOffice, tmp_path: Path, roles: str, request: pytest.FixtureRequest
) -> None:
    database = "postgres_url" if "worker" in roles else "sqlite_url"
    url = request.getfixturevalue(database)
    async with (
        open_office(database_url=url) as office,
        running(office, tmp_path, *roles.split()) as processes,
        httpx.AsyncClient(trust_env=False) as http,
    ):
        await office.told(LINK)
        for process in processes:
            address = await process.started()
            assert (await http.get(f"{address}/healthz")).status_code == 200
            ready = await http.get(f"{address}/readyz")
            assert ready.status_code == 200
            assert "database" in ready.text
            page = (await http.get(f"{address}/metrics")).text
            assert "slackbot_jobs{" in page
            taken = 'slackbot_commands_total{outcome="taken"} 1.0' in page
            assert taken == (process is processes[0])


@pytest.mark.now
async def test_a_web_process_alone_on_sqlite_answers_too(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    async with open_office() as office, running(office, tmp_path, "web"):
        await office.told(LINK)
        _, reply = await office.asked(QUESTION)
        assert ANSWER in reply.text


async def test_another_process_on_a_sqlite_file_in_use_is_refused(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    async with open_office() as office, running(office, tmp_path, "run"):
        await office.told(LINK)
        for role in ("run", "web", "worker"):
            code, out, err = await ran(role, env=environment(office.settings), folder=tmp_path)
            assert (code, out) == (2, "")
            assert "Another slackbot is running on the database" in err
            assert "DATABASE_URL" in err
            assert "Traceback" not in err
        _, reply = await office.asked(QUESTION)
        assert ANSWER in reply.text


@pytest.mark.parametrize("roles", ["run", "web worker"])
async def test_a_report_beside_the_app_waits_for_its_lane(
    open_office: OpenOffice, tmp_path: Path, roles: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url" if "worker" in roles else "sqlite_url")
    kore = KoreSandbox(now=CLOCK.now, job_seconds=2.0)
    async with (
        open_office(kore=kore, database_url=url) as office,
        running(office, tmp_path, *roles.split()),
    ):
        await office.told(LINK)
        env = environment(office.settings)
        asked = asyncio.create_task(office.asked(str(EARLIER)))
        await kore.wait_for(lambda: list(submits(kore)))
        code, out, err = await ran(*REPORT, env=env, folder=tmp_path)
        assert (code, err) == (0, "")
        assert WEEK.sessions() in out
        assert "SupportBot" in out  # its name in the channel
        await asked
        first, second = submits(kore)
        assert second - first >= 2.0
        await ran(*REPORT, env=env, folder=tmp_path)
        assert len(list(submits(kore))) == 2  # settled: the ledger knows it


def submits(kore: KoreSandbox) -> Iterator[float]:
    """The moments at which jobs were submitted."""
    return (call.at.timestamp() for call in kore.calls if call.method == "POST")


async def test_a_report_alone_asks_itself_on_sqlite_and_nobody_on_postgres(
    open_office: OpenOffice, tmp_path: Path, postgres_url: str
) -> None:
    async with open_office() as office:
        env = environment(office.settings)
        code, out, err = await ran(*REPORT, env=env, folder=tmp_path)
        assert (code, err) == (0, "")
        assert WEEK.sessions() in out
        env["DATABASE_URL"] = postgres_url
        code, out, err = await ran(*REPORT, env=env, folder=tmp_path)
        assert (code, out) == (2, "")
        assert "No slackbot works on this database" in err
        assert "Traceback" not in err
