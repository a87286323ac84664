"""What a person does on the page of the demo, in a real browser."""

from typing import Any

import pytest

from slackbot.sandbox.kore.bots import HR_BOT
from slackbot.sandbox.slack.web_api.faults import Fault
from tests.browser.conftest import PHONE, WIDE, WITHIN
from tests.browser.served import Served
from tests.browser.steps import last_answer, move, open_answer, say, turn

TOP, HEIGHT = "each => each.getBoundingClientRect().top", "each => each.clientHeight"


class Met(dict[str, Fault]):
    """Lasting failures, which tell whether a call has met one."""

    refused = False

    def get(self, method: str, default: Any = None) -> Any:
        fault = super().get(method, default)
        self.refused = self.refused or fault is not None
        return fault


def test_a_question_is_answered_in_its_thread(page: Any) -> None:
    thread = open_answer(page, "/billing last week")
    drawn = thread.locator(".from-app").last
    drawn.locator(".block").first.wait_for()
    assert "sessions" in drawn.inner_text()
    assert thread.locator(".fault").count() == 0


def test_a_button_is_pressed(page: Any) -> None:
    thread = open_answer(page, "/billing last week by day")
    before = thread.locator(".message").count()
    thread.locator(".from-app button[name=press]").first.click()
    thread.locator(".message").nth(before).wait_for()


def test_a_mention_in_the_thread_follows_up(page: Any) -> None:
    thread = open_answer(page, "/billing last week")
    before = thread.locator(".message").count()
    say(page, "@Billing by day", "thread")
    answer = thread.locator(".message").nth(before + 1)
    answer.wait_for()
    assert "day" in answer.inner_text()


def test_a_question_is_asked_by_a_form_with_mouse_and_keyboard(page: Any) -> None:
    say(page, "/billing")
    form = page.locator("dialog.modal")
    form.locator("select:focus").wait_for()
    form.get_by_label("Period").select_option(label="Between two dates …")
    form.get_by_label("First day").fill("2026-09-15")
    form.get_by_text("/billing since 2026-09-15").wait_for()
    form.get_by_label("Last day").fill("2026-09-01")
    form.get_by_text("/billing 2026-09-15 to 2026-09-01").wait_for()
    form.get_by_role("button", name="Ask", exact=True).click()
    form.locator("[aria-invalid=true]").wait_for()  # below the field that is wrong
    form.get_by_label("Last day").fill("2026-09-20")
    form.get_by_text("/billing 2026-09-15 to 2026-09-20").wait_for()
    form.get_by_text("SalesBot").click()
    form.get_by_text("/billing 2026-09-15 to 2026-09-20 for SalesBot").wait_for()
    threads = page.locator("#messages a.replies")
    before = threads.count()
    ask = form.get_by_role("button", name="Ask", exact=True)
    ask.focus()
    ask.press("Enter")
    threads.nth(before).wait_for()
    assert form.count() == 0
    assert "SalesBot" in last_answer(page).inner_text()


def test_a_shortcut_opens_the_form_of_the_channel_that_is_chosen(page: Any) -> None:
    page.get_by_role("button", name="Ask about bot usage").click()
    form = page.locator("dialog.modal")
    form.get_by_label("Channel").select_option(label="#support-bots")
    form.get_by_role("button", name="Next").click()
    form.get_by_text("Same as typing").wait_for()
    page.keyboard.press("Escape")
    form.wait_for(state="hidden")


def test_a_digest_comes_on_monday(page: Any) -> None:
    say(page, "/billing digest every Monday at 9")
    page.get_by_text("set up digest").wait_for()
    move(page, "To next Monday at nine")
    page.get_by_text("Weekly digest").wait_for()
    assert "09:00" in page.locator("details.panel > summary").inner_text()


def test_a_slow_question_is_cancelled(page: Any, demo: Served) -> None:
    turn(page, "kore-slow")
    try:
        say(page, "/billing 3 Sep to 5 Sep for SalesBot")
        asked = page.locator("#messages .message", has_text="3 Sep to 5 Sep")
        asked.get_by_role("button", name="Cancel").click()
        asked.get_by_text("Cancelled by").wait_for()
    finally:
        turn(page, "kore-slow")
    move(page, "One hour on")  # the job ends, and with it what other tests would wait behind
    demo.portal.call(demo.idle, WITHIN / 1000)
    page.reload()
    assert asked.locator("a.replies").count() == 0
    assert "Cancelled by" in asked.inner_text()


