"""The form of a digest: `digest every Monday at 09:00 by day for SupportBot`."""

from datetime import date
from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.domain.calendar.arithmetic import ordinal
from slackbot.domain.calendar.weekdays import EVERY_DAY, WEEKDAY_NAMES, WORKDAYS
from slackbot.domain.digests.digest import Digest
from slackbot.domain.digests.recurrence import LAST_DAY, Monthly, Quarterly, Weekly
from slackbot.domain.digests.schedule import Schedule, next_slot
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import UsageQuery
from slackbot.language.digests.reading import DigestSentence, question_at, read_digest
from slackbot.language.forms.form import (
    NAME,
    NONE,
    TO,
    WORDS,
    YES,
    Field,
    FieldKind,
    Form,
    Here,
    Option,
    Values,
    given,
    joined,
    name_words,
    one,
    whole,
    whole_field,
)
from slackbot.language.forms.money import DAYS
from slackbot.language.forms.usage import (
    compared_field,
    usage_fields,
    usage_values,
    usage_words,
    what_fields,
)

WEEK, TWO_WEEKS, MONTH, QUARTER = "week", "two weeks", "month", "quarter"
OFTEN: Final = (
    Option("day", "Every day"),
    Option("weekday", "Every weekday"),
    Option(WEEK, "Every week"),
    Option(TWO_WEEKS, "Every two weeks"),
    Option(MONTH, "Every month"),
    Option(QUARTER, "Every quarter"),
)
WEEKDAYS: Final = tuple(Option(name, name) for name in WEEKDAY_NAMES)
COVERED: Final = (
    Option(NONE, "Everything since the last digest"),
    Option("yesterday", "The day before"),
    Option("last 7 days", "The last 7 days"),
    Option("last week", "The last whole week"),
    Option("last 30 days", "The last 30 days"),
    Option("last month", "The last whole month"),
    Option("month to date", "The month to date"),
)
SENT: Final = (
    Option(NONE, "On time"),
    Option("when settled", "Once figures are settled"),
    Option("that closes the month", "Once settled, and close the month"),
)
NO_HOLIDAYS: Final = Option(YES, "Skip public holidays")
EDITED: Final = "Schedule and question"


def _fields(here: Here, values: Values, which: str) -> tuple[Field, ...]:
    if WORDS in values:
        return whole_field(EDITED)
    often = one(values, "often")
    skip = Field("holidays", "Public holidays", FieldKind.CHECK, (NO_HOLIDAYS,))
    return (
        Field("often", "How often", FieldKind.CHOICE, OFTEN, required=True),
        *_days(often),
        Field("at", "At", FieldKind.TIME, required=True),
        *what_fields(here),
        Field("covers", "Covers", FieldKind.CHOICE, COVERED),
        *usage_fields(here, values, "Leave this empty for all bots."),
        compared_field(),
        Field("sent", "Sent", FieldKind.CHOICE, SENT),
        *(() if which else (TO,)),
        *((skip,) if here.reading.holidays else ()),
        NAME,
    )


def _days(often: str) -> tuple[Field, ...]:
    if often in (WEEK, TWO_WEEKS):
        first = Field(
            "first", "First on", FieldKind.DATE, hint="Leave this empty for the next one."
        )
        weekday = Field("weekday", "On", FieldKind.CHOICE, WEEKDAYS, required=True)
        return (weekday, first) if often == TWO_WEEKS else (weekday,)
    if often in (MONTH, QUARTER):
        last = Option(str(LAST_DAY), "The last day")
        return (Field("day", "On day", FieldKind.CHOICE, (*DAYS[:28], last), required=True),)
    return ()


def _words(_: Here, values: Values, which: str) -> str:
    lead = f"digests edit {which}" if which else "digest"
    if own := one(values, WORDS):
        return joined(lead, own)
    but = "except public holidays" if one(values, "holidays") else ""
    asked = joined(one(values, "covers"), one(values, "compared"), usage_words(values))
    to, sent = one(values, "to"), one(values, "sent")
    at, name = f"at {one(values, 'at')}", name_words(values, which)
    return joined(lead, _often(values), but, at, _from(values), asked, sent, to, name)


