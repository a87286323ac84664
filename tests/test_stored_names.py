"""What is stored keeps its name: work under way, old buttons, dashboards and logs depend on it."""

import subprocess
import sys
from pathlib import Path

LISTED = Path(__file__).with_name("stored_names.txt")


def test_no_stored_name_has_changed() -> None:
    """One more is written into the list by the command in `stored_names`; one that is gone or has
    changed strands what an older version has written: it stays, by an alias if need be."""
    command = [sys.executable, "-m", "tests.stored_names"]  # where nothing has been counted yet
    done = subprocess.run(  # noqa: S603 - this Python, our own module
        command, cwd=LISTED.parents[1], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == LISTED.read_text().splitlines()
