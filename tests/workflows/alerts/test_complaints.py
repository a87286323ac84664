"""What users of other bots complain of, tried on our alerts: messages that come too often, not at
all, or twice. The public threads are named; `test_alert_complaints_figures` has the rest."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from slackbot.domain.alerts.alert import RuleState
from slackbot.domain.errors import KoreRefusedError
from slackbot.sandbox.slack.workspace.workspace import EVERYONE, Channel
from slackbot.store.databases.database import Database
from slackbot.workflows.reconnect import reconnect
from tests.fakes import FakeDigestNotifier
from tests.workflows.alerts.desk import NO_PATIENCE, Desk, open_desk
from tests.workflows.alerts.test_alerts import HOUR, MIDNIGHT, NOON, QUARTER, SETTLING
from tests.workflows.alerts.test_races import hold

DAY = timedelta(days=1)
ARCHIVED = Channel("C1", "c1", EVERYONE, is_archived=True)
READS = ("channels:history", "groups:history")  # scopes with which a message can be looked for


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async with open_desk(database, NOON) as desk:
        yield desk


async def test_a_day_has_one_message_which_is_edited(desk: Desk) -> None:
    """alertmanager#2165, grafana#79939: each change of an alert is one more message."""
    await desk.save("sessions > 100, 150 and 200 per day in UTC")
    await desk.every(HOUR, MIDNIGHT + DAY + SETTLING)
    (parent,) = desk.notices()
    assert "final figure. *240* sessions" in parent.text
    assert "over 100" in parent.earlier[0].text
    assert len(desk.slack.messages("C1")) == 2  # and that it was set up


async def test_what_fired_can_be_read_after_it_is_over(desk: Desk) -> None:
    """oncall#618: once resolved, nobody sees at which figure it had fired."""
    desk.counts(lambda bot, hour: 50 if hour < MIDNIGHT + 13 * HOUR else 0)
    await desk.save("sessions > 100 in 3 h in UTC")
    await desk.every(QUARTER, NOON + DAY)
    (parent,) = desk.notices()
    assert "recovered" in parent.text
    fired, *_, over = desk.thread(parent)
    assert "12:15" in fired
    assert "*150* sessions" in fired
    assert "*50* sessions in the 3 h up to Tue 24 Nov, 15:00" in over
    assert "*150* sessions" in await desk.read("alerts history")


async def test_nobody_is_called_when_it_is_over(desk: Desk) -> None:
    """oncall#187, oncall#3849: the end of an alert wakes people as its beginning did."""
    desk.counts(lambda bot, hour: 50 if hour < MIDNIGHT + 13 * HOUR else 0)
    await desk.save("sessions > 100 in 3 h in UTC notify @here")
    await desk.save("sessions > 500 per day in UTC notify @here")
    await desk.every(QUARTER, NOON + DAY)
    assert len(desk.pings()) == 2
    for parent in desk.notices():
        assert "<!here>" not in parent.text
        *_, over = desk.thread(parent)
        assert "<!here>" not in over


async def test_checked_all_day_it_fires_once(desk: Desk) -> None:
    """litellm#3738, litellm#3113, elementary#441: while it holds, each check tells it again."""
    await desk.save("sessions > 100 per day in UTC")
    await desk.every(QUARTER, MIDNIGHT + DAY - QUARTER)
    (parent,) = desk.notices()
    assert desk.thread(parent) == []
    assert len(desk.source.fetched) == 47  # all of these were checks


async def test_what_goes_up_and_down_about_a_level_does_not_repeat_itself(desk: Desk) -> None:
    """tldraw#10579: a short dip is taken for the end, and it fires anew every few minutes."""
    desk.counts(lambda bot, hour: 34 if hour.hour < 12 else 35)
    await desk.save("sessions > 102 in 3 h in UTC")  # by night 102, by day 105
    await desk.every(HOUR, NOON + 3 * DAY)
    (parent,) = desk.notices()
    assert desk.thread(parent) == []


async def test_what_slack_did_not_take_is_told_nowhere_as_sent(desk: Desk) -> None:
    """metabase#80740: a failed message is written down as a success."""
    await desk.save("sessions > 100 per day in UTC")
    desk.wait(NO_PATIENCE)
    desk.slack.faults.add("chat.postMessage", http_status=503, times=2)
    await desk.check(NOON + QUARTER)
    await desk.check(NOON + 2 * QUARTER)
    assert "never fired" in await desk.read("alerts")
    assert "No alert has fired in this channel yet" in await desk.read("alerts history")
    await desk.check(NOON + 3 * QUARTER)
    assert len(desk.notices()) == 1
    assert "12:45" in await desk.read("alerts history")


