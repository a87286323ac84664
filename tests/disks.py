"""A real, small disk, which can be filled and made read-only."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def disk_of(folder: Path, megabytes: int) -> Iterator[Path]:
    """A new disk of that size below the folder. Skips the test where nothing may be mounted."""
    disk = folder / "disk"
    disk.mkdir()
    if not mounted("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)):
        pytest.skip("no disk may be mounted")
    try:
        yield disk
    finally:
        _run("umount", "-l", str(disk))


def mounted(*words: str) -> bool:
    """Whether `mount WORDS` succeeded."""
    return _run("mount", *words)


def fill(disk: Path) -> Path:
    """Write a file that takes all the room that there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    return filler


def _run(program: str, *words: str) -> bool:
    command = shutil.which(program)
    if command is None:
        return False
    return not subprocess.run([command, *words], check=False, capture_output=True).returncode  # noqa: S603 - our own words
