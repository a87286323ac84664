"""Alerts, what is remembered and was told of each, on both databases."""

from datetime import timedelta

from slackbot.domain.alerts.alert import Alert, RuleState, Told
from slackbot.domain.alerts.checks.plan import Check
from slackbot.domain.alerts.episode import Notice, NoticeKind, State
from slackbot.domain.alerts.rule import AlertRule, Kind, Level
from slackbot.domain.ask import Thread
from slackbot.domain.query import Unit
from slackbot.store.databases.database import Database
from slackbot.store.setup.alerts import AlertStore
from slackbot.store.setup.workspaces import WorkspaceStore
from tests.fakes import NOW

DAILY = AlertRule(
    kind=Kind.AMOUNT,
    unit=Unit.SESSION,
    levels=(Level(at=500), Level(at=800, mentions=("<@U1>",))),
    every="day",
    zone="Europe/Berlin",
)
MINUTE = timedelta(minutes=1)


def rule(id_: str = "r1", *, team: str = "T1", channel: str = "C1", number: int = 1) -> Alert:
    return Alert(
        team=team,
        channel=channel,
        id=id_,
        number=number,
        owner="U1",
        rule=DAILY,
        bot_ids=("st-1",),
        created_at=NOW,
    )


def told(key: str, minutes: int = 0) -> Told:
    notice = Notice(key=key, kind=NoticeKind.FIRED, rule_id="r1", at=NOW)
    return Told(notice=notice, at=NOW + minutes * MINUTE, thread=Thread(channel="C1", ts="1.1"))


async def saved(database: Database, *rules: Alert) -> AlertStore:
    store = AlertStore(database)
    for each in rules:
        await store.save(each)
    return store


async def test_a_rule_comes_back_as_it_was_and_remembers_nothing(database: Database) -> None:
    store = await saved(database, rule())
    (watched,) = await store.of_channel("T1", "C1")
    assert (watched.alert, watched.memory) == (rule(), State(rule_id="r1"))
    assert (watched.checked_at, watched.fired_at) == (None, None)


async def test_workspaces_and_channels_have_their_own(database: Database) -> None:
    store = await saved(database, rule(), rule("r2", channel="C2"), rule("r1", team="T2"))
    assert [w.alert.id for w in await store.of_channel("T1", "C2")] == ["r2"]
    assert [w.alert.id for w in await store.active("T2")] == ["r1"]
    assert await store.find("T2", "r2") is None
    assert await store.teams() == ["T1", "T2"]


async def test_only_the_active_are_checked(database: Database) -> None:
    store = await saved(database, rule(), rule("r2"), rule("r3"))
    await store.save(rule("r2").model_copy(update={"state": RuleState.PAUSED}))
    await store.save(rule("r3").model_copy(update={"state": RuleState.REMOVED}))
    assert [w.alert.id for w in await store.active("T1")] == ["r1"]
    assert [w.alert.id for w in await store.of_channel("T1", "C1")] == ["r1", "r2"]


async def test_what_was_told_outlives_its_rule(database: Database) -> None:
    removed = rule().model_copy(update={"state": RuleState.REMOVED})
    other = rule("r2", number=2)
    elsewhere = [rule("r3", channel="C2"), rule("r1", team="T2")]
    store = await saved(database, rule(), other, *elsewhere)
    for minutes, each in enumerate([rule(), other, *elsewhere]):
        await store.told(each, told("a", minutes))
    await store.told(rule(), told("b", 5))
    await store.save(removed)
    expected = [(removed, told("b", 5)), (other, told("a", 1)), (removed, told("a"))]
    assert await store.told_in("T1", "C1", 5) == expected
    assert await store.told_in("T1", "C1", 2) == expected[:2]
    await store.forget(NOW + 5 * MINUTE, NOW + 5 * MINUTE)
    assert await store.told_in("T1", "C1", 5) == expected[:1]


async def test_a_removed_rule_keeps_its_number(database: Database) -> None:
    removed = rule(number=3).model_copy(update={"state": RuleState.REMOVED})
    store = await saved(database, removed, rule("r2", channel="C2", number=4))
    found = await store.numbered("T1", "C1", 3)
    assert found
    assert found.alert == removed
    assert await store.numbered("T1", "C1", 4) is None
    assert await store.numbered("T2", "C1", 3) is None


async def test_nothing_is_checked_in_a_workspace_that_is_cut_off(database: Database) -> None:
    store = await saved(database, rule(), rule("r1", team="T2"))
    await WorkspaceStore(database).disconnect("T1", NOW, "token_revoked")
    assert await store.teams() == ["T2"]


async def test_numbers_are_a_channels_own(database: Database) -> None:
    store = AlertStore(database)
    numbers = [await store.next_number("T1", channel) for channel in ("C1", "C1", "C2")]
    assert numbers == [1, 2, 1]


