"""What holds for every command."""

import os
import signal

import pytest

from slackbot.cli.main import main


def test_a_reader_that_has_read_enough_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    end, beginning = os.pipe()
    os.close(end)  # as `slackbot manifest | head -1` does
    with os.fdopen(beginning, "w") as pipe:
        monkeypatch.setattr("sys.stdout", pipe)
        assert main(["manifest"]) == 128 + signal.SIGPIPE
        monkeypatch.undo()
