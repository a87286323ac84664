"""Pictures, really drawn, by a process that is gone afterwards."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from slackbot.charting.renderer import ChartRenderer
from slackbot.domain.errors import TransientError
from tests.charting.series import series

pytestmark = pytest.mark.processes
WEEK = series(1, 2, 3, 4, 5, 6, 7)
PNG = b"\x89PNG\r\n\x1a\n"


def python(code: str) -> Sequence[str]:
    return (sys.executable, "-c", code)


def size(picture: bytes) -> tuple[int, int]:
    return int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])


async def test_the_figures_make_a_picture_of_twice_the_size() -> None:
    renderer = ChartRenderer()
    one, other = await asyncio.gather(
        renderer.draw(WEEK), renderer.draw(series(7, 6, 5, 4, 3, 2, 1))
    )
    assert one.startswith(PNG)
    assert size(one) == (1600, 900)
    assert one != other


def test_this_process_never_loads_the_library() -> None:
    code = (
        "import asyncio, sys\n"
        "from slackbot.charting.renderer import ChartRenderer\n"
        "from tests.charting.series import series\n"
        "echo = (sys.executable, '-S', '-c', 'import sys; print(sys.stdin.read())')\n"
        "assert asyncio.run(ChartRenderer(echo).draw(series(1, 2)))\n"
        "assert 'vl_convert' not in sys.modules\n"
    )
    subprocess.run(python(code), check=True, cwd=Path(__file__).parents[2])  # noqa: S603 - ours


async def test_the_child_is_given_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    code = "import os, sys; sys.stdin.read(); print(sorted(os.environ))"
    assert b"SLACK_BOT_TOKEN" not in await ChartRenderer(python(code)).draw(WEEK)


FAILURES = {
    "fails": ("import sys; sys.stdin.read(); sys.exit('bad figures')", "bad figures"),
    "is silent": ("import sys; sys.stdin.read()", "exit code 0"),
    "does not listen": ("import sys; sys.exit(3)", "exit code 3"),
    "is killed": ("import os, sys; sys.stdin.read(); os.kill(os.getpid(), 9)", "exit code -9"),
}


@pytest.mark.parametrize(("code", "reason"), FAILURES.values(), ids=FAILURES.keys())
async def test_a_child_that(code: str, reason: str) -> None:
    with pytest.raises(TransientError, match=f"could not be drawn: {reason}"):
        await ChartRenderer(python(code)).draw(WEEK)


async def test_a_program_that_is_not_there() -> None:
    with pytest.raises(TransientError, match="No such file"):
        await ChartRenderer(("/nowhere/python",)).draw(WEEK)


Begun = tuple[Sequence[str], asyncio.Queue[int]]


@pytest.fixture
async def begun() -> AsyncIterator[Begun]:
    """A command for children that tell their id and then wait for ever, and the ids so far."""
    pids: asyncio.Queue[int] = asyncio.Queue()

    async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pids.put_nowait(int(await reader.readline()))
        await reader.read()  # until the child is gone
        writer.close()

    async with await asyncio.start_server(tell, "127.0.0.1", 0) as server:
        code = (
            "import os, socket, sys; sys.stdin.read();"
            f"line = socket.create_connection({server.sockets[0].getsockname()!r});"
            "line.sendall(b'%d\\n' % os.getpid()); line.recv(1)"
        )
        yield python(code), pids


async def test_one_that_takes_too_long_is_ended(begun: Begun) -> None:
    command, pids = begun
    with pytest.raises(TransientError, match="more than 2 seconds"):
        await ChartRenderer(command, limit_seconds=2).draw(WEEK)
    assert_gone(pids.get_nowait())


async def test_at_most_two_at_once_and_none_left_when_cancelled(begun: Begun) -> None:
    command, pids = begun
    renderer = ChartRenderer(command)
    drawing = [asyncio.create_task(renderer.draw(WEEK)) for _ in range(3)]
    first = [await pids.get(), await pids.get()]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pids.get(), 0.5)
    drawing[0].cancel()
    third = await pids.get()  # its place was free
    for task in drawing:
        task.cancel()
    await asyncio.wait(drawing)
    assert all(task.cancelled() for task in drawing)
    assert_gone(*first, third)


def assert_gone(*pids: int) -> None:
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
