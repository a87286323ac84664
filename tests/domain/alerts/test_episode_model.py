"""Hundreds of rules over made-up hours: what is said, and when, against a model in plain lists."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.domain.alerts.checks.measure import look
from slackbot.domain.alerts.checks.tariff import series_of
from slackbot.domain.alerts.checks.view import View
from slackbot.domain.alerts.episode import Delivered, Notice, State
from slackbot.domain.alerts.rule import AlertRule, Base, Kind, Level, Side
from slackbot.domain.alerts.transitions import check, step
from slackbot.domain.calendar.weekdays import WORKDAYS
from slackbot.domain.channel import Bot
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from tests.domain.alerts import model
from tests.properties import each_nth

START = datetime(2026, 9, 7, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
BOT = Bot(id="st-1", name="SupportBot")


def usage_of(figures: Sequence[int | None], fetched_at: datetime) -> Usage:
    """The hours as Kore.ai sent them; None was left out."""
    end = START + len(figures) * HOUR
    job = SummaryJob(account=False, bot_ids=(BOT.id,), start=START, end=end, grain=Grain.HOUR)
    buckets = (
        Bucket(bot_id=BOT.id, start=START + hour * HOUR, counts={Unit.SESSION: count})
        for hour, count in enumerate(figures)
        if count is not None
    )
    return Usage(job=job, buckets=tuple(buckets), report_ids=(), fetched_at=fetched_at)


def said(rule: AlertRule, figures: Sequence[int | None], settle: int) -> model.Said:
    """What the app says: each check at a full hour, and each notice delivered at once."""
    settling = settle * HOUR
    far = START + len(figures) * HOUR + settling
    [(bot_id, series)] = series_of(rule, (BOT,), [usage_of(figures, far)], settling)
    state, out = State(rule_id="r"), list[tuple[int, str, int]]()
    for t in range(1, len(figures) + 1):
        now = START + t * HOUR
        view = View.at(rule, bot_id, series, now, settling)
        done = check(state, look(view, state.since(START, rule)), now, rule)
        waiting = list(done.notices)
        for notice in waiting:
            done = step(done.state, Delivered(key=notice.key), now, rule)
            waiting += done.notices
            out += [(t, *as_said(notice))] if notice.episode else []  # not of the check itself
        state = done.state
    return out


def as_said(notice: Notice) -> tuple[str, int]:
    return str(notice.kind), notice.rank


def series(r: random.Random, days: int) -> list[int | None]:
    """Hours with bursts, quiet stretches and, in half of the cases, holes."""
    hours: list[int | None] = []
    while len(hours) < days * 24:
        height = r.choice([0, 0, 2, 5, 10, 25])
        hours += [r.randint(0, height) for _ in range(r.randint(1, 20))]
    hours = hours[: days * 24]
    for _ in range(r.choice([0, 0, 1, 3])):
        hours[r.randrange(len(hours))] = None
    return hours


def rule_of(
    kind: Kind, levels: Sequence[int], checks: tuple[int, int] = (1, 1), **more: object
) -> AlertRule:
    fields = {
        "needed": checks[0],
        "of": checks[1],
        "kind": kind,
        "unit": Unit.SESSION,
        "levels": [Level(at=at) for at in levels],
        "bot": "SupportBot",
        **more,
    }
    return AlertRule.model_validate(fields)


def checks(r: random.Random) -> tuple[int, int]:
    return r.choice([(1, 1), (1, 1), (2, 3), (2, 2)])


def levels(r: random.Random, low: int, high: int) -> list[int]:
    return sorted(r.sample(range(low, high), r.randint(1, 4)))


def seeded(name: str) -> random.Random:
    return random.Random(name)  # noqa: S311 - cases that anybody can make again


Case = tuple[AlertRule, list[int | None], int, model.Said]


def an_amount(r: random.Random) -> Case:
    figures, settle, at = series(r, 5), r.choice([0, 3, 6]), levels(r, 20, 300)
    inclusive, n, cooldown = r.random() < 0.5, checks(r), r.choice([0, 0, 5, 30])
    rule = rule_of(Kind.AMOUNT, at, n, every="day", inclusive=inclusive, cooldown_hours=cooldown)

    def reached(value: int) -> int:
        return max((k for k, x in enumerate(at) if value > x - inclusive), default=-1)

    return rule, figures, settle, model.Daily(reached, settle, n, cooldown).says(figures)


def a_share(r: random.Random) -> Case:
    figures, settle, at, whole = series(r, 5), 6, levels(r, 1, 130), r.randint(50, 250)
    rule = rule_of(Kind.SHARE, at, every="day", inclusive=True, allowance=whole)

    def reached(value: int) -> int:
        return max((k for k, x in enumerate(at) if value * 100 >= x * whole), default=-1)

    return rule, figures, settle, model.Daily(reached, settle).says(figures)


def a_low_amount(r: random.Random) -> Case:
    figures, settle, at = series(r, 6), r.choice([0, 6]), levels(r, 20, 300)[::-1]
    inclusive = r.random() < 0.5
    rule = rule_of(Kind.AMOUNT, at, every="day", side=Side.BELOW, inclusive=inclusive)

    def reached(value: int) -> int:
        return max((k for k, x in enumerate(at) if value < x + inclusive), default=-1)

    return rule, figures, settle, model.Daily(reached, settle, below=True).says(figures)


def a_rolling_amount(r: random.Random) -> Case:
    figures, settle, hours = series(r, 8), r.choice([0, 3, 6]), r.choice([1, 6, 24])
    below, inclusive, n = r.random() < 0.4, r.random() < 0.5, checks(r)
    cooldown, at = r.choice([0, 0, 10]), levels(r, 2, 12 * hours)
    at, side = (at[::-1], Side.BELOW) if below else (at, Side.ABOVE)
    rule = rule_of(
        Kind.AMOUNT, at, n, hours=hours, inclusive=inclusive, cooldown_hours=cooldown, side=side
    )
    expected = model.Levelled(at, n, cooldown, exclusive=not inclusive, below=below)
    seen = model.rolling(figures, hours, settle, expected.reach, below=below)
    return rule, figures, settle, expected.says(seen)


def a_silence(r: random.Random) -> Case:
    figures, settle, at = series(r, 8), r.choice([0, 3, 6]), levels(r, 2, 20)
    n, days = checks(r), r.choice([(0, 1, 2, 3, 4, 5, 6), WORKDAYS, (1, 5)])
    rule = rule_of(Kind.SILENCE, at, n, inclusive=True, weekdays=days)
    expected = model.Levelled(at, n, exclusive=False)
    seen = model.silent(figures, settle, expected.reach, lambda h: h // 24 % 7 in days)
    return rule, figures, settle, expected.says(seen)


def a_change(r: random.Random) -> Case:
    figures, settle, at = series(r, 10), r.choice([0, 6]), levels(r, 5, 90)
    down, inclusive, floor, n = r.random() < 0.5, r.random() < 0.5, r.choice([1, 20, 60]), checks(r)
    more = {"base": Base(), "floor": floor, "side": Side.BELOW if down else Side.ABOVE}
    rule = rule_of(Kind.CHANGE, at, n, every="day", inclusive=inclusive, **more)
    seen = model.changed(figures, settle, floor, down=down)
    return rule, figures, settle, model.Levelled(at, n, exclusive=not inclusive).says(seen)


Maker = Callable[[random.Random], Case]
MAKERS: tuple[Maker, ...] = (
    an_amount,
    a_share,
    a_low_amount,
    a_rolling_amount,
    a_silence,
    a_change,
)


NAMES = tuple(maker.__name__ for maker in MAKERS)
SEEDS = range(42)


@pytest.mark.parametrize("seed", each_nth(7, SEEDS))
@pytest.mark.parametrize("maker", MAKERS, ids=NAMES)
def test_what_is_said_is_what_the_model_says(maker: Maker, seed: int) -> None:
    rule, figures, settle, expected = maker(seeded(f"{maker.__name__}{seed}"))
    assert said(rule, figures, settle) == expected


@pytest.mark.parametrize("maker", MAKERS, ids=NAMES)
def test_the_cases_say_something(maker: Maker) -> None:
    found = [maker(seeded(f"{maker.__name__}{seed}"))[3] for seed in SEEDS]
    assert sum(map(bool, found)) > 20
    kinds = {kind for case in found for _, kind, _ in case}
    assert kinds >= {"fired", "ended" if maker in MAKERS[:2] else "fired"}
