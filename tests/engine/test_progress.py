"""The progress of a job is shown while it is in flight, and never after it has ended."""

import asyncio
import contextlib

from slackbot.engine.job_queue import Lanes
from slackbot.engine.progress import Progress
from slackbot.ports import OpenQuestion
from tests.engine.test_serializer import OPENED
from tests.fakes import NOW, FakeClock, FakeNotifier, ask


class TwoWait(Lanes):
    """Two questions wait for every run."""

    def __init__(self) -> None:
        self._both = [OpenQuestion(ask=ask("today"), opened=OPENED, until=NOW) for _ in range(2)]

    async def waiting_for(self, team: str, run: str, most: int) -> list[OpenQuestion]:
        return self._both


class EndsMeanwhile(FakeNotifier):
    """The job ends while its progress is shown for the first time."""

    progress_of: Progress

    async def progress(self, question: OpenQuestion, percent: int | None) -> None:
        await super().progress(question, percent)
        self.progress_of.ended("run")


async def shown(progress: Progress) -> None:
    """Let it look some times at what there is to tell."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.05):
            await progress.keep_telling()


async def test_what_waits_is_shown_the_newest_percentage() -> None:
    notifier = FakeNotifier()
    progress = Progress(TwoWait(), notifier, FakeClock())
    for percent in (10, 40.4, 100):
        progress.told("T1", "run", percent)
    await shown(progress)
    assert [told for _, told in notifier.stopped] == ["40", "40"]


async def test_nothing_is_shown_of_a_job_that_has_ended() -> None:
    notifier = FakeNotifier()
    progress = Progress(TwoWait(), notifier, FakeClock())
    progress.told("T1", "run", 40)
    progress.ended("run")
    await shown(progress)
    assert notifier.stopped == []


async def test_a_job_that_ends_meanwhile_is_shown_no_more() -> None:
    notifier = EndsMeanwhile()
    notifier.progress_of = Progress(TwoWait(), notifier, FakeClock())
    notifier.progress_of.told("T1", "run", None)
    await shown(notifier.progress_of)
    assert [told for _, told in notifier.stopped] == ["None"]
