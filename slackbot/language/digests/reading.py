"""Reads a digest: `every Monday at 9 in Berlin sessions by day for SupportBot`.

The words of the schedule are cut out wherever they are, and the words left are the question. Both
are read here, so that a digest that has been set up can be sent.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slackbot.domain.calendar.holidays import unknown_place
from slackbot.domain.calendar.weekdays import name_days
from slackbot.domain.digests.recurrence import Weekly
from slackbot.domain.digests.schedule import Schedule, Slot, next_slot, window_words
from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import is_month
from slackbot.domain.query import UsageQuery
from slackbot.domain.spelling import did_you_mean
from slackbot.language.context import ReadingContext
from slackbot.language.core.partial import Fiscal
from slackbot.language.core.pasted import even
from slackbot.language.core.tokens import Text, read_tokens
from slackbot.language.digests.refusal import refused
from slackbot.language.digests.schedule_words import DigestWords
from slackbot.language.digests.words import mended, protected
from slackbot.language.names.bots import unquoted
from slackbot.language.names.called import read_called
from slackbot.language.names.zones import known_zone
from slackbot.language.questions.reading import read_query
from slackbot.language.schedules.cadence import Cadence
from slackbot.language.slips.offers import offering
from slackbot.language.slips.typos import corrected

QUARTERS: Final = frozenset((1, 4, 7, 10))  # the months with which a quarter begins
NINE: Final = time(9)
ANY_PERIOD: Final = "last year"
MOST_WEEKS_APART: Final = 4  # for a digest that leaves out public holidays
FARTHEST: Final = timedelta(days=366)  # how far ahead a first day may be


class DigestSentence(FrozenModel):
    """A digest's schedule and question: `question` is for `question_at`, empty for all."""

    schedule: Schedule
    question: str = ""
    when_settled: bool = False
    closes: bool = False  # the month that it told; it waits until that is settled
    to_me: bool = False  # it goes to the asker alone
    name: str | None = None  # what it is called; None where that is not said


# An example to change, for readers that have no stored digest.
SOME_DIGEST: Final = DigestSentence(
    schedule=Schedule(recurrence=Weekly(weekdays=(0, 3)), at=time(8, 15), zone="UTC")
)


def read_change(
    text: str,
    old: DigestSentence,
    context: ReadingContext,
    *,
    part: bool,
    lead: str = "digest",
) -> DigestSentence:
    """Return the digest that `old` becomes by `text`. Raises only UnreadableError.

    What `text` does not name stays as it is; unless `part`, a text that is a whole digest takes
    the place of the old one.
    """
    rest, name = read_called(text)
    if not part:
        try:
            return read_digest(text, context, lead)
        except UnreadableError as error:
            whole = error
    try:
        changed = _read(read_tokens(rest), context, old)
        changed = changed.model_copy(update={"name": old.name if name is None else name})
    except UnreadableError:
        if part:
            raise
        raise whole from None
    if changed == old:
        raise UnreadableError(
            f'"{text}" changes nothing there. Try `every Tuesday`, `at 10` or `by day`', text
        )
    return changed


def read_digest(text: str, context: ReadingContext, lead: str = "digest") -> DigestSentence:
    """Return the digest that `text` sets up. Raises only UnreadableError, whose suggestions begin
    with `lead`.

    Every word belongs to its schedule, to `when settled`, or to a question that `read_query` reads.
    A zone in the text is that of the schedule and of the question, and precedes the context's.
    """
    text, name = read_called(text)
    with offering(even(text), lambda other: _mended(other, context), lead):
        return _mended(text, context).model_copy(update={"name": name})


def _mended(text: str, context: ReadingContext) -> DigestSentence:
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
            f'I couldn\'t read "{t.source}". {did_you_mean(meant.source)}',
            t.source,
            (meant.source,),
        ) from None


def question_at(
    schedule: Schedule, slot: Slot, question: str, context: ReadingContext
) -> UsageQuery:
    """Return what a digest asks at `slot`, for the schedule's window if `question` names none.

    The moment and the zone are those of the slot. Raises UnreadableError.
    """
    context = replace(context, now=slot.at, zone=schedule.zone)
    query, first = _tried(question, context)
    if query and query.stated:
        if query.period.start == slot.at:
            raise UnreadableError(
                f'When that digest comes, "{question}" has just begun. Try "yesterday"', question
            )
        return query
    window = window_words(schedule, slot)
    query, again = _tried(f"{window} {question}".strip(), context)
    # What cannot stand alone must not run into the window, as "to Friday" does; but what is
    # compared may lack one, and at the first midnight of a month nothing is to date.
    apart = query and query.period == read_query(window, context).period
    if query and apart and (not first or query.comparison or _is_apart(question, context)):
        return query
    raise first or again or UnreadableError(f'I couldn\'t read "{question}"', question)


def _is_apart(question: str, context: ReadingContext) -> bool:
    """Tell whether the words of some period mean the same before the question."""
    query, _ = _tried(f"{ANY_PERIOD} {question}".strip(), context)
    return query is not None and query.period == read_query(ANY_PERIOD, context).period


def _tried(words: str, context: ReadingContext) -> tuple[UsageQuery | None, UnreadableError | None]:
    try:
        return read_query(words, context), None
    except UnreadableError as error:
        return None, error


