"""What users of other bots complain of, tried on our alerts: alerts that fire wrongly, late or
never, days that are cut elsewhere, figures that are taken for others, and people who are not heard.
The public threads are named; `test_alert_complaints` has the rest."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.store.databases.database import Database
from tests.workflows.alerts.desk import Desk, open_desk
from tests.workflows.alerts.test_alerts import HOUR, MIDNIGHT, NOON, QUARTER, SETTLING

DAY = timedelta(days=1)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async with open_desk(database, NOON) as desk:
        yield desk


LATE = {  # an hour of each day, by its zone, in which there are a hundred more
    "Tokyo": (datetime(2026, 11, 24, 16, tzinfo=UTC), "on Wed 25 Nov"),
    "Auckland": (datetime(2026, 11, 24, 11, tzinfo=UTC), "on Wed 25 Nov"),
    "New York": (datetime(2026, 11, 25, 4, tzinfo=UTC), "on Tue 24 Nov"),
}


@pytest.mark.parametrize(("zone", "hour", "day"), [(z, *found) for z, found in LATE.items()])
async def test_a_day_is_that_of_the_rules_zone(
    desk: Desk, zone: str, hour: datetime, day: str
) -> None:
    """matomo#24980, elementary#1879: east of UTC it is about another day than it says."""
    desk.clock.time = MIDNIGHT
    desk.counts(lambda bot, at: 100 if at == hour else 0)
    await desk.save(f"sessions >= 100 per day in {zone}")
    await desk.every(HOUR, MIDNIGHT + 2 * DAY)
    (notice,) = desk.notices()
    assert day in notice.text


SHIFTED = {  # a day of 23 hours, and one of 25
    "sessions < 235 per day in Berlin": (datetime(2026, 3, 27, 12, tzinfo=UTC), "on Sun 29 Mar"),
    "sessions > 245 per day in Berlin": (datetime(2026, 10, 23, 12, tzinfo=UTC), "on Sun 25 Oct"),
    "sessions < 231 per day in New York": (datetime(2026, 3, 6, 12, tzinfo=UTC), "on Sun 8 Mar"),
}


@pytest.mark.parametrize(("rule", "begin", "day"), [(r, *found) for r, found in SHIFTED.items()])
async def test_days_are_as_long_as_the_clocks_make_them(
    desk: Desk, rule: str, begin: datetime, day: str
) -> None:
    """PostHog#42016, lightdash#4958, matomo#5873: when the clocks change, an hour is lost."""
    desk.clock.time = begin
    await desk.save(rule)
    await desk.every(HOUR, begin + 4 * DAY)
    (notice,) = desk.notices()
    assert day in notice.text


