"""Every value that the engine writes down is read back as it was."""

from datetime import timedelta

import pytest
from pydantic import BaseModel

from slackbot.domain import errors
from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.rule import AlertRule, Kind, Level
from slackbot.domain.ask import Thread
from slackbot.domain.channel import LinkedBot
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.digests.recurrence import Weekly
from slackbot.domain.digests.schedule import Schedule
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage, UsageRequest
from slackbot.engine.serializer import ERRORS, MODELS, JsonSerializer
from slackbot.ports import OpenCheck, OpenDigest, Opened, OpenQuestion, OpenTrial
from tests.fakes import NOW, ask

PERIOD = Period(start=NOW - timedelta(days=7), end=NOW, zone="Europe/Berlin")
QUERY = UsageQuery(period=PERIOD, grouping=Grouping.DAY, units=(Unit.SESSION,))
BOT = LinkedBot(id="st-1", name="<Support>", linked_by="U1", is_default=True)
JOB = SummaryJob(
    account=False, bot_ids=("st-1",), start=NOW, end=PERIOD.end + timedelta(1), grain=Grain.DAY
)
BUCKET = Bucket(bot_id="st-1", start=NOW, counts={Unit.SESSION: 3})
OPENED = Opened(
    query=QUERY, bots=(BOT,), jobs=(JOB,), thread=Thread(channel="C1", ts="1.1"), note="n"
)
RUN = DigestRun(team="T1", digest_id="d1", key="2026-11-30", due_at=NOW)
DIGEST = Digest(
    team="T1",
    channel="C1",
    id="d1",
    number=1,
    owner="U1",
    schedule=Schedule(recurrence=Weekly(weekdays=(0,)), zone="Europe/Berlin"),
    created_at=NOW,
)
RULE = Alert(
    team="T1",
    channel="C1",
    id="r1",
    number=1,
    owner="U1",
    rule=AlertRule(kind=Kind.AMOUNT, unit=Unit.SESSION, levels=(Level(at=500),), every="day"),
    created_at=NOW,
)
VALUES = [
    None,
    "text",
    ("a", 1),
    ["a", ("b",)],
    {"args": (ask(),), "kwargs": {}},
    ask("1–15 März"),
    Thread(channel="C1", ts="1.1"),
    JOB,
    Usage(job=JOB, buckets=(BUCKET,), report_ids=("1",), fetched_at=NOW),
    UsageRequest(team="T1", job=JOB, fresh=True),
    OPENED,
    OpenQuestion(ask=ask("1–15 März"), opened=OPENED, until=NOW),
    RUN,
    OpenDigest(
        ask=ask(),
        digest=DIGEST,
        run=RUN,
        opened=OPENED,
        requests=(UsageRequest(team="T1", job=JOB, since=NOW, attempt=2),),
        until=NOW,
    ),
    OpenCheck(ask=ask(), moment=NOW, requests=(), until=NOW),
    OpenTrial(ask=ask(), rule=RULE, now=True, requests=(), until=NOW),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_come_back(value: object) -> None:
    serializer = JsonSerializer()
    assert serializer.deserialize(serializer.serialize(value)) == value


def test_every_registered_model_is_tried_above() -> None:
    assert set(MODELS) == {type(v).__name__ for v in VALUES if isinstance(v, BaseModel)}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_come_back_as_themselves(name: str) -> None:
    detail: dict[str, float | str] = {
        "UnreadableError": {"words": "foo"},
        "SlackRefusedError": {"reason": "not_in_channel"},
        "BugError": {"id": "abc"},
    }.get(name, {"retry_after": 7.0} if issubclass(ERRORS[name], errors.TransientError) else {})  # type: ignore[assignment]
    error = ERRORS[name]("What to do", **detail)
    serializer = JsonSerializer()
    back = serializer.deserialize(serializer.serialize(error))
    assert type(back) is ERRORS[name]
    assert (back.message, back.details) == (error.message, error.details)
    assert vars(back) == vars(error)


def test_a_modules_own_error_comes_back_as_the_nearest_in_the_tree() -> None:
    class OwnError(errors.UnreadableError):
        pass

    serializer = JsonSerializer()
    back = serializer.deserialize(serializer.serialize(OwnError("What to do", "foo")))
    assert type(back) is errors.UnreadableError
    assert (back.message, back.words) == ("What to do", "foo")


def test_a_stranger_is_kept_for_the_log() -> None:
    serializer = JsonSerializer()
    assert str(serializer.deserialize(serializer.serialize(KeyError("x")))) == "KeyError: 'x'"


@pytest.mark.parametrize("value", [object(), {1: "a"}, {"$model": "Ask"}, PERIOD])
def test_anything_else_is_refused_when_it_is_written(value: object) -> None:
    with pytest.raises(TypeError, match="not among the values"):
        JsonSerializer().serialize(value)
