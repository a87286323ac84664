"""The command line as processes: started, killed, stopped, misconfigured, diagnosed."""

import os
import signal
import sys
from pathlib import Path

import pytest

from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from tests.clock import CLOCK
from tests.scenarios.conftest import PATIENCE, OpenOffice
from tests.scenarios.processes.start import SECRETS, environment, ran, slackbot
from tests.scenarios.weeks import ANSWER, WEEK

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
QUESTION = str(WEEK)


async def test_a_killed_app_answers_after_its_restart(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    kore = KoreSandbox(now=CLOCK.now, job_seconds=1.5)
    async with open_office(kore=kore) as office:
        env = environment(office.settings)
        async with slackbot("run", env=env, folder=tmp_path) as process:
            await office.slack.wait_for_connection(PATIENCE)
            await office.told(LINK)
            await office.slack.slash("/billing", QUESTION, user="anna", channel="support-bots")
            await kore.wait_for(lambda: "POST" in [call.method for call in kore.calls])
            process.send(signal.SIGKILL)
            await process.end()
        await office.slack.wait_for(lambda: not office.slack.socket.connections)
        async with slackbot("run", env=env, folder=tmp_path, python=sys.executable):
            parent = await office.slack.wait_for(lambda: office._done(0), PATIENCE)
            (reply,) = office.slack.replies("support-bots", parent.ts)
            assert ANSWER in reply.text
            assert len(office.slack.messages("support-bots")) == 1


async def test_a_stopped_app_leaves_quickly_quietly_and_hands_over(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    async with open_office(kore=KoreSandbox(now=CLOCK.now, job_seconds=600)) as office:
        env = environment(office.settings)
        async with slackbot("run", env=env, folder=tmp_path) as process:
            await office.slack.wait_for_connection(PATIENCE)
            await office.told(LINK)
            await office.slack.slash("/billing", QUESTION, user="anna", channel="support-bots")
            await office.slack.wait_for(lambda: office.slack.messages("support-bots"))
            process.send(signal.SIGTERM)
            code, _, said = await process.end()
        assert code == 0
        assert "Traceback" not in said
        assert "was destroyed" not in said
        assert not [secret for secret in SECRETS if secret in said]


async def test_a_stop_is_heard_while_slack_is_awaited(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    async with open_office() as office:
        office.slack.faults.add("auth.test", http_status=503, times=1000)
        env = environment(office.settings)
        async with slackbot("run", env=env, folder=tmp_path) as process:
            await office.slack.wait_for(
                lambda: office.slack.faults.left("auth.test") < 1000, PATIENCE
            )
            process.send(signal.SIGTERM)
            code, _, said = await process.end()
    assert code == 0
    assert "Traceback" not in said


@pytest.mark.processes
async def test_a_missing_setting_is_a_line_and_exit_code_2(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"]}
    code, out, err = await ran("run", env=env, folder=tmp_path, python=sys.executable)
    assert (code, out) == (2, "")
    assert err.splitlines()[0].startswith("SLACK_BOT_TOKEN is missing")
    assert len(err.splitlines()) == 6  # one for each setting, and where else credentials may be


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_refused_token_is_a_line_and_exit_code_2(
    open_office: OpenOffice, tmp_path: Path, name: str
) -> None:
    async with open_office() as office:
        wrong = {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_APP_TOKEN": "xapp-wrong"}[name]
        env = {**environment(office.settings), name: wrong}
        code, _, err = await ran("run", env=env, folder=tmp_path)
    assert code == 2
    assert "Traceback" not in err
    assert name in err
    assert wrong not in err


async def test_the_check_is_content(open_office: OpenOffice, tmp_path: Path) -> None:
    async with open_office() as office:
        code, out, err = await ran("check", env=environment(office.settings), folder=tmp_path)
        assert [call for call in office.kore.calls if call.method == "POST"] == []
    assert (code, err) == (0, "")
    assert all(line.startswith("ok ") for line in out.splitlines())
    assert len(out.splitlines()) == 8


AMISS = {
    "SLACK_BOT_TOKEN": ("xoxb-wrong", "Slack bot token"),
    "SLACK_APP_TOKEN": ("xapp-wrong", "Slack app token"),
    "KORE_CLIENT_SECRET": ("a-wrong-secret-of-thirty-two-bytes-or-more", "Kore.ai"),
    "KORE_HOST": ("http://127.0.0.1:9", "Kore.ai"),
    "DATABASE_URL": ("sqlite:////no/such/folder/x.db", "Database"),
}
AMISS_TOO = ("DATABASE_URL", "postgresql://127.0.0.1:9/away", "Database")


@pytest.mark.parametrize(
    ("name", "value", "test"), [*((name, *amiss) for name, amiss in AMISS.items()), AMISS_TOO]
)
async def test_the_check_says_what_is_amiss_and_checks_the_rest(
    open_office: OpenOffice, tmp_path: Path, name: str, value: str, test: str
) -> None:
    async with open_office() as office:
        env = {**environment(office.settings), name: value}
        code, out, _ = await ran("check", env=env, folder=tmp_path)
    wrong = [line for line in out.splitlines() if line.startswith("WRONG")]
    assert code == 1
    assert len(wrong) == 1
    assert wrong[0].startswith(f"WRONG {test}: ")
    assert name in wrong[0] or "Check the address" in wrong[0]
    assert value not in wrong[0] or name == "DATABASE_URL"
    assert len(out.splitlines()) == 8


@pytest.mark.now
@pytest.mark.processes
async def test_the_demo_answers_one_question_and_ends(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "COLUMNS": "100"}
    code, out, err = await ran("demo", "--ask", f"{WEEK} by day", env=env, folder=tmp_path)
    assert (code, err) == (0, "")
    for words in ("is linked to this channel", ANSWER, "Total"):
        assert words in out


@pytest.mark.processes
async def test_the_demo_presses_what_a_button_says(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "COLUMNS": "100"}
    asked = (
        "--now",
        "2026-11-18T21:00Z",
        "--ask",
        "alert when sessions > 100 per day",
        "--ask",
        "Save",
        "--ask",
        "alerts",
    )
    code, out, err = await ran("demo", *asked, env=env, folder=tmp_path)
    assert (code, err) == (0, "")
    tried, _, saved = out.partition("@anna in #support-bots  [ Save ]")
    assert "If you save this now, it alerts right away" in tried
    assert "@anna set up alert 1 of this channel: sessions over 100 per day" in saved
    assert "Alerts in this channel" in saved
    assert "Wed 18 Nov so far" in " ".join(tried.split())


@pytest.mark.processes
async def test_the_manifest_is_printed_for_http_too(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"]}
    code, out, _ = await ran("manifest", "--url", "https://b.example", env=env, folder=tmp_path)
    assert code == 0
    assert "url: https://b.example/slack/events" in out
    code, _, err = await ran("manifest", "--url", "http://b.example", env=env, folder=tmp_path)
    assert code == 2
    assert "https://" in err
