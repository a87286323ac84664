"""Reads Slack's marked text and rich text into spans, which a template draws.

A span has words or other spans, never HTML: what a person or an app wrote is escaped when drawn.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from rich.emoji import Emoji

Json = Mapping[str, Any]
# Slack's names that Rich does not know.
SLACK_EMOJI = {
    "large_orange_circle": "🟠",
    "large_yellow_circle": "🟡",
    "large_green_circle": "🟢",
    "large_purple_circle": "🟣",
    "large_brown_circle": "🟤",
    "large_red_square": "🟥",
    "large_orange_square": "🟧",
    "large_yellow_square": "🟨",
    "large_green_square": "🟩",
    "large_blue_square": "🟦",
    "large_purple_square": "🟪",
}
ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
WEB = ("http://", "https://", "mailto:")


@dataclass(frozen=True)
class Span:
    """A piece of text. `kind` says how it is drawn; `href`, where it leads, is a web address."""

    kind: str
    text: str = ""
    inside: tuple["Span", ...] = ()
    href: str = ""


@dataclass(frozen=True)
class Names:
    """Returns what stands for ids in text, and the zone in which its dates are told."""

    user: Callable[[str], str] = str
    channel: Callable[[str], str] = str
    zone: tzinfo = UTC


FENCE = re.compile(r"```(.+?)```\n?", re.DOTALL)
QUOTE = re.compile(r"(?:^(?:&gt;|>) ?.*(?:\n|\Z))+", re.MULTILINE)
QUOTE_MARK = re.compile(r"^(?:&gt;|>) ?", re.MULTILINE)
EMOJI = re.compile(r":([a-z0-9_+'-]+)(?:::skin-tone-[2-6])?:")


def _pair(mark: str, kind: str) -> str:
    """Make the pattern of words between two marks, which must not stand within a word."""
    sign = re.escape(mark)
    return rf"(?<![\w{sign}]){sign}(?=\S)(?P<{kind}>[^\n]+?)(?<=\S){sign}(?![\w{sign}])"


MARKS = re.compile(
    "|".join(
        (
            r"`(?P<code>[^`\n]+)`",
            r"<(?P<angle>[^<>\n]+)>",
            _pair("*", "bold"),
            _pair("_", "italic"),
            _pair("~", "strike"),
            r"(?P<url>https?://[^\s<>|]*[^\s<>|.,:;!?)'\"])",
        )
    )
)


def mrkdwn(text: str, names: Names) -> tuple[Span, ...]:
    """Read text in Slack's markup: blocks of code, quotes, and what stands in lines."""
    spans: list[Span] = []
    end = 0
    for fence in FENCE.finditer(text):
        spans += _quoted(text[end : fence.start()], names)
        spans.append(Span("pre", _plainly(fence[1].removeprefix("\n").removesuffix("\n"))))
        end = fence.end()
    return (*spans, *_quoted(text[end:], names))


def plain(text: str) -> tuple[Span, ...]:
    """Read text without markup, in which only emoji are replaced."""
    return (Span("text", with_emoji(_plainly(text))),)


def text_object(thing: Json, names: Names) -> tuple[Span, ...]:
    """Read a text object of either kind."""
    if thing["type"] == "mrkdwn":
        return mrkdwn(thing["text"], names)
    return plain(thing["text"])


def inline(elements: Iterable[Json], names: Names) -> tuple[Span, ...]:
    """Read the elements of a section of rich text."""
    return tuple(_styled(element, names) for element in elements)


def words(spans: Sequence[Span]) -> str:
    """Return the words of spans, without their styles."""
    return "".join(span.text or words(span.inside) for span in spans)


def with_emoji(text: str) -> str:
    """Put characters in place of the names of emoji; unknown names stay."""
    return EMOJI.sub(lambda found: emoji(found[1]), text)


def emoji(name: str) -> str:
    """Return the emoji of that name, or the name between colons where it is unknown."""
    return SLACK_EMOJI.get(name) or Emoji.replace(f":{name}:")


def is_web(address: str) -> bool:
    """Tell whether a link may lead there; others could run a script."""
    return address.lower().startswith(WEB)


def _quoted(text: str, names: Names) -> Iterator[Span]:
    end = 0
    for quote in QUOTE.finditer(text):
        yield from _lines(text[end : quote.start()], names)
        inside = QUOTE_MARK.sub("", quote[0]).removesuffix("\n")
        yield Span("quote", inside=tuple(_lines(inside, names)))
        end = quote.end()
    yield from _lines(text[end:], names)


