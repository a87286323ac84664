"""Reads the words after `/billing audit`: where, by whom, of what, when, and which page."""

import re
from collections.abc import Collection
from typing import Final

from slackbot.domain.access.audit import What
from slackbot.domain.channel import BOT_ID
from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import Period
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query

EXAMPLES: Final = (
    "Try `/billing audit last week`, `/billing audit in #finance`, `/billing audit by @anna` or "
    "`/billing audit of digest 1`"
)
PAGE: Final = re.compile(r"\s*\bpage (\d{1,4})$", re.IGNORECASE)
# Slack sends an id after a mention of the app, and the bare name after a command. An id has a
# digit; `in DEC` has none.
WHERE: Final = re.compile(
    r"\bin (?:<#(\w+)(?:\|[^>]*)?>|([CDG](?=[A-Z]*\d)[A-Z0-9]+)\b|(#[^\s,]+)|(here|this channel)\b)"
)
WHO: Final = re.compile(
    r"\bby (?:<@(\w+)(?:\|[^>]*)?>|([UW](?=[A-Z]*\d)[A-Z0-9]+)\b|(@[^\s,]+)|(me)\b)"
)
OF: Final = re.compile(r"\bof\s+", re.IGNORECASE)
NUMBERED: Final = re.compile(r"(digest|alert)s?\s+#?(\d{1,9})\b", re.IGNORECASE)
QUOTED: Final = re.compile(r'"([^"]+)"')
WORD: Final = re.compile(r"\S+")
WHATS: Final[dict[str, What]] = {
    "link": "link", "links": "link", "bots": "link",
    "setting": "settings", "settings": "settings", "sharing": "sharing",
    "workspace settings": "workspace settings", "allowance": "allowance",
    "allowances": "allowance", "budget": "budget", "budgets": "budget",
    "price": "price", "prices": "price",
    "group": "group", "groups": "group",
    "digest": "digest", "digests": "digest", "alert": "alert", "alerts": "alert",
    "close": "close", "closes": "close", "token": "token", "tokens": "token",
    "connection": "connection", "connections": "connection", "secrets": "secrets",
}  # fmt: skip


class ShowAudit(FrozenModel):
    """`/billing audit`, and the filters for it, still in words."""

    text: str = ""


class AuditSentence(FrozenModel):
    """The filters of an audit as written; a filter that the text does not name is empty.

    `channel` and `by` are ids, or names with `#` and `@`, or `here` and `me`. `bot` is a name or an
    id. `text` is the words without the page.
    """

    text: str
    channel: str = ""
    by: str = ""
    what: What | None = None
    thing: str = ""
    bot: str = ""
    period: Period | None = None
    page: int = 1


def read_audit(text: str, context: ReadingContext, names: Collection[str] = ()) -> AuditSentence:
    """Read what is wanted of the audit; `names` are all that bots have been called.

    Raises UnreadableError if what is left of the words is no period.
    """
    page = PAGE.search(text)
    text = rest = text[: page.start()].strip() if page else text.strip()
    channel, rest = _taken(WHERE, rest)
    by, rest = _taken(WHO, rest)
    found, rest = _of(rest, names)
    sentence = AuditSentence(
        text=text,
        channel="here" if channel == "this channel" else channel,
        by=by,
        period=_period(rest, context),
        page=max(1, int(page[1])) if page else 1,
    )
    return sentence.model_copy(update=found)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """Return what the pattern finds, and the text without it."""
    found = pattern.search(text)
    if found is None:
        return "", text
    return next(filter(None, found.groups())), f"{text[: found.start()]} {text[found.end() :]}"


def _of(text: str, names: Collection[str]) -> tuple[dict[str, str], str]:
    """Return which thing is named after `of`, and the text without it.

    A date has an `of`, too: `first week of September`.
    """
    for of in OF.finditer(text):
        tail = text[of.end() :]
        first = not text[: of.start()].strip()
        if found := _thing(tail, names) or (_some_bot(tail) if first else None):
            kind, length = found
            return kind, f"{text[: of.start()]} {tail[length:]}"
    return {}, text


def _thing(tail: str, names: Collection[str]) -> tuple[dict[str, str], int] | None:
    if found := NUMBERED.match(tail):
        what = found[1].lower()
        return {"what": what, "thing": f"{what} {found[2]}"}, found.end()
    if found := QUOTED.match(tail):
        return {"bot": found[1]}, found.end()
    if found := BOT_ID.match(tail):
        return {"bot": found[0]}, found.end()
    for words in sorted((*names, *WHATS), key=len, reverse=True):
        if re.match(rf"{re.escape(words)}(?!\w)", tail, re.IGNORECASE):
            what = WHATS.get(words.lower()) if words not in names else None
            return ({"what": what} if what else {"bot": words}), len(words)
    return None


def _some_bot(tail: str) -> tuple[dict[str, str], int] | None:
    found = WORD.match(tail)
    return ({"bot": found[0]}, found.end()) if found else None


def _period(text: str, context: ReadingContext) -> Period | None:
    words = " ".join(text.split())
    if not words:
        return None
    query = read_query(words, context)
    if not query.stated or query.bots or query.is_of_all or query.grouping:
        raise UnreadableError(f'I can\'t tell which changes "{words}" means. {EXAMPLES}', words)
    # People who ask for this week also want the changes of the last minutes.
    return query.period.model_copy(update={"end": query.until or query.period.end})
