"""Skips the words before and after a rule: `tell us when …`, `…, let me know`."""

from typing import Final

from slackbot.language.alerts.clauses.clause import PER, UNIT_WORDS
from slackbot.language.core.courtesy import PLEASE, behind_please
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text
from slackbot.language.names.mentions import is_mention

TELLS: Final = frozenset("alert tell warn notify inform ping remind".split())
LEADS: Final = TELLS | {"let", "page", "call", "mention", "cc"}
WHOM: Final = frozenset("me us everyone everybody".split())
PLACES: Final = (("the", "team"), ("the", "channel"), ("this", "channel"))
WHEN: Final = frozenset("when whenever if once".split())
TOLD: Final = frozenset("alerted told notified warned informed pinged".split())
MAKES: Final = frozenset("set create add make new configure".split())
BETWEEN: Final = frozenset("up me us a an the new another".split())
NOUNS: Final = frozenset(
    "alert alerts alarm alarms threshold notification notifications warning".split()
)
# Words that begin a rule after `an alert for`, where others name a bot.
WATCHED: Final = frozenset(
    "no zero more fewer less over under above below unusual unusually forecast when if any".split()
)
OF: Final = frozenset(("on", "for"))


def behind_lead(t: Text) -> int:
    """Return the position after `when`, `tell us if`, `please set up an alert for`; 0 where none
    leads."""
    i = behind_please(t)
    i = behind_wish(t, i) or behind_noun(t, i) or i
    i = behind_whom(t, i)
    i += i > 0 and word(t, i) == "and" and is_mention(t, i + 1)
    i += word(t, i) in {":", "-"} and i > 0
    if behind_when(t, i):
        return behind_when(t, i)
    named = word(t, i + 1)
    names = word(t, i) == "for" and named not in WATCHED | UNIT_WORDS and not named.isdigit()
    drops = word(t, i) in {"for", "on", "about", "of"} and word(t, i - 1) in NOUNS and not names
    counts = word(t, 0) == "on" and word(t, 1).isdigit()
    return i + (
        drops or (i == 0 and (counts or (word(t, 0) in OF and word(t, 1) in WATCHED | UNIT_WORDS)))
    )


def behind_when(t: Text, i: int) -> int:
    """Return the position after `when`, `if ever`, or 0; `once a day` says how often."""
    if word(t, i) in {"every", "each", "any"} and word(t, i + 1) == "time":
        return i + 2
    if t.words[i : i + 3] == ("as", "soon", "as"):
        return i + 3
    j = i + (word(t, i) == "that")
    if word(t, j) not in WHEN or (word(t, j) == "once" and word(t, j + 1) in PER):
        return 0
    return j + 1 + (word(t, j + 1) in {"that", "ever"})


def behind_wish(t: Text, i: int) -> int:
    """Return the position after `tell us`, `let me know`, `be told`, or 0 where nobody is to be
    told."""
    if word(t, i) in {"be", "get"} and word(t, i + 1) in TOLD:
        return i + 2
    if word(t, i) == "know" and i > 0:
        return i + 1
    if word(t, i) == "let":
        j = behind_whom(t, i + 1)
        return j + 1 if j > i + 1 and word(t, j) == "know" else 0
    if word(t, i) not in TELLS:
        return 0
    j = behind_whom(t, i + 1)
    return j if j > i + 1 or behind_when(t, j) else 0


def behind_noun(t: Text, i: int) -> int:
    """Return the position after `set up an alert`, or `an alert` after `I want`; or 0."""
    makes = word(t, i) in MAKES
    if not makes and i == 0:
        return 0
    j = i + makes
    while word(t, j) in BETWEEN:
        j += 1
    return j + 1 + (word(t, j + 1) in {"rule", "message"}) if word(t, j) in NOUNS else 0


def behind_whom(t: Text, i: int) -> int:
    """Return the position after `us`, `the team`; `i` where nobody is named."""
    if word(t, i) in WHOM:
        return i + 1
    return i + 2 * any(t.words[i : i + 2] == place for place in PLACES)


def behind_tail(t: Text, i: int) -> int:
    """Return the end of the text where all from `i` on is `then tell us please`; or 0."""
    j = i
    while word(t, j) in PLEASE | {"then", ","}:
        j += 1
    j = behind_wish(t, j) if word(t, j) not in {"know", "be", "get"} else 0
    while j and word(t, j) in PLEASE | {"about", "it"}:
        j += 1
    return j if j == len(t.words) else 0


def leads_to_mention(t: Text, i: int) -> int:
    """Return the place of `@anna` in `ping @anna when …`, `tell me and @anna when …`, or 0."""
    j = behind_whom(t, i + 1)
    j += j > i + 1 and word(t, j) == "and"
    return j if word(t, i) in LEADS and is_mention(t, j) else 0