async def test_what_nobody_has_read_starts_no_cool_down(desk: Desk) -> None:
    """PostHog#72260: a notice that failed counts as sent, and keeps the next one back."""
    await desk.save("sessions > 60 in 6 h, at most once per 24 h, in UTC")
    desk.counts(lambda bot, hour: 20)
    desk.wait(NO_PATIENCE)
    desk.slack.faults.add("chat.postMessage", http_status=503)
    await desk.check(NOON + QUARTER)
    assert desk.notices() == []
    await desk.check(NOON + 2 * QUARTER)
    assert len(desk.notices()) == 1


async def test_a_channel_that_is_gone_stops_only_its_own_alert(desk: Desk) -> None:
    """metabase#7409: one bad channel, and nobody else hears anything either."""
    await desk.link("Support", channel="C2")
    await desk.save("sessions > 100 per day in UTC")
    await desk.save("sessions > 101 per day in UTC", channel="C2")
    desk.slack.workspace.channels["C1"] = ARCHIVED
    await desk.check(NOON + QUARTER)
    assert (len(desk.notices("C1")), len(desk.notices("C2"))) == (0, 1)
    await desk.check(MIDNIGHT + DAY + SETTLING)
    (other,) = desk.notices("C2")
    assert "final figure" in other.text


async def test_a_failing_slack_is_asked_again_within_the_check(desk: Desk) -> None:
    """metabase#62790: one bad second of Slack's, and the message of the day is lost."""
    await desk.save("sessions > 100 per day in UTC")
    desk.slack.faults.add("chat.postMessage", http_status=503)
    desk.slack.faults.add("chat.postMessage", retry_after=1)
    await desk.check(NOON + QUARTER)
    (notice,) = desk.notices()
    assert "*130* sessions" in notice.text
    assert desk.slack.faults.left("chat.postMessage") == 0


async def test_a_lost_answer_makes_no_second_message_where_we_may_look(desk: Desk) -> None:
    """superset#22664: now and then it stands there twice."""
    await desk.save("sessions > 100 per day in UTC")
    desk.slack.scopes = desk.slack.scopes.union(READS)
    desk.slack.faults.add("chat.postMessage", drop=True, after_effect=True)
    await desk.check(NOON + QUARTER)
    assert len(desk.notices()) == 1
    assert "12:15" in await desk.read("alerts history")


async def test_whoever_set_it_up_is_told_why_it_stopped(desk: Desk) -> None:
    """PostHog#39732, #79140: it is switched off, and its creator hears neither that nor why."""
    await desk.save("sessions > 100 per day in UTC")
    desk.slack.workspace.channels["C1"] = ARCHIVED
    await desk.check(NOON + QUARTER)
    (told,) = desk.slack.messages("D1")
    assert "is_archived" in told.text
    assert (await desk.rules())[0].alert.state is RuleState.STOPPED
    desk.slack.workspace.channels["C1"] = Channel("C1", "c1", EVERYONE)
    await desk.press("Resume", told)
    await desk.check(NOON + 2 * QUARTER)
    assert len(desk.notices()) == 1


async def test_whoever_set_it_up_is_told_that_alerts_had_rested(desk: Desk) -> None:
    """PostHog#79140: for days nothing could be sent, and nobody ever says so."""
    await desk.save("sessions > 100 per day in UTC")
    desk.slack.faults.add("chat.postMessage", error="token_revoked")
    await desk.check(NOON + QUARTER)
    assert await desk.check(NOON + 2 * QUARTER) == 0
    await reconnect(desk.ports)
    owners = desk.ports.digests.notifier
    assert isinstance(owners, FakeDigestNotifier)
    assert owners.back == ["U1"]
    await desk.check(NOON + 3 * QUARTER)
    assert len(desk.notices()) == 1


