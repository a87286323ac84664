"""What was drawn once is compared with what is drawn now; a person reads the difference.

`SNAPSHOTS=write pytest tests/slack/questions/test_snapshots.py` writes the files anew: read
them before they are committed.
"""

import json
import os
from pathlib import Path
from typing import Any

WRITE = os.environ.get("SNAPSHOTS") == "write"


def assert_recorded(file: Path, value: Any) -> None:
    """Fail, with the difference, unless `file` holds just this JSON."""
    now = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    if WRITE:
        file.write_text(now, encoding="utf-8")
    assert file.exists(), f"nothing is recorded in {file.name}: see tests/snapshots.py"
    assert now.splitlines() == file.read_text(encoding="utf-8").splitlines()
