"""Messages about digests, beside those that were recorded and read; see tests/snapshots.py."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from slackbot.domain.ask import Ask
from slackbot.domain.calendar.weekdays import EVERY_DAY, WORKDAYS
from slackbot.domain.channel import Bot, LinkedBot
from slackbot.domain.digests.content import DigestContent
from slackbot.domain.digests.digest import Digest, DigestRun, DigestState, RunState
from slackbot.domain.digests.recurrence import (
    Monthly,
    NthWeekday,
    Quarterly,
    Recurrence,
    Weekly,
)
from slackbot.domain.digests.schedule import Schedule, Slot, next_slot
from slackbot.domain.period import Period
from slackbot.domain.query import Reading, Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.comparison import previous_period
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.findings.usual import weeks_before
from slackbot.domain.usage.findings.year_before import year_before
from slackbot.domain.usage.report import Gap, Restatement, UsageReport
from slackbot.language.digests.asked import query_at
from slackbot.language.digests.commands import (
    DigestHistory,
    PauseDigest,
    RemoveDigest,
    ResumeDigest,
    SendDigest,
    read_digest_command,
)
from slackbot.ports import DueDigest, Opened
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.blocks.blocks import Message
from slackbot.slack.digests.listed import digest_confirmation, digest_history, digest_list
from slackbot.slack.digests.messages import digest_detail, digest_name, digest_parent, restatement
from slackbot.slack.digests.owner import digest_missed, digest_paused, workspace_back
from tests.fakes import NOW, ask
from tests.lazy import Lazy
from tests.snapshots import assert_recorded

FOLDER = Path(__file__).parent / "snapshots"
BERLIN, SETTLING, HOUR = "Europe/Berlin", timedelta(hours=6), timedelta(hours=1)
MONDAYS = Schedule(recurrence=Weekly(weekdays=(0,)), at=time(9), zone=BERLIN)
DUE = datetime(2026, 11, 23, 8, tzinfo=UTC)
SUPPORT, SALES = Bot(id="st-support", name="SupportBot"), Bot(id="st-sales", name="Sales & Co")
EIGHT = (SUPPORT, SALES, *(Bot(id=f"st-{n}", name=f"Bot {n}") for n in range(3, 9)))
DIGEST = Digest(
    team="T1",
    channel="C1",
    id="0123456789ab",
    number=2,
    owner="U1",
    schedule=MONDAYS,
    created_at=NOW,
)
Count = Callable[[int, datetime], int | None]
Change = Callable[[Usage, tuple[Bot, ...]], Usage]


def usual(bot: int, start: datetime) -> int:
    """Sessions of an hour: more by day than by night, fewer at weekends and of further bots."""
    night, weekend = not 6 <= start.hour < 20, start.weekday() > 4
    week = (start - datetime(2025, 1, 6, tzinfo=UTC)).days // 7
    return (10 if night else 60 + week % 3) // (4 if weekend else 1) // (bot + 1)


def grown(bot: int, start: datetime) -> int:
    """The same, and half as much again of two bots in the last week, mostly on its Tuesday."""
    if start < datetime(2026, 11, 15, 23, tzinfo=UTC) or bot > 1:
        return usual(bot, start)
    return usual(bot, start) * (4 if start.day == 17 else 3) // 2


def counts_of(sessions: int) -> dict[Unit, int]:
    return {
        Unit.SESSION: sessions,
        Unit.CONVERSATION: sessions * 2 // 3,
        Unit.REQUEST: 4 * sessions,
        Unit.ALERT: 0,
        Unit.PROACTIVE: 0,
    }


def fetched(window: Period, bots: tuple[Bot, ...], count: Count, at: datetime) -> Usage:
    """One job for all bots, in hours; a bot's place is its number."""
    job = SummaryJob(
        account=True,
        bot_ids=tuple(bot.id for bot in bots),
        start=window.start,
        end=window.end,
        grain=Grain.HOUR,
    )
    buckets = tuple(
        Bucket(bot_id=bot.id, start=start, counts=counts_of(sessions))
        for number, bot in enumerate(bots)
        for start in job.starts()
        if (sessions := count(number, start)) is not None
    )
    return Usage(job=job, buckets=buckets, report_ids=("121242",), fetched_at=at)


