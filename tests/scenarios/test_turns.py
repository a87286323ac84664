"""One person takes no more than their share of the app."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from slackbot.domain.ask import MOST_OPEN
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import User, Workspace
from slackbot.workflows.context import TOO_MANY
from tests.chaos.stage import in_parallel
from tests.clock import CLOCK, seconds
from tests.properties import examples
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice
from tests.scenarios.processes.test_shared import running

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
MANY, PEOPLE = examples(200) // 2, 3
FIRST_DAY = date(2025, 12, 1)
PLACE = re.compile(r"Number (\d+) in line")
LONG = 3 * PATIENCE


@dataclass
class Crowd:
    """People who ask in an office whose Kore.ai ends no job yet; the first sends `many` questions.

    `submitted` has the days that the jobs are about, in their order; `asked` those of the others'
    questions, each more than all before.
    """

    many: int
    submitted: list[float] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kore = KoreSandbox(now=CLOCK.now, job_seconds=self._seconds)
        self.kore.manners.never_finishes = True
        # A busy machine is to have its time.
        self.slack = SlackSandbox(Workspace(seconds), rate=None, ack_seconds=PATIENCE)

    def _seconds(self, days: float) -> float:
        self.submitted.append(days)
        return 0.0

    async def ask(self, office: Office, user: str, text: str) -> None:
        ack = await self.slack.slash("/billing", text, user=user, channel=office.channel)
        assert ack.ok, ack.error

    async def ask_alone(self, office: Office, user: str) -> int:
        """Return the place in line that is told."""
        self.slack.workspace.users[user] = User(user, user.lower(), user)
        before = len(self.slack.messages(office.channel))
        self.asked.append(len(self.asked) + 2)
        last = FIRST_DAY + timedelta(days=self.asked[-1] - 1)
        await self.ask(office, user, f"{FIRST_DAY} to {last}")

        def place() -> re.Match[str] | None:
            new = self.slack.messages(office.channel)[before:]
            return PLACE.search(new[0].text) if new else None

        return int((await self.slack.wait_for(place, PATIENCE))[1])

    async def ask_much(self, office: Office, user: str) -> list[Message]:
        """Let one person send one question and then very many at once, each about another day; the
        parents of those that were taken, as soon as every other one was refused to them alone."""
        before = len(self.slack.messages(office.channel))
        told = len(self.slack.ephemerals(user, office.channel))

        async def send(n: int) -> None:
            await self.ask(office, user, str(FIRST_DAY + timedelta(days=n)))

        def refusals() -> list[Message] | None:
            found = self.slack.ephemerals(user, office.channel)[told:]
            refused = [each for each in found if each.text == TOO_MANY]
            return refused if len(refused) == self.many - MOST_OPEN else None

        await send(0)
        await self.slack.wait_for(lambda: self.submitted, PATIENCE)
        await in_parallel(send, range(1, self.many), at_once=20)
        await self.slack.wait_for(refusals, LONG)
        return self.slack.messages(office.channel)[before:]


async def take_turns(crowd: Crowd, office: Office) -> None:
    """Anna sends very many, and each of some people as many as they may; whoever comes then is told
    their place, and comes before everybody's second."""
    await office.told(LINK)
    assert len(await crowd.ask_much(office, office.user)) == MOST_OPEN
    for person in range(PEOPLE):
        places = [await crowd.ask_alone(office, f"U{person}") for _ in range(MOST_OPEN)]
        assert places[0] == 1 + 1 + person  # behind Anna's first and one of each before
    assert await crowd.ask_alone(office, "late") == 1 + 1 + PEOPLE
    assert len(crowd.submitted) == 1  # Anna's first, which does not end
    crowd.kore.manners.never_finishes = False
    await crowd.slack.wait_for(lambda: len(crowd.submitted) >= 2 + PEOPLE, LONG)
    firsts = crowd.asked[::MOST_OPEN]
    # Each question is about so many days, and compares them with as many before.
    assert [round(days / 2) for days in crowd.submitted[1 : 2 + PEOPLE]] == firsts


async def test_of_very_many_at_once_five_are_taken_and_people_take_turns(
    open_office: OpenOffice,
) -> None:
    crowd = Crowd(MANY)
    async with open_office(crowd.slack, crowd.kore) as office, office.app():
        await take_turns(crowd, office)


@pytest.mark.chaos
async def test_the_same_holds_for_several_processes(
    open_office: OpenOffice, tmp_path: Path, postgres_url: str
) -> None:
    crowd = Crowd(40)
    async with (
        open_office(crowd.slack, crowd.kore, database_url=postgres_url) as office,
        running(office, tmp_path, "web", "worker", "worker"),
    ):
        await take_turns(crowd, office)
