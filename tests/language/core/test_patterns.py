"""What patterns mean, on tables of their own."""

import pytest

from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import read_number
from slackbot.language.core.tokens import read_tokens

UNITS = {"day": "day", "days": "day", "d": "day", "week": "week"}


def made(**read: object) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(read.items())) or "nothing"


def told(phrase: str, count: int = 1) -> str:
    return f"{count} in {phrase!r}"


def never() -> None:
    """The production of a row that fits by its words and means nothing."""


def read(text: str, *rows: Row, at: int = 0) -> tuple[str, int] | None:
    table = Table[str](rows, number=read_number, unit=UNITS, last={"last", "past"})
    return table.read(read_tokens(text), at)


def row(pattern: str, make: object = made) -> Row:
    return Row(pattern, make, "", "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pattern", "text", "value", "end"),
    [
        ("today", "today by day", "nothing", 1),
        ("today|yesterday so far", "yesterday so far", "nothing", 3),
        ("<last> <unit:unit>", "past days", "unit=day", 2),
        ("<last:which> <unit>", "past days", "which=past", 2),
        ("<last> <number:count> <unit:unit>", "last 3 days", "count=3, unit=day", 3),
        ("<last> [<number:count>] <unit:unit>", "last week", "unit=week", 2),
        ("<last> [<number:count> [full]] <unit:unit>", "last 2 full days", "count=2, unit=day", 4),
        ("<number:count> ~ <unit:unit>", "7d", "count=7, unit=day", 2),
        ("<number:first> [- <number:last>]", "1-3", "first=1, last=3", 3),
        ("<number:first> [- <number:last>]", "1-", "first=1", 1),
        ("day before <unit:unit> <unit:again>", "day before d week", "again=week, unit=day", 4),
    ],
)
def test_a_pattern_reads(pattern: str, text: str, value: str, end: int) -> None:
    assert read(text, row(pattern)) == (value, end)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("today", "yesterday"),
        ("today", ""),
        ("so far", "so"),
        ("<last> <number:count> <unit:unit>", "last days"),
        ("<last> [<number:count> [full]] <unit:unit>", "last full days"),
        ("<number:count> ~ <unit:unit>", "7 d"),
        ("today", "by day today"),
    ],
)
def test_a_pattern_does_not_read(pattern: str, text: str) -> None:
    assert read(text, row(pattern)) is None


def test_a_phrase_is_read_where_it_stands() -> None:
    assert read("by day today", row("today"), at=2) == ("nothing", 3)


def test_the_longest_phrase_is_read_whatever_the_order_of_the_rows() -> None:
    rows = row("<last> <unit>"), row("last week so far", told)
    assert read("last week so far", *rows) == ("1 in 'last week so far'", 4)
    assert read("last week so far", *reversed(rows)) == ("1 in 'last week so far'", 4)


def test_of_equally_long_phrases_the_earlier_row_is_read() -> None:
    assert read("last week", row("last week", told), row("<last> <unit>")) == (
        "1 in 'last week'", 2
    )  # fmt: skip


def test_a_production_may_say_that_its_row_does_not_fit() -> None:
    assert read("last week so far", row("<last> <unit> so far", never), row("last week")) == (
        "nothing", 2
    )  # fmt: skip
    assert read("last week", row("last week", never)) is None


def test_a_production_knows_the_words_of_its_phrase() -> None:
    assert read("for 3 Days", row("for <number:count> <unit>", told)) == ("3 in 'for 3 Days'", 3)


def test_a_reader_that_nobody_gave_is_an_error_of_the_table() -> None:
    with pytest.raises(KeyError, match="month"):
        Table((row("<month>"),))
