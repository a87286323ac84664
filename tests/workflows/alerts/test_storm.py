"""Alerts in storms: late, missing and restated figures, failing neighbours, buttons, two processes.

What is promised is looked for at Slack's side, among the messages alone.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest

from slackbot.domain.alerts.alert import Alert, Watched
from slackbot.domain.alerts.episode import (
    LEVELS,
    Measurement,
    Notice,
    NoticeKind,
    Phase,
    Waiting,
)
from slackbot.domain.ask import Thread, first_id
from slackbot.domain.errors import (
    KoreRefusedError,
    KoreUnavailableError,
    SlackRefusedError,
    SlackUnavailableError,
)
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import SummaryJob
from slackbot.ports import OpenCheck
from slackbot.store.databases.sqlite import SqliteDatabase
from slackbot.workflows.alerts.check import check_alerts
from slackbot.workflows.alerts.evaluate import evaluate_alerts
from slackbot.workflows.alerts.tell import place_of
from tests.fakes import FakeClock, FakeNoticeNotifier, FakeNotifier
from tests.in_loop import InLoop
from tests.properties import THOROUGH
from tests.workflows.alerts.test_alerts import HOUR, MIDNIGHT, SETTLING, HourlySource, Office

BOTS = ("Support", "Sales", "Help")
CHANNELS = ("C1", "C2")
DAY = timedelta(days=1)
STEP = timedelta(minutes=60 if THOROUGH else 240)
STORM, CALM = 2 * DAY, 5 * DAY  # figures that are given up need three days, and their window one
CALM_STEP = 6 * HOUR + STEP
COOLDOWN = timedelta(hours=6)
SEEDS = (1, 2) if THOROUGH else (5,)  # a short one
TWICE = ("by two", "again", "killed", "mute", "pause")  # a storm has each of these, at least
Day = tuple[str, str, datetime]  # of a rule, and a bot
QUIET = (  # nobody presses a button of these: what they say follows from the figures alone
    "sessions > 150, 250 and 400 per day for Support in UTC",
    "sessions > 150, 250 and 400 per day for each bot in UTC",
    "sessions > 500, 800 and 1100 per day in UTC",
    "sessions > 300 per day for Sales in New York",
)
OTHERS = (
    "sessions >= 50, 80 and 120 per day for Sales, at most once per 6 h, in UTC",
    "sessions < 250 per day for each bot in UTC",
    "sessions > 60 in 6 h for Support in UTC",
    "sessions > 60 in 6 h for Sales, 2 of 3 checks, in UTC",
    "sessions up 30% on yesterday and at least 20 for Support in UTC",
    "no sessions for 3 h for Help in UTC",
    "at 10, 20, 50 and 100% of 1500 sessions per month for each bot in UTC",
    "forecast for the month over 9000 sessions for Support in UTC",
    "sessions unusual for the weekday for Support in UTC",
    "sessions > 100 per day for Help in UTC",
)


def dice(words: str) -> random.Random:
    """The same for the same words."""
    return random.Random(words)  # noqa: S311 - no secret


def is_quiet(alert: Alert) -> bool:
    """Whether it is left alone: the first ones of a channel are."""
    return alert.number <= len(QUIET[CHANNELS.index(alert.channel) :: 2])


class StormySource(HourlySource):
    """Hours that arrive late, now and then not at all, and are restated once they are settled.

    `sent` keeps what was answered, by the moment: figures of it are recounted from there. Where two
    asked at that moment, `lacking` has the hours that each of the two answers lacked.
    """

    def __init__(self, clock: FakeClock, rng: random.Random, number: int) -> None:
        super().__init__(clock)
        self.rng, self.number, self.calm = rng, number, False
        self.gaps = 0
        self.holes: set[tuple[str, datetime]] = set()  # that were not sent once they were settled
        self.sent: dict[tuple[datetime, str], dict[datetime, int]] = defaultdict(dict)
        self.lacking: dict[tuple[datetime, str], set[frozenset[datetime]]] = defaultdict(set)

    def truth(self, bot: str, hour: datetime) -> int:
        """What the hour comes to in the end: busy days, and hours of nothing."""
        drawn = dice(f"{self.number} {bot} {hour}")
        busy = dice(f"{self.number} {bot} {hour.date()}").choice((0.4, 1.0, 1.0, 2.5))
        return 0 if drawn.random() < 0.3 else int(drawn.randint(5, 30) * busy)

    def kept(self, bot: str, hour: datetime, before: datetime) -> int | None:
        """The hour's count in the latest answer before that moment that had it settled, if any."""
        at = [at for at, who in self.sent if who == bot and hour + HOUR + SETTLING <= at < before]
        counts = [self.sent[each, bot].get(hour) for each in sorted(at)]
        return next((count for count in reversed(counts) if count is not None), None)

    def answers(self, bot: str, at: datetime) -> list[dict[datetime, int]]:
        """What each of those who asked at that moment was answered."""
        sent = self.sent[at, bot]
        return [
            {hour: count for hour, count in sent.items() if hour not in lacking}
            for lacking in self.lacking[at, bot] or {frozenset()}
        ]

    def answer(self, job: SummaryJob) -> tuple[Bucket, ...]:
        now = self.clock.now()
        gap = self.rng.choice((0, 0, 0, 0, 1, 6)) if not self.calm else 0
        starts = [start for start in job.starts() if start <= now]
        missing = {(self.rng.choice(job.bot_ids), self.rng.choice(starts)) for _ in range(gap)}
        self.gaps += len(missing)
        self.holes.update((bot, at) for bot, at in missing if now - at >= SETTLING + HOUR)
        found = []
        for bot in job.bot_ids:
            self.lacking[now, bot].add(frozenset(at for who, at in missing if who == bot))
            self.sent[now, bot] |= {
                start: self._so_far(bot, start, now)
                for start in starts
                if (bot, start) not in missing
            }
            found += [(bot, start) for start in starts if (bot, start) not in missing]
        return tuple(
            Bucket(bot_id=bot, start=start, counts={Unit.SESSION: self.sent[now, bot][start]})
            for bot, start in found
        )

    def _so_far(self, bot: str, hour: datetime, now: datetime) -> int:
        """It grows until it is settled; long after that one in forty is restated."""
        share = min(1.0, (now - hour) / (SETTLING + HOUR))
        restated = now - hour > 2 * DAY and dice(f"{bot} {hour}").random() < 1 / 40
        return int(self.truth(bot, hour) * share) + 7 * restated


