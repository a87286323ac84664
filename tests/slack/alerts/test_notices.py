"""Messages about alerts, beside those that were recorded and read; see tests/snapshots.py."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from slackbot.domain.alerts.alert import Alert, RuleState, Told, Watched
from slackbot.domain.alerts.checks.replay import Replay, replay
from slackbot.domain.alerts.episode import (
    SNOOZES,
    Acknowledge,
    Delivered,
    Episode,
    Failed,
    Inconclusive,
    Measurement,
    Notice,
    NoticeKind,
    SnoozeFor,
    State,
    short_key,
)
from slackbot.domain.alerts.rule import AlertRule, Base, Kind, Level, Side, window_at
from slackbot.domain.alerts.transitions import check, step
from slackbot.domain.channel import Bot
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.language.alerts.commands import (
    AlertHistory,
    EditAlert,
    MuteAlert,
    PauseAlert,
    RemoveAlert,
    ResumeAlert,
    SnoozeAlert,
    TryAlert,
    UnmuteAlert,
)
from slackbot.language.alerts.management import read_alert_command
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE, ReadingContext, named
from slackbot.language.questions.reading import read_query
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.alerts.lead import LONGEST_LINE, MARKUP
from slackbot.slack.alerts.listed import (
    alert_changed,
    alert_confirmation,
    alert_history,
    alert_list,
    alert_stopped,
)
from slackbot.slack.alerts.notices import check_failed, check_recovered, notice_parent, notice_reply
from slackbot.slack.alerts.trial import replay_message, try_message
from slackbot.slack.blocks.blocks import Message
from tests.lazy import Lazy
from tests.properties import each_nth
from tests.snapshots import assert_recorded

FOLDER = Path(__file__).parent / "snapshots"
BERLIN, SETTLING, HOUR = "Europe/Berlin", timedelta(hours=6), timedelta(hours=1)
NOW = datetime(2026, 11, 25, 10, 12, tzinfo=UTC)  # a Wednesday; 11:12 in Berlin
SUPPORT = Bot(id="st-11111111-1a2b-5c3d-8e4f-111111111111", name="SupportBot")
SALES = Bot(id="st-22222222-1a2b-5c3d-8e4f-222222222222", name="Sales & Co <b>")
NAMES = {SUPPORT.id: SUPPORT.name, SALES.id: SALES.name, "S1": "finops"}
GROUP = "<!subteam^S1>"
AMOUNT = AlertRule(
    kind=Kind.AMOUNT, unit=Unit.SESSION, levels=(Level(at=10_000, mentions=("<@U1>",)),),
    every="day", each=True, zone=BERLIN,
)  # fmt: skip
SHARE = AlertRule(
    kind=Kind.SHARE,
    unit=Unit.SESSION,
    levels=(Level(at=50), Level(at=80), Level(at=90), Level(at=100, mentions=(GROUP, "<!here>"))),
    inclusive=True,
    every="month",
    allowance=40_000,
    zone=BERLIN,
)
CHANGE = AlertRule(
    kind=Kind.CHANGE, unit=Unit.SESSION, levels=(Level(at=30),), every="week", base=Base(),
    floor=200, bot="SupportBot", zone=BERLIN,
)  # fmt: skip
FORECAST = AlertRule(
    kind=Kind.FORECAST, unit=Unit.SESSION, levels=(Level(at=40_000),), every="month", zone=BERLIN
)
UNUSUAL = AlertRule(
    kind=Kind.UNUSUAL, unit=Unit.REQUEST, levels=(Level(),), side=Side.EITHER, every="day",
    each=True, zone=BERLIN,
)  # fmt: skip
SILENCE = AlertRule(
    kind=Kind.SILENCE, unit=Unit.REQUEST, levels=(Level(at=24),), inclusive=True,
    weekdays=(0, 1, 2, 3, 4), bot="SupportBot", zone=BERLIN,
)  # fmt: skip
ROLLING = AlertRule(
    kind=Kind.AMOUNT, unit=Unit.ALERT, levels=(Level(at=1),), hours=24, cooldown_hours=6,
    zone=BERLIN,
)  # fmt: skip
BELOW = AMOUNT.model_copy(update={"side": Side.BELOW, "every": "week", "inclusive": True})


def ruled(threshold: AlertRule = AMOUNT, **more: Any) -> Alert:
    made = Alert(
        team="T1",
        channel="C1",
        id="0123456789ab",
        number=2,
        owner="U1",
        rule=threshold,
        created_at=NOW - timedelta(days=40),
    )
    return made.model_copy(update=more)


def figures(
    threshold: AlertRule, value: int, score: float | None = None, *, at: datetime = NOW, **more: Any
) -> Measurement:
    """Of SupportBot, or of all together where the rule is about them."""
    window = window_at(threshold, at)
    fields = {
        "bot_id": SUPPORT.id if threshold.each or threshold.bot else "",
        "window": window,
        "at": at,
        "score": value if score is None else score,
        "value": value,
        "over": False,
        "settled": False,
    }
    return Measurement.model_validate(fields | more)


SETTLED: dict[str, Any] = {"over": True, "settled": True}
NOVEMBER = "the November allowance, 40,000 sessions"
LAST_WEEK = Period(
    start=datetime(2026, 11, 15, 23, tzinfo=UTC), end=datetime(2026, 11, 22, 23, tzinfo=UTC),
    zone=BERLIN,
)  # fmt: skip
QUIET_SINCE = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY_BEFORE = Period(start=NOW - timedelta(hours=24, minutes=12), end=NOW - HOUR / 5, zone=BERLIN)


def used_up(value: int, **more: Any) -> Measurement:
    percent = value * 100 // 40_000
    return figures(SHARE, value, value / 400, percent=percent, base=NOVEMBER, **more)


def moved(value: int, percent: float | None, before: float, **more: Any) -> Measurement:
    more = {"window": LAST_WEEK, "base": "the week before", **SETTLED, **more}
    return figures(CHANGE, value, abs(percent or 999), percent=percent, before=before, **more)


FIGURES: dict[str, tuple[AlertRule, Measurement]] = {
    "amount": (AMOUNT, figures(AMOUNT, 10_424)),
    "share": (SHARE, used_up(32_800)),
    "share-all": (SHARE, used_up(40_100)),
    "change": (CHANGE, moved(1_840, 30.2194, 1_413)),
    "forecast": (FORECAST, figures(
        FORECAST, 30_120, 41_200, low=38_000, high=44_000,
        base="from the weekday pattern of the past 8 weeks",
    )),
    "unusual": (UNUSUAL, figures(
        UNUSUAL, 4_310, 610, before=3_300, low=2_900, high=3_700,
        base="going by 8 earlier Wednesdays",
    )),
    "silence": (SILENCE, figures(
        SILENCE, 26, window=Period(start=QUIET_SINCE, end=QUIET_SINCE + 26 * HOUR, zone=BERLIN),
        **SETTLED,
    )),
    "rolling": (ROLLING, figures(ROLLING, 2, window=DAY_BEFORE)),
    "below": (BELOW, figures(BELOW, 9_000, window=LAST_WEEK, **SETTLED)),
}  # fmt: skip


def fired(threshold: AlertRule, *found: Measurement) -> tuple[State, Notice]:
    """What the state machine says of these figures, each notice delivered at once."""
    state, last = State(rule_id=ruled().id), None
    for number, each in enumerate(found):
        done = check(state, [each], each.at + number * HOUR / 60, threshold)
        state = done.state
        for notice in done.notices:
            state = step(state, Delivered(key=notice.key), notice.at, threshold).state
            last = notice
    assert last is not None
    return state, last


def parent(threshold: AlertRule, *found: Measurement, **more: Any) -> Message:
    """The message in the channel as it is edited then."""
    state, notice = fired(threshold, *found)
    episode = state.episode(notice.episode)
    return notice_parent(ruled(threshold), notice, NAMES, episode, **more)


def posted(threshold: AlertRule, *found: Measurement) -> Message:
    """The same, as it is first posted."""
    return notice_parent(ruled(threshold), fired(threshold, *found)[1], NAMES, None)


def reply(threshold: AlertRule, *found: Measurement) -> Message:
    return notice_reply(ruled(threshold), fired(threshold, *found)[1], NAMES)


def episode_after(*events: Acknowledge | SnoozeFor) -> Episode:
    state, _ = fired(AMOUNT, figures(AMOUNT, 10_424))
    for event in events:
        state = step(state, event, NOW + HOUR, AMOUNT).state
    later = figures(AMOUNT, 11_002, at=NOW + 2 * HOUR)
    state = check(state, [later], NOW + 2 * HOUR, AMOUNT).state
    episode = state.episode(KEY)
    assert episode
    return episode


FIRED = fired(AMOUNT, figures(AMOUNT, 10_424))[1]
KEY = FIRED.episode
UNTIL: dict[SNOOZES, datetime | None] = {
    "time": NOW + 25 * HOUR, "change": None, "period": None
}  # fmt: skip
ACKNOWLEDGED = episode_after(Acknowledge(episode=KEY, by="U2"))
SNOOZED = {
    kind: episode_after(
        Acknowledge(episode=KEY, by="U2"),
        SnoozeFor(episode=KEY, by="U1", kind=kind, until=until),
    )
    for kind, until in UNTIL.items()
}
CLIMB = (used_up(20_100, at=NOW - timedelta(days=9)), used_up(40_100))
OVER = used_up(44_800, at=NOW, **SETTLED)
FAILED = step(State(rule_id=ruled().id), Failed(reason="Kore.ai refused <us>."), NOW, AMOUNT)
RECOVERED = Notice(key="k", kind=NoticeKind.CHECK_RECOVERED, rule_id=ruled().id, at=NOW + HOUR)


# ---- a replay of made figures


def hourly(count: Callable[[datetime], int | None], bots: tuple[Bot, ...] = (SUPPORT,)) -> Usage:
    start = Grain.HOUR.floor(NOW) - timedelta(days=155)
    job = SummaryJob(
        account=True, bot_ids=tuple(bot.id for bot in bots), start=start, end=NOW, grain=Grain.HOUR
    )
    buckets = tuple(
        Bucket(bot_id=bot.id, start=at, counts={Unit.SESSION: sessions})
        for bot in bots
        for at in job.starts()
        if (sessions := count(at)) is not None
    )
    return Usage(job=job, buckets=buckets, report_ids=("1",), fetched_at=NOW)


def replayed(threshold: AlertRule, count: Callable[[datetime], int | None]) -> Replay:
    return replay(threshold, (SUPPORT,), [hourly(count)], now=NOW, settling=SETTLING)


PEAKS = ((9, 30), (10, 14), (11, 24))


def with_peaks(at: datetime) -> int | None:
    """Ten an hour, a thousand on three days from 8 to 20; a day in October was not sent."""
    if (at.month, at.day) == (10, 3):
        return None
    return 1_000 if (at.month, at.day) in PEAKS and 8 <= at.hour < 20 else 10


REPLAYS = Lazy(
    {
        "three": partial(replayed, AMOUNT, with_peaks),
        "none": partial(replayed, AMOUNT, lambda at: 10),
        "unknown": partial(replayed, AMOUNT, lambda at: None),
        "many": partial(replayed, AMOUNT, lambda at: 1_000),
        "levels": partial(
            replayed, SHARE, lambda at: 40 if at.month == 10 else 55 if at.month == 11 else 10
        ),
        "already": partial(
            replayed, SHARE, lambda at: 12_000 if (at.day, at.hour) == (17, 22) else 64
        ),
        "at-once": partial(replayed, SHARE, lambda at: 92),
    }
)
SHARED = {"levels", "already", "at-once"}


# ---- lists

MISSING = Inconclusive(
    bot_id=SALES.id, window=window_at(AMOUNT, NOW), at=NOW,
    reason="Kore.ai sent no figure for 2 of 11 hours",
)  # fmt: skip


BLIND_STATE = State(rule_id=ruled().id)
for _ in range(2):  # checks in a row
    BLIND = check(
        BLIND_STATE, [MISSING.model_copy(update={"holes": True})], NOW, AMOUNT)  # fmt: skip
    BLIND_STATE = BLIND.state


def watched(number: int, threshold: AlertRule = AMOUNT, memory: State | None = None, **more: Any
            ) -> Watched:  # fmt: skip
    rule = ruled(threshold, number=number, id=f"{number:012x}", **more)
    return Watched(alert=rule, memory=memory or State(rule_id=rule.id), checked_at=NOW)


def firing() -> State:
    state, _ = fired(AMOUNT, figures(AMOUNT, 10_424))
    state = step(state, Acknowledge(episode=KEY, by="U2"), NOW, AMOUNT).state
    return check(state, [MISSING], NOW, AMOUNT).state


def failing() -> State:
    state, _ = fired(SHARE, used_up(41_000))
    for minutes in (15, 30):
        state = step(state, Failed(reason="Kore.ai refused <us>."), NOW + minutes * HOUR / 60,
                     SHARE).state  # fmt: skip
    return state


def snoozed() -> State:
    state, _ = fired(AMOUNT, figures(AMOUNT, 10_424))
    later = SnoozeFor(episode=KEY, by="U3", kind="time", until=NOW + HOUR)
    return step(state, later, NOW, AMOUNT).state


def fallen() -> State:
    """The rule was told at 102%, and then a bot was unlinked."""
    state, _ = fired(SHARE, BOTH)
    return check(state, [used_up(27_600)], NOW, SHARE).state


BOTH = used_up(41_000, at=NOW - HOUR, bots=2)


GONE_BOT = "st-33333333-1a2b-5c3d-8e4f-333333333333"
LISTED = [
    watched(1, memory=firing()).model_copy(update={"fired_at": NOW - HOUR}),
    watched(2, SHARE, bot_ids=(SUPPORT.id, SALES.id)),
    watched(3, state=RuleState.PAUSED),
    watched(4, CHANGE, State(rule_id="4", muted=True)),
    watched(5, SILENCE, State(rule_id="5", broken=True, failures=5, lasting=5)),
    watched(6, state=RuleState.STOPPED, reason="I am not in <#C1> any more", owner="U2"),
    watched(7).model_copy(update={"checked_at": None}),
    watched(8, SHARE, memory=failing()),
    watched(9, SILENCE, bot_ids=(GONE_BOT,)),
    watched(10, CHANGE, State(rule_id="10.1"), bot_ids=(SUPPORT.id,)),
    watched(11, memory=snoozed()),
    watched(12, SHARE, memory=fallen()),
]
TWO_ZONES = [watched(1), watched(2, AMOUNT.model_copy(update={"zone": "Asia/Kolkata"}))]
TOLD = [
    (ruled(SHARE), Told(notice=fired(SHARE, *CLIMB, OVER)[1], at=NOW)),
    (ruled(SHARE), Told(notice=fired(SHARE, *CLIMB)[1], at=NOW - HOUR)),
    (ruled(number=1), Told(notice=FIRED, at=NOW - 3 * HOUR)),
    (ruled(), Told(notice=RECOVERED, at=NOW - 4 * HOUR)),
    (ruled(), Told(notice=FAILED.notices[0], at=NOW - 5 * HOUR)),
]
FROM_TWO_ZONES = [
    (ruled(SHARE, state=RuleState.REMOVED), TOLD[1][1]),
    (ruled(AMOUNT.model_copy(update={"zone": "Asia/Kolkata"}), number=3), TOLD[2][1]),
]
AT_HAND: dict[str, Message] = {
    **{f"parent-{name}": posted(*each) for name, each in FIGURES.items()},
    "parent-escalated": parent(SHARE, *CLIMB),
    "parent-acknowledged": notice_parent(ruled(), FIRED, NAMES, ACKNOWLEDGED),
    **{
        f"parent-snoozed-{kind}": notice_parent(ruled(), FIRED, NAMES, episode)
        for kind, episode in SNOOZED.items()
    },
    "parent-muted": notice_parent(ruled(), FIRED, NAMES, ACKNOWLEDGED, muted=True),
    "parent-ended": parent(SHARE, *CLIMB, OVER),
    "parent-resolved": parent(CHANGE, *(
        FIGURES["change"][1],
        moved(1_850, 0.5435, 1_840, at=NOW + timedelta(days=7), window=Period(
            start=LAST_WEEK.end, end=LAST_WEEK.end + timedelta(days=7), zone=BERLIN
        )),
    )),
    "parent-fewer": notice_parent(
        ruled(SHARE), fired(SHARE, BOTH)[1], NAMES, fallen().watches[0].episodes[0]
    ),
    "parent-ended-fewer": parent(SHARE, BOTH, used_up(27_600, **SETTLED)),
    "parent-late": parent(AMOUNT, figures(AMOUNT, 10_424, **SETTLED)),
    "reply-fired": reply(*FIGURES["amount"]),
    "reply-escalated": reply(SHARE, *CLIMB),
    "reply-ended": reply(SHARE, *CLIMB, OVER),
    "reply-resolved": reply(
        SILENCE, FIGURES["silence"][1], figures(SILENCE, 0, at=NOW + HOUR, **SETTLED)
    ),
    "check-holes": check_failed(ruled(), BLIND.notices[0], NAMES),
    "check-whole": check_recovered(ruled(), RECOVERED.model_copy(update={"holes": True})),
    "parent-at-least": parent(SHARE, used_up(32_800, holes=MISSING.reason)),
    "check-failed": check_failed(ruled(), FAILED.notices[0], NAMES),
    "check-broken": check_failed(ruled(), FAILED.notices[0], NAMES, broken=True),
    "check-recovered": check_recovered(ruled(), RECOVERED),
    "confirmation": alert_confirmation(
        ruled(), changed=False, by="U1", often="checked every 15 minutes"
    ),
    "confirmation-changed": alert_confirmation(
        ruled(CHANGE, bot_ids=(SUPPORT.id, SALES.id)),
        changed=True, by="U2", often="checked every 15 minutes", names=NAMES,
    ),
    "list": alert_list(LISTED, (SUPPORT, SALES), NOW),
    "list-zones": alert_list(TWO_ZONES, (SUPPORT, SALES), NOW),
    "list-none": alert_list([], (), NOW),
    "list-many": alert_list([watched(n) for n in range(1, 33)], (SUPPORT,), NOW),
    "history": alert_history(TOLD, NAMES),
    "history-none": alert_history([], NAMES),
    "history-zones": alert_history(FROM_TWO_ZONES, NAMES),
    "try": try_message(ruled(), [FIGURES["amount"][1], MISSING], [FIRED], NAMES),
    "try-quiet": try_message(ruled(SHARE), [used_up(100)], [], NAMES),
    "stopped": alert_stopped(LISTED[5].alert),
    "changed": alert_changed(ruled(SHARE, state=RuleState.PAUSED), "U9", "paused"),
}  # fmt: skip


def replay_of(name: str) -> Message:
    return replay_message(ruled(SHARE if name in SHARED else AMOUNT), REPLAYS[name], NAMES)


MESSAGES = Lazy({
    **{name: partial(AT_HAND.__getitem__, name) for name in AT_HAND},
    **{f"replay-{name}": partial(replay_of, name) for name in REPLAYS},
})  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_as_it_was_recorded(name: str) -> None:
    message = MESSAGES[name]
    for rung in message.rungs:
        assert validate_message(rung) == []
    assert_recorded(FOLDER / f"{name}.json", {"text": message.text, "blocks": list(message.blocks)})


def test_nothing_else_is_recorded() -> None:
    assert {file.stem for file in FOLDER.glob("*")} == {*MESSAGES}


def said(message: Message) -> str:
    """All text of its headers, sections and contexts."""
    parts = [
        element["text"] if isinstance(element["text"], str) else element["text"]["text"]
        for block in message.blocks
        if block["type"] in ("header", "section", "context")
        for element in block.get("elements", [block])
    ]
    return "\n".join(parts)


def elements(message: Message) -> list[dict[str, Any]]:
    """Its buttons and menus."""
    inside = [block.get("elements", ()) for block in message.blocks if block["type"] == "actions"]
    beside = [block["accessory"] for block in message.blocks if "accessory" in block]
    return [*(each for row in inside for each in row), *beside]


def controls(message: Message) -> list[tuple[str, str]]:
    """The labels and words of its buttons, and of all that its menus offer; not of forms."""
    says = [each for each in elements(message) if not each["action_id"].startswith("form:")]
    shown = [each for element in says for each in element.get("options", [element])]
    return [(each["text"]["text"], each["value"]) for each in shown]


def values(message: Message) -> dict[str, str]:
    """The words by the label; of a list, those of its last row."""
    return dict(controls(message))


CALLING = {  # a level is told there for the first time, with those who are to be called
    "parent-amount": ["<@U1>"],
    "parent-below": ["<@U1>"],
    "parent-late": ["<@U1>"],
    "parent-share-all": ["<!subteam^S1>", "<!here>"],
    "reply-escalated": ["<!subteam^S1>", "<!here>"],
}
EPISODES = [name for name in MESSAGES if name.startswith(("parent-", "reply-"))]


@pytest.mark.parametrize("name", EPISODES)
def test_people_are_called_where_a_level_is_first_told_and_never_again(name: str) -> None:
    text = said(MESSAGES[name])
    lines = [line for line in text.splitlines() if line.startswith("<")]
    assert [each for line in lines for each in line.split()] == CALLING.get(name, [])
    rest = "\n".join(line for line in text.splitlines() if line not in lines)
    assert set(re.findall(r"<[^>]*>", rest)) <= {"<@U1>", "<@U2>"}  # who has acknowledged, snoozed
    assert ("<@U1>" in rest) == name.startswith("parent-snoozed")
    for mention in CALLING.get(name, []):
        assert mention in MESSAGES[name].text


ALONE = ("list", "try", "replay-")  # what one person sees calls nobody


@pytest.mark.parametrize("name", [name for name in MESSAGES if name not in EPISODES])
def test_what_people_typed_is_shown_and_calls_nobody(name: str) -> None:
    """Named are only who set it up, changed it or took it on, and where; and, where nobody else
    sees it, who is called at a level."""
    ours = r"(set up|acknowledged|snoozed) by <@U\d>|<@U1> set up|<@U2> changed|<@U9> has|<#C1>"
    if name.startswith(ALONE):
        ours += r"|(notify|notifies) (<@U1>|<!subteam\^S1>)"
    for text in (said(MESSAGES[name]), MESSAGES[name].text):
        rest = re.sub(ours, "", text)
        assert not set("<>") & set(rest)
        assert not re.search(r"@(here|channel|everyone)", rest.replace("&lt;@U1&gt;", ""))


PARENTS = [name for name in MESSAGES if name.startswith("parent-")]


@pytest.mark.parametrize("name", PARENTS)
def test_the_message_in_the_channel_fits_one_screen(name: str) -> None:
    assert len(MESSAGES[name].blocks) <= 8
    assert len(MESSAGES[name].rungs) == 1


@pytest.mark.parametrize("name", MESSAGES)
def test_no_time_is_read_as_an_emoji(name: str) -> None:
    """`11:12:` has one between its colons."""
    known = {"red_circle", "large_orange_circle", "white_check_mark", "warning", "eyes", "zzz",
             "no_bell", "grey_question", "double_vertical_bar", "loudspeaker"}  # fmt: skip
    assert set(re.findall(r":([a-z0-9_+'-]+):", said(MESSAGES[name]))) <= known


SAYS = {
    "parent-amount": ":red_circle: Alert 2: SupportBot over 10,000 sessions per day\n"
    "*10,424* sessions† on Wed 25 Nov so far\n<@U1>\nAs of Wed 25 Nov, 11:12\n† Provisional",
    "parent-share": ":large_orange_circle: Alert 2: all bots together at or over 80%\n"
    "*82%* of 40,000 sessions in November so far (32,800† used)\nNext level: at or over 90%",
    "parent-change": "SupportBot up more than 30%\n"
    "*30.2% more* sessions than the week before (1,840, after 1,413)\n",
    "parent-forecast": "all bots together may end over 40,000 sessions per month\n"
    "*41,200* sessions† expected in November (30,120 so far)\n"
    "Likely 38,000–44,000, from the weekday pattern of the past 8 weeks\n",
    "parent-unusual": "SupportBot above its usual range\n"
    "*4,310* requests† on Wed 25 Nov so far (typical: 2,900–3,700)\n"
    "Typical going by 8 earlier Wednesdays\n",
    "parent-silence": "SupportBot silent for at least 24 h\n*26 h* without requests on weekdays\n"
    "From Tue 24 Nov, 03:00 to Wed 25 Nov, 05:00, as far as figures are settled\n",
    "parent-rolling": "*2* alert messages† in the 24 h up to Wed 25 Nov, 11:00\n",
    "parent-below": "SupportBot at or under 10,000 sessions per week\n"
    "*9,000* sessions in the week from Mon 16 Nov\n",
    "parent-fewer": "*102%* of 40,000 sessions in November so far (41,000† used)\nAs of Wed 25 "
    "Nov, 10:12\nLatest, Wed 25 Nov, 11:12 – 69% of 40,000 sessions in November so far "
    "(27,600† used): no longer at or over 100%\n:grey_question: This covers 1 bot, the "
    "alert above 2: see `/billing bots`\n",
    "parent-ended-fewer": "*69%* of 40,000 sessions in November (27,600 used)\nHighest level "
    "reached: at or over 100%, but not by the end: a bot was unlinked, or Kore.ai restated its "
    "figures\n",
    "parent-acknowledged": "Latest, Wed 25 Nov, 13:12 – 11,002 sessions† on Wed 25 Nov so far\n"
    ":eyes: Acknowledged Wed 25 Nov, 12:12 by <@U2>\n",
    "parent-snoozed-time": "Snoozed by <@U1> until Thu 26 Nov, 12:12",
    "parent-snoozed-change": "Snoozed by <@U1> until it reaches a higher level or is over",
    "parent-snoozed-period": "Snoozed by <@U1> until Thu 26 Nov, 00:00",
    "parent-muted": "Alert 2 is muted. Turn it back on: `/billing alerts unmute 2`",
    "parent-ended": ":white_check_mark: Alert 2: all bots together, final figure\n*112%* of "
    "40,000 sessions in November (44,800 used)\nHighest level reached: at or over 100%",
    "parent-resolved": ":white_check_mark: Alert 2: SupportBot recovered\n*0.5% more* sessions "
    "than the week before (1,850, after 1,840)\n",
    "reply-escalated": ":red_circle: Wed 25 Nov, 11:13 – *All bots together* used *40,100*",
    "reply-resolved": "Wed 25 Nov, 12:13 – recovered. *SupportBot* has requests again",
    "check-failed": "The check of alert 2 itself fails since Wed 25 Nov, 11:12 (Europe/Berlin). "
    "Kore.ai refused &lt;us&gt;. It says nothing about usage.",
    "check-broken": "Fix that, then resume it.",
    "check-recovered": "The check of alert 2 works again since Wed 25 Nov, 12:12 (Europe/Berlin).",
    "replay-three": "would have alerted 3 times in the last 90 days: *sessions over 10,000 per day",
    "replay-none": "This wouldn't have alerted in the last 90 days",
    "replay-unknown": "No figures for the last 90 days, so",
    "replay-many": "… and 86 before them\n• ",
    "replay-levels": "• In October: 50% on Wed 21 Oct, ended at 74%\n"
    "• In November: 50% on Mon 16 Nov, 80% on Wed 25 Nov\n",
    "replay-already": "• In August: 50, 80, 90 and 100% before the 90 "
    "days began, ended at 148%\n• In September: 50% on Mon 14 Sep, 80 and "
    "90% on Fri 18 Sep, 100% on Sat 19 Sep, ended at 145%\n",
    "replay-at-once": ":loudspeaker: If you save this now, it alerts right away: *All bots "
    "together*: *135%* of 40,000 sessions in November so far (54,004† used), and notifies finops "
    "and all who are here\nThis would have alerted 4 times in the last 90 days: ",
    "confirmation": "for each bot, notify 1 person (Europe/Berlin)*\nBots: all bots of this ",
    "confirmation-changed": "Bots: SupportBot and Sales &amp; Co &lt;b&gt;\nLooks at the latest "
    "whole week, against the week before.\nIt alerts once Kore.ai's figures are settled.\n"
    "Checked every 15 minutes. ",
    "list": ":red_circle: firing: *SupportBot* used *10,424* sessions† on Wed 25 Nov so far: over "
    "10,000 sessions per day, acknowledged by <@U2>\n:grey_question: *Sales &amp; Co &lt;b&gt;* is "
    "not known: Kore.ai sent no figure for 2 of 11 hours\nchecked Wed 25 Nov, 11:12 · last fired "
    "Wed 25 Nov, 10:12 · set up by <@U1>",
    "list-zones": "checked Wed 25 Nov, 11:12 (Europe/Berlin) · never fired · set up by <@U1>\n"
    "*2* · *sessions over 10,000 per day, for each bot, notify <@U1> (Asia/Kolkata)*\nok\n"
    "checked Wed 25 Nov, 15:42 (Asia/Kolkata)",
    "list-none": "Try `/billing alert when sessions over 10000 per day`, or",
    "list-many": "… and 12 more",
    "changed": "<@U9> has paused your alert 2 in <#C1>: at 50, 80, 90 and 100% of 40,000 sessions "
    "per month from the 1st, for all bots together, notify 1 group and all who are here at 100% "
    "(Europe/Berlin).",
    "history-zones": "• Alert 2 (removed), *Wed 25 Nov, 10:12 (Europe/Berlin)* – :red_circle: *All "
    "bots together* used *40,100* sessions",
    "history": "*Wed 25 Nov, 08:12* – :red_circle: *SupportBot* used *10,424* sessions "
    "(provisional) on Wed 25 Nov so far",
    "try": "• *Sales &amp; Co &lt;b&gt;* on Wed 25 Nov: not known, Kore.ai sent no figure for 2 of "
    "11 hours\nIt would alert now:\n:red_circle: *SupportBot* used",
    "try-quiet": "*less than 1%* of the November allowance, 40,000 sessions\nIt wouldn't alert now",
    "stopped": "is stopped. I am not in &lt;#C1&gt; any more.\nFix that, then resume it.",
}


LISTED_AS = {
    "a check that fails is not ok, and what it knew of usage stays": (
        "*8* · *at 50, 80, 90 and 100% of 40,000 sessions per month from the 1st, for all bots "
        "together, notify <!subteam^S1> and all who are here at 100% (Europe/Berlin)*\n:warning: "
        "its check fails since Wed 25 Nov, 11:27 – Kore.ai refused &lt;us&gt;\n:red_circle: firing:"
    ),
    "its bot was unlinked, and no check has failed yet": (
        "for SupportBot (Europe/Berlin)*\n:warning: can't be checked: SupportBot is not linked "
        "here any more\n"
    ),
    "the words name the bot already; the new words were not checked yet": (
        "and by at least 200, for SupportBot (Europe/Berlin)*\nwaits for its next check\nnot "
        "checked since it was changed · never fired"
    ),
    "snoozed": "10,000 sessions per day, snoozed by <@U3> until Wed 25 Nov, 12:12\n",
    "a bot was unlinked while it fires": (
        "used *27,600* sessions† in November so far, *69%* of the November allowance, 40,000 "
        "sessions: no longer at or over 100%\n"
    ),
    "bots that its words do not name": "· SupportBot and Sales &amp; Co &lt;b&gt;\nok\n",
}


@pytest.mark.parametrize("words", LISTED_AS.values(), ids=LISTED_AS.keys())
def test_the_list_says_how_each_rule_stands(words: str) -> None:
    assert words in said(MESSAGES["list"])


def test_a_snooze_that_is_over_is_not_listed() -> None:
    rules = [watched(11, memory=snoozed())]
    assert "snoozed by" in said(alert_list(rules, (SUPPORT,), NOW))
    assert "snoozed by" not in said(alert_list(rules, (SUPPORT,), NOW + 2 * HOUR))


def test_without_any_bot_no_rule_can_be_checked() -> None:
    text = said(alert_list([watched(1), watched(2, SHARE)], (), NOW))
    assert text.count(":warning: can't be checked: No bot is linked here any more\n") == 2
    assert "ok" not in text.split()


def test_who_is_called_is_counted_where_a_name_would_call() -> None:
    two = Level(at=10_000, mentions=("<@U1>", "<@U2>", GROUP, "<!subteam^S2>", "<!channel>"))
    text = said(alert_confirmation(
        ruled(AMOUNT.model_copy(update={"levels": (two,)})), changed=False, by="U1"
    ))  # fmt: skip
    assert "notify 2 people, 2 groups and the whole channel (Europe/Berlin)" in text


def test_no_mention_is_cut_in_two() -> None:
    text = said(
        alert_list([watched(1, AMOUNT.model_copy(update={"levels": LEVELS}))], (SUPPORT,), NOW)
    )
    assert "<!subteam^S" in text
    assert set(re.findall(r"<[^>\s]*(?:\s|$|…|\*)", text)) == set()


@pytest.mark.parametrize(("name", "words"), SAYS.items())
def test_it_says(name: str, words: str) -> None:
    assert words in said(MESSAGES[name])


@pytest.mark.parametrize("name", MESSAGES)
def test_each_button_and_menu_has_a_name_of_its_own(name: str) -> None:
    ids = [each["action_id"] for each in elements(MESSAGES[name])]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"ask:alert-[a-z0-9-]+(:\w+)?|form:alert", each) for each in ids)


COMMANDS: dict[str, Callable[..., Any]] = {
    "Mute": MuteAlert,
    "Unmute": UnmuteAlert,
    "Pause": PauseAlert,
    "Resume": ResumeAlert,
    "Remove": RemoveAlert,
    "Test": TryAlert,
    "History": AlertHistory,
}


@pytest.mark.parametrize("name", ["parent-amount", "parent-muted", "check-broken", "list"])
def test_buttons_and_menus_carry_words_that_could_be_typed(name: str) -> None:
    found = [each for each in controls(MESSAGES[name]) if each[1].startswith("alerts ")]
    for label, value in found:
        first, _, rest = value.partition(" ")
        which = rest.rpartition(" ")[2]
        if label == "Remove":  # which asks first
            which, rest = which.removesuffix("?"), rest.removesuffix("?")
        if label == "Edit":  # the words of the rule are missing still
            assert rest == f"edit {which}"
        elif label in COMMANDS:
            assert read_alert_command(first, rest) == COMMANDS[label](which=which)
    assert found


def test_an_edited_rule_may_follow_the_words_of_its_button() -> None:
    typed = values(MESSAGES["list"])["Edit"] + " sessions > 5 per day"
    command = read_alert_command(*typed.split(" ", 1))
    assert isinstance(command, EditAlert)


@pytest.mark.parametrize("name", [name for name in PARENTS if name in [f"parent-{n}" for n in
                                  FIGURES] and name != "parent-below"])  # fmt: skip
def test_an_episode_is_found_again_by_its_buttons(name: str) -> None:
    threshold, found = FIGURES[name.removeprefix("parent-")]
    state, _ = fired(threshold, found)
    words = values(MESSAGES[name])
    key = words["Acknowledge"].removeprefix("alerts ack ")
    assert state.episode(key)
    until = "tomorrow" if threshold.every in (None, "day") else f"next {threshold.every}"
    snoozes = {"1 hour": "1h", "1 day": "1d", "Until it changes": "change",
               f"Until {until}": "period"}  # fmt: skip
    for label, time in snoozes.items():
        command = read_alert_command(*words[label].split(" ", 1))
        assert command == SnoozeAlert(episode=short_key(key), until=time)


@pytest.mark.parametrize("name", PARENTS)
def test_a_notice_leads_with_its_figure_in_a_short_line_and_has_few_controls(name: str) -> None:
    first, second, *_ = MESSAGES[name].blocks
    line = MARKUP.sub("", second["text"]["text"].split("\n")[0])
    assert (first["type"], second["type"]) == ("header", "section")
    assert re.match(r"(At least )?\d", line)
    assert len(line) <= LONGEST_LINE
    assert len(elements(MESSAGES[name])) <= 4


def test_a_snooze_gives_the_row_of_its_menu_another_id() -> None:
    """Slack keeps a choice as long as the id stays, and does not send the same one again."""
    shown = ["parent-amount", *(f"parent-snoozed-{kind}" for kind in SNOOZED)]
    ids = [MESSAGES[name].blocks[-1]["block_id"] for name in shown]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", MESSAGES)
def test_the_text_says_all_that_the_blocks_say(name: str) -> None:
    text = MESSAGES[name].text
    cut_off = name.startswith("list-many")
    missing = [line for line in said(MESSAGES[name]).splitlines() if line not in text]
    assert cut_off or missing == []


def test_what_is_over_is_neither_acknowledged_nor_snoozed() -> None:
    for name in ("parent-ended", "parent-resolved", "parent-late", "parent-below"):
        assert set(values(MESSAGES[name])) == {"Show the numbers"}
    assert "Acknowledge" not in values(MESSAGES["parent-acknowledged"])


WINDOWS = {
    "parent-amount": ("2026-11-24T23:00", "2026-11-25T23:00", Grouping.HOUR, (SUPPORT.id,)),
    "parent-share": ("2026-10-31T23:00", "2026-11-30T23:00", Grouping.DAY, ()),
    "parent-change": ("2026-11-15T23:00", "2026-11-22T23:00", Grouping.DAY, (SUPPORT.id,)),
    "parent-resolved": ("2026-11-22T23:00", "2026-11-29T23:00", Grouping.DAY, (SUPPORT.id,)),
    "parent-silence": ("2026-11-24T02:00", "2026-11-25T04:00", Grouping.HOUR, (SUPPORT.id,)),
    "parent-rolling": ("2026-11-24T10:00", "2026-11-25T10:00", Grouping.HOUR, ()),
}


@pytest.mark.parametrize(("name", "asked"), WINDOWS.items())
def test_the_numbers_are_asked_for_in_words(name: str, asked: tuple[Any, ...]) -> None:
    """Half a year later, when all of these windows are whole."""
    start, end, grouping, bots = asked
    words = values(MESSAGES[name])["Show the numbers"]
    query = read_query(
        words,
        ReadingContext(now=NOW + timedelta(days=180), zone="America/New_York"),
    )
    assert query.period.start == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert query.period.end == datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert (query.grouping, query.bots, query.all_bots) == (grouping, bots, not bots)
    assert query.units == ((Unit.REQUEST if name == "parent-silence" else
                            Unit.ALERT if name == "parent-rolling" else Unit.SESSION),)  # fmt: skip


@pytest.mark.parametrize("name", ["replay-three", "replay-levels"])
def test_what_is_saved_is_the_rule_that_was_replayed(name: str) -> None:
    words = values(MESSAGES[name])["Save"].removeprefix("alerts save #2 ")
    words = words.removesuffix(" without a name")
    assert read_alert(words, replace(ANYWHERE, bots=named([SUPPORT.name]))) == (
        SHARE if name == "replay-levels" else AMOUNT
    )


def test_a_replay_tells_each_time_with_its_figures() -> None:
    lines = [line for line in said(MESSAGES["replay-three"]).splitlines() if line[:1] == "•"]
    # Twelve hours of 1,000 and twelve of 10: the day ends at 12,120.
    assert [line[:13] for line in lines] == ["• *Wed 30 Sep", "• *Wed 14 Oct", "• *Tue 24 Nov"]
    assert all(line.endswith("; ended at 12,120 sessions") for line in lines)
    assert all("†" not in line for line in lines)


def test_rules_that_are_checked_and_heard_can_be_paused_and_others_resumed() -> None:
    found = [label for label, _ in controls(MESSAGES["list"]) if label in ("Pause", "Resume")]
    assert found == ["Pause"] * 2 + ["Resume"] * 4 + ["Pause"] * 6


def test_the_latest_figure_is_not_known() -> None:
    state, notice = fired(AMOUNT, figures(AMOUNT, 10_424))
    missing = MISSING.model_copy(update={"bot_id": SUPPORT.id, "at": NOW + HOUR})
    episode = check(state, [missing], NOW + HOUR, AMOUNT).state.episode(notice.episode)
    text = said(notice_parent(ruled(), notice, NAMES, episode))
    assert "*10,424* sessions†" in text  # what was told stays
    assert "Latest figure missing: Kore.ai sent no figure for 2 of 11 hours\n" in text


def test_a_paused_rule_says_so() -> None:
    rule = ruled(state=RuleState.PAUSED)
    text = said(notice_parent(rule, FIRED, NAMES, ACKNOWLEDGED, muted=True))
    assert "Alert 2 is paused. Resume it: `/billing alerts resume 2`" in text
    assert "muted" not in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RuleState.REMOVED, "Alert 2 was removed."),
        (RuleState.CHANGED, "Alert 2 was edited since, so this stays as it is."),
    ],
)
def test_a_rule_that_is_gone_cannot_be_answered(state: RuleState, words: str) -> None:
    shown = notice_parent(ruled(state=state), FIRED, NAMES, ACKNOWLEDGED)
    assert words in said(shown)
    assert "Snooze" not in str(shown.blocks)
    assert "Snooze" in str(notice_parent(ruled(), FIRED, NAMES, ACKNOWLEDGED).blocks)


def test_once_it_is_over_nothing_is_snoozed_or_muted_any_more() -> None:
    last = FIRED.model_copy(update={"kind": NoticeKind.ENDED, "final": True})
    text = said(notice_parent(ruled(), last, NAMES, SNOOZED["time"], muted=True))
    assert "Acknowledged Wed 25 Nov, 12:12 by <@U2>" in text
    assert not re.search("nooze|muted|Latest", text)


def test_a_snooze_that_has_run_out_is_not_shown() -> None:
    later = FIRED.model_copy(update={"at": NOW + 26 * HOUR})
    text = said(notice_parent(ruled(), later, NAMES, SNOOZED["time"]))
    assert "Snoozed" not in text


def test_what_never_came_is_said_and_is_not_zero() -> None:
    _, last = fired(SHARE, *CLIMB, OVER)
    unknown = last.model_copy(update={"figures": None})
    for text in (
        said(notice_parent(ruled(SHARE), unknown, NAMES, None)),
        said(notice_reply(ruled(SHARE), unknown, NAMES)),
    ):
        assert re.search("figure (that )?is not known: Kore.ai never sent all of it", text)
        assert "0 sessions" not in text.replace("40,000 sessions", "")


def test_notices_of_a_rule_that_was_changed_since_can_be_read() -> None:
    _, last = fired(SHARE, *CLIMB, OVER)
    text = said(alert_history([(ruled(AMOUNT), Told(notice=last, at=NOW))], NAMES))
    assert "ended at *44,800* sessions" in text
    for each in FIGURES.values():
        for _, found in FIGURES.values():
            notice = fired(*each)[1].model_copy(update={"figures": found})
            assert said(notice_parent(ruled(each[0]), notice, NAMES, None))


CHANGES = {
    "fewer": (moved(900, -36.31, 1_413), "*36.3% less* than the week before (1,413)"),
    "none before": (moved(900, None, 0), "from Mon 16 Nov, after none in the week before"),
    "the same": (moved(900, 0.0, 900), "Mon 16 Nov, *as many* as the week before"),
}  # fmt: skip


@pytest.mark.parametrize(("found", "words"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_in_words(found: Measurement, words: str) -> None:
    assert words in said(try_message(ruled(CHANGE), [found], [], NAMES))


LONG = "&" * 60
LEVELS = tuple(
    Level(at=n, mentions=tuple(f"<!subteam^S{n}{k}{'0' * 17}>" for k in range(5)))
    for n in range(1, 11)
)


def test_the_longest_names_reasons_and_rules_fit() -> None:
    threshold = AMOUNT.model_copy(update={"levels": LEVELS, "bot": "&" * 80, "each": False})
    rule = ruled(threshold, state=RuleState.STOPPED, reason="&" * 3_000,
                 bot_ids=tuple(f"st-{n}" for n in range(60)))  # fmt: skip
    names = {SUPPORT.id: LONG, **{f"st-{n}": LONG for n in range(60)}}
    found = figures(AMOUNT, 10**12)
    _, notice = fired(threshold, found)
    failed = FAILED.notices[0].model_copy(update={"reason": "&" * 3_000})
    missing = MISSING.model_copy(update={"reason": "&" * 3_000})
    listed = Watched(
        alert=rule.model_copy(update={"state": RuleState.ACTIVE}),
        checked_at=NOW,
        memory=check(fired(threshold, found)[0], [missing], NOW, threshold).state,
    )

    def numbered(n: int) -> Watched:
        return listed.model_copy(update={"alert": listed.alert.model_copy(update={"number": n})})

    many = REPLAYS["many"]
    messages = [
        notice_parent(rule, notice, names, ACKNOWLEDGED),
        notice_reply(rule, notice, names),
        check_failed(rule, failed, names, broken=True),
        replay_message(rule, many, names),
        alert_confirmation(rule, changed=True, by="U1", names=names),
        alert_list([numbered(n) for n in range(50)], [Bot(id=SUPPORT.id, name=LONG)], NOW),
        alert_history([(rule, Told(notice=notice, at=NOW))] * 50, names),
        alert_history([(rule, Told(notice=failed, at=NOW))] * 50, names),
        try_message(rule, [missing] * 60, [notice] * 60, names),
        alert_stopped(rule),
    ]
    for message in messages:
        assert len(message.text) <= 4_000
        for rung in message.rungs:
            assert validate_message(rung) == []
    assert "Save" not in values(messages[3])
    assert "too long for a button" in said(messages[3])


def test_what_is_no_mention_calls_nobody() -> None:
    level = Level(at=10_000, mentions=("<!everyone> <b>", "<@U1>"))
    threshold = AMOUNT.model_copy(update={"levels": (level,)})
    text = said(posted(threshold, figures(AMOUNT, 10_424)))
    assert "\n&lt;!everyone&gt; &lt;b&gt; <@U1>\n" in text


def uneven(at: datetime) -> int | None:
    """Busy by day, silent for two days in each month, four times as much in every third week."""
    if at.day in (11, 12):
        return 0
    if (at.month, at.day, at.hour) == (10, 20, 5):
        return None
    busy = 40 if 6 <= at.hour < 20 else 4
    return busy * (4 if (at - NOW).days // 7 % 3 == 0 else 1)


KINDS = {
    "amount": AMOUNT.model_copy(update={"levels": (Level(at=600), Level(at=2_000))}),
    "below": BELOW.model_copy(update={"levels": (Level(at=7_000), Level(at=4_000))}),
    "share": SHARE,
    "change": CHANGE,
    "forecast": FORECAST.model_copy(update={"levels": (Level(at=15_000), Level(at=30_000))}),
    "unusual": UNUSUAL.model_copy(update={"unit": Unit.SESSION}),
    "silence": SILENCE.model_copy(update={"unit": Unit.SESSION}),
    "rolling": ROLLING.model_copy(update={"unit": Unit.SESSION, "levels": (Level(at=1_500),)}),
    "quarter": AMOUNT.model_copy(update={"every": "quarter", "from_day": 15, "from_month": 2}),
}


@pytest.mark.parametrize(("threshold"), KINDS.values(), ids=KINDS.keys())
def test_all_that_is_told_in_90_days_can_be_read(threshold: AlertRule) -> None:
    rule, all_ = ruled(threshold), replayed(threshold, uneven)
    assert all_.fired
    drawn = [replay_message(rule, all_, NAMES)]
    for notice in each_nth(4, all_.notices):
        drawn.append(notice_parent(rule, notice, NAMES, None))
        drawn.append(notice_reply(rule, notice, NAMES))
    for message in drawn:
        assert validate_message(message.blocks) == []
        assert not re.search(r"None|\d\.\d{3}| :[^a-z]| ,|\*\*|::|which is usual", said(message))
