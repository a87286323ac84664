"""What has ended its process twice is given up and told, and everybody else is answered."""

import itertools
from pathlib import Path

import pytest

from slackbot import telemetry
from slackbot.sandbox.kore.bots import SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from tests.clock import CLOCK
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice
from tests.scenarios.processes import deadly
from tests.scenarios.processes.start import environment, slackbot
from tests.scenarios.weeks import EARLIER, WEEK

LINKS = (f"link {SUPPORT_BOT.id} as SupportBot", f"link {SALES_BOT.id} as SalesBot")
SUPPORT, SALES = f"{WEEK} for SupportBot", f"{WEEK} for SalesBot"
KILLED = -9


@pytest.mark.chaos
async def test_a_question_that_ends_its_process_twice_is_given_up(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    kore = KoreSandbox(now=CLOCK.now, job_seconds=1.0)  # both wait while the processes die
    async with open_office(kore=kore) as office:
        slack = office.slack
        env = {**environment(office.settings), "SLACKBOT_LOG_FORMAT": "json"}
        async with slackbot(deadly.NAME, "run", env=env, folder=tmp_path) as first:
            await first.started()
            for link in LINKS:
                await office.told(link)
            await asked(office, SUPPORT)
            await asked(office, SALES)
            assert (await first.end())[0] == KILLED
        for died in itertools.count(1):
            async with slackbot(deadly.NAME, "run", env=env, folder=tmp_path) as last:
                told = await last.logged_before_end(telemetry.GIVEN_UP)
                if told is None:
                    assert (await last.end())[0] == KILLED
                    continue
                # A death counts half where something else was at work at its moment.
                assert (told["level"], 2 <= told["deaths"] <= died <= 4) == ("error", True)
                await slack.wait_for(lambda: len(replies(office)) == 2, PATIENCE)
                given_up, answer = sorted(replies(office), key=lambda text: "SupportBot" in text)
                assert "ended my process twice" in given_up
                assert WEEK.sessions() in answer
                await office.asked(f"{EARLIER} for SupportBot")
                assert [m.text for m in slack.messages(office.channel) if "Asking" in m.text] == []
                assert last.find(telemetry.BUG) is None
                break


async def asked(office: Office, text: str) -> None:
    before = len(office.slack.messages(office.channel))
    ack = await office.slack.slash("/billing", text, user=office.user, channel=office.channel)
    assert ack.ok
    await office.slack.wait_for(
        lambda: len(office.slack.messages(office.channel)) > before, PATIENCE
    )


def replies(office: Office) -> list[str]:
    parents = office.slack.messages(office.channel)
    return [reply.text for p in parents for reply in office.slack.replies(office.channel, p.ts)]