def lacking(number: int, window: Period, unit: Unit | None) -> Change:
    """Usages of which that bot lacks the unit, or without one everything, in this window."""

    def cut(usage: Usage, bots: tuple[Bot, ...]) -> Usage:
        buckets = tuple(
            replace(each, counts={u: n for u, n in each.counts.items() if unit and u is not unit})
            if each.bot_id == bots[number].id and window.start <= each.start < window.end
            else each
            for each in usage.buckets
        )
        return usage.model_copy(update={"buckets": tuple(b for b in buckets if b.counts)})

    return cut


def content_of(
    digest: Digest = DIGEST,
    bots: tuple[Bot, ...] = (SUPPORT, SALES),
    count: Count = grown,
    *,
    year_ago: bool = True,
    at: datetime = DUE,
    change: Change = lambda usage, bots: usage,
    **more: Any,
) -> DigestContent:
    """What the digest says at the slot of that moment, fetched ten minutes later."""
    query = query_at(digest, Slot(day=at.date(), at=at))
    weeks = weeks_before(query.period).start
    before = query.comparison or previous_period(query)
    reach = query.period.model_copy(update={"start": min(weeks, before.start)})
    year_ago = year_ago and before != year_before(query.period)
    windows = [reach, *([year_before(query.period)] if year_ago else [])]
    usages = [change(fetched(each, bots, count, at + HOUR / 6), bots) for each in windows]
    report = UsageReport.of(query, bots, usages, before=before, settling=SETTLING)
    return DigestContent.of(report, usages, SETTLING, **more)


def asked(digest: Digest = DIGEST, at: datetime = DUE) -> Ask:
    made = ask(digest.question).model_copy(update={"id": "01-digest", "received_at": at})
    return made.model_copy(update={"command": "digest"})


def without_sales(content: DigestContent) -> DigestContent:
    gap = Gap(bot=SALES.name, reason="Kore.ai does not know this bot.")
    return content.model_copy(update={"report": content.report.model_copy(update={"gaps": (gap,)})})


ALLOWANCE = (
    "Up to Sun 22 Nov: 15,200 sessions left of the November allowance (62% of 40,000 used)",
)
RESTATED = (
    Restatement(bot_id=SUPPORT.id, unit=Unit.SESSION, before=12_340, after=12_511),
    Restatement(bot_id=SALES.id, unit=Unit.REQUEST, before=0, after=1),
)
LAST_WEEK = query_at(DIGEST, Slot(day=DUE.date(), at=DUE)).period
LATE: dict[str, Any] = {
    "late": timedelta(hours=3),
    "late_because": "Kore.ai did not answer.",
    "skipped": 2,
}
MONTHLY = DIGEST.model_copy(
    update={"schedule": Schedule(recurrence=Monthly(day=31), at=time(17), zone=BERLIN)}
)
TUESDAY = Period.of_days(date(2026, 11, 17), date(2026, 11, 17), BERLIN)
ONE_HOUR = Period(start=TUESDAY.start, end=TUESDAY.start + HOUR, zone=BERLIN)
TALKS = DIGEST.model_copy(update={"question": "sessions and conversations"})


def no_talks(usage: Usage, bots: tuple[Bot, ...]) -> Usage:
    """Of no bot, at no time."""
    always = Period(start=usage.job.start, end=usage.job.end)
    for number in range(len(bots)):
        usage = lacking(number, always, Unit.CONVERSATION)(usage, bots)
    return usage


