"""Cleans text as Slack delivers it and people paste it: no markup, no emoji, even signs.

Each row is a pattern, what replaces it, and an example with its value; the tests read the
examples. Rows run one after the other until none changes the text any more.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from html import unescape
from typing import Final, NamedTuple

_SIGNS: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛′ʼ", "'")
    | {"→": "-"}
)


def even(text: str) -> str:
    """Return `text` with entities undone, one kind of space, dash and quote, and nothing unseen.

    Markup is left alone: see `typed`.
    """
    text = unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(text.split())


class Replacement(NamedTuple):
    """A replacement: the text that `pattern` matches becomes `instead`."""

    pattern: re.Pattern[str]
    instead: str | Callable[[re.Match[str]], str]
    example: str
    value: str


def _row(
    pattern: str, instead: str, example: str, value: str, flags: re.RegexFlag = re.IGNORECASE
) -> Replacement:
    return Replacement(re.compile(pattern, flags), instead, example, value)


# A picture in text: a symbol, a flag, a modifier, and what joins several to one.
_PICTURE: Final = (
    "(?:[\u2600-\u27bf\u2b00-\u2bff\u231a\u231b\u23e9-\u23fa\U0001f000-\U0001faff]"
    "[\u200d\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*)"
)
_EMOJI: Final = (
    rf"(?::[a-z0-9_+'-]*[a-z+_][a-z0-9_+'-]*:(?::skin-tone-\d:)?|:100:|:1234:|{_PICTURE})"
)
_MENTION: Final = r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>"
_OPTIONS: Final = (
    "by|for|from|to|as|csv|all|top|fresh|privately|private|hourly|daily|weekly|monthly"
)

# While `<` and `>` are still Slack's own: those that people type arrive as entities.
LINKS: Final = (
    _row(r"<(?:[a-z]+:)[^<>|]*\|([^<>]*)>", r"\1",
         "last week for <http://support.bot|support.bot>", "last week for support.bot"),
    _row(r"<(?:mailto|tel):([^<>|]*)>", r"\1", "<tel:20261101>", "20261101"),
    _row(r"<(https?://[^<>|]*)>", r"\1", "<https://example.com>", "https://example.com"),
    _row(r"^[ \t]*(?:(?:&gt;|>)[ \t]*)+", "", "&gt; last week\n&gt; by day", "last week\nby day",
         re.MULTILINE),
    _row(r"^[ \t]*[•◦▪‣*·-][ \t]+", "", "• last week", "last week", re.MULTILINE),
)  # fmt: skip

# Signs around words and before them.
MARKUP: Final = (
    _row(r"^```\s*(.*?)\s*```$", r"\1", "```last week by day```", "last week by day", re.DOTALL),
    _row(r"^`([^`]+)`$", r"\1", "`last week`", "last week"),
    _row(r"(?<=\b(?:for|and) )`([^`\"]+)`", r'"\1"',
         "last week for `March Madness`", 'last week for "March Madness"'),
    _row(r"(?<!\S)`([^`]+)`(?!\w)", r"\1", "last week `by day`", "last week by day"),
    _row(r"(?<![\w~])~(?=\S)[^~]*(?<=\S)~(?![\w~])\s*(?=\S)", "",
         "~last month~ last week", "last week"),
    _row(r"(?<![\w~])~(?=\S)([^~]*)(?<=\S)~$", r"\1", "~last week~", "last week"),
    _row(r"(?<![\w*])\*(?=\S)([^*]*)(?<=\S)\*(?![\w*])", r"\1", "*last week* by day",
         "last week by day"),
    _row(r"(?<![\w_])_(?=\S)([^_]*)(?<=\S)_(?![\w_])", r"\1", "last week by _day_",
         "last week by day"),
    _row(rf"^(?:{_MENTION})[\s,:]*(?=\S)", "", "<@U0APP>: last week", "last week"),
    _row(r"^/billing(?![\w/])[\s:]*", "", "/billing last week", "last week"),
    _row(r"^@(?:billing|slackbot)(?!\w)[\s,:]*", "", "@Billing, last week", "last week"),
    _row(r"\s@(?:billing|slackbot)(?![\w-])[,:]?", "", "last week @Billing by day",
         "last week by day"),
    _row(r"^:\s+", "", ": last week", "last week"),
    _row(r"^\(?\d{1,2}\)\s+(?=[a-z])", "", "1) last week", "last week"),
    _row(r"^\d\.\s+(?=(?:last|this|show|how|what|why|compare|usage)\b)", "", "1. last week",
         "last week"),
    _row(r"(?<=\w)(?:\?{2,}|!{2,}|\.{3})\s+(?=\w)(?!\d)", ", ", "last week?? by day",
         "last week, by day"),
    _row(r"^(?:[!=]|/(?!billing\b))(?=[a-z])", "", "!last week", "last week"),
    _row(r"(?<=\b\d{4})\.$", "", "1.10.2026.", "1.10.2026"),
    _row(r"%20", " ", "last%20week", "last week"),
    _row(r"</?(?:b|i|u|em|strong|p|br|div|span|code|pre|li|td|tr)\s*/?>", " ",
         "<b>last week</b>", "last week"),
    _row(r"(?<!\S)w/o(?!\w)", "without", "last week w/o SalesBot", "last week without SalesBot"),
    _row(r"(?<!\S)w/ +(?=[a-z])", "with ", "last week w/ SalesBot", "last week with SalesBot"),
    _row(r"(?<!\S)b/w(?!\w)", "between", "b/w 1 and 5 Nov", "between 1 and 5 Nov"),
    _row(r"\btl;?dr\b", "summary", "tl;dr last week", "summary last week"),
    _row(r"\b(?:(?:date )?range|dates?|period|time ?frame|when)\s*[:=]\s+(?=\w)", "",
         "Period: last month", "last month"),
    _row(r"\bbots?\s*:\s+(?=\w)", "for ", "last week, bot: SalesBot", "last week, for SalesBot"),
    _row(r"\b(from|to)\s*:\s+(?=\w)", r"\1 ", "From: 1 Oct To: 5 Oct", "From 1 Oct To 5 Oct"),
)  # fmt: skip

# Signs that a bot's name may have as well.
DECORATION: Final = (
    _row(rf"^{_EMOJI}+\s*", "", ":tada: last week", "last week"),
    _row(rf"\s*{_EMOJI}+(?=[.!?]*$)", "", "last week 🎉", "last week"),
    _row(rf"\s{_PICTURE}+\s+", " ", "last week 🎉 by day", "last week by day"),
    _row(r"(?<=\s):[a-z][a-z0-9_+'-]*[a-z0-9]:\s+", "", "hi :wave: last week", "hi last week"),
    _row(r"\s+[:;]-?[)D]+$", "", "last week :-)", "last week"),
    _row(r"(?<!\S)--([a-z]+)(?:=|(?!\S))", r"\1 ", "last week --by=day --csv",
         "last week by day csv"),
    _row(rf"(?<=\s)-(?=(?:{_OPTIONS})\b)", "", "last week —by day", "last week by day"),
    _row(rf"\s+[-/]\s+(?=(?:{_OPTIONS})\b)(?!(?:from|to)\b)", ", ", "last week — by day",
         "last week, by day"),
    _row(r"\s+\|\s+", ", ", "last week | by day", "last week, by day"),
)  # fmt: skip

# A mention after none of these words is the addressee of the text.
_LED: Final = frozenset("for to by of with from and or cc dm notify ping tell share , &".split())
_LEADING: Final = re.compile(_MENTION)
_SPOKEN_TO: Final = re.compile(rf"(?<!\S){_MENTION}[,:]?(?!\S)")


def typed(text: str, *, decorated: bool = False) -> str:
    """Return what a person would have typed for `text`; `decorated` leaves emoji and such."""
    text = even(_applied(LINKS, text))
    rows = MARKUP if decorated else (*MARKUP, *DECORATION)
    while (less := " ".join(_applied(rows, text).split())) != text:
        text = less
    return text


def led_mention(text: str) -> str:
    """Return the mention with which the text begins, or nothing."""
    found = _LEADING.match(text)
    return found[0] if found else ""


def unaddressed(text: str) -> str:
    """Return a question without mentions that only say whom it speaks to."""

    def kept(found: re.Match[str]) -> str:
        words = text[: found.start()].split()
        return found[0] if words and words[-1].lower() in _LED else ""

    return " ".join(_SPOKEN_TO.sub(kept, text).split())


def unadorned(name: str) -> str:
    """Return a bot's name as it is in a text that `typed` has made plain."""
    return typed(name) or name


def _applied(rows: Sequence[Replacement], text: str) -> str:
    for row in rows:
        text = row.pattern.sub(row.instead, text)
    return text
