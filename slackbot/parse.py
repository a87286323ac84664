"""`slackbot parse`: what a text is understood as, for scripts, for support, and to check us."""

import json
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.reading import read_query
from slackbot.domain.grammar.zones import known_zone
from slackbot.domain.period import Period
from slackbot.domain.query import UsageQuery

Json = dict[str, Any]


def parsed(text: str, now: datetime, zone: str, locale: str) -> Json:
    """The answer to one text: `ok` with the period, the query, how it reads and how long it took in
    microseconds; or not `ok` with the error's message and the words it is about."""
    started = time.perf_counter_ns()
    try:
        query = read_query(text, now=now, zone=zone, locale=locale)
    except UnreadableError as error:
        return {"ok": False, "error": {"message": error.message, "words": error.words}}
    spent = (time.perf_counter_ns() - started) / 1000
    return {
        "ok": True,
        "period": {**_instants(query.period), "stated": query.stated},
        "query": query.model_dump(
            mode="json", exclude={"period", "stated", "until", "comparison", "other_readings"}
        )
        | {"comparison": _instants(query.comparison) if query.comparison else None},
        "reads_as": reads_as(query),
        "other_readings": [
            {"words": other.words, **_instants(other.period)} for other in query.other_readings
        ],
        "us": round(spent, 1),
    }


def answers(lines: Iterable[bytes], clock: datetime) -> Iterator[str]:
    """A line of JSON for each line of JSON `{"text", "now", "zone", "locale"}`.

    `zone` is UTC and `locale` en-US where they are left out, `now` is `clock`. A `now` without an
    offset is on the zone's clock. A line that is none of this is answered with an error.
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
        return parsed(text, now, zone, _text(asked, "locale", "en-US"))
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
