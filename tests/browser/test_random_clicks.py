"""Somebody clicks and types at random: the page stays whole, and nothing is left unanswered."""

import random
from typing import Any

from tests.browser.conftest import WITHIN
from tests.browser.served import Served
from tests.browser.steps import last_answer, say
from tests.properties import THOROUGH

SECONDS = 30.0 if THOROUGH else 4.0
SEED = 18
TEXTS = (
    "/billing last week",
    "/billing",
    "/billing help",
    "/billing 31 Feb",
    "/billing last week by hour",
    "/billing digests",
    "/billing alert when sessions > 100 per day",
    "/billing " + "9" * 3000,
    "/unknown <&>",
    "@Billing by day",
    "<b>bold</b> & *bold* `code` @nobody #nowhere",
    "",
)
# Where a person could click: the middle of what is drawn on top. Links lead elsewhere with a
# `target`; the panel moves the clock and makes trouble, which the other tests do.
WAYS = """() => [...document.querySelectorAll("button, a, summary, input, select")]
  .filter((each) => !each.closest(".panel") && !each.target && !each.hasAttribute("download"))
  .map((each) => [each, each.getBoundingClientRect()])
  .map(([each, box]) => [each, box.x + box.width / 2, box.y + box.height / 2])
  .filter(([each, x, y]) => each.contains(document.elementFromPoint(x, y)))
  .map(([, x, y]) => [x, y])"""

# Goes to the message box, if there is one and no dialog before it. Neither waits: what was there a
# moment ago may be gone.
COMPOSER = """() => {
  const box = document.querySelector("#text-channel");
  if (!box || document.querySelector("dialog[open]")) return false;
  box.focus();
  return true;
}"""

# What only the asker sees tells a place in line once, and is not taken back.
NOTHING_RUNS = """() => [...document.querySelectorAll("#messages .message:not(.only-you)")]
  .every((each) => !each.innerText.includes("⏳"))"""


def test_random_clicks_and_texts(page: Any, demo: Served) -> None:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    until = demo.stage.clock.monotonic() + SECONDS
    while demo.stage.clock.monotonic() < until:
        if chance.random() < 0.2 and page.evaluate(COMPOSER):
            page.keyboard.insert_text(chance.choice(TEXTS))
            page.keyboard.press("Enter")
        elif ways := page.evaluate(WAYS):
            page.mouse.click(*chance.choice(ways))
        assert page.locator("#top").count() == 1
    page.goto(demo.address)
    while (dialog := page.locator("dialog[open] [data-close]")).count():
        dialog.first.click()
        page.goto(demo.address)
    demo.portal.call(demo.idle, WITHIN / 1000)
    page.reload()
    page.wait_for_function(NOTHING_RUNS, timeout=WITHIN)
    before = page.locator("#messages .from-app").count()
    say(page, "/billing help")
    page.locator("#messages .from-app").nth(before).wait_for()
    assert "/billing" in last_answer(page).inner_text()
