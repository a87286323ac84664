"""What follows an answer: buttons under it, the app mentioned in its thread, files, a cancel."""

import re

import pytest

from slackbot.charting.renderer import ChartRenderer
from slackbot.sandbox.kore.bots import SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.slack.delivery.event import MENTION
from slackbot.sandbox.slack.workspace.message import Message
from tests.clock import CLOCK
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice
from tests.scenarios.weeks import ANSWER, BEFORE, DAY, EARLIER, WEEK, Days

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
LINK_SALES = f"link {SALES_BOT.id} as SalesBot"


async def replies(office: Office, parent: Message, count: int) -> list[Message]:
    """The app's replies, once it has answered so often; files are not counted."""

    def enough() -> list[Message] | None:
        ours = [m for m in office.slack.replies("support-bots", parent.ts) if m.bot_id and m.text]
        return ours if len(ours) >= count else None

    return await office.slack.wait_for(enough, PATIENCE)


def buttons(message: Message) -> dict[str, str]:
    """The labels of its buttons, by what they do."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {button["action_id"]: button["text"]["text"] for row in rows for button in row}


async def test_each_button_answers_in_the_same_thread(office: Office) -> None:
    await office.told(LINK)
    parent, reply = await office.asked(str(WEEK))
    offered = buttons(reply)
    assert list(offered.values())[:5] == ["Refresh", "CSV", "By hour", "By week", "Previous period"]
    for count, action in enumerate(("ask:by-hour", "ask:before", "ask:refresh"), start=2):
        assert (await office.slack.click(reply, action, user="ben")).ok
        *_, latest = await replies(office, parent, count)
        assert "<@U0BEN>" in latest.text
        expected = {"ask:by-hour": "by hour", "ask:before": BEFORE.shown}
        assert expected.get(action, ANSWER) in latest.text
    assert len(office.slack.messages("support-bots")) == 1


async def test_a_button_asks_what_it_says_whatever_the_thread_asked_since(
    office: Office,
) -> None:
    await office.told(LINK)
    parent, reply = await office.asked(str(WEEK))
    await office.slack.mention(
        "by hour sessions", user="anna", channel="support-bots", thread_ts=parent.ts
    )
    await replies(office, parent, 2)
    await office.slack.click(reply, "ask:refresh", user="ben")
    *_, latest = await replies(office, parent, 3)
    assert ANSWER in latest.text
    assert "conversations" in latest.text


@pytest.mark.now
async def test_what_runs_goes_on_in_a_thread_that_a_mention_began(office: Office) -> None:
    await office.told(LINK)
    await office.slack.mention("this month", user="anna", channel="support-bots")
    (mention,) = office.slack.messages("support-bots")
    (first,) = await replies(office, mention, 1)
    await office.slack.click(first, "ask:refresh", user="ben")
    *_, second = await replies(office, mention, 2)
    await office.slack.mention("by hour", user="anna", channel="support-bots", thread_ts=mention.ts)
    *_, third = await replies(office, mention, 3)
    assert "so far" in second.text
    assert "so far" in third.text


async def test_a_click_is_as_good_as_the_rights_of_whoever_clicks(office: Office) -> None:
    office.channel = "partner"
    await office.told("settings sharing allow", user="admin")
    await office.told(LINK)
    _, reply = await office.asked(str(WEEK))
    await office.told("settings sharing refuse", user="admin")
    before = len(office.slack.ephemerals("ben", "partner"))
    await office.slack.click(reply, "ask:refresh", user="ben")
    told = await office.slack.wait_for(
        lambda: office.slack.ephemerals("ben", "partner")[before:], PATIENCE
    )
    assert "shared with another organisation" in told[0].text


@pytest.mark.parametrize("value", ["x" * 2000, "frobnicate", "unlink Nobody"])
async def test_a_forged_value_is_read_like_any_words(office: Office, value: str) -> None:
    await office.told(LINK)
    parent, reply = await office.asked(str(WEEK))
    click = office.slack.action(reply, "ask:refresh", user="ben")
    click["actions"][0]["value"] = value
    assert (await office.slack.redeliver(click)).ok
    await office.slack.wait_for(lambda: office.slack.ephemerals("ben", "support-bots"), PATIENCE)
    assert len(await replies(office, parent, 1)) == 1


async def test_a_mention_in_the_thread_changes_only_what_it_says(office: Office) -> None:
    await office.told(LINK)
    await office.told(LINK_SALES)
    parent, _ = await office.asked(f"{WEEK} for SalesBot")
    said = {
        "by hour": "by hour",
        "and the week before?": f"{BEFORE.shown} · by hour",
        "by day sessions": "sessions",
    }
    for count, (words, expected) in enumerate(said.items(), start=2):
        await office.slack.mention(words, user="anna", channel="support-bots", thread_ts=parent.ts)
        *_, latest = await replies(office, parent, count)
        assert "SalesBot" in latest.text
        assert expected in latest.text


async def test_a_mention_in_the_channel_begins_a_thread(office: Office) -> None:
    await office.told(LINK)
    await office.slack.mention(str(WEEK), user="anna", channel="support-bots")
    (mention,) = office.slack.messages("support-bots")
    (answer,) = await replies(office, mention, 1)
    assert ANSWER in answer.text


async def test_a_redelivered_mention_is_one_question(office: Office) -> None:
    await office.told(LINK)
    ack = await office.slack.mention(str(WEEK), user="anna", channel="support-bots")
    for _ in range(2):
        assert (await office.slack.redeliver(ack.request)).ok
    (mention,) = office.slack.messages("support-bots")
    await replies(office, mention, 1)
    await office.asked(str(EARLIER))
    assert len(await replies(office, mention, 1)) == 1


async def test_an_edited_question_is_answered_and_its_old_answer_marked(office: Office) -> None:
    await office.told(LINK)
    await office.slack.mention(str(WEEK), user="anna", channel="support-bots")
    (mention,) = office.slack.messages("support-bots")
    (first,) = await replies(office, mention, 1)
    (ack,) = await office.slack.edit(mention, f"{MENTION} {EARLIER}")
    old, new = await replies(office, mention, 2)
    assert (old.ts, old.text, old.blocks) == (first.ts, first.text, first.blocks), "it stays"
    assert "former words" in str(old.attachments)
    assert "former words" not in str(new.wire())
    assert "<@U0ANNA>" in new.text
    await office.slack.redeliver({**ack.request, "event_id": "another"})
    await office.slack.edit(mention, f"{MENTION} {EARLIER}")  # the same words again
    await office.asked(str(WEEK))
    assert len(await replies(office, mention, 2)) == 2


async def test_an_edited_question_that_waits_is_answered_once(open_office: OpenOffice) -> None:
    kore = KoreSandbox(now=CLOCK.now, job_seconds=lambda days: 4.0 if days > 2.5 else 0.0)
    async with open_office(kore=kore) as office, office.app():
        await office.told(LINK)
        await office.slack.mention(str(WEEK), user="anna", channel="support-bots")
        await kore.wait_for(lambda: "POST" in [call.method for call in kore.calls])
        (mention,) = office.slack.messages("support-bots")
        day = str(Days(EARLIER.first, 1))
        await office.slack.edit(mention, f"{MENTION} {day}")
        (only,) = await replies(office, mention, 1)
        await office.asked(str(EARLIER))  # in the lane behind what was given up
        assert await replies(office, mention, 1) == [only]


async def test_a_set_up_is_not_changed_by_an_edit(office: Office) -> None:
    await office.slack.mention(LINK, user="anna", channel="support-bots")
    await office.slack.wait_for(
        lambda: office.slack.ephemerals("anna", "support-bots") or None, PATIENCE
    )
    (mention,) = office.slack.messages("support-bots")
    other = LINK.replace("SupportBot", "OtherBot")
    await office.slack.edit(mention, f"{MENTION} {other}")
    _, told = await office.slack.wait_for(
        lambda: (
            office.slack.ephemerals("anna", "support-bots")[1:]
            and office.slack.ephemerals("anna", "support-bots")
        ),
        PATIENCE,
    )
    assert "send it as a new message" in told.text
    listed = await office.told("bots")
    assert "SupportBot" in listed
    assert "OtherBot" not in listed


async def test_a_workflow_is_answered_in_the_thread_and_not_mentioned(office: Office) -> None:
    await office.told(LINK)
    ack = await office.slack.mention(str(WEEK), user="anna", channel="support-bots")
    event = {name: value for name, value in ack.request["event"].items() if name != "user"}
    for number, words in enumerate((str(EARLIER), "no words of ours"), start=2):
        other = office.slack.say(f"<@U0BILLING> {words}", user="anna", channel="support-bots")
        sent = {**event, "bot_id": "BFLOW", "subtype": "bot_message", "text": other.text}
        sent |= {"ts": other.ts, "event_ts": other.ts}
        assert (await office.slack.redeliver({**ack.request, "event": sent})).ok
        (reply,) = await replies(office, other, 1)
        assert "<@" not in str(reply.wire()), number


async def test_csv_by_word_and_by_button(office: Office) -> None:
    await office.told(LINK)
    _, reply = await office.asked(f"{WEEK} as csv")
    table, file = office.slack.files  # they come before the parent says that all is there
    name = f"billing-supportbot-{WEEK.first}-to-{WEEK.last}"
    assert (table.name, file.name) == (f"{name}.csv", f"{name}-fetched.csv")
    last = table.content.decode("utf-8-sig").splitlines()[-1]
    assert last.split(",")[:2] == ["Total", WEEK.sessions().replace(",", "")]
    lines = file.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(WEEK.hours)
    assert sum(int(line.split(",")[5]) for line in lines[1:]) == int(
        WEEK.sessions().replace(",", "")
    )
    await office.slack.click(reply, "ask:csv", user="ben")
    await office.slack.wait_for(lambda: len(office.slack.files) == 4, PATIENCE)


async def test_what_slacks_chart_cannot_show_is_a_picture(open_office: OpenOffice) -> None:
    async with open_office() as office, office.app(ChartRenderer()):
        await office.told(LINK)
        await office.asked(f"{Days(WEEK.first - 30 * DAY, 30)} by day")
        (file,) = await office.slack.wait_for(lambda: office.slack.files or None, PATIENCE)
        assert file.content.startswith(b"\x89PNG")
        assert len(file.content) > 10_000


async def test_a_running_question_is_cancelled_by_its_asker(open_office: OpenOffice) -> None:
    kore = KoreSandbox(now=CLOCK.now, job_seconds=60)
    async with open_office(kore=kore) as office, office.app():
        await office.told(LINK)
        await office.slack.slash("/billing", str(WEEK), user="anna", channel="support-bots")
        (parent,) = await office.slack.wait_for(
            lambda: office.slack.messages("support-bots") or None, PATIENCE
        )
        await kore.wait_for(lambda: "POST" in [call.method for call in kore.calls])
        await office.slack.click(parent, "cancel", user="ben")
        told = await office.slack.wait_for(
            lambda: office.slack.ephemerals("ben", "support-bots") or None, PATIENCE
        )
        assert "Only the one who asked" in told[0].text
        await office.slack.click(parent, "cancel", user="anna")
        await office.slack.wait_for(
            lambda: "Cancelled by" in office.slack.messages("support-bots")[0].text, PATIENCE
        )
        assert buttons(office.slack.messages("support-bots")[0]) == {}


async def test_progress_shows_on_the_parent(open_office: OpenOffice) -> None:
    async with open_office(kore=KoreSandbox(now=CLOCK.now, job_seconds=16)) as office, office.app():
        await office.told(LINK)
        parent, _ = await office.asked(str(WEEK))
        shown = [message.text for message in parent.earlier]
        assert [text for text in shown if re.search(r"[0-9]%", text)]
        assert ANSWER in parent.text