def _lines(text: str, names: Names) -> Iterator[Span]:
    end = 0
    for mark in MARKS.finditer(text):
        yield from _bare(text[end : mark.start()])
        yield _marked(mark, names)
        end = mark.end()
    yield from _bare(text[end:])


def _bare(text: str) -> Iterator[Span]:
    if text:
        yield Span("text", with_emoji(_plainly(text)))


def _marked(mark: re.Match[str], names: Names) -> Span:
    kind = str(mark.lastgroup)
    found = mark[kind]
    match kind:
        case "code":
            return Span("code", _plainly(found))
        case "url":
            return _link(_plainly(found), _plainly(found))
        case "angle":
            return _angle(found, names)
    return Span(kind, inside=tuple(_lines(found, names)))


def _angle(found: str, names: Names) -> Span:
    """Read the part between `<` and `>`: a person, a channel, a date or a link."""
    target, _, label = found.partition("|")
    match target[0], target[1:]:
        case "@", id_:
            return Span("mention", f"@{names.user(id_)}")
        case "#", id_:
            return Span("mention", f"#{names.channel(id_)}")
        case "!", special:
            return _special(special, _plainly(label), names)
    return _link(_plainly(target), with_emoji(_plainly(label or target)))


def _special(special: str, label: str, names: Names) -> Span:
    kind, *rest = special.split("^")
    match kind, rest:
        case "date", [at, form, *link]:
            return _date(at, form, link[0] if link else "", label, names.zone)
        case "subteam", [id_, *_]:
            return Span("mention", label or f"@{id_}")
        case _:
            return Span("mention", label or f"@{kind}")


def _link(address: str, label: str) -> Span:
    return Span("link", label, href=address) if is_web(address) else Span("text", label)


# ---- dates

_DAY, _LONG = "{0:%B} {0.day}, {0.year}", "{0:%A}, {0:%B} {0.day}, {0.year}"
_SHORT = "{0:%b} {0.day}, {0.year}"
_CLOCK = {"time": "{0:%H:%M}", "time_secs": "{0:%H:%M:%S}"}
_DATES = {
    "date_num": "{0:%Y-%m-%d}",
    "date_slash": "{0:%m/%d/%Y}",
    "date": _DAY,
    "date_short": _SHORT,
    "date_long": _LONG,
    **{f"{name}_pretty": form for name, form in (("date", _DAY), ("date_short", _SHORT))},
    "date_long_pretty": _LONG,
    "date_long_full": _LONG,
    "day_divider_pretty": _LONG,
    "ago": _DAY,  # Slack tells how long ago it was; this page does not count
    **_CLOCK,
}
TOKEN = re.compile(r"\{(\w+)\}")


def _date(at: str, form: str, link: str, fallback: str, zone: tzinfo) -> Span:
    """Tell a moment in the reader's zone; in the fallback's words where it cannot be read."""
    try:
        moment = datetime.fromtimestamp(int(at), zone)
        told = TOKEN.sub(lambda token: _DATES[token[1]].format(moment), form)
    except (ValueError, KeyError, OverflowError, OSError):
        told = fallback
    return _link(link, told) if link else Span("text", told)


# ---- rich text


def _styled(element: Json, names: Names) -> Span:
    span = _element(element, names)
    for style, given in element.get("style", {}).items():
        if given and style in STYLES:
            span = Span(STYLES[style], inside=(span,))
    return span


STYLES = {
    "bold": "bold",
    "italic": "italic",
    "strike": "strike",
    "code": "code",
    "underline": "underline",
    "highlight": "highlight",
    "client_highlight": "highlight",
}


def _element(element: Json, names: Names) -> Span:
    kind = element["type"]
    if kind in _MENTIONS:
        return Span("mention", _MENTIONS[kind](element, names))
    match kind:
        case "link":
            return _link(element["url"], element.get("text") or element["url"])
        case "emoji":
            return Span("text", emoji(element["name"]))
        case "color":
            return Span("color", element["value"])
        case "date":
            at, link = str(element["timestamp"]), element.get("url", "")
            return _date(at, element["format"], link, element.get("fallback", ""), names.zone)
    return Span("text", element["text"])


_MENTIONS: Mapping[str, Callable[[Json, Names], str]] = {
    "user": lambda element, names: f"@{names.user(element['user_id'])}",
    "channel": lambda element, names: f"#{names.channel(element['channel_id'])}",
    "usergroup": lambda element, _: f"@{element['usergroup_id']}",
    "broadcast": lambda element, _: f"@{element['range']}",
}


def _plainly(text: str) -> str:
    """Put the three characters in place of Slack's names for them."""
    return re.sub("&(?:lt|gt|amp);", lambda entity: ENTITIES[entity[0]], text)
