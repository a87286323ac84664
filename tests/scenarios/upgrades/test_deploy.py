"""What an older version has begun is finished by this one."""

import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from slackbot import telemetry
from slackbot.bootstrap import App
from slackbot.clock import SystemClock
from slackbot.engine import names
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Draft
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.clock import seconds
from tests.logs import json_logs
from tests.scenarios.conftest import PATIENCE, DrawnBefore, Office, settings_for
from tests.scenarios.upgrades.leave_behind import FETCHED, OPENED, OPENING, QUEUED, RUNNING, SHARED

# By the version before answers had comparisons, and by the one before there were digests.
LEFT_BEHIND = ["left_behind.sql", "left_behind_d.sql"]
PARENT = re.compile(r"'[-\w]+:parent','C0SUPPORT','([\d.]+)'")
HEADLINES = {
    FETCHED: "479 sessions",
    RUNNING: "21,915 sessions",
    SHARED: "21,915 sessions",
    QUEUED: "13,712 sessions",
    OPENING: "13,439 sessions",
}


def test_what_stands_in_the_database_never_changes() -> None:
    """A change strands all work that is under way when it is deployed."""
    assert (names.APPLICATION, names.VERSION) == ("slackbot", "1")
    assert (names.HANDLE_ASK, names.FETCH_USAGE, names.DELIVER_ANSWER) == (
        "handle_ask",
        "fetch_usage",
        "deliver_answer",
    )
    assert (names.LANES, names.QUESTIONS) == ("lanes", "questions")


@pytest.mark.parametrize("recorded", LEFT_BEHIND)
async def test_all_that_an_older_version_left_behind_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], recorded: str
) -> None:
    first_line, sql = Path(__file__).with_name(recorded).read_text().split("\n", 1)
    then = datetime.fromisoformat(first_line.removeprefix("-- "))
    clock = SystemClock.at(then + timedelta(seconds=10))  # who waited then waits still
    slack = SlackSandbox(Workspace(seconds), rate=None)
    kore = KoreSandbox(job_seconds=0.5, now=clock.now)
    async with serve(slack.app) as slack.url, serve(kore.app) as kore_url:
        settings = settings_for(tmp_path, slack.url, kore_url, {})
        office = Office(slack, kore, settings)
        for ts, text in zip(PARENT.findall(sql), OPENED, strict=True):
            sql = sql.replace(ts, slack.workspace.post("C0SUPPORT", Draft(text)).ts)
        with closing(sqlite3.connect(settings.sqlite_path or "")) as database:
            database.executescript(sql)
        with json_logs(capsys) as lines:
            app = App(settings, clock, charts=DrawnBefore())
            await app.start()
            await slack.wait_for(lambda: len(headlines(office)) == len(HEADLINES), PATIENCE)
            await app.stop()
    assert headlines(office) == HEADLINES
    assert [line["event"] for line in lines].count(telemetry.ANSWERED) == len(HEADLINES)
    everything = slack.messages("support-bots")
    assert [len(slack.replies("support-bots", m.ts)) for m in everything] == [1] * len(everything)


def headlines(office: Office) -> dict[str, str]:
    """What each question's own message says by now of its figures."""
    found = {}
    for message in office.slack.messages("support-bots"):
        asked = re.search("“(.*)”", message.text)
        said = re.search(r"[\d,]+ sessions", message.text)
        if asked and said:
            found[asked[1]] = said[0]
    return found
