"""The form of a question: `last week by day for SupportBot`."""

from typing import Final

from slackbot.domain.permission import Action
from slackbot.language.forms.form import (
    Field,
    Form,
    Here,
    Kind,
    Option,
    Values,
    given,
    joined,
    one,
    options,
)
from slackbot.language.forms.usage import (
    compared_field,
    default_hint,
    usage_fields,
    usage_words,
    what_fields,
)

DATES: Final = "dates"
PERIODS: Final = (
    *options("this month", "last month", "today", "yesterday", "this week", "last week"),
    *options("last 7 days", "last 30 days", "last 90 days", "this quarter", "last quarter"),
    *options("this year", "last year"),
    Option(DATES, "Between two dates …"),
)
HERE: Final = Option("", "Here, for everyone")
ME: Final = Option("just for me", "Only to me")


def _fields(here: Here, values: Values, _: str) -> tuple[Field, ...]:
    dates = one(values, "period") == DATES
    return (
        *what_fields(here),
        Field("period", "Period", Kind.CHOICE, PERIODS, required=True),
        *(_dates() if dates else ()),
        *usage_fields(here, values, default_hint(here)),
        compared_field(),
        Field("where", "Answer", Kind.CHOICE, (HERE, ME)),
    )


def _dates() -> tuple[Field, ...]:
    return (
        Field("first", "First day", Kind.DATE, required=True),
        Field("last", "Last day", Kind.DATE, hint="Leave this empty for up to now."),
    )


def _words(_: Here, values: Values, __: str) -> str:
    period = one(values, "period")
    if period == DATES:
        first, last = one(values, "first"), one(values, "last")
        period = f"{first} to {last}" if last else f"since {first}"
    return joined(period, one(values, "compared"), usage_words(values), one(values, "where"))


QUESTION: Final = Form(
    name="question",
    title="Ask about usage",
    submit="Ask",
    action=Action.ASK,
    fields=_fields,
    words=_words,
    example=given(period="last week", first="2026-01-01"),
    first=lambda _: given(period="this month"),
)