@dataclass
class Posted:
    """A message as Slack has it. `excused`: whoever posted it never learned of it."""

    at: datetime
    key: str
    notice: Notice
    channel: str
    ts: str
    thread: str | None
    excused: bool = False


@dataclass
class Slack:
    """What stands at Slack's side, and the app's own record of it, which all processes share."""

    posted: list[Posted] = field(default_factory=list)
    recorded: dict[str, Thread] = field(default_factory=dict)
    stopped: list[Alert] = field(default_factory=list)
    failures: int = 0


class StormyNotifier(FakeNoticeNotifier):
    """Posts under keys, each once where the record was reached; Slack fails at random."""

    def __init__(self, slack: Slack, clock: FakeClock, rng: random.Random) -> None:
        super().__init__()
        self.slack, self.clock, self.rng, self.calm = slack, clock, rng, False

    async def post(
        self, watched: Watched, notice: Notice, names: Mapping[str, str], thread: Thread | None
    ) -> Thread:
        return await self._post(watched.alert, notice, "notice", thread)

    async def keep(
        self, watched: Watched, first: Notice, names: Mapping[str, str], thread: Thread
    ) -> None:
        await self._post(watched.alert, first, "first", thread)

    async def tell_stopped(self, alert: Alert, at: datetime) -> None:
        self.slack.stopped.append(alert)

    async def _post(self, alert: Alert, notice: Notice, kind: str, thread: Thread | None) -> Thread:
        key = f"{first_id(notice.at)}-{notice.key}:{kind}"
        for _ in range(self.rng.randrange(4)):
            await asyncio.sleep(0)
        if key in self.slack.recorded:
            return self.slack.recorded[key]
        fate = 1.0 if self.calm else self.rng.random()
        self._refuse(alert, fate)
        ts = f"{len(self.slack.posted)}.0"
        said = Posted(
            self.clock.now(), key, notice, alert.channel, ts, thread.ts if thread else None
        )
        said.excused = True  # until it is written down
        self.slack.posted.append(said)
        if fate < 0.2:
            self.slack.failures += 1
            raise SlackUnavailableError("Its answer was lost.")
        for _ in range(self.rng.randrange(20)):  # here a process may die
            await asyncio.sleep(0)
        said.excused = False
        self.slack.recorded.setdefault(key, Thread(channel=alert.channel, ts=ts))
        return Thread(channel=alert.channel, ts=ts)

    def _refuse(self, alert: Alert, fate: float) -> None:
        if fate < 0.13:
            self.slack.failures += 1
        if fate < 0.02 and not is_quiet(alert):
            raise SlackRefusedError("Slack refused this (is_archived).", "is_archived")
        if fate < 0.13:
            raise SlackUnavailableError("Slack does not answer.")


