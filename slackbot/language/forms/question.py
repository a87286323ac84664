"""The form of a question: `last week by day for SupportBot`."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.domain.errors import UserError
from slackbot.domain.query import UsageQuery
from slackbot.language.commands import read_command
from slackbot.language.forms.form import (
    WORDS,
    Field,
    FieldKind,
    Form,
    Here,
    Option,
    Values,
    given,
    joined,
    one,
    options,
    whole,
    whole_field,
)
from slackbot.language.forms.usage import (
    compared_field,
    default_hint,
    usage_fields,
    usage_values,
    usage_words,
    what_fields,
)
from slackbot.language.understanding import meaning_of

DATES: Final = "dates"
THIS_MONTH: Final = "this month"
INSTANT: Final = timedelta(microseconds=1)
PERIODS: Final = (
    *options(THIS_MONTH, "last month", "today", "yesterday", "this week", "last week"),
    *options("last 7 days", "last 30 days", "last 90 days", "this quarter", "last quarter"),
    *options("this year", "last year"),
    Option(DATES, "Between two dates …"),
)
HERE: Final = Option("", "Here, for everyone")
ME: Final = Option("just for me", "Only to me")
CHANGED: Final = "Question"


def _fields(here: Here, values: Values, _: str) -> tuple[Field, ...]:
    if WORDS in values:
        return whole_field(CHANGED)
    dates = one(values, "period") == DATES
    return (
        *what_fields(here),
        Field("period", "Period", FieldKind.CHOICE, PERIODS, required=True),
        *(_dates() if dates else ()),
        *usage_fields(here, values, default_hint(here)),
        compared_field(),
        Field("where", "Answer", FieldKind.CHOICE, (HERE, ME)),
    )


def _dates() -> tuple[Field, ...]:
    return (
        Field("first", "First day", FieldKind.DATE, required=True),
        Field("last", "Last day", FieldKind.DATE, hint="Leave this empty for up to now."),
    )


def _words(_: Here, values: Values, __: str) -> str:
    if own := one(values, WORDS):
        return own
    period = one(values, "period")
    if period == DATES:
        first, last = one(values, "first"), one(values, "last")
        period = f"{first} to {last}" if last else f"since {first}"
    return joined(period, one(values, "compared"), usage_words(values), one(values, "where"))


def _reading(here: Here, text: str) -> Values:
    """Return the values for the words of a question; these themselves where no fields have them."""
    asked = _meant(here, text)
    tried = _values_of(text, asked) if asked else ()
    same = (each for each in tried if _meant(here, QUESTION.command(here, each, "")) == asked)
    return next(same, whole(text))


def _values_of(text: str, asked: UsageQuery) -> Iterator[Values]:
    """Yield values that may mean the same, those with the words of a menu first."""
    words = f" {text.lower()} "
    compared = [each.value for each in compared_field().options[1:] if f" {each.value} " in words]
    common = given(compared=compared[:1], where=ME.value if asked.private else "")
    periods = [each.value for each in PERIODS if f" {each.value} " in words]
    for period in (*periods, THIS_MONTH, DATES):
        dates = _days_of(asked) if period == DATES else {}
        yield {**usage_values(asked), **common, **given(period=period), **dates}


def _days_of(asked: UsageQuery) -> Values:
    start = asked.period.local_start
    end = asked.until if asked.running else asked.period.end
    last = (end - INSTANT).astimezone(start.tzinfo) if end else None
    return given(first=f"{start:%Y-%m-%d}", last=f"{last:%Y-%m-%d}" if last else "")


def _meant(here: Here, text: str) -> UsageQuery | None:
    """Return what the words mean, however they say it; None where that is no question."""
    try:
        asked = meaning_of(read_command(text), here.reading, here.linked)
    except UserError:
        return None
    if not isinstance(asked, UsageQuery):
        return None
    bots = tuple(_called(here, each) for each in asked.bots)
    changes = {"bots": bots, "stated": True, "other_readings": (), "corrections": ()}
    return asked.model_copy(update=changes)


def _called(here: Here, words: str) -> str:
    found = here.linked.find(words) or here.linked.find_group(words)
    return found.name if found else words


QUESTION: Final = Form(
    name="question",
    title="Ask about usage",
    submit="Ask",
    action=Action.ASK,
    fields=_fields,
    words=_words,
    example=given(period="last week", first="2026-01-01"),
    first=lambda _: given(period=THIS_MONTH),
    reading=_reading,
)
