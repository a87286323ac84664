"""A digest in words: `every Monday at 9 in Berlin sessions by day for SupportBot`.

The words of the schedule are cut out wherever they stand, and what is left is the question. Both
are read here, so that a digest that has been set up can be sent.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from slackbot.domain.digests.recurrence import Weekly
from slackbot.domain.digests.schedule import Schedule, Slot, next_slot, window_words
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import UsageQuery
from slackbot.language.context import ReadingContext
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


class DigestSentence(BaseModel):
    """When a digest comes and what it asks: `question` is for `question_at`, empty for all."""

    model_config = ConfigDict(frozen=True)

    schedule: Schedule
    question: str = ""
    when_settled: bool = False


def read_digest(text: str, context: ReadingContext) -> DigestSentence:
    """Returns the digest that `text` sets up. Raises only UnreadableError.

    Every word belongs to its schedule, to `when settled`, or to a question that `read_query` reads.
    A zone in the text is that of the schedule and of the question, and precedes the context's.
    """
    names = context.names
    t = read_tokens(text)
    t = (unquoted(t, names) if len(t.tokens) == 1 else None) or t
    kept = protected(t, names)
    try:
        return _read(t, context)
    except UnreadableError as error:
        if (meant := mended(t, kept)) is None:
            raise
        try:
            _read(meant, context)
        except UnreadableError:
            raise error from None
        raise UnreadableError(
            f'I could not read "{t.source}". Did you mean "{meant.source}"?', t.source
        ) from None


def question_at(
    schedule: Schedule, slot: Slot, question: str, context: ReadingContext
) -> UsageQuery:
    """Returns what a digest asks at `slot`, for the schedule's window if `question` names none.

    The moment and the zone are those of the slot. Raises UnreadableError.
    """
    context = replace(context, now=slot.at, zone=schedule.zone)
    query, first = _tried(question, context)
    if query and query.stated:
        return query
    window = window_words(schedule, slot)
    query, again = _tried(f"{window} {question}".strip(), context)
    # What cannot stand alone must not run into the window, as "to Friday" does; but what is
    # compared may lack one, and at the first midnight of a month nothing is to date.
    apart = query and query.period == read_query(window, context).period
    if query and apart and (not first or query.comparison or _is_apart(question, context)):
        return query
    raise first or again or UnreadableError(f'I could not read "{question}"', question)


def _is_apart(question: str, context: ReadingContext) -> bool:
    """Whether the words of some period mean the same with the question behind them."""
    query, _ = _tried(f"{ANY_PERIOD} {question}".strip(), context)
    return query is not None and query.period == read_query(ANY_PERIOD, context).period


def _tried(words: str, context: ReadingContext) -> tuple[UsageQuery | None, UnreadableError | None]:
    try:
        return read_query(words, context), None
    except UnreadableError as error:
        return None, error


def _read(t: Text, context: ReadingContext) -> DigestSentence:
    now = context.now
    words = DigestWords(t, protected(t, context.names))
    cadence = words.cadence()
    zone = known_zone(words.zone() or context.zone)
    schedule = Schedule(recurrence=cadence.recurrence, at=words.at() or NINE, zone=zone)
    today = now.astimezone(ZoneInfo(zone)).date()
    schedule = _counted(schedule, cadence, words.first_day(today, counts=cadence.weeks > 1), now)
    settled = words.settled()
    words.refuse_second_day()
    question = words.question()
    slot = next_slot(schedule, now)
    try:
        query = question_at(schedule, slot, question, context)
    except UnreadableError as error:
        raise refused(error, question, context.names) from None
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
