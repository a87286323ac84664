"""Says why the question of a digest is refused, with examples that are digests."""

import re
from collections.abc import Collection
from typing import Final

from slackbot.domain.channel import bots_instead, unknown_bot
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.lead import behind_when
from slackbot.language.alerts.recognition import alert_example, is_rule
from slackbot.language.core.lists import behind_joiner
from slackbot.language.core.patterns import Row, Table, always
from slackbot.language.core.readers import glued, word
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.digests.schedule_words import EXAMPLE
from slackbot.language.names.bots import known_names
from slackbot.language.names.zones import read_zone
from slackbot.language.slips.offers import COMMAND
from slackbot.language.slips.vocabulary import is_known

# Parts of a day, and a time in each that is offered.
HOURS: Final = {
    "morning": "at 9", "noon": "at 12", "lunchtime": "at 12", "afternoon": "at 15",
    "evening": "at 18", "night": "at 21",
}  # fmt: skip
HOLIDAYS: Final = frozenset(("christmas", "easter"))  # and islands with a zone
CALLED: Final = re.compile(
    r"(?:(?:\b(?:and|to|cc|for|notify|tell|with|ping)|,)\s+)*(?:<[@!]|@)[\w-]+>?"
)
UNTIL: Final = Table[bool](
    (
        Row("until|till|ending|forever|indefinitely", always(True), "until", "True"),
        Row("for [the] next", always(True), "for the next", "True"),
    )
)
EXCEPT: Final = Table[bool](
    (Row("except|excluding|skipping|skip", always(True), "except", "True"),)
)


def refused(error: UnreadableError, question: str, names: Collection[str]) -> UnreadableError:
    """Return the refusal of a question as one of its digest."""
    t = tokens_of(question)
    if phrase := _from(t, UNTIL):
        return UnreadableError(
            f'A digest has no last day, so leave "{phrase}" out and stop it then: `/billing digest '
            "pause 2`",
            phrase,
            ("",),
        )
    if phrase := _from(t, EXCEPT):
        return UnreadableError(
            f'A digest leaves no day out, so I have no use for "{phrase}": it names its weekdays '
            "instead. Try `/billing digest every Monday and Thursday at 9`",
            phrase,
        )
    first = next((i for i in range(len(t.words)) if behind_when(t, i)), len(t.words))
    if is_rule(t, first):
        phrase = t.phrase(first, len(t.words))
        alert, own = alert_example(tokens_of(phrase))
        return UnreadableError(
            f'A digest comes whatever the figures are. For "{phrase}" set up an alert.',
            phrase,
            (f"{COMMAND}{alert}",) if own else (),
        )
    if named := _named(t, names):
        return named
    if part := next((each for each in t.words if each in HOURS), ""):
        return UnreadableError(
            f"At what time in the {part}? For example {HOURS[part]}.", part, (HOURS[part],)
        )
    pieces = [each for each in error.instead if not each.startswith(COMMAND)]
    if pieces or not error.instead:
        return UnreadableError(error.message, error.words, pieces, error.suggestions)
    return UnreadableError(f'I couldn\'t read "{error.words}" in a digest. {EXAMPLE}', error.words)


def _from(t: Text, leads: Table[bool]) -> str:
    """Return the words from one of `leads` on, or nothing."""
    first = next((i for i in range(len(t.words)) if leads.read(t, i)), len(t.words))
    return t.phrase(first, len(t.words))


def _named(t: Text, names: Collection[str]) -> UnreadableError | None:
    """Return the refusal of a person, a city or a bot that nothing leads to."""
    if called := CALLED.search(t.source):
        person = called[0]
        return UnreadableError(
            f'A digest is posted in its channel and calls nobody, so leave "{person}" out.',
            person,
            ("",),
        )
    if city := _city(t):
        return UnreadableError(
            f'Is "{city}" the time zone? Say it behind the time: `at 9 in {city}`', city,
            (f"in {city}",),
        )  # fmt: skip
    if name := _stranger(t, names):
        return UnreadableError(unknown_bot(name, names), name, bots_instead(name, names))
    return None


def _city(t: Text) -> str:
    """Return what names a time zone with no word before it, as in `9am London`; or nothing."""
    for i in range(len(t.words)):
        led = tokens_of(f"in {t.phrase(i, len(t.words))}")
        no_zone = is_known(word(t, i)) or word(t, i) in HOLIDAYS or word(t, i - 1) == "for"
        no_zone |= glued(t, i)
        if not no_zone and (zone := read_zone(led, 0)):
            return led.phrase(1, zone[1])
    return ""


def _stranger(t: Text, names: Collection[str]) -> str:
    """Return an unknown name that is joined to a bot's: `NoSuch` in `for SalesBot and NoSuch`."""
    for place, knowns in known_names(t, names).items():
        for known in knowns:
            i = behind_joiner(t, known.end)
            if word(t, place - 1) != "for" or i == known.end:
                continue
            if i < len(t.words) and not is_known(word(t, i)) and not known_names(t, names).get(i):
                return t.phrase(i, i + 1)
    return ""