MONTH_END = datetime(2026, 11, 30, 16, tzinfo=UTC)
CONTENTS: Lazy[tuple[Digest, DigestContent]] = Lazy(
    {
        "quiet": lambda: (DIGEST, content_of(count=usual)),
        "moved": lambda: (DIGEST, content_of(allowances=ALLOWANCE)),
        "one-bot": lambda: (DIGEST, content_of(bots=(SUPPORT,))),
        "eight-bots": lambda: (DIGEST, content_of(bots=EIGHT)),
        "no-year": lambda: (DIGEST, content_of(year_ago=False)),
        "late": lambda: (DIGEST, content_of(restated=RESTATED, **LATE)),
        "provisional": lambda: (DIGEST, content_of(at=LAST_WEEK.end + HOUR)),
        "so-far": lambda: (MONTHLY, content_of(MONTHLY, at=MONTH_END)),
        "nothing": lambda: (DIGEST, content_of(count=lambda bot, start: 0)),
        "gap": lambda: (DIGEST, without_sales(content_of())),
    }
)
HOLED: Lazy[tuple[Digest, DigestContent]] = Lazy(
    {
        "hole": lambda: (DIGEST, content_of(count=usual, change=lacking(1, TUESDAY, Unit.SESSION))),
        "hole-hour": lambda: (
            DIGEST,
            content_of(bots=(SUPPORT,), count=usual, change=lacking(0, ONE_HOUR, None)),
        ),
        "without-conversations": lambda: (TALKS, content_of(TALKS, count=usual, change=no_talks)),
    }
)


def due(number: int, **more: Any) -> DueDigest:
    changed = {"number": number, "id": f"{number:012x}", **more}
    digest = DIGEST.model_copy(update=changed)
    slot = next_slot(digest.schedule, NOW) if digest.is_active else None
    return DueDigest(digest=digest, slot=slot, run_at=slot.at if slot else None)


def run(state: RunState, said: str = "", **more: Any) -> DigestRun:
    made = DigestRun(
        team="T1", digest_id=DIGEST.id, key="2026-11-23", due_at=DUE, state=state, said=said
    )
    return made.model_copy(update=more)


SENT = run(RunState.SENT, period=LAST_WEEK, finished_at=DUE + HOUR / 60)
RUNS = [
    (DIGEST, run(RunState.RUNNING, key="now-01", due_at=NOW)),
    (DIGEST, SENT),
    (DIGEST, run(RunState.SENT, period=LAST_WEEK, finished_at=DUE + 3 * HOUR)),
    (DIGEST, run(RunState.FAILED, "Kore.ai does not know <this> bot.", finished_at=DUE + HOUR)),
    (DIGEST, run(RunState.SKIPPED, "I was not running at that time.")),
    (DIGEST, run(RunState.RETRYING, "Kore.ai is down.")),
]
STOPPED = DIGEST.model_copy(
    update={"state": DigestState.STOPPED, "reason": "I am not in <#C1> any more: invite me"}
)
FRIDAYS = Schedule(
    recurrence=Weekly(weekdays=(4,), weeks=2, first=DUE.date() + timedelta(days=4)),
    at=time(10),
    zone="America/New_York",
)
LISTED = [
    due(1, question="sessions by day", bot_ids=(SUPPORT.id, SALES.id)),
    due(2, state=DigestState.PAUSED, schedule=FRIDAYS),
    due(3, state=DigestState.STOPPED, reason="Kore.ai does not know <st-x>.", owner="U2"),
]
LAST = {LISTED[0].digest.id: SENT, LISTED[2].digest.id: RUNS[3][1]}


def first_of(digest: Digest) -> Opened:
    bots = tuple(LinkedBot(**bot.model_dump(), linked_by="U1") for bot in (SUPPORT, SALES))
    query = query_at(digest, next_slot(digest.schedule, NOW))
    return Opened(query=query, bots=bots, jobs=(), thread=None)


ASKING = DIGEST.model_copy(
    update={
        "question": "last 7 days by day <now>",
        "when_settled": True,
        "bot_ids": (SUPPORT.id, SALES.id),
        "schedule": Schedule(recurrence=Weekly(weekdays=(6,)), at=time(2, 30), zone=BERLIN),
    }
)
TWICE = DIGEST.model_copy(
    update={
        "question": "sessions by day",
        "schedule": Schedule(recurrence=Weekly(weekdays=(0, 3)), at=time(9), zone=BERLIN),
    }
)
EARLY = DIGEST.model_copy(
    update={
        "when_settled": True,
        "schedule": Schedule(recurrence=Weekly(weekdays=(0,)), at=time(2, 30), zone=BERLIN),
    }
)
READ = ASKING.model_copy(update={"question": "last 7 days by day"})
BEFORE_CHANGE = ask().model_copy(
    update={"received_at": datetime(2027, 3, 16, 9, tzinfo=UTC)}  # the clocks go on on the 28th
)


