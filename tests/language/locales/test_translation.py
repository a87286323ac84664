"""English comes first, and nothing but the words of the language is changed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import UsageQuery
from slackbot.language.context import MONTH_FIRST, ReadingContext, named
from slackbot.language.core.tokens import read_tokens
from slackbot.language.locales.translation import in_english
from slackbot.language.questions.documented_forms import COMPARISONS, PERIODS, REFUSED
from slackbot.language.questions.follow_up import read_follow_up
from slackbot.language.questions.reading import read_query
from tests.differential.texts import many
from tests.language.locales.test_cases import ZONES, table
from tests.properties import examples

NOW = datetime(2026, 11, 18, 13, 30, tzinfo=UTC)
BOTS = ("SupportBot", "March Madness", "Mai", "Letzte Woche Bot")
GERMAN = ReadingContext(now=NOW, locale="de-DE", bots=named(BOTS))
WRITTEN = (
    *(form.words for section in PERIODS for form in section.forms),
    *(form.words for form in COMPARISONS),
    *(words for words, _ in REFUSED),
    "a weekend",
    "sat down",
    "so far",
    "do me",
)
MANY = tuple(asked.text for asked in many(examples(400) // 2, 17))


def answer(text: str, context: ReadingContext) -> UsageQuery | str:
    try:
        return read_query(text, context)
    except UnreadableError as error:
        return error.message


@pytest.mark.parametrize("locale", ZONES)
def test_english_is_read_the_same_whatever_the_locale_is(locale: str) -> None:
    foreign = replace(GERMAN, locale=locale)
    english = replace(GERMAN, locale="en-US" if locale.lower() in MONTH_FIRST else "en-GB")
    for text in WRITTEN:
        assert answer(text, foreign) == answer(text, english), text
    for text in MANY:
        expected = answer(text, english)
        if isinstance(expected, UsageQuery):
            assert answer(text, foreign) == expected, text
        else:  # a text with a slip may be refused in other words
            assert isinstance(answer(text, foreign), str), text


def english(text: str, context: ReadingContext = GERMAN) -> list[str]:
    return list(in_english(read_tokens(text), context))


def test_names_ids_and_quotes_stay_as_they_are() -> None:
    said = 'Sitzungen von "Letzte Woche" und st-11-gestern für SupportBot gestern'
    assert english(said) == [
        'sessions of "Letzte Woche" and st-11-gestern for SupportBot yesterday'
    ]


def test_a_bot_that_is_named_like_a_period_is_one_where_it_is_introduced() -> None:
    assert english("letzte Woche für Mai") == ["last week for Mai", "last week for may"]
    assert english("im Mai") == ["in may"]
    assert read_query("letzte Woche für Mai", GERMAN).bots == ("Mai",)
    assert read_query("gestern für Letzte Woche Bot", GERMAN).bots == ("Letzte Woche Bot",)
    assert read_query("im Mai", GERMAN).bots == ()


@pytest.mark.parametrize("text", [
    "letzte Woche mit Kuchen", "die mit", "letzten Tagen", "letzte Woche trotz SupportBot",
    "mars", "ayer", "Sitzungen",
])  # fmt: skip
def test_one_unknown_word_is_enough_to_change_nothing(text: str) -> None:
    expected = ["sessions"] if text == "Sitzungen" else []
    assert english(text) == expected


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "ko-KR"])
def test_other_locales_put_nothing_into_english(locale: str) -> None:
    assert english("letzte Woche", replace(GERMAN, locale=locale)) == []


def test_a_text_that_is_known_whole_is_refused_for_its_own_reason() -> None:
    assert answer("nächste Woche", GERMAN) == (
        '"next week" has not begun, and I can only count what has been used.'
    )
    assert answer("31. Februar", GERMAN) == "There is no 31 February."
    japanese = replace(GERMAN, locale="ja-JP")
    assert str(answer("来週のセッション", japanese)).startswith('"next week" has not begun')


def test_the_language_comes_before_a_slip_of_english() -> None:
    query = read_query("Dezember", GERMAN)
    assert not query.corrections
    assert query.period.local_start.month == 12
    french = replace(GERMAN, locale="fr-FR")
    assert read_query("last 7 jours", GERMAN).corrections == ("read jours as hours",)
    assert answer("7 jours", french) == answer("7 days", french)


def test_a_word_of_the_language_is_no_slip_of_english() -> None:
    assert "January" not in str(answer("Januar 25", GERMAN))  # the day, or the year 2025?
    assert isinstance(answer("Januar 25", GERMAN), str)
    assert read_query("last mnoth", GERMAN).corrections == ("read mnoth as month",)


def test_days_come_before_months_but_in_japan() -> None:
    japanese = replace(GERMAN, locale="ja-JP")
    assert read_query("3/4", japanese).period.local_start.month == 3
    assert read_query("3/4", GERMAN).period.local_start.month == 4


def test_a_follow_up_is_read_in_the_language_too() -> None:
    before = read_query("letzte Woche", GERMAN)
    query = read_follow_up("pro Tag für SupportBot", before, GERMAN)
    assert (query.grouping, query.bots, query.period) == ("day", ("SupportBot",), before.period)
    against = read_follow_up("im Vergleich zur Vorwoche", before, GERMAN)
    assert against.comparison is not None
    assert against.comparison.end == before.period.start


@given(data=st.data(), locale=st.sampled_from(sorted(ZONES)))
def test_any_words_in_any_order_are_read_or_refused(data: st.DataObject, locale: str) -> None:
    pieces = [piece for row in table(locale) for piece in (row[0], *row[0].split())]
    words = data.draw(st.lists(st.sampled_from(pieces), max_size=6))
    assert answer(" ".join(words), replace(GERMAN, locale=locale))
