"""`slackbot parse`: what a text is understood as, for scripts, for support, and to check us."""

import json
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from slackbot.domain.alerts.describe import describe
from slackbot.domain.digests.schedule import upcoming
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.domain.query import UsageQuery
from slackbot.language.alerts.commands import CreateAlert
from slackbot.language.alerts.own_allowance import ours
from slackbot.language.alerts.reading import read_alert
from slackbot.language.commands import Question, read_command
from slackbot.language.context import ReadingContext
from slackbot.language.core.zones import known_zone
from slackbot.language.digests.commands import CreateDigest
from slackbot.language.digests.reading import question_at, read_digest
from slackbot.language.questions.reading import read_query

Json = dict[str, Any]
SLOTS, MOST_SLOTS = 3, 2000


def parsed(text: str, context: ReadingContext, slots: int = SLOTS) -> Json:
    """The answer to one text: `ok` with the period, the query, how it reads and how long it took in
    microseconds; or not `ok` with the error's message and the words it is about.

    `digest …` is answered with its schedule and the next `slots` slots, `alert …` with its rule.
    """
    started = time.perf_counter_ns()
    try:
        answer = _read(text, context, slots)
    except UnreadableError as error:
        return {"ok": False, "error": {"message": error.message, "words": error.words}}
    return {"ok": True, **answer, "us": round((time.perf_counter_ns() - started) / 1000, 1)}


def _read(text: str, context: ReadingContext, slots: int) -> Json:
    match read_command(text):
        case CreateDigest(text=words):
            return _digest(words, context, slots)
        case CreateAlert(text=words):
            return _alert(words, context)
        case Question(text=words):
            return _query(read_query(words, context))
    raise UnreadableError(
        f'"{text}" is a command of the app and no question: try it in Slack, or `slackbot demo`',
        text,
    )


def _alert(words: str, context: ReadingContext) -> Json:
    if said := ours(words):
        raise UnreadableError(
            f'"{said}" works in a channel whose allowance is set; here there is none. Try '
            "`of 40000 sessions per month`",
            said,
        )
    rule = read_alert(words, context)
    return {"alert": rule.model_dump(mode="json"), "reads_as": describe(rule)}


def _digest(words: str, context: ReadingContext, slots: int) -> Json:
    sentence = read_digest(words, context)
    schedule = sentence.schedule
    coming = upcoming(schedule, context.now, slots)
    first = question_at(schedule, coming[0], sentence.question, context)
    return {
        "digest": {
            **sentence.model_dump(mode="json"),
            "slots": [
                {
                    "day": slot.day.isoformat(),
                    "at": slot.at.astimezone(ZoneInfo(schedule.zone)).isoformat(),
                    "note": slot.note,
                    "period": _instants(
                        question_at(schedule, slot, sentence.question, context).period
                    ),
                }
                for slot in coming
            ],
        },
        "reads_as": "; ".join(
            (
                schedule.describe(),
                *(["when settled"] if sentence.when_settled else []),
                f"the first time {reads_as(first)}",
            )
        ),
    }


def _query(query: UsageQuery) -> Json:
    return {
        "period": {**_instants(query.period), "stated": query.stated},
        "query": query.model_dump(
            mode="json", exclude={"period", "stated", "until", "comparison", "other_readings"}
        )
        | {"comparison": _instants(query.comparison) if query.comparison else None},
        "reads_as": reads_as(query),
        "other_readings": [
            {"words": other.words, **_instants(other.period)} for other in query.other_readings
        ],
    }


def lines_of(answer: Json) -> Iterator[str]:
    """An answer that is `ok` in a few lines."""
    yield answer["reads_as"]
    for other in answer.get("other_readings", ()):
        yield f"  or: {other['words']}"
    for slot in answer.get("digest", {}).get("slots", ()):
        note = f" – {slot['note']}" if slot["note"] else ""
        yield f"  next: {slot['at']}{note}"


def answers(lines: Iterable[bytes], clock: datetime) -> Iterator[str]:
    """A line of JSON for each line of JSON `{"text", "now", "zone", "locale", "slots"}`.

    `zone` is UTC and `locale` en-US where they are left out, `now` is `clock`, `slots` are 3. A
    `now` without an offset is on the zone's clock. A line that is none of this is answered with an
    error.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, clock))


def reads_as(query: UsageQuery) -> str:
    """The understood query in one line of words."""
    clauses = [query.period.describe()]
    if query.grouping:
        clauses.append(f"by {query.grouping}")
    if query.units:
        clauses.append(", ".join(unit.plural for unit in query.units))
    if query.all_bots or query.bots:
        bots = "all bots" if query.all_bots else ", ".join(query.bots)
        clauses.append(f"for {bots}")
    if query.comparison:
        clauses.append(f"compared to {query.comparison.describe()}")
    flags = {
        f"top {query.top}": query.top,
        "as csv": query.csv,
        "privately": query.private,
        "fresh": query.fresh,
    }
    clauses += [words for words, asked in flags.items() if asked]
    return ", ".join(clauses)


def read_now(said: str, zone: str) -> datetime:
    """An ISO 8601 moment; without an offset it is on the clock of `zone`. Raises ValueError."""
    now = datetime.fromisoformat(said)
    return now if now.tzinfo else now.replace(tzinfo=ZoneInfo(zone))


def _answer(line: bytes, clock: datetime) -> Json:
    try:
        asked = json.loads(line)
        text, zone = _text(asked, "text"), known_zone(_text(asked, "zone", "UTC"))
        now = read_now(asked["now"], zone) if asked.get("now") else clock
        slots = min(max(int(asked.get("slots", SLOTS)), 1), MOST_SLOTS)
        locale = _text(asked, "locale", "en-US")
        return parsed(text, ReadingContext(now=now, zone=zone, locale=locale), slots)
    except UnreadableError as error:
        return {"ok": False, "error": {"message": error.message, "words": error.words}}
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        message = (
            f'not a line such as {{"text": "last week", "now": "2026-11-24T09:30:00Z"}}: {error}'
        )
        return {"ok": False, "error": {"message": message, "words": ""}}


def _text(asked: Json, name: str, default: str | None = None) -> str:
    value = asked.get(name)
    value = default if value is None else value
    if not isinstance(value, str):
        raise TypeError(f'"{name}" must be a text')
    return value


def _instants(period: Period) -> Json:
    return {
        "start": period.local_start.isoformat(),
        "end": period.local_end.isoformat(),
        "zone": period.zone,
    }
