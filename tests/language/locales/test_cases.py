"""Questions in other languages, each with its window, checked by hand: one table a language.

A row is a text, the window `[start, end)` in local time, and what else it asks; a text that is
refused has no window. All are asked on Wednesday, 18 November 2026, at 14:30.
"""

import csv
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from slackbot.domain.calendar.weekdays import name_days
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.domain.query import UsageQuery
from slackbot.language.context import ReadingContext, named
from slackbot.language.questions.reading import read_query
from tests.rows import try_rows

ZONES = {
    "de-DE": "Europe/Berlin",
    "fr-FR": "Europe/Paris",
    "es-LA": "America/Bogota",
    "pt-BR": "America/Sao_Paulo",
    "ja-JP": "Asia/Tokyo",
}
# Names of bots that are words of a language are among them.
BOTS = ("SupportBot", "SalesBot", "Mai", "Abril", "Heute Bot", "営業ボット")
LEAST = 40
Row = tuple[str, str, str]


def context(locale: str) -> ReadingContext:
    zone = ZONES[locale]
    now = datetime(2026, 11, 18, 14, 30, tzinfo=ZoneInfo(zone))
    return ReadingContext(now=now, zone=zone, locale=locale, bots=named(BOTS))


def read(text: str, locale: str) -> Row:
    """The window of a text and what else it asks, as the tables have them."""
    try:
        query = read_query(text, context(locale))
    except UnreadableError:
        return "", "", ""
    return *ends(query.period), also(query)


def ends(period: Period) -> tuple[str, str]:
    """Days, and hours where they are not whole days."""
    start, end = period.local_start, period.local_end
    return tuple(f"{each:%Y-%m-%d %H:%M}".removesuffix(" 00:00") for each in (start, end))  # type: ignore[return-value]


def also(query: UsageQuery) -> str:
    against = query.comparison and " ".join(ends(query.comparison))
    parts = (
        *(unit.value for unit in query.units),
        query.grouping and f"by {query.grouping}",
        "all bots" if query.all_bots else ", ".join(query.bots),
        query.excluded and f"without {', '.join(query.excluded)}",
        ", ".join(dict.fromkeys(asked.fact for asked in query.facts)),
        query.period.of_some_days and f"{name_days(query.period.weekdays)} only",
        query.top and f"top {query.top}",
        query.csv and "csv",
        against and f"vs {against}",
        not query.stated and "no period",
    )
    return "; ".join(part for part in parts if part)


def table(locale: str) -> list[list[str]]:
    path = Path(__file__).with_name(f"{locale.partition('-')[0]}.csv")
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.reader(lines))[1:]


@pytest.mark.parametrize("locale", ZONES)
def test_a_question_is_read_in_the_language_of_its_locale(locale: str) -> None:
    def check(row: list[str]) -> None:
        text, *expected = row
        assert read(text, locale) == tuple(expected)

    try_rows(table(locale), check)


@pytest.mark.parametrize("locale", ZONES)
def test_each_language_has_its_cases(locale: str) -> None:
    assert len(table(locale)) >= LEAST
    assert any(not start for _, start, _, _ in table(locale)), "none is refused"
