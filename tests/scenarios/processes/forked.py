"""Processes of the app, forked from one that has imported it, which takes longer than most tests.

All else is as with `python -m slackbot`: an environment, a folder, outputs, signals and an exit
code of its own.
"""

import asyncio
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

MOST_BYTES = 65_536  # of a request


class Forked:
    """A forked process, as asyncio has a started one."""

    def __init__(
        self,
        pid: int,
        out: asyncio.StreamReader,
        err: asyncio.StreamReader,
        code: asyncio.Future[int],
    ) -> None:
        self.stdout, self.stderr = out, err
        self._pid = pid
        self._code = code

    def send_signal(self, number: int) -> None:
        if self._code.done():
            raise ProcessLookupError
        os.kill(self._pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Its exit code; of a killed one, the signal's number below zero."""
        return await asyncio.shield(self._code)


class Forker:
    """The process from which others are forked, started with the first of them."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = subprocess.Popen(  # noqa: S603 - ours
            (sys.executable, "-m", __name__, str(theirs.fileno())),
            pass_fds=[theirs.fileno()],
            cwd=Path(__file__).parents[3],
        )
        theirs.close()

    async def fork(self, words: Sequence[str], env: Mapping[str, str], folder: Path) -> Forked:
        """`slackbot WORDS` in the folder."""
        pipes = [os.pipe() for _ in range(3)]
        request = json.dumps([list(words), dict(env), str(folder)]).encode()
        socket.send_fds(self._control, [request], [write for _, write in pipes])
        for _, write in pipes:
            os.close(write)
        out, err, told = [await _reader(read) for read, _ in pipes]
        pid = int(await told.readline())

        async def code() -> int:
            return int(await told.readline())

        return Forked(pid, out, err, asyncio.ensure_future(code()))

    def close(self) -> None:
        """Wait for all that was forked: what it has cost counts as ours."""
        self._control.close()
        self._process.wait()


async def _reader(pipe: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb")
    )
    return reader


def _serve(control: socket.socket) -> list[str] | None:
    """Fork a process for each request, and one that waits for it. Returns once in each forked
    process, with its words; and here, with None, when nobody asks any more."""
    while True:
        request, fds, _, _ = socket.recv_fds(control, MOST_BYTES, 3)
        if not request:
            while _is_left():
                pass
            return None
        words, env, folder = json.loads(request)
        if not os.fork():
            control.close()
            if not _waits_for_child(fds[2]):
                _become(env, folder, fds)
                return list(words)
            os._exit(0)
        for fd in fds:
            os.close(fd)


def _waits_for_child(told: int) -> bool:
    """Fork; false in the child. Says who it is, and how it ended."""
    if not (pid := os.fork()):
        return False
    os.write(told, b"%d\n" % pid)
    _, status = os.waitpid(pid, 0)
    os.write(told, b"%d\n" % os.waitstatus_to_exitcode(status))
    return True


def _become(env: Mapping[str, str], folder: str, fds: Sequence[int]) -> None:
    for number, fd in enumerate(fds[:2], 1):
        os.dup2(fd, number)
    for fd in fds:
        os.close(fd)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)


def _is_left() -> bool:
    try:
        os.wait()
    except ChildProcessError:
        return False
    return True


if __name__ == "__main__":
    import slackbot.bootstrap  # noqa: F401 - for those that are forked
    from slackbot.cli.main import main
    from tests.scenarios.processes import deadly

    gc.freeze()
    if (words := _serve(socket.socket(fileno=int(sys.argv[1])))) is not None:
        sys.exit(deadly.main(words) if deadly.NAME in words else main(words))
