"""No sentence is stolen: each is read by its own family, or refused, and never by another.

The sentences are the examples of all tables, of help, of README and docs, and a list of phrases.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from slackbot.domain.errors import UserError
from slackbot.language import channel_settings
from slackbot.language.commands import read_command
from slackbot.language.context import ReadingContext, named
from slackbot.language.core import rows, term_start
from slackbot.language.core.patterns import Table
from slackbot.language.paraphrases import PARAPHRASES
from slackbot.language.periods import anchored, changes, fiscal, holidays, relative
from slackbot.language.questions import comparison
from slackbot.language.questions.documented_forms import (
    CLAUSES,
    COMPARISONS,
    NOW,
    PERIODS,
    ZONE,
    ZONES,
)
from slackbot.language.understanding import FIRST_WORDS, Family, family_of, meaning_of
from slackbot.slack.questions import help as help_page
from slackbot.slack.questions.help_topics import PAGES
from tests.rows import try_rows

ROOT = Path(__file__).parents[2]
COMMANDS = frozenset(
    "help link unlink bots approve refuse audit whose who what undo resume close reopen closes "
    "reconcile group groups rename remove version pause token tokens".split()
)
VERBS = frozenset(
    "change move pause stop mute name snooze acknowledge".split()
)  # of what the noun behind them says
POSTS = frozenset(("remind", "post"))  # of digests, without the word
TYPED = re.compile(r"`/billing ([^`…\n]+)`")
# The words before the examples of a table, and the family of both.
TABLES: tuple[tuple[object, str, Family], ...] = (
    (relative, "", "question"),
    (fiscal, "", "question"),
    (anchored, "", "question"),
    (changes, "", "question"),
    (holidays, "", "question"),
    (comparison, "", "question"),
    (rows, "last week ", "question"),
    (term_start, "allowance 5 sessions per month ", "allowance"),
    (channel_settings, "settings fiscal year ", "setting"),
)


def phrases() -> Iterator[tuple[str, str]]:
    with (Path(__file__).parent / "phrases.csv").open() as file:
        yield from ((row["text"], row["family"]) for row in csv.DictReader(file))


def examples() -> Iterator[tuple[str, str]]:
    for section in PERIODS:
        yield from ((form.words, "question") for form in section.forms)
    yield from ((form.words, "question") for form in (*COMPARISONS, *ZONES))
    yield from ((f"last week {form.words}", "question") for form in CLAUSES)
    for module, lead, family in TABLES:
        for table in vars(module).values():
            if isinstance(table, Table):
                yield from ((f"{lead}{row.example}", family) for row in table.rows)
    for row in PARAPHRASES.rows:
        said = row.value.split()
        noun = next((word for word in said if word in {"alert", "digest"}), said[0])
        yield row.example, FIRST_WORDS.get(noun, "command")


def pages() -> Iterator[tuple[str, str]]:
    """What help, README and docs say that one can type; its first words tell the family."""
    parts = (help_page.ASK, help_page.GO_ON, help_page.BY_ITSELF, help_page.MANAGE)
    topics = (part for page in PAGES.values() for part in page)
    files = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    for page in (*parts, *topics, *(file.read_text() for file in files)):
        for text in TYPED.findall(page):
            said = text.replace("{bot}", "SupportBot")
            first, *rest = said.casefold().split()
            if first in VERBS:
                first = next((word for word in rest if word in {"alert", "digest"}), first)
            first = "digest" if first in POSTS else first
            family = "command" if first in COMMANDS else FIRST_WORDS.get(first, "question")
            yield said, "question" if said == "alerts last week" else family


ALL = sorted({*phrases(), *examples(), *pages()})


def test_a_sentence_is_read_by_its_own_family() -> None:
    def check(row: tuple[str, str]) -> None:
        text, family = row
        try:
            command = read_command(text)
            meaning_of(command, ReadingContext(now=NOW, zone=ZONE, bots=named(["SupportBot"])))
        except UserError:
            return
        assert family_of(command) == family

    try_rows(ALL, check)


def test_each_family_has_phrases() -> None:
    assert {family for _, family in phrases()} == {
        "question", "digest", "alert", "allowance", "price", "setting", "command",
    }  # fmt: skip
    assert len(ALL) > 350
