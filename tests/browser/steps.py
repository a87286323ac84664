"""What a person does on the page, again and again."""

from typing import Any


def say(page: Any, text: str, box: str = "channel") -> None:
    page.locator(f"#text-{box}").fill(text)
    page.locator(f"#text-{box}").press("Enter")


def last_answer(page: Any) -> Any:
    """The latest message of the app in the channel."""
    return page.locator("#messages .from-app").last


def open_answer(page: Any, command: str) -> Any:
    """Ask, and open the thread of the question once it has an answer; returns the thread."""
    threads = page.locator("#messages a.replies")
    before = threads.count()
    say(page, command)
    threads.nth(before).wait_for()
    threads.nth(before).click()
    return page.locator("#replies")


def move(page: Any, label: str) -> None:
    """Let time pass, by the panel."""
    page.locator("details.panel > summary").click()
    page.get_by_role("button", name=label).click()


def turn(page: Any, trouble: str) -> None:
    """Turn a trouble on, or off, by the panel, which is closed then."""
    panel, switch = page.locator("details.panel > summary"), page.locator(f"[value={trouble}]")
    turned = "false" if switch.get_attribute("aria-pressed") == "true" else "true"
    panel.click()
    switch.click()
    page.locator(f"[value={trouble}][aria-pressed={turned}]").wait_for()
    panel.click()
