"""Mends slips of the fingers: words that are one letter away from a word of the grammar."""

from dataclasses import replace

from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.words import LAST, THIS, UNITS
from slackbot.language.slips.vocabulary import near, parted

SHORT = 4  # letters of a word that is mended only beside a word that it goes with
MOST = 2  # corrections in one text; more is guessing


def corrected(
    t: Text, least: int = 5, *, ordinary: bool = False
) -> tuple[Text, tuple[str, ...]] | None:
    """Return the text with its slips mended and a line for each, or None where there is none to
    mend.

    With `ordinary`, also words of English that may be slips: the text must then be asked about.
    """
    mended = {
        place: meant
        for place, token in enumerate(t.tokens)
        if token.kind == "word"
        and (
            meant := near(token.text, least, ordinary=ordinary)
            or parted(token.text)
            or _beside(t, place)
        )
    }
    if not mended or len(mended) > MOST:
        return None
    lines = tuple(f"read {t.phrase(k, k + 1)} as {meant}" for k, meant in mended.items())
    source = t.source
    for place in sorted(mended, reverse=True):
        token = t.tokens[place]
        source = source[: token.start] + mended[place] + source[token.end :]
    return replace(tokens_of(source), holidays=t.holidays), lines


def _beside(t: Text, i: int) -> str:
    """Return `last` for `lst` before a unit, and `week` for `wek` after `last`; or nothing."""
    meant = near(word(t, i), SHORT)
    before_unit = meant in LAST | THIS and word(t, i + 1) in UNITS
    after_last = meant in UNITS and i > 0 and word(t, i - 1) in LAST | THIS
    return meant if before_unit or after_last else ""
