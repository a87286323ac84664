"""The table of `cases.txt`, which says how to read it: rules in words, hours, checks and
buttons, and what has to be told."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from slackbot.domain.alerts.alert import Alert, Watched
from slackbot.domain.alerts.checks.measure import measure, needs
from slackbot.domain.alerts.episode import (
    LEVELS,
    Delivered,
    Event,
    Failed,
    Mute,
    Notice,
    Phase,
    Resume,
    SnoozeFor,
    State,
    Step,
    Unmute,
)
from slackbot.domain.alerts.transitions import check, step
from slackbot.domain.channel import Bot
from slackbot.domain.period import HOUR
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE, named

TABLE = Path(__file__).with_name("cases.txt")
SETTLING = 6 * HOUR
BOTS = (Bot(id="st-1", name="SupportBot"), Bot(id="st-2", name="SalesBot"))
SNOOZES = {"1h": HOUR, "1d": 24 * HOUR}
Known = list[tuple[int, int | None]]  # from which hour on the figure is that
Sent = list[tuple[int, Bucket | None]]  # and what Kore.ai sends of it
CASE = re.compile(r"(.+), from (\S+)\n  hours  (.+)\n  checks (.+)\n  told   (.+)")


class Case(NamedTuple):
    rule: str
    start: str
    hours: str
    checks: str
    told: str


def cases() -> list[Case]:
    return [Case(*found) for found in CASE.findall(TABLE.read_text())]


def figures(hours: str) -> list[Known]:
    """What is known of each hour, and from when on."""
    found: list[Known] = []
    for token in hours.split():
        said, _, times = token.partition("*")
        for _ in range(int(times or 1)):
            parts = (each.partition("@") for each in said.split(">"))
            found.append(
                [(len(found) + int(at or 0), None if n == "?" else int(n)) for n, _, at in parts]
            )
    return found


def happenings(checks: str) -> Iterator[tuple[int, str]]:
    for token in checks.split():
        if "@" in token:
            what, _, hour = token.partition("@")
            yield int(hour), what
            continue
        span, _, every = token.partition("/")
        first, _, last = span.partition("..")
        for at in range(int(first), int(last or first) + 1, int(every or 1)):
            yield at, "check"


class Channel:
    """A rule that is checked on what is known at each time; all that it says is delivered."""

    def __init__(self, case: Case) -> None:
        self.start = datetime.fromisoformat(case.start).replace(tzinfo=UTC)
        parts = case.hours.split(" / ")
        self.bots = BOTS[: len(parts)]
        self.sent = [
            [[(since, self.bucket(bot, hour, n)) for since, n in known] for hour, known in hours]
            for bot, hours in zip(self.bots, (enumerate(figures(p)) for p in parts), strict=True)
        ]
        self.threshold = read_alert(
            case.rule, replace(ANYWHERE, bots=named([bot.name for bot in BOTS]))
        )
        self.alert = Alert(
            team="T1",
            channel="C1",
            id="r",
            number=1,
            owner="U1",
            rule=self.threshold,
            created_at=self.start,
        )
        self.state, self.paused = State(rule_id="r"), False
        self.heard: list[Notice] = []

    def happens(self, at: int, what: str) -> None:
        now = self.start + at * HOUR
        if what in ("pause", "resume", "edit"):
            self.manage(what, now)
        elif what.startswith("snooze"):
            self.snooze(what.partition("-")[2], now)
        elif what in ("mute", "unmute"):
            self.goes_on(self.step(Mute() if what == "mute" else Unmute(), now), now)
        elif not (self.paused or self.state.broken):
            failed = Failed(reason="no", transient=what == "fail-soft")
            self.goes_on(self.check(at, now) if what == "check" else self.step(failed, now), now)

    def step(self, event: Event, now: datetime) -> Step:
        return step(self.state, event, now, self.threshold)

    def goes_on(self, made: Step, now: datetime) -> None:
        said = list(made.notices)
        for notice in said:
            self.heard.append(notice)
            made = step(made.state, Delivered(key=notice.key), now, self.threshold)
            said += made.notices
        self.state = made.state

    def check(self, at: int, now: datetime) -> Step:
        since = self.state.since(self.alert.created_at, self.alert.rule)
        wanted = needs(self.threshold, now=now, settling=SETTLING, since=since)
        found = measure(
            self.threshold,
            self.bots,
            [
                self.usage(*each, wanted.start, at, now)
                for each in zip(self.bots, self.sent, strict=True)
            ],
            now=now,
            settling=SETTLING,
            since=since,
        )
        return check(self.state, found, now, self.threshold)

    def bucket(self, bot: Bot, hour: int, count: int | None) -> Bucket | None:
        start = self.start + hour * HOUR
        return None if count is None else Bucket(bot.id, start, {Unit.SESSION: count})

    def usage(self, bot: Bot, sent: list[Sent], start: datetime, at: int, now: datetime) -> Usage:
        start, end = Grain.HOUR.floor(start), Grain.HOUR.floor(now - timedelta(seconds=1)) + HOUR
        job = SummaryJob(account=False, bot_ids=(bot.id,), start=start, end=end, grain=Grain.HOUR)
        first = max((start - self.start) // HOUR, 0)
        latest = ([each for since, each in known if since <= at][-1] for known in sent[first:at])
        buckets = tuple(bucket for bucket in latest if bucket)
        return Usage(job=job, buckets=buckets, report_ids=(), fetched_at=now)

    def manage(self, what: str, now: datetime) -> None:
        watched = Watched(alert=self.alert, memory=self.state)
        self.paused = what == "pause"
        if what == "pause":
            return
        self.alert = self.alert.model_copy(update={"created_at": now})
        self.state = watched.anew() if what == "edit" else watched.skipping(now)
        if what == "resume":
            self.state = self.step(Resume(), now).state
            self.goes_on(self.step(Unmute(), now), now)

    def snooze(self, kind: str, now: datetime) -> None:
        until = now + SNOOZES[kind] if kind in SNOOZES else None
        more = {"kind": "time" if until else kind, "until": until, "by": "U1"}
        for episode in [each for watch in self.state.watches for each in watch.episodes]:
            if episode.phase is Phase.FIRING and episode.told >= 0:
                event = SnoozeFor.model_validate(
                    {"episode": episode.key(self.state.rule_id), **more}
                )
                self.goes_on(self.step(event, now), now)

    def said(self) -> Iterator[str]:
        starts = {n.window.start for n in self.heard if n.window}
        for notice in self.heard:
            parts = [f"{(notice.at - self.start) // HOUR}", notice.kind.value.replace("_", "-")]
            if notice.episode:
                parts.append(f"{notice.rank}{'*' * (notice.kind in LEVELS and notice.provisional)}")
            if notice.window and self.threshold.is_bound and len(starts) > 1:
                parts.append(f"of {(notice.window.start - self.start) / HOUR:g}")
            if notice.bot_id and len(self.bots) > 1:
                parts.append(notice.bot_id)
            yield " ".join(parts)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.rule)
def test_what_has_to_be_told(case: Case) -> None:
    channel = Channel(case)
    for at, what in happenings(case.checks):
        channel.happens(at, what)
    told = [] if case.told == "nothing" else case.told.split("; ")
    assert sorted(channel.said()) == sorted(told)


def test_the_table_is_read_whole() -> None:
    assert len(cases()) == TABLE.read_text().count("\n  hours  ") - 1 > 140  # one is its key
