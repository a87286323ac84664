"""What the pages name can be run, and CI runs it."""

import re
from importlib.util import find_spec
from pathlib import Path

from benchmarks.smoke import SIZES

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
NAMED = {
    name
    for page in PAGES
    for name in re.findall(r"-m ((?:benchmarks|tests\.chaos)\.\w+)", page.read_text())
}


def test_ci_runs_every_benchmark_that_a_page_names() -> None:
    assert NAMED - set(SIZES) == set()
    assert len(NAMED) > 10


def test_what_ci_runs_is_there() -> None:
    assert [name for name in SIZES if find_spec(name) is None] == []
