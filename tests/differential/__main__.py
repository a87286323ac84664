"""Reads a large corpus with two versions of the code and prints each text that they read apart.

    python -m tests.differential [REF [TEXTS [SEED]]]

REF is a commit of this repository, `main` if left out, and is checked out for a moment; the other
version is the working tree. The corpus is what this tree's tests and pages say and TEXTS more from
templates (75,000), the same ones for the same SEED. The exit code is 1 if there is a difference.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.differential.readings import Asked
from tests.differential.texts import many, written

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent.relative_to(ROOT)
TEXTS, SEED = 75_000, 1
MOST_SHOWN = 200

Difference = tuple[Asked, str, str]  # the text, and how the two read it


def differences(ref: str, corpus: Sequence[Asked]) -> list[Difference]:
    """Each text that the commit and the working tree read apart, with both readings."""
    lines = "".join(f"{asked.model_dump_json()}\n" for asked in corpus)
    with checked_out(ref) as older:
        before, after = read_by(older, lines), read_by(ROOT, lines)
    rows = zip(corpus, before, after, strict=True)
    return [
        (asked, old, new) for asked, old, new in rows if old != new and _said(old) != _said(new)
    ]


def _said(reading: str) -> object:
    """What a reading says; a field that one version lacks is as good as an empty one."""
    return _filled(json.loads(reading))


def _filled(value: object) -> object:
    if isinstance(value, dict):
        return {key: _filled(each) for key, each in value.items() if each not in (None, False, [])}
    return [_filled(each) for each in value] if isinstance(value, list) else value


@contextlib.contextmanager
def checked_out(ref: str) -> Iterator[Path]:
    """A folder with that commit in it."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        _git("worktree", "add", "--detach", "--quiet", str(tree), ref)
        try:
            if not (tree / HERE).exists():  # it is older than this command
                shutil.copytree(ROOT / HERE, tree / HERE)
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def read_by(tree: Path, lines: str) -> list[str]:
    """The readings of the code in that folder, each in a line of JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.differential.readings"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        input=lines,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def report(found: Sequence[Difference], count: int) -> Iterator[str]:
    """The differences in lines, and how many there are."""
    for asked, old, new in found[:MOST_SHOWN]:
        after = f" (after {asked.before!r})" if asked.before is not None else ""
        yield f"{asked.text!r}{after} at {asked.where.now:%Y-%m-%dT%H:%M} in {asked.where.zone}"
        yield f"  before: {old}"
        yield f"  now:    {new}"
    if len(found) > MOST_SHOWN:
        yield f"... and {len(found) - MOST_SHOWN} more"
    yield f"{len(found)} of {count} texts are read apart"


def _git(*words: str) -> None:
    subprocess.run(["git", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603, S607 - from the path, as people call it


def main(ref: str = "main", texts: str = str(TEXTS), seed: str = str(SEED)) -> int:
    """The exit code."""
    corpus = [*written(ROOT), *many(int(texts), int(seed))]
    found = differences(ref, corpus)
    sys.stdout.writelines(f"{line}\n" for line in report(found, len(corpus)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
