"""Reads wishes for digests: `send me a digest every Monday morning`, `weekly report`."""

from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.language.core.courtesy import PLEASE, behind_please
from slackbot.language.core.readers import tried, word
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.words import BILLING_WORDS, WEEKDAYS
from slackbot.language.digests.words import DIGEST
from slackbot.language.questions.facts import COSTS
from slackbot.language.schedules.cadence import RECURRING, read_cadence
from slackbot.language.schedules.days import read_month_day

REPORT: Final = frozenset("report reports summary update overview recap roundup".split())
FIGURES: Final = frozenset("numbers figures stats statistics usage".split())
# Verbs of what comes by itself: a sentence with one and with a schedule is no question.
POSTS: Final = frozenset("post deliver schedule dm remind ping".split())
ALONE: Final = frozenset(("remind", "dm"))  # before `me`, for nobody else
CHECKS: Final = frozenset("check see review read".split())
MAILS: Final = frozenset("email e-mail mail".split())
SENDS: Final = POSTS | frozenset(
    "send post give get share deliver schedule create add set make want need".split()
)
BETWEEN: Final = frozenset("up me us a an the new our my please".split())
WHOM: Final = frozenset("me us here everyone".split())
OF: Final = frozenset("of with about on".split())
# Words that make a report a question: `send me a report for every day last week`.
PERIODS: Final = frozenset("last yesterday this previous past today".split())
TIMED: Final = frozenset("at on every each".split())


def _behind_whom(t: Text, i: int) -> int:
    """Return the position after `me`, `us here`, `the channel`, `this channel`."""
    while word(t, i) in WHOM or (word(t, i) in {"the", "this"} and word(t, i + 1) == "channel"):
        i += 1 + (word(t, i) in {"the", "this"})
    return i


def _recurs(t: Text, i: int) -> bool:
    """Tell whether a schedule is at `i`; `every hour` may be the rows of a question."""
    return tried(read_cadence, t, i) is not None


def _is_strong(t: Text, i: int) -> bool:
    """Tell whether a schedule is at `i` that is no rows of a question: `every Friday`."""
    found = tried(read_cadence, t, i)
    return bool(found and found[0].strong and word(t, i - 1) not in {"for", "by"})


def _mailed(t: Text, i: int) -> str | None:
    """Refuse `email me a weekly digest`, and offer it here."""
    here = behind_digest(tokens_of(f"send {t.phrase(i + 1, len(t.words))}"))
    if here is None:
        return None
    phrase = t.phrase(i, i + 1)
    raise UnreadableError(
        f'I post digests here in Slack, and can\'t "{phrase}" them. Shall I post it here?', phrase,
        suggestions=(f"digest {here}",),
    )  # fmt: skip


def behind_digest(t: Text) -> str | None:
    """Return the words that would follow `digest` in a sentence of the same meaning; None where it
    is about something else, as `weekly report for May` is."""
    i = behind_please(t)
    if word(t, i) in MAILS:
        return _mailed(t, i)
    found = _reported(t, i) or _named(t, i)
    found = _posted(t, i) if found is None else found
    to_me = word(t, i) in ALONE and word(t, i + 1) == "me"
    return f"{found} to me" if found and to_me else found


def _posted(t: Text, i: int) -> str | None:
    """Return the words after `post`, `remind me to check`, where a schedule is among them."""
    if word(t, i) not in POSTS or not any(_is_strong(t, k) for k in range(i, len(t.words))):
        return None
    j = _behind_whom(t, i + 1)
    j += 2 * (word(t, j) == "to" and word(t, j + 1) in CHECKS) + (word(t, j) in OF)
    return t.phrase(j, len(t.words))


def _reported(t: Text, i: int) -> str | None:
    """Return the schedule and the subject of `monthly cost report on the 3rd`."""
    i += word(t, i) in SENDS
    while word(t, i) in BETWEEN:
        i += 1
    adverb, about, noun, on = (word(t, i + k) for k in range(4))
    named = adverb in RECURRING and about in COSTS | BILLING_WORDS and noun in DIGEST | REPORT
    if not named or on != "on" or not (read_month_day(t, i + 4) or word(t, i + 4) in WEEKDAYS):
        return None
    return f"{adverb} {t.phrase(i + 3, len(t.words))} {about}"


def _named(t: Text, i: int) -> str | None:
    """Return the words after `a weekly digest`, `send me a report of`."""
    sends = word(t, i) in SENDS
    j, adverb = i + sends, ""
    while word(t, j) in BETWEEN or (not adverb and word(t, j) in RECURRING):
        adverb = adverb or (word(t, j) if word(t, j) in RECURRING else "")
        j += 1
    on_a_day = adverb and word(t, j + 1) == "on" and word(t, j + 2) in WEEKDAYS
    if sends and word(t, j) in FIGURES and (on_a_day or _recurs(t, j + 1)):
        return f"{adverb} {t.phrase(j + 1, len(t.words))}".strip()
    if word(t, j) not in DIGEST | REPORT or (j == 0 and not _recurs(t, 1)):
        return None
    on_a_day = on_a_day or bool(adverb and word(t, j + 1) == "on" and read_month_day(t, j + 2))
    end = j + 1 + (word(t, j + 1) in OF and not (on_a_day or _recurs(t, j + 1)))
    on_a_day = bool(on_a_day) or bool(adverb and word(t, end) in WEEKDAYS)
    lone = on_a_day or word(t, end) in TIMED | PLEASE or end == len(t.words)
    if word(t, j) in DIGEST and sends:
        return f"{adverb} {t.phrase(end, len(t.words))}".strip()
    if not (sends or i or lone) or (word(t, j) in REPORT and PERIODS & set(t.words[end:])):
        return None
    if not adverb and not any(_recurs(t, k) for k in range(end, len(t.words))):
        return None
    return f"{adverb} {t.phrase(end, len(t.words))}".strip()