def told(name: str) -> Message:
    return digest_parent(*CONTENTS.get(name) or HOLED[name])


def detailed(name: str) -> Message:
    digest, content = CONTENTS.get(name) or HOLED[name]
    return digest_detail(asked(digest), content)


MESSAGES: Lazy[Message] = Lazy(
    {
        **{f"parent-{name}": partial(told, name) for name in (*CONTENTS, *HOLED)},
        **{f"detail-{name}": partial(detailed, name) for name in (*CONTENTS, *HOLED)},
        "restatement": lambda: restatement(LAST_WEEK, (SUPPORT, SALES), RESTATED),
        "confirmation": lambda: digest_confirmation(ask(), DIGEST, first_of(DIGEST)),
        "confirmation-changed": lambda: digest_confirmation(
            BEFORE_CHANGE, ASKING, first_of(READ), changed=True
        ),
        "confirmation-twice": lambda: digest_confirmation(ask(), TWICE, first_of(TWICE)),
        "confirmation-settled": lambda: digest_confirmation(
            ask(), EARLY, first_of(EARLY), settling=SETTLING
        ),
        "list": lambda: digest_list(LISTED, LAST, (SUPPORT, SALES)),
        "list-none": lambda: digest_list([], {}),
        "list-many": lambda: digest_list([due(n) for n in range(1, 33)], {}),
        "history": lambda: digest_history(RUNS),
        "history-none": lambda: digest_history([]),
        "paused": lambda: digest_paused(STOPPED),
        "missed": lambda: digest_missed(DIGEST, RUNS[3][1]),
        "back": lambda: workspace_back(DUE),
    }
)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_as_it_was_recorded(name: str) -> None:
    message = MESSAGES[name]
    for rung in message.rungs:
        assert validate_message(rung) == []
    assert_recorded(FOLDER / f"{name}.json", {"text": message.text, "blocks": list(message.blocks)})


def test_nothing_else_is_recorded() -> None:
    assert {file.stem for file in FOLDER.glob("*")} == {*MESSAGES}


def said(message: Message) -> str:
    """All text of its sections and contexts."""
    parts = [
        element["text"] if isinstance(element["text"], str) else element["text"]["text"]
        for block in message.blocks
        if block["type"] in ("header", "section", "context")
        for element in block.get("elements", [block])
    ]
    return "\n".join(parts)


def buttons(message: Message) -> list[dict[str, Any]]:
    """Its buttons and menus, without those of forms."""
    rows = [block.get("elements", ()) for block in message.blocks if block["type"] == "actions"]
    beside = [block["accessory"] for block in message.blocks if "accessory" in block]
    found = [*(element for row in rows for element in row), *beside]
    return [each for each in found if not each["action_id"].startswith("form:")]


@pytest.mark.parametrize("name", MESSAGES)
def test_what_people_typed_is_shown_and_not_read(name: str) -> None:
    """The only things in angle brackets are users and channels that we mean."""
    text = json.dumps(MESSAGES[name].blocks) + MESSAGES[name].text
    assert set(re.findall(r"<[^>]*>", text)) <= {"<@U1>", "<@U2>", "<#C1>"}


@pytest.mark.parametrize("name", CONTENTS)
def test_the_message_in_the_channel_fits_one_screen(name: str) -> None:
    parent = MESSAGES[f"parent-{name}"]
    assert len(parent.blocks) <= 9
    assert len(parent.rungs) == 1
    assert [each["type"] for each in buttons(parent)] == ["button", "button", "overflow"]


COUNTS: dict[str, Count] = {"quiet": usual, "nothing": lambda bot, start: 0}


def hours_of(name: str, period: Period) -> int:
    """Sessions of the content's bots in the hours of the period, counted here."""
    count = COUNTS.get(name, grown)
    hours = (period.end - period.start) // HOUR
    bots = range(len(CONTENTS[name][1].report.bots))
    return sum(count(bot, period.start + n * HOUR) or 0 for bot in bots for n in range(hours))


