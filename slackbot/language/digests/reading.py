"""A digest in words: `every Monday at 9 in Berlin sessions by day for SupportBot`.

The words of the schedule are cut out wherever they stand, and what is left is the question. Both
are read here, so that a digest that has been set up can be sent.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from slackbot.domain.digests.recurrence import Weekly
from slackbot.domain.digests.schedule import Schedule, Slot, next_slot, window_words
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import UsageQuery, WeekStart
from slackbot.language.core.bots import unquoted
from slackbot.language.core.tokens import Text, read_tokens
from slackbot.language.core.zones import known_zone
from slackbot.language.digests.commands import (
    CreateDigest,
    DigestCommand,
    DigestHistory,
    EditDigest,
    ListDigests,
    PauseDigest,
    RemoveDigest,
    ResumeDigest,
    SendDigest,
    read_digest_command,
)
from slackbot.language.digests.cut import DigestWords
from slackbot.language.digests.refusal import refused
from slackbot.language.digests.words import mended, protected
from slackbot.language.questions.reading import read_query
from slackbot.language.schedules.cadence import Cadence

__all__ = [
    "CreateDigest",
    "DigestCommand",
    "DigestHistory",
    "DigestSentence",
    "EditDigest",
    "ListDigests",
    "PauseDigest",
    "RemoveDigest",
    "ResumeDigest",
    "SendDigest",
    "question_at",
    "read_digest",
    "read_digest_command",
]

NINE: Final = time(9)
ANY_PERIOD: Final = "last year"
FARTHEST: Final = timedelta(days=366)  # ahead, of a first day


Read = Callable[[str], UsageQuery]


class DigestSentence(BaseModel):
    """When a digest comes and what it asks: `question` is for `question_at`, empty for all."""

    model_config = ConfigDict(frozen=True)

    schedule: Schedule
    question: str = ""
    when_settled: bool = False


def read_digest(
    text: str,
    *,
    now: datetime,
    zone: str = "UTC",
    locale: str = "en-US",
    week_start: WeekStart = "monday",
    names: Collection[str] = (),
) -> DigestSentence:
    """The digest that `text` sets up at `now`; every word belongs to its schedule, to `when
    settled`, or to a question that `read_query` reads. Raises only UnreadableError.

    A zone in the text is that of the schedule and of the question, and comes before `zone`.
    """
    t = read_tokens(text)
    t = (unquoted(t, names) if len(t.tokens) == 1 else None) or t
    kept = protected(t, names)
    try:
        return _read(t, now, zone, locale, week_start, names)
    except UnreadableError as error:
        if (meant := mended(t, kept)) is None:
            raise
        try:
            _read(meant, now, zone, locale, week_start, names)
        except UnreadableError:
            raise error from None
        raise UnreadableError(
            f'I could not read "{t.source}". Did you mean "{meant.source}"?', t.source
        ) from None


def question_at(
    schedule: Schedule,
    slot: Slot,
    question: str,
    *,
    locale: str = "en-US",
    week_start: WeekStart = "monday",
    names: Collection[str] = (),
) -> UsageQuery:
    """What a digest asks at `slot`: its question, for the schedule's window if it names none.

    Raises UnreadableError.
    """
    read: Read = partial(
        read_query,
        now=slot.at,
        zone=schedule.zone,
        locale=locale,
        week_start=week_start,
        names=names,
    )
    query, first = _tried(read, question)
    if query and query.stated:
        return query
    window = window_words(schedule, slot)
    query, again = _tried(read, f"{window} {question}".strip())
    # What cannot stand alone must not run into the window, as "to Friday" does; but what is
    # compared may lack one, and at the first midnight of a month nothing is to date.
    apart = query and query.period == read(window).period
    if query and apart and (not first or query.comparison or _is_apart(question, read)):
        return query
    raise first or again or UnreadableError(f'I could not read "{question}"', question)


def _is_apart(question: str, read: Read) -> bool:
    """Whether the words of some period mean the same with the question behind them."""
    query, _ = _tried(read, f"{ANY_PERIOD} {question}".strip())
    return query is not None and query.period == read(ANY_PERIOD).period


def _tried(read: Read, words: str) -> tuple[UsageQuery | None, UnreadableError | None]:
    try:
        return read(words), None
    except UnreadableError as error:
        return None, error


def _read(
    t: Text,
    now: datetime,
    zone: str,
    locale: str,
    week_start: WeekStart,
    names: Collection[str],
) -> DigestSentence:
    words = DigestWords(t, protected(t, names))
    cadence = words.cadence()
    zone = known_zone(words.zone() or zone)
    schedule = Schedule(recurrence=cadence.recurrence, at=words.at() or NINE, zone=zone)
    today = now.astimezone(ZoneInfo(zone)).date()
    schedule = _counted(schedule, cadence, words.first_day(today, counts=cadence.weeks > 1), now)
    settled = words.settled()
    words.refuse_second_day()
    question = words.question()
    slot = next_slot(schedule, now)
    asked = partial(question_at, locale=locale, week_start=week_start, names=names)
    try:
        query = asked(schedule, slot, question)
    except UnreadableError as error:
        raise refused(error, question, names) from None
    _refuse_output(query)
    if query.period.zone != zone:  # its words stood where only a question reads them
        raise UnreadableError(
            f'Is "{query.period.zone}" the time zone? Say it behind the time: `at 9 in Berlin`',
            query.period.zone,
        )
    return DigestSentence(schedule=schedule, question=question, when_settled=settled)


def _refuse_output(query: UsageQuery) -> None:
    if query.private:
        raise UnreadableError(
            "A digest is for the whole channel, so it cannot be private. Leave that out, or ask "
            "for yourself: `/billing last week privately`",
            "privately",
        )
    if query.fresh:
        raise UnreadableError(
            "A digest fetches its figures when it is sent. Leave `fresh` out; "
            "`when settled` waits until they are final",
            "fresh",
        )


def _counted(schedule: Schedule, cadence: Cadence, start: date | None, now: datetime) -> Schedule:
    """The same, counted from `start` or else its next slot, where it leaves weeks out."""
    if not isinstance(cadence.recurrence, Weekly) or cadence.weeks == 1:
        if start:
            raise UnreadableError(
                "Only `every N weeks` counts from a day; the first digest is that of the next "
                f'slot. Leave "{start.day} {start:%b}" out',
                str(start),
            )
        return schedule
    if start and start > now.date() + FARTHEST:
        raise UnreadableError(
            f'"{start.year}" is too far ahead. Try a day within a year', str(start)
        )
    weekdays = cadence.recurrence.weekdays
    if start and not cadence.named:
        weekdays = (start.weekday(),)
    first = start or next_slot(schedule, now).day
    while first.weekday() not in weekdays:
        first += timedelta(days=1)
    counted = Weekly(weekdays=weekdays, weeks=cadence.weeks, first=first)
    return Schedule(recurrence=counted, at=schedule.at, zone=schedule.zone)