def _read(t: Text, context: ReadingContext, old: DigestSentence | None = None) -> DigestSentence:
    """Read the digest in the text; what it does not name is that of the `old` one, if any."""
    now = context.now
    words = DigestWords(t, protected(t, context.names))
    to_me = words.to_me()
    schedule = _new_schedule(words, context, old.schedule) if old else _schedule(words, context)
    zone = schedule.zone
    closes = words.closes() or bool(old and old.closes)
    settled = words.settled() or closes or bool(old and old.when_settled)
    words.refuse_second_day()
    question = words.question() or (old.question if old else "")
    slot = next_slot(schedule, now)
    try:
        query = question_at(schedule, slot, question, context)
    except UnreadableError as error:
        raise refused(error, question, context.names) from None
    if query.corrections:  # the app asks before it stores a corrected text
        mended = corrected(read_tokens(question))
        instead = (mended[0].source,) if mended else ()
        raise UnreadableError(
            f'I couldn\'t read "{question}" for sure: {"; ".join(query.corrections)}?',
            question,
            instead,
        )
    _refuse_output(query)
    if query.period.zone != zone:  # its words were where only a question reads them
        raise UnreadableError(
            f'Is "{query.period.zone}" the time zone? Say it behind the time: `at 9 in Berlin`',
            query.period.zone,
        )
    if closes and not is_month(query.period):
        raise UnreadableError(
            "A digest that closes is about one month. Try `digest last month on the 3rd of each "
            "month that closes`",
            question,
        )
    to_me = to_me or bool(old and old.to_me)
    if closes and to_me:
        raise UnreadableError(
            "A digest that closes the month goes to its channel. Leave `to me` out.", "to me"
        )
    return DigestSentence(
        schedule=schedule, question=question, when_settled=settled, closes=closes, to_me=to_me
    )


def _schedule(words: DigestWords, context: ReadingContext) -> Schedule:
    cadence = words.cadence()
    _check_fiscal(cadence, context)
    place = _except_holidays(words, cadence, context)
    zone = known_zone(words.zone() or context.zone)
    schedule = Schedule(recurrence=cadence.recurrence, at=words.at() or NINE, zone=zone)
    schedule = _begun(schedule, cadence, words, context.now)
    return schedule.model_copy(update={"except_holidays": place})


def _check_fiscal(cadence: Cadence, context: ReadingContext) -> None:
    """Refuse `every fiscal quarter` where these are not quarters of the calendar."""
    phrase = cadence.fiscal
    if phrase and Fiscal(phrase).year(context.clock()).month not in QUARTERS:
        raise UnreadableError(
            f"I can't send a digest \"{phrase}\": your fiscal quarters aren't those of the "
            "calendar. Try `on the 1st of each month`",
            phrase,
            ("on the 1st of each month",),
        )


def _new_schedule(words: DigestWords, context: ReadingContext, old: Schedule) -> Schedule:
    """Return the old schedule with what the words name of it."""
    cadence = words.new_cadence(old.recurrence)
    _check_fiscal(cadence, context)
    place = _except_holidays(words, cadence, context) or old.except_holidays
    zone = known_zone(words.zone() or old.zone)
    schedule = Schedule(recurrence=cadence.recurrence, at=words.at() or old.at, zone=zone)
    if cadence.recurrence != old.recurrence:
        schedule = _begun(schedule, cadence, words, context.now)
    return schedule.model_copy(update={"except_holidays": place})


def _begun(schedule: Schedule, cadence: Cadence, words: DigestWords, now: datetime) -> Schedule:
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    return _counted(schedule, cadence, words.first_day(today, counts=cadence.weeks > 1), now)


def _except_holidays(words: DigestWords, cadence: Cadence, context: ReadingContext) -> str:
    """Return the place whose public holidays are left out; empty where none are."""
    if not words.except_holidays():
        return ""
    if not context.holidays:
        raise unknown_place("holidays", context.zone)
    if cadence.weeks > MOST_WEEKS_APART:
        raise UnreadableError(
            f"Every {cadence.weeks} weeks is too seldom to leave one out. Leave `except holidays` "
            f"out, or let it come every {MOST_WEEKS_APART} weeks or more often",
            "holidays",
        )
    return context.holidays


def _refuse_output(query: UsageQuery) -> None:
    if query.private:
        raise UnreadableError(
            "A digest is for the whole channel, so it can't be private. Leave that out, or ask "
            "for yourself: `/billing last week privately`",
            "privately",
        )
    if query.period.of_some_days:
        days = name_days(query.period.weekdays)
        raise UnreadableError(
            f"A digest counts all days of its time, so not only {days}. Ask for these: "
            f"`/billing last week {days} only`",
            days,
        )
    if query.fresh:
        raise UnreadableError(
            "A digest fetches its figures when it is sent. Leave `fresh` out; "
            "`when settled` waits until they are final",
            "fresh",
        )


def _counted(
    schedule: Schedule, cadence: Cadence, first: tuple[date, str] | None, now: datetime
) -> Schedule:
    """Return the schedule counted from the `first` day, or else its next slot, where it leaves
    weeks out."""
    start, phrase = first or (None, "")
    if not isinstance(cadence.recurrence, Weekly) or cadence.weeks == 1:
        if start and next_slot(schedule, now).day < start:
            raise UnreadableError(
                "Only `every N weeks` counts from a day; any other digest begins with its next "
                f"slot. Set this one up from {start.day} {start:%b} on, or let it begin now",
                phrase,
                ("",),
            )
        return schedule
    if start and start > now.date() + FARTHEST:
        raise UnreadableError(
            f'"{start.year}" is too far ahead. Try a day within a year', str(start)
        )
    weekdays = cadence.recurrence.weekdays
    if start and not cadence.named:
        weekdays = (start.weekday(),)
    day = start or next_slot(schedule, now).day
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    counted = Weekly(weekdays=weekdays, weeks=cadence.weeks, first=day)
    return Schedule(recurrence=counted, at=schedule.at, zone=schedule.zone)
