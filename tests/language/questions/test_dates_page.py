"""The page about dates says what the grammar does, and is the one that stands in `docs/`."""

from pathlib import Path

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.language.context import ReadingContext
from slackbot.language.questions.documented_forms import (
    COMPARISONS,
    LANGUAGES,
    NOW,
    PERIODS,
    REFUSED,
    ZONE,
    ZONES,
    Form,
    LanguageForm,
    Section,
)
from slackbot.language.questions.forms_page import help_lines, page
from slackbot.language.questions.reading import read_query

PAGE = Path(__file__).parents[3] / "docs" / "dates.md"
FORMS = [(section, form) for section in PERIODS for form in section.forms]


@pytest.mark.parametrize(("section", "form"), FORMS, ids=lambda each: getattr(each, "words", ""))
def test_every_form_means_what_the_page_says(section: Section, form: Form) -> None:
    context = ReadingContext(
        now=NOW, zone=ZONE, fiscal_year=section.fiscal_year, holidays=section.holidays
    )
    query = read_query(form.words, context)
    assert query.period.describe() == f"{form.window} ({ZONE})"
    assert query.stated


@pytest.mark.parametrize("form", COMPARISONS, ids=lambda form: form.words)
def test_every_comparison(form: Form) -> None:
    comparison = read_query(form.words, ReadingContext(now=NOW, zone=ZONE)).comparison
    assert comparison is not None
    assert comparison.describe() == f"{form.window} ({ZONE})"


@pytest.mark.parametrize("form", ZONES, ids=lambda form: form.words)
def test_every_zone(form: Form) -> None:
    assert (
        read_query(form.words, ReadingContext(now=NOW, zone=ZONE)).period.describe() == form.window
    )


@pytest.mark.parametrize("form", LANGUAGES, ids=lambda form: form.words)
def test_every_language(form: LanguageForm) -> None:
    query = read_query(form.words, ReadingContext(now=NOW, zone=ZONE, locale=form.locale))
    assert query.period.describe() == f"{form.window} ({ZONE})"


@pytest.mark.parametrize("words", [words for words, _ in REFUSED])
def test_everything_that_the_page_says_is_refused(words: str) -> None:
    with pytest.raises(UnreadableError):
        read_query(words, ReadingContext(now=NOW, zone=ZONE))


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run: python -m slackbot.language.questions.forms_page > docs/dates.md"
    )


def test_the_help_is_short() -> None:
    assert len(help_lines()) < 15
    assert all(len(line) < 500 for line in help_lines())
