"""One browser and one stage for all tests; each test has a page of its own.

A test fails if its page met an error: in the script, on the console, or in an answer.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from slackbot.sandbox.demo.clock import MovableClock
from tests.browser import chromium
from tests.browser.served import Served, served, until_wednesday_noon

WITHIN = 60_000  # milliseconds that any one wait of a test may take
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    here = Path(__file__).parent.as_posix()
    for item in items:
        if item.path.as_posix().startswith(here):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    pytest.importorskip("playwright", reason="`make test-browser` installs playwright")
    path = chromium.found()
    if path is None:
        pytest.skip(f"this machine has no {', '.join(chromium.NAMES)}")
    with chromium.browser(path) as started:
        yield started


@pytest.fixture(scope="session")
def demo(browser: Any) -> Iterator[Served]:
    """The demo on a Wednesday at noon, so that nothing falls due while a test looks on."""
    with served(MovableClock(until_wednesday_noon(datetime.now(UTC)))) as started:  # noqa: TID251
        yield started


@pytest.fixture
def open_page(browser: Any, demo: Served, tmp_path: Path) -> Iterator[Any]:
    """Opens a page of some size as Anna in the channel. At the end, its picture is kept."""
    opened: list[tuple[Any, list[str]]] = []

    def open_(**options: Any) -> Any:
        page = browser.new_page(**{"viewport": WIDE, **options})
        page.set_default_timeout(WITHIN)
        opened.append((page, _faults_of(page)))
        page.goto(demo.address)
        return page

    yield open_
    for at, (page, faults) in enumerate(opened):
        page.screenshot(path=tmp_path / f"{at}.png")
        page.close()
        assert faults == []


@pytest.fixture
def page(open_page: Any) -> Any:
    return open_page()


def _faults_of(page: Any) -> list[str]:
    """What goes wrong on the page from now on."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on(
        "console",
        lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None,
    )
    page.on(
        "response",
        lambda answer: (
            faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        ),
    )
    return faults