class Storm:
    """Two processes on one database, and what happens to them: the same each time."""

    def __init__(self, path: Path, number: int) -> None:
        self.number = number
        self.rng = dice(str(number))
        self.path = path
        self.clock = FakeClock(MIDNIGHT)
        self.slack = Slack()
        self.source = StormySource(self.clock, self.rng, number)
        self.source.now = self.clock.now
        self.calm = False
        self.counts: dict[str, int] = defaultdict(int)
        self.resumed: set[str] = set()
        self.paused: set[str] = set()  # what ends meanwhile is not told
        self.memories: list[Watched] = []  # in the end
        self.database: SqliteDatabase
        self.processes: list[Office] = []

    async def run(self) -> None:
        await self.begin()
        await self.rage()
        await self.settle()
        self.memories = await self.rules()
        await self.database.close()

    async def begin(self) -> None:
        await self.restart()
        for channel in CHANNELS:
            await self.processes[0].link(*BOTS, channel=channel)
        self._turn(calm=True)
        for n, rule in enumerate((*QUIET, *OTHERS)):
            self.clock.time += timedelta(seconds=1)
            await self.processes[0].save(rule, channel=CHANNELS[n % 2])
        assert len(await self.rules()) == len(QUIET) + len(OTHERS)
        self._turn(calm=False)

    async def restart(self) -> None:
        """Both processes begin anew: what they know is what stands in the database."""
        if self.processes:
            await self.database.close()
        self.database = SqliteDatabase(self.path / "storm.db")
        await self.database.open()
        self.processes = [self._process() for _ in range(2)]
        self._turn(calm=self.calm)

    def _process(self) -> Office:
        notifier = StormyNotifier(self.slack, self.clock, self.rng)
        office = Office(self.database, self.clock, notifier, FakeNotifier())
        office.ports = replace(office.ports, usage=replace(office.ports.usage, source=self.source))
        office.ports.lanes.ports = office.ports  # type: ignore[attr-defined] # FakeLanes
        return office

    def _turn(self, *, calm: bool) -> None:
        self.calm = self.source.calm = calm
        for process in self.processes:
            process.notifier.calm = calm  # type: ignore[attr-defined] # StormyNotifier

    async def rules(self) -> list[Watched]:
        return [each for channel in CHANNELS for each in await self.processes[0].rules(channel)]

    @property
    def checked(self) -> list[Watched]:
        """The rules that were never paused or stopped."""
        paused = self.paused.union(rule.id for rule in self.slack.stopped)
        return [each for each in self.memories if each.alert.id not in paused]

    async def rage(self) -> None:
        """Checks, some of them by both processes, and whatever comes between, until all of `TWICE`
        has come."""
        end = self.clock.now() + STORM
        while self.clock.now() < end or min(self.counts[each] for each in TWICE) < 2:
            self.clock.time += STEP
            self._let_kore_fail()
            await self._check()
            if self.rng.random() < 0.1:
                await self.restart()

    async def settle(self) -> None:
        """Nothing fails any more, and people undo what they did; then days pass."""
        self._turn(calm=True)
        self.source.failures.clear()
        office = self.processes[0]
        for watched in await self.rules():
            for verb in ("resume", "unmute"):
                await office.type(f"alerts {verb} {watched.alert.id}", user="U9")
        end = self.clock.now() + CALM
        while self.clock.now() < end:
            self.clock.time += CALM_STEP if self.clock.now() < end - DAY else STEP
            await self._once(office)

    def _let_kore_fail(self) -> None:
        drawn = self.rng.random()
        if drawn < 0.04:
            self.source.failures[f"st-{self.rng.choice(BOTS).lower()}"] = KoreRefusedError("No.")
        elif drawn < 0.10:
            for bot in BOTS:
                self.source.failures[f"st-{bot.lower()}"] = KoreUnavailableError("Away.")
        elif drawn < 0.4:
            self.source.failures.clear()

    async def _check(self) -> None:
        """In one process or in both at once, beside buttons; and now and then again, or killed."""
        drawn = self.rng.random()
        work: list[Awaitable[None]] = [self._once(self.processes[0])]
        if drawn < 0.3:
            self.counts["by two"] += 1
            work.append(self._once(self.processes[1]))
        work += [self._press() for _ in range(self.rng.choice((0, 0, 0, 1, 2)))]
        tasks = [asyncio.ensure_future(each) for each in work]
        if drawn > 0.9:
            self.counts["killed"] += 1
            for _ in range(self.rng.randrange(1500)):
                await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
        for done in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(done, Exception):
                raise done
        if 0.3 < drawn < 0.4:
            self.counts["again"] += 1
            await self._once(self.processes[1])

    async def _once(self, office: Office) -> None:
        async def evaluate(open_: OpenCheck) -> None:
            await evaluate_alerts(open_, office.ports)

        moment = self.clock.now().replace(second=0)
        await check_alerts("T1", moment, office.ports, evaluate)

    async def _press(self) -> None:
        """A button of a rule that may be pressed, or of one of its episodes."""
        rules = [each for each in await self.rules() if not is_quiet(each.alert)]
        watched = self.rng.choice(rules)
        id_ = watched.alert.id
        episodes = [
            e.key(watched.memory.rule_id) for w in watched.memory.watches for e in w.episodes
        ]
        words = [
            f"{verb} {id_}" for verb in ("mute", "unmute", "unmute", "pause", "resume", "resume")
        ]
        if episodes:
            episode = self.rng.choice(episodes)
            words += [
                f"ack {episode}",
                *(f"snooze {n} {episode}" for n in ("1h", "change", "period")),
            ]
        if self.rng.random() < 0.1:
            level = self.rng.choice((90, 190))
            words = [f"save #{watched.alert.number} sessions > {level} per day in UTC"]
        for _ in range(self.rng.randrange(400)):
            await asyncio.sleep(0)
        chosen = self.rng.choice(words)
        self.counts[chosen.split()[0]] += 1
        pressed = {"pause": self.paused, "resume": self.resumed}.get(chosen.split()[0], set())
        pressed.add(id_)
        await self.rng.choice(self.processes).type(
            f"alerts {chosen}", user="U9", channel=watched.alert.channel
        )


