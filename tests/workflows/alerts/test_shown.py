"""What people read of alerts beside notices: how they stand, what was told, who changed what."""

from collections.abc import AsyncIterator

import pytest

from slackbot.sandbox.slack.workspace.message import Message as Shown
from slackbot.store.databases.database import Database
from tests.workflows.alerts.desk import Desk, kind_of, offers, open_desk
from tests.workflows.alerts.test_alerts import NOON, QUARTER


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async with open_desk(database, NOON) as desk:
        yield desk


async def test_a_check_that_fails_is_listed_so_until_it_works_again(desk: Desk) -> None:
    await desk.link("Sales")
    await desk.save("sessions > 1000 per day for Sales in UTC")
    await desk.type("unlink Sales")
    assert "can't be checked: Sales is not linked here any more" in await desk.read("alerts")
    for n in range(2):
        await desk.check(NOON + n * QUARTER)
    listed = await desk.read("alerts")
    since = "its check fails since Tue 24 Nov, 12:00 – Sales is not linked here any more"
    assert f":warning: {since}\nchecked Tue 24 Nov, 12:15" in listed
    assert "ok" not in listed.split()
    await desk.link("Sales")
    await desk.check(NOON + 2 * QUARTER)
    assert "\nok\nchecked Tue 24 Nov, 12:30" in await desk.read("alerts")


async def test_the_channel_is_told_once_that_a_bot_is_gone_and_later_offered_to_resume(
    desk: Desk,
) -> None:
    await desk.link("Sales")
    await desk.save("sessions > 1000 per day for Sales in UTC")
    await desk.type("unlink Sales")
    for n in range(4):
        await desk.check(NOON + n * QUARTER)
    (told,) = desk.notices()
    assert "The check of alert 1 itself fails since Tue 24 Nov, 12:00 (UTC). None of" in told.text
    assert "Resume" not in str(told.blocks)
    await desk.check(NOON + 4 * QUARTER)
    (told,) = desk.notices()
    assert "Fix that, then resume it." in told.text
    assert "broken: 5 checks in a row failed, and it needs `resume`" in await desk.read("alerts")
    await desk.link("Sales")
    await desk.press("Resume", told)
    await desk.check(NOON + 5 * QUARTER)
    assert "\nok\nchecked Tue 24 Nov, 13:15" in await desk.read("alerts")


async def test_a_bot_that_goes_while_all_together_fire_is_said_beside_the_smaller_figure(
    desk: Desk,
) -> None:
    await desk.link("Sales")
    await desk.save("at 80 and 100% of 240 sessions per day in UTC")
    await desk.check(NOON)
    await desk.type("unlink Sales")
    await desk.check(NOON + QUARTER)
    (told,) = desk.notices()
    assert "*100%* of 240 sessions" in told.text
    assert (
        "Latest, Tue 24 Nov, 12:15 – 54% of 240 sessions on Tue 24 Nov so far (130† used): no "
        "longer at or over 100%"
    ) in told.text
    assert "This covers 1 bot, the alert above 2: see `/billing bots`" in told.text
    assert "54%* of 240 sessions per day: no longer at or over 100%" in await desk.read("alerts")


async def test_a_rule_whose_bot_is_gone_is_not_tried(desk: Desk) -> None:
    await desk.link("Sales")
    await desk.save("sessions > 1000 per day for Sales in UTC")
    await desk.type("unlink Sales")
    await desk.type("alert test 1")
    _, error = desk.said.failed[-1]
    assert error.message == (
        "Sales is not linked here any more, so there is nothing to try. See `/billing bots`"
    )
    assert desk.alone == []


async def test_what_was_changed_is_not_ok_before_its_next_check(desk: Desk) -> None:
    await desk.save("sessions > 1000 per day in UTC")
    await desk.check(NOON)
    await desk.type("alert save #1 sessions > 2000 per day in UTC")
    listed = await desk.read("alerts")
    assert "waits for its next check\nnot checked since it was changed" in listed
    await desk.check(NOON + QUARTER)
    assert "ok\nchecked Tue 24 Nov, 12:15" in await desk.read("alerts")


async def test_a_check_of_a_moment_before_the_rule_was_set_up_counts(desk: Desk) -> None:
    """The first one comes at once, and is called by the quarter of an hour in which it falls."""
    desk.clock.time = NOON + QUARTER / 2
    await desk.save("sessions > 1000 per day in UTC")
    await desk.check()
    assert "ok\nchecked Tue 24 Nov, 12:00" in await desk.read("alerts")


async def test_a_rule_that_is_paused_would_say_nothing(desk: Desk) -> None:
    await desk.save("sessions > 100 per day in UTC")
    assert "It would alert now:" in await desk.read("alert test 1")
    await desk.type("alert pause 1")
    tried = await desk.read("alert test 1")
    assert "*120* sessions" in tried
    assert "It wouldn't alert now: it is paused." in tried