@pytest.mark.parametrize("name", CONTENTS)
def test_figures_are_what_was_used_and_the_bots_sum_to_them(name: str) -> None:
    period = CONTENTS[name][1].report.query.period
    total = hours_of(name, period)
    text = said(MESSAGES[f"parent-{name}"])
    assert text.startswith(f"{total:,} sessions\n" if total else "Nothing was used\n")
    bots = re.findall(
        r"^\*[A-Z].*?\* ([\d,]+) sessions|^\*other \(.*?\)\* ([\d,]+) sessions", text, re.MULTILINE
    )
    if name != "one-bot":
        assert sum(int((a or b).replace(",", "")) for a, b in bots) == total


@pytest.mark.parametrize("name", [name for name in CONTENTS if name not in ("nothing", "so-far")])
def test_what_moved_is_the_difference_of_the_weeks(name: str) -> None:
    period = CONTENTS[name][1].report.query.period
    week = timedelta(days=7)
    before = Period(start=period.start - week, end=period.start)
    delta = hours_of(name, period) - hours_of(name, before)
    sign = "▲" if delta > 0 else "▼"
    assert f"{sign} {abs(delta):,} " in said(MESSAGES[f"parent-{name}"])


@pytest.mark.parametrize("name", HOLED)
def test_nothing_is_all_clear_while_a_figure_is_missing(name: str) -> None:
    parent = MESSAGES[f"parent-{name}"]
    for text in (said(parent), parent.text):
        assert ":warning: Incomplete: " in text
        assert "No day was unusual against the past 8 weeks." not in text
        assert "No day was unusual against the past 8 weeks (without " in text
    moved = "▲" in said(parent).splitlines()[1]
    assert moved == (name == "without-conversations")  # what is a part did not move


def test_the_quiet_line_stands_alone_and_else_the_furthest_days() -> None:
    quiet, moved = said(MESSAGES["parent-quiet"]), said(MESSAGES["parent-moved"])
    assert "\nNo day was unusual against the past 8 weeks." in quiet
    assert "usually" not in quiet
    assert moved.count(", usually ") == 3
    assert re.search(r"… and \d+ more in the thread", moved)
    thread = said(MESSAGES["detail-moved"])
    assert thread.count(", usually ") == 7
    assert "usually" not in said(MESSAGES["detail-quiet"])


PATTERN = (
    r"(?:.*, usually .*|Likely by .*|Cost: .*|.* cost .*|At .*|.*% of the .*|Compared with .*)"
)


@pytest.mark.parametrize("name", CONTENTS)
def test_what_the_channel_has_read_is_not_in_the_thread_again(name: str) -> None:
    parent, detail = said(MESSAGES[f"parent-{name}"]), said(MESSAGES[f"detail-{name}"])
    lines = {line for line in parent.splitlines() if re.fullmatch(PATTERN, line)}
    assert lines
    assert not lines & set(detail.splitlines())


def test_what_had_no_room_in_the_channel_is_in_the_thread() -> None:
    notes = tuple(f"{number}% of the allowance" for number in range(1, 6))
    content = content_of(allowances=notes)
    parent, detail = said(digest_parent(DIGEST, content)), said(digest_detail(asked(), content))
    assert [line for line in parent.splitlines() if line in notes] == list(notes[:3])
    assert "… and 2 more in the thread" in parent.splitlines()
    assert [line for line in detail.splitlines() if line in notes] == list(notes[3:])


def test_a_digest_asks_nobody_what_was_meant() -> None:
    content = content_of()
    reading = Reading(words="last 7 days", period=LAST_WEEK)
    query = content.report.query.model_copy(update={"other_readings": (reading,)})
    content = content.model_copy(
        update={"report": content.report.model_copy(update={"query": query})}
    )
    detail = digest_detail(asked(), content)
    assert detail == digest_detail(asked(), content_of())


def test_causes_are_told_of_each_bot_and_of_all_only_where_it_is_one() -> None:
    """Of both together they would hold what shifted between long talks and short ones."""
    two, one = said(MESSAGES["detail-moved"]), said(MESSAGES["detail-one-bot"])
    assert re.findall(r"^• (.*): nearly all from more conv", two, re.MULTILINE) == [
        "SupportBot",
        "Sales &amp; Co",
    ]
    assert re.findall(r"^• (.*): nearly all from more conv", one, re.MULTILINE) == ["In all"]


