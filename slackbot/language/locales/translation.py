"""Puts a question of another language into the English that the reader of questions knows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from typing import Final

from slackbot.language.context import ReadingContext
from slackbot.language.core.readers import glued, word
from slackbot.language.core.tokens import Text, Token
from slackbot.language.core.words import BILLING_WORDS, DASHES, GROUPINGS, MONTHS
from slackbot.language.locales.dictionary import dictionary_of
from slackbot.language.locales.forms import folded
from slackbot.language.locales.grammar import NAME, Grammar
from slackbot.language.locales.locale import Locale, split
from slackbot.language.names.bots import known_names, read_camel, read_id
from slackbot.language.names.zones import UNIVERSAL
from slackbot.language.slips.vocabulary import is_known

CODES: Final = ("de", "fr", "es", "pt", "ja")
JAPANESE: Final = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
SHORTEST: Final = 3  # letters of a word that may show another language
CODE: Final = re.compile(r"[a-z]{2}")
SIGNS: Final = frozenset("/-–.,:()&+?!")
# Our own words, which stay as they are in any language.
OURS: Final = (
    BILLING_WORDS
    | GROUPINGS.keys()
    | UNIVERSAL
    | frozenset(
        "by per for vs versus csv top bot bots today yesterday last this since until q".split()
    )
)


@lru_cache(maxsize=64)
def is_foreign(locale: str) -> bool:
    """Tell whether the language of a Slack locale, such as `de-DE`, is one of ours besides
    English."""
    return _locale_of(_code(locale)) is not None


def _code(locale: str) -> str:
    return locale.replace("_", "-").lower().partition("-")[0]


def _locale_of(code: str) -> Locale | None:
    """Return the table of a language; None where there is no file of it, as for English."""
    if not CODE.fullmatch(code):
        return None
    name = f"{__package__}.{code}"
    try:
        found = import_module(name).LOCALE
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
    if not isinstance(found, Locale):
        raise TypeError(f"{name}.LOCALE is no Locale")
    return found


@lru_cache(maxsize=16)
def _grammar_of(code: str) -> Grammar | None:
    """Return the grammar of a language. It is made at the first text that needs it: it takes a
    while."""
    locale = _locale_of(code)
    return Grammar(locale, dictionary_of(code)) if locale else None


@lru_cache(maxsize=1)
def _marks() -> Mapping[str, frozenset[str]]:
    """Return the words by which a language is known, with the languages: those of its table."""
    found: dict[str, set[str]] = {}
    for code in CODES:
        locale = _locale_of(code)
        tables = (locale.words, locale.adverbs, locale.periods) if locale else ()
        forms = (
            form for table in tables for spelling in table.values() for form in split(spelling)
        )
        for form in forms:
            for each in folded(form).split():
                if len(each) >= SHORTEST and not is_known(each):
                    found.setdefault(each, set()).add(code)
    return {form: frozenset(codes) for form, codes in found.items()}


def other_languages(t: Text) -> tuple[str, ...]:
    """Return the languages of which the text has a word that English lacks, whatever the
    locale."""
    if JAPANESE.search(t.source):
        return ("ja",)
    marks = _marks()
    found = [marks.get(folded(each), frozenset()) for each in t.words]
    return tuple(code for code in CODES if any(code in codes for codes in found))


def is_of_language(t: Text, context: ReadingContext) -> bool:
    """Tell whether some word of the text is one of the locale's language, and no English one."""
    grammar = _grammar_of(_code(context.locale))
    if grammar is None:
        return False
    t = grammar.text(t, context.names)
    return any(grammar.knows((each,)) for each in _no_english(t, context))


def _no_english(t: Text, context: ReadingContext) -> list[str]:
    """Return the words that English has not, or not in that sense."""
    locale = _locale_of(_code(context.locale))
    also = locale.also_english.split() if locale else ()
    return [
        each for each in t.words
        if each in also or not is_known(each) or not (each.isascii() or each in DASHES)
    ]  # fmt: skip


def in_english(t: Text, context: ReadingContext) -> Iterator[str]:
    """Return the question in English, where every word of it is known, and some word is no English.

    There are two ways where a bot is named like a word of the language, as in `für Mai`; the
    likelier one comes first.
    """
    if not _no_english(t, context):
        return
    grammar = _grammar_of(_code(context.locale))
    if grammar is None:
        return
    t = grammar.text(t, context.names)
    before = ""
    for plain_names in (True, False):
        english = _translated(t, grammar, _names(t, context.names, grammar, plain_names))
        if english and english not in {before, t.source.lower()}:
            before = english
            yield english


def _names(t: Text, names: Iterable[str], grammar: Grammar, plain_names: bool) -> Mapping[int, int]:
    """Return where names of bots, ids and quoted words begin and end: no language changes them.

    A name that is a word of the language is one only where it is introduced, with `plain_names`.
    """
    found: dict[int, int] = {}
    known = known_names(t, tuple(names))
    i = 0
    while i < len(t.words):
        end = i + (t.tokens[i].kind == "quoted")
        if certain := read_id(t, i) or read_camel(t, i):
            end = max(end, certain[1])
        for each in known.get(i, ()):
            plain = each.plain or grammar.knows(t.words[i : each.end])
            if not plain or (plain_names and _is_introduced(t, i, each.end, grammar)):
                end = max(end, each.end)
        if end > i:
            found[i] = end
        i = max(end, i + 1)
    return found


def _is_introduced(t: Text, i: int, end: int, grammar: Grammar) -> bool:
    return (
        word(t, i - 1) in {"for", "of", "bot"}
        or word(t, end) == "bot"
        or grammar.introduces(folded(word(t, i - 1)))
    )


def _translated(t: Text, grammar: Grammar, names: Mapping[int, int]) -> str:
    """Return the text in English, or nothing where a word of it is not known."""
    hidden = [folded(each) for each in t.words]
    for first, end in names.items():
        hidden[first:end] = [NAME] * (end - first)
    hidden_text = replace(t, words=tuple(hidden), month_first=False)
    english, i, raw = "", 0, False
    while i < len(hidden_text.words):
        if i in names:
            piece, end, keeps = t.phrase(i, names[i]), names[i], False
        elif found := grammar.clauses.read(hidden_text, i):
            piece, end, keeps = *found, False
        elif _is_ours(hidden_text, i) and not _follows_month(hidden_text, i, english):
            piece, end, keeps = t.phrase(i, i + 1), i + 1, True
        else:
            return ""
        joins = raw and keeps and glued(t, i)
        english += piece if joins or not english else f" {piece}"
        i, raw = end, keeps
    return " ".join(english.split())


def _follows_month(t: Text, i: int, english: str) -> bool:
    """Tell whether a number is where only English has the day: `März 15` may be a year."""
    return t.tokens[i].kind == "number" and english.rpartition(" ")[2] in MONTHS


def _is_ours(t: Text, i: int) -> bool:
    token: Token = t.tokens[i]
    return token.kind == "number" or word(t, i) in (SIGNS if token.kind == "sign" else OURS)