async def test_a_large_change_of_little_is_none(desk: Desk) -> None:
    """sentry#45489: at night, three instead of one is up 200%, and somebody is woken."""
    desk.counts(lambda bot, hour: 3 ** max(0, (hour - MIDNIGHT) // DAY + 1))  # three times each day
    await desk.save("sessions up 30% on yesterday and at least 200 in UTC")
    await desk.every(HOUR, MIDNIGHT + 3 * DAY)  # of which the second came to 216, after 72
    assert desk.notices() == []
    await desk.every(HOUR, MIDNIGHT + 3 * DAY + SETTLING + HOUR)
    (notice,) = desk.notices()
    assert "*200.0% more* sessions than the day before (648, after 216). Thu 26 Nov" in notice.text


async def test_a_jump_over_three_levels_is_one_message_of_the_highest(desk: Desk) -> None:
    """litellm#1612, litellm#32597: each level speaks, and speaks again before the month is over."""
    first = MIDNIGHT.replace(day=1)
    desk.clock.time = first
    desk.counts(lambda bot, hour: 960 if hour == first + 3 * DAY else 0)
    await desk.save("at 80, 85 and 95% of 1000 sessions per month in UTC")
    await desk.every(6 * HOUR, MIDNIGHT.replace(day=30))
    (notice,) = desk.notices()
    assert "*96%*" in notice.text
    assert "at or over 95%" in notice.text
    assert desk.thread(notice) == []


async def test_each_level_is_told_once_in_a_month(desk: Desk) -> None:
    """litellm#1612: of several levels, each is wanted once per period."""
    desk.clock.time = MIDNIGHT.replace(day=16)
    await desk.save("at 80, 85 and 95% of 5000 sessions per month in UTC")
    await desk.every(6 * HOUR, MIDNIGHT)
    (notice,) = desk.notices()
    told = " ".join(desk.thread(notice))
    assert [told.count(f"at or over {level}%") for level in (80, 85, 95)] == [1, 1, 1]


async def test_a_month_that_will_be_too_much_is_told_before_it_is(desk: Desk) -> None:
    """sentry#55437: by the time that the limit is reached, nothing can be done about it."""
    await desk.save("forecast for the month over 7000 sessions in UTC")
    await desk.check(NOON + QUARTER)
    (notice,) = desk.notices()
    assert "*7,200* sessions† expected in November" in notice.text
    assert "over 7,000 sessions" in notice.text


async def test_there_is_word_before_the_limit(desk: Desk) -> None:
    """litellm#1612, kube100#83: five times over, and never a word of it."""
    limit = NOON + 8 * HOUR  # 200 and more
    await desk.save("at 80 and 100% of 200 sessions per day in UTC")
    await desk.every(QUARTER, limit - 2 * HOUR)
    (notice,) = desk.notices()
    assert "Next level: at or over 100%" in notice.text
    await desk.every(QUARTER, limit)
    assert "at or over 100%" in desk.thread(notice)[-1]


async def test_each_bot_speaks_for_itself_and_by_name(desk: Desk) -> None:
    """PostHog#65884, #27106: one sum for all, and nobody can tell which one it was."""
    await desk.link("Sales", "Help")
    desk.counts(lambda bot, hour: 1 if bot == "st-support" else 30 if bot == "st-sales" else 20)
    await desk.save("sessions > 200 per day for each bot in UTC")
    await desk.every(QUARTER, NOON + HOUR)
    said = [notice.text for notice in desk.notices()]
    assert len(said) == 2
    assert "Help over 200 sessions per day. *260* sessions" in said[0]
    assert "Sales over 200 sessions per day. *390* sessions" in said[1]


async def test_it_is_said_when_it_is_over(desk: Desk) -> None:
    """lago-api#6080, #6131: what was blocked stays so, since nobody says that it may go on."""
    desk.counts(lambda bot, hour: 50 if hour < MIDNIGHT + 13 * HOUR else 0)
    for rule in ("sessions > 100 in 3 h in UTC", "sessions > 500 per day in UTC"):
        await desk.save(rule)
    await desk.every(QUARTER, MIDNIGHT + DAY + SETTLING)
    rolling, daily = (notice.text for notice in desk.notices())
    assert "recovered" in rolling
    assert "final figure. *650* sessions on Tue 24 Nov" in daily


async def test_a_billing_month_from_the_15th_begins_anew(desk: Desk) -> None:
    """lago-api#6132, twenty#16801: it fires once in its life, and is made anew each month."""
    desk.clock.time = datetime(2026, 9, 20, tzinfo=UTC)
    await desk.save("at 50% of 7000 sessions per month from the 15th in UTC")
    told = []
    for month, day in ((9, 29), (10, 1), (10, 14), (10, 16), (10, 29), (10, 31), (11, 16)):
        await desk.check(datetime(2026, month, day, 12, tzinfo=UTC))
        told.append([notice.text.split()[0] for notice in desk.notices()])
    fires, over = ":red_circle:", ":white_check_mark:"
    assert told == [[], [fires], [fires], [over], [over], [over, fires], [over, over]]
    assert "final figure. *102%* of" in desk.notices()[0].text


REACHED = {  # at 130 sessions of this day
    "sessions > 129 per day": True,
    "sessions > 130 per day": False,
    "sessions >= 130 per day": True,
    "sessions at least 130 per day": True,
    "more than 129 sessions a day": True,
    "sessions over 369 per week": True,  # with the 240 of Monday
    "sessions over 370 per week": False,
    "at 100% of 130 sessions per day": True,
    "at 100% of 131 sessions per day": False,
    "sessions >= 120 in 12 h": True,
    "sessions > 120 in 12 h": False,
}


@pytest.mark.parametrize(("rule", "fires"), REACHED.items())
async def test_a_level_that_is_reached_fires(desk: Desk, rule: str, *, fires: bool) -> None:
    """openmeter#3200: a plain amount is passed, and nothing comes."""
    await desk.save(f"{rule} in UTC")
    await desk.check(NOON + QUARTER)
    assert len(desk.notices()) == fires


async def test_what_falls_short_fires_once_it_is_certain(desk: Desk) -> None:
    """openmeter#3200: the same below a level, which only settled figures can tell."""
    await desk.save("sessions < 241 per day in UTC")
    await desk.every(QUARTER, MIDNIGHT + DAY + SETTLING - QUARTER)
    assert desk.notices() == []
    await desk.check(MIDNIGHT + DAY + SETTLING)
    (notice,) = desk.notices()
    assert "*240* sessions on Tue 24 Nov" in notice.text


async def test_a_higher_level_of_the_same_day_is_heard(desk: Desk) -> None:
    """platformsh-docs#3773: one alert a day, so the second and graver crossing is not told."""
    await desk.save("sessions > 125 and 180 per day in UTC notify @here at 180")
    await desk.check(NOON + QUARTER)
    assert desk.pings() == []
    await desk.every(QUARTER, NOON + 7 * HOUR)
    (called,) = desk.pings()
    (parent,) = desk.notices()
    assert "over 180" in called
    assert desk.thread(parent)[-1] == called


async def test_a_second_peak_of_the_same_day_is_heard(desk: Desk) -> None:
    """platformsh-docs#3773: it was over, and is again, on one day."""
    peaks = (MIDNIGHT + 12 * HOUR, MIDNIGHT + 22 * HOUR)
    desk.counts(lambda bot, hour: 200 if hour in peaks else 1)
    await desk.save("sessions > 150 in 2 h in UTC")
    await desk.every(QUARTER, MIDNIGHT + DAY - QUARTER)
    first, second = (notice.text for notice in desk.notices())
    assert "recovered" in first
    assert "*201* sessions" in second


async def test_a_day_is_not_held_against_all_days_before_it(desk: Desk) -> None:
    """tldraw#10579: use of a whole life against the limit of a day: an alert without an end."""
    desk.counts(lambda bot, hour: 50 if MIDNIGHT <= hour < MIDNIGHT + DAY else 1)
    await desk.save("sessions > 100 per day in UTC")
    await desk.every(HOUR, MIDNIGHT + 3 * DAY)
    (notice,) = desk.notices()
    assert "final figure. *1,200* sessions on Tue 24 Nov" in notice.text


async def test_an_amount_without_a_window_is_no_rule(desk: Desk) -> None:
    """tldraw#10579: nobody had said of which time the limit was."""
    for amount in ("sessions > 10000", "at 80% of 40000 sessions"):
        await desk.type(f"alert save {amount}")
        assert "Per day, week, month, quarter or year?" in desk.said.failed[-1][1].message
    assert await desk.rules() == []


async def test_a_rule_is_muted_from_its_message(desk: Desk) -> None:
    """sentry#84027, PostHog#27106: the only way to some peace is to take it away."""
    await desk.save("sessions > 100, 150 and 200 per day in UTC")
    await desk.check(NOON + QUARTER)
    (notice,) = desk.notices()
    await desk.press("Mute", notice)
    await desk.every(HOUR, MIDNIGHT + 2 * DAY)
    (silent,) = desk.notices()
    assert "*240* sessions on Tue 24 Nov" in silent.text
    await desk.type("alerts edit 1 sessions > 90 per day in UTC")
    await desk.type("alerts save #1 sessions > 90 per day in UTC")
    await desk.every(HOUR, MIDNIGHT + 3 * DAY)
    assert len(desk.notices()) == 1
    await desk.type("alerts unmute 1")
    assert len(desk.notices()) == 2


async def test_a_snooze_holds_though_the_figures_change(desk: Desk) -> None:
    """CIPP#203: the number in the text is another one, and so the snooze does not know it."""
    await desk.save("sessions > 100 and 150 per day in UTC")
    await desk.check(NOON + QUARTER)
    (notice,) = desk.notices()
    await desk.press("1 hour", notice, user="U2")
    desk.counts(lambda bot, hour: 15)
    await desk.check(NOON + 3 * QUARTER)
    (now,) = desk.notices()
    assert "Latest, Tue 24 Nov, 12:45 – 195 sessions" in now.text
    assert "Snoozed by <@U2> until Tue 24 Nov, 13:15" in now.text
    assert desk.thread(now) == []
    await desk.check(NOON + 6 * QUARTER)
    assert "over 150" in desk.thread(now)[-1]  # which has been so for an hour


async def test_it_can_be_seen_who_has_taken_it_on(desk: Desk) -> None:
    """PostHog#27106: nobody can say that they are at it, so three people are."""
    await desk.save("sessions > 100 per day in UTC")
    await desk.check(NOON + QUARTER)
    (notice,) = desk.notices()
    await desk.press("Acknowledge", notice, user="U2")
    await desk.check(NOON + 3 * HOUR)
    (now,) = desk.notices()
    assert "Acknowledged Tue 24 Nov, 12:15 by <@U2>" in now.text
    assert "acknowledged by <@U2>" in await desk.read("alerts")


async def test_all_alerts_are_on_one_page_with_how_they_stand(desk: Desk) -> None:
    """PostHog#27106: what there is, and what fires just now, is found nowhere together."""
    for level in (100, 110, 120, 1000):
        await desk.save(f"sessions > {level} per day in UTC")
    await desk.type("alerts pause 2")
    await desk.type("alerts mute 3")
    await desk.check(NOON + QUARTER)
    page = await desk.read("alerts")
    first, second, third, fourth = page.split("set up by")[:4]
    assert "firing: *All bots together* used *130* sessions" in first
    assert "paused" in second
    assert "muted" in third
    assert "firing" in third
    assert "\nok\n" in fourth


async def test_hours_of_none_are_figures(desk: Desk) -> None:
    """aws-cost-cli#16: days without use are left out, and so averages and changes are wrong."""
    desk.counts(lambda bot, hour: 100 if hour.hour == 0 else 0)
    await desk.save("sessions < 101 per day in UTC")
    await desk.save("sessions up 30% on the average of the last 4 weeks in UTC")
    await desk.save("no sessions for 12 h in UTC")
    await desk.check(NOON + 10 * HOUR)
    assert "not known" not in await desk.read("alerts")
    await desk.check(MIDNIGHT + DAY + SETTLING)
    short, silent = sorted(notice.text for notice in desk.notices())
    assert "*100* sessions on Tue 24 Nov" in short
    assert "*14 h* without sessions. From Tue 24 Nov, 01:00 to " in silent


async def test_what_is_not_answered_is_not_zero(desk: Desk) -> None:
    """cdk-bill-bot#28: an empty answer is read as no use at all."""
    desk.counts(lambda bot, hour: None)
    for rule in ("< 500 per day", "down 30% on yesterday", "unusually low", "under 20 in 3 h"):
        await desk.save(f"sessions {rule} in UTC")
    await desk.save("no sessions for 6 h in UTC")
    await desk.every(3 * HOUR, MIDNIGHT + 2 * DAY)
    texts = [each.text for each in desk.notices()]
    assert len(texts) == 5
    assert all("can't be judged: figures are missing." in text for text in texts)
    assert (await desk.read("alerts")).count("is not known: ") == 5


async def test_a_day_with_an_hour_missing_is_not_a_small_one(desk: Desk) -> None:
    """cdk-bill-bot#28: a part of an answer is read as the whole of it."""
    desk.counts(lambda bot, hour: None if hour == MIDNIGHT + 3 * HOUR else 10)
    for rule in ("< 235 per day", "down 3% on yesterday and at least 5"):
        await desk.save(f"sessions {rule} in UTC")
    await desk.every(HOUR, MIDNIGHT + DAY + SETTLING)
    blind = desk.notices()
    assert all("can't be judged: figures are missing." in each.text for each in blind)
    desk.counts(lambda bot, hour: 9 if hour >= MIDNIGHT else 10)
    await desk.check(MIDNIGHT + DAY + SETTLING + HOUR)
    told = [each for each in desk.notices() if each.ts not in {one.ts for one in blind}]
    assert ["216" in each.text for each in told] == [True, True]


async def test_what_is_not_answered_ends_nothing_and_is_said(desk: Desk) -> None:
    """cdk-bill-bot#28: no answer, and so it is taken for over, or what was is shown as what is."""
    await desk.save("sessions > 50 in 6 h in UTC")
    await desk.check(NOON + QUARTER)
    desk.counts(lambda bot, hour: None)
    await desk.check(NOON + 2 * QUARTER)
    (notice,) = desk.notices()
    assert "*60* sessions" in notice.text
    assert "at least 60 sessions† in the 6 h up to Tue 24 Nov, 06:00" in notice.text
    await desk.every(HOUR, NOON + DAY)
    notice, blind = desk.notices()
    assert "*60* sessions" in notice.text
    assert "Latest figure missing" in notice.text
    assert "Alert 1 can't be judged: figures are missing." in blind.text
    desk.counts(lambda bot, hour: 10)
    await desk.check(NOON + DAY + QUARTER)
    notice, blind = desk.notices()
    assert "missing" not in notice.text
    assert "can be judged again since" in desk.thread(blind)[-1]
    assert desk.thread(notice) == []
