"""Reads wishes for digests: `send me a digest every Monday morning`, `weekly report`."""

from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.language.core.courtesy import behind_please
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import WEEKDAYS
from slackbot.language.schedules.cadence import RECURRING, read_cadence
from slackbot.language.schedules.days import read_month_day

DIGEST: Final = frozenset(("digest", "digests"))
REPORT: Final = frozenset("report reports summary update overview recap roundup".split())
FIGURES: Final = frozenset("numbers figures stats statistics usage".split())
SENDS: Final = frozenset(
    "send post give get share deliver schedule create add set make want need".split()
)
BETWEEN: Final = frozenset("up me us a an the new our my please".split())
OF: Final = frozenset("of with about on".split())
# Words that make a report a question: `send me a report for every day last week`.
PERIODS: Final = frozenset("last yesterday this previous past today".split())
TIMED: Final = frozenset("at on every each".split())


def _recurs(t: Text, i: int) -> bool:
    """Tell whether a schedule is at `i`; `every hour` may be the rows of a question."""
    try:
        return read_cadence(t, i) is not None
    except UnreadableError:
        return False


def behind_digest(t: Text) -> str | None:
    """Return the words that would follow `digest` in a sentence of the same meaning; None where it
    is about something else, as `weekly report for May` is."""
    i = behind_please(t)
    sends = word(t, i) in SENDS
    j, adverb = i + sends, ""
    while word(t, j) in BETWEEN or (not adverb and word(t, j) in RECURRING):
        adverb = adverb or (word(t, j) if word(t, j) in RECURRING else "")
        j += 1
    on_a_day = adverb and word(t, j + 1) == "on" and word(t, j + 2) in WEEKDAYS
    if sends and word(t, j) in FIGURES and (on_a_day or _recurs(t, j + 1)):
        return f"{adverb} {t.said(j + 1, len(t.words))}".strip()
    if word(t, j) not in DIGEST | REPORT or (j == 0 and not _recurs(t, 1)):
        return None
    on_a_day = on_a_day or bool(adverb and word(t, j + 1) == "on" and read_month_day(t, j + 2))
    end = j + 1 + (word(t, j + 1) in OF and not (on_a_day or _recurs(t, j + 1)))
    lone = end == len(t.words) or word(t, end) in TIMED
    if word(t, j) in DIGEST and sends:
        return f"{adverb} {t.said(end, len(t.words))}".strip()
    if not (sends or i or lone) or (word(t, j) in REPORT and PERIODS & set(t.words[end:])):
        return None
    if not adverb and not any(_recurs(t, k) for k in range(end, len(t.words))):
        return None
    return f"{adverb} {t.said(end, len(t.words))}".strip()