@pytest.fixture(params=SEEDS)
def storm(tmp_path: Path, request: pytest.FixtureRequest) -> Storm:
    """One that is over: its messages are there to be looked at."""
    storm = Storm(tmp_path, request.param)
    with asyncio.Runner(loop_factory=InLoop) as runner:
        runner.run(storm.run())
    return storm


def test_what_is_promised_holds_in_a_storm(storm: Storm) -> None:
    """All of it for each storm, since the storm is what takes the time."""
    posted, memories = storm.slack.posted, storm.memories
    assert storm.source.gaps > 20
    assert storm.slack.failures > 10
    assert not list(doubles(posted))
    for place, said in by_place(posted).items():
        assert in_one_place(said), place
        assert in_order(said), place
    assert not list(mentions(posted))
    assert not list(made_up(posted, storm))
    assert not list(unsaid(memories))
    assert not list(never_ended(posted, storm.checked))
    assert not list(too_soon(posted, memories))
    told, (true, unknown) = told_days(posted, memories), true_days(storm)
    assert len(true) > 10
    assert {day: told.get(day) for day in true} == true
    over = {day for day in told if day[2] + DAY + SETTLING < storm.clock.now()}
    assert over - unknown <= set(true)
    assert all(check_notices(posted, each, storm.resumed) for each in memories)


def is_reply(each: Posted) -> bool:
    """Not the copy of what began an episode, which its thread keeps."""
    return each.key.endswith(":notice")


def doubles(posted: Sequence[Posted]) -> Iterator[tuple[str, int]]:
    """Keys that stand twice although whoever posted the first could write that down."""
    own = (f"{each.notice.key}:{each.key.rpartition(':')[2]}" for each in posted)
    excused = [each.excused for each in posted]
    keys: dict[str, list[bool]] = defaultdict(list)
    for key, is_excused in zip(own, excused, strict=True):
        keys[key].append(is_excused)
    return ((key, len(each)) for key, each in keys.items() if each.count(False) > 1)


def by_place(posted: Sequence[Posted]) -> dict[str, list[Posted]]:
    found: dict[str, list[Posted]] = defaultdict(list)
    for each in posted:
        found[place_of(each.notice)].append(each)
    return found


