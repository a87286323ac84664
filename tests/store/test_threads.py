"""What was asked in threads and what workspaces refuse, on both databases."""

from datetime import UTC, date, datetime, timedelta

from slackbot.domain.ask import Ask, Mention, Thread, first_id
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Reading, Unit, UsageQuery
from slackbot.domain.usage.fetching.receipt import Receipt
from slackbot.ports import Edition
from slackbot.store.databases.database import Database
from slackbot.store.receipts import ReceiptStore
from slackbot.store.setup.workspaces import WorkspaceStore
from slackbot.store.threads import ThreadStore
from tests.fakes import NOW, ask

PERIOD = Period.of_days(date(2026, 10, 19), date(2026, 10, 25), "Europe/Berlin")
FULL = UsageQuery(
    period=PERIOD,
    stated=False,
    running=True,
    bots=("Sales & Co", "日本'; DROP TABLE threads; --"),
    units=(Unit.PROACTIVE, Unit.SESSION),
    grouping=Grouping.WEEK,
    week_start="sunday",
    comparison=Period.of_days(date(2025, 10, 19), date(2025, 10, 25), "Europe/Berlin"),
    top=5,
    csv=True,
    private=True,
    fresh=True,
    other_readings=(Reading(words="last 7 days", period=PERIOD),),
    corrections=("read lsat as last",),
)
PLAIN = UsageQuery(period=PERIOD)


def begun(moment: datetime, channel: str = "C1") -> Thread:
    return Thread(channel=channel, ts=f"{moment.timestamp():.6f}")


async def test_a_thread_remembers_all_of_its_question(database: Database) -> None:
    store, thread = ThreadStore(database), begun(NOW)
    assert await store.query_of("T1", thread) is None
    await store.remember("T1", thread, FULL)
    assert await store.query_of("T1", thread) == FULL


async def test_a_thread_remembers_what_was_asked_last(database: Database) -> None:
    store, thread = ThreadStore(database), begun(NOW)
    for query in (FULL, PLAIN):
        await store.remember("T1", thread, query)
    assert await store.query_of("T1", thread) == PLAIN
    assert len(await database.rows("SELECT * FROM threads", {})) == 1


async def test_no_workspace_sees_anothers_threads(database: Database) -> None:
    store, thread = ThreadStore(database), begun(NOW)
    await store.remember("T1", thread, FULL)
    assert await store.query_of("T2", thread) is None
    assert await store.query_of("T1", begun(NOW, "C2")) is None
    assert await store.query_of("T1", begun(NOW + timedelta(microseconds=1))) is None
    await store.remember("T2", thread, PLAIN)
    assert await store.query_of("T1", thread) == FULL
    assert await store.query_of("T2", thread) == PLAIN


async def test_a_name_is_no_pattern_and_no_statement(database: Database) -> None:
    store = ThreadStore(database)
    await store.remember("T1", begun(NOW), FULL)
    for team in ("%", "T_", "T1' OR '1'='1", "", "t1"):
        assert await store.query_of(team, begun(NOW)) is None


async def test_old_threads_are_forgotten_in_every_workspace(database: Database) -> None:
    store = ThreadStore(database)
    old, at_that_moment = begun(NOW - timedelta(days=1)), begun(NOW)
    for team in ("T1", "T2"):
        for thread in (old, at_that_moment):
            await store.remember(team, thread, PLAIN)
    await store.forget(NOW)
    for team in ("T1", "T2"):
        assert await store.query_of(team, old) is None
        assert await store.query_of(team, at_that_moment) == PLAIN


async def test_timestamps_are_compared_as_moments(database: Database) -> None:
    """The text of Slack's timestamps sorts as their numbers do: all have ten digits, to 2286."""
    store = ThreadStore(database)
    first, last = datetime(2001, 9, 10, tzinfo=UTC), datetime(2286, 11, 1, tzinfo=UTC)
    for moment in (first, last):
        await store.remember("T1", begun(moment), PLAIN)
    await store.forget(NOW)
    assert await store.query_of("T1", begun(first)) is None
    assert await store.query_of("T1", begun(last)) == PLAIN