def _often(values: Values) -> str:
    """Write `every Monday`, `on the 1st of each month`."""
    often, weekday, day = one(values, "often"), one(values, "weekday"), one(values, "day")
    match often:
        case "week":
            return f"every {weekday}"
        case "two weeks":
            return f"every other {weekday}"
        case "month" | "quarter":
            on = "last day" if int(day or 1) == LAST_DAY else ordinal(int(day or 1))
            return f"on the {on} of each {often}"
    return f"every {often}"


def _from(values: Values) -> str:
    first = one(values, "first")
    if not first or one(values, "often") != TWO_WEEKS:
        return ""
    day = date.fromisoformat(first)
    return f"from {day.day} {day:%b} {day.year}"


def _values(here: Here, digest: Digest) -> Values:
    """Return the values that make the same digest; its own words where none do."""
    own = whole(digest.describe_typed())
    stored = DigestSentence.model_validate(digest, from_attributes=True)
    try:
        query = _query(stored, here)
        values = {**_scheduled(stored.schedule), **_asked(query, stored), **given(name=digest.name)}
        text = DIGEST.command(here, values, "").removeprefix("digest ")
        read = read_digest(text, here.reading)
        same = _query(read, here) == query
    except UnreadableError:
        return own
    return values if same and _apart(read) == _apart(stored) else own


def _apart(sentence: DigestSentence) -> DigestSentence:
    return sentence.model_copy(update={"question": "", "to_me": False, "name": None})  # which stays


def _query(sentence: DigestSentence, here: Here) -> UsageQuery:
    """Return the question of the next slot, without what only its words say."""
    slot = next_slot(sentence.schedule, here.reading.now)
    query = question_at(sentence.schedule, slot, sentence.question, here.reading)
    return query.model_copy(update={"other_readings": (), "corrections": ()})


def _scheduled(schedule: Schedule) -> Values:
    skips = YES if schedule.except_holidays else ""
    common = given(at=f"{schedule.at:%H:%M}", holidays=skips)
    match schedule.recurrence:
        case Weekly(weekdays=days) if days in (EVERY_DAY, WORKDAYS):
            return {**common, **given(often="day" if days == EVERY_DAY else "weekday")}
        case Weekly(weekdays=(day,), weeks=weeks, first=first):
            often = {1: WEEK, 2: TWO_WEEKS}.get(weeks, "")
            weekday = WEEKDAY_NAMES[day]
            return {**common, **given(often=often, weekday=weekday, first=f"{first or ''}")}
        case Monthly(day=day):
            return {**common, **given(often=MONTH, day=str(day))}
        case Quarterly(day=day):
            return {**common, **given(often=QUARTER, day=str(day))}
    return common


def _asked(query: UsageQuery, sentence: DigestSentence) -> Values:
    """Return the values of the question: its period and comparison are found among the options."""
    words = f" {sentence.question.lower()} "
    covers = next((each.value for each in COVERED[1:] if f" {each.value} " in words), "")
    compared = ""
    if query.comparison:
        known = compared_field().options
        compared = next((each.value for each in known[1:] if each.value in words), "")
    closes, settled = (each.value for each in (SENT[2], SENT[1]))
    sent = closes if sentence.closes else settled if sentence.when_settled else ""
    return {**usage_values(query), **given(covers=covers, compared=compared, sent=sent)}


DIGEST: Final = Form(
    name="digest",
    title="Add a digest",
    submit="Save",
    action=Action.SET_UP,
    fields=_fields,
    words=_words,
    values=_values,
    example=given(often=WEEK, weekday="Monday", at="09:00"),
    first=lambda _: given(often=WEEK, weekday="Monday", at="09:00", day="1"),
)