def in_one_place(said: Sequence[Posted]) -> bool:
    """One message in the channel, or more if nobody knows of the others; the rest is in threads."""
    parents = [each for each in said if each.thread is None]
    known = {each.notice.key for each in parents if not each.excused}
    threads = {each.thread for each in said if each.thread is not None}
    return said[0] in parents and len(known) <= 1 and threads <= {each.ts for each in parents}


def in_order(said: Sequence[Posted]) -> bool:
    """Levels go up, and an end is the end. What nobody knows of was said again, perhaps of more;
    and the first one stands once more in the thread."""
    notices = {each.notice.key: each.notice for each in said if not each.excused}
    kinds = [notice.kind for notice in notices.values()]
    if not kinds:
        return True
    ranks = [notice.rank for notice in notices.values() if notice.kind in LEVELS]
    begins, goes_on = NoticeKind.FIRED, NoticeKind.ESCALATED
    if NoticeKind.CHECK_FAILED in kinds:
        begins, goes_on = NoticeKind.CHECK_FAILED, NoticeKind.CHECK_RECOVERED
    last = [each for each in said if not each.excused][-1].notice.key
    return (
        ranks == sorted(set(ranks))
        and kinds[0] is begins
        and all(kind is goes_on for kind in kinds[1:-1])
        and last == [*notices][-1]
    )


def mentions(posted: Sequence[Posted]) -> Iterator[Posted]:
    """What ends and calls somebody all the same."""
    return (each for each in posted if each.notice.kind not in LEVELS and each.notice.mentions)


def made_up(posted: Sequence[Posted], storm: Storm) -> Iterator[tuple[Notice, object]]:
    """Levels of days that differ from the sum of what was answered at that moment, or that are
    not marked as "at least" exactly where an hour is not known. An hour that was left out is known
    if an earlier answer had it settled, unless who asked then was killed before it was kept. Two
    processes that ask at one moment have an answer each."""
    alerts = {each.memory.rule_id: each.alert for each in storm.memories}
    for notice in [each.notice for each in posted if each.notice.kind in LEVELS]:
        alert, figures = alerts.get(notice.rule_id), notice.figures
        if alert is None or figures is None or alert.rule.every != "day":
            continue
        if alert.rule.kind != "amount" or not notice.window:
            continue
        bots = [notice.bot_id] if notice.bot_id else [f"st-{bot.lower()}" for bot in BOTS]
        hours = list(hours_between(notice.window.start, min(notice.window.end, figures.at)))
        if notice.window.start < (figures.at - SETTLING - 2 * HOUR).replace(hour=0, minute=0):
            continue  # partly known from before
        answers = [storm.source.answers(bot, figures.at) for bot in bots]
        found = [
            [[own.get(hour) for own in answered] for hour in hours]
            for answered in product(*answers)
        ]
        if not any(adds_up(figures, bots, hours, rows, storm.source) for rows in found):
            yield notice, found


def adds_up(
    figures: Measurement,
    bots: Sequence[str],
    hours: Sequence[datetime],
    rows: Sequence[Sequence[int | None]],
    source: StormySource,
) -> bool:
    """Whether these are the figures of `rows`, which have the counts of each bot hour by hour."""
    if hours[-1] + HOUR > figures.at and None in rows[-1]:
        rows = rows[:-1]  # the running hour may not have been sent yet
    known = sum(count for row in rows for count in row if count is not None)
    left_out = [
        source.kept(bot, hour, figures.at)
        for hour, row in zip(hours, rows, strict=False)
        for bot, count in zip(bots, row, strict=True)
        if count is None
    ]
    return (figures.value - known, bool(figures.holes)) in sums_of(left_out)


def sums_of(left_out: Sequence[int | None]) -> set[tuple[int, bool]]:
    """What these hours may add, and whether any of them is not known then."""
    kept = [count for count in left_out if count is not None]
    return {
        (sum(some), number < len(left_out))
        for number in range(len(kept) + 1)
        for some in combinations(kept, number)
    }


