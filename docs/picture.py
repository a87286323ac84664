"""Draws the pictures in the README: what the demo's page shows, in the Chromium of this machine.

Run it as `.venv/bin/python -m docs.picture`, after `make test-browser`, where a font has emoji, as
Debian's package fonts-noto-color-emoji does.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from slackbot.sandbox.demo.clock import MovableClock
from tests.browser import chromium
from tests.browser.served import served
from tests.browser.steps import move, open_answer, say

FOLDER = Path(__file__).parent
SIZE = {"width": 1280, "height": 900}
WITHIN = 30_000  # milliseconds


def question(page: Any) -> None:
    """Show a question, and its answer in the thread."""
    open_answer(page, "/billing last week by day")
    page.locator("#replies .block").last.wait_for()


def digest(page: Any) -> None:
    """Show a digest as it is set up, and as it comes."""
    say(page, "/billing digest every Monday at 9 for SupportBot")
    page.get_by_text("set up digest").wait_for()
    move(page, "To next Monday at nine")
    came = page.locator("#messages .message", has_text="Weekly digest")
    came.locator("a.replies").wait_for()
    came.locator("a.replies").click()
    page.locator("#replies .block").last.wait_for()


def alert(page: Any) -> None:
    """Show an alert that fires for the second time in a month, and its history in the thread."""
    say(page, "/billing alert at 50, 80 and 100 % of 60000 sessions per month")
    page.get_by_role("button", name="Save").click()
    page.locator("#messages .message:not(.only-you)", has_text="set up").wait_for()
    acknowledge = page.get_by_role("button", name="Acknowledge")
    notice = page.locator("#messages .message").filter(has=acknowledge)
    move(page, "Eight days on")
    notice.wait_for()
    move(page, "Eight days on")
    notice.locator("a.replies", has_text="2 replies").click()
    page.locator("#replies .message").nth(2).wait_for()


PICTURES: dict[str, Callable[[Any], None]] = {
    "question.png": question,
    "digest.png": digest,
    "alert.png": alert,
}

if __name__ == "__main__":
    path = chromium.found()
    if path is None:
        raise SystemExit(f"This machine has no {', '.join(chromium.NAMES)}.")
    ahead = datetime(2026, 12, 2, 12, tzinfo=UTC) - datetime.now(UTC)  # noqa: TID251 - the pictures stay the same
    with chromium.browser(path) as browser:
        for name, act in PICTURES.items():
            with served(MovableClock(max(ahead, timedelta()))) as demo:
                page = browser.new_page(viewport=SIZE, color_scheme="light")
                page.set_default_timeout(WITHIN)
                page.goto(demo.address)
                act(page)
                page.mouse.move(0, 0)
                page.screenshot(path=FOLDER / name)
                page.close()
