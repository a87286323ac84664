"""The page as a browser gets it, without the script: forms, links, and what stands there then."""

import asyncio
import dataclasses
import html
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from slackbot.sandbox.page.fields import key
from slackbot.sandbox.page.panel import Switch
from slackbot.sandbox.page.site import Page
from slackbot.sandbox.slack.delivery.socket import Ack
from slackbot.sandbox.slack.installed import InstalledApp
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.files import File
from slackbot.sandbox.slack.workspace.message import Draft, Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Workspace
from slackbot.slack.manifest import EVENTS, SCOPES, manifest
from tests.clock import seconds
from tests.sandbox.page.blocks import CONFIRM, DATA_TABLE, button, element, field, plain
from tests.sandbox.page.test_drawing import Read

ROOM, SECRET, OLD, ANNA, OLGA = "C0SUPPORT", "G0SECRET", "C0OLD", "U0ANNA", "U0OUTSIDER"
Json = dict[str, Any]
HERE = f"/{ANNA}/{ROOM}"


class App:
    """The app: it keeps what it is told, and acknowledges with what the test says."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Mapping[str, Any]]] = []
        self.answer: Callable[[Mapping[str, Any]], Json | None] = lambda request: None
        self.error: str | None = None

    async def send(self, kind: str, request: Mapping[str, Any], *_: Any, **__: Any) -> Ack:
        self.told.append((kind, request))
        return Ack(request, 0.0, self.answer(request), error=self.error)

    def actions(self) -> list[Json]:
        return [each for _, request in self.told for each in request.get("actions", ())]


class Browser:
    """A browser without a script: it follows links and sends forms."""

    def __init__(self, page: Page) -> None:
        transport = httpx.ASGITransport(page.app)
        self.client = httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8000", follow_redirects=True
        )
        self.html = ""

    async def go(self, address: str) -> str:
        answer = await self.client.get(address)
        assert answer.status_code == 200
        return self._seen(answer)

    async def send(self, address: str, *fields: tuple[str, str], back: str = HERE) -> str:
        items = [("back", back), *fields]
        answer = await self.client.post(
            address,
            content=urlencode(items),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code == 200
        return self._seen(answer)

    async def say(self, text: str, thread: str = "") -> str:
        where = f"?thread={thread}" if thread else ""
        return await self.send(
            f"/{ANNA}/say/{ROOM}", ("text", text), ("thread", thread), back=HERE + where
        )

    def _seen(self, answer: httpx.Response) -> str:
        self.html = answer.text
        return " ".join(Read(self.html.replace("<!doctype html>", "")).words.split())


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def slack(app: App) -> SlackSandbox:
    slack = SlackSandbox(Workspace(seconds), events={"app_mention", "app_home_opened"})
    slack._delivery = app  # type: ignore[assignment]
    return slack


@pytest.fixture
def page(slack: SlackSandbox) -> Page:
    return Page(slack, InstalledApp("Billing", ("/billing",)), ("/billing help",))


@pytest.fixture
async def browser(page: Page) -> AsyncIterator[Browser]:
    browser = Browser(page)
    yield browser
    await browser.client.aclose()


def post(slack: SlackSandbox, *blocks: Json, text: str = "Here", **more: Any) -> Message:
    return slack.workspace.post(ROOM, Draft(text, blocks), **more)


def pressed(name: str, block: str = "b") -> tuple[str, str]:
    return "press", key({"block_id": block}, {"action_id": name})


def act(message: Message) -> str:
    return f"/{ANNA}/act/{message.channel}/{message.ts}"


async def test_it_begins_as_anna_in_the_channel(browser: Browser) -> None:
    words = await browser.go("/")
    assert "# support-bots" in words
    assert "Nothing has been said here yet." in words
    assert f'href="{HERE}" data-swap aria-current="true">Anna' in browser.html


async def test_a_command_is_given_and_its_answer_is_private(browser: Browser, app: App) -> None:
    app.answer = lambda request: {"text": f"*Well*: {request['text']}"}
    words = await browser.say("/billing last week")
    (kind, told) = app.told[0]
    assert kind == "slash_commands"
    assert (told["command"], told["text"], told["user_id"]) == ("/billing", "last week", ANNA)
    assert "Only visible to you" in words
    assert "Well: last week" in words
    other = await browser.go(f"/U0BEN/{ROOM}")
    assert "Well" not in other


async def test_a_message_with_a_mention_reaches_the_app(
    browser: Browser, app: App, slack: SlackSandbox
) -> None:
    parent = post(slack)
    words = await browser.say("@Billing by hour & <b> for @olivia in #finance", parent.ts)
    (_, told) = app.told[0]
    said = "<@U0SLACKBOT> by hour &amp; &lt;b&gt; for <@U0OWNER> in <#C0FINANCE|finance>"
    assert told["event"]["text"] == said
    assert told["event"]["thread_ts"] == parent.ts
    assert "@Billing by hour & <b> for @olivia in #finance" in words
    assert slack.replies(ROOM, parent.ts)[0].user == ANNA


async def test_slack_takes_no_command_in_a_thread(
    browser: Browser, app: App, slack: SlackSandbox
) -> None:
    words = await browser.say("/billing by hour", post(slack).ts)
    assert "Slack takes no commands in threads" in words
    assert app.told == []
    assert 'value="/billing by hour"' in browser.html
    assert "takes no commands" not in await browser.send(f"/{ANNA}/dismiss")


async def test_an_unknown_command_is_refused(browser: Browser, app: App) -> None:
    words = await browser.say("/lunch soup")
    assert "/lunch is no command here: /billing and /invite are." in words
    assert app.told == []


async def test_who_is_not_in_the_channel_is_invited(browser: Browser, slack: SlackSandbox) -> None:
    async def say(text: str) -> str:
        where = f"/{ANNA}/{SECRET}"
        return await browser.send(f"/{ANNA}/say/{SECRET}", ("text", text), back=where)

    assert "Billing is not in this channel, so it does not hear" in await say("@Billing last week")
    assert "Nobody here is called @nobody" in await say("/invite @nobody")
    assert "Billing is not in this channel" not in await say("/invite @Billing")
    assert slack.workspace.channels[SECRET].is_member


async def test_nobody_writes_in_an_archived_channel(browser: Browser, slack: SlackSandbox) -> None:
    words = await browser.go(f"/{ANNA}/{OLD}")
    assert "This channel is archived" in words
    assert "Send" not in words
    back = f"/{ANNA}/{OLD}"
    assert "is archived" in await browser.send(f"/{ANNA}/say/{OLD}", ("text", "Hello"), back=back)
    assert slack.messages("old") == []


async def test_a_button_is_pressed(browser: Browser, app: App, slack: SlackSandbox) -> None:
    message = post(slack, {"type": "actions", "block_id": "b", "elements": [button("Go")]})
    await browser.go(HERE)
    assert html.escape(pressed("Go")[1]).replace("&quot;", "&#34;") in browser.html
    await browser.send(act(message), pressed("Go"))
    assert [(a["action_id"], a["value"]) for a in app.actions()] == [("Go", "Go")]


async def test_a_confirmation_is_asked_for_first(
    browser: Browser, app: App, slack: SlackSandbox
) -> None:
    remove = button("Remove", confirm=CONFIRM)
    message = post(slack, {"type": "actions", "block_id": "b", "elements": [remove]})
    words = await browser.send(act(message), pressed("Remove"))
    assert "Remove it? Alert 2 is removed for good. Keep Remove" in words
    assert app.told == []
    assert "Remove it?" not in await browser.send(f"/{ANNA}/dismiss")
    await browser.send(act(message), pressed("Remove"))
    await browser.send(act(message), pressed("Remove"), ("confirmed", "yes"))
    assert len(app.actions()) == 1
    assert "Remove it?" not in await browser.go(HERE)


async def test_a_choice_from_a_menu_is_sent_once(
    browser: Browser, app: App, slack: SlackSandbox
) -> None:
    menu = element("static_select", options=[{"text": plain(w), "value": w} for w in "ab"])
    message = post(slack, {"type": "actions", "block_id": "b", "elements": [menu]})
    name = pressed("static_select")[1]
    for _ in range(2):  # the second time it is what it was
        await browser.send(act(message), ("has", name), (name, "b"))
    (chosen,) = app.actions()
    assert chosen["selected_option"]["value"] == "b"
    assert '<option value="b" selected>' in browser.html


async def test_an_overflow_menu_sends_its_choice(
    browser: Browser, app: App, slack: SlackSandbox
) -> None:
    menu = element("overflow", options=[{"text": plain(w), "value": w} for w in "ab"])
    message = post(slack, {"type": "actions", "block_id": "b", "elements": [menu]})
    name = key({"block_id": "b"}, menu, "b")
    await browser.send(act(message), ("press", name))
    assert app.actions()[0]["selected_option"]["value"] == "b"


async def test_what_is_gone_is_told(browser: Browser, app: App, slack: SlackSandbox) -> None:
    message = post(slack, {"type": "actions", "block_id": "b", "elements": [button("Go")]})
    slack.workspace.edit(message, Draft("Done", []))
    assert "no longer there" in await browser.send(act(message), pressed("Go"))
    assert app.told == []


async def test_an_app_that_does_not_answer_is_told(
    browser: Browser, app: App, slack: SlackSandbox
) -> None:
    message = post(slack, {"type": "actions", "block_id": "b", "elements": [button("Go")]})
    app.error = "operation_timeout"
    words = await browser.send(act(message), pressed("Go"))
    assert "Billing did not take it (operation_timeout)" in words


MODAL: Json = {
    "type": "modal",
    "title": plain("New alert"),
    "submit": plain("Save"),
    "notify_on_close": True,
    "blocks": [
        field("Name", element("plain_text_input", max_length=5)),
        field("Day", element("datepicker"), optional=True),
        field("Sides", element("checkboxes", options=[{"text": plain("N"), "value": "n"}])),
    ],
}
NAME = key({"block_id": "in-Name"}, {"action_id": "plain_text_input"})
DAY = key({"block_id": "in-Day"}, {"action_id": "datepicker"})
SIDES = key({"block_id": "in-Sides"}, {"action_id": "checkboxes"})


def filled(name: str, *more: tuple[str, str]) -> Sequence[tuple[str, str]]:
    has = [("has", each) for each in (NAME, DAY, SIDES)]
    return [*has, (NAME, name), (SIDES, "n"), *more]


async def test_a_modal_is_filled_in_and_submitted(
    browser: Browser, app: App, slack: SlackSandbox
) -> None:
    view = slack.workspace.views.open(ANNA, MODAL)
    assert "New alert" in await browser.go(HERE)
    assert "New alert" not in await browser.go(f"/U0BEN/{ROOM}")
    app.answer = lambda request: {
        "response_action": "errors",
        "errors": {"in-Name": "That name is taken."},
    }
    address = f"/{ANNA}/view/{view.id}"
    words = await browser.send(address, *filled("Ann", (DAY, "2026-11-16"), ("do", "submit")))
    assert "That name is taken." in words
    values = app.told[-1][1]["view"]["state"]["values"]
    assert values["in-Name"]["plain_text_input"]["value"] == "Ann"
    assert values["in-Day"]["datepicker"]["selected_date"] == "2026-11-16"
    assert [o["value"] for o in values["in-Sides"]["checkboxes"]["selected_options"]] == ["n"]
    assert 'value="Ann"' in browser.html
    app.answer = lambda request: None
    assert "New alert" not in await browser.send(address, *filled("Bob"), ("do", "submit"))


async def test_slack_checks_a_modal_itself(browser: Browser, app: App, slack: SlackSandbox) -> None:
    view = slack.workspace.views.open(ANNA, MODAL)
    words = await browser.send(f"/{ANNA}/view/{view.id}", *filled("Too long"), ("do", "submit"))
    assert "Please enter no more than 5 characters." in words
    assert app.told == []


@pytest.mark.parametrize("how", ["close", "close_all"])
async def test_a_modal_is_closed(browser: Browser, app: App, slack: SlackSandbox, how: str) -> None:
    view = slack.workspace.views.open(ANNA, MODAL)
    words = await browser.send(f"/{ANNA}/view/{view.id}", *filled("Ann"), ("do", how))
    assert "New alert" not in words
    assert app.told[-1][1]["type"] == "view_closed"


async def test_a_broken_value_is_told(browser: Browser, slack: SlackSandbox) -> None:
    view = slack.workspace.views.open(ANNA, MODAL)
    address = f"/{ANNA}/view/{view.id}"
    await browser.send(address, *filled("A", (DAY, "soon"), ("do", "submit")))
    assert 'role="alert"' in browser.html
    assert slack.modal(ANNA) is not None


async def test_home_is_opened_and_shown(browser: Browser, app: App, slack: SlackSandbox) -> None:
    assert "Billing shows nothing on its Home tab." in await browser.send(f"/{ANNA}/home/home")
    assert app.told[-1][1]["event"]["type"] == "app_home_opened"
    blocks = [{"type": "actions", "block_id": "b", "elements": [button("Set up")]}]
    home = slack.workspace.views.publish(ANNA, {"type": "home", "blocks": blocks})
    assert "Set up" in await browser.go(f"/{ANNA}/home")
    await browser.send(f"/{ANNA}/view/{home.id}", pressed("Set up"), back=f"/{ANNA}/home")
    assert app.actions()[0]["action_id"] == "Set up"


async def test_nobody_sees_or_does_what_is_not_theirs(
    browser: Browser, app: App, slack: SlackSandbox
) -> None:
    blocks = {"type": "actions", "block_id": "b", "elements": [button("Go")]}
    private = post(slack, blocks, to="U0BEN")
    view = slack.workspace.views.open("U0BEN", MODAL)
    client = browser.client
    for address in (f"/{OLGA}/{ROOM}", f"/{ANNA}/C0NONE", "/U0NOBODY/C0SUPPORT"):
        assert (await client.get(address)).status_code == 404
    for address in (act(private), f"/{OLGA}/say/{ROOM}", f"/{OLGA}/act/{ROOM}/{private.ts}"):
        answer = await client.post(address, content=urlencode([pressed("Go"), ("text", "hi")]))
        assert answer.status_code == 404
    await browser.send(f"/{ANNA}/view/{view.id}", ("do", "submit"))
    assert app.told == []
    assert slack.modal("U0BEN") == view


async def test_only_this_machine_and_this_page_may_ask(browser: Browser, app: App) -> None:
    client = browser.client
    assert (await client.get(HERE, headers={"host": "evil.example"})).status_code == 403
    for origin, status in (
        ("http://evil.example", 403),
        ("null", 403),
        ("http://127.0.0.1:8000", 303),
    ):
        answer = await client.post(
            f"/{ANNA}/say/{ROOM}",
            content=urlencode({"text": "/billing x", "back": HERE}),
            headers={"origin": origin},
            follow_redirects=False,
        )
        assert answer.status_code == status
    assert len(app.told) == 1
    assert "default-src 'none'" in (await client.get(HERE)).headers["content-security-policy"]


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil", ""])
async def test_a_form_leads_to_no_other_page(browser: Browser, back: str) -> None:
    answer = await browser.client.post(
        f"/{ANNA}/dismiss", content=urlencode({"back": back}), follow_redirects=False
    )
    assert answer.headers["location"] == "/"


def file(name: str, content: bytes) -> File:
    return File("F1", name, name, content, APP_USER, 0, "https://f/1", "https://p/1", channel=ROOM)


async def test_files_are_shown_and_none_runs(browser: Browser, slack: SlackSandbox) -> None:
    csv = file("usage.csv", "\ufeffday,sessions\n".encode() + b"1,2\n" * 9)
    slack.workspace.files.complete.append(csv)
    post(slack, files=[csv])
    words = await browser.go(HERE)
    assert "usage.csv" in words
    assert "day,sessions 1,2" in words
    assert "… 4 more lines" in words
    slack.workspace.files.complete[:] = [file("evil.html", b"<script>")]
    answer = await browser.client.get("/file/F1")
    assert answer.headers["content-disposition"].startswith("attachment")
    slack.workspace.files.complete[:] = [file("chart.png", b"png")]
    answer = await browser.client.get("/file/F1")
    assert (answer.headers["content-type"], answer.content) == ("image/png", b"png")


async def test_a_table_is_sorted_by_a_link(browser: Browser, slack: SlackSandbox) -> None:
    post(slack, {**DATA_TABLE, "block_id": "t~1"})
    await browser.go(HERE)
    links = re.findall(r'<th scope="col"[^>]*><a href="([^"]+)"', browser.html)
    await browser.go(html.unescape(links[1]))
    assert re.findall(r'scope="row">(Bot \d+)<', browser.html)[0] == "Bot 10"
    assert 'aria-sort="ascending"' in browser.html
    (after,) = re.findall(r'<a href="([^"]+)" data-swap>Next', browser.html)
    words = await browser.go(html.unescape(after))
    assert "5–8 of 10" in words
    assert dict(parse_qsl(urlsplit(html.unescape(after)).query)).keys() == {"order"}
    await browser.go(f"{HERE}?order=nonsense&order=a~b~x~1~up")


async def test_edits_and_threads(browser: Browser, slack: SlackSandbox) -> None:
    words = await browser.say("Helo")
    (message,) = slack.messages(ROOM)
    words = await browser.send(f"/{ANNA}/edit/{ROOM}/{message.ts}", ("text", "Hello"))
    assert "(edited) Hello" in words
    theirs = post(slack, text="Mine")
    await browser.send(f"/{ANNA}/edit/{ROOM}/{theirs.ts}", ("text", "Yours"))
    assert slack.messages(ROOM)[1].text == "Mine"
    post(slack, thread_ts=message.ts, text="A reply")
    assert "1 reply" in await browser.go(HERE)
    assert "A reply" in await browser.go(f"{HERE}?thread={message.ts}")


async def test_changes_are_told(page: Page, slack: SlackSandbox) -> None:
    changes = page._changes()
    async with asyncio.timeout(10):
        assert (await anext(changes)).startswith("retry")
        waiting = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0)
        post(slack)
        assert (await waiting).startswith("data: ")
    await changes.aclose()  # type: ignore[attr-defined]


class Knobs:
    """A panel with one move and one trouble."""

    def __init__(self) -> None:
        self.moved: list[tuple[str, str]] = []
        self.is_on = False

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    def moves(self) -> Sequence[tuple[str, str]]:
        return [("day", "One day on")]

    def switches(self) -> Sequence[Switch]:
        return [Switch("slow", "Kore.ai is slow", self.is_on)]

    async def move(self, name: str, zone: tzinfo) -> None:
        if name != "day":
            raise ValueError("This clock moves forward only.")
        self.moved.append((name, str(zone)))

    def turn(self, name: str) -> None:
        self.is_on = not self.is_on


async def test_the_clock_and_the_troubles(page: Page, browser: Browser) -> None:
    page.panel = knobs = Knobs()
    words = await browser.go(HERE)
    assert "Tue 24 Nov 2026, 10:30 ▾" in words
    await browser.send(f"/{ANNA}/panel", ("move", "day"))
    assert knobs.moved == [("day", "Europe/Berlin")]
    words = await browser.send(f"/{ANNA}/panel", ("turn", "slow"))
    assert "⚠ 1" in words
    assert 'value="slow" aria-pressed="true"' in browser.html
    assert "forward only" in await browser.send(f"/{ANNA}/panel", ("move", "back"))


async def test_without_a_panel_there_is_nothing_to_turn(browser: Browser) -> None:
    assert "trouble" not in await browser.go(HERE)
    answer = await browser.client.post(f"/{ANNA}/panel", content=urlencode({"turn": "slow"}))
    assert answer.status_code == 404


async def test_the_app_is_what_its_manifest_says(slack: SlackSandbox) -> None:
    """Without a Home tab there is none to open, and a read-only app takes no direct messages."""
    app = InstalledApp.of(manifest())
    assert (app.name, app.commands) == ("Billing", ("/billing",))
    slack.install(app)
    assert (slack.scopes, slack.events) == (frozenset(SCOPES), frozenset(EVENTS))
    without = dataclasses.replace(app, has_home_tab=False, is_read_only=True)
    slack.install(without)
    browser = Browser(Page(slack, without))
    words = await browser.send(f"/{ANNA}/home/messages")
    assert "Billing takes no messages here. Ask it in a channel." in words
    assert "Home" not in words
    assert 'name="text"' not in browser.html
    slack.install(dataclasses.replace(app, has_home_tab=True, is_read_only=False))
    browser = Browser(Page(slack, dataclasses.replace(app, is_read_only=False)))
    assert "Home" in await browser.send(f"/{ANNA}/home/messages")
    assert 'name="text"' in browser.html