SAYS = {
    "parent-late": "This is 3 hours late: Kore.ai did not answer.\n2 before it were missed.",
    "parent-provisional": "Provisional",
    "parent-moved": ALLOWANCE[0],
    "parent-gap": ":warning: Incomplete: figures of Sales &amp; Co are missing. See the thread.",
    "parent-hole": "without sessions of Tue 17 Nov, which Kore.ai left out",
    "detail-hole": "Kore.ai sent no sessions for 24 of 168 hours of Sales &amp; Co; the sums leave",
    "parent-hole-hour": "At least 5,220 sessions\n*≥3,394* conversations\n",
    "detail-hole-hour": "Kore.ai sent nothing for 1 of 168 hours of SupportBot; the sums leave",
    "parent-without-conversations": "*–* conversations\n",
    "parent-no-year": "Compared with 9–15 Nov.",
    "parent-nothing": "Nothing was used\n",
    "parent-so-far": "the same dates a year before",
    "detail-late": "• SupportBot: 12,340 → 12,511 sessions (+1.4%)",
    "detail-gap": "Without Sales &amp; Co: Kore.ai does not know this bot.",
    "restatement": "• Sales &amp; Co: 0 → 1 request",
    "confirmation": "• Mon 30 Nov 2026, 09:00 (Europe/Berlin)\n• Mon 7 Dec 2026, 09:00",
    "confirmation-twice": "Covers everything since the digest before, “sessions by day”. First: "
    "Mon 23 Nov – Wed 25 Nov 2026",
    "confirmation-settled": "• Mon 30 Nov 2026, 02:30 (Europe/Berlin), once settled, about 06:00",
    "confirmation-changed": "02:30 does not exist on Sun 28 Mar 2027",
    "list": "next Mon 30 Nov 2026, 09:00 (Europe/Berlin)",
    "list-none": "/billing digest every Monday at 9am",
    "list-many": "… and 12 more",
    "history": "failed: Kore.ai does not know &lt;this&gt; bot.",
    "missed": "The next comes Mon 30 Nov 2026, 09:00 (Europe/Berlin).",
}


@pytest.mark.parametrize(("name", "words"), SAYS.items())
def test_it_says(name: str, words: str) -> None:
    assert words in said(MESSAGES[name])


def test_the_list_says_about_when_one_that_waits_comes() -> None:
    waits = due(1, when_settled=True, schedule=EARLY.schedule)
    assert waits.slot
    later = waits.model_copy(update={"run_at": waits.slot.at + 24 * HOUR})
    assert "02:30 (Europe/Berlin), once settled, about Tue 1 Dec 2026, 02:30" in said(
        digest_list([later], {})
    )


COMMANDS: dict[str, Callable[..., Any]] = {
    "Send now": SendDigest,
    "Pause": PauseDigest,
    "Resume": ResumeDigest,
    "Remove": RemoveDigest,
    "History": DigestHistory,
}


@pytest.mark.parametrize("name", ["list", "list-many", "paused", "missed", "parent-moved"])
def test_buttons_and_menus_carry_words_that_could_be_typed(name: str) -> None:
    found = buttons(MESSAGES[name])
    assert len({each["action_id"] for each in found}) == len(found)
    for each in [option for element in found for option in element.get("options", [element])]:
        first, _, rest = each["value"].partition(" ")
        label, which = each["text"]["text"], rest.rpartition(" ")[2]
        if label == "Remove":  # which asks first
            which, rest = which.removesuffix("?"), rest.removesuffix("?")
        if label == "Edit":
            assert rest == f"edit {which}"
        else:
            assert read_digest_command(first, rest) == COMMANDS[label](which=which)


def test_the_detail_is_the_answers_own_with_all_its_forms() -> None:
    message = MESSAGES["detail-moved"]
    assert [{block["type"] for block in rung} & {"data_visualization", "data_table", "table"}
            for rung in message.rungs] == [
        {"data_visualization", "data_table"}, {"data_table"}, {"table"}, set()]  # fmt: skip
    assert {each["text"]["text"] for each in buttons(message)} >= {"Refresh", "CSV"}


NAMES: dict[str, Recurrence] = {
    "Weekly digest": Weekly(weekdays=(4,)),
    "Daily digest": Weekly(weekdays=EVERY_DAY),
    "Monthly digest": NthWeekday(nth=-1, weekday=4),
    "Quarterly digest": Quarterly(),
    "Digest": Weekly(weekdays=(0, 3)),
}


