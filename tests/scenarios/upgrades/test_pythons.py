"""A database that moves between Pythons: those that `.ci/pythons` has set up here."""

import signal
import sys
from pathlib import Path

import pytest

from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from tests.clock import CLOCK
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice
from tests.scenarios.processes.start import environment, slackbot
from tests.scenarios.weeks import ANSWER, EARLIER, WEEK, Days

ROOT = Path(__file__).parents[3]
OTHERS = sorted(
    python for python in ROOT.glob(".venv-*/bin/python") if python != Path(sys.executable)
)


async def asked_and_killed(office: Office, python: str, folder: Path, question: str) -> None:
    """Somebody asks that, and the app is killed while Kore.ai works at it."""
    submitted = len([call for call in office.kore.calls if call.method == "POST"])
    env = environment(office.settings)
    async with slackbot("run", env=env, folder=folder, python=python) as process:
        await office.slack.wait_for_connection(PATIENCE)
        if not submitted:
            await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
        await office.slack.slash("/billing", question, user="anna", channel="support-bots")
        await office.kore.wait_for(
            lambda: len([c for c in office.kore.calls if c.method == "POST"]) > submitted
        )
        process.send(signal.SIGKILL)
        await process.end()
    await office.slack.wait_for(lambda: not office.slack.socket.connections)


async def answered(office: Office, python: str, folder: Path, place: int) -> str:
    """The app goes on, and answers the question of that place."""
    env = environment(office.settings)
    async with slackbot("run", env=env, folder=folder, python=python):
        parent = await office.slack.wait_for(lambda: office._done(place), PATIENCE)
        (reply,) = office.slack.replies("support-bots", parent.ts)
        return reply.text


@pytest.mark.skipif(not OTHERS, reason="no other Python is set up here: .ci/pythons does")
@pytest.mark.parametrize("other", OTHERS, ids=lambda python: python.parents[1].name)
async def test_what_one_python_leaves_another_answers_and_back(
    open_office: OpenOffice, tmp_path: Path, other: Path
) -> None:
    async with open_office(kore=KoreSandbox(now=CLOCK.now, job_seconds=1.5)) as office:
        await asked_and_killed(office, sys.executable, tmp_path, str(WEEK))
        assert ANSWER in await answered(office, str(other), tmp_path, 0)
        await asked_and_killed(office, str(other), tmp_path, str(Days(EARLIER.first, 3)))
        assert "sessions" in await answered(office, sys.executable, tmp_path, 1)
