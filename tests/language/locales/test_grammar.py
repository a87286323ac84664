"""The tables of each language: small, each row with an example, and no word twice."""

from dataclasses import replace
from importlib import import_module

import pytest

from slackbot.language.core.pasted import even
from slackbot.language.core.patterns import Row
from slackbot.language.core.tokens import tokens_of
from slackbot.language.locales.dictionary import dictionary_of
from slackbot.language.locales.forms import folded, spaced, spellings
from slackbot.language.locales.grammar import Grammar
from slackbot.language.locales.locale import MOST_ASKS, MOST_WORDS, Locale
from slackbot.language.locales.phrases import CLAUSES, POINTS
from slackbot.language.locales.translation import is_foreign

LANGUAGES = ("de", "es", "fr", "ja", "pt")


def locale_of(language: str) -> Locale:
    found = import_module(f"slackbot.language.locales.{language}").LOCALE
    assert isinstance(found, Locale)
    return found


def examples() -> list[object]:
    own = (row for each in map(locale_of, LANGUAGES) for row in (*each.points, *each.clauses))
    rows = (row for row in (*POINTS, *CLAUSES, *own) if not row.pattern.endswith("<name>"))
    return [pytest.param(row, id=row.example) for row in rows]


@pytest.fixture(scope="module")
def grammars() -> list[Grammar]:
    return [Grammar(locale_of(each), dictionary_of(each)) for each in LANGUAGES]


@pytest.mark.parametrize("row", examples())
def test_a_row_puts_its_example_into_english(row: Row, grammars: list[Grammar]) -> None:
    found = set()
    for grammar in grammars:
        t = grammar.text(tokens_of(even(row.example)), ())
        t = replace(t, words=tuple(map(folded, t.words)))
        if (read := grammar.clauses.read_row(t, 0)) and read[2] == len(t.words):
            found.add(read[1])
    assert row.value in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_needs_few_words_of_ours(language: str) -> None:
    locale = locale_of(language)
    assert len(locale.words) + len(locale.periods) + len(locale.adverbs) <= MOST_WORDS
    assert len(locale.asks) <= MOST_ASKS


@pytest.mark.parametrize("locale", ["de-DE", "fr-FR", "es-ES", "es-LA", "pt-BR", "ja-JP", "pt_BR"])
def test_the_names_of_slack_s_locales_are_known(locale: str) -> None:
    assert is_foreign(locale)


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "ko-KR", "zh-CN", "", "x", "../de", "forms"])
def test_other_locales_are_read_as_english_only(locale: str) -> None:
    assert not is_foreign(locale)


def test_one_more_language_is_one_small_table() -> None:
    italian = Locale(
        words={
            "the": "il, la, l'",
            "of": "di, del",
            "from": "da",
            "from the": "dal",
            "to": "a, al",
            "since": "da, dal",
            "last": "scorso, scorsa",
            "last many": "ultimi, ultime",
            "the many": "gli, le",
            "one": "giorno, settimana, mese, anno, ora, trimestre",
            "quarter": "trimestre, trimestri",
            "by": "per, al",
        }
    )
    grammar = Grammar(italian, dictionary_of("it"))
    for text, english in (
        ("la settimana scorsa", "last week"),
        ("gli ultimi 7 giorni", "last 7 days"),
        ("dal 1 al 15 marzo 2026", "1 to 15 march 2026"),
        ("il trimestre scorso", "last quarter"),
        ("3 giorni fa", "3 days ago"),
        ("da lunedì", "since monday"),
    ):
        t = tokens_of(even(text))
        t = replace(t, words=tuple(map(folded, t.words)))
        assert grammar.clauses.read(t, 0) == (english, len(t.words)), text


def test_accents_and_umlauts_may_be_missing() -> None:
    assert folded("Février") == "fevrier"
    assert set(spellings("März")) == {("marz",), ("maerz",)}
    assert folded("が") == "が"


def test_words_without_spaces_are_parted_at_the_longest_known_one() -> None:
    vocabulary = ("今", "今月", "月", "の")
    assert spaced("今月のSupportBot", vocabulary) == "今月 の SupportBot"
    assert spaced("謎月", vocabulary) == "謎 月"