@pytest.mark.parametrize(("name", "recurrence"), NAMES.items())
def test_a_digest_is_called_by_how_often_it_comes(name: str, recurrence: Recurrence) -> None:
    assert digest_name(Schedule(recurrence=recurrence)) == name


def test_other_intervals_and_workdays_have_names_as_well() -> None:
    assert digest_name(FRIDAYS) == "Digest"
    assert digest_name(Schedule(recurrence=Weekly(weekdays=WORKDAYS))) == "Daily digest"
    assert digest_name(Schedule(recurrence=Monthly(day=1))) == "Monthly digest"
    assert digest_name(Schedule(recurrence=Monthly(day=1, also=(15,)))) == "Digest"


def test_a_bot_without_earlier_figures_is_named_and_moves_nothing() -> None:
    def since(bot: int, start: datetime) -> int | None:
        return None if bot == 1 and start < LAST_WEEK.start else usual(bot, start)

    text = said(digest_parent(DIGEST, content_of(count=since)))
    assert "Changes are without Sales &amp; Co where a figure isn't known." in text
    assert re.search(r"^\*Sales &amp; Co\* [\d,]+ sessions$", text, re.MULTILINE)
    assert "(too little is known of Sales &amp; Co)." in text
    assert "*▲ 70 (1.4%)*" in text  # of SupportBot alone: 5,230 after 5,160


def test_a_bot_without_any_figure_has_none() -> None:
    text = said(digest_parent(DIGEST, content_of(count=lambda bot, _: None if bot else 7)))
    assert re.search(r"^\*Sales &amp; Co\* no figures$", text, re.MULTILINE)


def test_without_history_nothing_is_called_usual() -> None:
    text = said(digest_parent(DIGEST, content_of(count=lambda bot, start: None)))
    assert text.startswith("No figures\n")
    assert "No day was unusual" not in text


YEARS = {
    "more": (lambda bot, start: 9 if start.year == 2026 else 8, "▲ 12.5% on last year"),
    "the same": (lambda bot, start: 9, "*unchanged* · the same a year before"),
    "none": (lambda bot, start: 9 if start.year == 2026 else 0, "none a year before"),
}


@pytest.mark.parametrize(("count", "words"), YEARS.values(), ids=YEARS.keys())
def test_a_year_before(count: Count, words: str) -> None:
    line = said(digest_parent(DIGEST, content_of(count=count))).splitlines()[1]
    assert line.endswith(words)


LONG = "&" * 60
CROWD = tuple(Bot(id=f"st-{n}", name=f"{LONG}{n}"[-60:]) for n in range(40))


def test_the_longest_names_and_reasons_fit() -> None:
    content = content_of(bots=CROWD, count=lambda bot, start: 10**9 + bot, late_because="&" * 3000)
    changed = {
        "question": "&" * 500,
        "reason": "&" * 3000,
        "state": DigestState.STOPPED,
        "bot_ids": tuple(bot.id for bot in CROWD),
    }
    digest = DIGEST.model_copy(update=changed)
    restated = [each.model_copy(update={"bot_id": CROWD[0].id}) for each in RESTATED * 30]
    failed = run(RunState.FAILED, "&" * 3000)
    first = first_of(DIGEST)
    messages = [
        digest_parent(digest, content),
        digest_detail(asked(), content.model_copy(update={"restated": tuple(restated)})),
        restatement(LAST_WEEK, CROWD, restated),
        digest_confirmation(ask(), digest, first),
        digest_list([due(n, **changed) for n in range(1, 51)], {}, CROWD),
        digest_history([(digest, failed)] * 50),
        digest_paused(digest),
        digest_missed(digest, failed),
    ]
    for message in messages:
        assert len(message.text) <= 4000
        for rung in message.rungs:
            assert validate_message(rung) == []


def test_the_week_before_is_told_beside_what_was_named() -> None:
    digest = DIGEST.model_copy(update={"question": "last week vs last year"})
    shown = said(digest_parent(digest, content_of(digest)))
    assert " on the period before" in shown
    assert " on last year" not in shown