async def test_what_was_told_outlives_its_rule(desk: Desk) -> None:
    await desk.save("sessions > 100 per day in UTC")
    await desk.save("sessions > 110 per day in UTC")
    await desk.check(NOON)
    await desk.type("alert remove 1")
    history = await desk.read("alerts history")
    assert "Alert history (UTC)" in history
    assert "• Alert 1 (removed), *Tue 24 Nov, 12:00* – :red_circle: *All bots together*" in history
    assert "• Alert 2, *Tue 24 Nov, 12:00* – :red_circle: *All bots together*" in history
    only = await desk.read("alerts history 1")
    assert ("Alert 1 (removed)" in only, "Alert 2" in only) == (True, False)
    await desk.type("alert remove 2")
    assert "Alert 2 (removed)" in await desk.read("alerts history")


async def test_what_is_done_to_a_removed_rule_is_refused_by_its_number(desk: Desk) -> None:
    await desk.save("sessions > 100 per day in UTC")
    await desk.save("sessions > 110 per day in UTC")
    await desk.check(NOON)
    pressed = [words for _, words in offers(desk.notices()[0])]
    await desk.type("alert remove 1")
    answers = [words for words in (*pressed, "alert test 1") if words.startswith("alert")]
    assert len(answers) == 9
    for words in answers:  # of an old message, in a client that does not show its edit yet
        await desk.type(words)
    assert [error.message for _, error in desk.said.failed] == ["Alert 1 was removed."] * 9
    await desk.type("alert test 3")
    assert desk.said.failed[-1][1].message.startswith("This channel has no alert 3. It has: 2.")


async def test_times_of_several_zones_say_which(desk: Desk) -> None:
    await desk.save("sessions > 100 per day in UTC")
    await desk.save("sessions > 100 per day in Asia/Kolkata")
    await desk.check(NOON)
    history = await desk.read("alerts history")
    assert "• Alert 1, *Tue 24 Nov, 12:00 (UTC)*" in history
    assert "• Alert 2, *Tue 24 Nov, 17:30 (Asia/Kolkata)*" in history
    listed = await desk.read("alerts")
    assert "checked Tue 24 Nov, 12:00 (UTC) · last fired Tue 24 Nov, 12:00 (UTC)" in listed
    assert "checked Tue 24 Nov, 17:30 (Asia/Kolkata)" in listed


def direct(desk: Desk) -> list[Shown]:
    """What people other than the asker are told alone."""
    return [each for each in desk.slack.workspace.posted if kind_of(each) == "changed"]


DONE = {
    "pause 1": "paused", "resume 1": "resumed", "mute 1": "muted", "unmute 1": "unmuted",
    "save #1 sessions > 200 per day in UTC": "changed", "remove 1": "removed",
}  # fmt: skip


async def test_its_owner_hears_what_others_do_to_a_rule(desk: Desk) -> None:
    """In a direct message, which is heard; with the button that goes on with what is paused."""
    await desk.save("sessions > 100 per day in UTC notify @here")
    for words in DONE:
        await desk.type(f"alert {words}", user="U9")
    heard = direct(desk)
    assert {each.channel for each in heard} == {"D1"}  # the one of U1
    amounts = [100] * 4 + [200] * 2
    assert [each.text for each in heard] == [
        f"<@U9> has {did} your alert 1 in <#C1>: sessions over {amount} per day, for all bots "
        f"together{', notify all who are here' if amount == 100 else ''} (UTC)."
        for did, amount in zip(DONE.values(), amounts, strict=True)
    ]
    assert ["Resume" in str(each.blocks) for each in heard] == [True, *[False] * 5]


async def test_who_does_it_to_their_own_rule_hears_nothing_more(desk: Desk) -> None:
    await desk.save("sessions > 100 per day in UTC")
    for words in DONE:
        await desk.type(f"alert {words}")
    assert direct(desk) == []


async def test_a_rule_is_paused_though_its_owner_cannot_be_reached(desk: Desk) -> None:
    await desk.save("sessions > 100 per day in UTC")
    desk.slack.faults.add("chat.postMessage", error="account_inactive", times=1)
    await desk.type("alert pause 1", user="U9")
    assert "paused" in await desk.read("alerts")
    assert desk.said.failed == []


async def test_the_words_of_an_edit_can_be_typed_as_they_are(desk: Desk) -> None:
    await desk.save("sessions > 100 and 500 per day in UTC notify @here and <@U2> at 500")
    await desk.type("alert edit 1")
    _, error = desk.said.failed[-1]
    words = "alerts edit 1 sessions over 100 and 500 per day, for all bots together, notify @here "
    assert f"`/billing {words}and <@U2> at 500 (UTC)`" in error.message
    (watched,) = await desk.rules()
    await desk.read(f"{words}and <@U2> at 500 (UTC)")
    assert "would have alerted" in desk.alone[-1]
    assert "notify all who are here and <@U2> at 500" in desk.alone[-1]
    await desk.type(f"alert save #1 {words.removeprefix('alerts edit 1 ')}and <@U2> at 500 (UTC)")
    (saved,) = await desk.rules()
    assert saved.alert.rule == watched.alert.rule


async def test_what_the_channel_reads_of_a_set_up_calls_nobody(desk: Desk) -> None:
    await desk.save("sessions > 100 and 500 per day in UTC notify @here, <@U2> and <!subteam^S1>")
    (told,) = desk.slack.messages("C1")
    assert "notify 1 person, 1 group and all who are here (UTC)" in told.text
    assert "U2" not in told.text
    assert "notify all who are here, <@U2> and <!subteam^S1> (UTC)" in await desk.read("alerts")
