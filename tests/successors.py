"""Which tests there were at an older commit and are no more, and what has taken their place.

    .venv/bin/python -m tests.successors REF

A test is known by its name and its values, wherever it stands, as files move. Both sides are
collected with all examples. Ends with 1 if a test is gone that `successors.txt` does not name, or
if a successor there is none. A line there is `gone -> successor`, or a name without its values
for all of them; what comes after `#` says why.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
SUCCESSORS = Path(__file__).with_suffix(".txt")


def main(ref: str) -> int:
    """Print each test that is gone without a successor."""
    with tempfile.TemporaryDirectory() as folder:
        _run("git", "worktree", "add", "--detach", "--force", folder, ref)
        try:
            before = collected(Path(folder))
        finally:
            _run("git", "worktree", "remove", "--force", folder)
    now, told = collected(ROOT), successors()
    names = {_bare(test) for test in now}
    unknown = sorted({new for new in told.values() if new not in names and new not in now})
    gone = [test for test in before if now[test] < before[test]]
    lost = [test for test in gone if test not in told and _bare(test) not in told]
    for test in lost:
        print(f"gone: {test}")
    for test in unknown:
        print(f"no test, but named as a successor: {test}")
    print(
        f"{before.total()} tests at {ref}, {now.total()} now: {len(gone)} gone, "
        f"{len(gone) - len(lost)} of them with a successor"
    )
    return 1 if lost or unknown else 0


def collected(folder: Path) -> Counter[str]:
    """How many tests there are by each name, with their values."""
    env = {**os.environ, "THOROUGH": "1", "PYTHONPATH": str(folder)}
    said = _run(sys.executable, "-m", "pytest", "--collect-only", "-q", cwd=folder, env=env)
    tests = (line.split("::", 1)[1] for line in said.splitlines() if "::" in line)
    return Counter(map(_known_by, tests))


def successors() -> dict[str, str]:
    """By the test that is gone."""
    lines = (line.partition("#")[0] for line in SUCCESSORS.read_text().splitlines())
    pairs = (line.partition(" -> ") for line in lines if line.strip())
    return {_known_by(gone.strip()): new.strip() for gone, _, new in pairs}


def _known_by(test: str) -> str:
    """Leave out what changes though a test stays: the place of a value in its list, the address of
    one, and the pattern of a row, which its example names."""
    test = re.sub(r" at 0x\w+", "", test)
    test = re.sub(r"(?<=[-\[])([a-z_]+)\d+(?=[-\]])", r"\1", test)
    return re.sub(r"^(test_a_row_reads_its_example\[).*: ", r"\1", test)


def _bare(test: str) -> str:
    return re.sub(r"\[.*", "", test)


def _run(*words: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(words, cwd=cwd, env=env, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
