"""Slips of the fingers: words that are one letter away from a word of the grammar."""

from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.vocabulary import near, parted

MOST = 2  # corrections in one text; more is guessing


def corrected(t: Text, least: int = 5) -> tuple[Text, tuple[str, ...]] | None:
    """The text with its slips mended and a line for each, or None where there is none to mend."""
    mended = {
        place: meant
        for place, token in enumerate(t.tokens)
        if token.kind == "word" and (meant := near(token.text, least) or parted(token.text))
    }
    if not mended or len(mended) > MOST:
        return None
    lines = tuple(f"read {t.said(k, k + 1)} as {meant}" for k, meant in mended.items())
    source = t.source
    for place in sorted(mended, reverse=True):
        token = t.tokens[place]
        source = source[: token.start] + mended[place] + source[token.end :]
    return tokens_of(source), lines