async def test_refused_blocks_are_of_one_workspace(database: Database) -> None:
    store = WorkspaceStore(database)
    assert await store.refused_blocks("T1") == frozenset()
    await store.refuse_blocks("T1", frozenset({"data_table"}))
    await store.refuse_blocks("T1", frozenset({"data_table", "table"}))
    await store.refuse_blocks("T2", frozenset({"data_visualization"}))
    assert await store.refused_blocks("T1") == {"data_table", "table"}
    assert await store.refused_blocks("T2") == {"data_visualization"}
    for team in ("T3", "%", "t1", "T1' OR '1'='1"):
        assert await store.refused_blocks(team) == frozenset()


async def test_nothing_refused_is_nothing_written(database: Database) -> None:
    store = WorkspaceStore(database)
    await store.refuse_blocks("T1", frozenset())
    assert await database.rows("SELECT * FROM refused_blocks", {}) == []


async def test_what_was_refused_outlives_the_process(database: Database) -> None:
    await WorkspaceStore(database).refuse_blocks("T1", frozenset({"table"}))
    await ThreadStore(database).remember("T1", begun(NOW), FULL)
    assert await WorkspaceStore(database).refused_blocks("T1") == {"table"}
    assert await ThreadStore(database).query_of("T1", begun(NOW)) == FULL


# ---- editions of a mention

FIRST, SECOND, THIRD = (f"{NOW.timestamp() + n:.6f}" for n in range(3))


def said(words: str, edited: str = "", question: str = "q1", team: str = "T1") -> Ask:
    mention = Mention(ts=FIRST, edited=edited)
    return ask(words).model_copy(update={"team": team, "id": question, "mention": mention})


async def test_other_words_follow_the_former_ones(database: Database) -> None:
    store = ThreadStore(database)
    assert await store.edition(said("last week")) == Edition()
    for _ in range(2):  # after a crash, again
        second = await store.edition(said("last month", SECOND, "q2"))
        assert second == Edition(former=("q1",))
    third = await store.edition(said("last week", THIRD, "q3"))
    assert third == Edition(former=("q1", "q2"))


async def test_the_same_words_are_no_other_question(database: Database) -> None:
    store = ThreadStore(database)
    await store.edition(said("last week"))
    assert (await store.edition(said("last week", SECOND, "q2"))).same_words
    assert (await store.edition(said("last week", THIRD, "q3"))).same_words


async def test_what_comes_after_its_own_edit_is_outdated(database: Database) -> None:
    store = ThreadStore(database)
    await store.edition(said("last month", SECOND, "q2"))
    late = await store.edition(said("last week"))
    assert (late.outdated, late.former) == (True, ())


async def test_editions_are_of_one_workspace_and_forgotten(database: Database) -> None:
    store = ThreadStore(database)
    await store.edition(said("last week"))
    other = await store.edition(said("last week", SECOND, "q2", team="T2"))
    assert other == Edition()
    await store.forget(NOW + timedelta(days=1))
    assert await database.rows("SELECT * FROM editions", {}) == []


async def test_a_receipt_is_kept_for_its_workspace_until_it_is_forgotten(
    database: Database,
) -> None:
    store, id_ = ReceiptStore(database), f"{first_id(NOW)}-a"
    receipt = Receipt(channel="C1", only_for="U1", lines=("Source: Kore.ai report 121242", "Ä"))
    for _ in range(2):  # a step that runs again
        await store.keep("T1", id_, receipt)
    assert await store.find("T1", id_) == receipt
    assert await store.find("T2", id_) is None
    await store.forget(NOW)
    assert await store.find("T1", id_) == receipt
    await store.forget(NOW + timedelta(seconds=1))
    assert await store.find("T1", id_) is None