def test_an_alert_fires_and_recovers(page: Any, demo: Served) -> None:
    """Nobody uses HRBot at weekends."""
    demo.portal.call(demo.to_wednesday_noon)
    of_hr = page.locator("#messages .message", has_text="HRBot")
    say(page, f"/billing link {HR_BOT.id} as HRBot")
    of_hr.first.wait_for()
    say(page, "/billing alert when no sessions for 24 h for HRBot")
    of_hr.get_by_role("button", name="Save").click()
    page.locator("#messages .message:not(.only-you)", has_text="HRBot").wait_for()
    move(page, "To next Monday at nine")
    acknowledge = page.get_by_role("button", name="Acknowledge")
    notice = of_hr.filter(has=acknowledge)
    notice.wait_for()
    same = page.locator(f"[id='{notice.get_attribute('id')}']")
    assert "🔴" in same.inner_text()
    move(page, "One day on")
    same.get_by_text("recovered").wait_for()
    assert "✅" in same.inner_text()
    assert same.locator(acknowledge).count() == 0


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_home_tab_shows_the_channels_and_leads_to_their_lists(
    open_page: Any, size: dict[str, int]
) -> None:
    page = open_page(viewport=size)
    say(page, "/billing this month for all")
    page.locator("#messages a.replies").first.wait_for()
    page.goto(f"{page.url.rpartition('/')[0]}/home")
    if page.get_by_role("button", name="Home", exact=True).is_visible():
        page.get_by_role("button", name="Home", exact=True).press("Enter")
    menu = page.get_by_label("Choose …").first
    menu.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        menu.select_option(label="Bots")  # the keyboard does the same
    page.goto(f"{page.url.rpartition('/')[0]}/D0ANNA")
    page.get_by_text("Bots of this channel").last.wait_for()


def test_a_panel_gives_way_when_time_has_passed(page: Any) -> None:
    move(page, "One hour on")
    page.locator("#top:not([aria-busy])").wait_for()
    assert page.locator("details.panel[open]").count() == 0
    assert page.evaluate("document.activeElement.id") == "clock"


def test_a_thread_begins_with_its_newest_message(page: Any, demo: Served) -> None:
    thread = open_answer(page, "/billing last week by day")
    answer = thread.locator(".from-app").last
    answer.locator(".block").last.wait_for()
    assert answer.evaluate(HEIGHT) > thread.evaluate(HEIGHT)  # of what is taller, the first lines
    assert abs(answer.evaluate(TOP) - thread.evaluate(TOP)) < 2
    thread.evaluate("pane => pane.scrollTop = 0")
    parent = page.url.rpartition("=")[2]
    demo.portal.call(demo.write, "Seen by @ben", parent)
    newer = page.locator("[data-newest=replies]")
    newer.wait_for()
    assert thread.evaluate("pane => pane.scrollTop") == 0
    newer.click()
    newer.wait_for(state="hidden")
    shown = thread.get_by_text("Seen by @ben")
    assert shown.evaluate(TOP) < thread.evaluate(TOP) + thread.evaluate(HEIGHT)


def test_a_shared_channel_is_refused(page: Any) -> None:
    page.locator("#channels a", has_text="partner").click()
    page.locator("#title", has_text="partner").wait_for()
    say(page, "/billing last week")
    answer = last_answer(page)
    answer.wait_for()
    assert "Only visible to you" in answer.inner_text()
    assert "another organisation" in answer.inner_text()


@pytest.mark.parametrize("trouble", ["slack-limits", "slack-away"])
def test_what_slack_does_not_take_comes_later(page: Any, demo: Served, trouble: str) -> None:
    slack = demo.stage.slack
    slack.faults.lasting = met = Met()
    threads = page.locator("#messages a.replies")
    before = threads.count()
    turn(page, trouble)
    try:
        say(page, "/billing yesterday")
        demo.portal.call(slack.wait_for, lambda: met.refused or None, WITHIN / 1000)
        assert threads.count() == before
    finally:
        turn(page, trouble)
    threads.nth(before).wait_for()


def test_a_phone_needs_no_scrolling_sideways(open_page: Any) -> None:
    page = open_page(viewport=PHONE)
    assert page.locator("#text-channel").is_visible()
    open_answer(page, "/billing last week by day").locator(".from-app .block").first.wait_for()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE["width"]
    channel = page.locator("#channels a").first
    assert not channel.is_visible()
    page.set_viewport_size(WIDE)  # as by turning it
    channel.wait_for()


def test_nothing_serious_keeps_people_from_using_it(page: Any) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    open_answer(page, "/billing last week by day").locator(".from-app .block").first.wait_for()
    found = axe.run(page)["violations"]
    assert [
        (each["id"], each["nodes"][0]["html"])
        for each in found
        if each["impact"] in ("serious", "critical")
    ] == []