async def test_a_check_that_fails_says_why_and_how_it_goes_on(desk: Desk) -> None:
    """PostHog#56727: what cannot be checked is silent, and so looks like all being well."""
    await desk.save("sessions > 100 per day in UTC")
    desk.source.failures["st-support"] = KoreRefusedError("Kore.ai refuses our credentials.")
    await desk.every(QUARTER, NOON + 6 * QUARTER)
    (failed,) = desk.notices()
    assert "Kore.ai refuses our credentials" in failed.text
    assert "Checks have stopped" in failed.text
    assert "broken" in await desk.read("alerts")
    desk.source.failures.clear()
    await desk.press("Resume", failed)
    await desk.check(NOON + 8 * QUARTER)
    assert "works again" in desk.notices()[0].text
    assert "*140* sessions" in desk.notices()[1].text


async def test_what_was_told_can_be_looked_up_with_its_figures(desk: Desk) -> None:
    """PostHog#54077: there is no list of what ran, what it found, and what went wrong."""
    await desk.save("sessions > 100 and 150 per day in UTC")
    await desk.every(QUARTER, NOON + 5 * HOUR)
    desk.source.failures["st-support"] = KoreRefusedError("Kore.ai refuses our credentials.")
    await desk.check(NOON + 6 * HOUR)
    desk.source.failures.clear()
    await desk.check(NOON + 7 * HOUR)
    said = await desk.read("alerts history")
    parts = ("works again", "refuses our credentials", "*160* sessions", "*130* sessions")
    assert sorted(parts, key=said.index) == list(parts)  # the latest first
    assert "checked Tue 24 Nov, 19:00 · last fired Tue 24 Nov, 15:15" in await desk.read("alerts")


async def test_two_processes_tell_what_both_have_found_once(database: Database) -> None:
    """grafana#38795, #53990, #55938, #64805: each replica sends its own."""
    async with open_desk(database, NOON) as desk:
        for level in (100, 110, 120):
            await desk.save(f"sessions > {level} per day in UTC")
        other = desk.another()
        await asyncio.gather(hold(desk, NOON + QUARTER), hold(other, NOON + QUARTER))
        assert len(desk.notices()) == 3


async def test_another_process_goes_on_in_the_same_thread(desk: Desk) -> None:
    """alertmanager#3221: only who has posted the first message knows where its thread is."""
    await desk.save("sessions > 100, 150 and 200 per day in UTC")
    await desk.check(NOON)
    other = desk.another()
    await other.check(NOON + 5 * HOUR)
    await desk.another().check(NOON + 9 * HOUR)
    (parent,) = desk.notices()
    assert "over 200" in parent.text
    assert [line.count("over 150") for line in desk.thread(parent)] == [0, 1, 0]


async def test_where_somebody_has_deleted_the_message_another_is_begun(desk: Desk) -> None:
    """bolt-js#2307: once a message is deleted, replies to it are refused, and nothing comes."""
    await desk.save("sessions > 100 and 150 per day in UTC notify @here at 150")
    await desk.check(NOON)
    (parent,) = desk.notices()
    desk.slack.workspace.delete(parent)
    await desk.check(NOON + 5 * HOUR)
    (another,) = desk.notices()
    assert "over 150" in another.text
    assert len(desk.pings()) == 1
    await desk.check(NOON + 19 * HOUR)
    assert "final figure. 240 sessions" in desk.notices()[0].text.replace("*", "")


async def test_a_new_alert_tells_nothing_of_the_days_before_it(desk: Desk) -> None:
    """metabase#75629: the first run brings up all that has ever been."""
    await desk.type("alert when sessions > 100 per day in UTC")
    assert "would have alerted 9" in desk.alone[-1]
    await desk.save("sessions > 100 per day in UTC")
    await desk.every(QUARTER, NOON + HOUR)
    (notice,) = desk.notices()
    assert "on Tue 24 Nov so far" in notice.text
    await desk.type("alerts pause 1")
    desk.clock.time += 9 * DAY
    await desk.type("alerts resume 1")
    await desk.every(QUARTER, desk.clock.now() + HOUR)
    assert ["Tue 24 Nov" in each.text for each in desk.notices()] == [True, False]


async def test_an_alert_needs_no_list_of_the_channels(desk: Desk) -> None:
    """superset#31309, #35661: with more than 10,000 channels nothing can be set up any more."""
    room = desk.slack.workspace.add_channels(10_001)[-1]
    desk.slack.faults.add("conversations.list", retry_after=30, times=9)
    await desk.link("Support", channel=room.id)
    await desk.save("sessions > 100 per day in UTC", channel=room.id)
    await desk.check(NOON + QUARTER)
    assert len(desk.notices(room.id)) == 1
    assert desk.slack.faults.left("conversations.list") == 9