async def test_what_is_remembered_is_changed_only_by_who_has_read_the_latest(
    database: Database,
) -> None:
    store = await saved(database, rule())
    first, second = await store.find("T1", "r1"), await store.find("T1", "r1")
    assert first
    assert second
    muted = first.memory.model_copy(update={"muted": True})
    assert await store.remember(first, muted, checked_at=NOW, fired_at=NOW)
    assert not await store.remember(second, second.memory)
    again = await store.find("T1", "r1")
    assert again
    assert (again.memory, again.checked_at, again.fired_at) == (muted, NOW, NOW)
    assert await store.remember(again, muted, checked_at=NOW + MINUTE)
    later = await store.find("T1", "r1")
    assert later
    assert (later.checked_at, later.fired_at) == (NOW + MINUTE, NOW)


async def test_a_changed_rule_remembers_nothing_of_the_old_one(database: Database) -> None:
    store = await saved(database, rule())
    watched = await store.find("T1", "r1")
    assert watched
    await store.remember(watched, watched.memory.model_copy(update={"muted": True}))
    await store.save(rule().model_copy(update={"owner": "U2"}))
    kept = await store.find("T1", "r1")
    assert kept
    assert (kept.memory.muted, kept.alert.owner) == (True, "U2")
    await store.save(rule(), State(rule_id="r1"))
    anew = await store.find("T1", "r1")
    assert anew
    assert not anew.memory.muted
    assert not await store.remember(kept, kept.memory)


async def test_what_was_told_is_kept_once_and_for_a_while(database: Database) -> None:
    store = await saved(database, rule())
    for each in (told("a"), told("b", 1), told("a", 2)):
        await store.told(rule(), each)
    assert await store.history("T1", "r1", 5) == [told("b", 1), told("a")]
    assert await store.history("T1", "r1", 1) == [told("b", 1)]
    assert await store.history("T2", "r1", 5) == []
    await store.forget(NOW + MINUTE, NOW + MINUTE)
    assert await store.history("T1", "r1", 5) == [told("b", 1)]


async def test_each_episode_has_one_place(database: Database) -> None:
    store = AlertStore(database)
    place = Thread(channel="C1", ts="1.1")
    await store.put_place("T1", "r1", "r1:*:1", place)
    assert await store.place("T1", "r1", "r1:*:1") == place
    assert await store.place("T1", "r1", "r1:*:2") is None
    assert await store.place("T2", "r1", "r1:*:1") is None


async def test_checks_are_written_down_once_each(database: Database) -> None:
    store = AlertStore(database)
    moments = [NOW + n * MINUTE for n in range(5)]
    for moment in moments:
        await store.begin_check("T1", Check(moment=moment))
    done = Check(moment=moments[-1], seconds=12.5, jobs=3)
    await store.end_check("T1", done)
    await store.begin_check("T1", Check(moment=moments[-1]))
    assert await store.checks("T1") == [done, Check(moment=moments[3]), Check(moment=moments[2])]
    assert await store.checks("T2") == []


async def test_a_removed_alert_goes_with_its_belongings_after_its_time(database: Database) -> None:
    removed = rule().model_copy(update={"state": RuleState.REMOVED})
    store = await saved(database, rule(), rule("r2", number=2), rule("r1", team="T2"))
    place = Thread(channel="C1", ts="1.1")
    for each in (rule(), rule("r2", number=2), rule("r1", team="T2")):
        await store.told(each, told("a"))
        await store.put_place(each.team, each.id, "place", place)
    await store.save(removed)
    day, long_ago = timedelta(days=1), NOW - timedelta(days=800)
    await store.forget(long_ago, NOW)
    await store.forget(NOW - day, NOW + day)
    assert await store.find("T1", "r1")
    assert await store.place("T1", "r1", "place")

    await store.save(rule())  # it was set up again: the time begins anew
    await store.forget(long_ago, NOW + day)
    await store.save(removed)
    await store.forget(NOW + day, NOW + 2 * day)
    assert await store.find("T1", "r1")
    await store.forget(NOW + 3 * day, NOW + 4 * day)
    assert await store.find("T1", "r1") is None
    assert await store.place("T1", "r1", "place") is None
    for team, id_ in (("T1", "r2"), ("T2", "r1")):
        assert await store.find(team, id_)
        assert await store.place(team, id_, "place")


async def test_removed_ones_and_those_of_other_workspaces_do_not_count(database: Database) -> None:
    store = await saved(database, rule(), rule("b", channel="C2"), rule("c", team="T2"))
    assert await store.count("T1") == 2
    removed = rule("b", channel="C2").model_copy(update={"state": RuleState.REMOVED})
    await store.save(removed)
    assert [await store.count(team) for team in ("T1", "T2", "T3")] == [1, 1, 0]
