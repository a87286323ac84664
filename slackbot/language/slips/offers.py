"""Offers whole texts, in which other words replace those that a refusal blames."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from slackbot.domain.errors import UserError

MOST: Final = 3  # people do not read more buttons
LONGEST: Final = 150  # characters, of a text on a button
COMMAND: Final = "/"


def with_offers(
    error: UserError, text: str, reads: Callable[[str], object], lead: str = ""
) -> UserError:
    """Return `error` with suggestions: `text` with each of its `instead` put in the place of its
    words, and `lead` before it. What `reads` refuses is left out. What begins with COMMAND is a
    whole text by itself."""
    if not error.instead:
        return error
    texts = replaced(text, error)
    commands = [each.removeprefix(COMMAND) for each in error.instead if each.startswith(COMMAND)]
    led = [f"{lead} {each}".strip() for each in readable(texts, reads, text)]
    return _copy(error, (*led, *commands)[:MOST])


@contextmanager
def offering(text: str, reads: Callable[[str], object], lead: str = "") -> Iterator[None]:
    """Add suggestions to each UserError that is raised within; see `with_offers`."""
    try:
        yield
    except UserError as error:
        raise with_offers(error, text, reads, lead) from error.__cause__


def readable(
    texts: Iterable[str], reads: Callable[[str], object], refused: str = ""
) -> tuple[str, ...]:
    """Return the texts that `reads` does not refuse, each once, MOST of them."""
    found: list[str] = []
    for text in dict.fromkeys(" ".join(each.split()) for each in texts):
        if not text or text == refused or len(text) > LONGEST:
            continue
        try:
            reads(text)
        except UserError:
            continue
        found.append(text)
        if len(found) == MOST:
            break
    return tuple(found)


def replaced(text: str, error: UserError) -> list[str]:
    """Return `text` with each of the error's `instead` in the place of its words."""
    own = (each for each in error.instead if not each.startswith(COMMAND))
    return [_replaced(text, error.words, each) for each in own if error.words]


def _replaced(text: str, words: str, instead: str) -> str:
    at = _at(text, words)
    if at < 0:
        return ""
    return f"{text[:at]}{instead}{text[at + len(words) :]}"


def _at(text: str, words: str) -> int:
    """Return where the words are, and not as a part of others; -1 where they are not."""
    within, sought = text.lower(), words.lower()
    if len(within) != len(text):
        within, sought = text, words  # a letter that is longer in lower case
    first = at = within.find(sought)
    while at >= 0:
        end = at + len(sought)
        if not (_is_letter(within[at - 1 : at]) or _is_letter(within[end : end + 1])):
            return at
        at = within.find(sought, at + 1)
    return first


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"


def _copy(error: UserError, suggestions: tuple[str, ...]) -> UserError:
    return type(error)(error.message, error.words, error.instead, suggestions)