def hours_between(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += HOUR


def unsaid(memories: Iterable[Watched]) -> Iterator[Watched]:
    """What was to be said, and is neither delivered nor held back by somebody."""
    return (
        each
        for each in memories
        if each.alert.is_active and any(w.sent or is_over(w, each) for w in each.memory.outbox)
    )


def is_over(waiting: Waiting, watched: Watched) -> bool:
    """Whether no figure follows for the notice's episode: there is nothing to wait for."""
    episode = waiting.notice.episode
    return bool(episode) and watched.memory.episode(episode) is None


def never_ended(posted: Sequence[Posted], memories: Sequence[Watched]) -> Iterator[str]:
    """Episodes that were told, are not over for anybody to see, and are not known any more."""
    known = {each.memory.rule_id: each.memory for each in memories}
    for place, said in by_place(posted).items():
        rule_id, closing = said[0].notice.rule_id, said[-1].notice.kind
        if rule_id not in known or said[0].notice.kind not in LEVELS:
            continue
        episode = known[rule_id].episode(place)
        fires = episode is not None and episode.phase is Phase.FIRING
        ends = (each.notice.final or each.notice.kind not in LEVELS for each in said)
        if not (fires or any(ends)):
            yield f"{place} {closing}"


def too_soon(
    posted: Sequence[Posted], memories: Iterable[Watched]
) -> Iterator[tuple[Posted, Posted]]:
    """Levels that were delivered within the cool-down of the one before."""
    cooled = {each.memory.rule_id for each in memories if each.alert.rule.cooldown_hours}
    delivered = [
        each
        for each in posted
        if each.notice.kind in LEVELS and each.notice.rule_id in cooled and is_reply(each)
    ]
    told = [each for each in delivered if not each.excused]
    return ((one, two) for one, two in pairwise(told) if two.at - one.at < COOLDOWN)


def told_days(posted: Sequence[Posted], memories: Sequence[Watched]) -> dict[Day, int]:
    """The highest level that was told of each day of the rules that nobody touched."""
    numbers = {each.memory.rule_id: words_of(each) for each in memories}
    found: dict[Day, int] = {}
    for notice in (each.notice for each in posted):
        words = numbers.get(notice.rule_id, "")
        if words and notice.window and notice.kind in LEVELS:
            day = (words, notice.bot_id, notice.window.start)
            found[day] = max(notice.rank, found.get(day, notice.rank))
    return found


def words_of(watched: Watched) -> str:
    """Those of a quiet rule."""
    place = CHANNELS.index(watched.alert.channel) + 2 * (watched.alert.number - 1)
    return QUIET[place] if place < len(QUIET) else ""


def true_days(storm: Storm) -> tuple[dict[Day, int], set[Day]]:
    """What these days came to in the end, counted by hand; and those that nobody knows."""
    every = tuple(f"st-{bot.lower()}" for bot in BOTS)
    watched: list[tuple[str, str, tuple[str, ...], datetime, tuple[int, ...]]] = [
        (QUIET[0], every[0], every[:1], MIDNIGHT, (150, 250, 400)),
        *((QUIET[1], bot, (bot,), MIDNIGHT, (150, 250, 400)) for bot in every),
        (QUIET[2], "", every, MIDNIGHT, (500, 800, 1100)),
        (QUIET[3], every[1], every[1:2], MIDNIGHT - 19 * HOUR, (300,)),  # 05:00 is New York's
    ]
    found: dict[Day, int] = {}
    unknown: set[Day] = set()
    for words, name, bots, first, levels in watched:
        start = first
        while start + DAY + SETTLING < storm.clock.now():
            every_hour = [(b, at) for b in bots for at in hours_between(start, start + DAY)]
            total = sum(storm.source.truth(*each) for each in every_hour)
            if storm.source.holes.intersection(every_hour):
                unknown.add((words, name, start))
            elif total > levels[0]:
                found[words, name, start] = sum(total > level for level in levels) - 1
            start += DAY
    return found, unknown


def check_notices(posted: Sequence[Posted], watched: Watched, resumed: Container[str]) -> bool:
    """A failure is told once for its streak, and then its end; another one before that only if
    somebody has resumed the rule, or if only holes were told of the streak."""
    kinds = (NoticeKind.CHECK_FAILED, NoticeKind.CHECK_RECOVERED)
    own = [each.notice for each in posted if each.notice.rule_id == watched.memory.rule_id]
    told = list({each.key: each for each in own if each.kind in kinds}.values())
    return [each.kind for each in told[:1]] != [kinds[1]] and all(
        one.kind is not two.kind
        or (one.kind is kinds[0] and (watched.alert.id in resumed or (one.holes and not two.holes)))
        for one, two in pairwise(told)
    )
