"""Reads the body of a summary request strictly: only what Kore.ai documents is accepted."""

import json
import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar

from slackbot.sandbox.kore.errors import ApiRefusedError, bad_arguments

LONGEST_RANGE = timedelta(days=90)
# The words of a request, and the keys of its answer: documented.
UNITS = {
    "session": "sessions",
    "conversations": "conversations",
    "request": "requests",
    "alert": "alert_notifications",
    "proactive": "proactive_notifications",
}
T = TypeVar("T")
PERIODS = ("date_day_hour", "date_day", "date_month")
ANSWERS = {"yes": True, "no": False}
_BARE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_END_OF_DAY = time(23, 59, 59, 999_000)


@dataclass(frozen=True)
class SummaryQuery:
    """The query of a summary job. Both ends of its range are included.

    `bots` is None if the request named none: at a bot's URL, or for the whole account.
    """

    start: datetime
    end: datetime
    units: tuple[str, ...]
    by_bot: bool
    period: str
    bots: tuple[str, ...] | None = None


def read_query(
    body: bytes, known: Container[str], account: bool, by_app: bool = False
) -> SummaryQuery:
    """Read a request's body; whatever is not as documented is refused with HTTP 412.

    The range may be as long as 90 days of 24 hours (documented: "Max: 90 days"; its exact edge is
    unknown). Fields of other names are ignored (unknown, our choice): so `groupByApp`, which
    stands in the vendor's table and in none of its samples, does not replace `groupByBot`, unless
    `by_app`, where it is the other way round.
    """
    fields = _fields(body)
    start, end = _moment(fields.get("fromDate")), _moment(fields.get("toDate"), _END_OF_DAY)
    if not start < end or end - start > LONGEST_RANGE:
        raise bad_arguments()
    return SummaryQuery(
        start,
        end,
        tuple(UNITS[word] for word in _words(fields.get("unitType"), UNITS)),
        _choice(_grouping(fields, "groupByApp" if by_app else "groupByBot"), ANSWERS),
        _choice(fields.get("groupByPeriod"), dict(zip(PERIODS, PERIODS, strict=True))),
        _bots(fields, known) if account else None,
    )


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise bad_arguments() from error
    if not isinstance(fields, dict):
        raise bad_arguments()
    return fields


def _moment(value: object, of_day: time = time.min) -> datetime:
    """Read one of the two documented formats.

    A bare date is the start of that day, or as `toDate` its end: unknown, our choice.
    """
    if not isinstance(value, str) or not (_BARE.fullmatch(value) or _STAMP.fullmatch(value)):
        raise bad_arguments()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise bad_arguments() from error
    return moment if moment.tzinfo else datetime.combine(moment.date(), of_day, UTC)


def _words(value: object, known: Container[str]) -> list[str]:
    """An array of known words, not empty (the vendor's table says string, its samples array)."""
    if not isinstance(value, list) or not value:
        raise bad_arguments()
    if not all(isinstance(word, str) and word in known for word in value):
        raise bad_arguments()
    return list(dict.fromkeys(value))


def _grouping(fields: dict[str, Any], name: str) -> object:
    """Return the value of that grouping field. A refusal names it (unknown, our choice)."""
    if name not in fields:
        raise ApiRefusedError(412, f"Validation errors/ Invalid arguments: {name} is required")
    return fields[name]


def _choice(value: object, choices: dict[str, T]) -> T:
    if not isinstance(value, str) or value not in choices:
        raise bad_arguments()
    return choices[value]


def _bots(fields: dict[str, Any], known: Container[str]) -> tuple[str, ...] | None:
    """The bots of an account's request; left out means all (unknown, our choice)."""
    return tuple(_words(fields["streamIds"], known)) if "streamIds" in fields else None
